"""The two closed forms: EASE from likes, and a ridge regression from both clocks."""

import numpy as np
import scipy.sparse as sp
from scipy.linalg import LinAlgError, cho_factor, cho_solve, lapack

from core.errors import DataError
from core.recommend.history import Array
from core.recommend.taste.clocks import Sums


def ease(likes: sp.csr_array, ridge: float, gram: Array | None = None) -> Array:
    """Return the weights of an embarrassingly shallow autoencoder.

    The inverse is taken on the smaller side: of members when they are fewer than titles, by
    Woodbury's identity, which gives the same weights.

    Args:
        likes: Who liked what, shape ``(members, titles)``.
        ridge: Strength of the ridge.
        gram: Titles with titles, where it is known already, shape ``(titles, titles)``.

    Returns:
        What liking a title adds to each title's score, shape ``(titles, titles)``.

    Source:
        Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, equation 8.
    """
    members, titles = likes.shape
    if members < titles:
        inner = (likes @ likes.T).toarray() + ridge * np.eye(members)
        inverse = likes.T @ (likes.T @ _inverse(inner)).T
        inverse = np.asarray(-inverse / ridge)
        inverse[np.diag_indices(titles)] += 1 / ridge
    else:
        whole = (likes.T @ likes).toarray() if gram is None else gram.copy()
        whole[np.diag_indices(titles)] += ridge
        inverse = _inverse(whole)
    weights = inverse / -np.diag(inverse)
    weights[np.diag_indices(titles)] = 0.0
    return np.asarray(weights)


def _inverse(gram: Array) -> Array:
    """Return the inverse of a positive definite matrix, at half the cost of a general one."""
    factor, failed = lapack.dpotrf(gram, lower=True, clean=False)
    if failed:
        return np.asarray(np.linalg.inv(gram), dtype=np.float64)
    half, _ = lapack.dpotri(factor, lower=True, overwrite_c=True)
    lower = np.tril(half)
    return np.asarray(lower + np.tril(half, -1).T)


def sequence(sums: Sums, ridge: float) -> tuple[Array, Array]:
    """Return the ridge regression from both clocks to what comes next.

    Solved in single precision, which the ridge keeps well conditioned; in double where not.

    Returns:
        Weights of the slow clock, ``(titles, titles)``, and of the fast, ``(recent, titles)``.
    """
    titles = len(sums.slow)
    for kind in ("float32", "float64"):
        gram = np.empty((titles + len(sums.fast),) * 2, dtype=kind, order="F")
        gram[:titles, :titles] = sums.slow
        gram[titles:, :titles] = sums.cross.T  # the lower half is all that is read
        gram[titles:, titles:] = sums.fast
        gram[np.diag_indices(len(gram))] += ridge
        goal = np.empty((len(gram), titles), dtype=kind, order="F")
        goal[:titles], goal[titles:] = sums.slow_next, sums.fast_next
        try:
            factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            continue
        found = cho_solve(factor, goal, overwrite_b=True, check_finite=False)
        slow, fast = found[:titles], found[titles:]
        return np.array(slow, dtype=float, order="C"), np.array(fast, dtype=float, order="C")
    raise DataError("Expected histories whose titles differ enough to learn from.")
