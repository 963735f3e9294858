"""What the past says of the next title, as sums that add up over members.

Every place in a history is one lesson: the titles before it, faded by an exponential clock that
ticks once a title, and the liked title that came next. The Gram matrix of all lessons need not be
built row by row. Two titles ``lag`` apart meet in every lesson after the later one, so they add a
geometric series, ``decay**lag`` times what the later one alone decides; and across a block of
places such a sum splits into the state of the clock where the block starts times what the block
holds. That leaves sparse products of the size of the data.
"""

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from core.recommend.history import Array, Ints

BLOCK = 8
"""Places that share the state of a clock; a matter of speed alone."""

MEMORY = 7.0
"""Half-lives after which a clock has forgotten: below 1 % of the weight."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Consecutive members' histories, as rows that a sum reads.

    Args:
        starts: Where each member's rows begin, and where the last one's end.
        columns: Column of each row's title, -1 where the title is left out, shape ``(n,)``.
        taken: What a title weighs once taken, shape ``(n,)``.
        wanted: What it weighs as the next one, shape ``(n,)``.
    """

    starts: Ints
    columns: Ints
    taken: Array
    wanted: Array


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How fast the past fades, in titles, and how many columns each clock sees.

    Args:
        long: Half-life of the slow clock, titles.
        short: Half-life of the fast clock, titles.
        ahead: Half-life of what comes next, titles: a little of it after the very next one.
        titles: Columns of the slow clock and of the targets.
        recent: Columns of the fast clock, the first of them.
    """

    long: float
    short: float
    ahead: float
    titles: int
    recent: int


@dataclasses.dataclass(slots=True, kw_only=True, eq=False)
class Sums:
    """The sums of a ridge regression from both clocks to what comes next; they add up.

    Args:
        slow: Slow clock with itself, shape ``(titles, titles)``.
        cross: Slow clock with the fast one, shape ``(titles, recent)``.
        fast: Fast clock with itself, shape ``(recent, recent)``.
        slow_next: Slow clock with what comes next, shape ``(titles, titles)``.
        fast_next: Fast clock with what comes next, shape ``(recent, titles)``.
    """

    slow: Array
    cross: Array
    fast: Array
    slow_next: Array
    fast_next: Array

    def add(self, other: "Sums") -> None:
        """Add the sums of other members to these."""
        for field in dataclasses.fields(self):
            total = getattr(self, field.name)
            total += getattr(other, field.name)


def total(parts: Iterable[Sums]) -> Sums:
    """Return the sum of the parts, added in their order: the same bits however they were made."""
    queue = iter(parts)
    whole = next(queue)
    for part in queue:
        whole.add(part)
    return whole


def sums(rows: Rows, clocks: Clocks) -> Sums:
    """Return the sums of these members."""
    pairs = _Pairs(rows)
    nudge = 1.001 if clocks.ahead in (clocks.long, clocks.short) else 1.0  # the limit, nearly
    slow, fast, ahead = (_decay(h) for h in (clocks.long, clocks.short, clocks.ahead * nudge))
    wide, narrow = clocks.titles, clocks.recent
    met = {
        name: rows.taken * (1 - ratio**pairs.left) / (1 - ratio)
        for name, ratio in (("slow", slow * slow), ("cross", slow * fast), ("fast", fast * fast))
    }
    slow_slow, slow_fast, slow_next = pairs.meet(
        slow, wide, ((met["slow"], wide), (met["cross"], narrow), (rows.wanted, wide))
    )
    fast_fast, fast_slow, fast_next = pairs.meet(
        fast, narrow, ((met["fast"], narrow), (met["cross"], wide), (rows.wanted, wide))
    )
    (later,) = pairs.meet(ahead, wide, ((rows.wanted, wide),))
    slow_slow += slow_slow.T
    slow_fast += fast_slow.T
    fast_fast += fast_fast.T
    for gram, name in ((slow_slow, "slow"), (slow_fast, "cross"), (fast_fast, "fast")):
        own = (rows.columns >= 0) & (rows.columns < gram.shape[1])
        columns = rows.columns[own]
        np.add.at(gram, (columns, columns), (rows.taken * met[name])[own])
    slow_next -= later
    slow_next /= slow - ahead
    fast_next -= later[:narrow]
    fast_next /= fast - ahead
    return Sums(
        slow=slow_slow,
        cross=slow_fast,
        fast=fast_fast,
        slow_next=slow_next,
        fast_next=fast_next,
    )


def _decay(half_life: float) -> float:
    return float(0.5 ** (1 / half_life))


class _Pairs:
    """Pairs of a member's rows, the earlier one faded by how far it lies behind the later."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        counts = np.diff(rows.starts)
        self.place = np.arange(rows.starts[-1]) - np.repeat(rows.starts[:-1], counts)
        self.left = np.repeat(counts, counts) - 1 - self.place
        """Lessons that see a row, which is how many rows follow it."""
        self.first = np.flatnonzero(self.place % BLOCK == 0)
        self.block = np.cumsum(self.place % BLOCK == 0) - 1
        self.near = self._near()

    def meet(self, decay: float, columns: int, others: Sequence[tuple[Array, int]]) -> list[Array]:
        """Return, for each of ``others``, the sum of earlier times decay times later.

        Args:
            decay: What is left of a weight one row later.
            columns: Columns of the earlier rows.
            others: What later rows weigh, shape ``(n,)``, and how many columns they have.
        """
        states = self._states(decay, columns)
        earlier, later = self.near
        near = self.rows.columns[earlier] < columns
        earlier, later = earlier[near], later[near]
        faded = self.rows.taken[earlier] * (decay ** np.arange(BLOCK))[later - earlier]
        return [
            self._sum(states, decay, weight, width, earlier, later, faded)
            for weight, width in others
        ]

    def _sum(
        self,
        states: sp.csr_array,
        decay: float,
        weight: Array,
        width: int,
        earlier: Ints,
        later: Ints,
        faded: Array,
    ) -> Array:
        column = self.rows.columns
        use = np.flatnonzero((column >= 0) & (column < width) & (weight != 0))
        behind = (decay ** np.arange(BLOCK))[use - self.first[self.block[use]]]
        held = sp.csr_array(
            (weight[use] * behind, (self.block[use], column[use])),
            shape=(len(self.first), width),
        )
        found = np.asarray((states @ held).toarray())
        inside = (column[later] < width) & (weight[later] != 0)
        cell = column[earlier[inside]] * width + column[later[inside]]
        np.add.at(found.reshape(-1), cell, faded[inside] * weight[later[inside]])
        return found

    def _states(self, decay: float, columns: int) -> sp.csr_array:
        reach = int(np.ceil(MEMORY / -np.log2(decay)))
        begin = np.maximum(self.first - self.place[self.first], self.first - reach)
        counts = self.first - begin
        block = np.repeat(np.arange(len(self.first)), counts)
        row = np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
        column = self.rows.columns[row]
        keep = (column >= 0) & (column < columns) & (self.rows.taken[row] != 0)
        row, block = row[keep], block[keep]
        weight = self.rows.taken[row] * (decay ** np.arange(reach + 1))[self.first[block] - row]
        return sp.csr_array((weight, (column[keep], block)), shape=(columns, len(self.first)))

    def _near(self) -> tuple[Ints, Ints]:
        known = self.rows.columns >= 0
        earlier = []
        for lag in range(1, min(BLOCK, len(known))):
            close = (self.block[:-lag] == self.block[lag:]) & known[:-lag] & known[lag:]
            earlier.append(np.flatnonzero(close))
        if not earlier:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        lags = np.repeat(np.arange(1, len(earlier) + 1), [len(rows) for rows in earlier])
        first = np.concatenate(earlier)
        return first, first + lags
