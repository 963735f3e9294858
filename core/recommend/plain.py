"""The row a plain service shows for a wish: the genre that stands for the mood, by popularity."""

import numpy as np

from core.recommend.blend import best
from core.recommend.guide import Ask, Guide, Shelf
from core.recommend.history import Flags, Ints

GENRE_OF = {
    "laugh": "comedy",
    "relax": "family",
    "thrill": "thriller",
    "cry": "drama",
    "scare": "horror",
    "think": "documentary",
    "romance": "romance",
    "inspire": "biography",
}
"""The genre row a mood leads to (assumption: the nearest genre of the catalogue)."""


def genre_row(guide: Guide, ask: Ask, count: int) -> Ints:
    """Return the most watched titles of the wish's genre that the member has not seen.

    Without a wish, or where a wish names neither mood nor genre, all genres count.

    Returns:
        Rows of titles, the most watched first.
    """
    named: list[str] = []
    if ask.wish is not None:
        moods = ask.wish.moods
        most = max(moods, key=lambda mood: moods[mood], default="")
        if most and moods[most] > 0:
            named = [GENRE_OF[most]]
        named = list(ask.wish.genres) or named
    fits = guide.kept & _of(guide, named)
    fits[ask.history.titles] = False
    scores = np.where(fits, guide.taste.popularity, -1.0)
    return best(scores, min(count, int(fits.sum())))


def _of(guide: Guide, genres: list[str]) -> Flags:
    cells = guide.world.titles["genres"].str.split(";")
    if not genres:
        return np.ones(len(cells), dtype=bool)
    return np.array([bool(set(cell) & set(genres)) for cell in cells])


def common(shelf: Shelf, row: Ints) -> int:
    """Return how many titles of a shelf stand in a row as well."""
    return int(np.isin(shelf.rows, row).sum())


def watched(guide: Guide, rows: Ints) -> float:
    """Return the share of members who watched a title, mean over some titles; 0 of none."""
    return float(guide.taste.popularity[rows].mean()) if len(rows) else 0.0
