"""A backup of either database restores into either, whole or not at all."""

import gc
import io
import json
import random
import tracemalloc
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy import Text as TextColumn

from core.errors import StoreError
from core.identity.naming import rename
from core.identity.settings import put, setting
from core.identity.tables import SETTINGS, USERS
from core.identity.users import guest, user
from core.social.tables_relations import FOLLOWS
from core.store import migrations
from core.store.backup import Backup, read, take, write, write_into
from core.store.restore import restore
from core.store.rows import tables, wipe
from core.store.schema import METADATA
from core.store.store import Store, open_store
from tests.core.store.test_migrations import DOMAINS

AT = datetime(2026, 11, 27, 20, 15, 30, 123_456, tzinfo=UTC)


@pytest.fixture
def full(store) -> Store:
    """A store with two guests, one of whom follows the other."""
    for each in ("g1", "g2"):
        guest(store, each, AT)
    rename(store, "g1", "Zoë 🦦 <b>\\u0000")
    with store.writing() as connection:
        row = {"follower_id": "g1", "followed_id": "g2", "accepted": True, "at": AT}
        connection.execute(insert(FOLLOWS), row)
    return store


@pytest.fixture
def other(tmp_path) -> Store:
    """An empty store on SQLite."""
    made = open_store(tmp_path / "other.sqlite")
    yield made
    made.engine.dispose()


def everything(store: Store) -> Backup:
    return take(store.engine)


def manifest_of(data: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("manifest.json"))


def altered(data: bytes, name: str, content: bytes) -> bytes:
    """Return a backup with one file replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return target.getvalue()


def test_what_was_backed_up_comes_back_to_the_last_bit(full):
    data = write(everything(full))
    before = everything(full)
    with full.writing() as connection:
        wipe(connection)
    guest(full, "g9", AT)

    restore(full.engine, read(data))

    assert everything(full) == before
    with full.reading() as connection:
        assert user(connection, "g1").name == "Zoë 🦦 <b>\\u0000"
        assert connection.execute(select(USERS.c.at).where(USERS.c.id == "g1")).scalar() == AT
        assert connection.execute(select(FOLLOWS.c.accepted)).scalars().all() == [True]


def test_either_database_reads_what_the_other_wrote(full, other):
    restore(other.engine, read(write(everything(full))))
    assert everything(other) == everything(full)

    rename(other, "g2", "Somebody else")
    restore(full.engine, read(write(everything(other))))
    assert everything(full) == everything(other)


def test_a_restored_store_goes_on_as_any_other(full, other):
    restore(other.engine, read(write(everything(full))))

    guest(other, "g3", AT)

    with other.reading() as connection:
        assert migrations.version(connection) == migrations.newest()
        assert user(connection, "g3").kind == "guest"


def test_a_backup_sees_one_moment_while_others_write(full):
    with full.writing() as connection:
        put(connection, "mark", "half")
        seen = take(full.engine)
        assert seen.rows["settings"] == []

    assert everything(full).rows["settings"] == [{"name": "mark", "value": "half"}]


def test_an_older_backup_is_brought_to_this_version(other):
    row = {
        "id": "g1", "kind": "guest", "name": "Amber", "skeleton": "arnber", "colour": "#1f77b4",
        "member_id": 0, "account": None, "presenter": "", "at": AT.isoformat(),
    }  # fmt: skip
    old = Backup("0001", {"users": [row], "settings": []})

    restore(other.engine, read(write(old)))

    with other.reading() as connection:
        assert migrations.version(connection) == migrations.newest()
        assert user(connection, "g1").name == "Amber"


def test_a_newer_backup_is_refused_and_changes_nothing(full):
    before = everything(full)

    with pytest.raises(StoreError, match="version '9999', which a newer Greenlight wrote"):
        restore(full.engine, Backup("9999", before.rows))
    assert everything(full) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows | {"users": [*rows["users"], *rows["users"]]},
        lambda rows: rows | {"users": [each | {"name": None} for each in rows["users"]]},
        lambda rows: rows | {"users": [each | {"at": "soon"} for each in rows["users"]]},
        lambda rows: rows | {"users": [each | {"wings": 2} for each in rows["users"]]},
        lambda rows: rows | {"users": [["g1"]]},
        lambda rows: rows | {"users": [each | {"member_id": 2**70} for each in rows["users"]]},
        lambda rows: rows | {"follows": [each | {"followed_id": "g7"} for each in rows["follows"]]},
        lambda rows: rows | {"secrets": []},
        lambda rows: {name: each for name, each in rows.items() if name != "follows"},
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_leave_the_store_as_it_was(full, spoil):
    before = everything(full)

    with pytest.raises(StoreError, match=r"[Tt]he backup"):
        restore(full.engine, Backup(before.version, spoil(dict(before.rows))))
    assert everything(full) == before


def test_no_byte_may_change(other):
    guest(other, "g1", AT)
    data = write(everything(other))
    users = zipfile.ZipFile(io.BytesIO(data)).read("users.jsonl")

    with pytest.raises(StoreError, match="not what its checksum says"):
        read(altered(data, "users.jsonl", users.replace(b'"g1"', b'"g2"')))
    with pytest.raises(StoreError, match="not what its checksum says"):
        read(altered(data, "users.jsonl", b""))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no backup of a store"),
        (b"SQLite format 3\x00", "no backup of a store"),
        (write(Backup("0001", {}))[:-30], "no backup of a store"),
        (altered(write(Backup("0001", {})), "manifest.json", b"[]"), "no backup of a store"),
        (altered(write(Backup("0001", {})), "manifest.json", b"{"), "no backup of a store"),
        (altered(write(Backup("0001", {})), "manifest.json", b'{"format":"x"}'), "format"),
    ],
)
def test_another_file_is_refused_with_a_sentence(data, words):
    with pytest.raises(StoreError, match=words):
        read(data)


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reader(data):
    with pytest.raises(StoreError):
        read(data)


def test_a_file_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("core.store.backup.LARGEST", 10_000)

    with pytest.raises(StoreError, match="unpacks to at most"):
        read(altered(write(Backup("0001", {})), "manifest.json", b" " * 20_000))


def test_where_nobody_started_the_app_there_is_nothing_to_back_up(store_url):
    engine = create_engine(store_url if "://" in store_url else f"sqlite:///{store_url}")

    with pytest.raises(StoreError, match="no store to back up yet"):
        take(engine)
    engine.dispose()


def test_the_manifest_counts_what_is_there(full):
    counted = {
        each["name"]: each["rows"] for each in manifest_of(write(everything(full)))["tables"]
    }

    with full.reading() as connection:
        assert set(counted) == {table.name for table in tables(connection)}
    assert (counted["users"], counted["follows"]) == (2, 1)


def test_kinds_of_cells_that_no_domain_uses_yet_come_back_too(store, monkeypatch):
    """Bytes, numbered rows and rows that refer to their own table, as a later domain may have."""
    later = MetaData()
    from sqlalchemy import ForeignKey

    notes = Table(
        "notes",
        later,
        Column("note", Integer, primary_key=True),
        Column("parent", ForeignKey("notes.note")),
        Column("data", LargeBinary),
        Column("open", Boolean),
        Column("words", TextColumn),
    )
    run = migrations.run

    def with_notes(connection, to):
        run(connection, to)
        later.create_all(connection)

    ours = migrations.made() | {"notes"}
    monkeypatch.setattr(migrations, "run", with_notes)
    monkeypatch.setattr(migrations, "made", lambda: ours)
    with store.writing() as connection:
        later.create_all(connection)
        rows = [(9, None), (1, 9), (5, 1)]
        for note, parent in rows:
            row = {"note": note, "parent": parent, "data": b"\x00\xff", "open": True}
            connection.execute(insert(notes), row | {"words": "\u2028 'x'"})
    before = everything(store)

    restore(store.engine, read(write(before)))

    assert everything(store) == before
    with store.writing() as connection:
        made = connection.execute(insert(notes).returning(notes.c.note), {"words": "next"})
        assert made.scalar_one() == 10


@contextmanager
def taking_at_most(share: float, of: int):
    """Measure what Python holds at most, beyond what it held before."""
    gc.collect()
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < share * of


def test_no_step_of_saving_and_bringing_back_holds_the_store(full, other, tmp_path):
    """Eight times as many rows as are fetched together; held whole they take twice the store."""
    size, names = 8_000_000, [f"n{number}" for number in range(8_000)]
    with full.writing() as connection:
        rows = [{"name": name, "value": name.ljust(1_000, "x")} for name in names]
        connection.execute(insert(SETTINGS), rows)
    del rows
    file = tmp_path / "monday.zip"

    with taking_at_most(3 / 4, size):
        backup = take(full.engine)
    with taking_at_most(1 / 8, size), file.open("wb") as target:
        write_into(backup, target)
    with taking_at_most(1 / 8, size):
        saved = read(file)
    with taking_at_most(3 / 4, size):
        restore(other.engine, saved)
    assert everything(other) == backup


def test_taking_a_backup_leaves_no_file_behind(other, tmp_path):
    before = sorted(tmp_path.iterdir())
    backup = take(other.engine, tmp_path)

    assert sorted(tmp_path.iterdir()) == before
    assert backup.count == len(backup.rows["settings"])


def test_what_is_taken_is_refused_if_it_could_not_be_brought_back(full, monkeypatch):
    monkeypatch.setattr("core.store.backup.LARGEST", 100)

    with pytest.raises(StoreError, match="unpacks to at most"):
        take(full.engine)


def test_a_file_and_its_bytes_are_the_same_backup(full, tmp_path):
    data = write(everything(full))
    (tmp_path / "a.zip").write_bytes(data)

    assert read(tmp_path / "a.zip") == read(data) == everything(full)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.zip")


def test_a_file_that_is_spoilt_after_it_was_checked_brings_nothing(full, tmp_path):
    draw = random.Random(1)
    with full.writing() as connection:
        for number in range(200):  # more than a file's reader has in hand
            put(connection, f"n{number}", draw.randbytes(1_000).hex())
    before = everything(full)
    file = tmp_path / "a.zip"
    file.write_bytes(write(before))
    backup = read(file)
    file.write_bytes(b"x" * file.stat().st_size)

    with pytest.raises(StoreError, match="no backup of a store"):
        restore(full.engine, backup)
    assert everything(full) == before


def test_the_secret_of_the_server_is_in_no_backup(full):
    with full.writing() as connection:
        put(connection, "mark", "x")
        assert setting(connection, "mark") == "x"
        assert connection.execute(text("SELECT count(*) FROM users")).scalar_one() == 2

    assert "secret" not in everything(full).rows


def test_a_server_that_goes_on_meanwhile_sees_what_was_restored(full, store_url):
    data = write(everything(full))
    server = open_store(store_url)
    for _ in range(8):  # often enough that a driver keeps the statement prepared
        with server.reading() as connection:
            assert user(connection, "g2").id == "g2"
    rename(server, "g2", "Another name")

    restore(full.engine, read(data))

    with server.reading() as connection:
        assert user(connection, "g2").name != "Another name"
    assert rename(server, "g2", "Another name").name == "Another name"
    server.engine.dispose()


def test_tables_of_others_in_the_same_database_are_neither_read_nor_touched(full):
    with full.writing() as connection:
        connection.execute(text("CREATE TABLE payroll (person VARCHAR(20) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO payroll VALUES ('somebody')"))

    before = everything(full)
    restore(full.engine, before)
    with full.writing() as connection:
        wipe(connection)

    assert "payroll" not in before.rows
    with full.reading() as connection:
        assert connection.execute(text("SELECT person FROM payroll")).scalars().all() == [
            "somebody"
        ]
        assert connection.execute(select(USERS)).all() == []


def test_every_table_that_a_domain_declares_is_backed_up(full):
    assert DOMAINS  # imported, so all of them have declared theirs
    assert set(everything(full).rows) == set(METADATA.tables)


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("spoilt", [True, False])
def test_a_zip_packed_in_another_way_is_a_sentence_whole_or_spoilt(packed, spoilt):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packed) as archive:
        archive.writestr("manifest.json", b"{}" * 500)
    data = bytearray(target.getvalue())
    if spoilt:
        data[50:70] = b"\xff" * 20

    with pytest.raises(StoreError, match="no backup of a store, or a damaged one"):
        read(bytes(data))
