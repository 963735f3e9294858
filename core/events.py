"""The event schema: who did what, when and where; one for demos, simulations and imported logs.

A log of any kind becomes columns of text (or, from Parquet, of their own types), and one set of
vectorised checks decides whether it keeps the contract: ten million events take seconds.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from core.errors import DataError
from core.files.columnar import Arrow, Cells, engine, is_text, quoted, read_csv, read_parquet
from core.files.contracts import Column
from core.files.jsonlines import read_jsonl

TYPES = {
    "subscribed": "a subscription starts or starts again",
    "cancelled": "a subscription ends",
    "session": "the app is opened",
    "shown": "a title is recommended",
    "played": "a title is watched; value: minutes",
    "liked": "a title is liked",
    "skipped": "a recommended title is turned down",
    "rated": "a title is rated; value: stars, 0.5 to 5",
    "browsed": "the first play of a session; value: minutes since it was opened",
    "social": "time on a social surface; value: minutes",
    "review": "a review is posted",
    "comment": "a comment is posted",
    "story": "a story is posted",
    "reaction": "a story is reacted to; target: its author",
    "complaint": "a complaint is made",
    "purchase": "money is paid, the price of the subscription included; value: US dollars",
}
"""What a member can do."""

ARMS = ("control", "treatment")

CONTINUED = "continue"
"""Surface of a title that was begun earlier, perhaps before the log: no first play."""

EVENTS = (
    Column(
        name="event_id",
        kind="text",
        optional=True,
        meaning="id among the member's events; a repeated one counts once",
    ),
    Column(name="at", kind="time", meaning="when, with time zone"),
    Column(name="member", kind="text", meaning="who"),
    Column(name="session", kind="text", optional=True, meaning="the member's session"),
    Column(name="type", kind="choice", options=tuple(TYPES), meaning="what was done"),
    Column(name="title_id", kind="text", optional=True, meaning="which title"),
    Column(
        name="value",
        kind="number",
        low=0,
        high=1e6,
        optional=True,
        meaning="minutes, stars or dollars, by type",
    ),
    Column(
        name="surface",
        kind="text",
        optional=True,
        meaning=f"where on screen; {CONTINUED}: a title begun earlier is gone on with",
    ),
    Column(name="arm", kind="choice", options=ARMS, optional=True, meaning="arm of a test"),
    Column(name="persona", kind="text", optional=True, meaning="persona, where known"),
    Column(name="target", kind="text", optional=True, meaning="member it was done to"),
)
"""Columns of an event log; optional ones may be left out altogether."""

NAMES = tuple(column.name for column in EVENTS)
ABSENT = tuple(column.name for column in EVENTS if column.optional)
NEED_VALUE = ("played", "rated", "browsed", "social", "purchase")
NEED_TITLE = ("shown", "played", "liked", "skipped", "rated")
NEEDS = (("value", NEED_VALUE), ("title_id", NEED_TITLE), ("target", ("reaction",)))
"""Columns that events of some types must fill."""

STARS = (0.5, 5.0)

YEARS = (1970, 2200)
"""First year a log may speak of, and the first it may not: a clock that says so is broken."""

NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
TIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[-+](0[0-9]|1[0-4]):[0-5][0-9])"
)

Check = tuple[str, str, str]
"""Column, SQL that is true where it is wrong, and what was expected."""


def read_events(path: Path) -> pd.DataFrame:
    """Return the events of a log; either all of it keeps the contract or nothing is loaded.

    Args:
        path: A ``.csv``, ``.parquet`` or ``.jsonl`` file with the columns of ``EVENTS``.

    Returns:
        The columns of ``EVENTS`` in order and in the file's order of rows: ``at`` in UTC, to the
        microsecond; ``value`` a number or nothing; the others text, empty where nothing is said.

    Raises:
        DataError: Naming file, line (or row), column, what was found and what was expected, for
            the first row that breaks the contract.
    """
    with engine() as database:
        try:
            parts = [_checked(path, cells, database) for cells in _cells(path, database)]
        except FileNotFoundError:
            raise DataError(f"{path.name} is missing.") from None
        except IsADirectoryError:
            raise DataError(f"{path.name}: expected a file, found a folder.") from None
    if not any(len(part) for part in parts):
        raise DataError(f"{path.name}: expected at least one event, found none.")
    events: pd.DataFrame = pa.concat_tables(parts).to_pandas()
    return events


def write_events(events: pd.DataFrame, path: Path) -> None:
    """Write a log as Parquet, columns as in ``EVENTS``; what is left out stays empty."""
    frame = events.reindex(columns=list(NAMES))
    for column in EVENTS:
        if column.kind in ("text", "choice"):
            frame[column.name] = frame[column.name].astype("string").fillna("")
    frame.to_parquet(path, index=False)


def listed(words: Sequence[str]) -> str:
    """Return words of ours as an SQL list.

    Example:
        >>> listed(("played", "liked"))
        "('played', 'liked')"
    """
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _cells(path: Path, database: duckdb.DuckDBPyConnection) -> Iterator[Cells]:
    match path.suffix:
        case ".csv":
            return read_csv(path, EVENTS, ABSENT)
        case ".parquet":
            return read_parquet(path, EVENTS, ABSENT)
        case ".jsonl":
            return read_jsonl(path, EVENTS, database)
        case ending:
            raise DataError(
                f"{path.name}: expected a file that ends in .csv, .parquet or .jsonl, "
                f"found {ending or 'no ending'!r}."
            )


def _checked(path: Path, cells: Cells, database: duckdb.DuckDBPyConnection) -> Arrow:
    """Return cells as the columns of ``EVENTS``, or refuse the first row that breaks them."""
    checks = [check for column in EVENTS for check in _checks(column, cells.table)]
    for name, types in NEEDS:
        checks.append((name, f"type IN {listed(types)} AND {_empty(cells.table, name)}", ""))
    database.register("cells", cells.table)
    asked = ", ".join(f"coalesce(bool_or({wrong}), false)" for _, wrong, _ in checks)
    if any(database.sql(f"SELECT {asked} FROM cells").fetchall()[0]):  # noqa: S608 - ours
        _refuse_first(path, cells, checks, database)
    number = "nullif(value, '')" if is_text(cells.table, "value") else "value"
    typed = database.table("cells").project(
        f'CAST("at" AS TIMESTAMPTZ) AS "at", CAST({number} AS DOUBLE) AS value'
    )
    made = typed.to_arrow_table()
    columns = {name: cells.table[name] for name in NAMES}
    return pa.table(columns | {name: made[name] for name in made.column_names})


def _checks(column: Column, table: Arrow) -> Iterator[Check]:
    name, text, empty = f'"{column.name}"', is_text(table, column.name), _empty(table, column.name)
    time = f"TRY_CAST({name} AS TIMESTAMPTZ)"
    if not column.optional:
        yield column.name, empty, "a value"
    if column.kind == "choice":
        words = ", ".join(column.options)
        yield (
            column.name,
            f"NOT {empty} AND {name} NOT IN {listed(column.options)}",
            f"one of {words}",
        )
    if column.kind == "time" and text:
        wrong = f"NOT regexp_full_match({name}, '{TIME}') OR {time} IS NULL"
        expected = "a time with zone such as 2026-10-31T20:15:00Z"
        yield column.name, f"NOT {empty} AND ({wrong})", expected
    if column.kind == "time":
        low, high = (f"TIMESTAMPTZ '{year}-01-01T00:00:00Z'" for year in YEARS)
        expected = f"a time from {YEARS[0]} to {YEARS[1] - 1}"
        yield column.name, f"{time} < {low} OR {time} >= {high}", expected
    if column.kind == "number":
        number = f"TRY_CAST({name} AS DOUBLE)" if text else name
        shape = f"NOT regexp_full_match({name}, '{NUMBER}') OR" if text else ""
        ranges = (("", column.low, column.high), ("type = 'rated' AND", *STARS))
        for where, least, most in ranges:
            wrong = f"{where} NOT {empty} AND ({shape} NOT {number} BETWEEN {least} AND {most})"
            yield column.name, wrong, f"a number from {least:g} to {most:g}"


def _empty(table: Arrow, name: str) -> str:
    return f"\"{name}\" = ''" if is_text(table, name) else f'"{name}" IS NULL'


def _refuse_first(
    path: Path, cells: Cells, checks: Sequence[Check], database: duckdb.DuckDBPyConnection
) -> NoReturn:
    rows = pa.array(np.arange(len(cells.table)))
    database.register("numbered", cells.table.append_column("row", rows))
    asked = ", ".join(f"min(row) FILTER ({wrong})" for _, wrong, _ in checks)
    firsts = database.sql(f"SELECT {asked} FROM numbered").fetchall()[0]  # noqa: S608 - ours
    row, check = min((row, check) for check, row in enumerate(firsts) if row is not None)
    name, _, expected = checks[check]
    found = cells.table[name][row].as_py()
    if not expected:
        expected = f"a value for an event of type {cells.table['type'][row].as_py()!r}"
    raise DataError(
        f"{path.name}, {cells.place(row)}, column {name}: expected {expected}, "
        f"found {quoted(found)}."
    )
