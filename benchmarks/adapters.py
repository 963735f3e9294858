"""Thin functions by which outside harnesses judge the engines; each doubles as an example."""

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np

from benchmarks import workload
from core.experiment import Moments, Readout, cuped_difference, difference
from core.simulation.trial import trial

Data = dict[str, np.ndarray]
Figures = dict[str, dict[str, float]]

METRICS = {
    "pos_per_rec": ("pos", "recs"),
    "social_minutes": ("minutes", ()),
    "reviews_per_user": ("reviews", ()),
    "reactions_per_story": ("reactions", "stories"),
}
"""Numerator and denominator of the success metrics, in the columns of ``simulate_ab``."""


def w30_aggregate(n_users: int, days: int, seed: int) -> Figures:
    """Return the totals of the workload W30 from the aggregate engine, by ``"persona/arm"``."""
    return workload.on_aggregate(n_users, days, seed)


def w30_daily(n_users: int, days: int, seed: int) -> Figures:
    """Return the totals of the workload W30 from the daily engine, by ``"persona/arm"``."""
    return workload.on_daily(n_users, days, seed)


def simulate_ab(
    n: int,
    seed: int,
    effect: Mapping[str, float] | None = None,
    spill: float = 0.0,
    assign: Literal["user", "cluster"] = "user",
    within: float = 0.8,
    crn: bool = False,
) -> Data:
    """Return one simulated test, one entry per member; see ``core.simulation.trial``."""
    return trial(n, seed, effect=effect, spill=spill, assign=assign, within=within, shared=crn)


def analyse(data: Mapping[str, np.ndarray]) -> Figures:
    """Return the readout of a test such as ``simulate_ab`` returns, by metric.

    Returns:
        For each of ``METRICS``: ``effect``, ``lo``, ``hi`` and two-sided ``p`` (absolute, 95 %),
        and ``rel``, ``rel_lo``, ``rel_hi`` (NaN where a relative lift is undefined).

    Raises:
        ExperimentError: If a metric has no interval: nobody in an arm, or no story in one.
    """
    control, treatment = _arms(data)
    return {
        name: _figures(difference(control, treatment, over, under))
        for name, (over, under) in METRICS.items()
    }


def analyse_cuped(data: Mapping[str, np.ndarray]) -> Figures:
    """Return the same readout, minutes adjusted by those of the period before (CUPED)."""
    minutes = cuped_difference(*_arms(data), "minutes", covariate="pre_minutes")
    return analyse(data) | {"social_minutes": _figures(minutes)}


def _arms(data: Mapping[str, np.ndarray]) -> tuple[Moments, Moments]:
    names = ("recs", "pos", "minutes", "pre_minutes", "reviews", "stories", "reactions")
    control, treatment = (
        Moments.of({name: data[name][data["arm"] == arm] for name in names}) for arm in (0, 1)
    )
    return control, treatment


def _figures(readout: Readout) -> dict[str, float]:
    found = {
        "effect": readout.effect,
        "lo": readout.low,
        "hi": readout.high,
        "p": readout.p,
        "rel": readout.rel,
        "rel_lo": readout.rel_low,
        "rel_hi": readout.rel_high,
    }
    return {name: math.nan if value is None else value for name, value in found.items()}
