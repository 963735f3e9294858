"""Why a title fits a mood, in plain phrases."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import GENRES, MOODS
from core.recommend.mood.evidence import Evidence, tag_weights
from core.recommend.mood.genres import BASE, GENRE_MOODS

Array = npt.NDArray[np.float64]

WANT: Mapping[str, str] = {
    "laugh": "laugh",
    "relax": "relax",
    "thrill": "be thrilled",
    "cry": "cry",
    "scare": "be scared",
    "think": "think",
    "romance": "fall in love",
    "inspire": "be inspired",
}
"""What each mood of ``MOODS`` is called after "want to", in their order."""

WORTH = 0.25
"""Weight of a tag from which it is worth naming."""

CLEAR = 0.4
"""Log odds from which a genre or the company a title keeps is worth naming (assumption)."""

MOST = 4
"""Reasons given at most."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reasons:
    """What made the profile, kept to be told.

    Args:
        tags: ``title`` (row) and ``tag``, in order of title.
        editor: Whether an editor chose the mood, shape ``(titles, moods)``.
        genres: Which of ``GENRES`` a title has.
        by_genre: Log odds by genre, beyond the usual title's, shape ``(titles, moods)``.
        by_taste: Log odds by who takes it, same shape.
    """

    tags: pd.DataFrame
    editor: npt.NDArray[np.bool_]
    genres: Array
    by_genre: Array
    by_taste: Array

    @classmethod
    def of(cls, said: Evidence, genres: Array, *, by_genre: Array, by_taste: Array) -> "Reasons":
        """Return the reasons behind a profile."""
        return cls(
            tags=said.tags.sort_values("title", kind="stable"),
            editor=said.editor,
            genres=genres,
            by_genre=by_genre - np.median(by_genre, axis=0),
            by_taste=by_taste,
        )

    def why(self, title: int, weights: Array) -> list[tuple[float, str]]:
        """Return reasons with how much each says, for moods wanted by ``weights``."""
        found = self._by_tags(title, weights)
        wanted = np.argsort(-weights, kind="stable")
        for mood in (int(m) for m in wanted if weights[m] > 0):
            want = f"want to {WANT[MOODS[mood]]}"
            if self.editor[title, mood]:
                found.append((1.5 * weights[mood], f"our editors pick it when you {want}"))
            names = [genre for genre in _telling(mood) if self.genres[title, GENRES.index(genre)]]
            if self.by_genre[title, mood] > CLEAR and names:
                said = min(0.3 * self.by_genre[title, mood], 0.8)
                found.append((said * weights[mood], " and ".join(names[:2])))
            if self.by_taste[title, mood] > CLEAR:
                said = min(0.4 * self.by_taste[title, mood], 0.9)
                found.append((said * weights[mood], f"watched by people who {want}"))
        return found

    def _by_tags(self, title: int, weights: Array) -> list[tuple[float, str]]:
        rows = self.tags["title"].to_numpy()
        first, last = np.searchsorted(rows, [title, title + 1])
        if first == last:
            return []
        counts = self.tags["tag"].iloc[first:last].str.casefold().value_counts()
        said = [(float(tag_weights(str(tag)) @ weights), tag, n) for tag, n in counts.items()]
        return [
            (weight * (1 + 0.2 * np.log(number)), f"tagged {tag}")
            for weight, tag, number in said
            if weight > WORTH
        ]


def _telling(mood: int) -> list[str]:
    """Return the genres that speak of a mood more than most titles do, the clearest first."""
    clear = [genre for genre in GENRES if GENRE_MOODS[genre][mood] > BASE[mood]]
    return sorted(clear, key=lambda genre: -GENRE_MOODS[genre][mood])


def told(reasons: list[tuple[float, str]]) -> tuple[str, ...]:
    """Return the phrases of reasons, each once, the strongest first."""
    ordered = sorted(reasons, key=lambda reason: (-reason[0], reason[1]))
    return tuple(dict.fromkeys(phrase for _, phrase in ordered))[:MOST]
