"""Backups: every row of a store in one file, which either database writes and either reads.

A zip with a JSON line for each row and a manifest that says version, tables, rows and checksums.
It is read in one transaction that sees one state, while others go on writing. Nobody holds it
whole: rows pass from a store to a file and from a file to a store. What browsers hold is not in
it: the secret that signs their tickets stays in the server's data folder.
"""

import base64
import dataclasses
import hashlib
import io
import json
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine

from core.errors import StoreError
from core.store.engine import reading
from core.store.migrations import version
from core.store.rows import tables

FORMAT = "greenlight store 1"
MANIFEST = "manifest.json"

LARGEST = 1 << 30
"""Bytes that a backup may unpack to: some hundred times a room's busiest month."""

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in a backup may be packed."""

AT_ONCE = 1_000
"""Rows that are fetched from a database together (assumption, 100 to 10,000)."""

Row = dict[str, Any]


class Lines(Collection[Row]):
    """The rows of a table in a backup, read from its file each time one goes through them.

    Args:
        archive: The backup.
        told: What its manifest says of the table.

    Raises:
        StoreError: If the table is not what its checksum says.
    """

    def __init__(self, archive: zipfile.ZipFile, told: Mapping[str, Any]) -> None:
        self._archive, self._name = archive, f"{told['name']}.jsonl"
        found, count = hashlib.sha256(), 0
        for line in self.raw():
            found.update(line)
            count += 1
        if found.hexdigest() != told["sha256"] or count != told["rows"]:
            raise StoreError(
                f"The backup is damaged: {str(told['name'])[:40]} is not what its checksum says."
            )
        self._count = count

    def raw(self) -> Iterator[bytes]:
        """Yield each row as it stands in the file."""
        with self._archive.open(self._name) as lines:
            yield from lines

    def __iter__(self) -> Iterator[Row]:
        with _refusing():
            for line in self.raw():
                yield json.loads(line)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(each == row for each in self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lines | list) or len(self) != len(other):
            return False
        return all(one == same for one, same in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


@dataclasses.dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Args:
        version: Of the store's tables, as ``core.store.migrations`` counts.
        rows: By table; values as JSON says them.
    """

    version: str
    rows: Mapping[str, Collection[Row]]

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(map(len, self.rows.values()))


def take(engine: Engine, folder: Path | None = None) -> Backup:
    """Return everything a store holds at one moment, in a file without a name until it is dropped.

    Args:
        engine: Of the store.
        folder: Where the file is; without it beside a SQLite file, else where the system keeps
            files for a while.

    Raises:
        StoreError: If there is nothing: no store was ever made there. Or if it is more than a
            backup may hold.
    """
    with ExitStack() as kept:
        file = kept.enter_context(tempfile.TemporaryFile(dir=folder or _beside(engine)))
        with reading(engine) as connection:
            found = version(connection)
            if found is None:
                raise StoreError(
                    "There is no store to back up yet: nobody has started the app there."
                )
            rows = {each.name: map(_line, _rows(connection, each)) for each in tables(connection)}
            _pack(file, found, rows, zipfile.ZIP_STORED)
        archive = zipfile.ZipFile(file)
        weakref.finalize(archive, kept.pop_all().close)
        return _opened(archive)


def write(backup: Backup) -> bytes:
    """Return a backup as the bytes of a file."""
    target = io.BytesIO()
    write_into(backup, target)
    return target.getvalue()


def write_into(backup: Backup, target: BinaryIO) -> None:
    """Write a backup into a file, row by row."""
    rows = {
        name: each.raw() if isinstance(each, Lines) else map(_line, each)
        for name, each in backup.rows.items()
    }
    _pack(target, backup.version, rows, zipfile.ZIP_DEFLATED)


def read(data: bytes | Path) -> Backup:
    """Return the backup that a file holds, every checksum checked.

    Args:
        data: The file's bytes, or where it is: then it is read again as rows are asked for.

    Raises:
        StoreError: If it is none, or damaged.
        OSError: If there is no such file.
    """
    with _refusing():
        return _opened(zipfile.ZipFile(data if isinstance(data, Path) else io.BytesIO(data)))


def _opened(archive: zipfile.ZipFile) -> Backup:
    with _refusing():
        if sum(each.file_size for each in archive.infolist()) > LARGEST:
            raise StoreError(f"A backup unpacks to at most {LARGEST >> 20:,} MB; this one more.")
        if any(each.compress_type not in PACKED for each in archive.infolist()):
            raise NotImplementedError  # others unpack without a bound, and fail in other ways
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["format"] != FORMAT:
            raise StoreError(
                f"A backup is of the format {FORMAT!r}, not {str(manifest['format'])[:40]!r}."
            )
        rows = {str(each["name"]): Lines(archive, each) for each in manifest["tables"]}
        return Backup(str(manifest["version"]), rows)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in a sentence that a file is no backup."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, RuntimeError,
            EOFError, NotImplementedError):  # fmt: skip
        raise StoreError(
            "This is no backup of a store, or a damaged one; expected a file that "
            "python -m core store backup wrote."
        ) from None


def _pack(target: BinaryIO, version: str, rows: Mapping[str, Iterable[bytes]], how: int) -> None:
    told = []
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, lines in rows.items():
            found, count = hashlib.sha256(), 0
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as table:
                for line in lines:
                    table.write(line)
                    found.update(line)
                    count += 1
            told.append({"name": name, "rows": count, "sha256": found.hexdigest()})
        manifest = {"format": FORMAT, "version": version, "tables": told}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def _beside(engine: Engine) -> Path | None:
    """Return the folder of a store's file; none where a server keeps it."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return Path(file).parent if file else None


def _line(row: Row) -> bytes:
    return json.dumps(row, allow_nan=False).encode("ascii") + b"\n"


def _rows(connection: Connection, table: Any) -> Iterator[Row]:
    order = list(table.primary_key) or list(table.columns)
    asked = table.select().order_by(*order).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(asked):
        yield {name: _said(value) for name, value in row._mapping.items()}


def _said(value: Any) -> Any:
    if isinstance(value, datetime):  # SQLite keeps no zone: every time there is in UTC
        aware = value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)
        return aware.isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value
