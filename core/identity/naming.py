"""Names: one's own to choose, and nobody else's."""

import re

from sqlalchemy import select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.tables import USERS
from core.identity.users import LONGEST_NAME, User, user
from core.store.store import Store
from core.wording import name, skeleton

KEPT = frozenset(map(skeleton, ("Greenlight", "Presenter", "Moderator", "You", "Nobody")))
"""Names that the screen speaks with itself."""

OFFICES = frozenset(map(skeleton, ("Greenlight", "Presenter", "Moderator", "Admin")))
"""Words that no name holds: they would speak for the house."""


def rename(store: Store, user_id: str, typed: str) -> User:
    """Give a guest another name; return the guest.

    Raises:
        SocialError: If it is no name (``core.wording.name``), looks like somebody else's, or the
            guest may not act.
    """
    wanted = name(typed, LONGEST_NAME)
    seen = skeleton(wanted)
    with acting(store, user_id) as (connection, who):
        others = select(USERS.c.id).where(USERS.c.skeleton == seen, USERS.c.id != who.id)
        words = {
            skeleton(word) for apart in (r"\s+", r"[\W_]+") for word in re.split(apart, wanted)
        }
        if words & OFFICES:
            raise SocialError(f"{wanted!r} speaks for the house; choose another name.")
        if seen in KEPT or connection.execute(others).first() is not None:
            raise SocialError(f"Somebody here is called {wanted!r} already; choose another name.")
        values = {"name": wanted, "skeleton": seen}
        connection.execute(update(USERS).where(USERS.c.id == who.id).values(values))
        return user(connection, who.id)
