"""Who watches together, simulated: friends' orders judged by the person who gets least.

A group is a member and up to two of those they follow who follow back; each liked something later
that none of the group had taken. One order is made for all of them, and each person's later likes
are looked for in it: how high they stand is the share of all other titles below them, 0.5 by
chance. The group's figure is that of its *least happy* person. (Recall in the first 20 says nothing
here: members of the sample world like one or two new titles in the time judged, and it is 0.01.)

The control is groups of the same sizes dealt from the same members at random: what is gained over
it is what friends have in common, and what is gained over one member's own list is what the order
for all is worth.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from core import seeds
from core.recommend.company import together
from core.recommend.evaluate import bootstrap
from core.recommend.evaluate.stage import Stage
from core.recommend.history import Array, Flags, Ints
from core.world import World

BESIDE = 2
GROUPS = 400
"""Groups judged, at most."""

Row = tuple[object, ...]
Order = Callable[[Array], Array]


def rows(world: World, known: Stage, seed: int, draws: int) -> Iterator[Row]:
    """Yield what each order for a group is worth, the columns of ``contexts``; none without groups.

    ``without`` is the list of the member who asks.
    """
    likes = later_likes(world, known)
    friends = groups(world, known, likes, seed)
    if len(friends) < 2:
        return
    strangers = _dealt(friends, likes, known.seen, seed)
    alone = _least(known, likes, friends, lambda scores: scores[0])
    orders: dict[str, Order] = {
        "company": lambda scores: together(scores, floor=False),
        "company, nobody miserable": together,
        "company, by the mean": _mean,
    }
    for name, order in orders.items():
        ours = _least(known, likes, friends, order)
        control = _least(known, likes, strangers, order)
        found = bootstrap.means(ours, bootstrap.weights(len(ours), seed, draws))
        other = bootstrap.means(control, bootstrap.weights(len(control), seed + 1, draws))
        value, mid = bootstrap.figure(ours.mean(), found), bootstrap.figure(control.mean(), other)
        pair = bootstrap.difference(value.value, mid.value, found, other)
        yield (
            name,
            "height",
            *(value.value, value.low, value.high, mid.value, mid.low, mid.high),
            *(float(alone.mean()), pair.value, pair.low, pair.high, pair.p, np.nan, len(ours)),
        )


def later_likes(world: World, known: Stage) -> Flags:
    """Return what each member liked after the moment and had not taken, ``(members, titles)``."""
    seen = world.viewings[(world.viewings["at"] >= known.before) & world.viewings["liked"]]
    stars = world.ratings[(world.ratings["at"] >= known.before) & (world.ratings["stars"] >= 4)]
    both = pd.concat([frame[["member_id", "title_id"]] for frame in (seen, stars)])
    found = np.zeros_like(known.seen)
    member = known.data.members.get_indexer(pd.Index(both["member_id"]))
    found[member, known.data.titles.get_indexer(pd.Index(both["title_id"]))] = True
    return found & ~known.seen


def groups(world: World, known: Stage, likes: Flags, seed: int) -> list[Ints]:
    """Return groups of members who follow one another, rows of members, who asks first."""
    follows = set(
        zip(
            known.data.members.get_indexer(pd.Index(world.follows["follower_id"])).tolist(),
            known.data.members.get_indexer(pd.Index(world.follows["followed_id"])).tolist(),
            strict=True,
        )
    )
    friends: dict[int, list[int]] = {}
    for one, other in sorted(follows):
        if (other, one) in follows:
            friends.setdefault(one, []).append(other)
    draw = seeds.stream(seed, "evaluate", "company")
    found = []
    for asks in draw.permutation(sorted(friends)):
        beside = draw.permutation(friends[int(asks)])[:BESIDE]
        group = np.array([asks, *beside], dtype=np.int64)
        if _each_likes(group, likes, known.seen):
            found.append(group)
    return found[:GROUPS]


def _dealt(friends: list[Ints], likes: Flags, seen: Flags, seed: int) -> list[Ints]:
    """Return groups of the same sizes of members of these groups, dealt at random."""
    draw = seeds.stream(seed, "evaluate", "strangers")
    members = np.unique(np.concatenate(friends))
    found: list[Ints] = []
    for group in friends:
        for _ in range(100):  # a few tries find one in which each likes something new to all
            dealt = draw.choice(members, len(group), replace=False)
            if _each_likes(dealt, likes, seen):
                found.append(dealt)
                break
    return found


def _each_likes(group: Ints, likes: Flags, seen: Flags) -> bool:
    return bool((likes[group] & ~seen[group].any(axis=0)).any(axis=1).all())


def _mean(scores: Array) -> Array:
    return np.asarray(scores.mean(axis=0))


def _least(known: Stage, likes: Flags, many: list[Ints], order: Order) -> Array:
    """Return how high the later likes of each group's least happy person stand, ``(groups,)``."""
    found = np.empty(len(many))
    for row, group in enumerate(many):
        new = np.flatnonzero(~known.seen[group].any(axis=0))
        height = (rankdata(order(known.taste[np.ix_(group, new)])) - 1) / max(len(new) - 1, 1)
        wanted = likes[np.ix_(group, new)]
        found[row] = (wanted @ height / wanted.sum(axis=1)).min()
    return found
