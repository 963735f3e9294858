"""Every metric's one definition, over the per-member totals that events add up to."""

import dataclasses
from typing import Literal

from core.errors import MetricError
from core.knobs import unknown_key

MONTH = 30.0
"""Days in the month that monthly figures are scaled to."""

TOTALS: dict[str, str] = {
    "days": "days of the horizon that begin with a subscription",
    "sessions": "sessions opened",
    "recommended": "titles recommended: shown on a shelf, each once a session",
    "taken": "recommended titles watched or liked in the session that showed them",
    "minutes": "minutes watched",
    "explored": "different titles watched for the first time",
    "browse_minutes": "minutes from opening a session to its first play",
    "plays": "sessions with a first play",
    "social_minutes": "minutes spent on social surfaces",
    "reviews": "reviews posted",
    "comments": "comments posted",
    "stories": "stories posted",
    "reactions": "reactions received on own stories",
    "complaints": "complaints made",
    "revenue": "revenue, subscription and marketplace, US dollars",
    "retained": "1 if subscribed when the horizon ends, else 0",
}
"""Columns of a member's totals and what each counts; the unit of analysis is the member."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric: a mean over members, or a ratio of two sums over members.

    Args:
        slug: Name in files and addresses.
        label: Name on screen.
        unit: Unit on screen.
        numerator: Columns of ``TOTALS`` that are added up.
        denominator: Columns of a ratio metric's denominator; empty for a mean per member.
        among: Column that must be 1 for a member to count; empty for every member. Simulated
            members are all subscribed at the start, so it changes nothing there.
        per_days: For means that accrue over time: the days they are scaled to; 0 for none.
        factor: Constant the estimate is multiplied by: 100 for percentages.
        good: The direction that is good.
        role: ``"success"`` for the four of the brief, else ``"guardrail"``.
        margin: For guardrails, the relative harm that is tolerated (assumption, 0.5 to 5 %).
        meaning: Numerator and denominator in one sentence.
    """

    slug: str
    label: str
    unit: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    among: str = ""
    per_days: float = 0.0
    factor: float = 1.0
    good: Literal["up", "down"] = "up"
    role: Literal["success", "guardrail"]
    margin: float = 0.02
    meaning: str

    @property
    def is_ratio(self) -> bool:
        """Whether the metric is a ratio of two sums, analysed by the delta method."""
        return bool(self.denominator)

    def scale(self, days: float) -> float:
        """Return what a raw estimate over ``days`` days is multiplied by to get the unit."""
        return self.factor * (self.per_days / days if self.per_days else 1.0)


METRICS: tuple[Metric, ...] = (
    Metric(
        slug="take_rate",
        label="Take rate",
        unit="%",
        numerator=("taken",),
        denominator=("recommended",),
        factor=100.0,
        role="success",
        meaning="Titles watched or liked in the session that recommended them, divided by titles "
        "recommended; each counts once a session.",
    ),
    Metric(
        slug="social_minutes",
        label="Minutes on Social",
        unit="min/day",
        numerator=("social_minutes",),
        per_days=1.0,
        role="success",
        meaning="Minutes spent on social surfaces, per member and day.",
    ),
    Metric(
        slug="posts_per_month",
        label="Reviews and comments",
        unit="per month",
        numerator=("reviews", "comments"),
        per_days=MONTH,
        role="success",
        meaning="Reviews and comments posted, per member and month of 30 days.",
    ),
    Metric(
        slug="reactions_per_story",
        label="Reactions per Story",
        unit="reactions",
        numerator=("reactions",),
        denominator=("stories",),
        role="success",
        meaning="Reactions received on stories, divided by stories posted.",
    ),
    Metric(
        slug="sessions_per_week",
        label="Sessions",
        unit="per week",
        numerator=("sessions",),
        per_days=7.0,
        role="guardrail",
        meaning="Sessions opened, per member and week.",
    ),
    Metric(
        slug="minutes_watched",
        label="Minutes watched",
        unit="min/day",
        numerator=("minutes",),
        per_days=1.0,
        role="guardrail",
        meaning="Minutes watched, per member and day.",
    ),
    Metric(
        slug="retention",
        label="Retention",
        unit="%",
        numerator=("retained",),
        among="began",
        factor=100.0,
        role="guardrail",
        margin=0.005,
        meaning="Members subscribed when the horizon ends, of those subscribed when it begins; "
        "100 % minus it is the churn of the horizon, net of returns.",
    ),
    Metric(
        slug="revenue",
        label="Revenue",
        unit="$ per month",
        numerator=("revenue",),
        per_days=MONTH,
        role="guardrail",
        meaning="Subscription and marketplace revenue, per member and month of 30 days.",
    ),
    Metric(
        slug="catalogue_reach",
        label="Catalogue reached",
        unit="new titles a month",
        numerator=("explored",),
        per_days=MONTH,
        role="guardrail",
        meaning="Different titles watched for the first time, per member and month of 30 days. "
        "The share of the catalogue is this by a constant, so lifts and verdicts are the same.",
    ),
    Metric(
        slug="time_to_first_play",
        label="Time to first play",
        unit="min",
        numerator=("browse_minutes",),
        denominator=("plays",),
        good="down",
        role="guardrail",
        meaning="Minutes from opening a session to its first play, divided by sessions with one.",
    ),
    Metric(
        slug="complaints",
        label="Complaints",
        unit="per 1,000 a month",
        numerator=("complaints",),
        per_days=MONTH,
        factor=1000.0,
        good="down",
        role="guardrail",
        margin=0.05,
        meaning="Complaints made, per 1,000 members and month of 30 days.",
    ),
)


def metric(slug: str) -> Metric:
    """Return the metric named ``slug``.

    Raises:
        MetricError: If no such metric is defined; names the nearest one.

    Example:
        >>> metric("take_rate").is_ratio
        True
    """
    for candidate in METRICS:
        if candidate.slug == slug:
            return candidate
    raise MetricError(unknown_key(slug, [candidate.slug for candidate in METRICS]))
