"""A plan: what an engine needs to draw one world, with every rate constant within a phase."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from core.simulation.behaviour import Behaviour, Rates, State
from core.simulation.draws import Floats, Ints
from core.simulation.levers import RateName

SHAPE = 2.0
"""Gamma shape of the minutes of one session (assumption, 1 to 4; 2 as in the shared workload)."""

GIVE_UP = 0.20
"""Share of sessions that end without a play (Nielsen State of Play 2023: 20 % of undecided)."""

ACTIVITY = ((1 / 3, 0.6), (1 / 3, 1.0), (1 / 3, 1.4))
"""Light, regular and heavy users: share, times sessions (assumption, 0.4-0.8 and 1.2-1.6)."""

PARTICIPATION = ((0.01, 74.7), (0.09, 24.0 / 9), (0.90, 1.3 / 90))
"""Superusers, contributors and lurkers: share, times posts (van Mierlo, JMIR 16(2):e33, 2014)."""

SHOWN: tuple[RateName, ...] = ("explored", "rewatched", "liked")
POSTED: tuple[RateName, ...] = ("reviews", "comments", "stories")
MINUTES: tuple[RateName, ...] = ("minutes", "social")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Rates of one world for groups of alike members ("archetypes") and phases of alike days.

    Args:
        share: Share of members in each archetype, shape ``(archetypes,)``; adds up to one.
        persona: Index of each archetype's persona, same shape.
        lengths: Days in each phase, shape ``(phases,)``.
        sessions: Chance of a session on a subscribed day, shape ``(archetypes, phases)``.
        churn: Chance to cancel at the end of a subscribed day, same shape.
        comeback: Chance to return after a day without subscription, same shape.
        counts: Expected count per session by name, each of the same shape; Poisson.
        per_story: Expected reactions per story posted, same shape; ``None`` for no reactions.
        minutes: Mean minutes per session by name, same shape; Gamma with shape ``SHAPE``.
        browse: Mean minutes to the first play per session with one, same shape, or ``None``.
    """

    share: Floats
    persona: Ints
    lengths: tuple[int, ...]
    sessions: Floats
    churn: Floats
    comeback: Floats
    counts: dict[str, Floats]
    per_story: Floats | None
    minutes: dict[str, Floats]
    browse: Floats | None

    @property
    def days(self) -> int:
        """Days in all phases."""
        return sum(self.lengths)


def phases(days: int, length: int = 7) -> tuple[int, ...]:
    """Return the days in each phase of a horizon.

    Example:
        >>> phases(30)
        (7, 7, 7, 7, 2)
    """
    whole, rest = divmod(days, length)
    return (length,) * whole + ((rest,) if rest else ())


def schedule(behaviour: Behaviour, lengths: Sequence[int]) -> list[Rates]:
    """Return the mean rates of each phase, take-up spreading by persona as the graph has it."""
    state: State = behaviour.start()
    if behaviour.steady:
        return [behaviour.rates(state)] * len(lengths)
    found = []
    for length in lengths:
        days = []
        for _ in range(length):
            days.append(behaviour.rates(state))
            state = behaviour.advance(state, days[-1])
        found.append({name: np.mean([day[name] for day in days], axis=0) for name in days[0]})
    return found


def plan(
    behaviour: Behaviour, rates: Sequence[Rates], lengths: Sequence[int], comeback: Floats
) -> Plan:
    """Return the plan of a world whose rates in each phase are given.

    Args:
        behaviour: The world, for its personas' shares and habits.
        rates: Rates of each phase, per persona.
        lengths: Days of each phase.
        comeback: Share of cancelled members who return in a month, percent, per persona.
    """
    grid = np.indices((len(behaviour.share), len(ACTIVITY), len(PARTICIPATION)))
    persona, activity, posting = grid.reshape(3, -1)
    share_a, times_a = np.array(ACTIVITY).T
    share_p, times_p = np.array(PARTICIPATION).T

    def spread(rate: str) -> Floats:
        return np.stack([phase[rate][persona] for phase in rates], axis=1)

    sessions = spread("sessions") / 7
    posts = times_p[posting][:, None]
    shown = spread("recommended")
    taken = {name: shown * spread(name) / 100 for name in SHOWN}
    counts = taken | {"passed": np.maximum(shown - sum(taken.values()), 0.0)}
    counts |= {name: spread(name) * posts / 30 / sessions for name in POSTED}
    counts |= {name: spread(name) / 365 / sessions for name in ("complaints", "orders")}
    per_day = 12 / 365
    return Plan(
        share=behaviour.share[persona] * share_a[activity] * share_p[posting],
        persona=persona,
        lengths=tuple(lengths),
        sessions=np.minimum(sessions * times_a[activity][:, None], 0.99),
        churn=1 - (1 - spread("churn") / 100) ** per_day,
        comeback=np.repeat(
            (1 - (1 - comeback / 100) ** per_day)[persona][:, None], len(lengths), axis=1
        ),
        counts=counts,
        per_story=spread("reactions"),
        minutes={name: spread(name) for name in MINUTES},
        browse=spread("browse"),
    )
