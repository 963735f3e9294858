"""Backups: every row of a store in one file, which either database writes and either reads.

A zip with a JSON line for each row and a manifest that says version, tables, rows and checksums.
It is read in one transaction that sees one state, while others go on writing. What browsers hold is
not in it: the secret that signs their tickets stays in the server's data folder.
"""

import base64
import dataclasses
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

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

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Args:
        version: Of the store's tables, as ``core.store.migrations`` counts.
        rows: By table; values as JSON says them.
    """

    version: str
    rows: Mapping[str, list[Row]]

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(map(len, self.rows.values()))


def take(engine: Engine) -> Backup:
    """Return everything a store holds at one moment.

    Raises:
        StoreError: If there is nothing: no store was ever made there.
    """
    with reading(engine) as connection:
        found = version(connection)
        if found is None:
            raise StoreError("There is no store to back up yet: nobody has started the app there.")
        return Backup(
            found, {table.name: list(_rows(connection, table)) for table in tables(connection)}
        )


def write(backup: Backup) -> bytes:
    """Return a backup as the bytes of a file."""
    files = {f"{name}.jsonl": _lines(rows) for name, rows in backup.rows.items()}
    manifest = {
        "format": FORMAT,
        "version": backup.version,
        "tables": [
            {
                "name": name,
                "rows": len(rows),
                "sha256": hashlib.sha256(files[f"{name}.jsonl"]).hexdigest(),
            }
            for name, rows in backup.rows.items()
        ],
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def read(data: bytes) -> Backup:
    """Return the backup that a file holds, every checksum checked.

    Raises:
        StoreError: If it is none, or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise StoreError(
                    f"A backup unpacks to at most {LARGEST >> 20:,} MB; this one more."
                )
            if any(each.compress_type not in PACKED for each in archive.infolist()):
                raise NotImplementedError  # others unpack without a bound, and fail in other ways
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise StoreError(
                    f"A backup is of the format {FORMAT!r}, not {str(manifest['format'])[:40]!r}."
                )
            rows = {str(each["name"]): _read_table(archive, each) for each in manifest["tables"]}
            return Backup(str(manifest["version"]), rows)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, RuntimeError,
            EOFError, NotImplementedError):  # fmt: skip
        raise StoreError(
            "This is no backup of a store, or a damaged one; expected a file that "
            "python -m core store backup wrote."
        ) from None


def _read_table(archive: zipfile.ZipFile, told: Mapping[str, Any]) -> list[Row]:
    data = archive.read(f"{told['name']}.jsonl")
    rows = [json.loads(line) for line in data.splitlines()]
    if hashlib.sha256(data).hexdigest() != told["sha256"] or len(rows) != told["rows"]:
        raise StoreError(
            f"The backup is damaged: {str(told['name'])[:40]} is not what its checksum says."
        )
    return rows


def _lines(rows: list[Row]) -> bytes:
    return b"".join(json.dumps(row, allow_nan=False).encode("ascii") + b"\n" for row in rows)


def _rows(connection: Connection, table: Any) -> Iterator[Row]:
    order = list(table.primary_key) or list(table.columns)
    for row in connection.execute(table.select().order_by(*order)):
        yield {name: _said(value) for name, value in row._mapping.items()}


def _said(value: Any) -> Any:
    if isinstance(value, datetime):  # SQLite keeps no zone: every time there is in UTC
        aware = value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)
        return aware.isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value
