"""Viewings with places that somebody brings: one table, read whole or refused in a sentence.

The cells are checked as columns, a million rows in a few seconds; only for what is wrong is the
line looked up. Nothing of the file is kept but what counts in a release of it.
"""

import dataclasses
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import DataError, NearbyError
from core.importers.dates import STAMP, moment
from core.importers.matching import match
from core.importers.names import take_apart
from core.importers.sheets import found, many
from core.nearby.broughttable import Table
from core.nearby.cells import Ids
from core.nearby.earth import Array, check_places
from core.nearby.spot import DAY_S, DAYS, Crowd

LEAST_MEMBERS = 200
"""Members below whom nothing is drawn: with fewer the count says little that is true, and whoever
knows all but one of them knows much already (assumption, 100 to 1,000)."""

ZONED = (
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
    r" ?(?:Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
)
"""A time that says when it was, wherever it is read."""

SHOWN = 3
"""Titles left out that are named."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brought:
    """What a file says, of the last ``DAYS`` days in it.

    Args:
        name: What the file is called.
        crowd: Its viewings, in an order of their own: the file's order makes no other release.
        members: How many different people.
        notes: What was left out, a sentence each.
    """

    name: str
    crowd: Crowd
    members: int
    notes: tuple[str, ...]

    @property
    def days(self) -> range:
        """Return the days from the first viewing to the last, since 1970."""
        ts = self.crowd["ts"]
        return range(int(ts[0]) // DAY_S, int(ts[-1]) // DAY_S + 1)


def read(name: str, data: bytes, titles: pd.DataFrame, *, now: datetime) -> Brought:
    """Return the viewings with places of a CSV file.

    Columns are found by their names, in any order, spelled as people do. A time has its zone, or is
    in seconds since 1970; a title is a title of the catalogue, or its id.

    Args:
        name: What messages call the file.
        data: Its bytes.
        titles: The catalogue, as ``match`` takes it.
        now: The present, with zone; later times are refused.

    Raises:
        DataError: Naming what was found and what was expected, and where.
    """
    table = Table.of(name, data)
    said: list[str] = []
    table = table.without(_is_blank(table, "latitude", "longitude"), "without a place", said)
    lat, lon = _places(table)
    ts, user = _times(table, now), _members(table)
    title = _titles(table, titles, said)
    nowhere = (lat == 0) & (lon == 0)
    if nowhere.any():
        said.append(f"{many(int(nowhere.sum()), 'row')} at latitude 0, longitude 0 left out.")
    fits = (title >= 0) & ~nowhere
    if not fits.any():
        raise DataError(f"{name}: expected viewings of titles in the catalogue, found none.")
    recent = ts >= (ts[fits].max() // DAY_S - DAYS + 1) * DAY_S
    if old := int((fits & ~recent).sum()):
        said.append(f"{many(old, 'row')} older than the last {DAYS} days left out.")
    kept = fits & recent
    crowd: Crowd = {"ts": ts[kept], "lat": lat[kept], "lon": lon[kept], "title": title[kept]}
    crowd["user"] = np.unique(user[kept], return_inverse=True)[1].astype(np.int64)
    members = int(crowd["user"].max()) + 1
    if members < LEAST_MEMBERS:
        raise DataError(
            f"{name}: expected viewings of at least {LEAST_MEMBERS} members, found "
            f"{many(members, 'member')}; fewer cannot hide in a crowd."
        )
    return Brought(name=name, crowd=_ordered(crowd), members=members, notes=tuple(said))


def _ordered(crowd: Crowd) -> Crowd:
    """Return viewings by time, in the same order however the file had them."""
    first = crowd["ts"] - crowd["ts"].min()
    key = (first * (crowd["user"].max() + 1) + crowd["user"]) * (crowd["title"].max() + 1)
    key += crowd["title"]
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        order = np.lexsort([crowd["lon"], crowd["lat"], key])
    return {each: column[order] for each, column in crowd.items()}


def _is_blank(table: Table, *meanings: str) -> npt.NDArray[np.bool_]:
    return np.asarray((table.cells[list(meanings)] == "").all(axis=1))


def _places(table: Table) -> tuple[Array, Array]:
    lat, lon = (_degrees(table, meaning) for meaning in ("latitude", "longitude"))
    fits = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    if not fits.all():
        place = int(np.argmin(fits))
        try:
            check_places(lat[place], lon[place])
        except NearbyError as error:
            raise DataError(f"{table.where(place)}: {error}") from None
    return lat, lon


def _degrees(table: Table, meaning: str) -> Array:
    text = table.cells[meaning].str.replace(",", ".", regex=False)
    values = pd.to_numeric(text, errors="coerce").to_numpy(float)
    if np.isnan(values).any():
        table.refuse(int(np.isnan(values).argmax()), meaning, "degrees as a number")
    return values


def _times(table: Table, now: datetime) -> Ids:
    """Return whole seconds since 1970 UTC."""
    if now.tzinfo is None:
        raise DataError(f"{table.name}: expected the present with its time zone, found {now}.")
    text = table.cells["time"]
    ts = np.full(len(text), -1, dtype=np.int64)
    stamps = text.str.fullmatch(STAMP.pattern).to_numpy(bool)
    ts[stamps] = text[stamps].str.slice(0, 10).astype("int64")
    zoned = text.str.fullmatch(ZONED).to_numpy(bool)
    plain = text[zoned].str.replace(r" ?(?:z|UTC|GMT)$", "Z", regex=True)
    plain = plain.str.replace(r" ([+-]\d{2})", r"\1", regex=True).str.replace(",", ".")
    at = pd.to_datetime(plain, format="ISO8601", utc=True, errors="coerce")
    known = at.notna().to_numpy()
    ts[np.flatnonzero(zoned)[known]] = at[known].astype("datetime64[s, UTC]").astype("int64")
    wrong = ts < 0
    if wrong.any():
        place = int(wrong.argmax())
        says = "a time"
        if moment(str(text.iloc[place]), "day") is not None and not zoned[place]:
            says = "a time with its zone"
        table.refuse(place, "time", f"{says}, such as 2026-05-31T20:15:00+02:00 or ...Z")
    if ts.max() > now.timestamp():
        table.refuse(int(ts.argmax()), "time", f"a time before {now:%Y-%m-%d %H:%M %Z}")
    return ts


def _members(table: Table) -> Ids:
    """Return a number for each member, the same whatever the order of the rows."""
    blank = _is_blank(table, "member")
    if blank.any():
        table.refuse(int(blank.argmax()), "member", "who watched")
    return np.asarray(pd.factorize(table.cells["member"], sort=True)[0], dtype=np.int64)


def _titles(table: Table, titles: pd.DataFrame, said: list[str]) -> Ids:
    """Return the catalogue's row of each title, -1 where it has none."""
    codes, found_names = pd.factorize(table.cells["title"])
    names = [str(each) for each in found_names]
    ids = pd.Index(titles["title_id"].astype(str))
    row = ids.get_indexer(pd.Index(names))
    others = [place for place, at in enumerate(row) if at < 0]
    taken = [take_apart(names[each]) for each in others]
    asked = pd.DataFrame(
        {
            "title": pd.array([each.title for each in taken], dtype="str"),
            "year": pd.array([each.year for each in taken], dtype="Int64"),
        },
        index=pd.Index(others, dtype="int64"),
    )
    matched = match(asked, titles).rows
    row[matched.index.to_numpy()] = ids.get_indexer(pd.Index(matched["title_id"].astype(str)))
    lost = np.flatnonzero(row < 0)
    if len(lost):
        times = np.bincount(codes, minlength=len(names))[lost]
        most = [names[each] for each in lost[np.argsort(-times, kind="stable")][:SHOWN]]
        more = " and others" if len(lost) > SHOWN else ""
        said.append(
            f"{many(len(lost), 'title')} in {many(int(times.sum()), 'row')} left out, not in the "
            f"catalogue or open which: {', '.join(map(found, most))}{more}."
        )
    return np.asarray(row[codes], dtype=np.int64)
