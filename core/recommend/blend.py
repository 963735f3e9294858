"""One score from many reasons: ingredients say how far a title fits, knobs how much that counts.

A title's fit is the mean of its ingredients, each from 0 to 1, weighted by their knobs. Creativity
moves part of the score to titles that fit and are unexpected, for a surprise nobody likes is none
(Kaminskas & Bridge, "Diversity, serendipity, novelty, and coverage", ACM TiiS 7(1):2, 2016).
Diversity chooses among the best by maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998),
and gives up no more of the best score than its own share of it.
Every part of a score belongs to one reason, so the reasons' shares add up to it exactly.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
import numpy.typing as npt

from core.errors import RecommendError
from core.knobs import ASSUMPTION, Params, Range
from core.recommend.history import Array, Flags, Ints

SURPRISE = "surprise"
"""The reason that creativity adds."""

DEEP = 12
"""Titles that diversity may choose among, for each one chosen (assumption, 5 to 20)."""


def _weight(label: str, about: str) -> Range:
    return Range(label, 0, 3, step=0.1, source=f"{ASSUMPTION}, 0 to 3", help=about)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Blend(Params):
    """What a presenter can turn on the blend."""

    taste: Annotated[float, _weight("Taste", "What the history says.")] = 1.0
    mood: Annotated[
        float,
        Range(
            "Mood",
            0,
            3,
            step=0.1,
            source="validation on ml-latest-small: 0.5 to 1 beside taste 1 finds later likes best",
            help="What was wished for, by pill or in words.",
        ),
    ] = 1.0
    hour: Annotated[float, _weight("Hour", "What is watched at this hour and on such days.")] = 0.4
    time: Annotated[float, _weight("Time", "Whether it fits the time there is tonight.")] = 0.5
    device: Annotated[float, _weight("Device", "Whether it suits the screen.")] = 0.1
    company: Annotated[float, _weight("Company", "What those beside you would like.")] = 1.0
    nearby: Annotated[
        float, _weight("Neighbourhood", "What is watched nearby, if the member allows it.")
    ] = 0.5
    creativity: Annotated[
        float,
        Range(
            "Creativity",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 0 to 60 %",
            help="From safe to surprising: how much of the score goes to what is unexpected.",
        ),
    ] = 25.0
    diversity: Annotated[
        float,
        Range(
            "Diversity",
            0,
            90,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 0 to 50 %",
            help="How much a title loses for being like one already on the shelf.",
        ),
    ] = 30.0


def unspoiled(weights: Blend) -> Blend:
    """Return the knobs of a feed that stays personal: no neighbourhood and no surprises."""
    return dataclasses.replace(weights, nearby=0.0, creativity=0.0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ingredient:
    """One reason to recommend.

    Args:
        slug: Its name, a knob of ``Blend`` where there is one.
        weight: How much it counts, 0 or more.
        gains: How far each title fits, 0 to 1, shape ``(titles,)``.
    """

    slug: str
    weight: float
    gains: Array


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A title chosen for a shelf.

    Args:
        title: Its row in the catalogue.
        score: Its score, 0 to 1.
        parts: What each reason adds to the score; they add up to it.
    """

    title: int
    score: float
    parts: Mapping[str, float]

    def shares(self) -> dict[str, float]:
        """Return each reason's share of the score, the largest first; nothing of a score of 0."""
        whole = sum(self.parts.values())
        found = {slug: part / whole for slug, part in self.parts.items() if part > 0}
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def ranked(scores: Array) -> Array:
    """Return scores of any scale as gains from 0 to 1 by their rank, so that scales cannot matter.

    The best title gains 1, the last one 0, and in between the gain falls with the logarithm of
    the rank, as the discount of nDCG does. Equal scores gain the same: the mean of their ranks.

    Example:
        >>> ranked(np.array([5.0, 9.0, 1.0])).round(2).tolist()
        [0.37, 1.0, 0.0]
    """
    count = len(scores)
    if count < 2:
        return np.ones(count)
    order = np.argsort(-scores, kind="stable")
    gains = 1 - np.log1p(np.arange(count)) / np.log(count)
    values = scores[order]
    first = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    sizes = np.diff(np.r_[first, count])
    same = np.repeat(np.add.reduceat(gains, first) / sizes, sizes)
    found = np.empty(count)
    found[order] = same
    return found


def fit(ingredients: Sequence[Ingredient]) -> tuple[Array, dict[str, Array]]:
    """Return how far titles fit, 0 to 1, and what each ingredient adds to that.

    Raises:
        RecommendError: If no ingredient has any weight.
    """
    whole = sum(each.weight for each in ingredients)
    if whole <= 0:
        raise RecommendError(
            "Every ingredient is turned to 0; give at least one of them some weight."
        )
    parts = {each.slug: each.weight / whole * each.gains for each in ingredients if each.weight}
    return np.sum(list(parts.values()), axis=0), parts


def blend(
    ingredients: Sequence[Ingredient],
    *,
    allowed: Flags,
    unexpected: Array,
    looks: Array,
    count: int,
    creativity: float = 0.0,
    diversity: float = 0.0,
) -> tuple[Choice, ...]:
    """Return the shelf, the first choice first.

    Args:
        ingredients: Reasons to recommend; their gains lie between 0 and 1.
        allowed: Titles that may be on the shelf at all, shape ``(titles,)``.
        unexpected: How unexpected each title is, 0 to 1, shape ``(titles,)``.
        looks: Unit vectors whose product is how alike two titles are, shape ``(titles, d)``.
        count: Titles wanted; fewer where fewer are allowed.
        creativity: Share of a fit that counts only as far as the title is unexpected, 0 to 1.
        diversity: What likeness to a title already chosen counts against the score, 0 to 1; also
            the largest share of the best score that a title may lack, while there are enough.

    Raises:
        RecommendError: If no ingredient has any weight.
    """
    fits, parts = fit(ingredients)
    score = fits * (1 - creativity * (1 - unexpected))
    count = min(count, int(allowed.sum()))
    pool = best(np.where(allowed, score, -np.inf), min(count * DEEP, int(allowed.sum())))
    worthy = score[pool] >= (1 - diversity) * score[pool].max(initial=0)
    pool = pool[: max(count, int(worthy.sum()))]
    chosen = pool[_spread(score[pool], looks[pool], count, diversity)]
    return tuple(
        Choice(
            title=int(title),
            score=float(score[title]),
            parts={slug: float((1 - creativity) * part[title]) for slug, part in parts.items()}
            | {SURPRISE: float(creativity * fits[title] * unexpected[title])},
        )
        for title in chosen
    )


def best(scores: Array, count: int) -> Ints:
    """Return the places of the highest scores, the highest first; equal ones by place."""
    if count >= len(scores):
        return np.argsort(-scores, kind="stable").astype(np.int64)
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    some = np.flatnonzero(scores >= least)
    return some[np.argsort(-scores[some], kind="stable")][:count].astype(np.int64)


def _spread(score: Array, looks: Array, count: int, diversity: float) -> npt.NDArray[np.intp]:
    """Return places in the pool by maximal marginal relevance."""
    chosen = np.zeros(count, dtype=np.intp)
    worth, like = (1 - diversity) * score, np.zeros(len(score))
    left = np.zeros(len(score))
    for place in range(count):
        chosen[place] = np.argmax(worth - diversity * like + left)
        left[chosen[place]] = -np.inf
        like = np.maximum(like, looks @ looks[chosen[place]])
    return chosen
