"""What holds for the whole house, by name."""

from sqlalchemy import Connection, delete, insert, select

from core.identity.tables import SETTINGS

LOCKED = "locked"
"""Is "1" while the presenter has locked the demo."""

CODE = "presenter"
"""Digest of the code that makes a presenter since this start."""

TRIES = "presenter tries"
"""Wrong codes of the last minutes, as JSON."""


def setting(connection: Connection, name: str) -> str:
    """Return a setting; empty where nobody set it."""
    found = connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar()
    return "" if found is None else str(found)


def put(connection: Connection, name: str, value: str) -> None:
    """Set a setting; empty is as good as none."""
    connection.execute(delete(SETTINGS).where(SETTINGS.c.name == name))
    if value:
        connection.execute(insert(SETTINGS), {"name": name, "value": value})
