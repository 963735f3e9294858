"""Whom somebody is likely to follow next: signs from the follow graph and from taste, weighed.

Source:
    Common neighbours that know few weigh more: Adamic & Adar, "Friends and neighbors on the Web",
    Social Networks 25:211 (2003). Walks that return to the start: Page, Brin, Motwani & Winograd,
    "The PageRank citation ranking" (1999), sec. 6; Haveliwala, WWW 2002. Signs together:
    Liben-Nowell & Kleinberg, "The link-prediction problem for social networks", JASIST 58:1019
    (2007).
"""

import dataclasses
from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from core import seeds
from core.recommend.history import Array, Flags, Ints
from core.social.tastes import Tastes

SIGNS = ("back", "friends", "walk", "known", "taste", "titles")
"""Follows the reader; common neighbours; walks; how many follow; direction of taste; titles told
by both."""

RETURN = 0.15
"""Chance a step of a walk returns to the start (Page et al. 1999)."""

STEPS = 12
"""Steps of a walk: what comes later weighs less than 0.85 ** 12 = 0.14."""

NOT_FOLLOWED = 60
"""People not followed that a reader's follows are learned against (assumption, 20 to 200)."""

RIDGE = 1e-3
"""Penalty on squared weights, so that signs that say the same share it (assumption)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Graph:
    """Who follows whom, as far as somebody knows.

    Args:
        people: User ids.
        follows: Whether each row follows each column, shape ``(people, people)``.
    """

    people: tuple[str, ...]
    follows: sp.csr_array

    @classmethod
    def of(cls, people: Iterable[str], pairs: Iterable[tuple[str, str]]) -> "Graph":
        """Return a graph of people and of pairs among them, follower and followed."""
        everybody = tuple(people)
        row = {person: number for number, person in enumerate(everybody)}
        known = [(row[one], row[other]) for one, other in pairs if one in row and other in row]
        ends = np.array(known, dtype=np.int64).reshape(-1, 2)
        shape = (len(everybody), len(everybody))
        follows = sp.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=shape)
        return cls(people=everybody, follows=follows)

    @property
    def ends(self) -> Ints:
        """Return the follows as pairs of rows, shape ``(follows, 2)``."""
        found = self.follows.tocoo()
        return np.stack([found.row, found.col], axis=1).astype(np.int64)

    def keeping(self, kept: Flags) -> "Graph":
        """Return the graph with some of its ``ends`` alone."""
        ends = self.ends[kept]
        follows = sp.csr_array(
            (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=self.follows.shape
        )
        return dataclasses.replace(self, follows=follows)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signs:
    """What speaks for following somebody, prepared for a graph and for tastes.

    Args:
        graph: Who follows whom.
        either: Whether one of two follows the other, same shape.
        passing: The chance that a walk goes from each row to each column.
        rare: What a common neighbour weighs, shape ``(people,)``.
        direction: Directions in taste, shape ``(people, d)``.
        enough: Whether each took titles enough for others to be told of taste, 1 or 0.
        titles: Unit vectors of titles told, shape ``(people, titles)``.
    """

    graph: Graph
    either: sp.csr_array
    passing: sp.csr_array
    rare: Array
    direction: Array
    enough: Array
    titles: sp.csr_array

    @classmethod
    def of(cls, graph: Graph, tastes: Tastes) -> "Signs":
        """Return the signs of a graph, and of tastes of any people."""
        either = sp.csr_array(graph.follows.maximum(graph.follows.T))
        degree = np.asarray(either.sum(axis=1)).ravel()
        rows = tastes.rows(graph.people)
        there = (rows >= 0).astype(float)
        return cls(
            graph=graph,
            either=either,
            passing=sp.csr_array(sp.diags_array(1 / np.maximum(degree, 1)) @ either),
            rare=1 / np.log(np.maximum(degree, 2)),
            direction=tastes.directions()[rows] * there[:, None],
            enough=tastes.enough()[rows] * there,
            titles=sp.csr_array(sp.diags_array(there) @ tastes.together()[rows]),
        )

    def about(self, me: int) -> Array:
        """Return the signs for one to follow each, none below 0, shape ``(people, signs)``."""
        follows = self.graph.follows
        mine = self.either[[me]].toarray().ravel()
        return np.stack(
            [
                follows[:, [me]].toarray().ravel(),
                np.log1p(self.either @ (mine * self.rare)),
                np.log1p(self._walk(me) * len(mine)),
                np.log1p(np.bincount(follows.indices, minlength=len(mine))),
                np.clip(self.direction @ self.direction[me], 0, None) * self.enough,
                np.sqrt((self.titles @ self.titles[[me]].T).toarray().ravel()),
            ],
            axis=1,
        )

    def _walk(self, me: int) -> Array:
        """Return how often a walk that keeps returning to one is at each; 0 without neighbours."""
        start = np.zeros(len(self.rare))
        start[me] = 1.0
        where = start
        for _ in range(STEPS):
            where = RETURN * start + (1 - RETURN) * (where @ self.passing)
        return np.asarray(where * (self.passing.indptr[me] < self.passing.indptr[me + 1]))


def learn(graph: Graph, tastes: Tastes, *, seed: int = 7) -> Array:
    """Return what each sign weighs: a fifth of the follows are hidden, and told from others.

    A logistic regression without negative weights, so that each sign is a reason or none.

    Args:
        graph: Follows to learn from.
        tastes: Of its people.
        seed: Of what is hidden.

    Returns:
        Weights, shape ``(signs,)``; all 0 where there is nothing to learn from.
    """
    hide = fifth(len(graph.ends), seed, "learn")
    signs = Signs.of(graph.keeping(~hide), tastes)
    draw = seeds.stream(seed, "suggestions", "others")
    seen, found = [np.zeros((0, len(SIGNS)))], [np.zeros(0)]
    ends = graph.ends
    for me in np.unique(ends[hide, 0]).tolist():
        rows = ends[ends[:, 0] == me, 1]
        wanted = ends[hide & (ends[:, 0] == me), 1]
        others = np.setdiff1d(np.arange(len(graph.people)), [me, *rows])
        others = draw.permutation(others)[:NOT_FOLLOWED]
        about = signs.about(me)
        seen.append(about[np.concatenate([wanted, others])])
        found.append(np.repeat([1.0, 0.0], [len(wanted), len(others)]))
    return _weighed(np.concatenate(seen), np.concatenate(found))


def _weighed(seen: Array, found: Array) -> Array:
    """Return the weights of a logistic regression with none below 0, the constant left out."""
    if not found.any():
        return np.zeros(seen.shape[1])
    spread = seen.std(axis=0)
    scaled = np.c_[seen / np.where(spread > 0, spread, 1.0), np.ones(len(seen))]

    def loss(weights: Array) -> tuple[float, Array]:
        said = scaled @ weights
        wrong = 1 / (1 + np.exp(-said)) - found
        penalty = RIDGE * weights[:-1] @ weights[:-1]
        value = np.logaddexp(0, said) - found * said
        slope = scaled.T @ wrong / len(found)
        slope[:-1] += 2 * RIDGE * weights[:-1]
        return float(value.mean() + penalty), slope

    bounds = [(0.0, None)] * seen.shape[1] + [(None, None)]
    best = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(best.x[:-1] / np.where(spread > 0, spread, 1.0))


def fifth(count: int, seed: int, *names: str) -> Flags:
    """Return which of some are in a fifth: each with a chance of one in five."""
    return seeds.stream(seed, "suggestions", *names).random(count) < 0.2
