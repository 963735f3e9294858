"""What a recommender must beat: popularity, neighbours, matrix factorisation and EASE.

Each ``fit`` takes the training part as a matrix of members and titles, 1 where a member liked (or
took) a title, and its own settings; the model scores histories, also of members it never saw.
"""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve

from core import seeds
from core.recommend.history import Array, History, Interactions

Scorer = Callable[[sp.csr_array], Array]
"""Turns ones where members took titles, ``(members, titles)``, into scores of that shape."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baseline:
    """A fitted baseline.

    Args:
        scorer: How it scores.
        likes: Whether it reads likes only, or everything taken.
        size: How many titles there are.
    """

    scorer: Scorer
    likes: bool
    size: int

    def batch(self, histories: Sequence[History]) -> Array:
        """Return scores of every title, shape ``(members, titles)``."""
        kept = [each.titles[each.liked] if self.likes else each.titles for each in histories]
        ends = np.cumsum([0, *(len(titles) for titles in kept)])
        columns = np.concatenate([*kept, np.zeros(0, dtype=np.int64)])
        ones = np.ones(len(columns))
        return self.scorer(sp.csr_array((ones, columns, ends), shape=(len(kept), self.size)))


def matrix(data: Interactions, *, likes: bool) -> sp.csr_array:
    """Return ones where members liked titles, or took them, shape ``(members, titles)``."""
    kept = data.liked if likes else np.ones(len(data), dtype=bool)
    shape = (len(data.members), len(data.titles))
    return sp.csr_array((np.ones(kept.sum()), (data.member[kept], data.title[kept])), shape=shape)


def popularity(taken: sp.csr_array) -> Scorer:
    """Return the scorer that gives everybody what most members took."""
    count = np.asarray(taken.sum(axis=0)).ravel()
    return lambda history: np.tile(count, (history.shape[0], 1))


def ease(taken: sp.csr_array, *, ridge: float) -> Scorer:
    """Return EASE: ridge regression of titles on one another, none on itself.

    Weights are ``I - P / diag(P)`` with ``P = (X'X + ridge I)^-1``. Where members are fewer than
    titles, ``P = (I - X'KX) / ridge`` with ``K = (XX' + ridge I)^-1`` (Woodbury): the same scores,
    and no matrix of titles by titles is held.

    Args:
        taken: ``X``, ones where members took titles, shape ``(members, titles)``.
        ridge: More than 0.

    Source:
        Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019.
    """
    members, titles = taken.shape
    if titles <= members:
        inverse = _inverse((taken.T @ taken).toarray(), ridge)
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        return lambda history: np.asarray(history @ weights)
    kernel = _inverse((taken @ taken.T).toarray(), ridge)
    diagonal = (1 - _quadratic(taken, kernel)) / ridge

    def score(history: sp.csr_array) -> Array:
        smooth = (history @ taken.T) @ kernel @ taken
        return np.asarray(history - (history - smooth) / (ridge * diagonal))

    return score


def _inverse(gram: Array, ridge: float) -> Array:
    gram[np.diag_indices_from(gram)] += ridge
    return np.asarray(cho_solve(cho_factor(gram, overwrite_a=True), np.eye(len(gram))))


def _quadratic(taken: sp.csr_array, kernel: Array, chunk: int = 2048) -> Array:
    """Return ``x' kernel x`` of every column ``x``."""
    columns = sp.csc_array(taken)
    found = np.empty(taken.shape[1])
    for start in range(0, taken.shape[1], chunk):
        part = columns[:, start : start + chunk]
        found[start : start + chunk] = np.asarray(part.multiply(kernel @ part).sum(axis=0)).ravel()
    return found


def item_knn(taken: sp.csr_array, *, neighbours: float, shrink: float, chunk: int = 1024) -> Scorer:
    """Return item-to-item neighbours by cosine, damped where few members took both.

    ``both / (sqrt(one * other) + shrink)``; each title keeps the likeness to its nearest
    ``neighbours``, and scores their sum over the history.

    Source:
        Deshpande & Karypis, ACM TOIS 22(1), 2004; shrinkage as in Bell & Koren, ICDM 2007.
    """
    some = np.flatnonzero(np.asarray(taken.sum(axis=0)).ravel())
    columns = sp.csc_array(taken)[:, some]
    length = np.sqrt(np.asarray(columns.sum(axis=0)).ravel())
    most = min(int(neighbours), len(some))
    parts = []
    for start in range(0, len(some), chunk):
        both = (columns[:, start : start + chunk].T @ columns).toarray()
        here = np.arange(start, start + len(both))
        both[np.arange(len(both)), here] = 0.0
        alike = both / (length[here, None] * length + max(shrink, 1e-9))
        far = np.argpartition(-alike, most - 1, axis=1)[:, most:]
        np.put_along_axis(alike, far, 0.0, axis=1)
        parts.append(sp.csr_array(alike))
    likeness = sp.csc_array(sp.vstack(parts).T)

    def score(history: sp.csr_array) -> Array:
        scores = np.zeros(history.shape)
        scores[:, some] = (history[:, some] @ likeness).toarray()
        return scores

    return score


def als(
    taken: sp.csr_array,
    *,
    factors: float,
    alpha: float,
    ridge: float,
    sweeps: int = 12,
    seed: int = 7,
) -> Scorer:
    """Return matrix factorisation for implicit feedback, by alternating least squares.

    What was taken has confidence ``1 + alpha``, everything else 1; a history is folded in by one
    closed-form step, so members unseen at the fit are scored as all others are.

    Source:
        Hu, Koren & Volinsky, Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008.
    """
    draw = seeds.stream(seed, "evaluate", "als")
    titles = draw.normal(0, 0.1, (taken.shape[1], int(factors)))
    by_title = sp.csr_array(taken.T)
    for _ in range(sweeps):
        members = fold_in(taken, titles, alpha, ridge)
        titles = fold_in(by_title, members, alpha, ridge)
    return lambda history: np.asarray(fold_in(history, titles, alpha, ridge) @ titles.T)


def fold_in(taken: sp.csr_array, other: Array, alpha: float, ridge: float) -> Array:
    """Return the factors of rows that fit the other side's best, shape ``(rows, factors)``.

    Solves ``(Y'Y + alpha Y_u'Y_u + ridge I) x = (1 + alpha) Y_u'1`` for each row ``u``.
    """
    base = other.T @ other
    base[np.diag_indices_from(base)] += ridge
    found = np.zeros((taken.shape[0], other.shape[1]))
    for row, (first, last) in enumerate(zip(taken.indptr[:-1], taken.indptr[1:], strict=True)):
        if last > first:
            mine = other[taken.indices[first:last]]
            found[row] = np.linalg.solve(
                base + alpha * mine.T @ mine, (1 + alpha) * mine.sum(axis=0)
            )
    return found
