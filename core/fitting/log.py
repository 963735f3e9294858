"""A log, followed member by member: what each did, and from when to when each was there.

Where a log says who subscribed and cancelled, that is when members were there. Where it does not,
a member counts as gone after ``gone_days`` without a visit: present from the first visit to the
last one before such a silence. Whether a silence is long enough is only known that long before
the log ends, so departures are judged up to then.
"""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Literal

import duckdb
import numpy as np
import pandas as pd
import pyarrow.compute as compute

from core.errors import DataError
from core.files import columnar
from core.fitting.codes import PARTS, coded
from core.fitting.queries import (
    BY_GAP,
    BY_ID,
    PRESENT,
    SHELVES,
    SUBSCRIBED,
    TOTALS,
    VISITED,
    VISITS,
)

GONE_DAYS = 60.0
"""Silence after which a member counts as gone, days (assumption, 30 to 120): somebody with one
session a week is silent for 60 days by chance about once in 5,000 gaps."""

SESSION_GAP = 3600
"""Seconds without an event that end a session, where a log names no sessions (Halfaker et al.,
WWW 2015)."""

DAY = 86_400_000_000
"""Microseconds of a day; times are whole microseconds, so that sums are exact in any order."""

COUNTS = (
    "sessions", "shown", "explored", "rewatched", "liked_only", "minutes", "plays", "browse",
    "social", "reviews", "comments", "stories", "reactions", "complaints", "orders", "rated",
    "liked_rated", "titles", "shown_squares", "titles_squares", "minutes_squares", "social_squares",
)  # fmt: skip
"""Per-member counts over the whole log; minutes, browse and social are minutes, and squares are
sums of the squared amounts of single visits."""

FOLLOWED = ("gaps", "days", "steps")
"""Per member while present: visits that open a gap or a day, days followed, and gaps plus
departures; sessions a day are gaps / days * gaps / steps (see ``core.fitting.habits``)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a log says, member by member.

    Args:
        members: One row a member, ordered by ``member``: ``persona``, ``COUNTS``, ``FOLLOWED``.
        spells: Times members were ``present`` or away: ``row`` of the member in ``members``,
            ``present``, ``number`` (from 0, by member and kind), ``days`` and whether it
            ``ended`` while it was followed.
        types: Types of events the log holds, and ``order`` where a purchase is part of a visit.
        events: Events read, repeated ones and those of a treatment arm left out.
        since: First midnight of the log, UTC.
        until: Midnight after its last event.
        by: Whether ``subscriptions`` or ``visits`` say who is there; ``nothing`` where the log is
            too short to tell a silence from a departure.
        gone_days: Silence after which a member counts as gone.
        treated: Whether events of a treatment arm were left out.
    """

    members: pd.DataFrame
    spells: pd.DataFrame
    types: frozenset[str]
    events: int
    since: datetime
    until: datetime
    by: Literal["subscriptions", "visits", "nothing"]
    gone_days: float
    treated: bool

    @property
    def days(self) -> float:
        """Length of the log, days."""
        return (self.until - self.since) / timedelta(days=1)


def follow(events: pd.DataFrame, *, gone_days: float = GONE_DAYS) -> Log:
    """Follow every member of a log; where the log is of a test, of its control arm only.

    Args:
        events: Columns of ``core.events.EVENTS``.
        gone_days: Silence after which a member counts as gone, days.

    Raises:
        DataError: If there is no event, or no visit to follow.
    """
    if not gone_days > 0:
        raise DataError(f"A member can be gone after more than 0 days only, not {gone_days:g}.")
    log = coded(events)
    types = set(compute.unique(log.table["type"]).to_pylist())
    if not len(log.table):
        raise DataError("The log holds no event of today's service; expected at least one.")
    bounds = compute.min_max(log.table["us"])
    since = datetime.fromtimestamp(bounds["min"].as_py() // DAY * 86_400, UTC)
    until = datetime.fromtimestamp((bounds["max"].as_py() // DAY + 1) * 86_400, UTC)
    named = "session" in types
    with columnar.engine() as engine:
        engine.register("log", log.table)
        if compute.max(log.table["session"]).as_py() >= 0:
            engine.execute(BY_ID)
        else:
            engine.execute(BY_GAP, {"named": named, "gap": SESSION_GAP * 1_000_000})
        engine.execute(VISITS, {"named": named})
        by = _spells(engine, types, since, until, gone_days)
        engine.execute(SHELVES, {"shows": "shown" in types})
        members = engine.execute(TOTALS).df()
        present = engine.execute(PRESENT, {"subscribed": by == "subscriptions", "day": DAY}).df()
        spells = engine.execute("SELECT * FROM spells ORDER BY member, present, since").df()
    members = members.merge(present, on="member", how="left")
    for name in ("minutes", "browse", "social"):
        members[name] = members[name].astype(float) / PARTS
    for name in ("minutes_squares", "social_squares"):
        members[name] = members[name].astype(float) / PARTS**2
    members["steps"] = members["gaps"] + (members["ends"] if by == "visits" else 0)
    members[[*COUNTS, *FOLLOWED]] = members[[*COUNTS, *FOLLOWED]].fillna(0.0).astype(float)
    return Log(
        members=members[["member", "persona", *COUNTS, *FOLLOWED]].assign(
            member=log.members[members["member"]],
            persona=np.append(log.personas, "")[members["persona"]],
        ),
        spells=_numbered(spells, members["member"]),
        types=frozenset(types | ({"order"} if members["orders"].any() else set())),
        events=len(log.table),
        since=since,
        until=until,
        by=by,
        gone_days=gone_days,
        treated=log.treated,
    )


def _spells(
    engine: duckdb.DuckDBPyConnection,
    types: set[str],
    since: datetime,
    until: datetime,
    gone_days: float,
) -> Literal["subscriptions", "visits", "nothing"]:
    ends = {"since": round(since.timestamp()) * 10**6, "until": round(until.timestamp()) * 10**6}
    if types & {"subscribed", "cancelled"}:
        engine.execute(SUBSCRIBED, ends)
        return "subscriptions"
    if not engine.execute("SELECT 1 FROM visits LIMIT 1").fetchone():
        raise DataError("The log holds no visit to follow; expected events of members' sessions.")
    gone = round(gone_days * DAY)
    judged = ends["until"] - gone
    long_enough = judged - ends["since"] >= gone
    engine.execute(
        VISITED,
        {
            "until": ends["until"],
            "gone": gone if long_enough else 2**62,
            "judged": judged if long_enough else ends["until"],
            "judges": long_enough,
        },
    )
    return "visits" if long_enough else "nothing"


def _numbered(spells: pd.DataFrame, members: pd.Series) -> pd.DataFrame:
    row = np.searchsorted(members.to_numpy(), spells["member"].to_numpy())
    number = spells.groupby(["member", "present"]).cumcount()
    return pd.DataFrame(
        {
            "row": row,
            "present": spells["present"],
            "number": number,
            "days": (spells["until"] - spells["since"]).clip(lower=0) / DAY,
            "ended": spells["ended"],
        }
    )
