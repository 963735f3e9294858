"""Trakt: histories, watched lists and ratings as its API returns them, alone or in one zip.

Entries are told apart by what they hold, not by the name of their file:

- ``watched_at`` with a ``movie``, or a ``show`` and an ``episode``: one play, of a history;
- ``last_watched_at`` or ``plays``: a summary of plays; it counts for titles and episodes that no
  history names, and says when they were seen last;
- ``rated_at`` and ``rating``, 1 to 10: half as many stars for the film or the show. Ratings of
  seasons and episodes are counted and left out;
- ``listed_at``, ``collected_at``: wanted or owned, not watched.

A file is a list of entries, or an object whose values are such lists. A zip of Trakt's "Export
data" holds ``watched-history-1.json`` and so on, ``watched-movies.json``, ``watched-shows.json``,
``ratings-movies.json`` and others beside.

Source:
    Trakt API reference (trakt.docs.apiary.io): sync/history, sync/watched, sync/ratings; the zip
    as described in cenodude/CrossWatch, issue 363, and bbeesley/trakt-to-letterboxd, issue 765.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NoReturn

from core.errors import DataError
from core.importers.dates import moment
from core.importers.names import FIRST_YEAR
from core.importers.sheets import Bad, decode, found, many
from core.importers.viewings import (
    YEARS_AHEAD,
    Personal,
    Viewing,
    checked_time,
    is_newest_first,
    personal,
)

Key = tuple[object, ...]
"""What tells one title from another: its number in Trakt, else kind, name and year."""

PLAYED, SUMMED, RATED = "watched_at", "last_watched_at", "rated_at"
ELSEWHERE = ("listed_at", "collected_at", "last_collected_at", "hidden_at", "paused_at", "liked_at")


class _Place:
    """Where an entry stands."""

    def __init__(self, name: str, entry: int) -> None:
        self.name, self.entry = name, entry

    def refuse(self, field: str, expected: str, value: object) -> DataError:
        """Return the error that locates a value."""
        shown = value if isinstance(value, str) else json.dumps(value, default=str)
        where = f"{self.name}, entry {self.entry:,}, {field}"
        return DataError(f"{where}: expected {expected}, found {found(shown)}.")


def parse(name: str, data: bytes) -> object:
    """Return what a JSON file holds.

    Raises:
        DataError: If it is no JSON, or holds numbers that are none.
    """
    text = decode(name, data)
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{name}, line {error.lineno}, column {error.colno}: expected JSON; {error.msg}."
        ) from None
    except RecursionError:
        raise DataError(f"{name}: expected JSON, found brackets nested too deep.") from None
    except ValueError as error:
        raise DataError(f"{name}: expected JSON with plain numbers; {str(error)[:80]}.") from None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"found {text}")


def lists(document: object) -> list[list[Any]]:
    """Return the lists of entries a document holds; none if it is no Trakt document."""
    if isinstance(document, dict):
        inside = [value for value in document.values() if isinstance(value, list)]
        if _kind(document):
            return [[document]]
        return [each for each in inside if any(_kind(entry) for entry in each)]
    if isinstance(document, list) and any(_kind(entry) for entry in document):
        return [document]
    return []


def _kind(entry: object) -> str:
    """Return which of the times an entry has; empty if it is no entry of Trakt's."""
    if not isinstance(entry, dict) or not any(
        isinstance(entry.get(word), dict) for word in ("movie", "show")
    ):
        return ""
    for field in (RATED, PLAYED, SUMMED, *ELSEWHERE):
        if field in entry:
            return field
    return SUMMED if "plays" in entry else ""


def read(name: str, documents: Mapping[str, object], *, now: datetime, bad: Bad) -> Personal:
    """Return what documents say was watched and rated.

    Args:
        name: Name of the whole in messages.
        documents: What each file holds, by its name.
        now: The present.
        bad: What happens to entries that cannot be read.

    Raises:
        DataError: If an entry is bad and not to be skipped, or none was watched.
    """
    reading = _Reading(now)
    for called, document in documents.items():
        for entries in lists(document):
            for number, entry in enumerate(entries, start=1):
                reading.read += 1
                try:
                    reading.take(entry, _Place(called, number))
                except DataError as error:
                    bad.refuse(str(error))
    if not reading.read:
        raise DataError(
            f"{name}: expected Trakt entries with {PLAYED}, {SUMMED} or {RATED}, found none."
        )
    viewings = reading.viewings()
    return personal(
        "Trakt",
        viewings,
        read=reading.read,
        skipped=bad.said,
        notes=reading.notes(),
        newest_first=is_newest_first(viewings),
    )


class _Reading:
    """What was read so far, until it is known which titles a history names."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.read = 0
        self.plays: list[tuple[Key, str, Viewing]] = []
        self.sums: list[tuple[Key, str, Viewing]] = []
        self.stars: dict[Key, tuple[float, Viewing]] = {}
        self.finer = 0
        self.elsewhere = 0

    def take(self, entry: object, place: _Place) -> None:
        kind = _kind(entry)
        if not kind or not isinstance(entry, dict):
            raise place.refuse("the entry", "a film or show with its time", entry)
        if kind in ELSEWHERE:
            self.elsewhere += 1
        elif kind == RATED and ("episode" in entry or "season" in entry):
            self.finer += 1
        elif kind == RATED:
            key, viewing = self._viewing(entry, place, RATED)
            rating = entry.get("rating")
            if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= 10:
                raise place.refuse("rating", "a whole number from 1 to 10", rating)
            self.stars[key] = rating / 2, viewing
        elif kind == PLAYED:
            key, viewing = self._viewing(entry, place, PLAYED)
            self.plays.append((key, viewing.episode, viewing))
        else:
            self._sum(entry, place)

    def viewings(self) -> list[Viewing]:
        told = {(key, episode) for key, episode, _ in self.plays}
        titles = {key for key, _ in told}
        kept = list(self.plays)
        for key, episode, viewing in self.sums:
            if (key, episode) not in told and (episode or key not in titles):
                kept.append((key, episode, viewing))
        watched = {key for key, _, _ in kept}
        kept += [(key, "", each) for key, (_, each) in self.stars.items() if key not in watched]
        for key, _, viewing in kept:
            if key in self.stars:
                viewing.stars = self.stars[key][0]
        return [viewing for _, _, viewing in kept]

    def notes(self) -> list[str]:
        said = []
        if self.elsewhere:
            said.append(
                f"Left out {many(self.elsewhere, 'entry', 'entries')}: wanted or owned, "
                "not watched."
            )
        if self.finer:
            said.append(f"Left out {many(self.finer, 'rating')}: of a season or an episode.")
        seen = {key for key, _, _ in [*self.plays, *self.sums]}
        alone = sum(key not in seen for key in self.stars)
        if alone:
            said.append(
                f"{many(alone, 'title was', 'titles were')} rated without a play: the day of the "
                "rating stands for it."
            )
        return said

    def _sum(self, entry: Mapping[str, Any], place: _Place) -> None:
        key, viewing = self._viewing(entry, place, SUMMED)
        episodes = list(_episodes(entry, place))
        for episode, at in episodes:
            when = self._time(at, place, SUMMED)
            each = Viewing(
                title=viewing.title,
                year=viewing.year,
                line=viewing.line,
                at=when,
                episode=episode,
                kind=viewing.kind,
            )
            self.sums.append((key, episode, each))
        if not episodes:
            self.sums.append((key, "", viewing))

    def _viewing(self, entry: Mapping[str, Any], place: _Place, field: str) -> tuple[Key, Viewing]:
        word = "show" if isinstance(entry.get("show"), dict) else "movie"
        about = entry[word]
        title, year = about.get("title"), about.get("year")
        if not isinstance(title, str) or not title.strip():
            raise place.refuse(f"{word}.title", "a title", title)
        last = self.now.year + YEARS_AHEAD
        if year is not None and not (type(year) is int and FIRST_YEAR <= year <= last):
            raise place.refuse(f"{word}.year", f"a year from {FIRST_YEAR} to {last}", year)
        ids = about.get("ids")
        number = ids.get("trakt") if isinstance(ids, dict) else None
        key: Key = (word, number) if type(number) is int else (word, title.casefold(), year)
        viewing = Viewing(
            title=title.strip(),
            year=year,
            line=place.entry,
            at=self._time(entry.get(field), place, field),
            episode=_episode(entry, place) if word == "show" else "",
            kind="series" if word == "show" else "film",
        )
        return key, viewing

    def _time(self, value: object, place: _Place, field: str) -> datetime | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise place.refuse(field, "a time such as 2026-10-31T20:15:00.000Z", value)
        where = f"{place.name}, entry {place.entry:,}, {field}"
        return checked_time(where, value, moment(value, "day"), self.now)


def _episode(entry: Mapping[str, Any], place: _Place) -> str:
    about = entry.get("episode")
    if about is None:
        return ""
    season, number = None, None
    if isinstance(about, dict):
        season, number = about.get("season"), about.get("number")
    if type(season) is not int or type(number) is not int:
        raise place.refuse("episode", "its season and number", about)
    return f"S{season}E{number}"


def _episodes(entry: Mapping[str, Any], place: _Place) -> Iterator[tuple[str, object]]:
    """Yield the episodes a summary of a show lists, and when each was seen last."""
    seasons = entry.get("seasons") or []
    if not isinstance(seasons, list):
        raise place.refuse("seasons", "a list", seasons)
    for season in seasons:
        episodes = season.get("episodes") if isinstance(season, dict) else None
        if not isinstance(episodes, list):
            raise place.refuse("seasons", "seasons with their episodes", season)
        for episode in episodes:
            if not isinstance(episode, dict):
                raise place.refuse("seasons", "episodes with their numbers", episode)
            about = {"season": season.get("number"), "number": episode.get("number")}
            yield _episode({"episode": about}, place), episode.get(SUMMED)
