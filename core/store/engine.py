"""Opening a store: SQLite at a path, or whatever SQLAlchemy reaches by URL."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DisconnectionError,
    NoSuchModuleError,
)

from core.errors import DataError

WAIT_S = 30
"""Seconds a writer waits for others before it gives up (assumption, 5 to 60)."""

WRITERS = 4_201
"""The advisory lock that writers on PostgreSQL take, so that one at a time decides."""

SERVERS = ("postgres:", "postgresql:")
"""How a URL begins that no path begins with, its slashes right or not."""

UNREADABLE = (
    "The store's URL cannot be read; expected one such as sqlite:///greenlight.db or "
    "postgresql://user:password@host/database, with %40 for any other @ and %3F for any other ?."
)
"""Repeats nothing of the URL: where it is mistyped, what is the password cannot be told."""


def open_engine(where: Path | str, *, synchronous: Literal["NORMAL", "FULL"] = "NORMAL") -> Engine:
    """Return an engine on a store; a SQLite file is made if there is none.

    SQLite runs in WAL mode: readers never wait. With ``NORMAL`` a killed process loses nothing it
    has acknowledged; a power cut may lose the last moments, never the file. ``FULL`` waits for
    the disk at every commit. See ``docs/decisions/0007-points-ledger.md``.

    Args:
        where: Path of a SQLite file, or a URL with ``://`` in it.
        synchronous: When SQLite waits for the disk.

    Raises:
        DataError: If the folder does not exist, the file is no SQLite database, the URL cannot be
            read, or the server behind it does not answer.
    """
    url = _url(where)
    said = _shown(url) if "://" in str(where) else where
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare(engine, synchronous)
        with engine.connect() as connection:
            there = "1" if engine.dialect.name != "sqlite" else "count(*) FROM sqlite_master"
            connection.exec_driver_sql(f"SELECT {there}")
    except DatabaseError as error:
        why = " ".join(str(error.orig).split()).rstrip(".")
        raise DataError(f"The store {said} cannot be opened: {why}.") from None
    except (ImportError, NoSuchModuleError):
        raise DataError(
            f"The store {said} is of a kind that cannot be opened here; expected a path or a URL "
            "such as postgresql://user@host/database."
        ) from None
    except (ArgumentError, ValueError):  # what stands in the query is of the wrong kind
        raise DataError(UNREADABLE) from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one state of the store, however long it reads."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other writer can come between.

    What is read in it is still true when it commits. SQLite takes its write lock at the start
    (``BEGIN IMMEDIATE``), PostgreSQL an advisory lock.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(WRITERS)))
        yield connection


def _url(where: Path | str) -> URL:
    if "://" not in str(where):
        path = Path(where)
        there = path.parent.is_dir()
        if str(where).startswith(SERVERS) or (not there and set("@?") & set(str(where))):
            raise DataError(UNREADABLE)  # a mistyped URL, with a password perhaps
        if not there:
            raise DataError(f"The store {where} needs a folder that exists: {path.parent}.")
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(str(where))
    except (ArgumentError, ValueError):
        raise DataError(UNREADABLE) from None
    if "@" in (url.host or "") or "?" in str(where).rpartition("@")[0]:  # parts of a password
        raise DataError(UNREADABLE)
    plain = url.drivername in ("postgres", "postgresql")
    return url.set(drivername="postgresql+psycopg") if plain else url


def _shown(url: URL) -> str:
    """Return a URL without what may be secret: who connects, and the query."""
    return url.set(username=None, password=None, query={}).render_as_string()


def _make_private(url: URL) -> None:
    """Make a SQLite file that only its owner may read; its -wal and -shm get the same rights."""
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        with suppress(OSError):  # SQLite says better what is wrong
            Path(url.database).touch(mode=0o600)


def _prepare(engine: Engine, synchronous: str) -> None:
    _make_private(engine.url)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, record: Any) -> None:
        record.info["pid"] = os.getpid()
        connection.isolation_level = None  # the driver begins nothing by itself: _begin does
        for pragma in (
            f"busy_timeout = {WAIT_S * 1000}",
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # or INSERT OR REPLACE would delete unseen
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "checkout")
    def _checkout(connection: object, record: Any, proxy: Any) -> None:
        # a connection carried through a fork would share its parent's locks
        if record.info["pid"] != os.getpid():
            record.dbapi_connection = proxy.dbapi_connection = None
            raise DisconnectionError("The connection belongs to another process.")
