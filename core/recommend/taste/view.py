"""Interactions seen through the titles that are learned from, and their sums over chunks."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import scipy.sparse as sp

from core.recommend.history import Array, Interactions, Ints
from core.recommend.taste.clocks import MEMORY, Clocks, Rows, Sums, sums, total
from core.recommend.taste.ridge import ease

DISLIKED = 0.5
"""What a title taken but not liked weighs in a clock; chosen on cuts of ml-latest-small."""

ROWS_A_CHUNK = 400_000
"""Rows summed at once; a matter of the data, so that sums come out alike anywhere."""

Mapper = Callable[..., Iterable[Any]]
"""An ordered map: the builtin, that of an executor, or that of a cluster."""


class View:
    """Data seen through the columns that are learned from."""

    def __init__(self, data: Interactions, core: Ints, mapper: Mapper, rows_a_chunk: int) -> None:
        self.data, self.core, self.mapper, self.rows_a_chunk = data, core, mapper, rows_a_chunk
        self.columns = np.full(len(data.titles), -1, dtype=np.int64)
        self.columns[core] = np.arange(len(core))

    def on(self, data: Interactions) -> "View":
        return View(data, self.core, self.mapper, self.rows_a_chunk)

    def chunks(self) -> list[tuple[int, int]]:
        """Return members from and to, so that a chunk holds about as many rows as it may."""
        starts = self.data.starts
        number = (starts[1:] - 1) // self.rows_a_chunk
        cuts = np.flatnonzero(np.diff(number, prepend=-1))
        return list(zip(cuts.tolist(), [*cuts[1:].tolist(), len(number)], strict=True))

    def rows(self) -> Iterable[Rows]:
        starts = self.data.starts
        for first, last in self.chunks():
            part = slice(starts[first], starts[last])
            liked = self.data.liked[part]
            yield Rows(
                starts=starts[first : last + 1] - starts[first],
                columns=self.columns[self.data.title[part]],
                taken=np.where(liked, 1.0, DISLIKED),
                wanted=liked.astype(np.float64),
            )

    def sums(self, clocks: Clocks) -> Sums:
        return total(self.mapper(functools.partial(sums, clocks=clocks), self.rows()))

    def likes(self, width: int, first: int = 0, last: int | None = None) -> sp.csr_array:
        last = len(self.data.members) if last is None else last
        rows = slice(*self.data.starts[[first, last]])
        column = self.columns[self.data.title[rows]]
        use = self.data.liked[rows] & (column >= 0) & (column < width)
        member = self.data.member[rows][use] - first
        return sp.csr_array((np.ones(use.sum()), (member, column[use])), (last - first, width))

    def taken(self, width: int) -> sp.csr_array:
        """Return who took what, shape ``(members, width)``."""
        return self._entries(np.ones(len(self.data)), width)

    def faded(self, half_life: float, width: int) -> sp.csr_array:
        """Return histories as a clock shows them at their end, shape ``(members, width)``."""
        ends = self.data.starts[1:][self.data.member]
        behind = (ends - 1 - np.arange(len(self.data))) / half_life
        weight = np.where(behind <= MEMORY, 0.5**behind, 0.0)
        return self._entries(weight * np.where(self.data.liked, 1.0, DISLIKED), width)

    def fading_likes(self, share: float, width: int) -> sp.csr_array:
        """Return likes that fade with a half-life of a share of each history."""
        starts = self.data.starts
        behind = (starts[1:][self.data.member] - 1 - np.arange(len(self.data))).astype(float)
        behind /= share * np.diff(starts)[self.data.member]
        return self._entries(np.where(self.data.liked, 0.5**behind, 0.0), width)

    def sample(self, rows: int, draw: np.random.Generator) -> "View":
        """Return the histories of members drawn until they hold about as many rows."""
        if len(self.data) <= rows:
            return self
        chance = rows / len(self.data)
        drawn = draw.random(len(self.data.members)) < chance
        return self.on(self.data.take(drawn[self.data.member]))

    def _entries(self, weight: Array, width: int) -> sp.csr_array:
        column = self.columns[self.data.title]
        use = (column >= 0) & (column < width) & (weight != 0)
        where = (self.data.member[use], column[use])
        return sp.csr_array((weight[use], where), (len(self.data.members), width))

    def gram(self, width: int) -> Array | None:
        if len(self.data.members) < width:
            return None
        likes = (self.likes(width, first, last) for first, last in self.chunks())
        return np.asarray(functools.reduce(np.add, self.mapper(_meet, likes)))

    def ease(self, ridge: float, width: int) -> Array:
        return ease(self.likes(width), ridge, self.gram(width))


def _meet(likes: sp.csr_array) -> Array:
    return np.asarray((likes.T @ likes).toarray())
