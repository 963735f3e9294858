"""What somebody watched, liked and rated elsewhere: one shape for every service."""

import dataclasses
import math
import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from core.errors import DataError
from core.importers.dates import FIRST, Moment
from core.importers.imported import LIKED_FROM
from core.importers.names import FIRST_YEAR
from core.importers.sheets import found, many

YEARS_AHEAD = 5
"""Years a title may be announced ahead of the day it is imported (assumption, 2 to 10)."""

LONGEST_MINUTES = 24 * 60.0
"""Minutes one viewing may last."""

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
MINUTES = re.compile(r"(\d{1,5}(?:[.,]\d+)?)(?: ?min(?:utes|\.)?)?", re.ASCII)

TYPES = {
    "title": "str",
    "year": "Int64",
    "at": "datetime64[us, UTC]",
    "stars": "float64",
    "liked": "bool",
    "minutes": "float64",
    "line": "int64",
    "episode": "str",
    "kind": "str",
    "profile": "str",
    "written": "str",
}
"""Columns of ``Personal.rows`` and how they are kept."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Viewing:
    """One viewing, rating or like.

    Args:
        title: Title of the film or the series.
        line: Line, or number of the entry in JSON, where it stands.
        year: Year of first release.
        at: When; nothing where unknown.
        stars: Stars from 0.5 to 5.
        liked: Whether the file says it was liked; stars are looked at later.
        minutes: Minutes watched.
        episode: What the file calls the episode; empty for a film.
        kind: ``film`` or ``series``, empty where the file does not tell.
        profile: Whose it is, in an account with several people.
        written: The title exactly as the file has it.
    """

    title: str
    line: int
    year: int | None = None
    at: datetime | None = None
    stars: float = np.nan
    liked: bool = False
    minutes: float = np.nan
    episode: str = ""
    kind: str = ""
    profile: str = ""
    written: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Personal:
    """What a file says somebody watched.

    Args:
        service: ``Netflix``, ``Letterboxd``, ``Trakt`` or ``CSV``.
        rows: A row a viewing, the oldest first, those without a time before them: ``title`` (an
            episode has its series'), ``year``, ``at`` (UTC; midnight where only the day is known),
            ``stars`` (0.5 to 5), ``liked``, ``minutes``, ``line``; and ``episode`` (as the file
            calls it, empty for films), ``kind`` (film, series or empty), ``profile``, ``written``
            (the title exactly as in the file).
        read: Rows read, those left out included.
        skipped: What was bad and left out, a sentence each.
        notes: What was assumed, counted once or left out on purpose, a sentence each.
        profiles: Names of the people in the file, where it tells them apart.
    """

    service: str
    rows: pd.DataFrame
    read: int
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()

    @property
    def titles(self) -> pd.DataFrame:
        """Return one row a title: ``title``, ``year``, ``times``, ``episodes``, ``last``."""
        grouped = self.rows.groupby(["title", "year"], dropna=False, sort=False)
        counted = grouped.agg(times=("line", "size"), last=("at", "max")).reset_index()
        episodes = self.rows[self.rows["episode"] != ""].drop_duplicates(["title", "episode"])
        each = episodes.groupby("title").size()
        counted["episodes"] = counted["title"].map(each).fillna(0).astype("int64")
        return counted[["title", "year", "times", "episodes", "last"]]

    @property
    def tells_likes(self) -> bool:
        """Say whether the file tells what was liked from what was only watched."""
        return bool(self.rows["liked"].any())


def personal(
    service: str,
    viewings: Sequence[Viewing],
    *,
    read: int,
    skipped: Sequence[str] = (),
    notes: Sequence[str] = (),
    profiles: Sequence[str] = (),
    newest_first: bool = False,
) -> Personal:
    """Return viewings as ``Personal``: duplicates counted once, likes told, the oldest first.

    Raises:
        DataError: If nothing is left.
    """
    said = list(notes)
    kept = _distinct(viewings, said)
    if not kept:
        reasons = " ".join([*skipped[:1], *said[:2]])
        raise DataError(f"Expected something that was watched, found nothing. {reasons}".strip())
    _tell_likes(kept, said)
    if newest_first:
        kept.reverse()
    kept.sort(key=lambda each: each.at or FIRST)
    rows = pd.DataFrame(
        {name: [getattr(each, name) for each in kept] for name in TYPES}, columns=list(TYPES)
    )
    rows["at"] = pd.to_datetime(rows["at"], utc=True)
    return Personal(
        service=service,
        rows=rows.astype(TYPES),
        read=read,
        skipped=tuple(skipped),
        notes=tuple(said),
        profiles=tuple(profiles),
    )


def is_newest_first(viewings: Sequence[Viewing]) -> bool:
    """Say whether a file begins with what was watched last."""
    dated = [each.at for each in viewings if each.at]
    return bool(dated) and dated[0] > dated[-1]


def _distinct(viewings: Sequence[Viewing], notes: list[str]) -> list[Viewing]:
    """Return viewings without those that say the same as an earlier one."""
    seen: dict[tuple[object, ...], int] = {}
    kept: list[Viewing] = []
    repeated: list[tuple[int, int]] = []
    for each in viewings:
        stars = None if math.isnan(each.stars) else each.stars
        minutes = None if math.isnan(each.minutes) else each.minutes
        written = each.written or each.title
        key = (written, each.year, each.at, stars, each.liked, minutes, each.episode, each.profile)
        first = seen.setdefault(key, each.line)
        if len(seen) > len(kept):
            kept.append(each)
        else:
            repeated.append((each.line, first))
    if repeated:
        line, first = repeated[0]
        notes.append(
            f"{many(len(repeated), 'row says', 'rows say')} the same as an earlier one and "
            f"counted once; line {line} is the first, it repeats line {first}."
        )
    return kept


def _tell_likes(viewings: Sequence[Viewing], notes: list[str]) -> None:
    """Let stars say what was liked, where they differ."""
    stars = [each.stars for each in viewings if not math.isnan(each.stars)]
    if len(stars) > 1 and len(set(stars)) == 1:
        notes.append(
            f"All {len(stars):,} ratings are {stars[0]:g} stars: they do not tell what was liked."
        )
        return
    for each in viewings:
        each.liked = each.liked or each.stars >= LIKED_FROM


def checked_year(place: str, text: str, now: datetime) -> int | None:
    """Return a year of release, or nothing where the cell is empty.

    Raises:
        DataError: If it is no year a film can have.
    """
    last = now.year + YEARS_AHEAD
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise DataError(f"{place}: expected a year from {FIRST_YEAR} to {last}, {_got(text)}.")
    if not FIRST_YEAR <= int(text) <= last:
        raise DataError(f"{place}: expected a year from {FIRST_YEAR} to {last}, {_got(text)}.")
    return int(text)


def checked_time(place: str, text: str, moment: Moment | None, now: datetime) -> datetime | None:
    """Return when something was watched; nothing where the time is one that says "unknown".

    Raises:
        DataError: If there is no time, or it has not come yet.
    """
    if moment is None:
        raise DataError(f"{place}: expected a date such as {now:%Y-%m-%d}, {_got(text)}.")
    if moment.is_future(now):
        raise DataError(f"{place}: expected a time before {now:%Y-%m-%d %H:%M} UTC, {_got(text)}.")
    return min(moment.at, now) if moment.at.date() > FIRST.date() else None


def checked_minutes(place: str, text: str) -> float:
    """Return minutes written as a number or as hours, minutes and seconds.

    Example:
        >>> checked_minutes("history.csv, line 2, column Duration", "01:30:30")
        90.5

    Raises:
        DataError: If they are neither, or more than a day.
    """
    expected = f"minutes up to {LONGEST_MINUTES:,.0f}, or h:mm:ss"
    if match := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        value = hours * 60 + minutes + seconds / 60
    elif match := MINUTES.fullmatch(text):
        value = float(match[1].replace(",", "."))
    else:
        raise DataError(f"{place}: expected {expected}, {_got(text)}.")
    if value > LONGEST_MINUTES:
        raise DataError(f"{place}: expected {expected}, {_got(text)}.")
    return value


def _got(text: str) -> str:
    return f"found {found(text)}"
