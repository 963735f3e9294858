"""Hidden followers found again: what each way of suggesting lists reaches, and what weights do."""

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import minimize

from core.errors import DataError
from core.playlists import blend
from core.playlists.blend import SIGNS, Eyes, Shelf
from core.playlists.evaluation import takeup, themes
from core.recommend.evaluate.measures import ndcg, recall
from core.recommend.history import Array, Flags, Interactions, Ints
from core.recommend.taste import Taste, fit_taste

VALIDATION, TEST = (0.4, 0.6, 0.8), (0.6, 0.8, 1.0)
"""Shares of each history at which lists are made, at which the known followers end, and at which
the hidden ones do: first to choose weights on, then to judge them."""

RIDGE = 0.01
"""Strength of the ridge on weights (assumption, 0 to 0.1)."""

Fit = Callable[[Interactions], Taste]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """Lists, what is known of them, and the followers that are hidden.

    Args:
        members: Rows of the members who are judged, shape ``(judged,)``.
        signs: Of every list for each judged member, shape ``(judged, lists, signs)``.
        jaccard: Titles shared, of those of either, shape ``(judged, lists)``.
        hidden: Whether a member follows a list later, same shape.
        sizes: Titles of each list, shape ``(lists,)``.
        open: Whether a list may be suggested: neither their own nor followed already, same shape.
    """

    members: Ints
    signs: Array
    jaccard: Array
    hidden: Flags
    sizes: Array
    open: Flags

    def scores(self, weights: Mapping[str, float]) -> Array:
        """Return scores of a blend, shape ``(judged, lists)``."""
        return np.asarray(self.signs @ np.array([weights.get(sign, 0.0) for sign in SIGNS]))

    def gains(self, scores: Array, k: int) -> tuple[Array, Array]:
        """Return nDCG and recall of each member's first ``k`` lists, ``(judged,)`` each."""
        line = np.where(self.open, scores, -np.inf)
        top = np.argsort(-line, axis=1, kind="stable")[:, :k]
        hits = np.take_along_axis(self.hidden, top, axis=1).astype(np.float64)
        wanted = self.hidden.sum(axis=1)
        return ndcg(hits, wanted), recall(hits, wanted)


def cut(
    data: Interactions,
    flags: Array,
    tags: pd.DataFrame,
    when: tuple[float, float, float],
    fit: Fit = fit_taste,
) -> Cut:
    """Return lists made in the first part of each history, with later takers as followers.

    Raises:
        DataError: If nobody takes up a list at the end.
    """
    made_by, known_by, end = when
    past = takeup.window(data, 0.0, known_by)
    found = themes.lists(takeup.window(data, 0.0, made_by), flags, tags)
    if not found:
        raise DataError("Nobody has likes enough that share a theme; there are no lists to judge.")
    holds, authors = _matrix(found, len(data.titles)), np.array([each.author for each in found])
    first = takeup.entries(takeup.window(data, 0.0, made_by))
    between = takeup.entries(takeup.window(data, made_by, known_by), liked=True)
    followers = takeup.takers(holds, authors, first, between)
    seen = takeup.entries(past)
    after = takeup.entries(takeup.window(data, known_by, end), liked=True)
    hidden = takeup.takers(holds, authors, seen, after)
    judged = np.flatnonzero(np.asarray(hidden.sum(axis=1)).ravel())
    if not len(judged):
        raise DataError("Nobody takes up a list later; there is nobody to judge suggestions on.")
    taste = fit(past)
    profiles = _profiles(past, taste)
    shelf = Shelf(
        holds=holds,
        followers=sp.csr_array(followers.T),
        crowd=blend.crowds(_people(followers, authors), profiles),
        popularity=taste.popularity,
    )
    looks = [_eyes(past, taste, profiles, followers, int(member)) for member in judged]
    likes = np.array([look.liked for look in looks])
    own = authors[None, :] == judged[:, None]
    return Cut(
        members=judged,
        signs=np.array([blend.signs(shelf, look) for look in looks]),
        jaccard=_jaccard(holds, likes),
        hidden=hidden[judged].toarray() > 0,
        sizes=np.asarray(holds.sum(axis=1), dtype=np.float64).ravel(),
        open=~own & ~(followers[judged].toarray() > 0),
    )


def learn(on: Cut) -> dict[str, float]:
    """Return the weights under which hidden followers are likeliest, none of them negative.

    For each member the lists compete (a softmax over those open to them), and each hidden one
    counts alike. A sign that does not help weighs 0.
    """
    share = on.hidden / on.hidden.sum(axis=1, keepdims=True)

    def loss(weights: Array) -> tuple[float, Array]:
        line = np.where(on.open, on.signs @ weights, -np.inf)
        line -= line.max(axis=1, keepdims=True)
        odds = np.exp(line)
        chance = odds / odds.sum(axis=1, keepdims=True)
        told = -(share * np.log(np.maximum(chance, 1e-300))).sum(axis=1).mean()
        slope = np.einsum("jl,jls->s", chance - share, on.signs) / len(share)
        return float(told + RIDGE * weights @ weights), np.asarray(slope + 2 * RIDGE * weights)

    start = np.full(len(SIGNS), 0.1)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(SIGNS))
    return dict(zip(SIGNS, best.x.round(3).tolist(), strict=True))


def _matrix(found: list[themes.Made], titles: int) -> sp.csr_array:
    sizes = [len(each.titles) for each in found]
    rows = np.repeat(np.arange(len(found)), sizes)
    columns = np.concatenate([each.titles for each in found])
    return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(found), titles))


def _people(followers: sp.csr_array, authors: Ints) -> sp.csr_array:
    """Return 1 where a member made or follows a list, shape ``(lists, members)``."""
    count = len(authors)
    made = sp.csr_array((np.ones(count), (np.arange(count), authors)), shape=followers.T.shape)
    return sp.csr_array(followers.T + made)


def _profiles(past: Interactions, taste: Taste) -> Array:
    likes = takeup.entries(past, liked=True)
    found = np.asarray(likes @ taste.factors)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12))


def _eyes(
    past: Interactions, taste: Taste, profiles: Array, followers: sp.csr_array, member: int
) -> Eyes:
    history = past.slice(*past.starts[[member, member + 1]].tolist())
    seen: Flags = np.zeros(len(past.titles), dtype=bool)
    liked = seen.copy()
    seen[history.titles] = True
    liked[history.titles[history.liked]] = True
    follows: Ints = followers[[member]].nonzero()[1].astype(np.int64)
    return Eyes(
        scores=taste.scores(history),
        seen=seen,
        liked=liked,
        profile=profiles[member],
        follows=follows,
    )


def _jaccard(holds: sp.csr_array, likes: Flags) -> Array:
    shared = (holds @ likes.T.astype(np.float64)).T
    sizes = np.asarray(holds.sum(axis=1)).ravel()[None, :]
    return np.asarray(shared / np.maximum(likes.sum(axis=1)[:, None] + sizes - shared, 1.0))
