"""Ridge logistic regression from shares, with a start that is not shrunk."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROUNDS = 8
"""Newton steps; the fourth already changes nothing that shows."""


def logistic(columns: Array, shares: Array, weights: Array, start: Array, ridge: float) -> Array:
    """Return coefficients of the log odds of shares beyond ``start``.

    Args:
        columns: Shape ``(n, d)``; the first is the constant, which is not shrunk.
        shares: From 0 to 1, shape ``(n,)``.
        weights: How far each row counts.
        start: Log odds to begin from.
        ridge: Shrinkage of coefficients.

    Example:
        >>> rows = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
        >>> found = logistic(rows, np.array([0.5, 0.5, 0.9, 0.9]), np.ones(4), np.zeros(4), 1e-6)
        >>> [round(float(c), 2) for c in found]  # the log odds of 0.5, and of 0.9 beyond it
        [0.0, 2.2]
    """
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 1e-3
    found = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        fitted = expit(start + columns @ found)
        slope = columns.T @ (weights * (fitted - shares)) + penalty * found
        bend = weights * fitted * (1 - fitted)
        found -= np.linalg.solve((columns * bend[:, None]).T @ columns + np.diag(penalty), slope)
    return found


def held_out(
    columns: Array, shares: Array, weights: Array, start: Array, fold: Ints, ridge: float
) -> tuple[Array, Array]:
    """Return coefficients by which each title is scored without having taught them.

    Args:
        columns: Shape ``(titles, d)``, the first the constant.
        shares: Shape ``(titles, moods)``.
        weights: How far each title teaches, 0 for those of which nothing is said.
        start: Log odds to begin from, shape ``(titles, moods)``.
        fold: The part each title belongs to; titles that teach are scored by what the other
            parts teach, the rest by the mean over parts.
        ridge: Shrinkage.

    Returns:
        Log odds, shape ``(titles, moods)``; coefficients, the mean, shape ``(d, moods)``.
    """
    teaches = weights > 0
    parts = np.unique(fold[teaches])
    scored = np.zeros_like(shares)
    found = np.zeros((len(parts), columns.shape[1], shares.shape[1]))
    for number, part in enumerate(parts):
        rows = teaches & (fold != part) if len(parts) > 1 else teaches
        own = teaches & (fold == part)
        for mood in range(shares.shape[1]):
            found[number, :, mood] = logistic(
                columns[rows], shares[rows, mood], weights[rows], start[rows, mood], ridge
            )
        scored[own] = start[own] + columns[own] @ found[number]
    mean = found.mean(axis=0)
    scored[~teaches] = start[~teaches] + columns[~teaches] @ mean
    return scored, mean


def calibrated(guess: Array, shares: Array, weights: Array) -> Array:
    """Return log odds stretched so that they come true where they were held out.

    A ridge is too timid by construction; one slope and one constant, the same for every mood
    and so without effect on its order, undo that.

    Args:
        guess: Held-out log odds, shape ``(titles, moods)``.
        shares: What came true.
        weights: How far each title counts, shape ``(titles,)``.

    Source:
        Platt, Advances in Large Margin Classifiers (1999), pp. 61-74, without his targets.
    """
    counts = weights > 0
    columns = np.column_stack([np.ones(guess[counts].size), guess[counts].ravel()])
    each = np.repeat(weights[counts], guess.shape[1])
    zero = np.zeros(len(columns))
    constant, slope = logistic(columns, shares[counts].ravel(), each, zero, 1e-3)
    return np.asarray(constant + slope * guess)
