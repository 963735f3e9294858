"""What each genre and mood adds at each hour: one small regression for each, pulled together."""

import numpy as np

from core.recommend.history import Array, Ints

STEPS = 10
"""Steps of the fit, after which nothing moves that a page would show."""

BEFORE = 0.3, 0.03
"""Effects, and their variance, that are believed before any count is seen, for else few counts
would be taken to say that nothing differs (assumption; 0.03 to 1 effects, 0.01 to 0.1)."""

SPREADS = (1e-6, 1.0)
"""Least and largest variance of the effects."""

REACH = 6.0
"""Log-ratio that no title leaves on the way."""


def log_linear(marks: Array, observed: Array, expected: Array, centre: Array) -> Array:
    """Return what each mark adds to log(observed / expected), shape ``(marks, hours)``.

    Counts are Poisson, effects are normal around ``centre``, and their spread is the one that
    makes the counts likeliest: with each step of Newton's method the spread is taken anew from
    the effects and from how well the counts tell them.

    Args:
        marks: What a title is told by, shape ``(titles, marks)``.
        observed: Counts, shape ``(titles, hours)``.
        expected: What would be expected of no effect, same shape.
        centre: Where effects are pulled to, shape ``(marks, hours)``.

    Source:
        The spread by the evidence: MacKay, "Bayesian interpolation", Neural Computation
        4(3):415, 1992.
    """
    marks, kind = np.unique(marks, axis=0, return_inverse=True)  # titles alike count as one
    observed, expected = (_added(each, kind, len(marks)) for each in (observed, expected))
    count = marks.shape[1]
    products = (marks[:, :, None] * marks[:, None, :]).reshape(len(marks), -1)
    effects, spread = centre.copy(), SPREADS[1]
    for _ in range(STEPS):
        mean = expected * np.exp(np.clip(marks @ effects, -REACH, REACH))
        bend = (mean.T @ products).reshape(-1, count, count) + np.eye(count) / spread
        slope = marks.T @ (observed - mean) - (effects - centre) / spread
        errors = np.linalg.inv(bend)
        effects = effects + np.clip((errors @ slope.T[:, :, None])[:, :, 0].T, -1, 1)
        told = effects.size - float(np.einsum("hii->", errors)) / spread
        off = float(((effects - centre) ** 2).sum())
        number, variance = BEFORE
        spread = float(np.clip((off + number * variance) / (told + number), *SPREADS))
    return effects


def _added(rows: Array, kind: Ints, kinds: int) -> Array:
    added = np.zeros((kinds, rows.shape[1]))
    np.add.at(added, kind, rows)
    return added
