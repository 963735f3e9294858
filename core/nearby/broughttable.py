"""A table of viewings with places: its columns found by their names, its cells as text."""

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Mapping
from typing import NoReturn, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as _csv

from core.errors import DataError
from core.importers.sheets import Bad, decode, found, header, many, read_sheet

MOST_ROWS = 2_000_000
"""Viewings a file may have: read and drawn in well under a minute (assumption, 1 to 5 million)."""

SPELLED: Mapping[str, tuple[str, ...]] = {
    "member": ("member", "memberid", "user", "userid", "username", "viewer", "viewerid", "account",
               "accountid", "profile", "profileid", "customer", "customerid", "subscriber"),
    "title": ("title", "titleid", "titlename", "name", "film", "movie", "movietitle", "show",
              "series", "programme", "program", "item", "itemid", "content", "contentid"),
    "time": ("time", "at", "timestamp", "datetime", "date", "when", "watchedat", "viewedat",
             "startedat", "starttime", "playedat", "ts"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
}  # fmt: skip
"""What a column is called, in small letters and without spaces and signs; the likeliest first."""

COLUMNS = "member, title, time, latitude and longitude"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Cells of a file by what they mean.

    Args:
        name: What messages call the file.
        columns: What the file calls each column.
        cells: Text without the space around it, a column for each of ``SPELLED``; its index counts
            the file's rows.
        line: Returns the line that a row begins on.
    """

    name: str
    columns: Mapping[str, str]
    cells: pd.DataFrame
    line: Callable[[int], int]

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        text = decode(name, data).replace("\r\n", "\n").replace("\r", "\n")
        names, delimiter, before = header(name, text)
        columns = _columns(name, names, before)
        cells, line = _cells(name, text, delimiter, before, names, columns)
        if len(cells) > MOST_ROWS:
            raise DataError(
                f"{name}: expected at most {MOST_ROWS:,} viewings, found {len(cells):,}."
            )
        cells = cells.apply(lambda column: column.str.strip())
        return cls(name=name, columns=columns, cells=cells, line=line)

    def without(self, rows: npt.NDArray[np.bool_], what: str, said: list[str]) -> Self:
        if not rows.any():
            return self
        said.append(f"{many(int(rows.sum()), 'row')} {what} left out.")
        if rows.all():
            raise DataError(f"{self.name}: expected rows with a place, found none.")
        return dataclasses.replace(self, cells=self.cells[~rows])

    def refuse(self, place: int, meaning: str, expected: str) -> NoReturn:
        cell = str(self.cells[meaning].iloc[place])
        raise DataError(
            f"{self.where(place)}, column {self.columns[meaning]}: expected {expected}, found "
            f"{found(cell)}."
        )

    def where(self, place: int) -> str:
        return f"{self.name}, line {self.line(int(self.cells.index[place]))}"


def _columns(name: str, names: tuple[str, ...], line: int) -> dict[str, str]:
    """Return what the file calls each column that is needed."""
    plain = {re.sub(r"[\W_]+", "", each.casefold()): each for each in reversed(names)}
    columns = {
        meaning: next((plain[each] for each in spelled if each in plain), "")
        for meaning, spelled in SPELLED.items()
    }
    missing = [meaning for meaning, column in columns.items() if not column]
    if missing:
        raise DataError(
            f"{name}, line {line}: expected columns for {COLUMNS}, found none for "
            f"{' and '.join(missing)} among {found(','.join(names))}."
        )
    return columns


def _cells(
    name: str,
    text: str,
    delimiter: str,
    before: int,
    names: tuple[str, ...],
    columns: Mapping[str, str],
) -> tuple[pd.DataFrame, Callable[[int], int]]:
    places = {meaning: str(names.index(column)) for meaning, column in columns.items()}
    try:
        table = _csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=_csv.ReadOptions(
                column_names=[str(place) for place in range(len(names))], skip_rows=before
            ),
            parse_options=_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=_csv.ConvertOptions(
                include_columns=list(places.values()),
                column_types=dict.fromkeys(places.values(), pa.large_string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        sheet = read_sheet(name, text, tuple(columns.values()), Bad(skip=False))
        rows = [row for _, row in sheet.rows]
        frame = pd.DataFrame(rows, columns=range(len(names)), dtype="str")
        frame = frame[[int(place) for place in places.values()]].set_axis(list(places), axis=1)
        return frame, lambda row: sheet.rows[row][0]
    return (
        table.rename_columns(list(places)).to_pandas(),
        lambda row: _line(text, delimiter, before, row),
    )


def _line(text: str, delimiter: str, before: int, row: int) -> int:
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    for cells in lines:
        if line > before and cells:
            if row == 0:
                return line
            row -= 1
        line = lines.line_num + 1
    return line
