"""Metrics of an event log: the one definition of each, over every member's totals."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pandas as pd
from scipy import special

from core.errors import ExperimentError, MetricError
from core.events import read_events
from core.experiment import Moments
from core.experiment.estimate import estimate
from core.metrics import METRICS, TOTALS, Metric, metric
from core.tally import horizon as horizon
from core.tally import totals as totals

COLUMNS = ("metric", "arm", "persona", "estimate", "se", "low", "high", "n", "method")

AMONG = frozenset(each.among for each in METRICS if each.among)
"""Columns that must be 1 for a member to count in some metric."""

TOLD_BY: dict[str, tuple[str, ...]] = {
    "days": ("subscribed", "cancelled"),
    "sessions": ("session",),
    "recommended": ("shown",),
    "taken": ("played", "liked"),
    "minutes": ("played",),
    "explored": ("played",),
    "browse_minutes": ("browsed",),
    "plays": ("browsed",),
    "social_minutes": ("social",),
    "reviews": ("review",),
    "comments": ("comment",),
    "stories": ("story",),
    "reactions": ("reaction",),
    "complaints": ("complaint",),
    "revenue": ("purchase",),
    "retained": ("subscribed", "cancelled"),
}
"""Types of events that tell a column of ``TOTALS``."""


def measure(
    found: pd.DataFrame,
    days: float,
    *,
    alpha: float = 0.05,
    types: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return every metric of members' totals, by arm and persona, with intervals.

    Args:
        found: As ``totals`` returns.
        days: Length of the horizon.
        alpha: Two-sided error rate.
        types: Types of events that the log holds; metrics that none of them tells are left
            out, for a log without a complaint says nothing about complaints. All without it.

    Returns:
        Columns ``COLUMNS``; a metric without a denominator or with a single member is left out.
    """
    z = float(special.ndtri(1 - alpha / 2))
    rows = []
    for arm, persona, members in _groups(found):
        moments = {"": _moments(members)}
        moments |= {name: _moments(members[members[name] == 1]) for name in AMONG}
        for each in METRICS:
            if types is not None and not _told(each, types):
                continue
            try:
                made = estimate(moments[each.among], each.numerator, each.denominator)
            except ExperimentError:
                continue
            scale = each.scale(days)
            value, se = made.value * scale, made.error_variance**0.5 * scale
            method = "delta method" if each.is_ratio else "normal"
            rows.append(
                (each.slug, arm, persona, value, se, value - z * se, value + z * se, made.n, method)
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _moments(members: pd.DataFrame) -> Moments:
    return Moments.of({name: members[name].to_numpy(dtype=float) for name in TOTALS})


def _told(of: Metric, types: Collection[str]) -> bool:
    """Return whether events of these types tell a metric: above its line, and below it."""
    return all(
        any(name in types for column in columns for name in TOLD_BY[column])
        for columns in (of.numerator, of.denominator)
        if columns
    )


def reach(found: pd.DataFrame, titles: int, *, alpha: float = 0.05) -> tuple[float, float, float]:
    """Return the share of the catalogue a member explored in the horizon, with its interval.

    Args:
        found: As ``totals`` returns.
        titles: Titles in the catalogue.
        alpha: Two-sided error rate.

    Returns:
        Mean over members, low and high, percent of the catalogue.

    Raises:
        MetricError: If the catalogue holds no title or there are fewer than two members.
    """
    if titles < 1 or len(found) < 2:
        raise MetricError(
            f"The share of the catalogue reached needs at least 1 title and 2 members, "
            f"not {titles} and {len(found)}."
        )
    z = float(special.ndtri(1 - alpha / 2))
    share = 100 * found["explored"] / titles
    value, se = float(share.mean()), float(share.std() / len(share) ** 0.5)
    return value, value - z * se, value + z * se


def report(path: Path, out: Path | None = None) -> str:
    """Return the metrics of a log as text; write the table as CSV to ``out`` if given.

    Raises:
        DataError: If the log breaks its contract.
    """
    events = read_events(path)
    first, last = horizon(events)
    days = (last - first) / timedelta(days=1)
    found = totals(events)
    table = measure(found, days, types=set(events["type"].unique()))
    lines = [
        f"{len(events):,} events of {len(found):,} members, {first:%Y-%m-%d} to "
        f"{last - timedelta(days=1):%Y-%m-%d} ({days:g} day{'s' * (days != 1)})",
        "",
    ]
    lines.append(f"{'metric':<24}{'arm':<11}{'persona':<13}{'estimate':>12}  95 % interval")
    for row in table.itertuples(index=False):
        unit = metric(str(row.metric)).unit
        lines.append(
            f"{metric(str(row.metric)).label:<24}{row.arm:<11}{_plain(str(row.persona)):<13}"
            f"{row.estimate:>12.4g}  {row.low:.4g} to {row.high:.4g} {unit}"
        )
    lines += ["", *_remarks(events, found, table)]
    if out:
        table.to_csv(out, index=False)
        lines += ["", f"Saved {out}."]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return a name from a log without what could steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:40])


def _remarks(events: pd.DataFrame, found: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    said = []
    titles = events["title_id"].nunique() - (events["title_id"] == "").any()
    if "catalogue_reach" in set(table["metric"]) and len(found) > 1:
        share, low, high = reach(found, int(titles))
        said.append(
            f"Of the {titles:,} titles in the log a member explored {share:.3g} % "
            f"({low:.3g} to {high:.3g})."
        )
    arms = events[events["arm"] != ""].groupby("member")["arm"].nunique()
    if both := int((arms > 1).sum()):
        said.append(f"Seen in both arms: {both:,} of the members; each counts in the first.")
    missing = [each.label for each in METRICS if each.slug not in set(table["metric"])]
    if missing:
        said.append(f"The log cannot tell: {', '.join(missing)}.")
    return said


def _groups(found: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    arms = [("all", found)] + [(arm, part) for arm, part in found.groupby("arm") if arm]
    groups = []
    for arm, members in arms:
        groups.append((str(arm), "all", members))
        groups += [(str(arm), str(slug), part) for slug, part in members.groupby("persona") if slug]
    return [(arm, slug, part) for arm, slug, part in groups if len(part) > 1]
