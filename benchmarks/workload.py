"""The common workload W30: thirty days, three personas, two arms, ten counts a member."""

import collections
import functools

import numpy as np

from core import seeds
from core.simulation import aggregate, daily
from core.simulation.plan import Plan

RECOMMENDED = 10.0
PERSONAS = {
    #             share  session watch like  posts  comments reactions minutes hazard
    "focused": (0.45, 0.55, 0.22, 0.12, 0.010, 0.030, 0.15, 2.0, 0.0010),
    "discoverer": (0.30, 0.65, 0.32, 0.20, 0.050, 0.150, 0.80, 7.0, 0.0012),
    "occasional": (0.25, 0.18, 0.15, 0.06, 0.004, 0.010, 0.05, 1.0, 0.0030),
}
TREATMENT = (1.02, 1.05, 1.00, 1.10, 1.10, 1.10, 1.03, 0.97)


def cells(members: int) -> list[tuple[str, int, tuple[float, ...]]]:
    """Return name, members and rates of the six groups of alike members."""
    found, left = [], members
    for number, (name, (share, *rates)) in enumerate(PERSONAS.items()):
        size = left if number == len(PERSONAS) - 1 else round(members * share)
        left -= size
        treated = tuple(rate * times for rate, times in zip(rates, TREATMENT, strict=True))
        found += [
            (f"{name}/0", size - size // 2, tuple(rates)),
            (f"{name}/1", size // 2, treated),
        ]
    return found


def plan(days: int, rates: tuple[float, ...]) -> Plan:
    """Return the plan of one group; every title shown is passed, watched or watched and liked."""
    session, watch, like, posts, comments, reactions, minutes, hazard = (
        np.array([[rate]]) for rate in rates
    )
    return Plan(
        share=np.ones(1),
        persona=np.zeros(1, dtype=np.int64),
        lengths=(days,),
        sessions=session,
        churn=hazard,
        comeback=np.zeros((1, 1)),
        counts={
            "passed": RECOMMENDED * (1 - watch),
            "watched only": RECOMMENDED * watch * (1 - like),
            "liked": RECOMMENDED * watch * like,
            "posts": posts,
            "comments": comments,
            "reactions": reactions,
        },
        per_story=None,
        minutes={"minutes": minutes},
        browse=None,
    )


def _counts(sums: dict[str, float], members: int) -> dict[str, float]:
    watched = sums["watched only"] + sums["liked"]
    same = ("days", "sessions", "liked", "posts", "comments", "reactions", "minutes")
    return {name: sums[name] for name in same} | {
        "watched": watched,
        "recs": watched + sums["passed"],
        "churned": members - sums["retained"],
    }


def on_aggregate(members: int, days: int, seed: int) -> dict[str, dict[str, float]]:
    """Return the workload's totals by group, from the aggregate engine."""
    aggregate.keep_memory()
    found = {}
    for name, size, rates in cells(members):
        made = plan(days, rates)
        laws = aggregate.Tables(made)
        sums: dict[str, float] = collections.defaultdict(float)
        for number, start in enumerate(range(0, size, aggregate.BLOCK)):
            draws = aggregate.Draws(seed, name, number)
            part = np.array([min(aggregate.BLOCK, size - start)])
            for key, column in aggregate.block(made, laws, draws, part).items():
                sums[key] += float(column.sum())
        found[name] = _counts(sums, size)
    return found


def on_daily(members: int, days: int, seed: int) -> dict[str, dict[str, float]]:
    """Return the workload's totals by group, from the daily engine."""
    aggregate.keep_memory()
    found = {}
    for name, size, rates in cells(members):
        today = daily.Day(plan(1, rates))
        world = daily.World(
            np.array([size]),
            np.zeros(1, dtype=np.int64),
            functools.partial(seeds.stream, seed, name),
            shared=False,
        )
        for number in range(days):
            world.live(number, today, None, None)
        sums = {key: float(column.sum()) for key, column in world.totals.items()}
        sums["retained"] = float(world.alive.sum())
        found[name] = _counts(sums, size)
    return found
