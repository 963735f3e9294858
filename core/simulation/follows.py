"""Single follows: take-up that spreads from friend to friend, and the followers a Story meets."""

import numpy as np

from core import seeds
from core.simulation.behaviour import Behaviour
from core.simulation.draws import Floats, Ints
from core.simulation.graph import CIRCLE, DEGREE_SHAPE, IN_CIRCLE, Graph

FAME = 3
"""Power of a uniform number that draws whom many follow, as in ``core.sampling.people``."""


class Follows:
    """Who follows whom, and who of them uses each idea that spreads along follows.

    Only who opted in to social features follows or is followed; others are left out, and
    arrays over members are over those who opted in.

    Args:
        behaviour: The world whose ideas spread.
        persona: Persona of each member of the world, ascending, shape ``(everybody,)``.
        seed: Seed of the run; the graph is the same in every world of a run.

    Attributes:
        persona: Persona of each member, ascending, shape ``(members,)``.
        follower: Who follows, as places in ``persona``, shape ``(follows,)``.
        followed: Whom, likewise.
        open: Who will use each idea sooner or later, shape ``(spreading ideas, members)``.
        uses: Who uses it today, same shape.
    """

    def __init__(self, behaviour: Behaviour, persona: Ints, seed: int) -> None:
        self._behaviour, self._seed = behaviour, seed
        self._ideas = np.flatnonzero(behaviour.spreads)
        draw = seeds.stream(seed, "daily", "follows")
        opted = draw.random(len(persona)) < behaviour.graph.opted[persona]
        self.persona = persona[opted]
        self.follower, self.followed = edges(behaviour.graph, self.persona, draw)
        size = len(self.persona)
        self._friends = np.maximum(np.bincount(self.follower, minlength=size), 1)
        limit = behaviour.graph.among(behaviour.limit[self._ideas])[:, self.persona]
        self.open = np.stack([draw.random(size) for _ in self._ideas]) < limit
        self.uses = np.zeros_like(self.open)
        self._count = np.maximum(np.bincount(persona, minlength=len(behaviour.share)), 1)

    def step(self, day: int, users: Floats) -> tuple[Floats, Floats]:
        """Let a day's tries happen; return tomorrow's users and the followers they meet.

        Args:
            day: Days since launch.
            users: Today's share of users, shape ``(ideas, personas)``.

        Returns:
            Tomorrow's share of users; of ideas that do not spread along their mean. And the
            followers there, as ``State.there`` has them. Both of shape ``(ideas, personas)``.
        """
        behaviour = self._behaviour
        field = behaviour.try_chance(behaviour.graph.friends(users))
        after = users + (behaviour.limit - users) * field
        there = behaviour.graph.there(after)
        friends = np.zeros((len(behaviour.slugs), len(self.persona)))
        for row, idea in enumerate(self._ideas):
            friends[idea] = self.friends_there(self.uses[row].astype(np.float64))
        chance = behaviour.try_chance(friends)
        for row, idea in enumerate(self._ideas):
            u = seeds.stream(self._seed, "daily", "try", day, int(idea)).random(len(self.persona))
            self.uses[row] |= self.open[row] & (u < chance[idea])
            uses = self.uses[row].astype(np.float64)
            using, met = self._by_persona(uses), self._by_persona(uses * self.followers_there(uses))
            after[idea] = using / self._count
            there[idea] = met / np.maximum(using, 1)
        return after, there

    def friends_there(self, uses: Floats) -> Floats:
        """Return the share of those each member follows who use an idea."""
        return self._summed(self.follower, uses[self.followed]) / self._friends

    def followers_there(self, uses: Floats) -> Floats:
        """Return the followers of each member who use an idea, in mean numbers of followers."""
        followers = self._summed(self.followed, uses[self.follower])
        return followers * len(uses) / max(len(self.followed), 1)

    def _summed(self, ends: Ints, uses: Floats) -> Floats:
        together = self._behaviour.graph.together
        return np.asarray(together * np.bincount(ends, uses, len(self.persona)), np.float64)

    def _by_persona(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.persona, values, len(self._count)), np.float64)


def edges(graph: Graph, persona: Ints, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw who follows whom: friends of the own circle, and the famous few.

    Args:
        graph: How many each persona follows, and how far it keeps to itself.
        persona: Persona of each member who opted in, ascending, shape ``(members,)``.
        draw: Where chance comes from.

    Returns:
        Who follows and who is followed, as places in ``persona``, shape ``(follows,)``; whoever
        is there twice counts twice.
    """
    members = len(persona)
    spread = draw.gamma(DEGREE_SHAPE, 1 / DEGREE_SHAPE, members)
    seat = draw.permutation(members)
    who = np.repeat(np.arange(members), draw.poisson(graph.following[persona[seat]] * spread))
    first = who // CIRCLE * CIRCLE
    size = np.minimum(CIRCLE, members - first)
    step = 1 + (draw.random(len(who)) * (size - 1)).astype(np.int64)
    near = seat[first + (who - first + step) % size]
    who = seat[who]
    fame = draw.permutation(members)
    rank = draw.random(len(who)) ** FAME
    far = fame[(rank * members).astype(np.int64)]
    alike = fame[np.argsort(persona[fame], kind="stable")]
    start, end = (np.searchsorted(persona, persona[who], side) for side in ("left", "right"))
    own = alike[start + (rank * (end - start)).astype(np.int64)]
    whom = np.where(draw.random(len(who)) < IN_CIRCLE, near, far)
    whom = np.where(draw.random(len(who)) < graph.homophily, own, whom)
    others = whom != who
    return who[others], whom[others]
