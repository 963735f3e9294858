"""Files of many millions of rows: DuckDB says whether they are good, Python says what is not."""

from collections.abc import Mapping

import duckdb

from core.errors import DataError
from core.importers.rows import Table

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
) -> None:
    """Read a large file into a table of the engine; if it is bad, find the first bad row.

    Args:
        engine: Where the table is made.
        table: The file and its contract.
        name: Name of the new table.
        types: SQL type of each column, by its name in the new table, in the file's order.
        good: SQL condition that every row must keep; says the same as the contract.

    Raises:
        DataError: Naming file, line, column, what was found and what was expected.
    """
    table.header()
    is_csv = table.style == "csv"
    command = SOURCE.format(
        name=name,
        columns=dict(types),
        header=is_csv,
        delim="," if is_csv else "::",
        quote='"' if is_csv else "",
    )
    reason = "some are not"
    try:
        engine.execute(command, {"path": str(table.path)})
        count = f"SELECT count(*) FROM {name} WHERE NOT coalesce({good}, false)"  # noqa: S608
        bad = engine.execute(count).fetchall()[0][0] > 0
    except duckdb.Error as error:
        bad, reason = True, str(error).splitlines()[0][:120]
    if bad:
        for _ in table.rows():
            pass
        raise DataError(f"{table.path.name}: expected rows that keep the contract; {reason}.")
