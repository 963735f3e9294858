"""Each habit of a persona, and how a log's sums say what it is."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy import optimize

from core.fitting.log import Log
from core.fitting.sums import Figure, Floats, product
from core.fitting.survival import FEWEST, Curve, kaplan_meier
from core.people import Habits
from core.simulation.plan import ACTIVITY

VISITS = MappingProxyType({"gaps": 2, "days": -1, "steps": -1})
"""Visits a day while present.

Followed by subscriptions this is visits over days: ``steps`` equals ``gaps``. Followed by visits,
a presence ends with a visit, so the days after it are missing and gaps over days is too high: it
estimates the rate of visits plus that of departures. Of the steps a member takes from a visit,
gaps / steps lead to another one; their product is the rate of visits alone (competing
exponential times, Cox & Oakes, Analysis of Survival Data, 1984, section 9.2).
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a habit follows from sums over members.

    Args:
        habit: Field of ``core.people.Habits``.
        powers: Powers of the sums; see ``core.fitting.sums.product``.
        factor: Turns their product into the habit's unit.
        needs: Types of events without which the log cannot tell.
        along: Habits a persona is weighted with, beside its share, in the mean of everybody.
    """

    habit: str
    powers: Mapping[str, int]
    factor: float = 1.0
    needs: tuple[str, ...] = ()
    along: tuple[str, ...] = ()


def _a_visit(habit: str, column: str, *needs: str) -> Rule:
    powers = {column: 1, "sessions": -1}
    return Rule(habit=habit, powers=powers, needs=needs, along=("sessions_per_week",))


def _of_shown(habit: str, column: str, *needs: str) -> Rule:
    return Rule(
        habit=habit,
        powers={column: 1, "shown": -1},
        factor=100.0,
        needs=("shown", *needs),
        along=("sessions_per_week", "recommended_per_session"),
    )


def _in_days(habit: str, column: str, days: float, need: str) -> Rule:
    powers = {column: 1, "sessions": -1, **VISITS}
    return Rule(habit=habit, powers=powers, factor=days, needs=(need,))


RULES = (
    Rule(habit="sessions_per_week", powers=VISITS, factor=7.0),
    _a_visit("recommended_per_session", "shown", "shown"),
    _of_shown("explored_share", "explored", "played"),
    _of_shown("rewatched_share", "rewatched", "played"),
    _of_shown("liked_share", "liked_only", "liked"),
    _a_visit("minutes_per_session", "minutes", "played"),
    Rule(
        habit="browse_minutes",
        powers={"browse": 1, "plays": -1},
        needs=("browsed",),
        along=("sessions_per_week",),
    ),
    _a_visit("social_minutes", "social", "social"),
    _in_days("reviews_per_month", "reviews", 30.0, "review"),
    _in_days("comments_per_month", "comments", 30.0, "comment"),
    _in_days("stories_per_month", "stories", 30.0, "story"),
    Rule(
        habit="reactions_per_story",
        powers={"reactions": 1, "stories": -1},
        needs=("story", "reaction"),
        along=("stories_per_month",),
    ),
    _in_days("complaints_per_year", "complaints", 365.0, "complaint"),
    _in_days("orders_per_year", "orders", 365.0, "order"),
)

IN_DAYS = frozenset(rule.habit for rule in RULES if "days" in rule.powers)
"""Habits that are so many in a time, and follow from the visits in it."""

MOST_A_DAY = 0.99
"""Sessions a day the simulation lets its heaviest users have (``core.simulation.plan.plan``)."""

UNTOLD = MappingProxyType(
    {
        "open_to_discovery": "who would take up what is not there yet",
        "open_to_social": "who would take up what is not there yet",
    }
)
"""Habits no log of today's service can tell, and what it would have to say."""


def estimate(rule: Rule, log: Log, weights: Floats) -> Figure | None:
    """Return a habit of the members that ``weights`` counts, or ``None`` where nothing is told."""
    columns = {name: log.members[name].to_numpy(dtype=float) for name in rule.powers}
    figure = product(columns, rule.powers, weights)
    return None if figure is None else figure.times(rule.factor)


def asked_for(log: Log, weights: Floats) -> float:
    """Return how much more visits a scenario must ask for than it will see, as a factor.

    The simulation opens one session a day at most, so its heaviest users fall short of their
    share of a high knob; up to about 4.9 sessions a week the factor is one.
    """
    columns = {name: log.members[name].to_numpy(dtype=float) for name in VISITS}
    figure = product(columns, VISITS, weights)

    def seen(knob: float) -> float:
        return float(sum(share * min(knob * times, MOST_A_DAY) for share, times in ACTIVITY))

    if figure is None or figure.value >= seen(7.0) or seen(figure.value) >= 0.9999 * figure.value:
        return 1.0
    knob = optimize.brentq(lambda knob: seen(knob) - figure.value, figure.value, 7.0)
    return float(knob) / figure.value


def curve(log: Log, weights: Floats, *, present: bool) -> Curve | None:
    """Return how long members stay, or stay away; ``None`` where too few were followed.

    Each member counts once, with the first time they were present (or away) in the log, so that
    the times are independent.
    """
    if log.by == "nothing":
        return None
    spells = log.spells[(log.spells["present"] == present) & (log.spells["number"] == 0)]
    counted = weights[spells["row"].to_numpy()]
    if counted.sum() < FEWEST:
        return None
    return kaplan_meier(
        spells["days"].to_numpy(dtype=float), spells["ended"].to_numpy(dtype=bool), counted
    )


def mean_of(rule: Rule, personas: Mapping[str, Habits]) -> float:
    """Return what the habit is among everybody, the personas' habits being given."""
    weights = np.array(
        [
            habits.share * np.prod([float(getattr(habits, name)) for name in rule.along])
            for habits in personas.values()
        ]
    )
    values = np.array([float(getattr(habits, rule.habit)) for habits in personas.values()])
    return float(weights @ values / max(weights.sum(), 1e-12))
