"""The store under a room: many write at once, some are killed, and nothing acknowledged is lost."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from core.identity.acting import acting
from core.identity.tables import USERS
from core.identity.users import guest
from core.social.tables_relations import FOLLOWS, MEMBERSHIPS
from core.store import migrations
from core.store.store import open_store
from tests.server import ROOT

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)

WRITER = """
import sys
from datetime import UTC, datetime
from sqlalchemy import insert
from core.identity.tables import USERS
from core.social.tables_relations import FOLLOWS, MEMBERSHIPS
from core.store.store import open_store

store, name, many = open_store(sys.argv[1]), sys.argv[2], int(sys.argv[3])
at = datetime(2026, 11, 27, 20, tzinfo=UTC)
print("ready", flush=True)
for number in range(many):
    who = f"{name}x{number}"
    with store.writing() as connection:
        connection.execute(insert(USERS), dict(id=who, kind="guest", name=who, skeleton=who,
            colour="#1f77b4", member_id=0, account=None, presenter="", at=at))
        connection.execute(insert(MEMBERSHIPS), dict(user_id=who, joined=True, approves=False,
            named=False, at=at))
        connection.execute(insert(FOLLOWS), dict(follower_id=who, followed_id="g0", accepted=True,
            at=at))
    print(who, flush=True)
"""
"""Writes somebody who joins and follows, three rows at a time, and says so once it is kept."""


def writer(url: str, name: str, many: int = 1_000_000) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(many)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def kept(store) -> tuple[set[str], set[str], set[str]]:
    """Return who is there, who joined and who follows."""
    with store.reading() as connection:
        people = connection.execute(select(USERS.c.id).where(USERS.c.id != "g0")).scalars()
        joined = connection.execute(select(MEMBERSHIPS.c.user_id)).scalars()
        follow = connection.execute(select(FOLLOWS.c.follower_id)).scalars()
        return set(people), set(joined), set(follow)


def test_fifty_guests_who_write_at_once_lose_nothing(store):
    guest(store, "g0", AT)

    def visit(number: int) -> None:
        me = f"g1{number}"
        guest(store, me, AT)
        for turn in range(4):
            with acting(store, me) as (connection, who):
                if turn == 0:
                    row = {"joined": True, "approves": False, "named": False, "at": AT}
                    connection.execute(insert(MEMBERSHIPS), {"user_id": who.id, **row})
                    row = {"followed_id": "g0", "accepted": True, "at": AT}
                    connection.execute(insert(FOLLOWS), {"follower_id": who.id, **row})
                else:  # a counter that two who come between one another would spoil
                    row = connection.execute(select(USERS.c.member_id).where(USERS.c.id == "g0"))
                    found = row.scalar_one()
                    of = USERS.update().where(USERS.c.id == "g0")
                    connection.execute(of.values(member_id=found + 1))

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(visit, range(50)))

    people, joined, follow = kept(store)
    assert people == joined == follow == {f"g1{number}" for number in range(50)}
    with store.reading() as connection:
        counted = select(USERS.c.member_id).where(USERS.c.id == "g0")
        assert connection.execute(counted).scalar_one() == 150
        names = select(func.count(func.distinct(USERS.c.name)))
        assert connection.execute(names).scalar_one() == 51


def test_processes_that_write_at_once_lose_nothing(store, store_url):
    guest(store, "g0", AT)
    writers = [writer(store_url, f"p{number}", 25) for number in range(3)]
    for each in writers:
        assert each.wait(timeout=120) == 0

    people, joined, follow = kept(store)
    assert people == joined == follow
    assert len(people) == 3 * 25


def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half(store, store_url):
    guest(store, "g0", AT)
    acknowledged: set[str] = set()
    for turn in range(3):
        process = writer(store_url, f"k{turn}")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        said = process.stdout.readline()
        time.sleep(0.03 + 0.11 * turn)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read()
        assert process.wait(timeout=30) == -signal.SIGKILL
        acknowledged |= set(said.split("\n")[:-1])  # a torn last line says nothing

    people, joined, follow = kept(store)
    assert acknowledged
    assert acknowledged <= people
    assert people == joined == follow
    assert len(people) <= len(acknowledged) + 3  # at most what was kept and not yet said


def test_four_servers_that_start_at_once_make_one_store(store_url):
    starts = [
        subprocess.Popen(
            [
                *(sys.executable, "-c"),
                "import sys; from core.store.store import open_store; open_store(sys.argv[1])",
                store_url,
            ],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for each in starts:
        _, said = each.communicate(timeout=120)
        assert each.returncode == 0, said

    again = open_store(store_url)
    with again.reading() as connection:
        assert migrations.version(connection) == migrations.newest()
    again.engine.dispose()
