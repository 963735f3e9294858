"""A tree of voxels around Earth's centre, as deep as viewings are dense.

Space is cut into eight cubes, each of those into eight again, as often as it takes until few
viewings share one (an octree: Meagher, Computer Graphics and Image Processing 19(2), 1982); in the
order of their Morton codes the viewings of every voxel stand together. Earth's surface is flat, so
about four of eight are used. A voxel is known by the smallest ball found around its viewings,
which most often says at once that all or none of them are near.
"""

import dataclasses
from typing import Self

import numpy as np
import numpy.typing as npt

from core.nearby.earth import Array, Disc, Rows

BITS = 21
"""Levels of the tree: three coordinates of so many bits fill a whole number."""

HALF_M = 6_400_000.0
"""Half a side of the cube that holds Earth, metres; the smallest voxel measures 6."""

LEAF = 96
"""Viewings from which a voxel is divided; between 50 and 200 all do as well (measured)."""

PART = 4096
"""Voxels whose balls are found at once."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """Voxels, the children of each together; viewings are meant by their place in tree order.

    Args:
        ball: Middle and radius of each voxel's ball, metres, shape ``(voxels, 4)``.
        child: Its first child.
        children: How many it has; 0 for a leaf.
        leaf: Its first leaf, counting leaves in tree order.
        leaves: How many it has; 1 for a leaf.
        edges: Where the viewings of each leaf begin, and the end, shape ``(leaves + 1,)``.
    """

    ball: Array
    child: Rows
    children: Rows
    leaf: Rows
    leaves: Rows
    edges: Rows

    @classmethod
    def grow(cls, places: Array) -> tuple[Self, npt.NDArray[np.int32], Array]:
        """Return the tree of some places, their rows in tree order, and them in that order.

        Within a leaf they keep the order given.

        Args:
            places: Earth-centred coordinates, metres, shape ``(n, 3)``, at least one.
        """
        code = _morton(places)
        order = np.argsort(code, kind="stable").astype(np.int32)
        starts, ends, child, children = _divide(code[order])
        del code
        edges = np.r_[np.sort(starts[children == 0]), len(order)]
        leaf_of = np.empty(len(order), dtype=np.int32)
        leaf_of[order] = np.repeat(np.arange(len(edges) - 1, dtype=np.int32), np.diff(edges))
        order = np.argsort(leaf_of, kind="stable").astype(np.int32)
        places = places[order]
        leaf = np.searchsorted(edges, starts)
        leaves = np.searchsorted(edges, ends) - leaf
        found = cls(
            ball=_balls(places, edges, leaf, leaves),
            child=child,
            children=children,
            leaf=leaf,
            leaves=leaves,
            edges=edges,
        )
        return found, order, places

    def sizes(self) -> Rows:
        """Return how many viewings each voxel holds."""
        found: Rows = self.edges[self.leaf + self.leaves] - self.edges[self.leaf]
        return found

    def cut(self, disc: Disc) -> tuple[Rows, Rows]:
        """Return the largest voxels all of whose viewings are near, and leaves to look into."""
        whole, partly = [], []
        front = np.zeros(1, dtype=np.int64)
        while len(front):
            ball = self.ball.take(front, axis=0)
            radius = ball[:, 3]
            away = ball[:, :3] - disc.centre
            distance = np.sqrt(np.einsum("ij,ij->i", away, away))
            inside = distance + radius <= disc.low
            whole.append(front[inside])
            front = front[(distance - radius <= disc.high) & ~inside]
            children = self.children[front]
            below = children > 0
            partly.append(front[~below])
            front = spans(self.child[front[below]], children[below])
        return np.concatenate(whole), self.leaf[np.concatenate(partly)]


def spans(starts: Rows, counts: Rows) -> Rows:
    """Return the rows of many ranges, one after another.

    Example:
        >>> spans(np.array([5, 0]), np.array([3, 2])).tolist()
        [5, 6, 7, 0, 1]
    """
    before = np.cumsum(counts) - counts
    rows: Rows = np.repeat(starts - before, counts)
    rows += np.arange(len(rows))
    return rows


def _morton(places: Array) -> Rows:
    """Return the codes by which the viewings of a voxel of any size stand together."""
    code = np.zeros(len(places), dtype=np.uint64)
    for axis in range(3):
        bits = ((places[:, axis] + HALF_M) * (2**BITS / (2 * HALF_M))).astype(np.uint64)
        for shift, mask in _SPREAD:
            bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
        code |= bits << np.uint64(axis)
    return code.astype(np.int64)


_SPREAD = (
    (32, 0x1F00000000FFFF),
    (16, 0x1F0000FF0000FF),
    (8, 0x100F00F00F00F00F),
    (4, 0x10C30C30C30C30C3),
    (2, 0x1249249249249249),
)
"""How two empty bits are put before every bit (Warren, Hacker's Delight, 2nd ed., section 7-2)."""


def _divide(code: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    """Return begin, end, first child and children of every voxel, the largest first.

    A voxel whose viewings all lie in one of its children is passed over for that child.
    """
    level = _levels(code)
    first, last = np.zeros(1, dtype=np.int64), np.full(1, len(code))
    number, child, children = first.copy(), first.copy(), first.copy()
    starts, ends = [first], [last]
    for depth in range(1, BITS + 1):
        large = last - first > LEAF
        number, first, last = number[large], first[large], last[large]
        cuts = np.flatnonzero(level <= depth) + 1  # where a voxel of this depth begins
        low = np.searchsorted(cuts, first, "right")
        parts = np.searchsorted(cuts, last, "left") - low + 1
        split = parts > 1
        parts = parts[split]
        heads = np.cumsum(parts) - parts
        begins = np.sort(np.r_[first[split], cuts[spans(low[split], parts - 1)]])
        finish = np.r_[begins[1:], last[-1:]][: len(begins)]
        finish[heads + parts - 1] = last[split]
        child[number[split]], children[number[split]] = len(child) + heads, parts
        born = len(child) + np.arange(len(begins))
        child, children = (np.r_[each, np.zeros_like(born)] for each in (child, children))
        starts.append(begins)
        ends.append(finish)
        order = np.argsort(np.r_[first[~split], begins])
        number, first, last = (
            np.r_[old[~split], new][order]
            for old, new in ((number, born), (first, begins), (last, finish))
        )
    return np.concatenate(starts), np.concatenate(ends), child, children


def _levels(code: Rows) -> npt.NDArray[np.int8]:
    """Return the depth from which each viewing and the next one lie in different voxels."""
    differs = code[1:] ^ code[:-1]
    level = np.full(len(differs), BITS + 1, dtype=np.int8)
    for depth in range(BITS, 0, -1):
        level[differs >> np.int64(3 * (BITS - depth)) > 0] = depth
    return level


def _balls(places: Array, edges: Rows, leaf: Rows, leaves: Rows) -> Array:
    """Return a ball around the viewings of each voxel, middle and radius.

    A leaf's goes around its viewings, another's around its leaves' balls; a few at a time, for
    memory's sake.
    """
    begin = edges[:-1]
    low, high = np.minimum.reduceat(places, begin), np.maximum.reduceat(places, begin)
    middle, radius = (low + high) / 2, np.empty(len(begin))
    for start in range(0, len(begin), PART):
        some = slice(start, start + PART)
        first, last = begin[some][0], edges[1:][some][-1]
        around = np.repeat(middle[some], np.diff(edges)[some], axis=0)
        radius[some] = _farthest(places[first:last] - around, begin[some] - first)
    ball = np.empty((len(leaf), 4))
    for start in range(0, len(leaf), PART):
        some = slice(start, start + PART)
        rows, heads = spans(leaf[some], leaves[some]), np.cumsum(leaves[some]) - leaves[some]
        centre = np.minimum.reduceat(low[rows], heads) + np.maximum.reduceat(high[rows], heads)
        ball[some, :3] = centre / 2
        apart = middle[rows] - np.repeat(centre / 2, leaves[some], axis=0)
        reach = np.linalg.norm(apart, axis=1) + radius[rows]
        ball[some, 3] = np.maximum.reduceat(reach, heads)
    return ball


def _farthest(away: Array, heads: Rows) -> Array:
    """Return the greatest length in each run of rows."""
    return np.sqrt(np.maximum.reduceat(np.einsum("ij,ij->i", away, away), heads))
