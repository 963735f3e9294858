"""What honest members earn, and the weekly cap that follows: no ring may earn much more than they.

However clever, a fake account earns at most ``weekly_cap`` titles in seven days. So the cap is set
by those who do not cheat: the largest one that is at most ``BOUND`` times what they earn under it.
A new account's first week pays nothing (``Rules.wait_days``); that week makes up for the part of a
week that any span may begin with, so the bound holds over whatever number of days::

    ring <= cap x ceil((days - 7) / 7) < cap x days / 7 <= BOUND x honest

It rests on how much honest members really use the wheel, which nobody has measured yet. Measure it
on members who are known to be honest (from before points, or paying ones): a ring among those who
are measured would lift its own cap.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from core import seeds
from core.errors import RewardError
from core.rewards.rules import Rules
from core.sampling.viewings import AWAY
from core.world import World

BOUND = 1.5
"""Times an honest member's earnings that no fake account may pass (issue 4)."""

USED = 1.5
"""Titles that an honest keen member watches by the wheel a day (the brief; 0.5 to 3)."""

KEEN = "discoverer"
"""Persona for whom the wheel is made."""

WEEKS = 6
"""Weeks that are played out for each member; the first only fills the seven days before."""

Days = npt.NDArray[np.int64]


def honest_days(world: World, used: float = USED, *, seed: int = 4) -> Days:
    """Return titles that would pay but for the caps, shape ``(members, days)``.

    The keen members of a world, as unequal in zeal as their viewings are, scaled to ``used`` titles
    a day in all; what is watched away from home does not pay.

    Args:
        world: Whose members.
        used: Titles of the wheel that they watch a day, on average.
        seed: Of the draws.
    """
    keen = world.members.loc[world.members["persona"] == KEEN, "member_id"]
    seen = world.viewings["member_id"].value_counts().reindex(keen, fill_value=0).to_numpy()
    zeal = used * seen / seen.mean()
    draw = seeds.stream(seed, "rewards", "honest")
    return draw.poisson(zeal[:, None] * (1 - AWAY), (len(zeal), 7 * WEEKS)).astype(np.int64)


def earned(daily: Days, per_day: int, per_week: int) -> float:
    """Return titles paid in seven days under both caps, on average, after the first week.

    Example:
        >>> earned(np.full((1, 21), 2), 3, 5)  # 2, 2, 1, and nothing until seven days are over
        5.0
    """
    paid = np.zeros_like(daily)
    for day in range(daily.shape[1]):
        left = per_week - paid[:, max(0, day - 6) : day].sum(axis=1)
        paid[:, day] = np.minimum(np.minimum(daily[:, day], per_day), left)
    return float(7 * paid[:, 7:].mean())


def weekly_cap(daily: Days, per_day: int, bound: float = BOUND) -> int:
    """Return the largest weekly cap that is within a bound of what honest members earn under it.

    Args:
        daily: Titles that would pay but for the caps, ``(members, days)``; two weeks or more.
        per_day: Titles paid a day.
        bound: Times their mean that nobody shall pass.

    Returns:
        The cap; 0 if even one title a week passes the bound, for too many earn nothing.

    Example:
        >>> weekly_cap(np.ones((9, 21), dtype=np.int64), 3)  # honest members earn 7 a week
        10
    """
    cap = 0
    while cap < 7 * per_day and cap + 1 <= bound * earned(daily, per_day, cap + 1):
        cap += 1
    return cap


def house(world: World, used: float = USED) -> Rules:
    """Return the rules with the weekly cap that a world's honest members bring about.

    Raises:
        RewardError: If they use the wheel so little that no cap holds a ring within ``BOUND``.
    """
    rules = Rules()
    cap = weekly_cap(honest_days(world, used), rules.per_day)
    if cap < 1:
        raise RewardError(
            f"Honest members use the wheel more than {used:g} titles a day, or one paid title a "
            f"week would be over {BOUND:g} times what they earn."
        )
    return dataclasses.replace(rules, per_week=cap)
