"""Versions of the store's tables, each a step from the one before; run at start, and recorded."""

import functools
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect

from core.errors import StoreError
from core.store.engine import writing

FOLDER = Path(__file__).resolve().parent

VERSION_TABLE = "alembic_version"
"""Where Alembic records the version; no business of people."""

ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on in its module, where threads would mix it up."""


def config(connection: Connection | None = None) -> Config:
    """Return what Alembic needs to know, and the connection to work on."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def newest() -> str:
    """Return the version that this Greenlight knows."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def version(connection: Connection) -> str | None:
    """Return the version a store has; ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def known() -> frozenset[str]:
    """Return the versions that this Greenlight knows."""
    script = ScriptDirectory.from_config(config())
    return frozenset(each.revision for each in script.walk_revisions())


@functools.cache
def made() -> frozenset[str]:
    """Return the names of the tables that migrations make, the version's own excepted."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        run(connection, "head")
        return frozenset(inspect(connection).get_table_names()) - {VERSION_TABLE}


def run(connection: Connection, to: str) -> None:
    """Bring a store to a version, in the connection's transaction."""
    with ONE_AT_A_TIME:
        command.upgrade(config(connection), to)


def upgrade(engine: Engine) -> None:
    """Bring a store to the newest version, all of it or nothing.

    Raises:
        StoreError: If the store is of a version this Greenlight does not know.
    """
    with engine.connect() as connection:
        found = version(connection)
    if found == newest():
        return
    with writing(engine) as connection:
        found = version(connection)  # another server may have come first
        if found is not None and found not in known():
            raise StoreError(
                f"The store is of version {found!r}, which a newer Greenlight made; this one "
                f"knows up to {newest()!r}. Update Greenlight, or point it to another store."
            )
        run(connection, "head")
