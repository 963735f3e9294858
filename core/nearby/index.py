"""Exact counts of what was watched in a circle and a window, over ten million viewings.

Few viewings are measured one by one: a slice of the time order, of which every position is held
against the circle. Many stand in a tree of voxels (``core.nearby.voxels``), the larger of which
know their counts day by day (``core.nearby.days``): single viewings are looked at only along the
edge of the circle and beside the midnights next to the window's ends. Both are equal to geopy.
"""

import dataclasses
import itertools
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from core.nearby.days import DAY_S, DayTables, Small
from core.nearby.earth import Array, Disc, Flags, Rows, ecef
from core.nearby.viewings import Viewings, check_window
from core.nearby.voxels import Tree, spans

FEW = 200_000
"""Viewings up to which the slice is used: it then takes 4 ms at the 99th percentile (measured)."""

SEASON_S = 32 * DAY_S
"""Seconds that one index covers: a window of 30 days asks two of them at most."""


class Index(Protocol):
    """What counts viewings, however it does."""

    def counts(self, lat: float, lon: float, metres: float, start: int, end: int) -> Rows:
        """Return how often each title was watched, shape ``(titles,)``.

        Args:
            lat: Degrees north of the circle's centre, WGS84.
            lon: Degrees east.
            metres: The circle's radius; whoever is at most so far away is inside.
            start: First second of the window, since 1970 UTC.
            end: Last second of it.

        Raises:
            NearbyError: For a circle or window that cannot be.
        """


def index(viewings: Viewings) -> Index:
    """Return the index that suits so many viewings."""
    if len(viewings) <= FEW:
        return TimeSlice.of(viewings)
    first = int(viewings.at[0]) // DAY_S * DAY_S
    if viewings.at[-1] < first + SEASON_S:
        return VoxelIndex.of(viewings)
    return Seasons.of(viewings, first)


def top(
    counts: Rows, titles: npt.NDArray[np.generic], k: int | None = None
) -> tuple[npt.NDArray[np.generic], Rows]:
    """Return the titles watched most and how often, equal ones in the order of their ids.

    Args:
        counts: As ``Index.counts`` returns.
        titles: Ids, ``Viewings.titles``.
        k: Titles at most; all that were watched, without it.

    Example:
        >>> top(np.array([2, 0, 5]), np.array(["a", "b", "c"]))[0].tolist()
        ['c', 'a']
    """
    rows = np.flatnonzero(counts)
    rows = rows[np.argsort(-counts[rows], kind="stable")][:k]
    return titles[rows], counts[rows]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seasons:
    """Viewings of a long time, an index for each part of it.

    Args:
        first: When the first part begins, seconds since 1970 UTC; each takes ``SEASON_S``.
        parts: Their indexes; of one title list.
    """

    first: int
    parts: tuple[Index, ...]

    @classmethod
    def of(cls, viewings: Viewings, first: int) -> Self:
        """Return the index of some viewings, none of them before ``first``."""
        edges = np.arange(first, int(viewings.at[-1]) + SEASON_S, SEASON_S)
        rows = viewings.at.searchsorted(edges).tolist()
        return cls(
            first=first,
            parts=tuple(index(viewings.part(*pair)) for pair in itertools.pairwise(rows)),
        )

    def counts(self, lat: float, lon: float, metres: float, start: int, end: int) -> Rows:
        """Return how often each title was watched; see ``Index``."""
        check_window(start, end)
        last = len(self.parts) - 1
        low, high = (min(max((t - self.first) // SEASON_S, 0), last) for t in (start, end))
        asked = self.parts[low : high + 1]
        counts = [part.counts(lat, lon, metres, start, end) for part in asked]
        return np.asarray(np.sum(counts, axis=0))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeSlice:
    """Viewings in time order with their Earth-centred coordinates, shape ``(n, 3)``."""

    viewings: Viewings
    places: Array

    @classmethod
    def of(cls, viewings: Viewings) -> Self:
        """Return the index of some viewings."""
        return cls(viewings=viewings, places=ecef(viewings.lat, viewings.lon))

    def counts(self, lat: float, lon: float, metres: float, start: int, end: int) -> Rows:
        """Return how often each title was watched; see ``Index``."""
        check_window(start, end)
        disc, log = Disc.of(lat, lon, metres), self.viewings
        low, high = log.at.searchsorted(start, "left"), log.at.searchsorted(end, "right")
        lat_of, lon_of = log.lat[low:high], log.lon[low:high]
        near = disc.holds(self.places[low:high], lambda rows: (lat_of[rows], lon_of[rows]))
        return np.bincount(log.title[low:high][near], minlength=len(log.titles))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoxelIndex:
    """Viewings in tree order, with the tables of the larger voxels.

    Args:
        viewings: As given.
        tree: The voxels.
        tables: Counts by day.
        midnight: The first one, seconds since 1970 UTC; times count from it.
        order: Row in ``viewings`` of each viewing in tree order.
        places: Where, Earth-centred, shape ``(n, 3)``.
        title: What.
        at: When, seconds since ``midnight``; never falling within a leaf.
        begins: Where each day begins in each leaf, shape ``(days + 1, leaves)``.
    """

    viewings: Viewings
    tree: Tree
    tables: DayTables
    midnight: int
    order: npt.NDArray[np.int32]
    places: Array
    title: Small
    at: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int32]

    @classmethod
    def of(cls, viewings: Viewings) -> Self:
        """Return the index of some viewings, at least one."""
        tree, order, places = Tree.grow(ecef(viewings.lat, viewings.lon))
        midnight = int(viewings.at[0]) // DAY_S * DAY_S
        at = (viewings.at[order] - midnight).astype(np.int32)
        days = int(at.max()) // DAY_S + 1
        title = viewings.title[order]
        return cls(
            viewings=viewings,
            tree=tree,
            tables=DayTables.of(tree, title, at, len(viewings.titles), days),
            midnight=midnight,
            order=order,
            places=places,
            title=title,
            at=at,
            begins=_begins(tree, at // DAY_S, days),
        )

    def counts(self, lat: float, lon: float, metres: float, start: int, end: int) -> Rows:
        """Return how often each title was watched; see ``Index``."""
        check_window(start, end)
        disc = Disc.of(lat, lon, metres)
        span = (len(self.begins) - 1) * DAY_S
        low, high = (min(max(t - self.midnight, 0), span) for t in (start, end + 1))
        whole, edge = self.tree.cut(disc)
        large = self.tables.which[whole] >= 0
        found = self.tables.count(whole[large], low, high)
        small = whole[~large]
        inside = self._seen(spans(self.tree.leaf[small], self.tree.leaves[small]), low, high)
        partly = self._seen(edge, low, high)
        near = partly[self._near(disc, partly)]
        size = len(found)
        found += np.bincount(self.title.take(inside), minlength=size)
        found += np.bincount(self.title.take(near), minlength=size)
        return found

    def _seen(self, leaves: Rows, low: int, high: int) -> Rows:
        """Return the viewings of some leaves in a window, in tree order."""
        first, last = (self.begins[day].take(leaves) for day in (low // DAY_S, -(-high // DAY_S)))
        seen = spans(first.astype(np.int64), (last - first).astype(np.int64))
        if low % DAY_S or high % DAY_S:
            at = self.at.take(seen)
            seen = seen[(at >= low) & (at < high)]
        return seen

    def _near(self, disc: Disc, seen: Rows) -> Flags:
        def coordinates(rows: Rows) -> tuple[Array, Array]:
            given = self.order[seen[rows]]
            return self.viewings.lat[given], self.viewings.lon[given]

        return disc.holds(self.places.take(seen, axis=0), coordinates)


def _begins(tree: Tree, day: npt.NDArray[np.int32], days: int) -> npt.NDArray[np.int32]:
    """Return where each day begins in each leaf, and where the last one ends."""
    leaves = len(tree.edges) - 1
    leaf = np.repeat(np.arange(leaves), np.diff(tree.edges))
    held = np.bincount(day.astype(np.int64) * leaves + leaf, minlength=leaves * days)
    found = np.empty((days + 1, leaves), dtype=np.int32)
    found[0] = tree.edges[:-1]
    np.cumsum(held.reshape(days, leaves), axis=0, out=found[1:], dtype=np.int32)
    found[1:] += found[0]
    return found
