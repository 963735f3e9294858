"""What a fit chooses on a cut of its own data: what each member took last, held back."""

import dataclasses
from typing import NamedTuple

import numpy as np

from core.recommend.history import Array, Flags, Ints

DEPTH = 10
"""Length of the shelf that validation judges."""

SHARES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
"""Shares of the sequence in the mix that are tried; the rest is EASE's."""

DAMPINGS = (0.0, 0.1, 0.2, 0.3, 0.4)
"""Powers of popularity by which scores are divided, that are tried."""

WIDER = 2.2
"""Titles reached, in EASE's, that are enough: beyond, accuracy decides again."""

SLACK = 0.01
"""Share of nDCG given for a wider reach (assumption): far below what one data set can tell."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What validation chose.

    Args:
        share: Share of the sequence in the mix; the rest is EASE's.
        damping: Power of popularity by which scores are divided.
        ndcg: What it reached on what was held back.
        plain: What EASE alone reached there.
    """

    share: float
    damping: float
    ndcg: float
    plain: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """What validation judges with: pasts, and what was liked after them.

    Args:
        seen: Who took what in the past, shape ``(judged, columns)``.
        wanted: Who liked what later, of the unseen; everyone something, same shape.
        popularity: Takings of each column in the past, shape ``(columns,)``.
    """

    seen: Flags
    wanted: Flags
    popularity: Array

    def judge(self, scores: Array) -> tuple[Array, Ints]:
        """Return nDCG per member and the shelves, shape ``(judged, depth)``."""
        hidden = np.where(self.seen, -np.inf, scores)
        depth = min(DEPTH, scores.shape[1])
        shelf = np.argpartition(-hidden, depth - 1, axis=1)[:, :depth]
        order = np.argsort(-np.take_along_axis(hidden, shelf, axis=1), axis=1, kind="stable")
        shelf = np.take_along_axis(shelf, order, axis=1)
        worth = 1 / np.log2(np.arange(2, depth + 2))
        gain = (np.take_along_axis(self.wanted, shelf, axis=1) * worth).sum(axis=1)
        ideal = np.cumsum(worth)[np.minimum(self.wanted.sum(axis=1), depth) - 1]
        return np.asarray(gain / ideal), shelf

    def ndcg(self, scores: Array) -> float:
        """Return the mean nDCG of these scores."""
        return float(self.judge(scores)[0].mean())

    def choose(self, plain: Array, sequence: Array) -> Mix:
        """Return the mix that reaches enough titles, of those about as good as the best.

        A sequence enters only if its best mix beats EASE by more than a standard error of the
        difference: where order means nothing, EASE alone stays.

        Args:
            plain: Scores of EASE, spread 1 for each member, shape ``(judged, columns)``.
            sequence: The same of the sequence.
        """
        damp = np.maximum(self.popularity, 1.0)
        alone = self.judge(plain)[0]

        def tried(share: float, damping: float) -> _Tried:
            mixed = (share * sequence + (1 - share) * plain) / damp**damping
            gains, shelf = self.judge(mixed)
            return _Tried(share, damping, gains, len(np.unique(shelf)))

        shares = [tried(share, 0.0) for share in SHARES]
        best = max(shares, key=_Tried.ndcg)
        if not clearly(best.gains, alone):
            best = shares[0]
        near = [share for share in SHARES if best.share and abs(share - best.share) < 0.2]
        found = [best] + [
            tried(share, damping)
            for share in near or [best.share]
            for damping in DAMPINGS
            if (share, damping) != (best.share, 0.0)
        ]
        least = (1 - SLACK) * max(each.ndcg() for each in found)
        enough = WIDER * shares[0].reach
        taken = max(
            (each for each in found if each.ndcg() >= least),
            key=lambda each: (min(each.reach, enough), each.ndcg()),
        )
        return Mix(
            share=taken.share,
            damping=taken.damping,
            ndcg=taken.ndcg(),
            plain=float(alone.mean()),
        )


class _Tried(NamedTuple):
    share: float
    damping: float
    gains: Array
    reach: int

    def ndcg(self) -> float:
        return float(self.gains.mean())


def clearly(gains: Array, others: Array) -> bool:
    """Return whether gains beat others by more than a standard error of the difference."""
    gap = gains - others
    return bool(gap.mean() > gap.std() / np.sqrt(len(gap)))


def spread(scores: Array) -> Array:
    """Return the scores with a spread of 1 for each member; none where they are all alike."""
    width = scores.std(axis=1, keepdims=True)
    return np.asarray(np.divide(scores, width, out=np.zeros_like(scores), where=width > 0))
