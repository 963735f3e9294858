"""The long tables of a snapshot: their columns, and CSV that gives back the very same numbers."""

import csv
import dataclasses
import io
import math
import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

import pandas as pd

from core.errors import SnapshotError

ALL = "all"
"""The persona of rows about every member."""

ARMS = ("control", "treatment", "difference", "lift")
Type = Literal["string", "integer", "number", "boolean"]
Row = tuple[str, ...]

NAME = re.compile("[a-z][a-z0-9_]{0,59}")
BAD_TEXT = re.compile("^[=+@]|[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Texts that a spreadsheet takes for a formula or a terminal for a command, or no Unicode."""

DESCRIBED: dict[str, tuple[str, str]] = {
    "metric": ("", "Slug of the metric, defined under metrics."),
    "arm": ("", "control, treatment, their difference, or lift: difference over control."),
    "persona": ("", "Slug of a persona, or all for every member."),
    "day": ("day", "Day since launch; the first is 1."),
    "estimate": ("the metric's unit; lift: share", "Estimate."),
    "se": ("the metric's unit; lift: share", "Standard error of the estimate."),
    "low": ("the metric's unit; lift: share", "Lower end of the interval."),
    "high": ("the metric's unit; lift: share", "Upper end of the interval."),
    "n": ("members", "Members the estimate rests on."),
    "method": ("", "How the interval was made."),
}
"""Unit and meaning of the columns that every snapshot knows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Contract:
    """What a table must have.

    Args:
        name: Its name in messages and files.
        keys: Columns that name a row; together they are unique.
        values: Further columns that must be there, in this order; others may follow.
        numbers: Columns that are numbers even where all of them are whole or missing.
    """

    name: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    numbers: frozenset[str]


METRICS = Contract(
    "metrics", ("metric", "arm", "persona"), ("estimate", "se", "low", "high", "n", "method"),
    frozenset({"estimate", "se", "low", "high"}),
)  # fmt: skip
CURVES = Contract(
    "curves", ("metric", "arm", "persona", "day"), ("estimate", "low", "high"),
    frozenset({"estimate", "low", "high"}),
)  # fmt: skip


def clean(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the table as a snapshot keeps it: known columns first, plain types.

    Args:
        frame: Any table with the contract's columns; more may follow.
        contract: What it must have.

    Raises:
        SnapshotError: If a column is missing or twice, a key is missing or twice, or a cell
            is neither text, number nor yes or no.
    """
    wanted = (*contract.keys, *contract.values)
    missing = [name for name in wanted if name not in frame.columns]
    if missing or not frame.columns.is_unique:
        raise SnapshotError(
            f"The table {contract.name} needs the columns {', '.join(wanted)}, each once; "
            f"missing: {', '.join(missing) or 'none'}."
        )
    extra = [str(name) for name in frame.columns if name not in wanted]
    columns = {}
    for name in (*wanted, *extra):
        columns[name] = _plain(frame[name], name, name in contract.numbers)
    made = pd.DataFrame(columns)
    if made.duplicated(list(contract.keys)).any():
        raise SnapshotError(f"The table {contract.name} has two rows with the same "
                            f"{', '.join(contract.keys)}; each may be there once.")  # fmt: skip
    return made.reset_index(drop=True)


def _plain(column: pd.Series, name: str, number: bool) -> pd.Series:
    """Return a column as boolean, whole number, number or text; missing text is empty."""
    if not NAME.fullmatch(name):
        raise SnapshotError(f"A column must be named by small letters and _, not {name[:40]!r}.")
    there = column[~column.isna()]
    whole = len(there) == len(column) and not number
    if pd.api.types.is_bool_dtype(column) and whole:
        return column.astype(bool)
    if pd.api.types.is_integer_dtype(column) and whole:
        return column.astype("int64")
    if pd.api.types.is_float_dtype(column) or (number and there.empty):
        return column.astype("float64")
    found = {type(value) for value in there.tolist()}
    if found and found <= {int, float}:
        return column.astype("float64")
    if number or not found <= {str, bool}:
        raise SnapshotError(
            f"The column {name} must hold {'numbers' if number else 'text, numbers or yes and no'}."
        )
    texts = there.astype(object).map(
        lambda cell: cell if isinstance(cell, str) else str(cell).lower()
    )
    if any(BAD_TEXT.search(text) for text in texts):
        raise SnapshotError(f"The column {name} has a text that a terminal or sheet would run.")
    return texts.reindex(column.index, fill_value="").astype("str")


def types(frame: pd.DataFrame) -> dict[str, Type]:
    """Return the type of each column of a cleaned table."""
    kinds: dict[str, Type] = {"b": "boolean", "i": "integer", "f": "number"}
    return {str(name): kinds.get(frame[name].dtype.kind, "string") for name in frame.columns}


def rows(frame: pd.DataFrame) -> list[Row]:
    """Return the cells of a cleaned table as exact text: a number reads back to the same bits."""
    columns = [
        [_write(value, kind) for value in frame[name].tolist()]
        for name, kind in types(frame).items()
    ]
    return list(zip(*columns, strict=True))


def _write(value: Any, kind: Type) -> str:
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "number":
        if math.isnan(value):
            return ""
        return repr(value) if math.isfinite(value) else "INF" if value > 0 else "-INF"
    return str(value)


def _read(text: str, kind: Type) -> Any:
    if kind == "string":
        return text
    if kind == "boolean":
        value: Any = text == "true"
    elif kind == "integer":
        value = int(text) if len(text) < 20 else 0
    else:
        value = float(text) if text else math.nan
    if _write(value, kind) != text:
        raise ValueError
    return value


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a cleaned table as CSV: UTF-8, comma, one header line, missing numbers empty."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(rows(frame))
    return target.getvalue().encode()


def from_csv(content: bytes, kinds: Mapping[str, Type], contract: Contract) -> pd.DataFrame:
    """Read a table back from CSV that others may have edited; equal to what was written.

    Args:
        content: The CSV.
        kinds: Type of each column, in order.
        contract: What the table must have.

    Raises:
        SnapshotError: For another header, a row of another length, or a cell that is not as
            ``to_csv`` writes it; names line and column.
    """
    file = f"{contract.name}.csv"
    try:
        lines = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SnapshotError(f"{file} is not CSV in UTF-8: {error}.") from error
    if not lines or lines[0] != list(kinds):
        raise SnapshotError(f"{file} must start with the columns {', '.join(kinds)}.")
    columns: dict[str, list[Any]] = {column: [] for column in kinds}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(kinds):
            raise SnapshotError(
                f"{file}, row {number}: {len(kinds)} cells needed, not {len(line)}."
            )
        for text, (column, kind) in zip(line, kinds.items(), strict=True):
            try:
                columns[column].append(_read(text, kind))
            except (ValueError, OverflowError):
                raise SnapshotError(
                    f"{file}, row {number}, column {column}: {text[:40]!r} is no {kind}."
                ) from None
    dtypes = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
    try:
        frame = pd.DataFrame(
            {name: pd.Series(cells, dtype=dtypes[kinds[name]]) for name, cells in columns.items()}
        )
    except (ValueError, OverflowError) as error:
        raise SnapshotError(f"{file} holds a value that does not fit its column.") from error
    if types(made := clean(frame, contract)) != dict(kinds):
        raise SnapshotError(f"{file} must have the types that the manifest states.")
    return made


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return a cleaned table as Parquet."""
    target = io.BytesIO()
    frame.to_parquet(target, engine="pyarrow", compression="zstd", index=False)
    return target.getvalue()


def keyed(frame: pd.DataFrame, contract: Contract) -> dict[Row, dict[str, str]]:
    """Return the exact cells of each row of a cleaned table by its key."""
    names = list(frame.columns)
    size = len(contract.keys)
    return {row[:size]: dict(zip(names[size:], row[size:], strict=True)) for row in rows(frame)}


def check_rows(
    frame: pd.DataFrame, slugs: Collection[str], personas: Collection[str], days: int
) -> None:
    """Refuse a table about metrics, arms, personas or days that the snapshot does not declare.

    Raises:
        SnapshotError: Naming the first one found.
    """
    allowed = {"metric": slugs, "arm": ARMS, "persona": (ALL, *personas)}
    for column, names in allowed.items():
        for value in dict.fromkeys(frame[column]):
            if value not in names:
                raise SnapshotError(
                    f"The snapshot's tables name the {column} {str(value)[:40]!r}; "
                    f"declared are {', '.join(names)}."
                )
    if "day" in frame.columns and not (
        frame["day"].dtype.kind == "i" and frame["day"].between(1, days).all()
    ):
        raise SnapshotError(f"The snapshot's curves must name whole days from 1 to {days}.")
