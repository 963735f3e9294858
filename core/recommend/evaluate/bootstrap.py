"""Intervals over members: the members are drawn again and again, the same draws for all models.

A mean over members has the interval of its bootstrap percentiles (Efron & Tibshirani, An
Introduction to the Bootstrap, 1993, ch. 13). Coverage counts distinct titles, and a resample
holds only 63 % of the members, hence fewer titles: its draws are moved so that their mean is the
estimate before percentiles are taken. Differences of two models share draws (paired).
"""

import dataclasses

import numpy as np
import scipy.sparse as sp

from core import seeds
from core.recommend.history import Array, Ints

LEVEL = 0.95
DRAWS = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """An estimate with its 95 % interval.

    Args:
        value: The estimate.
        low: Lower end.
        high: Upper end.
    """

    value: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One model less another on one measure, by a paired bootstrap.

    Args:
        value: The difference.
        low: Lower end of its 95 % interval.
        high: Upper end.
        p: Two-sided chance of such a difference were there none, never below 1 / (draws + 1).
        ratio: The one divided by the other; NaN where the other is 0.
    """

    value: float
    low: float
    high: float
    p: float
    ratio: float


def weights(members: int, seed: int, draws: int = DRAWS) -> Array:
    """Return how often each member occurs in each draw, shape ``(draws, members)``."""
    draw = seeds.stream(seed, "evaluate", "bootstrap", members)
    picked = draw.integers(0, members, (draws, members))
    picked += np.arange(draws)[:, None] * members
    counts = np.bincount(picked.ravel(), minlength=draws * members)
    return counts.reshape(draws, members).astype(np.float64)


def means(values: Array, drawn: Array) -> Array:
    """Return the mean of each draw, shape ``(draws,)``."""
    return np.asarray(drawn @ values / len(values))


def shares_reached(shelves: Ints, titles: int, drawn: Array) -> Array:
    """Return the share of the catalogue on the shelves of each draw, moved to the estimate."""
    members, k = shelves.shape
    rows = np.repeat(np.arange(members), k)
    shown = sp.csr_array((np.ones(rows.size), (rows, shelves.ravel())), shape=(members, titles))
    reached = np.array([np.count_nonzero((draw > 0) @ shown) for draw in drawn]) / titles
    return np.asarray(reached - reached.mean() + len(np.unique(shelves)) / titles)


def figure(value: float, drawn: Array) -> Figure:
    """Return an estimate with the interval of its draws."""
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(float(value), float(low), float(high))


def difference(ours: float, theirs: float, our_draws: Array, their_draws: Array) -> Difference:
    """Return one model less another; the draws must be of the same members."""
    drawn = our_draws - their_draws
    found = figure(ours - theirs, drawn)
    tail = min(np.count_nonzero(drawn <= 0), np.count_nonzero(drawn >= 0))
    p = min(1.0, 2 * (tail + 1) / (len(drawn) + 1))
    ratio = ours / theirs if theirs else float("nan")
    return Difference(found.value, found.low, found.high, p, ratio)
