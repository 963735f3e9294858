"""Netflix: the viewing history of a profile, and the viewing activity of a data download.

The page "Viewing activity" gives ``NetflixViewingHistory.csv``: ``Title,Date``, the newest first,
the date as short as the account's language writes it. A data download is a zip that holds
``CONTENT_INTERACTION/ViewingActivity.csv``: one row a sitting, for every profile of the account,
with its start in UTC, how long it took, and whether it was a trailer or the like; and
``Ratings.csv`` beside it, with stars of old and thumbs (2 is up, 3 is two up).

Source:
    Netflix Help Center, "How to download your viewing history" and "How to request a copy of
    your personal information"; files as described in the issues of jensb89/Netflix-to-Trakt-Import
    (30, 44, 47), leepeuker/movary (259) and IgnisDa/ryot (1413) on GitHub.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from core.errors import DataError
from core.importers.dates import Order, moment, settle
from core.importers.netflixtitles import Name, is_extra, take_all_apart
from core.importers.sheets import Bad, Sheet, many, read_sheet
from core.importers.viewings import (
    Personal,
    Viewing,
    checked_minutes,
    checked_time,
    is_newest_first,
    personal,
)

SHORT = ("Title", "Date")
LONG = ("Profile Name", "Start Time", "Duration", "Title")
EXTRA, ATTRIBUTES = "Supplemental Video Type", "Attributes"
RATINGS = ("Profile Name", "Title Name", "Star Value", "Thumbs Value", "Event Utc Ts")

EXTRAS = "trailers or the like"
"""Why they are left out."""

THUMBS_UP = ("2", "3")
"""Thumbs that are a like: one up, and two."""

SHORTEST_MINUTES = 1.0
"""A sitting shorter than this was a glance (assumption, 0.5 to 5)."""


def read_short(name: str, text: str, *, now: datetime, bad: Bad, order: Order | None) -> Personal:
    """Return a viewing history of the short form.

    Raises:
        DataError: If a row cannot be read and bad ones are not skipped.
    """
    sheet = read_sheet(name, text, SHORT, bad)
    where = [sheet.columns.index(column) for column in SHORT]
    cells = [(line, row[where[0]], row[where[1]]) for line, row in sheet.rows]
    reading = settle([date for _, _, date in cells], now, newest_first=True)
    order = order or reading.order
    notes = reading.notes(order)
    times = {date: moment(date, order) for date in {date for _, _, date in cells}}
    names = take_all_apart([title for _, title, _ in cells], notes)
    viewings, extras = [], 0
    for line, title, date in cells:
        try:
            if not title:
                raise DataError(f"{sheet.place(line, 'Title')}: expected a title, found ''.")
            at = checked_time(sheet.place(line, "Date"), date, times[date], now)
        except DataError as error:
            bad.refuse(str(error))
            continue
        if is_extra(title):
            extras += 1
            continue
        viewing = Viewing(title=title, written=title, line=line, at=at)
        _named(viewing, names[title])
        viewings.append(viewing)
    if extras:
        notes.append(f"Left out {many(extras, 'row')}: {EXTRAS}.")
    return personal(
        "Netflix",
        viewings,
        read=sheet.read,
        skipped=bad.said,
        notes=notes,
        newest_first=is_newest_first(viewings),
    )


def read_long(
    name: str,
    text: str,
    *,
    now: datetime,
    bad: Bad,
    profile: str | None,
    ratings: tuple[str, str] | None = None,
) -> Personal:
    """Return a viewing activity of the long form.

    Args:
        name: Name of the file in messages.
        text: Its text.
        now: The present.
        bad: What happens to bad rows.
        profile: Whose rows to keep; everybody's without it.
        ratings: Name and text of ``Ratings.csv``, where the download has it.

    Raises:
        DataError: If a row cannot be read and bad ones are not skipped, or nobody is called so.
    """
    sheet = read_sheet(name, text, LONG, bad)
    cells = [(line, dict(zip(sheet.columns, row, strict=True))) for line, row in sheet.rows]
    profiles = tuple(dict.fromkeys(row["Profile Name"] for _, row in cells))
    if profile is not None and profile not in profiles:
        raise DataError(f"{name}: expected a profile of {', '.join(profiles)}, not {profile!r}.")
    asked = [each for each in cells if profile in (None, each[1]["Profile Name"])]
    kept, notes = _sittings(sheet, asked, now, bad)
    if len(profiles) > 1 and profile is None:
        notes.append(f"All {len(profiles)} profiles were taken together: {', '.join(profiles)}.")
    names = take_all_apart([each.written for each in kept], notes)
    for each in kept:
        _named(each, names[each.written])
    rated = _ratings(*ratings, now, bad) if ratings else []
    kept += _rate(kept, [each for each in rated if profile in (None, each.profile)])
    return personal(
        "Netflix",
        kept,
        read=sheet.read + len(rated),
        skipped=bad.said,
        notes=notes,
        profiles=profiles,
        newest_first=is_newest_first(kept),
    )


def _sittings(
    sheet: Sheet, cells: Sequence[tuple[int, Mapping[str, str]]], now: datetime, bad: Bad
) -> tuple[list[Viewing], list[str]]:
    """Return the sittings that are viewings, and what was left out and why."""
    reading = settle([row["Start Time"] for _, row in cells], now, newest_first=True)
    left_out: Counter[str] = Counter()
    kept = []
    for line, row in cells:
        try:
            viewing = _sitting(sheet, line, row, reading.order, now)
        except DataError as error:
            bad.refuse(str(error))
            continue
        reason = _left_out(row, viewing)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(viewing)
    notes = [f"Left out {many(count, 'row')}: {why}." for why, count in left_out.items()]
    return kept, [*reading.notes(reading.order), *notes]


def _sitting(
    sheet: Sheet, line: int, row: Mapping[str, str], order: Order, now: datetime
) -> Viewing:
    if not row["Title"]:
        raise DataError(f"{sheet.place(line, 'Title')}: expected a title, found ''.")
    start = row["Start Time"]
    return Viewing(
        title=row["Title"],
        written=row["Title"],
        line=line,
        at=checked_time(sheet.place(line, "Start Time"), start, moment(start, order), now),
        minutes=checked_minutes(sheet.place(line, "Duration"), row["Duration"]),
        profile=row["Profile Name"],
    )


def _left_out(row: Mapping[str, str], viewing: Viewing) -> str:
    """Return why a sitting is no viewing, in words; empty if it is one."""
    if row.get(EXTRA) or is_extra(viewing.written):
        return EXTRAS
    if "hidden" in row.get(ATTRIBUTES, "").lower():
        return "hidden by the member"
    if viewing.minutes < SHORTEST_MINUTES:
        return f"shorter than {SHORTEST_MINUTES:g} minute"
    return ""


def _named(viewing: Viewing, name: Name) -> None:
    viewing.title, viewing.episode = name.title, name.episode
    viewing.kind = "series" if name.sure else ""


def _ratings(name: str, text: str, now: datetime, bad: Bad) -> list[Viewing]:
    """Return stars and thumbs that were given; a thumb down and an empty one say nothing here."""
    sheet = read_sheet(name, text, RATINGS, bad, empty_ok=True)
    given = []
    for line, cells in sheet.rows:
        row = dict(zip(sheet.columns, cells, strict=True))
        thumbs, stars = row["Thumbs Value"], row["Star Value"]
        when = row["Event Utc Ts"]
        try:
            at = checked_time(sheet.place(line, "Event Utc Ts"), when, moment(when, "day"), now)
        except DataError as error:
            bad.refuse(str(error))
            continue
        is_up = thumbs in THUMBS_UP
        has_stars = stars in ("1", "2", "3", "4", "5")
        if row["Title Name"] and (is_up or has_stars):
            given.append(
                Viewing(
                    title=row["Title Name"],
                    written=row["Title Name"],
                    line=line,
                    at=at,
                    liked=is_up,
                    stars=float(stars) if has_stars else np.nan,
                    profile=row["Profile Name"],
                )
            )
    return given


def _rate(sittings: Sequence[Viewing], rated: Sequence[Viewing]) -> list[Viewing]:
    """Let sittings have the rating of their title; return the ratings of what nobody watched."""
    given = {(each.profile, each.title.casefold()): each for each in rated}
    for sitting in sittings:
        rating = given.get((sitting.profile, sitting.title.casefold()))
        if rating:
            sitting.liked, sitting.stars = rating.liked, rating.stars
    watched = {(each.profile, each.title.casefold()) for each in sittings}
    return [each for key, each in given.items() if key not in watched]
