"""Letterboxd: the zip of "Export your data", or one of its files.

The zip holds, in a folder or not, ``diary.csv`` (what was watched when, again and again),
``watched.csv`` (every film marked as seen, and the day it was marked), ``ratings.csv``,
``reviews.csv`` and ``likes/films.csv``; what lies in ``deleted`` and ``orphaned`` the member has
taken back, and a watchlist was not watched. Films are known by name and year: the address in a
diary is that of the entry.

- An entry of the diary is a viewing on its Watched Date; again is a viewing of its own.
- A film without an entry is one viewing, on the day it was marked, rated or liked.
- A heart is a like; so are four stars and more. A viewing without stars has the film's.

Source:
    Letterboxd, "Importing data" (letterboxd.com/about/importing-data) and "Your data"
    (letterboxd.com/settings/data); files as listed in NoelDeMartin/media-kraken, issue 30.
"""

import dataclasses
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from core.errors import DataError
from core.importers.dates import moment, settle
from core.importers.sheets import Bad, Sheet, decode, found, many, read_sheet
from core.importers.viewings import Personal, Viewing, checked_time, checked_year, personal

DIARY, WATCHED, RATINGS, REVIEWS, LIKES = (
    "diary.csv",
    "watched.csv",
    "ratings.csv",
    "reviews.csv",
    "likes/films.csv",
)
FILES = (DIARY, WATCHED, RATINGS, REVIEWS, LIKES)
NEEDED = ("Date", "Name", "Year", "Letterboxd URI")
MORE: Mapping[str, tuple[str, ...]] = {
    DIARY: ("Rating", "Watched Date"),
    RATINGS: ("Rating",),
    REVIEWS: ("Rating",),
}
"""Columns that files need beside ``NEEDED``."""

LIST = "Letterboxd list export"
"""How a list begins; what stands on a list need not have been watched."""

Film = tuple[str, int | None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of any of the files.

    Args:
        film: Name and year.
        line: Its line.
        at: When, by the row.
        stars: Stars given, NaN where none.
    """

    film: Film
    line: int
    at: datetime | None
    stars: float


def is_export(paths: Mapping[str, bytes]) -> bool:
    """Say whether a zip holds what tells of films watched."""
    return any(path in paths for path in (DIARY, WATCHED, RATINGS))


def which(name: str, columns: tuple[str, ...]) -> str:
    """Return which of the files one that came alone is, by its columns and its name.

    Raises:
        DataError: If it is a watchlist.
    """
    if "Review" in columns:
        return REVIEWS
    if "Watched Date" in columns:
        return DIARY
    if "Rating" in columns:
        return RATINGS
    if "watchlist" in name.lower():
        raise DataError(f"{name}: expected films that were watched, found a watchlist.")
    return LIKES if name.lower().endswith("films.csv") else WATCHED


def read(name: str, files: Mapping[str, bytes], *, now: datetime, bad: Bad) -> Personal:
    """Return what an export says.

    Args:
        name: Name of the zip, or of the file that came alone, in messages.
        files: The files of ``FILES`` that are there.
        now: The present.
        bad: What happens to bad rows.

    Raises:
        DataError: If a row is bad and not to be skipped, or nothing was watched.
    """
    alone = len(files) == 1
    entries: dict[str, tuple[Entry, ...]] = dict.fromkeys(FILES, ())
    read_rows = 0
    assumed: list[str] = []
    for path, data in files.items():
        called = name if alone else path
        columns = (*NEEDED, *MORE.get(path, ()))
        sheet = read_sheet(called, decode(called, data), columns, bad, empty_ok=True)
        entries[path] = tuple(_entries(sheet, now, bad, assumed))
        read_rows += sheet.read
    viewings, notes = _viewings(entries)
    return personal(
        "Letterboxd", viewings, read=read_rows, skipped=bad.said, notes=[*assumed, *notes]
    )


def _entries(sheet: Sheet, now: datetime, bad: Bad, assumed: list[str]) -> list[Entry]:
    made = []
    when = "Watched Date" if "Watched Date" in sheet.columns else "Date"
    rows = [(line, dict(zip(sheet.columns, row, strict=True))) for line, row in sheet.rows]
    reading = settle([cells[when] for _, cells in rows], now)
    assumed += [f"{sheet.name}: {note}" for note in reading.notes(reading.order)]
    for line, cells in rows:
        try:
            if not cells["Name"]:
                raise DataError(f"{sheet.place(line, 'Name')}: expected a title, found ''.")
            year = checked_year(sheet.place(line, "Year"), cells["Year"], now)
            column = when if cells[when] else "Date"
            text = cells[column]
            at = checked_time(sheet.place(line, column), text, moment(text, reading.order), now)
            stars = _stars(sheet.place(line, "Rating"), cells.get("Rating", ""))
        except DataError as error:
            bad.refuse(str(error))
            continue
        made.append(Entry(film=(cells["Name"], year), line=line, at=at, stars=stars))
    return made


def _stars(place: str, text: str) -> float:
    if not text:
        return np.nan
    try:
        stars = float(text)
    except ValueError:
        stars = np.nan
    if not (0.5 <= stars <= 5 and stars * 2 == round(stars * 2)):
        raise DataError(f"{place}: expected stars in halves, 0.5 to 5, found {found(text)}.")
    return stars


def _viewings(entries: Mapping[str, tuple[Entry, ...]]) -> tuple[list[Viewing], list[str]]:
    liked = {entry.film for entry in entries[LIKES]}
    rated = {
        entry.film: entry.stars
        for path in (REVIEWS, RATINGS)
        for entry in entries[path]
        if not np.isnan(entry.stars)
    }
    dated = {entry.film for entry in entries[DIARY]}
    viewings = [_viewing(entry, rated, liked) for entry in entries[DIARY]]
    others: dict[Film, Entry] = {}
    for path in (WATCHED, RATINGS, REVIEWS, LIKES):
        for entry in entries[path]:
            if entry.film not in dated:
                others.setdefault(entry.film, entry)
    viewings += [_viewing(entry, rated, liked) for entry in others.values()]
    notes = []
    if others:
        notes.append(
            f"{many(len(others), 'film')} without a diary entry: the day of the mark, the rating "
            "or the like stands for the day it was watched."
        )
    return viewings, notes


def _viewing(entry: Entry, rated: Mapping[Film, float], liked: set[Film]) -> Viewing:
    title, year = entry.film
    stars = rated.get(entry.film, np.nan) if np.isnan(entry.stars) else entry.stars
    return Viewing(
        title=title,
        year=year,
        line=entry.line,
        at=entry.at,
        stars=stars,
        liked=entry.film in liked,
        written=title,
    )
