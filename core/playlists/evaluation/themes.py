"""Lists as people would make them, taken from what they liked: a theme they lean to, or a tag."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.recommend.history import Array, Flags, Interactions, Ints

LEAST, MOST = 4, 30
"""Titles of a list: fewer are no theme, more nobody reads (assumption, 3 to 50)."""

LEANS = 1.3
"""How much more often a theme is among an author's likes than among all that is liked
(assumption, 1 to 2)."""

EACH = 3
"""Lists an author makes at most (assumption, 1 to 5)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """A list that somebody might have made.

    Args:
        author: Row of the member.
        titles: Its titles, the latest liked first.
    """

    author: int
    titles: Ints


def lists(past: Interactions, themes: Array, tags: pd.DataFrame) -> list[Made]:
    """Return lists made of likes: for each author, the themes they lean to most, and their tags.

    Args:
        past: What is known when lists are made.
        themes: 1 where a title is of a theme, shape ``(titles, themes)``.
        tags: ``member``, ``title_id`` and ``tag`` of that time.
    """
    usual = themes[past.title[past.liked]].mean(axis=0)
    found = [
        each for author, likes in _likes(past) for each in _themed(author, likes, themes, usual)
    ]
    return found + list(_tagged(past, tags))


def pairs(flags: Array, years: pd.Series) -> Array:
    """Return themes from genres and years: two genres at once, and a genre in its decade."""
    numbers = pd.to_numeric(years, errors="coerce").fillna(0).to_numpy(dtype=np.int64)
    decades = [(numbers // 10) == decade for decade in range(193, 203)]
    columns = [flags[:, a] * flags[:, b] for a in range(flags.shape[1]) for b in range(a)]
    columns += [flags[:, a] * decade for a in range(flags.shape[1]) for decade in decades]
    kept = [column for column in columns if column.sum() >= LEAST]
    return np.column_stack(kept)


def _likes(past: Interactions) -> Iterator[tuple[int, Ints]]:
    starts = past.starts
    for author in range(len(past.members)):
        rows = slice(starts[author], starts[author + 1])
        yield author, past.title[rows][past.liked[rows]][::-1]


def _themed(author: int, likes: Ints, themes: Array, usual: Array) -> Iterator[Made]:
    if len(likes) < LEAST:
        return
    counts = themes[likes].sum(axis=0)
    lean = counts / len(likes) / np.maximum(usual, 1e-9)
    able = np.flatnonzero((counts >= LEAST) & (lean >= LEANS))
    taken: Flags = np.zeros(len(themes), dtype=bool)
    made = 0
    for theme in able[np.argsort(-lean[able] * np.sqrt(counts[able]), kind="stable")]:
        titles = likes[themes[likes, theme] > 0][:MOST]
        if made == EACH or taken[titles].mean() > 0.5:
            continue
        taken[titles] = True
        made += 1
        yield Made(author=author, titles=titles)


def _tagged(past: Interactions, tags: pd.DataFrame) -> Iterator[Made]:
    if tags.empty:
        return
    liked = pd.DataFrame({"author": past.member, "row": past.title})[past.liked]
    authors = past.members.get_indexer(pd.Index(tags["member"]))
    rows = past.titles.get_indexer(pd.Index(tags["title_id"]))
    said = pd.DataFrame({"author": authors, "row": rows, "tag": tags["tag"].str.lower()})
    for _, group in said.merge(liked).drop_duplicates().groupby(["author", "tag"]):
        if len(group) >= LEAST:
            author = int(group["author"].iloc[0])
            yield Made(author=author, titles=group["row"].to_numpy(dtype=np.int64)[:MOST])
