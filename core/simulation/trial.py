"""One simulated test, member by member: for proofs, planning and outside harnesses."""

import dataclasses
from collections.abc import Mapping
from typing import Literal

import numpy as np

from core import seeds
from core.errors import ExperimentError
from core.experiment.interference import assign_clusters
from core.knobs import unknown_key
from core.simulation import aggregate
from core.simulation.draws import Floats, Ints
from core.simulation.plan import Plan
from core.simulation.run import plans
from core.simulation.scenario import Scenario

CLUSTER = 50
"""Members of a cluster (assumption, 20 to 500: a school class to a small town)."""

FRIENDS = 8
"""Friends of a member whose treatment spills over (assumption, 3 to 20)."""

EFFECTS = ("sessions", "watch", "minutes", "reviews", "reactions")
"""Rates of the treated that a trial can multiply."""


def treated(plan: Plan, effect: Mapping[str, float]) -> Plan:
    """Return the plan of members whose rates are multiplied.

    Args:
        plan: Rates of the untreated.
        effect: Multipliers by name, of ``EFFECTS``; ``watch`` turns passed titles into
            watched ones, so titles shown stay as many.

    Raises:
        ExperimentError: For a name that is no effect, or a multiplier below zero.
    """
    for name, times in effect.items():
        if name not in EFFECTS:
            raise ExperimentError(unknown_key(name, list(EFFECTS)))
        if not 0 <= times < 100:
            raise ExperimentError(f"effect {name!r} must be 0 to 100, not {times!r}.")
    counts = dict(plan.counts)
    watch = effect.get("watch", 1.0)
    watched = ("explored", "rewatched", "liked")
    more = sum(counts[name] for name in watched) * (watch - 1)
    counts |= {name: counts[name] * watch for name in watched}
    counts["passed"] = np.maximum(counts["passed"] - more, 0.0)
    counts["reviews"] = counts["reviews"] * effect.get("reviews", 1.0)
    per_story = plan.per_story
    if per_story is not None:
        per_story = per_story * effect.get("reactions", 1.0)
    return dataclasses.replace(
        plan,
        sessions=np.minimum(plan.sessions * effect.get("sessions", 1.0), 0.99),
        counts=counts,
        per_story=per_story,
        minutes=plan.minutes | {"social": plan.minutes["social"] * effect.get("minutes", 1.0)},
    )


def trial(
    members: int,
    seed: int,
    *,
    effect: Mapping[str, float] | None = None,
    spill: float = 0.0,
    assign: Literal["user", "cluster"] = "user",
    within: float = 0.8,
    shared: bool = False,
    scenario: Scenario | None = None,
) -> dict[str, np.ndarray]:
    """Return what each member of a simulated test did.

    Args:
        members: Rows returned; with ``shared`` two of them belong to each member.
        seed: Same seed, same test.
        effect: Multipliers of the treated members' rates; ``None`` for an A/A test.
        spill: Extra multiplier on reactions per unit share of treated friends.
        assign: Treat single members, with chance one half, or half of the clusters.
        within: Share of a member's friends who belong to the same cluster, 0 to 1.
        shared: Let everybody live in both worlds with the same draws.
        scenario: Habits and horizon; the default scenario without it.

    Returns:
        By name, each of shape ``(members,)``: ``arm`` (0 control, 1 treatment), ``persona``
        (index), ``recs``, ``pos`` (watched or liked), ``minutes`` and ``pre_minutes`` on Social
        (the same member in the period before), ``reviews``, ``stories``, ``reactions``,
        ``cluster``, ``exposure`` (share of the member's friends who are treated).

    Raises:
        ExperimentError: For too few members or clusters, or a share outside 0 to 1.
    """
    if members < 4:
        raise ExperimentError(f"A trial needs at least 4 members, not {members}.")
    if not 0 <= within <= 1:
        raise ExperimentError(f"within must be 0 to 1, not {within!r}.")
    people = members // 2 if shared else members
    base = plans(scenario or Scenario())["control"]
    draws = aggregate.Draws(seed, "trial", 0)
    sizes = draws.members(base, people)
    order = seeds.stream(seed, "trial", "order").permutation(people)
    cluster = np.arange(people) // CLUSTER
    arm = _assign(seed, cluster, assign)
    friends = _friends(seed, cluster, within)

    def world(plan: Plan, arms: Ints, draws: aggregate.Draws) -> aggregate.Totals:
        times = np.empty(people)
        times[order] = 1 + spill * exposure(arms)
        laws = aggregate.Tables(plan)
        return aggregate.block(plan, laws, draws, sizes, {"reactions": times})

    def exposure(arms: Ints) -> Floats:
        share: Floats = arms[friends].mean(axis=1)
        return share

    def rows(totals: aggregate.Totals) -> dict[str, np.ndarray]:
        pos = totals["explored"] + totals["rewatched"] + totals["liked"]
        found = {"recs": pos + totals["passed"], "pos": pos, "minutes": totals["social"]}
        found |= {name: totals[name] for name in ("reviews", "stories", "reactions")}
        return {name: column[order] for name, column in found.items()}

    change = treated(base, effect or {})
    before = rows(world(base, np.zeros_like(arm), aggregate.Draws(seed, "before", 0)))["minutes"]
    persona = np.repeat(base.persona, sizes)[order]
    fixed = {"persona": persona, "pre_minutes": before, "cluster": cluster}
    if shared:
        none, all_ = np.zeros(people, dtype=np.int64), np.ones(people, dtype=np.int64)
        parts = [
            {"arm": none, **rows(world(base, none, draws)), **fixed, "exposure": exposure(none)},
            {"arm": all_, **rows(world(change, all_, draws)), **fixed, "exposure": exposure(all_)},
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    one, two = rows(world(base, arm, draws)), rows(world(change, arm, draws))
    did = {name: np.where(arm, two[name], one[name]) for name in one}
    return {"arm": arm, **did, **fixed, "exposure": exposure(arm)}


def _assign(seed: int, cluster: Ints, assign: str) -> Ints:
    if assign not in ("user", "cluster"):
        raise ExperimentError(f"assign must be 'user' or 'cluster', not {assign!r}.")
    if assign == "cluster":
        return assign_clusters(cluster, seed)
    return seeds.stream(seed, "trial", "arm").integers(0, 2, len(cluster))


def _friends(seed: int, cluster: Ints, within: float) -> Ints:
    """Return the friends of each member, shape ``(members, FRIENDS)``."""
    draw = seeds.stream(seed, "trial", "friends")
    people = len(cluster)
    shape = (people, FRIENDS)
    anywhere = draw.integers(0, people, shape)
    first = (cluster * CLUSTER)[:, None]
    size = np.minimum(CLUSTER, people - first)
    others = 1 + (draw.random(shape) * (size - 1)).astype(np.int64)
    near = first + (np.arange(people)[:, None] - first + others) % size
    friends: Ints = np.where(draw.random(shape) < within, near, anywhere)
    return friends
