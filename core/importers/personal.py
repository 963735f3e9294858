"""A person's own history, from whichever service wrote it."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from core.errors import DataError
from core.importers import anycsv, letterboxd, netflix, trakt
from core.importers.archives import START, unpack
from core.importers.dates import Order
from core.importers.sheets import Bad, decode, found, header, is_unicode
from core.importers.viewings import Personal as Personal
from core.importers.written import convert_personal as convert_personal

ACTIVITY, HISTORY = "ViewingActivity.csv", "NetflixViewingHistory.csv"
THUMBS = "Ratings.csv"

EXPECTED = (
    "a Netflix viewing history or activity, a Letterboxd export, a Trakt JSON or zip, or the "
    "columns named"
)

WESTERN = "The file is not UTF-8: letters are read as Windows writes them in western Europe."


def read_personal(
    name: str,
    data: bytes,
    *,
    now: datetime,
    skip_bad: bool = False,
    columns: Mapping[str, str] | None = None,
    order: Order | None = None,
    profile: str | None = None,
) -> Personal:
    """Return what a file says somebody watched; its content tells which service wrote it.

    Args:
        name: What messages call the file.
        data: Its bytes.
        now: The present, with zone; later times are refused.
        skip_bad: Leave bad lines out and say so, instead of refusing the file.
        columns: Which column holds ``title``, ``year``, ``at``, ``stars``, ``liked`` and
            ``minutes``, for a CSV file of any origin.
        order: Whether "day", "month" or "year" comes first in dates; found out without it.
        profile: Whose rows to keep, in a Netflix file of several people; all without it.

    Raises:
        DataError: Naming file, line, column, what was found and what was expected.
    """
    if now.tzinfo is None:
        raise DataError(f"{name}: expected the present with its time zone, found {now}.")
    bad = Bad(skip=skip_bad)
    mine = _read(name, data, columns, now=now, bad=bad, order=order, profile=profile)
    if profile is not None and not mine.profiles:
        raise DataError(f"{name}: expected rows with profiles, found a file of one person.")
    if not data.startswith(START) and not is_unicode(data):
        return dataclasses.replace(mine, notes=(*mine.notes, WESTERN))
    return mine


def _read(
    name: str,
    data: bytes,
    columns: Mapping[str, str] | None,
    *,
    now: datetime,
    bad: Bad,
    order: Order | None,
    profile: str | None,
) -> Personal:
    if data.startswith(START):
        if columns is not None:
            raise DataError(f"{name}: expected a CSV file whose columns are named, found a zip.")
        return _zip(name, data, now=now, bad=bad, order=order, profile=profile)
    text = decode(name, data)
    if columns is not None:
        return anycsv.read(name, text, columns, now=now, bad=bad, order=order)
    if text.lstrip()[:1] in ("{", "["):
        return trakt.read(name, {name: trakt.parse(name, data)}, now=now, bad=bad)
    return _table(name, data, text, now=now, bad=bad, order=order, profile=profile)


def _table(
    name: str,
    data: bytes,
    text: str,
    *,
    now: datetime,
    bad: Bad,
    order: Order | None,
    profile: str | None,
) -> Personal:
    names, _, line = header(name, text)
    if set(netflix.LONG) <= set(names):
        return netflix.read_long(name, text, now=now, bad=bad, profile=profile)
    if set(letterboxd.NEEDED) <= set(names):
        path = letterboxd.which(name, names)
        return letterboxd.read(name, {path: data}, now=now, bad=bad)
    if set(netflix.SHORT) <= set(names):
        return netflix.read_short(name, text, now=now, bad=bad, order=order)
    if names[0].startswith(letterboxd.LIST):
        raise DataError(f"{name}: expected films that were watched, found a list of Letterboxd.")
    raise DataError(
        f"{name}, line {line}: expected {EXPECTED}, found the columns {found(','.join(names))}."
    )


def _zip(
    name: str, data: bytes, *, now: datetime, bad: Bad, order: Order | None, profile: str | None
) -> Personal:
    seen: list[str] = []
    files = unpack(name, data, lambda path: _is_ours(path, seen))
    by_base = {path.rpartition("/")[2]: inside for path, inside in files.items()}
    if ACTIVITY in by_base:
        called = f"{name}/{ACTIVITY}"
        text = decode(called, by_base[ACTIVITY])
        thumbs = next((files[path] for path in files if path.rpartition("/")[2] == THUMBS), None)
        ratings = thumbs and (f"{name}/{THUMBS}", decode(f"{name}/{THUMBS}", thumbs))
        return netflix.read_long(
            called, text, now=now, bad=bad, profile=profile, ratings=ratings or None
        )
    if HISTORY in by_base:
        called = f"{name}/{HISTORY}"
        return netflix.read_short(
            called, decode(called, by_base[HISTORY]), now=now, bad=bad, order=order
        )
    if letterboxd.is_export(files):
        ours = {path: files[path] for path in letterboxd.FILES if path in files}
        return letterboxd.read(name, ours, now=now, bad=bad)
    documents = {
        path: document
        for path, inside in files.items()
        if path.endswith(".json") and trakt.lists(document := trakt.parse(path, inside))
    }
    if documents:
        return trakt.read(name, documents, now=now, bad=bad)
    shown = ", ".join(seen[:5]) or "nothing"
    raise DataError(f"{name}: expected a zip of Netflix, Letterboxd or Trakt, found {shown[:120]}.")


def _is_ours(path: str, seen: list[str]) -> bool:
    """Say whether a file in a zip is one to read; note that it is there."""
    seen.append(path)
    base = path.rpartition("/")[2]
    is_trakt = base.endswith(".json") and not path.startswith("__MACOSX")
    return path in letterboxd.FILES or base in (ACTIVITY, HISTORY, THUMBS) or is_trakt
