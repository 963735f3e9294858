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
import functools
from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from core import seeds
from core.simulation.draws import (
    Floats,
    Gamma,
    Ints,
    Lookup,
    gamma_law,
    outcomes,
    poisson,
    poisson_lookup,
)
from core.simulation.plan import GIVE_UP, SHAPE, Plan

BLOCK = 1 << 16
"""Members drawn together: enough that NumPy's calls cost little, few enough for two threads."""

MOST_ENTRIES = 1 << 18
"""Entries of the largest table of Poisson laws that is worth making, and fits the cache."""

Totals = dict[str, Floats]
"""Per-member totals by name, each of shape ``(members,)``."""

K = TypeVar("K", bound=Hashable)

NO_TIMES: Mapping[str, Floats] = MappingProxyType({})


def keep_memory() -> None:
    """Let the C library keep what is freed, by making and freeing one large array.

    That raises glibc's threshold for giving memory back (mallopt(3), M_TRIM_THRESHOLD): without
    it every block's arrays are faulted in anew, a fifth of a run. Elsewhere it does nothing.
    """
    np.empty(31 << 20, dtype=np.uint8)


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
            self._kept[name, phase] = self._stream(name, phase).standard_normal(members)
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
            hazards = zip(plan.churn[:, phase], plan.comeback[:, phase], strict=True)
            laws, row = _distinct(hazards)
            self.paths.append(Law(_paths(laws, days), 2 * row))
            chances, row = _distinct(plan.sessions[:, phase])
            self.sessions.append(Law(_binomials(chances, days), (days + 1) * row))
        self.counts: dict[str, Law] = {}
        for name, rate in plan.counts.items():
            rates, row = _distinct(rate[:, 0])
            steady = (rate[:, :1] == rate).all()
            if steady and _entries(rates, plan.days) <= MOST_ENTRIES:
                self.counts[name] = Law(_poissons(rates, plan.days), (plan.days + 1) * row)
        longest = max(plan.lengths)
        self.plays = _binomials((1 - GIVE_UP,), longest)
        self.minutes = gamma_law(SHAPE, longest)


def _distinct(laws: Iterable[K]) -> tuple[tuple[K, ...], Ints]:
    """Return the different laws, and the place of each archetype's among them."""
    place: dict[K, int] = {}
    row = [place.setdefault(law, len(place)) for law in laws]
    return tuple(place), np.array(row)


@functools.lru_cache(maxsize=16)
def _paths(laws: tuple[tuple[float, float], ...], days: int) -> Lookup:
    mass = subscribed(days, *np.array(laws).T)
    return Lookup(mass.reshape(2 * len(laws), -1))


@functools.lru_cache(maxsize=16)
def _binomials(chances: tuple[float, ...], days: int) -> Lookup:
    """Return a table with a row for each chance and number of trials up to ``days``."""
    rows = np.zeros((len(chances), days + 1, days + 1))
    rows[:, 0, 0] = 1.0
    p = np.array(chances)[:, None]
    for n in range(1, days + 1):
        rows[:, n] = rows[:, n - 1] * (1 - p)
        rows[:, n, 1:] += rows[:, n - 1, :-1] * p
    return Lookup(rows.reshape(-1, days + 1))


@functools.lru_cache(maxsize=32)
def _poissons(rates: tuple[float, ...], days: int) -> Lookup:
    """Return a table with a row for each rate and number of sessions up to ``days``."""
    return poisson_lookup(np.outer(rates, np.arange(days + 1)).ravel())


def _entries(rates: tuple[float, ...], days: int) -> int:
    return len(rates) * (days + 1) * max(outcomes(max(rates) * days), Lookup.GUIDE)


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
    whole = visits.sum(axis=0)
    totals["sessions"] = whole.astype(float)
    members = len(whole)
    for name, rate in plan.counts.items():
        if name == "stories" and plan.per_story is not None:
            continue
        u = draws.uniform(name, 0, members)
        law = tables.counts.get(name)
        if law is not None and name not in times:
            totals[name] = law.table.draw(np.repeat(law.row, sizes) + whole, u).astype(float)
            continue
        mean = _mean(rate, visits, sizes)
        totals[name] = poisson(u, mean * times[name] if name in times else mean)
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
        ended = path.table.draw(row, draws.uniform("path", phase, members))
        lived, alive = ended >> 1, ended & 1
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


def _mean(rate: Floats, visits: Ints, sizes: Ints) -> Floats:
    """Return each member's expected count: rate times sessions, added up over the phases."""
    mean = np.zeros(visits.shape[1])
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
