"""How good a ranking is: what each member finds, and what the shelves together offer.

A ranking is measured against the titles a member liked later. Everything a member has taken is
left out of it; ties go to what more members liked, then to the catalogue's order.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from core.errors import DataError
from core.recommend.history import Array, Ints


def discounts(k: int) -> Array:
    """Return what a hit on each place is worth: 1 / log2(place + 1), shape ``(k,)``."""
    return np.asarray(1 / np.log2(np.arange(2, k + 2)))


def ndcg(hits: Array, relevant: Ints) -> Array:
    """Return the normalised discounted cumulative gain of each shelf, 0 to 1.

    Args:
        hits: 1 where a place holds a relevant title, else 0, shape ``(members, k)``.
        relevant: Relevant titles of each member, at least 1, shape ``(members,)``.

    Example:
        >>> ndcg(np.array([[0.0, 1.0]]), np.array([1])).round(4).tolist()
        [0.6309]

    Source:
        Järvelin & Kekäläinen, ACM TOIS 20(4), 2002, with gains of 0 and 1.
    """
    worth = discounts(hits.shape[1])
    best = np.cumsum(worth)[np.minimum(relevant, hits.shape[1]) - 1]
    return np.asarray(hits @ worth / best)


def recall(hits: Array, relevant: Ints) -> Array:
    """Return the share of each member's relevant titles that stand on the shelf."""
    return np.asarray(hits.sum(axis=1) / relevant)


def surprise(takers: Array, members: int) -> Array:
    """Return the self-information of each title in bits: -log2 of the share who took it.

    One imaginary taker is added, so that a title nobody took is surprising but not infinitely.

    Example:
        >>> surprise(np.array([0.0, 1.0, 3.0]), 3).tolist()
        [2.0, 1.0, 0.0]

    Source:
        Zhou et al., PNAS 107(10), 2010; Vargas & Castells, RecSys 2011.
    """
    return np.asarray(np.log2(members + 1) - np.log2(takers + 1))


def variety(shelves: Ints, vectors: Array) -> Array:
    """Return 1 minus the mean cosine of the pairs on each shelf; 0 for shelves of one.

    Args:
        shelves: Titles shown, shape ``(members, k)``.
        vectors: What titles are made of (genres as 0 and 1), shape ``(titles, parts)``; a title
            made of nothing is like no other.

    Source:
        Ziegler et al., WWW 2005 (intra-list similarity).
    """
    k = shelves.shape[1]
    if k < 2:
        return np.zeros(len(shelves))
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)
    total = (unit[shelves].sum(axis=1) ** 2).sum(axis=1)
    itself = (unit[shelves] ** 2).sum(axis=(1, 2))
    return np.asarray(1 - (total - itself) / (k * (k - 1)))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The top of some members' rankings, and where the first relevant title stands.

    Args:
        shelves: Titles, the best first, shape ``(members, depth)``.
        hits: 1 where one is relevant, else 0, same shape.
        first: Place of the first relevant title in the whole ranking, from 1, ``(members,)``.
    """

    shelves: Ints
    hits: Array
    first: Ints

    @classmethod
    def join(cls, parts: Sequence["Ranks"]) -> "Ranks":
        """Return the ranks of several groups of members below one another."""
        return cls(
            shelves=np.concatenate([part.shelves for part in parts]),
            hits=np.concatenate([part.hits for part in parts]),
            first=np.concatenate([part.first for part in parts]),
        )


def rank(
    scores: Array, seen: sp.csr_array, relevant: sp.csr_array, order: Ints, depth: int
) -> Ranks:
    """Return the ranks of some members.

    Args:
        scores: Of every title, shape ``(members, titles)``.
        seen: Not zero where a title is left out, same shape.
        relevant: 1 where a title counts; at least one for each member, none of them seen.
        order: Every title, those first that win a tie, shape ``(titles,)``.
        depth: Places to fill, at most ``titles``; a place past the last unseen title holds a
            seen one and is never a hit.

    Raises:
        DataError: If a score is no number.
    """
    if not np.isfinite(scores).all():
        raise DataError("Expected a finite score for every member and title; some are not.")
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    line = scores[:, order].astype(np.float64)
    line[seen.nonzero()[0], places[seen.nonzero()[1]]] = -np.inf
    top = _best(line, depth)
    flags = np.zeros(line.shape, dtype=bool)
    flags[relevant.nonzero()[0], places[relevant.nonzero()[1]]] = True
    return Ranks(
        shelves=order[top],
        hits=np.take_along_axis(flags, top, axis=1).astype(np.float64),
        first=_first(line, flags),
    )


def _best(line: Array, depth: int) -> Ints:
    """Return the columns of each row's ``depth`` largest; of equals the leftmost."""
    if depth >= line.shape[1]:
        return np.argsort(-line, axis=1, kind="stable")[:, :depth]
    some = np.sort(np.argpartition(-line, depth - 1, axis=1)[:, :depth], axis=1)
    values = np.take_along_axis(line, some, axis=1)
    tied = (line >= values.min(axis=1, keepdims=True)).sum(axis=1) > depth
    found = np.take_along_axis(some, np.argsort(-values, axis=1, kind="stable"), axis=1)
    found[tied] = np.argsort(-line[tied], axis=1, kind="stable")[:, :depth]
    return found


def _first(line: Array, flags: np.ndarray) -> Ints:
    best = np.where(flags, line, -np.inf).max(axis=1, keepdims=True)
    column = np.argmax(flags & (line == best), axis=1)
    before = (line == best) & (np.arange(line.shape[1]) < column[:, None])
    return np.asarray(1 + (line > best).sum(axis=1) + before.sum(axis=1), dtype=np.int64)
