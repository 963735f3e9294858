"""Rows of the text files others write, each with its line; the first bad one is a sentence."""

import csv
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from core.errors import DataError
from core.importers.sheets import Bad

Check = Callable[[str], bool]
Style = Literal["csv", "dat"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell of a row must hold.

    Args:
        name: The column's name in messages.
        keeps: Whether a cell's text keeps the contract.
        expected: What it must hold, in words.
    """

    name: str
    keeps: Check
    expected: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A text file: where it is, how it is written and what its rows hold.

    Args:
        path: The file.
        style: ``csv`` with a header, quotes and UTF-8, or ``dat``: "::" between cells, no header,
            UTF-8 or else Latin-1.
        cells: The columns in order.
    """

    path: Path
    style: Style
    cells: tuple[Cell, ...]

    def rows(self, bad: Bad | None = None) -> Iterator[tuple[int, list[str]]]:
        """Yield the line each row starts at, and its cells, all of them checked.

        Args:
            bad: What happens to rows that break the contract; refused without it. A file that is
                no text or no CSV is refused in any case.

        Raises:
            DataError: Naming file, line, column, what was found and what was expected.
        """
        split = self._csv() if self.style == "csv" else self._dat()
        for line, row in split:
            try:
                self._check(line, row)
            except DataError as error:
                (bad or Bad(skip=False)).refuse(str(error))
                continue
            yield line, row

    def header(self) -> None:
        """Refuse a CSV file whose first line does not name the columns.

        Raises:
            DataError: Naming the header that was found and the one expected.
        """
        if self.style == "csv":
            next(self._csv(), None)

    def refuse(self, line: int, name: str, found: str, expected: str) -> DataError:
        """Return the error that locates a cell."""
        return DataError(
            f"{self.path.name}, line {line}, column {name}: expected {expected}, "
            f"found {found[:80]!r}."
        )

    def _check(self, line: int, row: Sequence[str]) -> None:
        if len(row) != len(self.cells):
            names = ", ".join(cell.name for cell in self.cells)
            raise DataError(
                f"{self.path.name}, line {line}: expected {len(self.cells)} cells ({names}), "
                f"found {len(row)}."
            )
        for cell, text in zip(self.cells, row, strict=True):
            if not cell.keeps(text):
                raise self.refuse(line, cell.name, text, cell.expected)

    def _csv(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(["utf-8"]), strict=True)
        names = [cell.name for cell in self.cells]
        start = 1
        try:
            for row in reader:
                if start == 1 and row != names:
                    raise DataError(
                        f"{self.path.name}, line 1: expected the header {','.join(names)}, "
                        f"found {','.join(row)[:80]!r}."
                    )
                if start > 1 and row:
                    yield start, row
                start = reader.line_num + 1
        except csv.Error as error:
            raise DataError(f"{self.path.name}, line {start}: expected CSV; {error}.") from None
        if start == 1:
            raise DataError(f"{self.path.name}, line 1: expected a header, found an empty file.")

    def _dat(self) -> Iterator[tuple[int, list[str]]]:
        for line, text in enumerate(self._lines(["utf-8", "latin-1"]), start=1):
            if text.strip():
                yield line, text.rstrip("\r\n").split("::")

    def _lines(self, encodings: Sequence[str]) -> Iterator[str]:
        with self.path.open("rb") as file:
            for line, raw in enumerate(file, start=1):
                yield self._decoded(line, raw, encodings)

    def _decoded(self, line: int, raw: bytes, encodings: Sequence[str]) -> str:
        for encoding in encodings:
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise DataError(f"{self.path.name}, line {line}: expected UTF-8 text, found other bytes.")


def whole(name: str, low: int, high: int, what: str) -> Cell:
    """Return the contract of a whole number between two ends."""
    return Cell(
        name=name,
        keeps=lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high,
        expected=f"{what}, a whole number from {low:,} to {high:,}",
    )
