"""Each member's totals of an event log: what counts for what, decided once.

What an event counts for, where a log leaves room for argument:

- An event belongs to the horizon it happens in; a horizon cuts sessions.
- A title counts as recommended once a session, when it is first shown in it, and as taken if it
  is played or liked there at that moment or later, before the horizon ends. What a member finds
  unshown (by search, from a link) is watched but not taken, so a take rate never passes 100 %.
  Where events name no session, those of one UTC day are taken together.
- A title is explored at a member's first play of it in the log, unless that play comes from the
  surface ``continue``: then it was begun before the log.
- A reaction counts for the story's author, who may have no event of their own; one to oneself
  counts for nobody.
- A subscription lasts from ``subscribed`` to ``cancelled``; a log whose first word about a
  member is ``cancelled`` means subscribed until then, and one without a word means throughout.
- A member is anybody who was subscribed, did something or was reacted to within the horizon;
  who did nothing counts with zeros. Who is first seen after the horizon is not in it, and who
  is seen in both arms counts in the first.
- Minutes and dollars are kept to 2**-20 each, so that sums are exact in any order of the rows.
"""

from datetime import datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from core.errors import DataError
from core.events import CONTINUED, EVENTS
from core.files.columnar import Arrow, engine
from core.metrics import TOTALS

PARTS = 1 << 20
"""Parts of a minute and of a dollar that every event is rounded to."""

CODES = "SELECT hash(member, event_id) AS code FROM log WHERE event_id <> ''"
"""A number for every id; only if two are equal may an id be repeated."""

REPEATS = """
WITH seen AS (SELECT *, hash(member, event_id) AS code FROM log WHERE event_id <> '')
SELECT row, member, event_id, type, title_id, target,
    row_number() OVER (
        PARTITION BY member, event_id
        ORDER BY "at", session, value, surface, arm, persona, row
    ) AS place
FROM seen WHERE code IN (SELECT code FROM seen GROUP BY code HAVING count(*) > 1)
"""
"""Events whose id may be a repeated one, numbered for each id in the order they count."""

MIXED = """
SELECT member, event_id FROM repeats GROUP BY member, event_id
HAVING count(DISTINCT (type, title_id, target)) > 1 ORDER BY member, event_id LIMIT 1
"""
"""The first id that stands for different events."""

COUNTED = tuple(name for name in TOTALS if name not in ("days", "retained"))


def _days_begun(time: str) -> str:
    """Return SQL for the days of the horizon that begin before a time."""
    day = 86_400_000_000
    return f"((epoch_us({time}) - epoch_us($since) + {day - 1}) // {day})"


COUNTS = ", ".join(
    f"sum(times) FILTER (type = '{kind}') AS {name}"
    for name, kind in (
        ("sessions", "session"),
        ("plays", "browsed"),
        ("reviews", "review"),
        ("comments", "comment"),
        ("stories", "story"),
        ("complaints", "complaint"),
    )
)
SUMS = ", ".join(
    f"sum(parts) FILTER (type = '{kind}') / {PARTS}.0 AS {name}"
    for name, kind in (
        ("minutes", "played"),
        ("browse_minutes", "browsed"),
        ("social_minutes", "social"),
        ("revenue", "purchase"),
    )
)

STEPS = {
    "recommended": """
WITH shelves AS (
    SELECT member, min("at") FILTER (type = 'shown') AS shown,
        max("at") FILTER (type <> 'shown') AS taken
    FROM log WHERE type IN ('shown', 'played', 'liked') AND "at" < $until
    GROUP BY member, session, CASE WHEN session = '' THEN CAST("at" AS DATE) END, title_id
)
SELECT member, count(*) AS recommended, count(*) FILTER (taken >= shown) AS taken
FROM shelves WHERE shown >= $since GROUP BY member
""",
    "explored": f"""
WITH begun AS (
    SELECT member, min("at") AS first, min("at") FILTER (surface = '{CONTINUED}') AS continued
    FROM log WHERE type = 'played' AND "at" < $until GROUP BY member, title_id
)
SELECT member, count(*) AS explored FROM begun
WHERE first >= $since AND (continued IS NULL OR first < continued) GROUP BY member
""",  # noqa: S608 - nothing in it comes from a log
    "received": """
SELECT target AS member, count(*) AS reactions FROM log
WHERE type = 'reaction' AND target <> member AND "at" >= $since AND "at" < $until
GROUP BY target
""",
    "subscribed": f"""
WITH word AS (
    SELECT member, type, "at", lead("at", 1, 'infinity') OVER by_time AS next,
        row_number() OVER by_time AS place
    FROM log WHERE type IN ('subscribed', 'cancelled')
    WINDOW by_time AS (PARTITION BY member ORDER BY "at", type)
),
spans AS (
    SELECT member, CASE type WHEN 'subscribed' THEN "at" ELSE '-infinity' END AS start,
        CASE type WHEN 'subscribed' THEN next ELSE "at" END AS stop
    FROM word WHERE type = 'subscribed' OR place = 1
)
SELECT member, max(CAST(start <= $since AND stop > $since AS INT)) AS began,
    max(CAST(start < $until AND stop >= $until AS INT)) AS retained,
    sum(greatest(0,
        {_days_begun("least(stop, $until)")} - {_days_begun("greatest(start, $since)")}
    )) AS days
FROM spans GROUP BY member
""",  # noqa: S608 - nothing in it comes from a log
    "did": f"""
SELECT member, type, arm, persona, min("at") AS first,
    count(*) FILTER ("at" >= $since) AS times, sum(parts) FILTER ("at" >= $since) AS parts
FROM (SELECT *, CAST(floor(value * {PARTS} + 0.5) AS BIGINT) AS parts FROM log)
WHERE "at" < $until GROUP BY member, type, arm, persona
""",  # noqa: S608 - nothing in it comes from a log
    "counted": f"""
SELECT member, arg_min(persona, (first, persona)) FILTER (persona <> '') AS persona,
    min(first) FILTER (arm = 'control') AS control,
    min(first) FILTER (arm = 'treatment') AS treatment,
    sum(times) AS events,
    {COUNTS},
    {SUMS}
FROM did GROUP BY member
""",  # noqa: S608 - nothing in it comes from a log
}
"""What is counted, step by step; ``log`` holds the events, ``$since`` to ``$until`` the horizon."""

SQL = f"""
SELECT member, coalesce(persona, '') AS persona, coalesce(began, 1) AS began,
    CASE WHEN control <= treatment OR (control IS NOT NULL AND treatment IS NULL) THEN 'control'
        WHEN treatment IS NOT NULL THEN 'treatment' ELSE '' END AS arm,
    coalesce(days, {_days_begun("$until")}) AS days, coalesce(retained, 1) AS retained,
    {", ".join(f"coalesce({name}, 0) AS {name}" for name in COUNTED)}
FROM counted FULL JOIN received USING (member) LEFT JOIN recommended USING (member)
    LEFT JOIN explored USING (member) LEFT JOIN subscribed USING (member)
WHERE events > 0 OR reactions > 0 OR coalesce(days, {_days_begun("$until")}) > 0
ORDER BY member
"""  # noqa: S608 - nothing in it comes from a log
"""The steps' tables put together: the totals of each member."""


def horizon(events: pd.DataFrame) -> tuple[datetime, datetime]:
    """Return the days a log covers: from the first event's midnight to the last one's, UTC.

    Raises:
        DataError: If the log is empty, or its times have no zone.
    """
    if events.empty:
        raise DataError("The log holds no event; expected at least one.")
    if not isinstance(events["at"].dtype, pd.DatetimeTZDtype):
        raise DataError(f"at must be times with zone, not {events['at'].dtype}.")
    first, last = (
        at.tz_convert("UTC").floor("D") for at in (events["at"].min(), events["at"].max())
    )
    return first.to_pydatetime(), (last + timedelta(days=1)).to_pydatetime()


def totals(
    events: pd.DataFrame, since: datetime | None = None, until: datetime | None = None
) -> pd.DataFrame:
    """Return what each member did within a horizon; this module's words say what counts.

    Args:
        events: Columns of ``core.events.EVENTS``, in any order of rows.
        since: Start of the horizon; the log's first midnight without it. What happened before
            tells who was subscribed and what was watched already.
        until: Its end, not included; midnight after the log's last event without it.

    Returns:
        One row a member, by member: ``member``, ``arm``, ``persona``, ``began`` (1 if
        subscribed when the horizon begins, else 0) and the columns of ``TOTALS``.

    Raises:
        DataError: If the log is empty, the horizon is not a span of time with zone, or an
            ``event_id`` stands for different events of a member.
    """
    first, last = horizon(events)
    first, last = since or first, until or last
    if first.tzinfo is None or last.tzinfo is None or not first < last:
        raise DataError(
            f"The horizon must end after it starts, both with zone, not run from {first} to {last}."
        )
    with engine() as database:
        database.register("log", _once(_arrow(events), database))
        # one after the other: each step uses every core, together they would share one
        for name, step in STEPS.items():
            _run(database, f"CREATE TEMP TABLE {name} AS {step}", first, last).fetchall()
        found = _run(database, SQL, first, last).df()
    numbers = dict.fromkeys(("began", *TOTALS), float)
    return found[["member", "arm", "persona", *numbers]].astype(numbers)


def _run(
    database: duckdb.DuckDBPyConnection, sql: str, since: datetime, until: datetime
) -> duckdb.DuckDBPyConnection:
    asked = {"since": since, "until": until}
    return database.execute(sql, {name: at for name, at in asked.items() if f"${name}" in sql})


def _arrow(events: pd.DataFrame) -> Arrow:
    """Return a log as Arrow holds it; columns that are left out are empty."""
    made = {}
    for column in EVENTS:
        if column.name not in events:
            if not column.optional:
                raise DataError(f"The log has no column {column.name}; it needs one.")
            kind = pa.float64() if column.kind == "number" else pa.large_string()
            made[column.name] = pa.repeat(pa.scalar(None, kind), len(events))
        else:
            made[column.name] = pa.array(events[column.name], from_pandas=True)
        if column.kind == "time":
            made[column.name] = made[column.name].cast(pa.timestamp("us", "UTC"), safe=False)
        if column.kind in ("text", "choice"):
            text = made[column.name].cast(pa.large_string())
            made[column.name] = text.fill_null("") if text.null_count else text
    return pa.table(made)


def _once(log: Arrow, database: duckdb.DuckDBPyConnection) -> Arrow:
    """Return the events of a log, repeated ones once: the earliest."""
    database.register("log", log)
    codes = database.sql(CODES).fetchnumpy()["code"]
    codes.sort()
    if not (codes[1:] == codes[:-1]).any():
        return log
    database.register("log", log.append_column("row", pa.array(np.arange(len(log)))))
    database.execute(f"CREATE TEMP TABLE repeats AS {REPEATS}")
    mixed = database.execute(MIXED).fetchall()
    late = database.sql("SELECT row FROM repeats WHERE place > 1").fetchnumpy()["row"]
    if mixed:
        member, event = mixed[0]
        raise DataError(
            f"event_id {event!r} of member {member!r} stands for different events; "
            "expected one id for each event."
        )
    keep = np.ones(len(log), dtype=bool)
    keep[late] = False
    return log.filter(pa.array(keep)) if len(late) else log
