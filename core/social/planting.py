"""The sample world's members as users: who opted in has joined, and follows as there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert

from core import seeds
from core.identity.tables import USERS
from core.identity.users import COLOURS, sample_id
from core.social.tables_relations import FOLLOWS, LOGINS, MEMBERSHIPS
from core.wording import skeleton
from core.world import World

SINCE_DAYS = 180
"""Days within which the sample members came to follow one another (assumption, 30 to 1,000)."""

AGREED = 0.5
"""Share of sample members who agreed that friends find them by login (assumption, 0.2 to 0.8)."""


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Fill a store that holds no sample member with those who opted in, and their follows.

    None of them asks for approval: they never act, so nobody could ever be accepted.
    """
    members = world.members[world.members["social"]]
    ids = {int(member): sample_id(int(member)) for member in members["member_id"]}
    start = at - timedelta(days=SINCE_DAYS)
    connection.execute(insert(USERS), _users(ids, members["name"].tolist(), start))
    choices = {"joined": True, "approves": False, "named": True, "at": start}
    connection.execute(
        insert(MEMBERSHIPS), [{"user_id": user_id, **choices} for user_id in ids.values()]
    )
    agrees = seeds.stream(0, "relations", "agreed").random(len(ids)) < AGREED
    login = {"provider": "local", "code": "", "token": "", "at": start}
    connection.execute(
        insert(LOGINS),
        [
            {"user_id": user_id, "account": user_id, **login}
            for user_id, each in zip(ids.values(), agrees, strict=True)
            if each
        ],
    )
    connection.execute(insert(FOLLOWS), _follows(ids, world.follows, start))


def _users(ids: Mapping[int, str], names: list[str], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": user_id,
            "kind": "sample",
            "name": name,
            "skeleton": skeleton(name),
            "colour": COLOURS[member % len(COLOURS)],
            "member_id": member,
            "account": None,
            "presenter": "",
            "at": at,
        }
        for (member, user_id), name in zip(ids.items(), names, strict=True)
    ]


def _follows(ids: Mapping[int, str], follows: pd.DataFrame, at: datetime) -> list[dict[str, Any]]:
    after = seeds.stream(0, "relations", "follows").random(len(follows)) * SINCE_DAYS
    pairs = zip(follows["follower_id"].tolist(), follows["followed_id"].tolist(), strict=True)
    return [
        {
            "follower_id": ids[one],
            "followed_id": ids[other],
            "accepted": True,
            "at": at + timedelta(days=days),
        }
        for (one, other), days in zip(pairs, after.tolist(), strict=True)
        if one in ids and other in ids
    ]
