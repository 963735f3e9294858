"""Behaviour: how the rates of each persona change, day by day, in a world with ideas.

Take-up grows, faster where friends already are; a social idea works for those who meet friends
there; an effect is largest while it is new; more titles taken per visit become a habit of
visiting; members who visit more cancel less; every idea on the page makes the search a little
longer. The metrics are not touched here: they follow from the rates.
"""

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

from core.people import Habits
from core.simulation.draws import Floats
from core.simulation.graph import Graph
from core.simulation.levers import RATES, SPREADS, Lever, RateName
from core.simulation.scenario import Dynamics

MOST_SESSIONS = 6.9
"""Sessions a week at most: the model opens at most one session a day."""

BASE: dict[RateName, str] = {
    "sessions": "sessions_per_week",
    "recommended": "recommended_per_session",
    "explored": "explored_share",
    "rewatched": "rewatched_share",
    "liked": "liked_share",
    "minutes": "minutes_per_session",
    "browse": "browse_minutes",
    "social": "social_minutes",
    "reviews": "reviews_per_month",
    "comments": "comments_per_month",
    "stories": "stories_per_month",
    "reactions": "reactions_per_story",
    "complaints": "complaints_per_year",
    "orders": "orders_per_year",
    "churn": "churn_per_month",
}
"""The habit each rate starts from; a rate keeps its habit's unit."""

Rates = dict[str, Floats]
"""Rates by name, one value a persona, in the units of ``core.people.Habits``."""


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """Where a world stands at the start of a day.

    Args:
        day: Days since launch.
        users: Share of each persona's members who use each idea, shape ``(ideas, personas)``.
        habit: Habit of visiting per persona, 1 at launch.
        there: Followers of a user who use the idea too, as a share of the mean number of
            followers, same shape as ``users``; ``None`` for the graph's mean.
    """

    day: int
    users: Floats
    habit: Floats
    there: Floats | None = None


class Behaviour:
    """The rates of one world: the personas' habits, and what the ideas do to them.

    Args:
        personas: Habits by slug.
        ideas: Ideas switched on, by slug; empty for today's service.
        dynamics: Novelty, contagion, habit, crowding.
        graph: Who follows whom; without it, as on the sample world.
    """

    def __init__(
        self,
        personas: Mapping[str, Habits],
        ideas: Mapping[str, Lever],
        dynamics: Dynamics,
        graph: Graph | None = None,
    ) -> None:
        people = list(personas.values())
        self.graph = graph or Graph.of(personas, dynamics.friends)
        self.slugs = list(ideas)
        self.dynamics = dynamics
        self.base: Rates = {
            rate: np.array([float(getattr(habits, BASE[rate])) for habits in people])
            for rate in RATES
        }
        share = np.array([habits.share for habits in people])
        self.share = share / share.sum()
        self.spreads = np.array([slug in SPREADS for slug in self.slugs], dtype=bool)
        opens = ["open_to_social" if spreads else "open_to_discovery" for spreads in self.spreads]
        self.limit = np.array(
            [
                [lever.uptake / 100 * getattr(habits, kind) / 100 for habits in people]
                for lever, kind in zip(ideas.values(), opens, strict=True)
            ]
        ).reshape(len(self.slugs), len(people))
        self._effects = [lever.effects() for lever in ideas.values()]

    @property
    def steady(self) -> bool:
        """Whether the rates never change: no idea is on."""
        return not self.slugs

    def start(self) -> State:
        """Return the state at launch: nobody uses anything yet."""
        return State(0, np.zeros_like(self.limit), np.ones_like(self.share))

    def rates(self, state: State) -> Rates:
        """Return the rates of the day, one value a persona."""
        now = {rate: base.copy() for rate, base in self.base.items()}
        weight = self._weight(state)
        for effects, parts in zip(self._effects, weight, strict=True):
            for rate, effect in effects.items():
                now[rate] *= 1 + parts[int(rate == "reactions")] * (effect.times - 1)
        for effects, parts in zip(self._effects, weight, strict=True):
            for rate, effect in effects.items():
                now[rate] += parts[int(rate == "reactions")] * effect.plus
        crowd = 1 + self.dynamics.crowding / 100
        now["browse"] *= crowd ** len(self.slugs)
        now["sessions"] *= 1 + self.dynamics.habit * (state.habit - 1)
        now["sessions"] = np.minimum(now["sessions"], MOST_SESSIONS)
        more = now["sessions"] / self.base["sessions"]
        now["churn"] *= more**-self.dynamics.churn_elasticity
        now["churn"] = np.minimum(now["churn"], 99.0)
        return now

    def advance(
        self,
        state: State,
        rates: Rates,
        users: Floats | None = None,
        there: Floats | None = None,
    ) -> State:
        """Return the state of the next day.

        Args:
            state: Today.
            rates: Today's rates, as returned by ``rates``.
            users: Who uses what tomorrow, shape ``(ideas, personas)``, where an engine follows
                single members; without it take-up spreads by persona, as the graph has it.
            there: Tomorrow's followers of users, as ``State`` has them, from such an engine.
        """
        base = self.taken(self.base)
        # who takes nothing today has no habit of it to gain
        taken = np.divide(self.taken(rates), base, out=np.ones_like(base), where=base > 0)
        pace = 3 / self.dynamics.habit_days  # 95 % of a habit is there after habit_days
        habit = state.habit + (taken - state.habit) * (1 - math.exp(-pace))
        if users is None:
            chance = self.try_chance(self.graph.friends(state.users))
            users = state.users + (self.limit - state.users) * chance
        return State(state.day + 1, users, habit, there)

    def try_chance(self, friends: Floats) -> Floats:
        """Return the chance of a day that an open member starts using each idea.

        Args:
            friends: Share of friends who use the idea, shape ``(ideas, ...)``.
        """
        pace = math.log(2) / self.dynamics.try_days
        spread = np.where(self.spreads, self.dynamics.contagion, 0.0)
        spread = spread.reshape(-1, *[1] * (friends.ndim - 1))
        return 1 - np.exp(-pace * (1 + spread * friends))

    @staticmethod
    def taken(rates: Rates) -> Floats:
        """Return the titles taken a session, per persona."""
        share = rates["explored"] + rates["rewatched"] + rates["liked"]
        return rates["recommended"] * share / 100

    def _weight(self, state: State) -> Floats:
        """Share of an idea's full effect that acts today, shape ``(ideas, 2, personas)``.

        What spreads needs a friend who uses it too (first row); reactions come from followers
        who do, and are as many as those (second row).
        """
        fresh = 0.5 ** (state.day / self.dynamics.novelty_half_life)
        lasting = self.dynamics.lasting / 100
        acts: Floats = state.users * (lasting + (1 - lasting) * fresh)
        friends = self.graph.reached(self.graph.friends(state.users))
        there = self.graph.there(state.users) if state.there is None else state.there
        met = np.stack([friends, there], axis=1)
        weight: Floats = acts[:, None] * np.where(self.spreads[:, None, None], met, 1.0)
        return weight
