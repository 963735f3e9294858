"""The panel: every metric's readout of a run, for everybody and for each persona."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from scipy import special

from core.errors import ExperimentError
from core.experiment import (
    Moments,
    Readout,
    adjust,
    difference,
    paired_difference,
    sample_ratio,
)
from core.experiment.relative import Method
from core.metrics import METRICS, Metric, metric
from core.simulation.assignment import by_cluster, worth
from core.simulation.run import ARMS, Outcome, Progress, simulate
from core.simulation.scenario import Scenario

ALL = "all"
"""What stands in place of a persona's name for everybody together."""

TABLE = (
    "metric",
    "arm",
    "persona",
    "estimate",
    "se",
    "low",
    "high",
    "n",
    "method",
    "p",
    "p_holm",
    "p_bh",
    "always_low",
    "always_high",
    "verdict",
)
"""Columns of the long table; those after ``method`` are empty where they say nothing."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Readouts of a run.

    Args:
        scenario: What was run.
        readouts: By metric and persona, in the metric's unit.
        missing: By metric and persona, why there is no readout.
        warnings: Sentences about the run as a whole.
    """

    scenario: Scenario
    readouts: Mapping[tuple[str, str], Readout]
    missing: Mapping[tuple[str, str], str]
    warnings: tuple[str, ...]

    def readout(self, slug: str, persona: str = ALL) -> Readout | None:
        """Return the readout of a metric, or ``None`` where ``missing`` says why."""
        return self.readouts.get((slug, persona))

    def of(self, role: str, persona: str = ALL) -> list[Readout]:
        """Return the readouts of the success metrics or of the guardrails, in order."""
        return [
            readout
            for (slug, who), readout in self.readouts.items()
            if who == persona and metric(slug).role == role
        ]

    def table(self) -> pd.DataFrame:
        """Return the long table: one row a metric, persona and arm, difference or lift.

        Figures are kept to ten digits: the sums behind them are exact, but square roots and
        quantiles may differ in the last digit from one machine's libraries to another's.
        """
        rows = [row for readout in self.readouts.values() for row in _rows(readout)]
        frame = pd.DataFrame(rows, columns=list(TABLE))
        for name in frame.columns:
            frame[name] = frame[name].map(_kept)
        return frame


def panel(outcome: Outcome, *, relative: Method = "log-delta", alpha: float = 0.05) -> Panel:
    """Return every metric's readout of a run.

    Success metrics are one family: their p-values are adjusted together, by persona group.
    Guardrails are judged by non-inferiority against their margins. A test by cluster is as
    precise as one by member of fewer members (``assignment.worth``).

    Args:
        outcome: What the two worlds did.
        relative: How the interval of the relative lift is computed.
        alpha: Two-sided error rate.
    """
    found: dict[tuple[str, str], Readout] = {}
    missing: dict[tuple[str, str], str] = {}
    for persona in (ALL, *outcome.scenario.personas):
        groups = _groups(outcome, None if persona == ALL else persona)
        made = {}
        for each in METRICS:
            try:
                made[each.slug] = _readout(groups, each, outcome, persona, relative, alpha)
            except ExperimentError as error:
                missing[each.slug, persona] = str(error)
        family = [made[slug] for slug in made if metric(slug).role == "success"]
        made |= {readout.metric: readout for readout in adjust(family)}
        found |= {(slug, persona): readout for slug, readout in made.items()}
    order = {each.slug: place for place, each in enumerate(METRICS)}
    who = {persona: place for place, persona in enumerate((ALL, *outcome.scenario.personas))}
    keys = sorted(found, key=lambda key: (order[key[0]], who[key[1]]))
    return Panel(
        scenario=outcome.scenario,
        readouts={key: found[key] for key in keys},
        missing=missing,
        warnings=_warnings(outcome),
    )


def statistics(outcome: Outcome) -> dict[str, Any]:
    """Return a run's sufficient statistics as plain nested values, for a snapshot."""
    found = {
        arm: {slug: moments.to_dict() for slug, moments in groups.items()}
        for arm, groups in outcome.arms.items()
    }
    if outcome.joint is not None:
        found["joint"] = {slug: moments.to_dict() for slug, moments in outcome.joint.items()}
    return found


def record(
    scenario: Scenario, progress: Progress | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Run a scenario; return its long table and its sufficient statistics."""
    outcome = simulate(scenario, progress=progress)
    return panel(outcome).table(), statistics(outcome)


def _kept(value: object) -> object:
    return float(f"{value:.10g}") if isinstance(value, float) else value


def _groups(outcome: Outcome, persona: str | None) -> tuple[Moments, ...]:
    both = outcome.both(persona)
    return (both,) if both else tuple(outcome.arm(arm, persona) for arm in ARMS)


def _readout(
    groups: tuple[Moments, ...],
    of: Metric,
    outcome: Outcome,
    persona: str,
    relative: Method,
    alpha: float,
) -> Readout:
    setup = outcome.scenario.setup
    compare: Callable[..., Readout] = paired_difference if len(groups) == 1 else difference
    readout = compare(
        *(map(worth, groups) if by_cluster(setup) else groups),
        of.numerator,
        of.denominator,
        metric=of.slug,
        persona=persona,
        alpha=alpha,
        relative=relative,
    )
    if by_cluster(setup):
        one, two = (group.n for group in groups)
        method = f"By cluster: {readout.method}"
        readout = dataclasses.replace(readout, n_control=one, n_treatment=two, method=method)
    readout = readout.scaled(of.scale(setup.days))
    judged: Readout = readout.judged(of.margin, of.good) if of.role == "guardrail" else readout
    return judged


def _warnings(outcome: Outcome) -> tuple[str, ...]:
    if outcome.joint is not None:
        return ()
    sizes = [outcome.arm(arm).n for arm in ARMS]
    said = sample_ratio(*sizes).warning
    return (said,) if said else ()


def _rows(readout: Readout) -> list[dict[str, object]]:
    z = float(special.ndtri(1 - readout.alpha / 2))
    same: dict[str, object] = {"metric": readout.metric, "persona": readout.persona}
    arms = (
        ("control", readout.control, readout.control_se, readout.n_control),
        ("treatment", readout.treatment, readout.treatment_se, readout.n_treatment),
    )
    rows: list[dict[str, object]] = [
        same
        | {"arm": arm, "estimate": value, "se": se, "low": value - z * se, "high": value + z * se}
        | {"n": n, "method": "normal"}
        for arm, value, se, n in arms
    ]
    members = readout.n_control + readout.n_treatment
    rows.append(
        same
        | {"arm": "difference", "estimate": readout.effect, "se": readout.se}
        | {"low": readout.low, "high": readout.high, "n": members, "method": readout.method}
        | {"p": readout.p, "p_holm": readout.p_holm, "p_bh": readout.p_bh}
        | {"always_low": readout.always_low, "always_high": readout.always_high}
        | {"verdict": readout.guardrail.verdict if readout.guardrail else None}
    )
    rows.append(
        same
        | {"arm": "lift", "estimate": readout.rel, "low": readout.rel_low}
        | {"high": readout.rel_high, "n": members, "method": readout.rel_method}
    )
    return rows
