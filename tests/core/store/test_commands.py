"""The store from the terminal: emptied, saved and brought back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cli import main
from core.identity.settings import put, setting
from core.identity.tables import USERS
from core.identity.users import User, guest
from core.store import store as opening
from core.store.backup import Backup, take, write
from core.store.store import FILE, Store, open_store, set_aside
from ui import faces, house

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with a store and one guest."""
    monkeypatch.delenv(opening.URL, raising=False)
    monkeypatch.setenv(opening.DATA, str(tmp_path))
    store = open_store(tmp_path / FILE)
    guest(store, "g1", AT)
    store.engine.dispose()
    return tmp_path


def guests(store: Store) -> list[str]:
    with store.reading() as connection:
        of = select(USERS.c.id).where(USERS.c.kind == "guest").order_by(USERS.c.id)
        return list(connection.execute(of).scalars())


def test_a_backup_brings_back_what_a_reset_removed(data, capsys):
    store, saved = open_store(data / FILE), str(data / "monday.zip")
    with store.writing() as connection:
        put(connection, "presenter", "digest")
    (data / "room.jsonl").write_text("{}\n")

    assert main(["store", "backup", saved]) == 0
    assert main(["store", "reset", "--yes"]) == 0
    assert guests(store) == []
    with store.reading() as connection:
        assert setting(connection, "presenter") == "digest"
    assert not (data / "room.jsonl").exists()
    assert len(list(data.glob("room-until-*.jsonl"))) == 1

    assert main(["store", "restore", saved, "--yes"]) == 0
    assert guests(store) == ["g1"]
    said = capsys.readouterr().out
    assert "Points and spins begin at zero" in said
    assert "Restored" in said


@pytest.mark.parametrize("asked", [["store", "reset"], ["store", "restore", "{saved}"]])
def test_nothing_is_removed_without_yes(data, capsys, asked):
    saved = str(data / "monday.zip")
    main(["store", "backup", saved])

    assert main([each.format(saved=saved) for each in asked]) == 2
    assert "--yes" in capsys.readouterr().err
    assert guests(open_store(data / FILE)) == ["g1"]


def test_a_folder_without_a_store_is_a_sentence_and_stays_empty(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv(opening.URL, raising=False)
    asked = ["store", "backup", str(tmp_path / "a.zip"), "--data", str(tmp_path)]

    assert main(asked) == 2
    assert "There is no store to back up" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_backup_is_a_sentence(data, capsys):
    (data / "x.zip").write_bytes(b"PK")

    assert main(["store", "restore", str(data / "x.zip"), "--yes"]) == 2
    assert "no backup of a store" in capsys.readouterr().err
    assert main(["store", "restore", str(data / "none.zip"), "--yes"]) == 2
    assert guests(open_store(data / FILE)) == ["g1"]


def test_the_environment_says_which_database(store_url, tmp_path, monkeypatch, capsys):
    store = open_store(store_url)
    guest(store, "g1", AT)
    where = store_url if "://" in store_url else f"sqlite:///{store_url}"
    monkeypatch.setenv(opening.URL, where)

    assert main(["store", "backup", str(tmp_path / "a.zip"), "--data", str(tmp_path)]) == 0
    guest(store, "g2", AT)
    asked = ["store", "restore", str(tmp_path / "a.zip"), "--yes", "--data", str(tmp_path)]
    assert main(asked) == 0

    assert guests(store) == ["g1"]
    store.engine.dispose()


def test_logs_that_are_moved_aside_are_never_overwritten(tmp_path):
    for turn in range(2):
        (tmp_path / "room.jsonl").write_text(str(turn))
        set_aside(tmp_path, AT.replace(microsecond=turn))

    assert sorted(each.read_text() for each in tmp_path.iterdir()) == ["0", "1"]
    assert set_aside(tmp_path, AT) == []


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_nobody_else_on_the_machine_reads_the_store_or_a_backup(data):
    store = open_store(data / FILE)
    guest(store, "g2", AT)
    old = data / "old.zip"
    old.write_bytes(b"anybody may read this")
    old.chmod(0o644)

    main(["store", "backup", str(data / "new.zip")])
    main(["store", "backup", str(old)])

    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", "new.zip", "old.zip"):
        assert rights(data / name) == 0o600, name
    store.engine.dispose()


def test_the_data_folder_is_its_owners_when_it_is_made_here(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir(mode=0o755)

    for name in ("there", "new"):
        monkeypatch.setattr(house, "DATA", tmp_path / name)
        house.folder()

    assert rights(tmp_path / "new") == 0o700
    assert rights(tmp_path / "there") == 0o755


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"colour": '"/><script>alert(1)</script>'}, "colour is one such as #1f77b4"),
        ({"colour": "#1f77b4\n"}, "colour is one such as #1f77b4"),
        ({"colour": None}, "colour is one such as #1f77b4"),
        ({"kind": "emperor"}, "guest, account, sample, not 'emperor'"),
    ],
)
def test_a_backup_brings_no_colour_or_kind_that_is_none(data, capsys, spoilt, words):
    store = open_store(data / FILE)
    taken = take(store.engine)
    users = [each | spoilt for each in taken.rows["users"]]
    (data / "x.zip").write_bytes(write(Backup(taken.version, {**taken.rows, "users": users})))

    assert main(["store", "restore", str(data / "x.zip"), "--yes"]) == 2
    assert words in capsys.readouterr().err
    assert take(store.engine) == taken
    store.engine.dispose()


def test_a_face_shows_a_colour_as_text_whatever_it_holds():
    bad = User(id="g1", kind="guest", name="Amber", colour='"/><script>')

    assert 'fill="&quot;/&gt;&lt;script&gt;"' in faces.drawing(bad)
