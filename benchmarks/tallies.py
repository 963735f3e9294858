"""The definition of ``core.tally`` written again for pandas and for Polars, to measure them.

Each is one long function on purpose: it is read from top to bottom beside the SQL.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from core.events import CONTINUED
from core.metrics import TOTALS
from core.tally import PARTS

DAY_US = 86_400_000_000
COUNTS = {
    "session": "sessions",
    "browsed": "plays",
    "review": "reviews",
    "comment": "comments",
    "story": "stories",
    "complaint": "complaints",
}
SUMS = {
    "played": "minutes",
    "browsed": "browse_minutes",
    "social": "social_minutes",
    "purchase": "revenue",
}
SPAN = tuple[datetime, datetime]


def with_pandas(events: pd.DataFrame, span: SPAN) -> pd.DataFrame:
    """Return the totals of ``core.tally`` by pandas."""
    since, until = (pd.Timestamp(end) for end in span)
    log = events
    named = log["event_id"] != ""
    if log[named].duplicated(["member", "event_id"]).any():
        log = log.sort_values("at", kind="stable")
        named = log["event_id"] != ""
        log = pd.concat([log[~named], log[named].drop_duplicates(["member", "event_id"])])
    before = log[log["at"] < until]
    within = before[before["at"] >= since]
    by_member = within.groupby(["member", "type"])
    counts = by_member.size().unstack(fill_value=0)
    parts = within.assign(parts=np.floor(within["value"] * PARTS + 0.5))
    values = parts.groupby(["member", "type"])["parts"].sum().unstack(fill_value=0) / PARTS
    made = {COUNTS[name]: counts[name] for name in COUNTS if name in counts}
    made |= {SUMS[name]: values[name] for name in SUMS if name in values}

    shelves = before[before["type"].isin(("shown", "played", "liked"))]
    shown = shelves["type"] == "shown"
    day = shelves["at"].dt.floor("D").where(shelves["session"] == "", pd.Timestamp(0, tz="UTC"))
    shelves = shelves.assign(
        day=day, shown=shelves["at"].where(shown), taken=shelves["at"].where(~shown)
    )
    keys = ["member", "session", "day", "title_id"]
    shelf = shelves.groupby(keys, sort=False).agg({"shown": "min", "taken": "max"})
    shelf = shelf[shelf["shown"] >= since]
    made["recommended"] = shelf.groupby("member").size()
    made["taken"] = shelf[shelf["taken"] >= shelf["shown"]].groupby("member").size()

    played = before[before["type"] == "played"]
    played = played.assign(continued=played["at"].where(played["surface"] == CONTINUED))
    first = played.groupby(["member", "title_id"], sort=False).agg(
        {"at": "min", "continued": "min"}
    )
    fresh = first["continued"].isna() | (first["at"] < first["continued"])
    made["explored"] = first[(first["at"] >= since) & fresh].groupby("member").size()
    others = within[(within["type"] == "reaction") & (within["target"] != within["member"])]
    made["reactions"] = others.groupby("target").size().rename_axis("member")

    words = log[log["type"].isin(("subscribed", "cancelled"))].sort_values(["member", "at", "type"])
    on = words["type"] == "subscribed"
    far = pd.Timestamp("2199-12-31", tz="UTC")
    following = words.groupby("member")["at"].shift(-1).fillna(far)
    start = words["at"].where(on, pd.Timestamp(0, tz="UTC"))
    stop = following.where(on, words["at"])
    spans = words.assign(start=start, stop=stop)[on | ~words.duplicated("member")]
    low = spans["start"].where(spans["start"] > since, since)
    high = spans["stop"].where(spans["stop"] < until, until)
    lived = (_begun(high, since) - _begun(low, since)).clip(lower=0)
    spans = spans.assign(
        days=lived,
        began=(spans["start"] <= since) & (spans["stop"] > since),
        retained=(spans["start"] < until) & (spans["stop"] >= until),
    )
    status = spans.groupby("member").agg({"days": "sum", "began": "max", "retained": "max"})
    seen = before[before["arm"] != ""].groupby(["member", "arm"])["at"].min().reset_index()
    made["arm"] = seen.sort_values(["at", "arm"]).groupby("member")["arm"].first()
    seen = before[before["persona"] != ""].groupby(["member", "persona"])["at"].min().reset_index()
    made["persona"] = seen.sort_values(["at", "persona"]).groupby("member")["persona"].first()
    known = pd.Index(before["member"].unique()).union(made["reactions"].index)
    active = pd.Index(within["member"].unique()).union(made["reactions"].index)
    found = pd.DataFrame(made, index=known).join(status)
    return _finished(found, active, span)


def _begun(at: pd.Series, since: pd.Timestamp) -> pd.Series:
    return -((at - since) // -timedelta(days=1))


def _finished(found: pd.DataFrame, active: pd.Index, span: SPAN) -> pd.DataFrame:
    days = -((span[0] - span[1]) // timedelta(days=1))
    found = found.reindex(columns=["arm", "persona", "began", *TOTALS])
    found = found.fillna({"days": days, "began": 1, "retained": 1, "arm": "", "persona": ""})
    found = found[found.index.isin(active) | (found["days"] > 0)].sort_index()
    numbers = dict.fromkeys(("began", *TOTALS), float)
    return found.fillna(0).astype(numbers).rename_axis("member").reset_index()


def with_polars(pl: Any, events: pd.DataFrame, span: SPAN) -> pd.DataFrame:
    """Return the totals of ``core.tally`` by Polars, lazily."""
    since, until = (pl.lit(end).cast(pl.Datetime("us", "UTC")) for end in span)
    col, kind = pl.col, pl.col("type")
    frame = pl.from_pandas(events)
    if frame.filter(col("event_id") != "").select("member", "event_id").is_duplicated().any():
        named = frame.filter(col("event_id") != "").sort("at", maintain_order=True)
        once = named.unique(["member", "event_id"], keep="first")
        frame = pl.concat([frame.filter(col("event_id") == ""), once])
    log = frame.lazy()
    before = log.filter(col("at") < until)
    within = before.filter(col("at") >= since)
    did = (
        before.with_columns(parts=(col("value") * PARTS + 0.5).floor().cast(pl.Int64))
        .group_by("member", "type", "arm", "persona")
        .agg(
            at=col("at").min(),
            times=(col("at") >= since).sum(),
            parts=col("parts").filter(col("at") >= since).sum(),
        )
    )
    counted = did.group_by("member").agg(
        *(col("times").filter(kind == name).sum().alias(column) for name, column in COUNTS.items()),
        *(
            (col("parts").filter(kind == name).sum() / PARTS).alias(column)
            for name, column in SUMS.items()
        ),
    )
    shelves = (
        before.filter(kind.is_in(["shown", "played", "liked"]))
        .with_columns(day=pl.when(col("session") == "").then(col("at").dt.date()))
        .group_by("member", "session", "day", "title_id")
        .agg(
            shown=col("at").filter(kind == "shown").min(),
            taken=col("at").filter(kind != "shown").max(),
        )
        .filter(col("shown") >= since)
        .group_by("member")
        .agg(recommended=pl.len(), taken=(col("taken") >= col("shown")).sum())
    )
    first = (
        before.filter(kind == "played")
        .group_by("member", "title_id")
        .agg(first=col("at").min(), continued=col("at").filter(col("surface") == CONTINUED).min())
        .filter(col("first") >= since)
        .filter(col("continued").is_null() | (col("first") < col("continued")))
        .group_by("member")
        .agg(explored=pl.len())
    )
    reactions = (
        within.filter((kind == "reaction") & (col("target") != col("member")))
        .group_by(member=col("target"))
        .agg(reactions=pl.len())
    )
    on = kind == "subscribed"
    far = pl.lit(datetime(2199, 12, 31, tzinfo=span[0].tzinfo)).cast(pl.Datetime("us", "UTC"))
    long_ago = pl.lit(datetime(1970, 1, 1, tzinfo=span[0].tzinfo)).cast(pl.Datetime("us", "UTC"))

    def begun(at: Any) -> Any:
        return ((at - since).dt.total_microseconds() + DAY_US - 1) // DAY_US

    status = (
        log.filter(kind.is_in(["subscribed", "cancelled"]))
        .sort("member", "at", "type")
        .with_columns(
            next=col("at").shift(-1).over("member").fill_null(far),
            place=pl.int_range(pl.len()).over("member"),
        )
        .filter(on | (col("place") == 0))
        .select(
            "member",
            start=pl.when(on).then(col("at")).otherwise(long_ago),
            stop=pl.when(on).then(col("next")).otherwise(col("at")),
        )
        .group_by("member")
        .agg(
            began=((col("start") <= since) & (col("stop") > since)).max(),
            retained=((col("start") < until) & (col("stop") >= until)).max(),
            days=(
                begun(pl.min_horizontal(col("stop"), until))
                - begun(pl.max_horizontal(col("start"), since))
            )
            .clip(lower_bound=0)
            .sum(),
        )
    )
    named = []
    for name in ("arm", "persona"):
        seen = did.filter(col(name) != "")
        early = seen.sort("at", name).group_by("member", maintain_order=True).first()
        named.append(early.select("member", name))
    whole = pl.concat([before.select("member"), reactions.select("member")]).unique()
    for part in (counted, shelves, first, reactions, status):
        whole = whole.join(part, on="member", how="left")
    for part in named:
        whole = whole.join(part, on="member", how="left")
    active = pl.concat([within.select("member"), reactions.select("member")]).unique()
    found, there = pl.collect_all([whole, active])
    return _finished(
        found.to_pandas().set_index("member"), pd.Index(there["member"].to_list()), span
    )
