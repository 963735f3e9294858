"""A fitted taste: linear in a member's history, so each title's score splits over it."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp

from core.recommend.history import Array, History, Ints
from core.recommend.taste.clocks import MEMORY
from core.recommend.taste.share import share_for

TOGETHER = 256
"""Members scored at once: what a batch holds in memory besides its answer."""

FAINT = 1e-6
"""Weight of popularity where nothing else is known of a title: it decides ties alone."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One of the linear models that a taste mixes.

    Args:
        weights: What a title taken adds to each score, shape ``(taken, columns)``.
        half_life: Half-life of the past, titles, or histories if ``relative``; None for a past
            that does not fade.
        disliked: What a title taken but not liked weighs, beside 1 for a liked one.
        relative: Whether the half-life is a share of the history at hand.
    """

    weights: Array
    half_life: float | None
    disliked: float
    relative: bool = False

    def entering(self, history: History) -> Array:
        """Return what each title of a history weighs, shape ``(n,)``."""
        weight = np.where(history.liked, 1.0, self.disliked)
        if self.half_life is not None:
            titles = self.half_life * (len(history) if self.relative else 1)
            behind = np.arange(len(history))[::-1] / titles
            weight *= np.where(behind <= MEMORY, 0.5**behind, 0.0)
        return np.asarray(weight)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taste:
    """A mix of linear models of what a member takes next.

    Members' scores are comparable among titles, not among members.

    Args:
        titles: Ids of the titles that columns of histories count in.
        popularity: Share of members who took each title, shape ``(titles,)``.
        recent: The same, later takings weighing more: what a stranger is shown.
        core: Titles often enough taken to learn from, most taken first, shape ``(columns,)``.
        groups: EASE and, where order tells, the clocks of a sequence; the sum of a group is
            divided by its spread before it is mixed.
        share: Share of the second group: see ``share_for``.
        lean: How that depends on the length of the history.
        damping: What scores are multiplied by, shape ``(columns,)``: see ``bench.damper``.
        factors: Titles in a dense space of tastes, shape ``(titles, d)``.
        mix: What validation chose, for people to read.
    """

    titles: pd.Index
    popularity: Array
    recent: Array
    core: Ints
    groups: tuple[tuple[Part, ...], ...]
    share: float
    lean: float
    damping: Array
    factors: Array
    mix: Mapping[str, float]

    def scores(self, history: History) -> Array:
        """Return a score per title, seen ones included, shape ``(titles,)``."""
        return np.asarray(self.batch([history])[0])

    def batch(self, histories: Sequence[History]) -> Array:
        """Return the scores of several members, shape ``(members, titles)``."""
        found = np.empty((len(histories), len(self.titles)))
        found[:] = FAINT * self.popularity
        for first in range(0, len(histories), TOGETHER):
            some = histories[first : first + TOGETHER]
            rows = slice(first, first + len(some))
            found[rows, self.core] += self.mixed(some) * self.damping
        strangers = [row for row, history in enumerate(histories) if not len(history)]
        found[strangers] = self.recent
        return found

    def mixed(self, histories: Sequence[History]) -> Array:
        """Return the scores of the mix before damping, shape ``(members, columns)``."""
        mixed = np.zeros((len(histories), len(self.core)))
        for group, share in zip(self.groups, self._shares(histories), strict=False):
            raw = self._raw(group, histories)
            mixed += raw * _scale(share, raw)[:, None]
        return mixed

    def parts(self, history: History, title: int) -> tuple[float, Array]:
        """Return a score as its base and what each title of the history adds, ``(n,)``."""
        base, added = self.shelf_parts(history, np.array([title]))
        return float(base[0]), added[:, 0]

    def shelf_parts(self, history: History, shelf: Ints) -> tuple[Array, Array]:
        """Return the same for every title of a shelf: ``(titles,)`` and ``(n, titles)``."""
        added = np.zeros((len(history), len(shelf)))
        if not len(history):
            return self.recent[shelf], added
        column = self._columns()
        kept, mine = np.flatnonzero(column[shelf] >= 0), column[history.titles]
        wanted = column[shelf][kept]
        for group, share in zip(self.groups, self._shares([history]), strict=False):
            scale = _scale(share, self._raw(group, [history]))[0] * self.damping[wanted]
            for part in group:
                known = np.flatnonzero((mine >= 0) & (mine < len(part.weights)))
                weight = part.entering(history)[known]
                told = part.weights[np.ix_(mine[known], wanted)]
                added[np.ix_(known, kept)] += weight[:, None] * told * scale
        return FAINT * self.popularity[shelf], added

    def neighbours(self, title: int, k: int) -> Ints:
        """Return the ``k`` titles most alike by taste, the closest first."""
        length = np.linalg.norm(self.factors, axis=1)
        alike = self.factors @ self.factors[title] / np.maximum(length * length[title], 1e-12)
        alike[length == 0] = -2.0
        alike[title] = -np.inf
        return np.argsort(-alike, kind="stable")[: min(k, len(alike) - 1)]

    def _shares(self, histories: Sequence[History]) -> tuple[Array, Array]:
        lengths = np.array([len(history) for history in histories], dtype=np.int64)
        share = share_for(self.share, self.lean, lengths)
        return 1 - share, share

    def _columns(self) -> Ints:
        column = np.full(len(self.titles), -1, dtype=np.int64)
        column[self.core] = np.arange(len(self.core))
        return column

    def _raw(self, group: tuple[Part, ...], histories: Sequence[History]) -> Array:
        column = self._columns()
        row = np.repeat(np.arange(len(histories)), [len(h) for h in histories])
        mine = column[np.concatenate([h.titles for h in histories])]
        raw = np.zeros((len(histories), len(self.core)))
        for part in group:
            weight = np.concatenate([part.entering(history) for history in histories])
            use = (mine >= 0) & (mine < len(part.weights)) & (weight != 0)
            entering = sp.csr_array(
                (weight[use], (row[use], mine[use])), shape=(len(histories), len(part.weights))
            )
            raw += entering @ part.weights
        return raw


def _scale(share: Array, raw: Array) -> Array:
    """Return what brings each member's scores to a spread of their share."""
    spread = raw.std(axis=1)
    return np.asarray(np.divide(share, spread, out=np.zeros(len(raw)), where=spread > 0))
