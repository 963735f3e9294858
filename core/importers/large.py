"""Files of many millions of rows: DuckDB says whether they are good, Python says what is not."""

import csv
import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from core.errors import DataError
from core.importers.rows import Table
from core.importers.sheets import Bad

SOURCE = """
CREATE TABLE {name} AS SELECT * FROM read_csv($path, auto_detect = false, columns = {columns},
    header = {header}, delim = '{delim}', quote = '{quote}', escape = '{quote}')
"""


def load(
    engine: duckdb.DuckDBPyConnection,
    table: Table,
    name: str,
    types: Mapping[str, str],
    good: str,
    bad: Bad | None = None,
) -> None:
    """Read a large file into a table of the engine; if it is bad, find the first bad row.

    Args:
        engine: Where the table is made.
        table: The file and its contract.
        name: Name of the new table.
        types: SQL type of each column, by its name in the new table, in the file's order.
        good: SQL condition that every row must keep; says the same as the contract.
        bad: What happens to bad rows; refused without it. Where they are left out, Python reads
            the file once more, at about a million rows in two seconds.

    Raises:
        DataError: Naming file, line, column, what was found and what was expected.
    """
    table.header()
    reason = _read(engine, table, name, types, good)
    if not reason:
        return
    if bad is None or not bad.skip:
        for _ in table.rows():
            pass
        raise DataError(f"{table.path.name}: expected rows that keep the contract; {reason}.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / table.path.name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([cell.name for cell in table.cells])
            writer.writerows(row for _, row in table.rows(bad))
        engine.execute(f"DROP TABLE IF EXISTS {name}")
        clean = dataclasses.replace(table, path=path, style="csv")
        reason = _read(engine, clean, name, types, good)
    if reason:
        raise DataError(f"{table.path.name}: expected rows that keep the contract; {reason}.")


def _read(
    engine: duckdb.DuckDBPyConnection,
    table: Table,
    name: str,
    types: Mapping[str, str],
    good: str,
) -> str:
    """Read a file into a table; return what is wrong with it, nothing if it is good."""
    is_csv = table.style == "csv"
    command = SOURCE.format(
        name=name,
        columns=dict(types),
        header=is_csv,
        delim="," if is_csv else "::",
        quote='"' if is_csv else "",
    )
    try:
        engine.execute(command, {"path": str(table.path)})
        count = f"SELECT count(*) FROM {name} WHERE NOT coalesce({good}, false)"  # noqa: S608
        return "some are not" if engine.execute(count).fetchall()[0][0] else ""
    except duckdb.Error as error:
        return str(error).splitlines()[0][:120]
