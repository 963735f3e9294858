"""Any CSV file, once somebody says which of its columns holds what."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from core.errors import DataError
from core.importers.dates import Moment, Order, moment, settle
from core.importers.names import take_apart
from core.importers.sheets import Bad, Sheet, found, header, read_sheet
from core.importers.viewings import (
    Personal,
    Viewing,
    checked_minutes,
    checked_time,
    checked_year,
    is_newest_first,
    personal,
)

MEANINGS = ("title", "year", "at", "stars", "liked", "minutes")
"""What a column can hold."""

SCALES = (5, 10, 100)
"""Highest ratings of the scales in use; a file's highest rating tells which is meant."""

YES = frozenset(("true", "yes", "y", "1", "1.0", "x", "liked", "like", "♥", "❤", "❤️", "✓", "ja",
                 "oui", "sí", "si", "sim"))  # fmt: skip
NO = frozenset(("", "false", "no", "n", "0", "0.0", "-", "nein", "non", "não"))
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def read(
    name: str,
    text: str,
    columns: Mapping[str, str],
    *,
    now: datetime,
    bad: Bad,
    order: Order | None,
) -> Personal:
    """Return what a file says, its columns named.

    Args:
        name: Name of the file in messages.
        text: Its text.
        columns: The column that holds each of ``MEANINGS``; only ``title`` must be there.
        now: The present.
        bad: What happens to bad rows.
        order: Whether day or month comes first in dates; found out without it.

    Raises:
        DataError: If a column is not there, or a row is bad and not to be skipped.
    """
    columns = _there(name, text, columns)
    sheet = read_sheet(name, text, tuple(columns.values()), bad)
    place = {meaning: sheet.columns.index(column) for meaning, column in columns.items()}
    cells = [
        (line, {meaning: row[where] for meaning, where in place.items()})
        for line, row in sheet.rows
    ]
    dates = [row["at"] for _, row in cells if row.get("at")]
    reading = settle(dates, now)
    order = order or reading.order
    scale = _scale([row.get("stars", "") for _, row in cells])
    notes = reading.notes(order)
    if scale != SCALES[0]:
        below = SCALES[SCALES.index(scale) - 1]
        notes.append(f"Some ratings are above {below}: read as of {scale}, made stars of 5.")
    times = {date: moment(date, order) for date in set(dates)}
    viewings = []
    for line, row in cells:
        try:
            viewings.append(_viewing(sheet, line, row, columns, scale, times, now))
        except DataError as error:
            bad.refuse(str(error))
    return personal(
        "CSV",
        viewings,
        read=sheet.read,
        skipped=bad.said,
        notes=notes,
        newest_first=is_newest_first(viewings),
    )


def _there(name: str, text: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns as the file spells them."""
    odd = [meaning for meaning in columns if meaning not in MEANINGS]
    if odd or "title" not in columns:
        what = f"no {odd[0]!r}" if odd else "a title among them"
        raise DataError(f"{name}: expected columns for {', '.join(MEANINGS)}, {what}.")
    names, _, line = header(name, text)
    spelled = {each.casefold(): each for each in reversed(names)} | {each: each for each in names}
    for column in columns.values():
        if column not in spelled and column.casefold() not in spelled:
            shown = found(",".join(names))
            raise DataError(f"{name}, line {line}: expected a column {column}, found {shown}.")
    return {
        meaning: spelled.get(column) or spelled[column.casefold()]
        for meaning, column in columns.items()
    }


def _viewing(
    sheet: Sheet,
    line: int,
    row: Mapping[str, str],
    columns: Mapping[str, str],
    scale: int,
    times: Mapping[str, Moment | None],
    now: datetime,
) -> Viewing:
    def place(meaning: str) -> str:
        return sheet.place(line, columns[meaning])

    if not row["title"]:
        raise DataError(f"{place('title')}: expected a title, found ''.")
    title, year = row["title"], None
    if "year" in row:
        year = checked_year(place("year"), row["year"].removesuffix(".0"), now)
    else:
        name = take_apart(title)
        title, year = (name.title, name.year) if name.year else (title, None)
    liked = row.get("liked", "").casefold()
    if liked not in YES | NO:
        raise DataError(f"{place('liked')}: expected yes or no, found {found(row['liked'])}.")
    minutes, when = row.get("minutes", ""), row.get("at", "")
    return Viewing(
        title=title,
        line=line,
        year=year,
        at=checked_time(place("at"), when, times[when], now) if when else None,
        stars=_stars(place("stars"), row["stars"], scale) if "stars" in row else np.nan,
        liked=liked in YES,
        minutes=checked_minutes(place("minutes"), minutes) if minutes else np.nan,
        written=row["title"],
    )


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else math.nan


def _scale(texts: Sequence[str]) -> int:
    highest = max((value for text in texts if (value := _number(text)) <= SCALES[-1]), default=0.0)
    return next(scale for scale in SCALES if highest <= scale)


def _stars(place: str, text: str, scale: int) -> float:
    """Return stars from 0.5 to 5; none for an empty cell or a zero, which says "not rated"."""
    if not text:
        return np.nan
    value = _number(text)
    if math.isnan(value) or value > scale:
        raise DataError(f"{place}: expected a rating from 0 to {scale}, found {found(text)}.")
    return max(0.5, value * SCALES[0] / scale) if value else np.nan
