"""The demo's people: the sample world's share of everything that members make together."""

from datetime import datetime
from importlib import import_module

from sqlalchemy import func, select

from core.identity.tables import USERS
from core.store.store import Store
from core.world import World


def fill(store: Store, world: World, at: datetime) -> None:
    """Fill a store that holds no sample member yet; nothing is kept if anything fails."""
    with store.writing() as connection:
        samples = select(func.count()).where(USERS.c.kind == "sample")
        if connection.execute(samples).scalar_one():
            return
        for name in ("social.relations", "social.posts", "social.stories", "playlists"):
            try:
                seed = import_module(f"core.{name}").seed
            except (ImportError, AttributeError):  # TODO: plain imports once all are there
                continue
            seed(connection, world, at)
