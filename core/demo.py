"""The demo's people: the sample world's share of everything that members make together."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from core import playlists
from core.identity.tables import USERS
from core.social import posts, relations, stories
from core.store.store import Store
from core.world import World


def fill(store: Store, world: World, at: datetime) -> None:
    """Fill a store that holds no sample member yet; nothing is kept if anything fails.

    A store that was filled on an earlier day gets new stories, for those of before are over.
    """
    with store.writing() as connection:
        samples = select(func.count()).where(USERS.c.kind == "sample")
        if connection.execute(samples).scalar_one():
            stories.freshen(connection, world, at)
        else:
            seed(connection, world, at)


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Make the sample members, and what they made, in a transaction of the caller's."""
    for domain in (relations, posts, stories, playlists):
        domain.seed(connection, world, at)
