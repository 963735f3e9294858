"""Acting: every write of a person goes through here, so that nobody acts where they may not."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from core.errors import SocialError
from core.identity.settings import CODE, LOCKED, setting
from core.identity.tables import USERS
from core.identity.users import User, user
from core.store.store import Store


@contextmanager
def acting(store: Store, user_id: str) -> Iterator[tuple[Connection, User]]:
    """Yield a transaction in which a user writes, and the user.

    Raises:
        SocialError: If there is no such user, it is a sample member, or the demo is locked.
    """
    with store.writing() as connection:
        who = user(connection, user_id)
        if who.sample:
            raise SocialError("Sample members are fictional: they can be looked at, not acted for.")
        if locked(connection) and not presents(connection, who.id):
            raise SocialError("The presenter has locked the demo: reading works, writing waits.")
        yield connection, who


def locked(connection: Connection) -> bool:
    """Return whether the presenter has locked the demo."""
    return setting(connection, LOCKED) == "1"


def presents(connection: Connection, user_id: str) -> bool:
    """Return whether a user has entered the code of this start."""
    held = connection.execute(select(USERS.c.presenter).where(USERS.c.id == user_id)).scalar()
    code = setting(connection, CODE)
    return bool(held and code) and hmac.compare_digest(str(held), code)
