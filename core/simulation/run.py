"""Run a scenario: two worlds, each member's totals, and what the statistics need of them."""

import dataclasses
import functools
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

from core import seeds
from core.experiment.moments import CHANGE, Moments
from core.metrics import MONTH
from core.simulation import aggregate, daily
from core.simulation.assignment import together
from core.simulation.behaviour import Behaviour
from core.simulation.draws import Floats, Ints
from core.simulation.graph import Graph
from core.simulation.plan import Plan, phases, plan, schedule
from core.simulation.scenario import Dynamics, Scenario
from core.simulation.sums import ARMS as ARMS
from core.simulation.sums import COLUMNS as COLUMNS
from core.simulation.sums import Groups, add_up
from core.simulation.sums import Table as Table

PHASE_DAYS = 14
"""Days within which the aggregate engine holds the rates constant, at their mean."""

STEADY_DAYS = 28
"""The same where rates never change and no other world shares the draws: a test's control."""

MINUTE_PARTS, DOLLAR_PARTS = 16, 4096
"""Parts of a minute and of a dollar that totals are rounded to; powers of two, see ``columns``."""

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; raises ``Cancelled`` to stop the run."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What two worlds did, as sufficient statistics.

    Args:
        scenario: What was run.
        arms: Per arm and persona, the moments of the columns of ``TOTALS`` over members.
        joint: For what-if runs, per persona the moments of control's columns and of each
            column's change, over the members both worlds share; else ``None``.
        curves: Per arm the sums of each day; only from the daily engine.
    """

    scenario: Scenario
    arms: Mapping[str, Mapping[str, Moments]]
    joint: Mapping[str, Moments] | None = None
    curves: Mapping[str, daily.Curves] | None = None

    def arm(self, name: str, persona: str | None = None) -> Moments:
        """Return the moments of an arm, of one persona or of all."""
        return _pick(self.arms[name], persona)

    def both(self, persona: str | None = None) -> Moments | None:
        """Return the joint moments of a what-if run, of one persona or of all."""
        return None if self.joint is None else _pick(self.joint, persona)


def _pick(groups: Mapping[str, Moments], persona: str | None) -> Moments:
    if persona is not None:
        return groups[persona]
    whole, *others = groups.values()
    for other in others:
        whole = whole + other
    return whole


def simulate(
    scenario: Scenario, *, curves: bool = False, progress: Progress | None = None
) -> Outcome:
    """Run a scenario's two worlds.

    Args:
        scenario: What to run. With the question ``"what-if"`` both worlds hold the same members
            and share every draw; with ``"ab"`` each arm draws members of its own, whose friends
            are partly in the other arm.
        curves: Keep the sums of each day (daily engine only).
        progress: Called now and then with the share done; may raise ``Cancelled``.

    Returns:
        The outcome; equal for equal scenarios, whatever the machine's number of cores.
    """
    engine = _daily if scenario.setup.engine == "daily" else _aggregate
    aggregate.keep_memory()
    return engine(scenario, curves, progress or (lambda share: None))


def columns(totals: aggregate.Totals, dynamics: Dynamics) -> Table:
    """Return the columns of ``TOTALS`` from what an engine drew.

    Counts are whole, minutes are kept to a sixteenth and dollars to 1/4096, so that sums and
    sums of products are exact (see ``core.simulation.sums``) and equal on any machine: a
    snapshot replays to the last digit.
    """
    taken = totals["explored"] + totals["rewatched"] + totals["liked"]
    revenue = totals["days"] * (dynamics.price / MONTH) + totals["orders"] * dynamics.order_margin
    revenue = np.rint(revenue * DOLLAR_PARTS) / DOLLAR_PARTS
    minutes = {
        name: np.rint(totals[name] * MINUTE_PARTS) / MINUTE_PARTS
        for name in ("minutes", "browse", "social")
    }
    same = (
        "days",
        "sessions",
        "explored",
        "plays",
        "reviews",
        "comments",
        "stories",
        "reactions",
        "complaints",
        "retained",
    )
    table = {name: totals[name] for name in same}
    table |= {
        "recommended": taken + totals["passed"],
        "taken": taken,
        "minutes": minutes["minutes"],
        "browse_minutes": minutes["browse"],
        "social_minutes": minutes["social"],
        "revenue": revenue,
    }
    return {name: table[name] for name in COLUMNS}


def worlds(scenario: Scenario) -> dict[str, Behaviour]:
    """Return the behaviour of both worlds: control is today's service without the ideas.

    In a what-if everybody has the ideas; in a test, only some of a treated member's friends.
    """
    share = together(scenario.setup)
    graph = Graph.of(scenario.personas, scenario.dynamics.friends, together=share)
    return {
        arm: Behaviour(scenario.personas, ideas, scenario.dynamics, graph)
        for arm, ideas in zip(ARMS, ({}, scenario.ideas), strict=True)
    }


def comeback(scenario: Scenario) -> Floats:
    """Return the cancelled members who return in a month, percent, per persona."""
    return np.array([habits.return_per_month for habits in scenario.personas.values()])


def plans(scenario: Scenario) -> dict[str, Plan]:
    """Return the aggregate engine's plan of each arm."""
    setup, back = scenario.setup, comeback(scenario)
    found = {}
    for arm, behaviour in worlds(scenario).items():
        alone = arm == "control" and setup.question == "ab"
        lengths = phases(setup.days, STEADY_DAYS if alone else PHASE_DAYS)
        found[arm] = plan(behaviour, schedule(behaviour, lengths), lengths, back)
    return found


def block_sizes(members: int) -> list[int]:
    """Return the members of each block: as even as can be, none above ``aggregate.BLOCK``.

    Example:
        >>> block_sizes(100_000)
        [50000, 50000]
    """
    blocks = -(-members // aggregate.BLOCK)
    whole, rest = divmod(members, blocks)
    return [whole + (block < rest) for block in range(blocks)]


def member_tables(scenario: Scenario, block: int) -> tuple[dict[str, Table], dict[str, Ints]]:
    """Return one block's per-member columns and the members of each persona, per arm."""
    made = {arm: (found, aggregate.Tables(found)) for arm, found in plans(scenario).items()}
    return _block(scenario, made, block, block_sizes(scenario.setup.members)[block])


Made = Mapping[str, tuple[Plan, aggregate.Tables]]


def _block(
    scenario: Scenario, made: Made, number: int, members: int
) -> tuple[dict[str, Table], dict[str, Ints]]:
    tables, groups = {}, {}
    shared = aggregate.Draws(scenario.setup.seed, "shared", number)
    for arm, (found, laws) in made.items():
        own = aggregate.Draws(scenario.setup.seed, arm, number)
        draws = shared if scenario.setup.question == "what-if" else own
        sizes = draws.members(found, members)
        totals = aggregate.block(found, laws, draws, sizes)
        tables[arm] = columns(totals, scenario.dynamics)
        groups[arm] = np.bincount(found.persona, sizes, minlength=len(scenario.personas)).astype(
            np.int64
        )
    return tables, groups


def _aggregate(scenario: Scenario, curves: bool, progress: Progress) -> Outcome:
    made = {arm: (found, aggregate.Tables(found)) for arm, found in plans(scenario).items()}
    sizes = block_sizes(scenario.setup.members)
    paired = scenario.setup.question == "what-if"

    def work(number: int) -> Groups:
        return add_up(*_block(scenario, made, number, sizes[number]), paired=paired)

    whole: Groups = {}
    workers = min(len(sizes), os.cpu_count() or 1)
    # the blocks already fill the processor: a threaded matrix product would only get in the way
    with _blas().limit(limits=1), ThreadPoolExecutor(max_workers=workers) as pool:
        try:
            for number, part in enumerate(pool.map(work, range(len(sizes)))):
                whole = (
                    {
                        name: [a + b for a, b in zip(whole[name], found, strict=True)]
                        for name, found in part.items()
                    }
                    if whole
                    else part
                )
                progress((number + 1) / len(sizes))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return _outcome(scenario, whole)


@functools.cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()  # type: ignore[no-untyped-call]


def members(
    scenario: Scenario, behaviour: Behaviour, world: str, *, shared: bool
) -> tuple[daily.World, daily.Follows | None]:
    """Return the daily engine's members of a world, and who follows whom where that matters.

    Args:
        scenario: Population, seed and how take-up spreads.
        behaviour: The world's rates.
        world: Name of its random streams; worlds of one name share their draws.
        shared: Whether another world shares them.
    """
    setup = scenario.setup
    layout = plan(behaviour, [behaviour.rates(behaviour.start())], [1], comeback(scenario))
    draw = seeds.stream(setup.seed, "daily", world, "archetypes")
    people = daily.World(
        draw.multinomial(setup.members, layout.share),
        layout.persona,
        functools.partial(seeds.stream, setup.seed, "daily", world),
        shared=shared,
    )
    spreads = behaviour.spreads.any() and scenario.dynamics.contagion > 0
    return people, daily.Follows(behaviour, people.persona, setup.seed) if spreads else None


def _daily(scenario: Scenario, curves: bool, progress: Progress) -> Outcome:
    setup, back = scenario.setup, comeback(scenario)
    paired = setup.question == "what-if"
    tables, groups, found = {}, {}, {}
    for number, (arm, behaviour) in enumerate(worlds(scenario).items()):
        people, follows = members(scenario, behaviour, "shared" if paired else arm, shared=paired)
        lives = daily.run(
            behaviour,
            people,
            setup.days,
            back,
            follows=follows,
            curves=curves,
            tick=functools.partial(_tick, progress, number),
        )
        tables[arm] = columns(lives.totals, scenario.dynamics)
        groups[arm] = np.bincount(people.persona, minlength=len(scenario.personas))
        if lives.curves is not None:
            found[arm] = lives.curves
    whole = add_up(tables, groups, paired=paired)
    return dataclasses.replace(_outcome(scenario, whole), curves=found or None)


def _tick(progress: Progress, done: int, share: float) -> None:
    progress((done + share) / len(ARMS))


def _outcome(scenario: Scenario, whole: Groups) -> Outcome:
    joint = (*COLUMNS, *(name + CHANGE for name in COLUMNS))
    moments = {
        name: {
            slug: sums.moments(joint if name == "joint" else COLUMNS)
            for slug, sums in zip(scenario.personas, groups, strict=True)
        }
        for name, groups in whole.items()
    }
    return Outcome(scenario=scenario, joint=moments.pop("joint", None), arms=moments)
