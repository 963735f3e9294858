"""The aggregate engine: each member's totals drawn straight from their distribution.

Within a phase all rates are constant, so what a member does in it has a closed distribution:
subscribed days are those of a two-state Markov chain, sessions are binomial on them, counts are
Poisson given the sessions and minutes are Gamma. One draw a phase or a horizon stands for many
days, and no day is ever visited.

Members are drawn in blocks of ``BLOCK``, each from streams named by the block and the quantity:
neither the order of the blocks nor the number of threads changes a number. Two worlds that name
the same streams share their draws.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy import special

from core import seeds
from core.simulation.draws import Floats, Gamma, Ints, Lookup, gamma_law, poisson
from core.simulation.plan import GIVE_UP, SHAPE, Plan

BLOCK = 1 << 15
"""Members drawn together; small enough for the processor's cache, large enough for NumPy."""

Totals = dict[str, Floats]
"""Per-member totals by name, each of shape ``(members,)``."""

NO_TIMES: Mapping[str, Floats] = MappingProxyType({})


class Draws:
    """The random numbers of one block by name, so that worlds can share them.

    Args:
        seed: Seed of the run.
        world: Name of the world, the same for worlds that share their draws.
        block: Number of the block.
    """

    def __init__(self, seed: int, world: str, block: int) -> None:
        self._names = (seed, "aggregate", world, block)
        self._kept: dict[tuple[str, int], Floats] = {}

    def members(self, plan: Plan, members: int) -> Ints:
        """Return how many of the block's members belong to each archetype."""
        return self._stream("archetypes", 0).multinomial(members, plan.share)

    def uniform(self, name: str, phase: int, members: int) -> Floats:
        """Return each member's uniform number for a quantity; asked again, the same."""
        if (name, phase) not in self._kept:
            self._kept[name, phase] = self._stream(name, phase).random(members)
        return self._kept[name, phase]

    def score(self, name: str, phase: int, members: int) -> Floats:
        """Return each member's standard normal score for a quantity; asked again, the same."""
        if (name, phase) not in self._kept:
            u = self._stream(name, phase).random(members)
            self._kept[name, phase] = special.ndtri(u, out=u)
        return self._kept[name, phase]

    def _stream(self, name: str, phase: int) -> np.random.Generator:
        return seeds.stream(*self._names, name, phase)


def subscribed(days: int, churn: Floats, comeback: Floats) -> Floats:
    """Return the chances of every number of subscribed days and of the state they end in.

    Args:
        days: Days in the phase.
        churn: Chance to cancel at the end of a subscribed day, shape ``(laws,)``.
        comeback: Chance to return at the end of a day without subscription, same shape.

    Returns:
        Shape ``(laws, 2, days + 1, 2)``: by state at the start (0 cancelled, 1 subscribed),
        subscribed days, and state at the end.

    Example:
        >>> subscribed(1, np.array([0.25]), np.array([0.0]))[0, 1]
        array([[0.  , 0.  ],
               [0.25, 0.75]])
    """
    mass = np.zeros((len(churn), 2, days + 1, 2))
    mass[:, [0, 1], 0, [0, 1]] = 1.0
    leave, back = churn[:, None, None], comeback[:, None, None]
    for _ in range(days):
        gone = mass[..., 0]
        alive = np.zeros_like(gone)
        alive[..., 1:] = mass[..., :-1, 1]
        mass = np.stack(
            [gone * (1 - back) + alive * leave, gone * back + alive * (1 - leave)], axis=-1
        )
    return mass


@dataclasses.dataclass(frozen=True, slots=True)
class Law:
    """A table of laws, and which of them each archetype follows."""

    table: Lookup
    row: Ints


class Tables:
    """Inverse distribution functions of one plan, made once and used by every block."""

    def __init__(self, plan: Plan) -> None:
        self.paths: list[Law] = []
        self.sessions: list[Law] = []
        for phase, days in enumerate(plan.lengths):
            pairs = np.stack([plan.churn[:, phase], plan.comeback[:, phase]], axis=1)
            laws, row = np.unique(pairs, axis=0, return_inverse=True)
            mass = subscribed(days, *laws.T).reshape(2 * len(laws), -1)
            self.paths.append(Law(Lookup(mass), 2 * row.reshape(-1)))
            chances, row = np.unique(plan.sessions[:, phase], return_inverse=True)
            self.sessions.append(Law(Lookup(_binomial_rows(chances, days)), (days + 1) * row))
        longest = max(plan.lengths)
        self.plays = Lookup(_binomial_rows(np.array([1 - GIVE_UP]), longest))
        self.minutes = gamma_law(SHAPE, longest)


def _binomial_rows(chance: Floats, days: int) -> Floats:
    """Return binomial chances, shape ``(len(chance) * (days + 1), days + 1)``: by trials."""
    rows = np.zeros((len(chance), days + 1, days + 1))
    rows[:, 0, 0] = 1.0
    p = chance[:, None]
    for n in range(1, days + 1):
        rows[:, n] = rows[:, n - 1] * (1 - p)
        rows[:, n, 1:] += rows[:, n - 1, :-1] * p
    return rows.reshape(-1, days + 1)


def block(
    plan: Plan, tables: Tables, draws: Draws, sizes: Ints, times: Mapping[str, Floats] = NO_TIMES
) -> Totals:
    """Return the totals of every member of a block, archetype after archetype.

    Args:
        plan: The world's rates.
        tables: The plan's tables.
        draws: Which random streams to use.
        sizes: Members of each archetype, shape ``(archetypes,)``.
        times: Factors of single members' rates by name of the count, shape ``(members,)``.

    Returns:
        ``days``, ``retained``, ``sessions``, every count of the plan, every kind of minutes,
        and where the plan has them ``reactions``, ``plays`` and ``browse``; shape ``(members,)``.
    """
    visits, totals = _visits(plan, tables, draws, sizes)
    totals["sessions"] = visits.sum(axis=0).astype(float)
    members = visits.shape[1]
    for name, rate in plan.counts.items():
        if name == "stories" and plan.per_story is not None:
            continue
        mean = _spread(rate, visits, totals["sessions"], sizes)
        mean = mean * times[name] if name in times else mean
        totals[name] = poisson(draws.uniform(name, 0, members), mean)
    if plan.per_story is not None:
        totals["stories"], reached = _stories(plan, plan.per_story, draws, visits, sizes)
        reached = reached * times["reactions"] if "reactions" in times else reached
        totals["reactions"] = poisson(draws.uniform("reactions", 0, members), reached)
    for name, rate in plan.minutes.items():
        minutes = _minutes(tables.minutes, rate, visits, sizes, draws, name)
        totals[name] = minutes * times[name] if name in times else minutes
    if plan.browse is not None:
        plays = np.stack(
            [
                tables.plays.draw(sessions, draws.uniform("plays", phase, members))
                for phase, sessions in enumerate(visits)
            ]
        )
        totals["plays"] = plays.sum(axis=0).astype(float)
        totals["browse"] = _minutes(tables.minutes, plan.browse, plays, sizes, draws, "browse")
    return totals


def _visits(plan: Plan, tables: Tables, draws: Draws, sizes: Ints) -> tuple[Ints, Totals]:
    """Draw subscribed days and sessions of every phase; sessions have shape (phases, members)."""
    members = int(sizes.sum())
    visits = np.empty((len(plan.lengths), members), dtype=np.int64)
    days = np.zeros(members)
    alive = np.ones(members, dtype=np.int64)
    for phase, (path, opened) in enumerate(zip(tables.paths, tables.sessions, strict=True)):
        row = np.repeat(path.row, sizes) + alive
        lived, alive = np.divmod(path.table.draw(row, draws.uniform("path", phase, members)), 2)
        days += lived
        row = np.repeat(opened.row, sizes) + lived
        visits[phase] = opened.table.draw(row, draws.uniform("sessions", phase, members))
    return visits, {"days": days, "retained": alive.astype(float)}


def _stories(
    plan: Plan, per_story: Floats, draws: Draws, visits: Ints, sizes: Ints
) -> tuple[Floats, Floats]:
    """Draw the stories of every phase; return them and the reactions to expect on them."""
    members = visits.shape[1]
    stories, reached = np.zeros(members), np.zeros(members)
    for phase, sessions in enumerate(visits):
        mean = np.repeat(plan.counts["stories"][:, phase], sizes) * sessions
        posted = poisson(draws.uniform("stories", phase, members), mean)
        stories += posted
        reached += posted * np.repeat(per_story[:, phase], sizes)
    return stories, reached


def _spread(rate: Floats, visits: Ints, whole: Floats, sizes: Ints) -> Floats:
    """Return each member's expected count: rate times sessions, added up over the phases."""
    if (rate[:, :1] == rate).all():
        return np.repeat(rate[:, 0], sizes) * whole
    mean = np.zeros(len(whole))
    for phase, sessions in enumerate(visits):
        mean += np.repeat(rate[:, phase], sizes) * sessions
    return mean


def _minutes(
    law: Gamma, rate: Floats, visits: Ints, sizes: Ints, draws: Draws, name: str
) -> Floats:
    minutes = np.zeros(visits.shape[1])
    for phase, sessions in enumerate(visits):
        drawn = law.draw(draws.score(name, phase, len(minutes)), sessions)
        minutes += np.repeat(rate[:, phase], sizes) * drawn
    return minutes
