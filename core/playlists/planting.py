"""The sample members' lists: made from what they liked, followed by who watched the same.

Followers, likes and comments are there so that the page is alive; no evaluation reads them.
"""

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection, insert

from core import seeds
from core.identity.users import User, sample_id, users
from core.playlists import leanings
from core.playlists.folding import folded
from core.playlists.plans import CLOSING, COMMENTS, OPENING, PLANS, Plan
from core.playlists.tables import FOLLOWERS, ITEMS, LISTS
from core.recommend.history import Interactions, Ints, of_world
from core.social import talk
from core.social.ref import Ref
from core.world import World

DAYS = 60
"""Days over which the lists were made (assumption, 20 to 200)."""

SHORTEST, LONGEST = 6, 14
"""Titles of a list (assumption, 4 to 40)."""

OWN = 2
"""Titles its author must have liked."""

COMMON = 2
"""Titles a follower has watched (assumption, 1 to 4)."""

FANS = 24
"""Followers of a list at most (assumption, 10 to 100)."""

FOLLOWERS_ONLY, PRIVATE = (7, 19, 37), (13, 29, 47)
"""Numbers of lists that are not public: they show that they do not appear."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A list of a sample member: its author, titles and followers as rows of the world's data."""

    id: str
    plan: Plan
    author: int
    titles: tuple[int, ...]
    fans: tuple[int, ...]
    visibility: str
    at: datetime


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Fill a store that holds the sample members with their lists, and with who likes them."""
    data = of_world(world)
    planted = list(_planted(world, data, at))
    ids = world.titles["title_id"].to_numpy()
    connection.execute(insert(LISTS), [_list(each, data) for each in planted])
    connection.execute(
        insert(ITEMS),
        [
            {
                "list_id": each.id,
                "title_id": ids[title],
                "place": place,
                "note": _note(each, place),
                "added_by": _user(data, each.author),
                "at": each.at,
            }
            for each in planted
            for place, title in enumerate(each.titles)
        ],
    )
    connection.execute(
        insert(FOLLOWERS),
        [
            {
                "list_id": each.id,
                "user_id": _user(data, fan),
                "link": "",
                "at": each.at + (at - each.at) * (number + 1) / (len(each.fans) + 1),
            }
            for each in planted
            for number, fan in enumerate(each.fans)
        ],
    )
    _talk(connection, data, planted, at)


def _planted(world: World, data: Interactions, at: datetime) -> Iterator[Planted]:
    social = set(world.members.loc[world.members["social"], "member_id"])
    able = np.array([member in social for member in data.members])
    counts = np.bincount(data.title, minlength=len(data.titles))
    known = leanings.flags(world.titles)
    busy: set[int] = set()
    for number, plan in enumerate(PLANS):
        draw = seeds.stream(0, "playlists", "planting", plan.name)
        pool = plan.rows(world.titles, *known)
        inside = np.isin(data.title, pool)
        likes = np.bincount(data.member[inside & data.liked], minlength=len(data.members))
        likes[~able] = 0
        likes[list(busy)] = 0
        author = int(np.argmax(likes))
        if likes[author] < OWN or len(pool) < SHORTEST:
            continue
        busy.add(author)
        mine = data.title[inside & data.liked & (data.member == author)]
        rest = np.setdiff1d(pool, mine)
        rest = rest[np.argsort(-counts[rest] * draw.random(len(rest)), kind="stable")]
        length = int(draw.integers(SHORTEST + 1, LONGEST + 1))
        titles = np.concatenate([mine, rest])[: max(length, min(len(mine), LONGEST))]
        yield Planted(
            id=f"{seeds.key(0, 'playlists', plan.name):032x}"[:16],
            plan=plan,
            author=author,
            titles=tuple(titles.tolist()),
            fans=_fans(data, able, titles, author, draw),
            visibility=_visibility(number),
            at=at - timedelta(days=float(draw.uniform(1, DAYS))),
        )


def _visibility(number: int) -> str:
    if number in PRIVATE:
        return "private"
    return "followers" if number in FOLLOWERS_ONLY else "public"


def _fans(
    data: Interactions, able: np.ndarray, titles: Ints, author: int, draw: np.random.Generator
) -> tuple[int, ...]:
    """Return members who watched titles of a list, the more of them the likelier."""
    seen = np.bincount(data.member[np.isin(data.title, titles)], minlength=len(data.members))
    seen[~able] = 0
    seen[author] = 0
    some = np.flatnonzero(seen >= COMMON)
    count = min(len(some), int(draw.integers(3, FANS + 1)))
    weight = seen[some] ** 2.0
    picked = draw.choice(some, count, replace=False, p=weight / weight.sum()) if count else some
    return tuple(sorted(picked.tolist()))


def _talk(connection: Connection, data: Interactions, planted: list[Planted], at: datetime) -> None:
    fans = {_user(data, fan) for each in planted for fan in each.fans}
    people = users(connection, sorted(fans))
    for each in planted:
        draw = seeds.stream(0, "playlists", "talk", each.plan.name)
        here = [people[_user(data, fan)] for fan in each.fans]
        for who in here[: int(draw.integers(0, 4))]:
            talk.like(connection, who, Ref("list", each.id), at - timedelta(hours=3))
        said = draw.choice(len(COMMENTS), 2, replace=False)
        for who, words in zip(here[-int(draw.integers(0, 3)) or len(here) :], said, strict=False):
            _say(connection, who, each, COMMENTS[words], at)


def _say(connection: Connection, who: User, each: Planted, words: str, at: datetime) -> None:
    talk.comment(connection, who, Ref("list", each.id), words, each.at + (at - each.at) / 2)


def _list(each: Planted, data: Interactions) -> dict[str, object]:
    plan = each.plan
    return {
        "id": each.id,
        "owner": _user(data, each.author),
        "name": plan.name,
        "about": plan.about,
        "folded": folded(f"{plan.name}\n{plan.about}"),
        "cover": "",
        "visibility": each.visibility,
        "link": "",
        "copied_from": "",
        "made_at": each.at,
        "changed_at": each.at,
        "shown_at": None if each.visibility == "private" else each.at,
    }


def _note(each: Planted, place: int) -> str:
    number = sum(map(ord, each.plan.name))
    if place == 0:
        return OPENING[number % len(OPENING)]
    if place == len(each.titles) - 1:
        return CLOSING[number % len(CLOSING)]
    return ""


def _user(data: Interactions, member: int) -> str:
    return sample_id(int(data.members[member]))
