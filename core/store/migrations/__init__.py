"""Versions of the store's tables, each a step from the one before; run at start, and recorded."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from core.errors import StoreError
from core.store.engine import writing

FOLDER = Path(__file__).resolve().parent


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


def upgrade(engine: Engine) -> None:
    """Bring a store to the newest version, all of it or nothing.

    Raises:
        StoreError: If the store is of a version this Greenlight does not know.
    """
    script = ScriptDirectory.from_config(config())
    known = {each.revision for each in script.walk_revisions()}
    with engine.connect() as connection:
        found = version(connection)
    if found == script.get_current_head():
        return
    with writing(engine) as connection:
        found = version(connection)  # another server may have come first
        if found is not None and found not in known:
            raise StoreError(
                f"The store is of version {found!r}, which a newer Greenlight made; this one "
                f"knows up to {script.get_current_head()!r}. Update Greenlight, or point it to "
                "another store."
            )
        command.upgrade(config(connection), "head")
