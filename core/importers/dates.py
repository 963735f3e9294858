"""Dates as people's accounts write them: the order of day and month comes from the whole file.

Netflix writes the short date of the account's language (7/31/25, 31/07/2025, 31.07.25,
2025-07-31, 25. 7. 31.); the shapes are those of the Unicode CLDR, dates of format "short".
"""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

Order = Literal["day", "month", "year"]
"""What comes first in a date of three short numbers."""

ORDERS: tuple[Order, ...] = ("day", "month", "year")

FEW = 3
"""Different dates from which their order says something."""

AHEAD = timedelta(hours=14)
"""How far the clock of a member may be ahead of UTC: a day there has begun that much earlier."""

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""Earliest time that says when; Trakt marks unknown times with it, older ones cannot be real."""

CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})\s*[-/.年년]\s*(?P<month>\d{{1,2}})\s*[-/.月월]\s*(?P<day>\d{{1,2}})[.日일]?{CLOCK}"
)
SHORT_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{2}})\. (?P<month>\d{{1,2}})\. (?P<day>\d{{1,2}})\.{CLOCK}"
)
YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>\s*[-/.]\s*)(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}})\.?{CLOCK}"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})\.?[ -])?(?P<name>[A-Za-z]{3})[a-z]*\.?[ -](?:(?P<other>\d{1,2}),? )?"
    rf"(?P<year>\d{{4}}){CLOCK}"
)
STAMP = re.compile(r"\d{9,10}|\d{13}")


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """A time, and whether the hour is known.

    Args:
        at: The time, UTC; the start of the day where the hour is not known.
        hour_known: Whether the text said the hour.
    """

    at: datetime
    hour_known: bool

    def is_future(self, now: datetime) -> bool:
        """Say whether this has not begun anywhere on Earth."""
        return self.at > (now if self.hour_known else now + AHEAD)


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """How the dates of a file are read.

    Args:
        order: Which of day and month comes first.
        why: What decided it, a sentence; empty where no date left it open.
        sure: Whether the file settles it.
    """

    order: Order
    why: str = ""
    sure: bool = True

    def notes(self, order: Order) -> list[str]:
        """Return what was assumed: nothing where no date is open; somebody may have said so."""
        why = self.why if order == self.order else "you said so"
        return [f"Dates are read {order} first: {why}."] if self.why else []


def moment(text: str, order: Order) -> Moment | None:
    """Return the time a text says; nothing if it says none.

    Example:
        >>> moment("31.07.25", "day").at.isoformat()
        '2025-07-31T00:00:00+00:00'
        >>> moment("2025-07-31 21:04:05", "day").hour_known
        True
    """
    if STAMP.fullmatch(text):
        seconds = int(text[:10] if len(text) == 13 else text)
        return Moment(FIRST + timedelta(seconds=seconds), hour_known=True)
    parts = _parts(text, order)
    if parts is None:
        return None
    year, month, day, clock = parts
    try:
        return _with_clock(datetime(year, month, day, tzinfo=UTC), clock)
    except (ValueError, OverflowError):
        return None


def _parts(text: str, order: Order) -> tuple[int, int, int, Mapping[str, str | None]] | None:
    if match := _year_last(text):
        one, two, last = match["one"], match["two"], match["year"]
        if order == "year" and len(last) == 2:
            return _year(one.zfill(2)), int(two), int(last), match.groupdict()
        month, day = (two, one) if order == "day" else (one, two)
        return _year(last), int(month), int(day), match.groupdict()
    if match := YEAR_FIRST.fullmatch(text) or SHORT_YEAR_FIRST.fullmatch(text):
        return _year(match["year"]), int(match["month"]), int(match["day"]), match.groupdict()
    if match := NAMED.fullmatch(text):
        days = [day for day in (match["day"], match["other"]) if day]
        name = match["name"].lower()
        if len(days) == 1 and name in MONTHS:
            return int(match["year"]), MONTHS.index(name) + 1, int(days[0]), match.groupdict()
    return None


def _year_last(text: str) -> re.Match[str] | None:
    return None if SHORT_YEAR_FIRST.fullmatch(text) else YEAR_LAST.fullmatch(text)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _with_clock(day: datetime, clock: Mapping[str, str | None]) -> Moment:
    if not clock.get("hour"):
        return Moment(day, hour_known=False)
    hour = int(clock["hour"] or 0)
    half = (clock["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = day.replace(hour=hour, minute=int(clock["minute"] or 0), second=int(clock["second"] or 0))
    zone = clock["zone"] or ""
    if zone[:1] in ("+", "-"):
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        at += -ahead if zone[0] == "+" else ahead
    return Moment(at, hour_known=True)


def settle(texts: Sequence[str], now: datetime, *, newest_first: bool = False) -> Reading:
    """Return how the dates of a file are read, the file's own evidence first.

    A reading under which fewer dates are impossible or lie in the future is the right one; then
    one under which the file is in order, as histories are. Where neither tells, dates with
    slashes and without leading zeros are taken as American, all others with the day first.

    Args:
        texts: The dates, in the file's order.
        now: What counts as the future.
        newest_first: Whether the service writes the newest row first.
    """
    open_ones = [match for text in dict.fromkeys(texts) if (match := _year_last(text))]
    if all(match["one"] == match["two"] for match in open_ones):
        return Reading("day")
    wrong = {order: _impossible((m[0] for m in open_ones), order, now) for order in ORDERS}
    best = [order for order in ORDERS if wrong[order] == min(wrong.values())]
    if len(best) > 1 and "year" in best:
        best.remove("year")
    if len(best) == 1:
        count = min(wrong[order] for order in ORDERS if order not in (*best, "year"))
        dates = f"{count:,} of {len(open_ones):,} different dates"
        return Reading(best[0], f"read another way, {dates} would be impossible or still to come")
    ways = {
        order: _directions(each.at for text in texts if (each := moment(text, order)))
        for order in best
    }
    falling = [order for order, way in ways.items() if newest_first and "falling" in way]
    in_order = falling or [order for order, way in ways.items() if way]
    if len(in_order) == 1 and len(open_ones) >= FEW:
        return Reading(in_order[0], "read that way, and only that way, they are in order")
    american = all("/" in m["mark"] for m in open_ones) and any(
        len(m["one"]) == 1 or len(m["two"]) == 1 for m in open_ones
    )
    return Reading(
        "month" if american else "day",
        "nothing in the file settles it; that is how such dates are mostly written",
        sure=False,
    )


def _impossible(texts: Iterable[str], order: Order, now: datetime) -> int:
    read = [moment(text, order) for text in texts]
    return sum(each is None or each.is_future(now) for each in read)


def _directions(times: Iterable[datetime]) -> set[str]:
    steps = list(itertools.pairwise(times))
    ways = {"falling": all(a >= b for a, b in steps), "rising": all(a <= b for a, b in steps)}
    return {name for name, holds in ways.items() if holds}
