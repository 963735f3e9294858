"""Restoring: a store becomes what a backup holds, all of it or nothing."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    Table,
    insert,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from core.errors import StoreError
from core.store import migrations
from core.store.backup import AT_ONCE, Backup, Row
from core.store.engine import writing
from core.store.rows import drop, tables


def restore(engine: Engine, backup: Backup) -> None:
    """Replace everything in a store by what a backup holds.

    An older backup gets the tables of its time and is then brought to the newest version, as the
    store itself would have been.

    Raises:
        StoreError: If a newer Greenlight wrote it, or its rows do not fit the tables; the store is
            what it was.
    """
    if backup.version not in migrations.known():
        raise StoreError(
            f"The backup is of version {backup.version[:40]!r}, which a newer Greenlight wrote; "
            f"this one knows up to {migrations.newest()!r}. Update Greenlight."
        )
    try:
        with writing(engine) as connection:
            drop(connection)
            migrations.run(connection, backup.version)
            _fill(connection, backup)
            migrations.run(connection, "head")
    except (SQLAlchemyError, LookupError, ValueError, TypeError, AttributeError,
            OverflowError) as error:  # fmt: skip
        raise StoreError(
            f"The backup's rows do not fit the tables of version {backup.version!r}; the store is "
            f"what it was ({type(error).__name__})."
        ) from None


def _fill(connection: Connection, backup: Backup) -> None:
    there = tables(connection)
    names = {table.name for table in there}
    if names != set(backup.rows):
        other = ", ".join(sorted(names ^ set(backup.rows)))[:200]
        raise StoreError(
            f"The backup must hold the tables of version {backup.version!r}, each once; "
            f"missing or unknown: {other}."
        )
    for table in there:
        for rows in _in_order(table, backup.rows[table.name]):
            connection.execute(insert(table), rows)
        _count_on(connection, table)


def _in_order(table: Table, rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Yield rows as they are read back, in batches each of which refers to earlier ones only."""
    read = {column.name: _reader(column.type) for column in table.columns}
    left = ({name: read[name](value) for name, value in row.items()} for row in rows)
    parents = [
        (column.name, key.column.name)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is table
    ]
    if parents:
        yield from _parents_first(table, list(left), parents)
        return
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def _parents_first(
    table: Table, left: list[Row], parents: Sequence[tuple[str, str]]
) -> Iterator[Sequence[Row]]:
    """Yield rows of a table that refers to itself, which is held whole."""
    known: dict[str, set[Any]] = {own: {None} for _, own in parents}
    while left:
        ready = [all(row[name] in known[own] for name, own in parents) for row in left]
        batch = [row for row, fits in zip(left, ready, strict=True) if fits]
        if not batch:
            raise StoreError(f"The backup's {table.name} refer to rows that are not there.")
        left = [row for row, fits in zip(left, ready, strict=True) if not fits]
        for own, ids in known.items():
            ids.update(row[own] for row in batch)
        yield batch


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value, validate=True)
    return lambda value: value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after those that were restored with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        if not isinstance(column.type, Integer):
            continue
        names: Mapping[str, str] = {"table": table.name, "column": column.name}
        found = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(found, names).scalar()
        if sequence:
            most = f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608
            connection.execute(
                text(f"SELECT setval(:sequence, {most}, false)"), {"sequence": sequence}
            )
