"""What one member can change: at most ``m`` titles a day, each once, all in one cell.

A member's day is cut down by looking at that member's day alone: where they watched most often
(the earlier place, if two tie) is where the day counts, and the first ``m`` different titles are
what counts. So adding or removing all that one member did on one day adds or removes

- one person in one cell,
- at most ``m`` counts in all, over every (cell, title),
- at most ``m`` counts in all, over every (cell, hour),

and changes nothing else. These three numbers are what the noise is sized for.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import NearbyError
from core.nearby.cells import Ids, cell_of, district_of

DAY_S, HOUR_S = 86_400, 3_600


@dataclasses.dataclass(frozen=True, slots=True)
class Watched:
    """Watched of any source, columns side by side, in any order.

    Args:
        ts: When each began, whole seconds since 1970 UTC.
        cell: Where, as ``cell_of`` says.
        title: What, 0 up to the number of titles.
        user: Who, whole numbers.
    """

    ts: Ids
    cell: Ids
    title: Ids
    user: Ids

    @classmethod
    def of(cls, events: Any, titles: int) -> Self:
        """Return events of a frame, a mapping of arrays or an object with arrays as attributes.

        Args:
            events: ``ts``, ``lat``, ``lon``, ``title`` (0 to ``titles`` - 1), ``user`` (any).
            titles: How many titles there are.

        Raises:
            NearbyError: For columns that are missing or not equally long, positions that are not
                on Earth, times that are not whole seconds, or titles that do not exist.
        """
        ts, lat, lon, title, user = (
            _column(events, name) for name in ("ts", "lat", "lon", "title", "user")
        )
        if len({len(column) for column in (ts, lat, lon, title, user)}) > 1:
            raise NearbyError("Every viewing needs ts, lat, lon, title and user; some lack one.")
        whole = _whole(title, "title")
        if len(whole) and not (whole.min() >= 0 and whole.max() < titles):
            wrong = whole[(whole < 0) | (whole >= titles)][0]
            raise NearbyError(f"A title is 0 to {titles - 1}, not {wrong}.")
        people = pd.factorize(user)[0].astype(np.int64)
        if len(people) and people.min() < 0:
            raise NearbyError("Every viewing needs a user; one has none.")
        cells = cell_of(lat.astype(float), lon.astype(float))
        return cls(_whole(ts, "ts"), cells, whole, people)


@dataclasses.dataclass(frozen=True, slots=True)
class Bounded:
    """What counts of one day or many: one row per person and day, one per title of it.

    Rows are ordered by day and district.

    Args:
        day: Day of each person, days since 1970.
        district: District in which that person counts.
        cell: Cell in which that person counts.
        title_day: Day of each title watched.
        title_district: District in which it counts.
        title_cell: Cell in which it counts.
        title: Which title.
        hour: Hour of the day, UTC, in which it was begun.
    """

    day: Ids
    district: Ids
    cell: Ids
    title_day: Ids
    title_district: Ids
    title_cell: Ids
    title: Ids
    hour: Ids

    def at(self, day: int, district: int) -> "Bounded":
        """Return what counts in one district on one day."""
        people = _run(self.day, self.district, day, district)
        titles = _run(self.title_day, self.title_district, day, district)
        return Bounded(
            *(column[people] for column in (self.day, self.district, self.cell)),
            *(column[titles] for column in (self.title_day, self.title_district)),
            *(column[titles] for column in (self.title_cell, self.title, self.hour)),
        )


def bounded(viewings: Watched, m: int) -> Bounded:
    """Return what counts of viewings when nobody may count more than ``m`` titles a day.

    Example:
        >>> all_day = {"ts": [0, 60, 120, 180], "lat": [51.5] * 4, "lon": [0.1, 0.1, 0.5, 0.1],
        ...            "title": [7, 7, 5, 6], "user": ["ann"] * 4}
        >>> counts = bounded(Watched.of(all_day, 10), m=2)
        >>> counts.title.tolist(), len(set(counts.title_cell.tolist()))
        ([7, 5], 1)
    """
    order = np.lexsort((viewings.title, viewings.ts, viewings.user))
    ts, cell, title, user = (
        column[order] for column in (viewings.ts, viewings.cell, viewings.title, viewings.user)
    )
    day = ts // DAY_S
    starts = np.flatnonzero(_new(user) | _new(day))
    person = np.repeat(np.arange(len(starts)), np.diff([*starts, len(ts)]))
    home = _most_often(person, cell, len(starts))
    first = np.sort(_firsts(person, title))
    rank = np.arange(len(first)) - np.searchsorted(person[first], person[first])
    kept = first[rank < m]
    district = district_of(home)
    people = np.lexsort((district, day[starts]))
    kept = kept[np.lexsort((district[person[kept]], day[kept]))]
    who = person[kept]
    return Bounded(
        day=day[starts][people],
        district=district[people],
        cell=home[people],
        title_day=day[kept],
        title_district=district[who],
        title_cell=home[who],
        title=title[kept],
        hour=ts[kept] % DAY_S // HOUR_S,
    )


def _run(days: Ids, districts: Ids, day: int, district: int) -> slice:
    first, last = np.searchsorted(days, [day, day + 1])
    begin, end = first + np.searchsorted(districts[first:last], [district, district + 1])
    return slice(int(begin), int(end))


def _most_often(person: Ids, cell: Ids, people: int) -> Ids:
    order = np.lexsort((np.arange(len(cell)), cell, person))
    theirs, there = person[order], cell[order]
    starts = np.flatnonzero(_new(theirs) | _new(there))
    often = np.diff([*starts, len(cell)])
    best = np.lexsort((order[starts], -often, theirs[starts]))  # earlier first, where they tie
    home = np.empty(people, dtype=np.int64)
    home[theirs[starts][best][::-1]] = there[starts][best][::-1]
    return home


def _firsts(person: Ids, title: Ids) -> Ids:
    order = np.lexsort((np.arange(len(title)), title, person))
    return order[_new(person[order]) | _new(title[order])]


def _new(values: Ids) -> npt.NDArray[np.bool_]:
    return np.concatenate([np.ones(min(1, len(values)), dtype=bool), values[1:] != values[:-1]])


def _column(events: Any, name: str) -> npt.NDArray[Any]:
    held = isinstance(events, Mapping | pd.DataFrame) or (
        isinstance(events, np.ndarray) and events.dtype.names is not None
    )
    try:
        return np.asarray(events[name] if held else getattr(events, name))
    except (KeyError, ValueError, AttributeError):
        raise NearbyError(
            f"Every viewing needs ts, lat, lon, title and user; {name} is missing."
        ) from None


def _whole(values: npt.NDArray[Any], name: str) -> Ids:
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    if values.dtype.kind not in "iu":
        raise NearbyError(f"Column {name} holds whole numbers, not {values[0]!r}.")
    return values.astype(np.int64)
