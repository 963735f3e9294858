"""Commands about the store: what people made here, emptied, saved and brought back."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.terminal.command import Command, Parser, check_out

if TYPE_CHECKING:
    from core.store.backup import Backup


def _where(parser: Parser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        help="the server's data folder; without it GREENLIGHT_DATA, else data. "
        "GREENLIGHT_DATABASE_URL, where it is set, says where the store is",
    )


def _reset_options(parser: Parser) -> None:
    _where(parser)
    parser.add_argument("--yes", action="store_true", help="really remove what people made")


def _reset(asked: argparse.Namespace) -> str:
    from core import demo
    from core.identity.settings import CODE, put, setting
    from core.store.rows import wipe
    from core.store.store import data_folder, open_store, place, set_aside
    from core.world import World

    if not asked.yes:
        raise StoreError(
            "This removes everything that people made here; say --yes if you mean it, and "
            "python -m core store backup FILE first if you may want it back."
        )
    folder, now, world = asked.data or data_folder(), datetime.now(UTC), World.load()
    store = open_store(place(folder))
    with store.writing() as connection:
        code = setting(connection, CODE)
        wipe(connection)
        put(connection, CODE, code)
        demo.seed(connection, world, now)
    moved = set_aside(folder, now)
    said = f" Set aside: {', '.join(moved)}." if moved else ""
    return (
        f"The store is as new, filled with the sample world's members.{said} "
        "Points and spins begin at zero; a server that runs sees it at its next start."
    )


def _backup_options(parser: Parser) -> None:
    parser.add_argument("out", type=Path, help="file to write, a .zip")
    _where(parser)


def _backup(asked: argparse.Namespace) -> str:
    from core.store.backup import take
    from core.store.engine import open_engine
    from core.store.store import FILE, data_folder, place

    check_out(asked.out)
    folder = asked.data or data_folder()
    where = place(folder)
    if where == str(folder / FILE) and not Path(where).exists():
        raise StoreError(f"There is no store to back up: {folder} holds no {FILE}.")
    backup = take(open_engine(where))
    said = _save_private(asked.out, backup)
    return f"{backup.count:,} rows in {len(backup.rows)} tables, version {backup.version}. {said}"


def _save_private(path: Path, backup: "Backup") -> str:
    """Save a file that only its owner may read, at no moment anybody else."""
    from core.store.backup import write_into

    half = path.with_name(path.name + ".part")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    try:
        with half.open("r+b") as target:
            write_into(backup, target)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return f"Saved {path} ({path.stat().st_size:,} bytes)."


def _restore_options(parser: Parser) -> None:
    parser.add_argument("file", type=Path, help="what python -m core store backup wrote")
    _where(parser)
    parser.add_argument("--yes", action="store_true", help="really replace what is there")


def _restore(asked: argparse.Namespace) -> str:
    from core.identity.users import check_rows
    from core.store.backup import read
    from core.store.engine import open_engine
    from core.store.restore import restore
    from core.store.store import data_folder, place

    backup = read(asked.file)
    check_rows(each for each in backup.rows.get("users", []) if isinstance(each, dict))
    if not asked.yes:
        raise StoreError(
            f"This replaces everything in the store by {backup.count:,} rows of {asked.file.name}; "
            "say --yes if you mean it."
        )
    restore(open_engine(place(asked.data or data_folder())), backup)
    return f"Restored {backup.count:,} rows in {len(backup.rows)} tables from {asked.file}."


COMMANDS = (
    Command(
        name="store reset",
        line="remove what people made, and begin anew",
        about="Removes everything that people made, fills the store with the sample world's "
        "members again, moves the room's log aside, and begins new files of points and spins; "
        "those of before stay, for they only ever grow. All of the store is emptied or nothing.",
        example="python -m core store reset --yes",
        options=_reset_options,
        run=_reset,
    ),
    Command(
        name="store backup",
        line="save everything people made in one file",
        about="Saves every row of the store in one file, as it is at one moment, while the server "
        "goes on. SQLite and PostgreSQL write the same file and both read it. Only "
        "the file's owner may read it.",
        example="python -m core store backup monday.zip",
        options=_backup_options,
        run=_backup,
    ),
    Command(
        name="store restore",
        line="bring a backup back",
        about="Replaces everything in the store by what a backup holds, all of it or nothing. An "
        "older backup is brought to this version; a newer one, or a damaged one, is refused.",
        example="python -m core store restore monday.zip --yes",
        options=_restore_options,
        run=_restore,
    ),
)
