"""Contracts of files that others may write: every column declared, every breach located."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import DataError
from core.files.cells import called, place, read_cells

Kind = Literal["text", "whole", "number", "flag", "time", "choice", "choices"]

MOST = 2.0**53
"""Whole numbers up to here are exact in every tool that reads a table."""

TWO = "[0-9]{2}"
TIME = rf"[0-9]{{4}}-{TWO}-{TWO}T{TWO}:{TWO}:{TWO}(?:\.[0-9]{{1,6}})?(?:Z|[+-]{TWO}:{TWO})"


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
        step: Numbers must be whole multiples of it; 0 for any.
        options: Words allowed, for choices.
        optional: Whether a cell may be empty.
        unique: Whether no two rows may hold the same.
    """

    name: str
    kind: Kind
    meaning: str
    low: float = -np.inf
    high: float = np.inf
    step: float = 0.0
    options: tuple[str, ...] = ()
    optional: bool = False
    unique: bool = False

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words.

        Example:
            >>> Column(name="stars", kind="number", low=0.5, high=5, step=0.5, meaning="").allowed
            'a number from 0.5 to 5 in steps of 0.5'
        """
        match self.kind:
            case "text":
                return "text"
            case "flag":
                return "true or false"
            case "time":
                return "a time with zone such as 2026-10-31T20:15:00Z"
            case "choice":
                return f"one of {', '.join(self.options)}"
            case "choices":
                return f"some of {', '.join(self.options)}, each once, joined by ;"
        words = "a whole number" if self.kind == "whole" else "a number"
        if np.isfinite(self.low):
            words += f" from {self.low:g}"
        if np.isfinite(self.high):
            words += f" to {self.high:g}" if np.isfinite(self.low) else f" up to {self.high:g}"
        return words + (f" in steps of {self.step:g}" if self.step else "")


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
    cells = read_cells(path)
    _check_names(path, list(cells.columns), columns)
    return pd.DataFrame({column.name: _column(path, column, cells) for column in columns})


def read_parquet(path: Path, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a Parquet file whose every cell keeps the contract.

    Args:
        path: A Parquet file with the types ``read`` returns.
        columns: The contract; exactly these columns, in any order.

    Raises:
        DataError: Naming file, row, column, what was found and what was expected.
    """
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:120]
        raise DataError(f"{called(path)}: expected a Parquet file; {reason}") from None
    _check_names(path, list(frame.columns), columns)
    return pd.DataFrame({column.name: _typed(path, column, frame) for column in columns})


def check_refers(path: Path, frame: pd.DataFrame, name: str, known: pd.Series, what: str) -> None:
    """Refuse a value that does not exist in ``known``.

    Raises:
        DataError: Naming the first line that points to nothing.
    """
    refuse(path, name, frame[name], ~frame[name].isin(known), f"an id of {what}")


def check_distinct(path: Path, frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a second row with the same values in all of ``names``.

    Raises:
        DataError: Naming the line of the second row, and the last of ``names`` as the column.
    """
    twice = frame.duplicated(list(names))
    refuse(path, names[-1], frame[names[-1]], twice, f"each {' and '.join(names)} together once")


def refuse(path: Path, name: str, found: pd.Series, wrong: pd.Series, expected: str) -> None:
    """Refuse the first row that is wrong, if there is one.

    Args:
        path: The file.
        name: The column.
        found: What stands in it, by row.
        wrong: Which rows are wrong.
        expected: What would be right.

    Raises:
        DataError: Naming file, line, column, found and expected.
    """
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        raise DataError(
            f"{called(path)}, {place(path, row)}, column {name}: expected {expected}, "
            f"found {str(found.iloc[row])[:80]!r}."
        )


def markdown(columns: Sequence[Column]) -> str:
    """Return a contract as a table in Markdown, as ``sample_data/README.md`` shows it."""
    rows = ["| column | holds | meaning |", "|---|---|---|"]
    for column in columns:
        holds = column.allowed + ("; may be empty" if column.optional else "")
        holds += "; no two rows the same" if column.unique else ""
        rows.append(f"| `{column.name}` | {holds} | {column.meaning} |")
    return "\n".join(rows)


def _check_names(path: Path, found: Sequence[str], columns: Sequence[Column]) -> None:
    names = [column.name for column in columns]
    missing = [name for name in names if name not in found]
    extra = [str(name) for name in found if name not in names]
    if missing or extra:
        said = f"column {missing[0]!r} is missing" if missing else f"column {extra[0]!r} is unknown"
        head = ", line 1" if path.suffix == ".csv" else ""
        raise DataError(f"{called(path)}{head}: {said}; expected {', '.join(names)}.")


def _column(path: Path, column: Column, cells: pd.DataFrame) -> pd.Series:
    """Return a column of text as what it means."""
    text = cells[column.name]
    blank = text.str.isspace() | (text == "")
    refuse(path, column.name, text, blank & (text != ""), "no blanks alone")
    if not column.optional:
        refuse(path, column.name, text, blank, "a value")
    values = text
    if column.kind in ("whole", "number"):
        values = pd.to_numeric(text.where(~blank), errors="coerce").astype(float)
        wrong = values.isna() | np.isinf(values)
    elif column.kind == "flag":
        wrong = ~text.isin(["true", "false"])
        values = text == "true"
    elif column.kind == "time":
        values = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce").dt.as_unit("us")
        wrong = ~text.str.fullmatch(TIME) | values.isna()
    else:
        wrong = blank & False
    refuse(path, column.name, text, wrong & ~blank, column.allowed)
    _check_values(path, column, values, text, blank)
    if column.kind == "whole":
        return values.astype("Int64" if column.optional else "int64")
    return values


def _typed(path: Path, column: Column, frame: pd.DataFrame) -> pd.Series:
    """Return a column of a Parquet file, whose type says what it means."""
    values = frame[column.name]
    types = pd.api.types
    right = {
        "whole": types.is_integer_dtype(values),
        "number": types.is_numeric_dtype(values) and not types.is_bool_dtype(values),
        "flag": types.is_bool_dtype(values),
        "time": isinstance(values.dtype, pd.DatetimeTZDtype),
    }.get(column.kind, types.is_string_dtype(values))
    if not right:
        raise DataError(
            f"{called(path)}, column {column.name}: expected {column.allowed}, found the type "
            f"{values.dtype}."
        )
    empty = values.isna() | (
        values == "" if column.kind in ("text", "choice", "choices") else False
    )
    if not column.optional:
        refuse(path, column.name, values, empty, "a value")
    _check_values(path, column, values, values, empty)
    return values.dt.tz_convert("UTC").dt.as_unit("us") if column.kind == "time" else values


def _check_values(
    path: Path, column: Column, values: pd.Series, found: pd.Series, empty: pd.Series
) -> None:
    """Refuse values out of range, not among the options, or not unique."""
    wrong = empty & False
    if column.kind in ("whole", "number"):
        low, high = column.low, column.high
        if column.kind == "whole":
            low, high = max(low, -MOST), min(high, MOST)
            wrong |= values != values.round()
        wrong |= ~values.between(low, high)
        if column.step:
            wrong |= (values / column.step) != (values / column.step).round()
    elif column.kind == "choice":
        wrong = ~values.isin(column.options)
    elif column.kind == "choices":
        wrong = ~values.isin([each for each in values.unique() if _some(each, column.options)])
    refuse(path, column.name, found, wrong & ~empty, column.allowed)
    if column.unique:
        twice = values.duplicated() & ~empty
        refuse(path, column.name, found, twice, "a value that no other row has")


def _some(cell: str, options: Sequence[str]) -> bool:
    words = cell.split(";")
    return len(set(words)) == len(words) and set(words) <= set(options)
