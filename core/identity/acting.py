"""Acting: every write of a person goes through here, so that nobody acts where they may not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from core.errors import SocialError
from core.identity.tables import SETTINGS
from core.identity.users import User, user
from core.store.store import Store

LOCK = "locked"
"""Setting that is "1" while the presenter has locked the demo."""


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
        if locked(connection) and not _presents(connection, who):
            raise SocialError("The presenter has locked the demo: reading works, writing waits.")
        yield connection, who


def locked(connection: Connection) -> bool:
    """Return whether the presenter has locked the demo."""
    found = connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == LOCK)).scalar()
    return found == "1"


def _presents(connection: Connection, who: User) -> bool:
    return False
