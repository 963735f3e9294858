"""The sample world's members as users: who opted in has joined, and follows as there."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from core import seeds
from core.identity.tables import USERS
from core.identity.users import COLOURS, sample_id
from core.social.tables_relations import FOLLOWS, MEMBERSHIPS
from core.wording import skeleton
from core.world import World

SINCE_DAYS = 180
"""Days within which the sample members came to follow one another (assumption, 30 to 1,000)."""


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Fill a store that holds no sample member with those who opted in, and their follows.

    None of them asks for approval: they never act, so nobody could ever be accepted.
    """
    members = world.members[world.members["social"]]
    ids = {int(member): sample_id(int(member)) for member in members["member_id"]}
    start = at - timedelta(days=SINCE_DAYS)
    connection.execute(
        insert(USERS),
        [
            {
                "id": user_id,
                "kind": "sample",
                "name": name,
                "skeleton": skeleton(name),
                "colour": COLOURS[member % len(COLOURS)],
                "member_id": member,
                "account": None,
                "presenter": "",
                "at": start,
            }
            for (member, user_id), name in zip(ids.items(), members["name"], strict=True)
        ],
    )
    choices = {"joined": True, "approves": False, "named": True, "at": start}
    connection.execute(
        insert(MEMBERSHIPS), [{"user_id": user_id, **choices} for user_id in ids.values()]
    )
    after = seeds.stream(0, "relations", "follows").random(len(world.follows)) * SINCE_DAYS
    connection.execute(
        insert(FOLLOWS),
        [
            {
                "follower_id": ids[follower],
                "followed_id": ids[followed],
                "accepted": True,
                "at": start + timedelta(days=days),
            }
            for follower, followed, days in zip(
                world.follows["follower_id"].tolist(),
                world.follows["followed_id"].tolist(),
                after.tolist(),
                strict=True,
            )
            if follower in ids and followed in ids
        ],
    )
