"""Metrics of an event log: each member's totals, then the one definition of every metric."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from scipy import special

from core.errors import DataError, ExperimentError
from core.events import read_events
from core.experiment import Moments
from core.experiment.estimate import estimate
from core.metrics import METRICS, TOTALS, metric

COLUMNS = ("metric", "arm", "persona", "estimate", "se", "low", "high", "n", "method")

SQL = """
WITH once AS (
    SELECT * FROM events WHERE "at" >= $since AND "at" < $until
    QUALIFY event_id = '' OR row_number() OVER (PARTITION BY event_id ORDER BY "at") = 1
),
took AS (
    SELECT member, count(*) AS taken FROM (
        SELECT DISTINCT member, session, title_id FROM once WHERE type IN ('played', 'liked')
    ) GROUP BY member
),
first_seen AS (
    SELECT member, count(*) AS explored FROM (
        SELECT DISTINCT member, title_id FROM once WHERE type = 'played'
    ) GROUP BY member
),
received AS (
    SELECT target AS member, count(*) AS reactions FROM once WHERE type = 'reaction'
    GROUP BY target
),
status AS (
    SELECT member, "at", type, lead("at", 1, $until) OVER by_time AS until,
        row_number() OVER by_time = 1 AS is_first
    FROM once WHERE type IN ('subscribed', 'cancelled')
    WINDOW by_time AS (PARTITION BY member ORDER BY "at")
),
subscribed AS (
    SELECT member,
        sum(CASE WHEN type = 'subscribed' THEN epoch(until) - epoch("at") ELSE 0 END
            + CASE WHEN is_first AND type = 'cancelled' THEN epoch("at") - epoch($since) ELSE 0 END
        ) / 86400.0 AS days,
        max(CASE WHEN until = $until AND type = 'subscribed' THEN 1 ELSE 0 END) AS retained
    FROM status GROUP BY member
),
counted AS (
    SELECT member,
        coalesce(max(arm) FILTER (arm <> ''), '') AS arm,
        coalesce(max(persona) FILTER (persona <> ''), '') AS persona,
        count(*) FILTER (type = 'session') AS sessions,
        count(*) FILTER (type = 'shown') AS recommended,
        coalesce(sum(value) FILTER (type = 'played'), 0) AS minutes,
        coalesce(sum(value) FILTER (type = 'browsed'), 0) AS browse_minutes,
        count(*) FILTER (type = 'browsed') AS plays,
        coalesce(sum(value) FILTER (type = 'social'), 0) AS social_minutes,
        count(*) FILTER (type = 'review') AS reviews,
        count(*) FILTER (type = 'comment') AS comments,
        count(*) FILTER (type = 'story') AS stories,
        count(*) FILTER (type = 'complaint') AS complaints,
        coalesce(sum(value) FILTER (type = 'purchase'), 0) AS revenue
    FROM once GROUP BY member
)
SELECT counted.*, coalesce(taken, 0) AS taken, coalesce(explored, 0) AS explored,
    coalesce(reactions, 0) AS reactions,
    coalesce(subscribed.days, $days) AS days, coalesce(retained, 1) AS retained
FROM counted LEFT JOIN took USING (member) LEFT JOIN first_seen USING (member)
    LEFT JOIN received USING (member) LEFT JOIN subscribed USING (member)
ORDER BY member
"""
"""Totals of each member; ``events`` is the log, ``$since`` and ``$until`` the horizon."""


def horizon(events: pd.DataFrame) -> tuple[datetime, datetime]:
    """Return the days a log covers: from the first event's midnight to the last one's, UTC.

    Raises:
        DataError: If the log is empty.
    """
    if events.empty:
        raise DataError("The log holds no event; expected at least one.")
    first, last = events["at"].min().floor("D"), events["at"].max().floor("D")
    return first.to_pydatetime(), (last + timedelta(days=1)).to_pydatetime()


def totals(
    events: pd.DataFrame, since: datetime | None = None, until: datetime | None = None
) -> pd.DataFrame:
    """Return what each member did within a horizon.

    A title counts as taken once a session, however often it was played or liked in it. A member
    without an event of subscription counts as subscribed throughout.

    Args:
        events: Columns of ``core.events.EVENTS``.
        since: Start of the horizon; the log's first midnight without it.
        until: Its end, not included; midnight after the log's last event without it.

    Returns:
        One row a member: ``member``, ``arm``, ``persona`` and the columns of ``TOTALS``.

    Raises:
        DataError: If the log is empty or the horizon is not a span of time.
    """
    first, last = horizon(events)
    first, last = since or first, until or last
    if not first < last:
        raise DataError(f"The horizon must end after it starts, not run from {first} to {last}.")
    days = (last - first) / timedelta(days=1)
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("events", events)
        found = engine.execute(SQL, {"since": first, "until": last, "days": days}).df()
    return found[["member", "arm", "persona", *TOTALS]].astype(dict.fromkeys(TOTALS, float))


def measure(found: pd.DataFrame, days: float, *, alpha: float = 0.05) -> pd.DataFrame:
    """Return every metric of members' totals, by arm and persona, with intervals.

    Args:
        found: As ``totals`` returns.
        days: Length of the horizon.
        alpha: Two-sided error rate.

    Returns:
        Columns ``COLUMNS``; a metric without a denominator or with a single member is left out.
    """
    z = float(special.ndtri(1 - alpha / 2))
    rows = []
    for arm, persona, members in _groups(found):
        moments = Moments.of({name: members[name].to_numpy(dtype=float) for name in TOTALS})
        for each in METRICS:
            try:
                made = estimate(moments, each.numerator, each.denominator)
            except ExperimentError:
                continue
            scale = each.scale(days)
            value, se = made.value * scale, made.error_variance**0.5 * scale
            method = "delta method" if each.is_ratio else "normal"
            rows.append(
                (each.slug, arm, persona, value, se, value - z * se, value + z * se, made.n, method)
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def report(path: Path, out: Path | None = None) -> str:
    """Return the metrics of a log as text; write the table as CSV to ``out`` if given.

    Raises:
        DataError: If the log breaks its contract.
    """
    events = read_events(path)
    first, last = horizon(events)
    days = (last - first) / timedelta(days=1)
    found = totals(events)
    table = measure(found, days)
    lines = [
        f"{len(events):,} events of {len(found):,} members, {first:%Y-%m-%d} to "
        f"{last - timedelta(days=1):%Y-%m-%d} ({days:g} days)",
        "",
    ]
    lines.append(f"{'metric':<24}{'arm':<11}{'persona':<13}{'estimate':>12}  95 % interval")
    for row in table.itertuples(index=False):
        unit = metric(str(row.metric)).unit
        lines.append(
            f"{metric(str(row.metric)).label:<24}{row.arm:<11}{row.persona:<13}"
            f"{row.estimate:>12.4g}  {row.low:.4g} to {row.high:.4g} {unit}"
        )
    missing = [each.label for each in METRICS if each.slug not in set(table["metric"])]
    if missing:
        lines += ["", f"The log cannot tell: {', '.join(missing)}."]
    if out:
        table.to_csv(out, index=False)
        lines += ["", f"Saved {out}."]
    return "\n".join(lines)


def _groups(found: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    arms = [("all", found)] + [(arm, part) for arm, part in found.groupby("arm") if arm]
    groups = []
    for arm, members in arms:
        groups.append((str(arm), "all", members))
        groups += [(str(arm), str(slug), part) for slug, part in members.groupby("persona") if slug]
    return [(arm, slug, part) for arm, slug, part in groups if len(part) > 1]
