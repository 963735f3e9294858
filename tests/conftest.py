"""What holds for every test: no deadlines on shared machines, and a store on both databases."""

import gc
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from core.store.migrations import VERSION_TABLE
from core.store.store import URL, Store, open_store
from core.world import World
from tests import learned, postgres

settings.register_profile("greenlight", deadline=None)
settings.load_profile("greenlight")

os.environ.pop(URL, None)  # no test writes into a database that somebody works with

# Streamlit looks at every file of the repository for changes, anew at each visit: on one core that
# takes more than a second, four times as long as drawing a small page
os.environ["STREAMLIT_SERVER_FILE_WATCHER_TYPE"] = "none"


def pytest_collection_finish() -> None:
    """Leave what every test imports out of later rounds of garbage collection.

    Streamlit collects after each run of a script, statsmodels at each call: among all that is
    imported by then, each round takes a quarter of a second and more.
    """
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a file to one process, as ``loadfile`` does, and all files with a browser to one too.

    Together they are the longest work, so they begin early, on one server, while other processes
    compute; file by file they would come last, with a browser and a server in every process.
    """
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            browser = "tests/browser/"
            return browser if nodeid.startswith(browser) else super()._split_scope(nodeid)

    return ByFile(config, log)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own."""
    if postgres.binaries() is None:
        pytest.skip("NO POSTGRESQL: install it (apt-get install postgresql) to run these tests")
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request) -> str:
    return request.param


@pytest.fixture
def store_url(database, request, tmp_path) -> Iterator[str]:
    """Where an empty store may be made: once on SQLite, once on PostgreSQL."""
    if database == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    url = request.getfixturevalue("cluster")
    name = f"t{uuid.uuid4().hex[:12]}"  # a schema is made in a fraction of a database's time
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield f"{url}?options=-csearch_path%3D{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


@pytest.fixture(scope="session")
def newest(tmp_path_factory) -> Path:
    """A store on SQLite of the newest version: a copy is made faster than its tables."""
    path = tmp_path_factory.mktemp("store") / "newest.sqlite"
    open_store(path).engine.dispose()
    return path


@pytest.fixture(scope="session")
def emptied(cluster) -> Iterator[Callable[[], str]]:
    """Return where a store on PostgreSQL is, emptied: that takes a tenth of making one."""
    open_store(cluster).engine.dispose()
    admin = create_engine(cluster)
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    sequences = text("SELECT sequencename FROM pg_sequences")
    with admin.connect() as connection:
        made = set(connection.execute(tables).scalars())
        again = [f"DELETE FROM {name}" for name in made - {VERSION_TABLE}]
        again += [
            f"ALTER SEQUENCE {name} RESTART" for name in connection.execute(sequences).scalars()
        ]

    def empty() -> str:
        with admin.begin() as connection:
            for name in set(connection.execute(tables).scalars()) - made:  # a test's own
                connection.execute(text(f"DROP TABLE {name} CASCADE"))
            # without checks, so in any order
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(";".join(again)))
        return cluster

    yield empty
    admin.dispose()


@pytest.fixture
def store(database, request, tmp_path, newest) -> Iterator[Store]:
    """An empty store of the newest version, on either database."""
    if "store_url" in request.fixturenames:  # others open it too, or do to it what is not undone
        where = request.getfixturevalue("store_url")
    elif database == "postgresql":
        where = request.getfixturevalue("emptied")()
    else:
        where = str(tmp_path / "store.sqlite")
    if database == "sqlite":
        shutil.copy(newest, where)
    made = open_store(where)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def world() -> World:
    """The sample world, read once for all tests of a process."""
    return learned.world()
