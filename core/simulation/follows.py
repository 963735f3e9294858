"""Single follows: take-up that spreads from friend to friend, and the followers a Story meets."""

import numpy as np
import numpy.typing as npt

from core import seeds
from core.simulation.behaviour import Behaviour
from core.simulation.draws import Floats, Ints
from core.simulation.graph import CIRCLE, DEGREE_SHAPE, IN_CIRCLE, Graph

Flags = npt.NDArray[np.bool_]

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
        follower: Who follows, as places in ``persona``, ascending, shape ``(follows,)``.
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
        size = len(self.persona)
        self.follower, self.followed = edges(behaviour.graph, self.persona, draw)
        self._friends = np.bincount(self.follower, minlength=size)
        self._last = np.cumsum(self._friends)
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
            friends[idea] = self.friends_there(self.uses[row])
        chance = behaviour.try_chance(friends)
        for row, idea in enumerate(self._ideas):
            u = seeds.stream(self._seed, "daily", "try", day, int(idea)).random(len(self.persona))
            self.uses[row] |= self.open[row] & (u < chance[idea])
            using = self._by_persona(self.persona[self.uses[row]])
            after[idea] = using / self._count
            there[idea] = self.followers_there(self.uses[row]) / np.maximum(using, 1)
        return after, there

    def friends_there(self, uses: Flags) -> Floats:
        """Return the share of those each member follows who use an idea, shape ``(members,)``."""
        using = np.concatenate([[0], np.cumsum(uses[self.followed])])
        met = using[self._last] - using[self._last - self._friends]
        share: Floats = self._behaviour.graph.together * met / np.maximum(self._friends, 1)
        return share

    def followers_there(self, uses: Flags) -> Floats:
        """Return the followers who use an idea, over all its users in each persona.

        Both use it; counted in mean numbers of followers, shape ``(personas,)``.
        """
        both = uses[self.follower] & uses[self.followed]
        met = self._by_persona(self.persona[self.followed[both]])
        mean = max(len(self.followed), 1) / max(len(uses), 1)
        return self._behaviour.graph.together * met / mean

    def _by_persona(self, persona: Ints) -> Floats:
        return np.bincount(persona, minlength=len(self._count)).astype(np.float64)


def edges(graph: Graph, persona: Ints, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw who follows whom: friends of the own circle, and the famous few.

    Args:
        graph: How many each persona follows, and how far it keeps to itself.
        persona: Persona of each member who opted in, ascending, shape ``(members,)``.
        draw: Where chance comes from.

    Returns:
        Who follows, ascending, and whom, as places in ``persona``, shape ``(follows,)``; a pair
        that is there twice counts twice.
    """
    members = len(persona)
    spread = draw.gamma(DEGREE_SHAPE, 1 / DEGREE_SHAPE, members)
    who = np.repeat(np.arange(members), draw.poisson(graph.following[persona] * spread))
    seat, fame = draw.permutation(members), draw.permutation(members)
    seated = np.argsort(seat)
    alike = draw.random(len(who)) < graph.homophily
    near = ~alike & (draw.random(len(who)) < IN_CIRCLE)
    whom = fame[(draw.random(len(who)) ** FAME * members).astype(np.int64)]
    whom[near] = seated[_in_circle(seat[who[near]], members, draw)]
    whom[alike] = _of_persona(persona[who[alike]], persona, fame, draw)
    others = whom != who
    return who[others], whom[others]


def _in_circle(at: Ints, members: int, draw: np.random.Generator) -> Ints:
    """Return the seat of another of the circle, for each of some seats."""
    first = at // CIRCLE * CIRCLE
    size = np.minimum(CIRCLE, members - first)
    step = 1 + (draw.random(len(at)) * (size - 1)).astype(np.int64)
    seat: Ints = first + (at - first + step) % size
    return seat


def _of_persona(theirs: Ints, persona: Ints, fame: Ints, draw: np.random.Generator) -> Ints:
    """Return somebody of each of some personas, the famous most often."""
    order = fame[np.argsort(persona[fame], kind="stable")]
    start, end = (np.searchsorted(persona, theirs, side) for side in ("left", "right"))
    rank = draw.random(len(theirs)) ** FAME
    somebody: Ints = order[start + (rank * (end - start)).astype(np.int64)]
    return somebody
