"""Columnar files: CSV and Parquet as cells that a contract can be held against, and the engine.

Arrow opens the files, by their exact path; DuckDB computes on what Arrow holds and can reach
neither file nor network. ``docs/decisions/0003-columnar-engine.md`` says why.
"""

import csv
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import duckdb
import pyarrow as pa
import pyarrow.csv as _csv
import pyarrow.parquet as _parquet

from core.errors import DataError
from core.files.contracts import Column

Arrow = Any
"""A ``pyarrow.Table``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cells:
    """Rows of a file before they are checked.

    Args:
        table: The contract's columns in its order, as text that is empty for nothing; times
            and numbers of a Parquet file have their own type already.
        place: Says where row 0, 1, ... stands in the file: ``"line 3"`` or ``"row 3"``.
    """

    table: Arrow
    place: Callable[[int], str]


def engine() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB engine in UTC that sees only what is handed to it."""
    made = duckdb.connect(
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    made.execute("SET TimeZone = 'UTC'")
    return made


def is_text(table: Arrow, name: str) -> bool:
    """Return whether a column of cells is still text."""
    return bool(pa.types.is_large_string(table.schema.field(name).type))


def read_csv(path: Path, columns: Sequence[Column], absent: Sequence[str]) -> Iterator[Cells]:
    """Yield the cells of a CSV file: UTF-8, comma, header, RFC 4180 quotes."""
    names = [column.name for column in columns]
    text = _csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
    )
    lines = _csv.ParseOptions(newlines_in_values=True)
    with path.open("rb"):  # says at once if it is missing or a folder
        pass
    try:
        table = _csv.read_csv(str(path), parse_options=lines, convert_options=text)
    except pa.ArrowInvalid as error:
        _explain_csv(path, str(error))
    _check_names(path, table.column_names, names, absent)
    yield Cells(filled(table, names), lambda row: f"line {_csv_line(path, row)}")


def _explain_csv(path: Path, reason: str) -> NoReturn:
    """Say what is wrong with a CSV file that could not be read at all."""
    check_utf8(path)
    width = 0
    for line, row in _csv_rows(path):
        width = width or len(row)
        if len(row) != width:
            raise DataError(
                f"{path.name}, line {line}: expected {width} cells as in the header, "
                f"found {len(row)}."
            )
    if not width:
        raise DataError(f"{path.name}, line 1: expected a header, found an empty file.")
    raise DataError(f"{path.name}: expected CSV; {_reason(reason)}.")


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file, blank lines left out, and the line each begins on."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows, line = csv.reader(file), 1
        try:
            for row in rows:
                if row:
                    yield line, row
                line = rows.line_num + 1
        except csv.Error as error:
            raise DataError(f"{path.name}, line {line}: expected CSV; {error}.") from None


def _csv_line(path: Path, row: int) -> int:
    return next(line for place, (line, _) in enumerate(_csv_rows(path)) if place == row + 1)


def check_utf8(path: Path) -> None:
    """Refuse a file with bytes that are no UTF-8, and say where."""
    with path.open("rb") as file:
        for line, text in enumerate(file, start=1):
            try:
                text.decode()
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{path.name}, line {line}: expected UTF-8 text, "
                    f"found byte 0x{text[error.start]:02x}."
                ) from None


def read_parquet(path: Path, columns: Sequence[Column], absent: Sequence[str]) -> Iterator[Cells]:
    """Yield the cells of a Parquet file; categories are read as text, ids may be numbers."""
    names = [column.name for column in columns]
    with path.open("rb"):
        pass
    try:
        with pa.memory_map(str(path)) as source, _parquet.ParquetFile(source) as file:
            _check_names(path, file.schema_arrow.names, names, absent)
            table = file.read()
        found = {c.name: _plain(path, c, table) for c in columns if c.name in table.column_names}
    except (pa.ArrowException, OSError, OverflowError) as error:
        reason = _reason(str(error))
        raise DataError(f"{path.name}: expected a Parquet file; {reason}.") from None
    yield Cells(filled(pa.table(found), names), lambda row: f"row {row + 1}")


def _plain(path: Path, column: Column, table: Arrow) -> Any:
    """Return a column of a Parquet file as text, or as the time or number it is."""
    found, types = table[column.name], pa.types
    if types.is_dictionary(found.type):
        found = found.cast(found.type.value_type)
    kind, words = found.type, column.kind in ("text", "choice")
    if found.null_count == len(found):
        return pa.repeat(pa.scalar("", pa.large_string()), len(found))
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    if is_text or (words and types.is_integer(kind)):
        text = found.cast(pa.large_string())
        return text.fill_null("") if text.null_count else text
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    if column.kind == "number" and is_number:
        return found.cast(pa.float64(), safe=False)
    if column.kind == "time" and types.is_timestamp(kind) and kind.tz:
        # what is finer than a microsecond is cut off; a coarser time must fit
        finest = pa.timestamp("us", tz="UTC")
        try:
            return found.cast(finest, safe=kind.unit != "ns")
        except pa.ArrowInvalid:
            kind = f"times out of range of {finest}"
    expected = {"time": "times with zone", "number": "numbers"}.get(column.kind, "text")
    raise DataError(
        f"{path.name}, column {column.name}: expected {expected}, found a column of {kind}."
    )


def _check_names(
    path: Path, found: Sequence[str], names: Sequence[str], absent: Sequence[str]
) -> None:
    missing = [name for name in names if name not in found and name not in absent]
    extra = [name for name in found if name not in names]
    twice = [name for name in names if list(found).count(name) > 1]
    for wrong, what in ((missing, "missing"), (extra, "unknown"), (twice, "there twice")):
        if wrong:
            refuse_names(path, "line 1", f"column {wrong[0][:80]!r} is {what}", names)


def refuse_names(path: Path, place: str, what: str, names: Sequence[str]) -> NoReturn:
    """Refuse a file whose columns are not the contract's."""
    where = path.name if path.suffix == ".parquet" else f"{path.name}, {place}"
    raise DataError(f"{where}: {what}; expected {', '.join(names)}.")


def filled(table: Arrow, names: Sequence[str]) -> Arrow:
    """Return the named columns in order; those left out are empty."""
    made = {}
    for name in names:
        if name not in table.column_names:
            made[name] = pa.repeat(pa.scalar("", pa.large_string()), len(table))
        elif pa.types.is_string(table[name].type):
            text = table[name].cast(pa.large_string())
            made[name] = text.fill_null("") if text.null_count else text
        else:
            made[name] = table[name]
    return pa.table(made)


def quoted(found: object) -> str:
    """Return what was found in a cell, shortened and in quotes, for a message."""
    return "nothing" if found in (None, "") else repr(str(found).strip()[:80])


def _reason(text: str) -> str:
    return text.splitlines()[0][:120].rstrip(".") if text else "it cannot be read"
