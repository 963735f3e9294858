"""Followers that nobody invented: who took up titles of a list, later and beyond chance."""

import numpy as np
import scipy.sparse as sp
from scipy.stats import binom

from core.recommend.history import Array, Interactions

TITLES = 2
"""Titles of a list somebody takes up who would have followed it (assumption, 2 to 5)."""

CHANCE = 0.01
"""Chance of as many, were they drawn by popularity alone, below which it is none (assumption,
0.001 to 0.05)."""


def takers(
    holds: sp.csr_array, authors: Array, seen: sp.csr_array, later: sp.csr_array
) -> sp.csr_array:
    """Return 1 where a member took up a list, shape ``(members, lists)``.

    A member with ``m`` titles liked later would have, by popularity alone, drawn each of them from
    what they had not seen; the list's share of that is the chance of a hit.

    Args:
        holds: 1 where a list holds a title, shape ``(lists, titles)``.
        authors: Member who made each list: never a taker of it, shape ``(lists,)``.
        seen: 1 where a member had taken a title before, shape ``(members, titles)``.
        later: 1 where a member liked a title later, same shape.
    """
    popularity = np.asarray(seen.sum(axis=0)).ravel() + 0.1
    hits = (later @ holds.T).toarray()
    unseen_mass = popularity.sum() - seen @ popularity
    weighted = sp.csr_array(seen * popularity[None, :])
    mass = (holds @ popularity)[None, :] - (weighted @ holds.T).toarray()
    share = np.clip(mass / unseen_mass[:, None], 0.0, 1.0)
    drawn = np.asarray(later.sum(axis=1)).ravel()[:, None]
    chance = binom.sf(hits - 1, drawn, share)
    found = (hits >= TITLES) & (chance < CHANCE)
    found[authors.astype(int), np.arange(holds.shape[0])] = False
    return sp.csr_array(found.astype(np.float64))


def window(data: Interactions, first: float, last: float) -> Interactions:
    """Return the part of each history between two shares of its length."""
    counts = np.diff(data.starts)[data.member]
    place = np.arange(len(data)) - data.starts[data.member]
    return data.take((place >= np.rint(first * counts)) & (place < np.rint(last * counts)))


def entries(data: Interactions, *, liked: bool = False) -> sp.csr_array:
    """Return 1 where a member took a title, or liked it, shape ``(members, titles)``."""
    use = data.liked if liked else np.ones(len(data), dtype=bool)
    where = (data.member[use], data.title[use])
    return sp.csr_array((np.ones(use.sum()), where), shape=(len(data.members), len(data.titles)))
