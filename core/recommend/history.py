"""Who took what, when: the one table that taste, mood and evaluation read."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import DataError
from core.world import World

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

COLUMNS = ("member", "title", "at", "liked", "stars")
"""Columns of the frame ``interactions`` reads; the last two may be left out."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What one member took, the oldest first; each title once, where it was taken last.

    Args:
        titles: Columns of the catalogue a model was fitted on, shape ``(n,)``.
        liked: Whether each was liked, shape ``(n,)``.
        at: When, seconds since 1970 UTC, never falling, shape ``(n,)``.
        stars: Stars given, NaN where none, shape ``(n,)``.
    """

    titles: Ints
    liked: Flags
    at: Ints
    stars: Array

    def __len__(self) -> int:
        return len(self.titles)

    @classmethod
    def of(cls, titles: Sequence[int] | Ints) -> "History":
        """Return a history of which only the order is known: all liked, a day apart."""
        columns = np.asarray(titles, dtype=np.int64)
        return cls(
            titles=columns,
            liked=np.ones(len(columns), dtype=bool),
            at=np.arange(len(columns), dtype=np.int64) * 86400,
            stars=np.full(len(columns), np.nan),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Interactions:
    """Who took what, a row each, by member and then in time order.

    Args:
        members: Ids of members; ``member`` counts in it.
        titles: Ids of titles; ``title`` counts in it.
        member: Row in ``members``, never falling, shape ``(n,)``.
        title: Row in ``titles``, shape ``(n,)``; a member has each title once.
        at: When, seconds since 1970 UTC, never falling for a member, shape ``(n,)``.
        liked: Whether it was liked, shape ``(n,)``.
        stars: Stars given, NaN where none, shape ``(n,)``.
    """

    members: pd.Index
    titles: pd.Index
    member: Ints
    title: Ints
    at: Ints
    liked: Flags
    stars: Array

    def __len__(self) -> int:
        return len(self.member)

    @property
    def starts(self) -> Ints:
        """Return where each member's rows begin, and where the last one's end."""
        return np.searchsorted(self.member, np.arange(len(self.members) + 1)).astype(np.int64)

    def history(self, member: object) -> History:
        """Return a member's history; an empty one for who has none or is unknown."""
        row = self.members.get_indexer(pd.Index([member]))[0]
        first, last = (0, 0) if row < 0 else np.searchsorted(self.member, [row, row + 1])
        return self.slice(int(first), int(last))

    def slice(self, first: int, last: int) -> History:
        """Return the rows from ``first`` to before ``last``, all of one member, as a history."""
        rows = slice(first, last)
        return History(
            titles=self.title[rows],
            liked=self.liked[rows],
            at=self.at[rows],
            stars=self.stars[rows],
        )

    def take(self, keep: Flags) -> "Interactions":
        """Return the rows kept, with the same members and titles."""
        return dataclasses.replace(
            self,
            member=self.member[keep],
            title=self.title[keep],
            at=self.at[keep],
            liked=self.liked[keep],
            stars=self.stars[keep],
        )


def interactions(
    frame: pd.DataFrame, *, titles: pd.Index | None = None, members: pd.Index | None = None
) -> Interactions:
    """Return a frame as interactions.

    Where a member has a title several times, it counts once, where it was taken last; it is
    liked if it ever was, and its stars are the last ones given. Equal times keep the order of
    the frame.

    Args:
        frame: ``member``, ``title``, ``at`` (seconds since 1970, or times with zone); ``liked``
            (all, without it) and ``stars`` (none, without it) may be left out.
        titles: Ids to count titles in; those that occur, sorted, without it.
        members: Ids to count members in; those that occur, sorted, without it.

    Raises:
        DataError: If a column is missing, a time is, or a title or member is not among the ids.
    """
    absent = [name for name in COLUMNS[:3] if name not in frame]
    if absent:
        raise DataError(f"Expected the columns {', '.join(COLUMNS[:3])}; {absent[0]} is missing.")
    titles = pd.Index(np.sort(frame["title"].unique())) if titles is None else titles
    members = pd.Index(np.sort(frame["member"].unique())) if members is None else members
    member, title = _rows(members, frame["member"]), _rows(titles, frame["title"])
    at = _seconds(frame["at"])
    count = len(frame)
    liked = frame["liked"].to_numpy(dtype=bool) if "liked" in frame else np.ones(count, dtype=bool)
    given = frame["stars"].to_numpy(dtype=float) if "stars" in frame else np.full(count, np.nan)
    order = np.lexsort((np.arange(count), at, member))
    member, title, at = member[order], title[order], at[order]
    liked, stars = liked[order], given[order]
    pair = member * max(len(titles), 1) + title
    _, which = np.unique(pair, return_inverse=True)
    last = np.zeros(which.max(initial=-1) + 1, dtype=np.int64)
    last[which] = np.arange(count)  # later rows win
    ever = np.zeros(len(last), dtype=bool)
    np.logical_or.at(ever, which, liked)
    starred = np.full(len(last), np.nan)
    some = ~np.isnan(stars)
    starred[which[some]] = stars[some]
    kept = np.sort(last)
    return Interactions(
        members=members,
        titles=titles,
        member=member[kept],
        title=title[kept],
        at=at[kept],
        liked=ever[which[kept]],
        stars=starred[which[kept]],
    )


def of_world(world: World, *, before: pd.Timestamp | None = None) -> Interactions:
    """Return the viewings and ratings of a sample world as interactions.

    A viewing is liked where it was liked or its rating is 4 stars or more; counted in the titles
    and members of the world, so that columns are rows of its catalogue.

    Args:
        world: The world.
        before: Leave out what happened then or later; nothing without it.
    """
    seen = world.viewings[["member_id", "title_id", "at", "liked"]]
    stars = world.ratings[["member_id", "title_id", "stars", "at"]]
    if before is not None:
        seen, stars = seen[seen["at"] < before], stars[stars["at"] < before]
    frame = seen.merge(stars[["member_id", "title_id", "stars"]], "left")
    frame["liked"] |= frame["stars"] >= 4
    return interactions(
        frame.rename(columns={"member_id": "member", "title_id": "title"}),
        titles=pd.Index(world.titles["title_id"]),
        members=pd.Index(world.members["member_id"]),
    )


def _rows(ids: pd.Index, column: pd.Series) -> Ints:
    found = ids.get_indexer(pd.Index(column)).astype(np.int64)
    if (found < 0).any():
        value = column.iloc[int(np.argmax(found < 0))]
        raise DataError(f"Expected {column.name}s that are known; {value!r} is not.")
    return found


def _seconds(column: pd.Series) -> Ints:
    if column.isna().any():
        raise DataError("Expected a time for every viewing; one is missing.")
    if pd.api.types.is_datetime64_any_dtype(column):
        utc = (
            pd.DatetimeIndex(column).tz_convert("UTC") if column.dt.tz else pd.DatetimeIndex(column)
        )
        return utc.as_unit("s").asi8.astype(np.int64)
    return column.to_numpy().astype(np.int64)
