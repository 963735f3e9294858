"""The daily engine: every member, every day, with feedback from who already takes part.

It draws the same laws as the aggregate engine, one day at a time, so rates may change every day
and take-up may spread along single follows. Only those who visit on a day are drawn further.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from core.simulation.aggregate import Totals
from core.simulation.behaviour import Behaviour
from core.simulation.draws import Floats, Ints, gamma_law, poisson, poisson_lookup
from core.simulation.follows import Follows as Follows
from core.simulation.plan import GIVE_UP, SHAPE, Plan, plan

BLOCK = 1 << 15
"""Members visited together on a day; small enough for the processor's cache."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Per-day sums over the members of each persona in one world.

    Args:
        names: Columns.
        sums: Shape ``(days, personas, columns)``.
        products: Sums of products of columns, shape ``(days, personas, columns, columns)``.
        members: Members of each persona, shape ``(personas,)``.
    """

    names: tuple[str, ...]
    sums: Floats
    products: Floats
    members: Ints


class Day:
    """One day's laws, one an archetype, ready to draw from."""

    def __init__(self, today: Plan) -> None:
        self.sessions = today.sessions[:, 0]
        # the chance to cancel or to come back: by subscribed or not, then by archetype
        self.turns = np.concatenate([today.comeback[:, 0], today.churn[:, 0]])
        self.counts = {name: poisson_lookup(rate[:, 0]) for name, rate in today.counts.items()}
        self.minutes = {name: rate[:, 0] for name, rate in today.minutes.items()}
        self.per_story = None if today.per_story is None else today.per_story[:, 0]
        self.browse = None if today.browse is None else today.browse[:, 0]

    @property
    def names(self) -> tuple[str, ...]:
        """Totals a day adds to, in the order they are drawn."""
        extra = () if self.per_story is None else ("reactions",)
        plays = () if self.browse is None else ("plays", "browse")
        return ("days", "sessions", *self.counts, *self.minutes, *extra, *plays)


def live(
    day: Day, archetype: Ints, alive: np.ndarray, draws: np.random.Generator, *, shared: bool
) -> tuple[Ints, Totals]:
    """Draw one day of a block of members; ``alive`` is changed in place.

    Args:
        day: The day's laws.
        archetype: Archetype of each member, shape ``(members,)``.
        alive: Who is subscribed, same shape.
        draws: The block's stream of the day.
        shared: Draw for everybody, visiting or not, so that two worlds stay in step.

    Returns:
        Who visited, shape ``(visitors,)``, and what each of them did, by name.
    """
    members = len(archetype)
    opens, turns = draws.random((2, members))
    visits = np.flatnonzero(alive & (opens < day.sessions.take(archetype)))
    alive ^= turns < day.turns.take(archetype + len(day.sessions) * alive)
    row = archetype[visits]

    def drawn(law: Callable[[int], Floats]) -> Floats:
        return law(members)[visits] if shared else law(len(visits))

    did: Totals = {
        name: law.draw(row, drawn(draws.random)).astype(float) for name, law in day.counts.items()
    }
    ones = np.ones(len(visits), dtype=np.int64)
    law = gamma_law(SHAPE, 1)
    for name, mean in day.minutes.items():
        did[name] = mean[row] * law.draw(drawn(draws.standard_normal), ones)
    if day.per_story is not None:
        did["reactions"] = poisson(drawn(draws.random), did["stories"] * day.per_story[row])
    if day.browse is not None:
        did["plays"] = (drawn(draws.random) >= GIVE_UP).astype(float)
        did["browse"] = (
            did["plays"] * day.browse[row] * law.draw(drawn(draws.standard_normal), ones)
        )
    return visits, did


@dataclasses.dataclass(frozen=True, slots=True)
class Lives:
    """What a world's members did: their totals, and the sums of each day."""

    totals: Totals
    curves: Curves | None


class World:
    """Everybody's state in one world, archetype after archetype, and what they did so far.

    Args:
        sizes: Members of each archetype, shape ``(archetypes,)``.
        persona: Persona of each archetype, same shape, ascending.
        draws: Makes the stream of a day and a block of members.
        shared: Whether another world shares the streams.
    """

    def __init__(
        self,
        sizes: Ints,
        persona: Ints,
        draws: Callable[[int, int], np.random.Generator],
        *,
        shared: bool,
    ) -> None:
        self.archetype = np.repeat(np.arange(len(sizes)), sizes)
        self.persona = persona[self.archetype]
        self.alive = np.ones(len(self.archetype), dtype=bool)
        self.totals: Totals = {}
        self._draws = draws
        self._shared = shared

    def live(self, number: int, day: Day, sums: Floats | None, products: Floats | None) -> None:
        """Live through a day; ``sums`` and ``products`` of its curves are added to."""
        for name in day.names:
            if name not in self.totals:
                self.totals[name] = np.zeros(len(self.archetype))
        for block, start in enumerate(range(0, len(self.archetype), BLOCK)):
            part = slice(start, start + BLOCK)
            alive = self.alive[part]
            self.totals["days"][part] += alive
            before = alive.astype(float) if sums is not None else alive
            visits, did = live(
                day, self.archetype[part], alive, self._draws(number, block), shared=self._shared
            )
            at = visits + start
            did["sessions"] = np.ones(len(at))
            for name, done in did.items():
                self.totals[name][at] += done
            if sums is not None and products is not None:
                self._add(day, at, did, self.persona[part], before, sums, products)

    def _add(
        self,
        day: Day,
        at: Ints,
        did: Totals,
        persona: Ints,
        before: np.ndarray,
        sums: Floats,
        products: Floats,
    ) -> None:
        table = np.stack([did[name] for name in day.names[1:]])
        who = self.persona[at]
        for p in range(len(sums)):
            first, last = np.searchsorted(who, [p, p + 1])
            mine = table[:, first:last]
            sums[p, 1:] += mine.sum(axis=1)
            products[p, 1:, 1:] += mine @ mine.T
            sums[p, 0] += before[persona == p].sum()
        products[:, 0, 0] = sums[:, 0]


def run(
    behaviour: Behaviour,
    world: World,
    days: int,
    comeback: Floats,
    *,
    follows: Follows | None,
    curves: bool,
    tick: Callable[[float], None],
) -> Lives:
    """Let a world live through its days.

    Args:
        behaviour: Its rates.
        world: Its members.
        days: Horizon, days.
        comeback: Cancelled members who return in a month, percent, per persona.
        follows: Along which take-up spreads; ``None`` for its mean by persona.
        curves: Whether to keep the sums of each day.
        tick: Called with the share of days done, from 0 to 1.
    """
    state = behaviour.start()
    today: Day | None = None
    sums = products = None
    names: tuple[str, ...] = ()
    for number in range(days):
        rates = behaviour.rates(state)
        if today is None or not behaviour.steady:
            today = Day(plan(behaviour, [rates], [1], comeback))
            names = today.names
        if curves and sums is None:
            personas = len(behaviour.share)
            sums = np.zeros((days, personas, len(names)))
            products = np.zeros((days, personas, len(names), len(names)))
        world.live(
            number,
            today,
            None if sums is None else sums[number],
            None if products is None else products[number],
        )
        drawn = (None, None) if follows is None else follows.step(number, state.users)
        state = behaviour.advance(state, rates, *drawn)
        tick((number + 1) / days)
    world.totals["retained"] = world.alive.astype(float)
    found = None
    if sums is not None and products is not None:
        members = np.bincount(world.persona, minlength=len(behaviour.share))
        found = Curves(names=names, sums=sums, products=products, members=members)
    return Lives(world.totals, found)
