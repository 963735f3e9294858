"""What a fit chooses on a cut of its own data: what each member took last, held back."""

import dataclasses
from typing import NamedTuple

import numpy as np

from core.recommend.history import Array, Flags, Ints
from core.recommend.taste.share import share_for

DEPTH = 10
"""Length of the shelf that validation judges."""

SHARES = ((0.4, 0.25), (0.2, 0.25), (0.6, 0.25), (0.8, 0.25), (0.4, 0.0), (0.6, 0.0), (0.8, 0.0))
"""Shares of the sequence and how they lean that are tried, the default first."""

DAMPINGS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Powers of a title's spread by which its scores are divided, that are tried."""

USUAL = 0.4
"""Damping while shares are compared."""

WIDER = 2.2
"""Titles reached, in those of EASE, that are enough."""

SLACK = 0.03
"""Share of nDCG given for a wider reach (assumption, low to high): a third of what EASE lacks."""

LEAST_SPREAD = 0.05
"""Spread below which a title's scores are noise, in spreads of a member's scores."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What validation chose.

    Args:
        share: Share of the sequence in the mix; the rest is EASE's. See ``share_for``.
        lean: How the share depends on the length of a history.
        damping: Greatest power of a title's spread by which its scores may be divided.
        ndcg: What it reached on what was held back.
        plain: What EASE alone reached there.
    """

    share: float
    lean: float
    damping: float
    ndcg: float
    plain: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """What validation judges with: pasts, and what was liked after them.

    Args:
        seen: Who took what in the past, shape ``(judged, columns)``.
        wanted: Who liked what later, of the unseen, same shape.
        lengths: Titles in each past, shape ``(judged,)``.
    """

    seen: Flags
    wanted: Flags
    lengths: Ints

    def mixed(self, sequence: Array, faded: Array, share: float, lean: float) -> Array:
        """Return the mix of scores of spread 1 for each member, shape ``(judged, columns)``."""
        part = share_for(share, lean, self.lengths)[:, None]
        return np.asarray(part * sequence + (1 - part) * faded)

    def usual(self, sequence: Array, faded: Array) -> Array:
        """Return nDCG per member of the default mix."""
        return self.judge(self.mixed(sequence, faded, *SHARES[0]))

    def judge(self, scores: Array) -> Array:
        """Return nDCG per member, shape ``(judged,)``."""
        shelf = self._shelves(scores)
        worth = 1 / np.log2(np.arange(2, shelf.shape[1] + 2))
        gain = (np.take_along_axis(self.wanted, shelf, axis=1) * worth).sum(axis=1)
        ideal = np.cumsum(worth)[np.minimum(self.wanted.sum(axis=1), shelf.shape[1]) - 1]
        return np.asarray(gain / ideal)

    def narrowed(self, width: int) -> "Bench":
        """Return the same bench for the first columns only."""
        return dataclasses.replace(self, seen=self.seen[:, :width], wanted=self.wanted[:, :width])

    def reach(self, scores: Array) -> int:
        """Return how many titles are on some member's shelf."""
        return len(np.unique(self._shelves(scores)))

    def _shelves(self, scores: Array) -> Ints:
        hidden = np.where(self.seen, -np.inf, scores).astype(np.float32)
        depth = min(DEPTH, scores.shape[1])
        shelf = np.argpartition(-hidden, depth - 1, axis=1)[:, :depth]
        order = np.argsort(-np.take_along_axis(hidden, shelf, axis=1), axis=1, kind="stable")
        return np.take_along_axis(shelf, order, axis=1)

    def ndcg(self, scores: Array) -> float:
        """Return the mean nDCG of these scores."""
        return float(self.judge(scores)[0].mean())

    def choose(self, plain: Array, faded: Array, sequence: Array) -> Mix:
        """Return the best mix, and how far its scores may be damped.

        The sequence enters only if it beats EASE clearly, which leaves EASE alone where order
        means nothing; and another share than the default must beat that one clearly.

        Args:
            plain: Scores of EASE, spread 1 for each member, shape ``(judged, columns)``.
            faded: The same where likes fade, which is what a sequence is mixed with.
            sequence: The same of the sequence.
        """

        def tried(share: float, lean: float, damping: float) -> _Tried:
            mixed = self.mixed(sequence, faded, share, lean) if share else plain
            gains = self.judge(mixed * damper(mixed.std(axis=0), damping))
            return _Tried(share, lean, damping, gains)

        alone = tried(0.0, 0.0, 0.0)
        usual, *others = (tried(share, lean, USUAL) for share, lean in SHARES)
        best = max(others, key=_Tried.ndcg)
        best = best if clearly(best.gains, usual.gains) else usual
        rival = tried(0.0, 0.0, USUAL)
        best = best if clearly(best.gains, rival.gains) else rival
        found = [tried(best.share, best.lean, damping) for damping in DAMPINGS]
        least = (1 - SLACK) * max(each.ndcg() for each in found)
        taken = [each for each in found if each.ndcg() >= least][-1]
        return Mix(
            share=best.share,
            lean=best.lean,
            damping=taken.damping,
            ndcg=taken.ndcg(),
            plain=alone.ndcg(),
        )


class _Tried(NamedTuple):
    share: float
    lean: float
    damping: float
    gains: Array

    def ndcg(self) -> float:
        return float(self.gains.mean())


def damper(spreads: Array, power: float) -> Array:
    """Return what scores of titles are multiplied by: less where all members differ much.

    A title whose score swings widely from member to member, as a popular one's does, crowds
    shelves out of proportion to how often it is then taken.

    Args:
        spreads: Spread of each title's scores over members, shape ``(titles,)``.
        power: How far to even that out, from 0 not at all to 1 wholly.
    """
    return np.asarray(np.maximum(spreads, LEAST_SPREAD) ** -power)


def clearly(gains: Array, others: Array) -> bool:
    """Return whether gains beat others by more than two standard errors of the difference."""
    gap = gains - others
    return bool(gap.mean() > 2 * gap.std() / np.sqrt(len(gap)))


def spread(scores: Array) -> Array:
    """Return the scores with a spread of 1 for each member; none where they are all alike."""
    width = scores.std(axis=1, keepdims=True)
    return np.asarray(np.divide(scores, width, out=np.zeros_like(scores), where=width > 0))
