"""How often each title was watched in a voxel until each midnight, for the larger voxels.

The difference of two midnights counts a window of whole days without looking at a single viewing.
A window that begins or ends between midnights takes the nearer one; what lies between is added or
taken away viewing by viewing, from a second order of the viewings by some hours and then by place.
The largest voxels, in which that would be many, know their counts every three hours.
"""

import dataclasses
from typing import Self

import numpy as np
import numpy.typing as npt

from core.nearby.earth import Rows
from core.nearby.voxels import Tree, spans

DAY_S = 86_400

HOURS_S = 3 * 3600
"""Seconds between two counts of the largest voxels, and of a bucket of the second order."""

MANY = 2**15
"""Viewings from which a voxel counts by hours, in 32 bits; the others count in 16."""

FEWEST = 1024
"""Viewings below which a voxel has no table: listing them is as fast (measured)."""

MOST_BYTES = 600_000_000
"""What the tables by hours may take together, and those by days; the largest voxels come first."""

KINDS: tuple[tuple[int, np.dtype[np.unsignedinteger]], ...] = (
    (HOURS_S, np.dtype(np.uint32)),
    (DAY_S, np.dtype(np.uint16)),
)
"""Step and type of both tables."""

CHUNK = 8_000_000
"""Cells of a table counted at once."""

Small = npt.NDArray[np.integer]
Int32s = npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Running counts of some voxels.

    Args:
        voxels: Which, in the tree.
        step_s: Seconds from one count to the next.
        counts: Viewings before each, shape ``(voxels, steps + 1, titles)``.
        first: Where a voxel begins in each bucket of the second order, shape ``(buckets, voxels)``.
        last: Where it ends there.
    """

    voxels: Rows
    step_s: int
    counts: npt.NDArray[np.unsignedinteger]
    first: Int32s
    last: Int32s

    def whole(self, rows: Rows, start: int, end: int) -> Rows:
        """Return the viewings of each title between two counts, shape ``(titles,)``."""
        steps, titles = self.counts.shape[1:]
        flat = self.counts.reshape(-1, titles)
        found = np.zeros(titles, dtype=np.int64)
        for time, add in ((end, np.add), (start, np.subtract)):
            some = flat.take(rows * steps + time // self.step_s, axis=0)
            add(found, some.sum(axis=0, dtype=np.int64), out=found)
        return found

    def spans(self, rows: Rows, low: int, high: int) -> Rows:
        """Return where the viewings of the buckets that a span of time touches are."""
        buckets = slice(low // HOURS_S, -(-high // HOURS_S))
        first, last = (each[buckets].take(rows, axis=1).ravel() for each in (self.first, self.last))
        return spans(first.astype(np.int64), (last - first).astype(np.int64))

    def near(self, time: int) -> int:
        """Return the time of the count that is nearest."""
        last = int(self.counts.shape[1]) - 1
        return min((time + self.step_s // 2) // self.step_s, last) * self.step_s


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayTables:
    """Tables of the larger voxels; times are seconds since the first midnight.

    Args:
        which: Which table a voxel has, 0 by hours and 1 by days; -1 if none, shape ``(voxels,)``.
        row: Its row there.
        tables: Both.
        title: Title of each viewing in the second order.
        at: When, likewise.
    """

    which: npt.NDArray[np.int8]
    row: Rows
    tables: tuple[Table, Table]
    title: Small
    at: Int32s

    @classmethod
    def of(cls, tree: Tree, title: Small, at: Int32s, titles: int, days: int) -> Self:
        """Return the tables of viewings in tree order.

        Args:
            tree: The voxels.
            title: Title of each viewing, shape ``(n,)``.
            at: When, seconds since the first midnight.
            titles: How many there are.
            days: Days from the first midnight to the last viewing, begun ones included.
        """
        hours = days * (DAY_S // HOURS_S)
        bucket = (at // HOURS_S).astype(np.uint16 if hours < 2**16 else np.int32)
        second = np.argsort(bucket, kind="stable").astype(np.int32)
        ends = np.cumsum(np.bincount(bucket, minlength=hours))
        sizes = tree.sizes()
        ranked = np.argsort(-sizes, kind="stable")
        which = np.full(len(sizes), -1, dtype=np.int8)
        row = np.zeros(len(sizes), dtype=np.int64)
        tables = []
        for number, (step_s, kind) in enumerate(KINDS):
            suits = sizes[ranked] >= MANY if number == 0 else sizes[ranked] < 2**16
            wide = kind.itemsize * (days * DAY_S // step_s + 1) * titles
            free = ranked[suits & (sizes[ranked] >= FEWEST) & (which[ranked] < 0)]
            voxels = free[: MOST_BYTES // wide]
            voxels = voxels[np.argsort(tree.leaf[voxels], kind="stable")]  # near ones together
            which[voxels], row[voxels] = number, np.arange(len(voxels))
            begin, size = tree.edges[tree.leaf[voxels]], sizes[voxels]
            first, last = _places(second, ends, begin, begin + size)
            shape = (days * DAY_S // step_s, titles)
            counts = _running(begin, size, title, at // np.int32(step_s), shape, kind)
            tables.append(
                Table(voxels=voxels, step_s=step_s, counts=counts, first=first, last=last)
            )
        return cls(
            which=which,
            row=row,
            tables=(tables[0], tables[1]),
            title=title[second],
            at=at[second],
        )

    def count(self, voxels: Rows, start: int, end: int) -> Rows:
        """Return the viewings of each title in some voxels with tables, shape ``(titles,)``.

        Args:
            voxels: Which, in the tree.
            start: First second of the window.
            end: First second after it, no earlier than ``start``.
        """
        titles = self.tables[0].counts.shape[2]
        found = np.zeros(titles, dtype=np.int64)
        which, row = self.which[voxels], self.row[voxels]
        for number, table in enumerate(self.tables):
            rows = row[which == number]
            if len(rows):
                begin, finish = table.near(start), table.near(end)
                if finish > begin:
                    found += table.whole(rows, begin, finish)
                for time, count, sign in ((start, begin, -1), (end, finish, 1)):
                    low, high = min(time, count), max(time, count)
                    if low < high:
                        seen = self._between(table.spans(rows, low, high), low, high)
                        found += (sign if time > count else -sign) * np.bincount(
                            seen, minlength=titles
                        )
        return found

    def _between(self, places: Rows, low: int, high: int) -> Small:
        """Return the titles of viewings of the second order between two times."""
        if low % HOURS_S or high % HOURS_S:
            at = self.at.take(places)
            places = places[(at >= low) & (at < high)]
        return self.title.take(places)


def _places(second: Int32s, ends: Rows, begin: Rows, end: Rows) -> tuple[Int32s, Int32s]:
    """Return where voxels begin and end in each bucket, shape ``(buckets, voxels)``."""
    first, last = (np.empty((len(ends), len(begin)), dtype=np.int32) for _ in range(2))
    for number, (low, high) in enumerate(zip(np.r_[0, ends[:-1]], ends, strict=True)):
        first[number] = low + np.searchsorted(second[low:high], begin)
        last[number] = low + np.searchsorted(second[low:high], end)
    return first, last


def _running(
    begin: Rows,
    size: Rows,
    title: Small,
    step: Int32s,
    shape: tuple[int, int],
    kind: np.dtype[np.unsignedinteger],
) -> npt.NDArray[np.unsignedinteger]:
    """Return running counts of voxels that begin somewhere in tree order, some at a time."""
    steps, titles = shape
    counts = np.zeros((len(begin), steps + 1, titles), dtype=kind)
    part = max(1, CHUNK // (steps * titles))
    for start in range(0, len(begin), part):
        some = slice(start, start + part)
        places = spans(begin[some], size[some])
        cell = np.repeat(np.arange(len(size[some])), size[some]) * steps + step[places]
        cells = len(size[some]) * steps * titles
        seen = np.bincount(cell * titles + title[places], minlength=cells)
        np.cumsum(seen.reshape(-1, steps, titles), axis=1, out=counts[some, 1:], dtype=kind)
    return counts
