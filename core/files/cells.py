"""Cells of a CSV file as text, and where in its file a row stands."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from core.errors import DataError


def place(path: Path, row: int) -> str:
    """Return where in a file a row (from 0) stands: its line, or its row in a Parquet file.

    A cell may hold line breaks, so that lines of a CSV file have to be counted.
    """
    if path.suffix == ".csv" and path.is_file():
        for number, (line, _) in enumerate(_records(path), start=-1):
            if number == row:
                return f"line {line}"
    return f"row {row + 1}"


def read_cells(path: Path) -> pd.DataFrame:
    """Return a CSV file's cells as text, empty where nothing stands.

    Raises:
        DataError: If the file is missing, empty, no CSV or not UTF-8.
    """
    try:
        cells = pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8", skip_blank_lines=False
        )
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing; expected it in {path.parent.name}.") from None
    except pd.errors.EmptyDataError:
        raise DataError(f"{path.name}, line 1: expected a header, found an empty file.") from None
    except (UnicodeDecodeError, pd.errors.ParserError) as error:
        _check_shape(path)
        raise DataError(f"{path.name}: expected CSV; {str(error).strip()}.") from None
    # pandas takes longer rows for rows with an index and fills shorter ones up
    if not isinstance(cells.index, pd.RangeIndex) or (cells.iloc[:, -1] == "").any():
        _check_shape(path)
    return cells


def called(path: Path) -> str:
    """Return what messages call a file; one part of many keeps its folder's name."""
    return f"{path.parent.name}/{path.name}" if path.name.startswith("part-") else path.name


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record, the header first, and the line it begins on; stop where CSV ends."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.reader(file, strict=True)
        while True:
            line = rows.line_num + 1
            try:
                yield line, next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                raise DataError(
                    f"{path.name}, line {line}: expected CSV, found a quote that is not closed "
                    f"before the next comma or line ({error})."
                ) from None


def _check_shape(path: Path) -> None:
    """Refuse the first record that is not UTF-8 or has not as many cells as the header."""
    header: list[str] = []
    for line, cells in _records(path):
        header = header or cells
        for number, cell in enumerate(cells):
            bad = re.search("[\udc80-\udcff]", cell)
            if bad:
                column = header[number] if number < len(header) and line > 1 else str(number + 1)
                raise DataError(
                    f"{path.name}, line {line}, column {column}: expected UTF-8 text, found the "
                    f"byte 0x{ord(bad[0]) - 0xDC00:02x}."
                )
        if len(cells) != len(header):
            last = header[min(len(cells), len(header) - 1)]
            raise DataError(
                f"{path.name}, line {line}, column {last}: expected {len(header)} cells, "
                f"found {len(cells)}."
            )
