"""Thin functions by which outside harnesses judge the engines; each doubles as an example."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from benchmarks import workload
from core.simulation.trial import trial

Data = dict[str, np.ndarray]


def w30_aggregate(n_users: int, days: int, seed: int) -> dict[str, dict[str, float]]:
    """Return the totals of the workload W30 from the aggregate engine, by ``"persona/arm"``."""
    return workload.on_aggregate(n_users, days, seed)


def w30_daily(n_users: int, days: int, seed: int) -> dict[str, dict[str, float]]:
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
