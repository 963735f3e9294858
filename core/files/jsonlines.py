"""JSON lines as cells: an object a line, its values text, numbers or null."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from core.errors import DataError
from core.files.columnar import Cells, check_utf8, filled, quoted, refuse_names
from core.files.contracts import Column

CHUNK = 1 << 26
"""Bytes of JSON lines that are read together."""

BATCH = 1 << 15
"""Rows of JSON lines that one thread parses together."""

BRACKETS, DEEP = 1000, "deep"
"""Brackets a line may have: some versions of DuckDB follow nesting until the stack overflows."""

JSON_SCALARS = ("VARCHAR", "UBIGINT", "BIGINT", "NULL")
"""Kinds of JSON values that any cell may hold; a number's cell may hold fractions too."""


def read_jsonl(
    path: Path, columns: Sequence[Column], database: duckdb.DuckDBPyConnection
) -> Iterator[Cells]:
    """Yield the cells of a file of JSON lines, some megabytes at a time.

    Args:
        path: The file.
        columns: The contract; a line may leave out any of them.
        database: The engine that parses.

    Raises:
        DataError: For the first line of each part that is no object of these columns.
    """
    with path.open("rb") as file:
        line, rest = 1, file.read(3).removeprefix(b"\xef\xbb\xbf")
        while chunk := file.read(CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            if end:
                yield _objects(path, columns, database, whole + end, line)
                line += whole.count(b"\n") + 1
        if rest.strip():
            yield _objects(path, columns, database, rest + b"\n", line)


def _objects(
    path: Path,
    columns: Sequence[Column],
    database: duckdb.DuckDBPyConnection,
    data: bytes,
    first: int,
) -> Cells:
    """Return the cells of whole lines of JSON objects, the first of which is line ``first``."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    starts = pa.py_buffer(np.concatenate([[0], ends]).astype(np.int64))
    lines = pa.LargeStringArray.from_buffers(len(ends), starts, pa.py_buffer(data))
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        check_utf8(path)
    number = pa.array(np.arange(first, first + len(ends)))
    table = pa.table({"line": lines, "number": number})
    database.register("lines", pa.Table.from_batches(table.to_batches(max_chunksize=BATCH)))
    said = "FROM lines WHERE trim(line, E' \\t\\r\\n') <> ''"
    brackets = "strlen(line) - strlen(translate(line, '[{', ''))"
    shape = f"""CASE WHEN NOT json_valid(line) THEN ''
        WHEN strlen(line) > {BRACKETS} AND {brackets} > {BRACKETS} THEN '{DEEP}'
        ELSE CAST(json_structure(line) AS VARCHAR) END"""
    shapes = database.sql(f"SELECT {shape} AS shape, min(number) {said} GROUP BY shape").fetchall()
    for found, line in sorted(shapes, key=lambda each: int(each[1])):
        _check_shape(path, columns, line, found, lines[line - first].as_py())
    kinds = json.dumps({column.name: "VARCHAR" for column in columns})
    cells = database.sql(f"SELECT number, unnest(from_json(line, '{kinds}')) {said}")
    table = cells.to_arrow_table()
    places = table["number"]
    return Cells(
        filled(table, [column.name for column in columns]),
        lambda row: f"line {places[row].as_py()}",
    )


def _check_shape(path: Path, columns: Sequence[Column], line: int, shape: str, text: str) -> None:
    """Refuse a JSON line whose shape, ``{"at":"VARCHAR",...}``, is not that of the columns."""
    where = f"{path.name}, line {line}"
    deep = DataError(f"{where}: expected text and numbers, found deep nesting.")
    if shape == DEEP:
        raise deep
    if not shape.startswith("{"):
        what = "a JSON object" if shape else "JSON"
        raise DataError(f"{where}: expected {what}, found {quoted(text)}.")
    try:
        kinds, values = json.loads(shape), json.loads(text)
    except RecursionError:
        raise deep from None
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: expected JSON, found {error.msg.lower()}.") from None
    known = {column.name: column for column in columns}
    for name, kind in kinds.items():
        if name not in known:
            refuse_names(path, f"line {line}", f"column {name[:80]!r} is unknown", list(known))
        number = known[name].kind == "number"
        if kind not in JSON_SCALARS and not (number and kind == "DOUBLE"):
            expected = "a number" if number else "text or a whole number"
            found = json.dumps(values[name])
            raise DataError(f"{where}, column {name}: expected {expected}, found {quoted(found)}.")
