"""The store: one database for everything that people make here, of the newest version."""

import dataclasses
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from core.store import migrations, rounds
from core.store.engine import open_engine, reading, writing

URL = "GREENLIGHT_DATABASE_URL"
"""Environment variable with the URL of a PostgreSQL database; without it a SQLite file is used."""

FILE = "greenlight.sqlite"
"""Name of the SQLite file in the server's data folder."""

DATA = "GREENLIGHT_DATA"
"""Environment variable with the server's data folder; ``data`` beside the app without it."""

LOGS = ("room.jsonl",)
"""What the room did, in files beside the store that a reset moves aside."""

POINTS, SPINS = "points.sqlite", "spins.sqlite"
"""Files beside the store that only ever grow; at a reset each begins a new round."""


@dataclasses.dataclass(frozen=True, slots=True)
class Store:
    """An open store; any number of threads and processes may hold one on the same database."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the store, and writes nothing."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction: all of it is kept or, after an error, none."""
        with writing(self.engine) as connection:
            yield connection


def place(folder: Path) -> str:
    """Return where the store is: the URL of the environment, else a file in a folder."""
    return os.environ.get(URL) or str(folder / FILE)


def data_folder() -> Path:
    """Return the server's data folder; it need not exist yet."""
    return Path(os.environ.get(DATA) or Path(__file__).resolve().parents[2] / "data")


def set_aside(folder: Path, at: datetime) -> list[str]:
    """Give the room's logs another name and begin new rounds of points and spins.

    Returns:
        The names that the logs have now, and those of the rounds that are over.
    """
    moved = []
    for name in (POINTS, SPINS):
        over = rounds.current(folder / name)
        if rounds.begin(folder / name) is not None:
            moved.append(over.name)
    for name in LOGS:
        old = folder / name
        new = old.with_name(f"{old.stem}-until-{at:%Y%m%dT%H%M%S%f}{old.suffix}")
        try:
            old.rename(new)
        except FileNotFoundError:
            continue
        moved.append(new.name)
    return moved


def open_store(where: Path | str) -> Store:
    """Return a store, made if there is none and brought to the newest version.

    Args:
        where: Path of a SQLite file, or a URL.

    Raises:
        DataError: If it cannot be opened.
        StoreError: If a newer Greenlight made it.
    """
    engine = open_engine(where)
    migrations.upgrade(engine)
    return Store(engine)
