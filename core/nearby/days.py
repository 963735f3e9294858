"""How often each title was watched in a voxel until each midnight, for the larger voxels.

The difference of two midnights counts a window of whole days without looking at a single viewing.
A window that begins or ends between midnights takes the nearer one; what lies between is added or
taken away viewing by viewing, from a second order of the viewings by some hours and then by place.
"""

import dataclasses
from typing import Self

import numpy as np
import numpy.typing as npt

from core.nearby.earth import Rows
from core.nearby.voxels import Tree, spans

DAY_S = 86_400

HOURS_S = 3 * 3600
"""Length of a bucket of the second order, seconds; divides a day."""

SHORT = 2**16
"""Voxels with fewer viewings count in 16 bits."""

FEWEST = 1024
"""Viewings below which a voxel has no table: listing them is as fast (measured)."""

MOST_BYTES = 600_000_000
"""What the tables may take together; the largest voxels come first."""

CHUNK = 8_000_000
"""Cells of a table counted at once."""

Small = npt.NDArray[np.integer]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayTables:
    """Tables of the larger voxels; times are seconds since the first midnight.

    Args:
        row: Row of each voxel among those with a table, -1 without, shape ``(voxels,)``; voxels
            that count in 16 bits come after the others.
        long: Viewings before each midnight, shape ``(rows, days + 1, titles)``, 32 bits.
        short: The same of the others, 16 bits.
        first: Where a voxel begins in each bucket of the second order, shape ``(buckets, rows)``.
        last: Where it ends there.
        title: Title of each viewing in the second order.
        at: When, likewise.
    """

    row: Rows
    long: npt.NDArray[np.uint32]
    short: npt.NDArray[np.uint16]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    title: Small
    at: npt.NDArray[np.int32]

    @classmethod
    def of(
        cls, tree: Tree, title: Small, at: npt.NDArray[np.int32], titles: int, days: int
    ) -> Self:
        """Return the tables of viewings in tree order.

        Args:
            tree: The voxels.
            title: Title of each viewing, shape ``(n,)``.
            at: When, seconds since the first midnight.
            titles: How many there are.
            days: Days from the first midnight to the last viewing, begun ones included.
        """
        sizes = tree.sizes()
        order = np.argsort(-sizes, kind="stable")
        wide = np.where(sizes[order] < SHORT, 2, 4) * (days + 1) * titles
        fits = (sizes[order] >= FEWEST) & (np.cumsum(wide) <= MOST_BYTES)
        voxels = order[fits]
        row = np.full(len(sizes), -1, dtype=np.int64)
        row[voxels] = np.arange(len(voxels))
        begin, size = tree.edges[tree.leaf[voxels]], sizes[voxels]
        cut = int((size >= SHORT).sum())
        day = (at // DAY_S).astype(np.int32)
        shape = (days, titles)
        long = _table(begin[:cut], size[:cut], title, day, shape, np.dtype(np.uint32))
        short = _table(begin[cut:], size[cut:], title, day, shape, np.dtype(np.uint16))
        buckets = days * (DAY_S // HOURS_S)
        bucket = (at // HOURS_S).astype(np.uint16 if buckets < 2**16 else np.int32)
        second = np.argsort(bucket, kind="stable").astype(np.int32)
        ends = np.cumsum(np.bincount(bucket, minlength=buckets))
        first, last = (np.empty((buckets, len(voxels)), dtype=np.int32) for _ in range(2))
        for number, (start, end) in enumerate(zip(np.r_[0, ends[:-1]], ends, strict=True)):
            places = second[start:end]
            first[number] = start + np.searchsorted(places, begin)
            last[number] = start + np.searchsorted(places, begin + size)
        return cls(
            row=row,
            long=long,
            short=short,
            first=first,
            last=last,
            title=title[second],
            at=at[second],
        )

    def count(self, rows: Rows, start: int, end: int) -> Rows:
        """Return the viewings of each title in some voxels with tables, shape ``(titles,)``.

        Args:
            rows: The voxels, as in ``row``.
            start: First second of the window.
            end: First second after it, no earlier than ``start``.
        """
        found = np.zeros(self.long.shape[2], dtype=np.int64)
        days = self.long.shape[1] - 1
        begin, finish = (min((time + DAY_S // 2) // DAY_S, days) for time in (start, end))
        if finish > begin:
            cut = len(self.long)
            for table, some in (
                (self.long, rows[rows < cut]),
                (self.short, rows[rows >= cut] - cut),
            ):
                if len(some):
                    found += table[some, finish].sum(axis=0, dtype=np.int64)
                    found -= table[some, begin].sum(axis=0, dtype=np.int64)
        found += self._beside(rows, begin * DAY_S, start, sign=-1)
        found += self._beside(rows, finish * DAY_S, end, sign=1)
        return found

    def _beside(self, rows: Rows, midnight: int, time: int, sign: int) -> Rows | int:
        """Return what lies between a midnight and a time of the window's end, with its sign."""
        low, high = min(midnight, time), max(midnight, time)
        if low == high:
            return 0
        sign = sign if time > midnight else -sign
        buckets = np.arange(low // HOURS_S, min(-(-high // HOURS_S), len(self.first)))
        first, last = self.first[buckets][:, rows], self.last[buckets][:, rows]
        places = spans(first.ravel().astype(np.int64), (last - first).ravel().astype(np.int64))
        if low % HOURS_S or high % HOURS_S:
            at = self.at[places]
            places = places[(at >= low) & (at < high)]
        return sign * np.bincount(self.title[places], minlength=self.long.shape[2])


def _table(
    begin: Rows,
    size: Rows,
    title: Small,
    day: Small,
    shape: tuple[int, int],
    kind: np.dtype[np.unsignedinteger],
) -> npt.NDArray[np.unsignedinteger]:
    days, titles = shape
    table = np.zeros((len(begin), days + 1, titles), dtype=kind)
    step = max(1, CHUNK // (days * titles))
    for start in range(0, len(begin), step):
        part = slice(start, start + step)
        places = spans(begin[part], size[part])
        cell = np.repeat(np.arange(len(size[part])), size[part]) * days + day[places]
        cells = len(size[part]) * days * titles
        counts = np.bincount(cell * titles + title[places], minlength=cells)
        np.cumsum(counts.reshape(-1, days, titles), axis=1, out=table[part, 1:], dtype=kind)
    return table
