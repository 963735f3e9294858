"""Contracts of files that others may write: every column declared, every breach located."""

import dataclasses
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import DataError

Kind = Literal["text", "whole", "number", "flag", "time", "choice", "choices"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column must hold.

    Args:
        name: Its name in the header.
        kind: ``text``, ``whole`` number, ``number``, ``flag`` (true or false), ``time`` (ISO
            8601 with zone), ``choice`` (one of ``options``) or ``choices`` (some, by ";").
        meaning: What it says, with its unit; the data's README is written from it.
        low: Smallest number allowed.
        high: Largest number allowed.
        options: Words allowed, for choices.
        optional: Whether a cell may be empty.
        unique: Whether no two rows may hold the same.
        refers: Name of what the values must exist in, for messages.
    """

    name: str
    kind: Kind
    meaning: str
    low: float = -np.inf
    high: float = np.inf
    options: tuple[str, ...] = ()
    optional: bool = False
    unique: bool = False
    refers: str = ""


def read(path: Path, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a CSV file whose every cell keeps the contract.

    Args:
        path: A CSV file: UTF-8, comma, header, RFC 4180 quotes.
        columns: The contract; exactly these columns, in any order.

    Returns:
        The contract's columns in its order. Whole numbers are ``int64`` (``Int64`` where a
        cell may be empty), times are UTC.

    Raises:
        DataError: Naming file, line, column, what was found and what was expected.
    """
    return check(path, read_cells(path), columns)


def check(
    path: Path, cells: pd.DataFrame, columns: Sequence[Column], *, absent: Collection[str] = ()
) -> pd.DataFrame:
    """Return cells, all of them text, as typed columns that keep the contract.

    Args:
        path: Where they come from, for messages.
        cells: Text, empty for nothing; the row after the header is line 2.
        columns: The contract.
        absent: Optional columns that may be missing altogether.

    Raises:
        DataError: As ``read``.
    """
    names = [column.name for column in columns]
    for name in absent:
        if name not in cells.columns:
            cells = cells.assign(**{name: ""})
    missing = [name for name in names if name not in cells.columns]
    extra = [str(name) for name in cells.columns if name not in names]
    if missing or extra:
        said = f"column {missing[0]!r} is missing" if missing else f"column {extra[0]!r} is unknown"
        raise DataError(f"{path.name}, line 1: {said}; expected {', '.join(names)}.")
    return pd.DataFrame({column.name: _column(path, column, cells) for column in columns})


def check_refers(path: Path, frame: pd.DataFrame, name: str, known: pd.Series, what: str) -> None:
    """Refuse a value that does not exist in ``known``.

    Raises:
        DataError: Naming the first line that points to nothing.
    """
    _refuse(path, name, frame[name], ~frame[name].isin(known), f"an id of {what}")


def read_cells(path: Path) -> pd.DataFrame:
    """Return a CSV file's cells as text, empty where nothing stands.

    Raises:
        DataError: If the file is missing, empty, no CSV or not UTF-8.
    """
    try:
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing; expected it in {path.parent.name}.") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: expected UTF-8 text, found byte {error.start}.") from None
    except pd.errors.EmptyDataError:
        raise DataError(f"{path.name}, line 1: expected a header, found an empty file.") from None
    except pd.errors.ParserError as error:
        raise DataError(f"{path.name}: expected CSV; {str(error).strip()}.") from None
    if cells.index.nlevels > 1 or not isinstance(cells.index, pd.RangeIndex):
        raise DataError(f"{path.name}, line 2: more cells than the header has columns.")
    return cells


def _column(path: Path, column: Column, cells: pd.DataFrame) -> pd.Series:
    text = cells[column.name]
    empty = text == ""
    if not column.optional:
        _refuse(path, column.name, text, empty, "a value")
    if column.unique:
        _refuse(path, column.name, text, text.duplicated() & ~empty, "a value of its own")
    match column.kind:
        case "text":
            return text
        case "whole" | "number":
            return _numbers(path, column, text, empty)
        case "flag":
            _refuse(path, column.name, text, ~text.isin(["true", "false"]), "true or false")
            return text == "true"
        case "time":
            return _times(path, column, text)
        case "choice":
            wrong = ~text.isin(column.options) & ~empty
            _refuse(path, column.name, text, wrong, f"one of {', '.join(column.options)}")
            return text
        case "choices":
            allowed = set(column.options)
            wrong = pd.Series(
                [not allowed.issuperset(cell.split(";")) for cell in text], index=text.index
            )
            _refuse(
                path,
                column.name,
                text,
                wrong & ~empty,
                f"some of {', '.join(column.options)}, joined by ;",
            )
            return text


def _numbers(path: Path, column: Column, text: pd.Series, empty: pd.Series) -> pd.Series:
    number = pd.to_numeric(text.where(~empty), errors="coerce")
    whole = column.kind == "whole"
    number = number.astype(float)
    wrong = ~(number.between(column.low, column.high) & (number.abs() < np.inf))
    if whole:
        wrong |= number != number.round()
    words = "a whole number" if whole else "a number"
    ends = [f"{end:g}" for end in (column.low, column.high)]
    if np.isfinite(column.low) or np.isfinite(column.high):
        words += f" from {ends[0]} to {ends[1]}"
    _refuse(path, column.name, text, wrong & ~empty, words)
    if whole:
        return number.astype("Int64" if column.optional else "int64")
    return number


def _times(path: Path, column: Column, text: pd.Series) -> pd.Series:
    zoned = text.str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
    times = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce")
    wrong = ~zoned | times.isna()
    _refuse(path, column.name, text, wrong, "a time with zone such as 2026-10-31T20:15:00Z")
    return times


def _refuse(path: Path, name: str, found: pd.Series, wrong: pd.Series, expected: str) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        raise DataError(
            f"{path.name}, line {row + 2}, column {name}: expected {expected}, "
            f"found {str(found.iloc[row])[:80]!r}."
        )
