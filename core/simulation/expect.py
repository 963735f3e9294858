"""What to expect: the mean of every total per day, worked out instead of drawn.

The engines draw members; this adds up the same plan's probabilities. It costs milliseconds,
has no noise, and serves sparklines, the tornado and the calibration report. Take-up spreads by
persona, in the mean of the follow graph.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from core.ideas import idea
from core.knobs import Range, fields
from core.metrics import METRICS, MONTH, Metric
from core.simulation.behaviour import Behaviour
from core.simulation.draws import Floats
from core.simulation.levers import Lever
from core.simulation.plan import GIVE_UP, plan, schedule
from core.simulation.run import ARMS, comeback, worlds
from core.simulation.scenario import Dynamics, Scenario


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Expected totals of one world, per member of each persona.

    Args:
        share: Share of members in each persona, shape ``(personas,)``.
        days: By column of ``TOTALS`` the expected total of each day, shape
            ``(days, personas)``; ``retained`` holds the share subscribed after each day.
    """

    share: Floats
    days: Mapping[str, Floats]

    def total(self, column: str, persona: int | None = None) -> float:
        """Return the expected total of a column over the horizon, of one persona or of all."""
        daily = self.days[column]
        whole = daily[-1] if column == "retained" else daily.sum(axis=0)
        return float(whole[persona] if persona is not None else self.share @ whole)

    def metric(self, metric: Metric, persona: int | None = None) -> float:
        """Return the expected value of a metric over the horizon, in its unit."""
        horizon = len(self.days["days"])
        above = sum(self.total(column, persona) for column in metric.numerator)
        below = sum(self.total(column, persona) for column in metric.denominator)
        if metric.is_ratio:
            return metric.scale(horizon) * above / below if below else float("nan")
        return metric.scale(horizon) * above

    def curve(self, metric: Metric, persona: int | None = None) -> Floats:
        """Return the expected value of a metric on each day, shape ``(days,)``."""

        def daily(columns: tuple[str, ...]) -> Floats:
            whole = sum(self.days[column] for column in columns)
            table: Floats = np.asarray(whole)
            return table[:, persona] if persona is not None else table @ self.share

        above = daily(metric.numerator)
        if metric.is_ratio:
            below = daily(metric.denominator)
            share: Floats = np.divide(
                above, below, out=np.full(len(above), np.nan), where=below > 0
            )
            return metric.factor * share
        if metric.numerator == ("retained",):
            return metric.factor * above
        return metric.scale(1.0) * above


def expected(scenario: Scenario) -> dict[str, Expected]:
    """Return what to expect of both arms of a scenario."""
    return {arm: world(scenario, behaviour) for arm, behaviour in worlds(scenario).items()}


def world(scenario: Scenario, behaviour: Behaviour) -> Expected:
    """Return what to expect of one world of a scenario.

    Args:
        scenario: Horizon, personas and prices.
        behaviour: The world's rates.
    """
    lengths = [1] * scenario.setup.days
    made = plan(behaviour, schedule(behaviour, lengths), lengths, comeback(scenario))
    alive, after = _subscribed(made.churn, made.comeback)
    visits = alive * made.sessions
    counts = {name: visits * rate for name, rate in made.counts.items()}
    taken = counts["explored"] + counts["rewatched"] + counts["liked"]
    plays = visits * (1 - GIVE_UP)
    assert made.per_story is not None  # noqa: S101 - plan() always makes both
    assert made.browse is not None  # noqa: S101
    economy = scenario.dynamics
    days = counts | {
        "days": alive,
        "sessions": visits,
        "recommended": taken + counts["passed"],
        "taken": taken,
        "minutes": visits * made.minutes["minutes"],
        "social_minutes": visits * made.minutes["social"],
        "plays": plays,
        "browse_minutes": plays * made.browse,
        "reactions": counts["stories"] * made.per_story,
        "revenue": alive * economy.price / MONTH + counts["orders"] * economy.order_margin,
        "retained": after,
    }
    personas = np.arange(len(behaviour.share))
    weight = made.share * (made.persona == personas[:, None])
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return Expected(
        share=behaviour.share, days={name: (weight @ daily).T for name, daily in days.items()}
    )


def _subscribed(churn: Floats, back: Floats) -> tuple[Floats, Floats]:
    """Return the chance to be subscribed on each day and after it, shape (archetypes, days)."""
    alive, after = np.empty_like(churn), np.empty_like(churn)
    now = np.ones(len(churn))
    for day in range(churn.shape[1]):
        alive[:, day] = now
        now = now * (1 - churn[:, day]) + (1 - now) * back[:, day]
        after[:, day] = now
    return alive, after


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one knob does to a metric's relative lift when turned from low to high.

    Args:
        key: Where the knob stands, ``"ideas.social.uptake"``.
        label: Its name on screen.
        low: Its low end, in its unit; ``high`` its high end.
        lift_low: Lift of the metric at the low end, a share: 0.02 is 2 %.
        lift_high: Lift of the metric at the high end.
    """

    key: str
    label: str
    low: float
    high: float
    lift_low: float
    lift_high: float

    @property
    def width(self) -> float:
        """Distance between both lifts."""
        return abs(self.lift_high - self.lift_low)


def lift(scenario: Scenario, metric: Metric) -> float:
    """Return the expected relative lift of a metric, a share; NaN where control is zero."""
    both = expected(scenario)
    control, treatment = (both[arm].metric(metric) for arm in ARMS)
    return treatment / control - 1 if control else float("nan")


def tornado(scenario: Scenario, metric: Metric, *, reach: float = 0.5) -> list[Swing]:
    """Return how much each knob matters to a metric, the most important first.

    Args:
        scenario: Where the knobs stand now.
        metric: The metric whose lift is watched.
        reach: How far each knob is turned down and up: 0.5 is from half to one and a half
            times its value, within its declared range; a knob at zero is left out.
    """
    found = []
    for key, params, rebuild in _turnable(scenario):
        for field in fields(type(params)):
            value = float(getattr(params, field.name))
            if not isinstance(field.knob, Range) or value <= 0:
                continue
            low = max(value * (1 - reach), field.knob.low)
            high = min(value * (1 + reach), field.knob.high)
            lifts = [
                lift(rebuild(type(params).read(params.write() | {field.name: end})), metric)
                for end in (low, high)
            ]
            title = f"{idea(key).title}: " if key != "dynamics" else ""
            words = field.knob.label.lower() if title else field.knob.label
            where = f"ideas.{key}" if title else key
            found.append(
                Swing(
                    key=f"{where}.{field.name}",
                    label=title + words,
                    low=low,
                    high=high,
                    lift_low=lifts[0],
                    lift_high=lifts[1],
                )
            )
    return sorted(found, key=lambda swing: -swing.width)


def _turnable(
    scenario: Scenario,
) -> Iterator[tuple[str, Lever | Dynamics, Callable[[Any], Scenario]]]:
    """Yield the knobs of a scenario that are turned, with a way to put them back changed."""
    for slug, lever in scenario.ideas.items():
        yield slug, lever, functools.partial(scenario.with_idea, slug)
    yield "dynamics", scenario.dynamics, functools.partial(_with_dynamics, scenario)


def _with_dynamics(scenario: Scenario, dynamics: Dynamics) -> Scenario:
    return dataclasses.replace(scenario, dynamics=dynamics)


def headline(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return the expected value of every metric by arm."""
    both = expected(scenario)
    return {arm: {m.slug: both[arm].metric(m) for m in METRICS} for arm in ARMS}
