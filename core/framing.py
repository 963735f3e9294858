"""The argument: which goal, whose pain, and in which order the ideas answer it."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from core.errors import ScenarioError
from core.ideas import IDEAS, Idea, Level
from core.knobs import unknown_key


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What improvement can mean.

    Args:
        slug: Name in addresses.
        title: Name on screen.
        line: The goal in one sentence.
        metrics: Slugs of the metrics that tell whether it is reached.
        pain_points: Pain points it is about; others count by their metrics alone.
    """

    slug: str
    title: str
    line: str
    metrics: tuple[str, ...]
    pain_points: tuple[str, ...] = ()


GOALS: tuple[Goal, ...] = (
    Goal(
        slug="engagement",
        title="Engagement",
        line="Raise the engagement of content discoverers, globally, with no resource limit "
        "assumed. The goal the argument chose.",
        metrics=("take_rate", "social_minutes", "posts_per_month", "reactions_per_story"),
    ),
    Goal(
        slug="acquisition",
        title="Acquisition",
        line="Win members the service does not reach today, such as older people.",
        metrics=("retention", "sessions_per_week"),
        pain_points=("acquisition",),
    ),
    Goal(
        slug="monetisation",
        title="Monetisation",
        line="Earn more from members without alienating anybody.",
        metrics=("revenue",),
        pain_points=("monetisation",),
    ),
    Goal(
        slug="experience",
        title="User experience",
        line="Less searching, fewer complaints: from opening the app to the right title, quickly.",
        metrics=("time_to_first_play", "take_rate"),
    ),
)

CHRONIC: Mapping[str, int] = MappingProxyType(
    {"recommendations": 3, "theatre": 3, "series": 2, "unique": 2}
)
"""How long each pain point lasts, 1 to 3 (assumption, after the argument)."""

FREQUENT: Mapping[str, int] = MappingProxyType(
    {"recommendations": 3, "theatre": 3, "series": 1, "unique": 1}
)
"""How often it is felt, 1 (not daily) to 3 (every evening) (assumption, after the argument)."""

POINTS: Mapping[Level, int] = MappingProxyType({"medium": 1, "high": 2, "super high": 3})
"""What the argument's words count for in a score (assumption: equal steps)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An idea's place under a goal.

    Args:
        idea: The idea.
        score: Impact times relevance divided by effort; 0 where it does not serve the goal.
        relevance: Share of the goal it serves, 0 to 1.
    """

    idea: Idea
    score: float
    relevance: float


def goal(slug: str) -> Goal:
    """Return the goal named ``slug``.

    Raises:
        ScenarioError: If there is none; names the nearest one.
    """
    for candidate in GOALS:
        if candidate.slug == slug:
            return candidate
    raise ScenarioError(unknown_key(slug, [candidate.slug for candidate in GOALS]))


def pain(slug: str) -> float:
    """Return how much a pain point weighs, 0 to 1: chronic times frequent, over the largest.

    Example:
        >>> pain("recommendations"), round(pain("series"), 3)
        (1.0, 0.222)
    """
    return CHRONIC.get(slug, 3) * FREQUENT.get(slug, 3) / 9


def rank(chosen: Goal) -> list[Ranked]:
    """Return every idea under a goal, the best first; ties keep the brief's order.

    An idea is relevant by the share of the goal's metrics it should move, weighed by its pain
    point; fully, where the goal is about its pain point.

    Example:
        >>> [ranked.idea.slug for ranked in rank(goal("engagement"))][:3]
        ['social', 'stories', 'nearby']
    """
    found = [_ranked(idea, chosen) for idea in IDEAS]
    return sorted(found, key=lambda ranked: (-ranked.score, ranked.idea.number))


def _ranked(idea: Idea, chosen: Goal) -> Ranked:
    if set(idea.pain_points) & set(chosen.pain_points):
        relevance = 1.0
    else:
        moved = len(set(idea.moves) & set(chosen.metrics)) / len(chosen.metrics)
        relevance = moved * max(pain(point) for point in idea.pain_points)
    score = POINTS[idea.impact] * relevance / POINTS[idea.effort]
    return Ranked(idea=idea, score=score, relevance=relevance)
