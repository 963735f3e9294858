"""Each day's metrics of both arms, with intervals, from the daily engine."""

import numpy as np
import pandas as pd
from scipy import special

from core.errors import ExperimentError
from core.experiment import Moments
from core.experiment.estimate import estimate
from core.metrics import METRICS, MONTH, TOTALS, Metric
from core.simulation.daily import Curves
from core.simulation.draws import Floats
from core.simulation.run import simulate
from core.simulation.scenario import Dynamics, Scenario

COLUMNS = ("metric", "arm", "persona", "day", "estimate", "low", "high")
MOST_MEMBERS = 20_000
"""Members whose days are followed for curves; bands are as wide as so many members leave them."""


def curves(scenario: Scenario, *, alpha: float = 0.05) -> pd.DataFrame:
    """Return every metric per day for both arms, for everybody and each persona.

    At most ``MOST_MEMBERS`` members of the scenario are followed day by day.

    Args:
        scenario: What to run; its engine does not matter.
        alpha: Two-sided error rate of each day's interval.

    Returns:
        Columns ``metric, arm, persona, day, estimate, low, high``; days count from 1. Days on
        which a ratio has no denominator are left out.
    """
    members = min(scenario.setup.members, MOST_MEMBERS)
    outcome = simulate(scenario.with_setup(engine="daily", members=members), curves=True)
    z = float(special.ndtri(1 - alpha / 2))
    rows: list[tuple[object, ...]] = []
    for arm, found in (outcome.curves or {}).items():
        for day in range(len(found.sums)):
            groups = _day(found, day, scenario)
            for persona, moments in groups.items():
                rows += [
                    (each.slug, arm, persona, day + 1, value, value - z * se, value + z * se)
                    for each in METRICS
                    for value, se in _estimates(each, moments)
                ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def headlines(scenario: Scenario) -> pd.DataFrame:
    """Return the curves of the four success metrics, for a snapshot."""
    found = curves(scenario)
    success = [each.slug for each in METRICS if each.role == "success"]
    return found[found["metric"].isin(success)].reset_index(drop=True)


def _estimates(of: Metric, moments: Moments) -> list[tuple[float, float]]:
    try:
        found = estimate(moments, of.numerator, of.denominator)
    except ExperimentError:
        return []
    scale = of.scale(1.0)
    return [(found.value * scale, found.error_variance**0.5 * scale)]


def _day(found: Curves, day: int, scenario: Scenario) -> dict[str, Moments]:
    weights = _weights(found.names, scenario.dynamics)
    parts = {
        slug: _moments(int(n), weights @ sums, weights @ products @ weights.T)
        for slug, n, sums, products in zip(
            scenario.personas, found.members, found.sums[day], found.products[day], strict=True
        )
        if n > 1
    }
    return {"all": Moments.total(parts.values()), **parts}


def _weights(names: tuple[str, ...], dynamics: Dynamics) -> Floats:
    """Return what each drawn quantity adds to each column of ``TOTALS``."""
    made = {name: {name: 1.0} for name in names}
    made |= {
        "taken": {"explored": 1.0, "rewatched": 1.0, "liked": 1.0},
        "recommended": {"explored": 1.0, "rewatched": 1.0, "liked": 1.0, "passed": 1.0},
        "browse_minutes": {"browse": 1.0},
        "social_minutes": {"social": 1.0},
        "revenue": {"days": dynamics.price / MONTH, "orders": dynamics.order_margin},
        "retained": {"days": 1.0},
    }
    return np.array([[made[column].get(name, 0.0) for name in names] for column in TOTALS])


def _moments(n: int, sums: Floats, products: Floats) -> Moments:
    means = sums / n
    centred = products - np.outer(sums, means)
    return Moments(
        n=n, names=tuple(TOTALS), means=means, products=centred, cubes=np.zeros(len(means))
    )
