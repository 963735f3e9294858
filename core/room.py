"""What the room did: a log that all browsers of a server write, in the one event schema.

Lines of JSON with the columns of ``core.events.EVENTS``, so that the terminal and every metric read
it as any other log. Nobody owns the file: each batch of events is one write at its end, which the
system does not mix with another's, so that any number of threads and processes may add at once. A
writer killed half-way leaves a torn line, which reading passes over; the next batch begins a line
of its own. What was added outlives the writer, though not a power cut.
"""

import dataclasses
import json
import math
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from core.errors import DataError
from core.events import EVENTS, NAMES, NEEDS, STARS, TYPES, YEARS
from core.fitting.sums import proportion
from core.measure import measure
from core.metrics import metric
from core.tally import totals

LIMIT = 32 << 20
"""Bytes a room's log may grow to, some 250,000 events."""

LONGEST = 300
"""Signs of a member, session, title or surface."""

MOST = 1e6
"""Largest value of an event, as ``core.events.EVENTS`` allows."""

FEW, WILSON = 10, "Wilson, over titles"
"""Members below which a take rate's interval is computed over titles, and how that is called."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RoomEvent:
    """One thing that somebody in the room did.

    Args:
        at: When, with zone.
        member: Opaque id of the guest, never a name.
        session: The guest's session.
        type: One of ``core.events.TYPES``.
        title_id: Which title; empty where the type needs none.
        surface: Slug of the idea and reason, such as ``"mood/taste"``.
        value: Minutes or stars, by type.
        target: Opaque id of whom it was done to.

    Raises:
        DataError: If it breaks the contract of ``core.events``.
    """

    at: datetime
    member: str
    session: str
    type: str
    title_id: str = ""
    surface: str = ""
    value: float | None = None
    target: str = ""

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise DataError(f"An event needs a time with zone, not {self.at.isoformat()}.")
        if not YEARS[0] <= self.at.astimezone(UTC).year < YEARS[1]:
            raise DataError(f"An event lies in {YEARS[0]} to {YEARS[1] - 1}, not {self.at.year}.")
        if self.type not in TYPES:
            raise DataError(f"An event's type is one of {', '.join(TYPES)}, not {self.type!r}.")
        for name in ("member", "session", "title_id", "surface", "target"):
            _check_text(name, getattr(self, name))
        if not self.member:
            raise DataError("An event needs a member; this one has none.")
        given = {
            "value": self.value is not None,
            "title_id": bool(self.title_id),
            "target": bool(self.target),
        }
        for name, types in NEEDS:
            if self.type in types and not given.get(name, False):
                raise DataError(f"An event of type {self.type!r} needs a {name}.")
        low, high = STARS if self.type == "rated" else (0, MOST)
        if self.value is not None and not (math.isfinite(self.value) and low <= self.value <= high):
            raise DataError(f"An event's value must be {low:g} to {high:g}, not {self.value!r}.")


@dataclasses.dataclass(frozen=True, slots=True)
class Room:
    """The log of one server.

    Args:
        path: The file; it need not exist yet, its folder must.
        limit: Bytes it may grow to; what others add at the same moment may come on top.
    """

    path: Path
    limit: int = LIMIT

    def add(self, events: Sequence[RoomEvent]) -> None:
        """Add events: all of them or, if the log is full, none.

        Raises:
            DataError: If the log is full or the disk is.
        """
        if not events:
            return
        data = ("\n" + "\n".join(map(_line, events)) + "\n").encode("ascii")
        size = self.mark()
        if size + len(data) > self.limit:
            raise DataError(
                f"The room's log {self.path.name} is full: {size:,} of {self.limit:,} bytes. "
                "Move it away to begin a new one."
            )
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            file = os.open(self.path, flags, 0o600)
            try:
                written = os.write(file, data)
            finally:
                os.close(file)
        except OSError as error:
            raise DataError(f"The room's log cannot be written: {error.strerror}.") from None
        if written < len(data):
            raise DataError("The room's log cannot be written: the disk is full.")

    def mark(self) -> int:
        """Return how long the log is, bytes: while that stays, so does what ``read`` returns."""
        return self.path.stat().st_size if self.path.exists() else 0

    def read(self) -> pd.DataFrame:
        """Return the events, columns ``core.events.NAMES``, in the order they were added.

        Raises:
            DataError: If the file holds a line that is whole and no event of a room.
        """
        data = self.path.read_bytes() if self.path.exists() else b""
        text = data.decode("ascii", "replace")  # as ``add`` writes it; what is torn may be anything
        rows, lines = [], []
        for number, line in enumerate(text.split("\n"), start=1):
            if (row := _row(line)) is not None:
                rows.append(row)
                lines.append(number)
        frame = pd.DataFrame(rows, columns=list(NAMES), dtype=object)
        at = pd.to_datetime(frame["at"], format="ISO8601", utc=True, errors="coerce")
        frame["at"] = at.astype("datetime64[us, UTC]")
        frame["value"] = pd.to_numeric(frame["value"], errors="coerce").astype(float)
        texts = [column.name for column in EVENTS if column.kind in ("text", "choice")]
        frame[texts] = frame[texts].fillna("").astype(str)
        wrong = frame["at"].isna() | ~frame["type"].isin(list(TYPES)) | (frame["member"] == "")
        if wrong.any():
            first = lines[int(wrong.to_numpy().argmax())]
            raise DataError(f"{self.path.name}, line {first}: expected an event of a room.")
        return frame


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TakeRate:
    """The take rate of some surfaces; without a title shown there is none.

    Args:
        shown: Titles recommended, each once a session.
        taken: Those of them that were watched or liked in the session.
        rate: Percent, as ``core.metrics`` says.
        low: Low end of the 95 % interval, percent.
        high: High end, percent.
        members: Members who were shown something.
        method: How the interval was made.
    """

    shown: int
    taken: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    members: int = 0
    method: str = ""


def take_rate(events: pd.DataFrame, surface: str = "") -> TakeRate:
    """Return the share of titles recommended on some surfaces that were taken.

    The definition is that of ``core.metrics``, counted by ``core.tally``; a title shown there
    is taken wherever in the session it is watched or liked afterwards.

    Args:
        events: As ``Room.read`` returns.
        surface: How the surfaces begin: ``"mood"`` counts ``"mood"`` and ``"mood/taste"``, not
            ``"moody"``; all, without it.

    Returns:
        With an interval over members by the delta method where at least ``FEW`` saw something
        and took different shares of it, else Wilson's over titles.
    """
    there = on_surface(events, surface)
    kept = events[(events["type"] != "shown") | there]
    if not there.any():
        return TakeRate(shown=0, taken=0)
    found = totals(kept)
    found = found[found["recommended"] > 0]
    definition = metric("take_rate")
    taken, shown = (
        float(found[list(columns)].sum().sum())
        for columns in (definition.numerator, definition.denominator)
    )
    scale, wilson = definition.scale(1.0), proportion(taken, shown)
    rate, low, high, method = wilson.value * scale, wilson.low * scale, wilson.high * scale, WILSON
    if len(found) >= FEW and 0 < taken < shown:
        table = measure(found, 1.0, types=("shown", "played"))
        whole = table[
            (table["metric"] == definition.slug) & (table[["arm", "persona"]] == "all").all(axis=1)
        ]
        least, most = (float(whole[name].iloc[0]) for name in ("low", "high"))
        if least < most:  # else all members took the same share, which proves little
            low, high, method = max(least, 0.0), min(most, scale), str(whole["method"].iloc[0])
    return TakeRate(
        shown=round(shown),
        taken=round(taken),
        rate=rate,
        low=min(float(low), rate),  # not the last digit above it
        high=max(float(high), rate),
        members=len(found),
        method=method,
    )


def on_surface(events: pd.DataFrame, surface: str) -> pd.Series:
    """Return which events show a title on a surface, or on one below it."""
    shown, where = events["type"] == "shown", events["surface"]
    if not surface:
        return shown
    return shown & ((where == surface) | where.str.startswith(f"{surface}/"))


def _check_text(name: str, text: str) -> None:
    if len(text) > LONGEST:
        raise DataError(f"An event's {name} is at most {LONGEST} signs, not {len(text)}.")
    if not text.isprintable():
        raise DataError(f"An event's {name} holds signs that print, unlike {text!r}.")


def _line(event: RoomEvent) -> str:
    given = {
        "at": event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "member": event.member,
        "session": event.session,
        "type": event.type,
        "title_id": event.title_id,
        "value": event.value,
        "surface": event.surface,
        "target": event.target,
    }
    return json.dumps({name: cell for name, cell in given.items() if cell not in ("", None)})


def _row(line: str) -> dict[str, object] | None:
    """Return what a line says; nothing if it is empty or torn.

    The beginning of an object is no JSON, so no torn line is taken for a whole one.
    """
    try:
        found = json.loads(line) if line.strip() else None
    except ValueError:
        return None
    return found if found is None or isinstance(found, dict) else {}
