"""The follow graph in numbers: who follows whom, by persona, as measured on the sample world."""

import dataclasses
from collections.abc import Mapping
from typing import Self

import numpy as np

from core.people import Habits
from core.simulation.draws import Floats

FOLLOWING = {"discoverer": 10.6, "focused": 2.4, "occasional": 4.0}
"""Members followed by one who opted in to social features (sample_data/follows.csv); only their
proportions count, and a persona of one's own follows as many as the mean of these."""

HOMOPHILY = 0.005
"""Share of follows that stay within the persona beyond what numbers explain (the same; Newman,
"Mixing patterns in networks", Physical Review E 67, 2003). Assumption, 0 to 0.3."""

DEGREE_SHAPE = 2.0
"""Gamma shape of how many a persona's members follow (the same, 1.8 to 2.3 by persona)."""

CIRCLE = 8
"""Members of a circle of friends who opted in: 20 members, 38 % of them (the same)."""

IN_CIRCLE = 0.4
"""Share of follows within the circle (the same); the others go to the famous few."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Who follows whom among members who opted in, in the mean of each persona.

    Args:
        opted: Share of each persona's members who opted in, shape ``(personas,)``.
        following: Members that one of them follows, same shape.
        mix: Share of those followed who belong to each persona, shape ``(personas, personas)``;
            rows add up to one.
        followers: Followers of each persona by persona, as a share of the mean number of
            followers: entry ``[p, q]`` are followers among p of one in q, same shape.
        homophily: Share of follows that stay within the persona beyond what numbers explain.
        together: Share of a member's friends who live in the same world: all of them where an
            idea is for everybody, half of them in a test that splits members.
    """

    opted: Floats
    following: Floats
    mix: Floats
    followers: Floats
    homophily: float = 0.0
    together: float = 1.0

    @classmethod
    def of(
        cls,
        personas: Mapping[str, Habits],
        friends: float,
        *,
        homophily: float = HOMOPHILY,
        together: float = 1.0,
    ) -> Self:
        """Return the graph among some personas.

        Args:
            personas: Habits by slug; who is open to social features opts in.
            friends: Members followed, in the mean over those who opted in.
            homophily: Share of follows that stay within the persona, the others going where
                the members are; 0 to 1.
            together: Share of a member's friends who live in the same world, 0 to 1.
        """
        share = np.array([habits.share for habits in personas.values()])
        opted = np.array([habits.open_to_social for habits in personas.values()]) / 100
        usual = float(np.mean(list(FOLLOWING.values())))
        relative = np.array([FOLLOWING.get(slug, usual) for slug in personas])
        people = share * opted
        people = people / people.sum() if people.any() else share / share.sum()
        relative = relative / (people @ relative)
        mix = homophily * np.eye(len(people)) + (1 - homophily) * people
        # follows from p to q, per member of q: numbers of q cancel where mixing is by numbers
        within = np.diag(homophily * relative)
        across = (1 - homophily) * np.outer(people * relative, np.ones_like(people))
        return cls(opted, friends * relative, mix, within + across, homophily, together)

    def among(self, users: Floats) -> Floats:
        """Return what share of those who opted in some members are.

        Args:
            users: Share of all members, shape ``(ideas, personas)``.
        """
        return np.divide(users, self.opted, out=np.zeros_like(users), where=self.opted > 0)

    def friends(self, users: Floats) -> Floats:
        """Return the share of those a persona's members follow who use each idea.

        Args:
            users: Share of all members who use it, shape ``(ideas, personas)``.
        """
        found: Floats = self.together * self.among(users) @ self.mix.T
        return found

    def reached(self, friends: Floats) -> Floats:
        """Return the chance that at least one of those a member follows uses an idea.

        The number followed is negative binomial, and each of them uses the idea with the same
        chance ``friends``, shape ``(ideas, personas)``.
        """
        chance: Floats = 1 - (1 + self.following * friends / DEGREE_SHAPE) ** -DEGREE_SHAPE
        return chance

    def there(self, users: Floats) -> Floats:
        """Return the followers who use each idea, as a share of the mean number of followers."""
        found: Floats = self.together * self.among(users) @ self.followers
        return found
