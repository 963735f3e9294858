"""Totals of a log equal a slow count by hand, whatever its order, format or parts."""

import json
import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError, MetricError
from core.events import NAMES, TYPES, read_events, write_events
from core.measure import TOLD_BY, horizon, measure, reach, report, totals
from core.metrics import METRICS, TOTALS, metric
from core.tally import PARTS

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
UNTIL = SINCE + 3 * DAY


def event(kind, hours=12.0, member="a", **more):
    return {"type": kind, "at": SINCE + timedelta(hours=hours), "member": member, **more}


def log(*rows):
    frame = pd.DataFrame(list(rows)).reindex(columns=list(NAMES))
    texts = [name for name in NAMES if name not in ("at", "value")]
    frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), "").astype("str")
    return frame.astype({"value": float, "at": "datetime64[us, UTC]"})


def of(frame, member="a", since=SINCE, until=UNTIL):
    found = totals(frame, since, until)
    rows = found[found["member"] == member].to_dict("records")
    return rows[0] if rows else None


# A count by hand, event after event, without a table or a query: the oracle.


def said(row, name):
    return row.get(name) or ""


def once(rows):
    """The earliest of the events that a member's id is repeated for."""

    def order(row):
        value = math.inf if row.get("value") is None else row["value"]
        return (row["at"], said(row, "session"), value, said(row, "surface"), said(row, "arm"))

    kept, ids = [], {}
    for row in rows:
        key = (row["member"], said(row, "event_id"))
        if not key[1]:
            kept.append(row)
        elif key not in ids or order(row) < order(ids[key]):
            ids[key] = row
    return kept + list(ids.values())


def subscribed(words, at, *, before=False):
    """Whether a member is subscribed at a moment, or just before it."""
    words = sorted(words, key=lambda row: (row["at"], row["type"]))
    past = [row for row in words if (row["at"] < at if before else row["at"] <= at)]
    if past:
        return past[-1]["type"] == "subscribed"
    return not words or words[0]["type"] == "cancelled"


def by_hand(rows, since, until):
    rows, found = once(rows), {}
    actors = {row["member"] for row in rows if row["at"] < until}
    within = [row for row in rows if since <= row["at"] < until]
    liked = [r for r in within if r["type"] == "reaction" and r["target"] != r["member"]]
    for member in actors | {row["target"] for row in liked}:
        mine = [row for row in rows if row["member"] == member]
        now = [row for row in within if row["member"] == member]
        words = [row for row in mine if row["type"] in ("subscribed", "cancelled")]
        starts = [since + DAY * day for day in range(math.ceil((until - since) / DAY))]
        days = sum(subscribed(words, at) for at in starts)
        received = sum(row["target"] == member for row in liked)
        if not (now or received or days):
            continue

        def count(kind, now=now):
            return sum(row["type"] == kind for row in now)

        def total(kind, now=now):
            values = [r["value"] for r in now if r["type"] == kind and r.get("value") is not None]
            return sum(math.floor(value * PARTS + 0.5) for value in values) / PARTS

        shelves, first = {}, {}
        for row in mine:
            if row["at"] >= until:
                continue
            shelf = (said(row, "session") or row["at"].date(), said(row, "title_id"))
            if row["type"] in ("shown", "played", "liked"):
                shelves.setdefault(shelf, []).append(row)
            if row["type"] == "played":
                first.setdefault(said(row, "title_id"), []).append(row)
        recommended = taken = 0
        for events in shelves.values():
            shown = min((r["at"] for r in events if r["type"] == "shown"), default=None)
            if shown is not None and shown >= since:
                recommended += 1
                taken += any(r["at"] >= shown for r in events if r["type"] != "shown")
        explored = 0
        for plays in first.values():
            begin = min(row["at"] for row in plays)
            fresh = all(said(r, "surface") != "continue" for r in plays if r["at"] == begin)
            explored += fresh and begin >= since
        arms = sorted((r["at"], r["arm"]) for r in mine if said(r, "arm") and r["at"] < until)
        named = sorted(
            (r["at"], r["persona"]) for r in mine if said(r, "persona") and r["at"] < until
        )
        found[member] = {
            "arm": arms[0][1] if arms else "",
            "persona": named[0][1] if named else "",
            "began": subscribed(words, since),
            "days": days,
            "sessions": count("session"),
            "recommended": recommended,
            "taken": taken,
            "minutes": total("played"),
            "explored": explored,
            "browse_minutes": total("browsed"),
            "plays": count("browsed"),
            "social_minutes": total("social"),
            "reviews": count("review"),
            "comments": count("comment"),
            "stories": count("story"),
            "reactions": received,
            "complaints": count("complaint"),
            "revenue": total("purchase"),
            "retained": subscribed(words, until, before=True),
        }
    return found


@st.composite
def logs(draw, members="abcd", ids=True):
    rows = []
    for number in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from([*TYPES, "shown", "played", "liked"]))
        hours = draw(st.sampled_from([-30, -1, 0, 5, 23.9, 24, 30, 47.99, 48, 71, 72, 73]))
        row = event(kind, hours, draw(st.sampled_from(members)))
        group = members[: len(members) // 2]
        friends = group if row["member"] in group else members[len(members) // 2 :]
        row |= {
            "title_id": draw(st.sampled_from("xyz")),
            "session": draw(st.sampled_from(["", "", "s", "t"])),
            "surface": draw(st.sampled_from(["", "home", "continue"])),
            "arm": draw(st.sampled_from(["", "control", "treatment"])),
            "persona": draw(st.sampled_from(["", "p", "q"])),
            "target": draw(st.sampled_from(friends)) if kind == "reaction" else "",
            "value": draw(VALUES[kind]) if kind in VALUES else None,
            "event_id": f"e{number}" if ids and draw(st.booleans()) else "",
        }
        rows.append(row)
        if row["event_id"] and draw(st.booleans()):
            hours = draw(st.sampled_from([-1, 0, 5, 47.99]))
            value = draw(VALUES[kind]) if kind in VALUES else None
            rows.append(row | {"at": SINCE + timedelta(hours=hours), "value": value})
    return rows


VALUES = dict.fromkeys(("played", "browsed", "social", "purchase"), st.floats(0, 1e4))
VALUES["rated"] = st.floats(0.5, 5)
horizons = st.sampled_from(
    [(SINCE, UNTIL), (SINCE + DAY, SINCE + 2 * DAY), (SINCE + DAY / 4, UNTIL - DAY / 3)]
)


def as_written(found):
    return {row.pop("member"): row for row in found.to_dict("records")}


@settings(max_examples=60, deadline=None)
@given(rows=logs(), span=horizons)
def test_totals_equal_a_count_by_hand(rows, span):
    assert as_written(totals(log(*rows), *span)) == by_hand(rows, *span)


@settings(max_examples=10, deadline=None)
@given(rows=logs(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_digit(rows, order):
    mixed = list(rows)
    order.shuffle(mixed)

    pd.testing.assert_frame_equal(
        totals(log(*mixed), SINCE, UNTIL), totals(log(*rows), SINCE, UNTIL)
    )


@settings(max_examples=10, deadline=None)
@given(rows=logs(), copies=st.data())
def test_a_repeated_event_with_an_id_counts_once(rows, copies):
    again = [row for row in rows if row["event_id"] and copies.draw(st.booleans())]

    pd.testing.assert_frame_equal(
        totals(log(*rows, *again), SINCE, UNTIL), totals(log(*rows), SINCE, UNTIL)
    )


@settings(max_examples=10, deadline=None)
@given(rows=logs())
def test_two_logs_of_different_members_give_the_totals_of_both_together(rows):
    parts = [[row for row in rows if row["member"] in group] for group in ("ab", "cd")]

    both = pd.concat([totals(log(*part), SINCE, UNTIL) for part in parts if part])

    whole = totals(log(*rows), SINCE, UNTIL)
    pd.testing.assert_frame_equal(
        both.sort_values("member", ignore_index=True), whole, check_dtype=False
    )


@settings(max_examples=10, deadline=None)
@given(rows=logs())
def test_two_horizons_in_a_row_add_up_to_both_together(rows):
    """Takes are left out: one that comes after the first horizon ended is in neither part."""
    known = [event("session", -50, member) for member in "abcd"]
    frame, middle = log(*rows, *known), SINCE + DAY
    parts = [totals(frame, SINCE, middle), totals(frame, middle, UNTIL)]
    added = pd.concat(parts).groupby("member").sum(numeric_only=True)
    whole = totals(frame, SINCE, UNTIL).set_index("member")

    for name in set(TOTALS) - {"taken", "retained"}:
        assert (added[name].reindex(whole.index) == whole[name]).all(), name
    assert (added["taken"].reindex(whole.index) <= whole["taken"]).all()


@settings(max_examples=10, deadline=None)
@given(rows=logs(), span=horizons)
def test_no_more_titles_are_taken_than_recommended(rows, span):
    found = totals(log(*rows), *span)

    assert (found["taken"] <= found["recommended"]).all()


@settings(max_examples=10, deadline=None)
@given(rows=logs())
def test_csv_parquet_and_json_lines_give_identical_totals(rows, tmp_path_factory):
    frame, folder = log(*rows), tmp_path_factory.mktemp("log")
    write_events(frame, folder / "log.parquet")
    frame.assign(at=frame["at"].map(lambda at: at.isoformat())).to_csv(
        folder / "log.csv", index=False
    )
    lines = [json.dumps(row | {"at": row["at"].isoformat()}) for row in rows]
    (folder / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")

    found = [totals(read_events(folder / f"log.{kind}")) for kind in ("parquet", "csv", "jsonl")]

    pd.testing.assert_frame_equal(found[0], found[1])
    pd.testing.assert_frame_equal(found[0], found[2])


def test_a_title_found_unshown_is_watched_but_not_taken():
    found = of(log(event("shown", title_id="x"), event("played", title_id="y", value=30)))

    assert (found["recommended"], found["taken"], found["minutes"]) == (1, 0, 30)


def test_a_title_shown_and_played_often_in_a_session_is_taken_once():
    rows = [event("shown", at, title_id="x", session="s") for at in (1, 2, 3)]
    rows += [event("played", at, title_id="x", session="s", value=10) for at in (2, 4)]
    rows.append(event("liked", 5, title_id="x", session="s"))

    found = of(log(*rows))

    assert (found["recommended"], found["taken"], found["minutes"]) == (1, 1, 20)


def test_a_title_played_before_it_is_shown_or_in_another_session_is_not_taken():
    early = log(event("played", 1, title_id="x", value=9), event("shown", 2, title_id="x"))
    elsewhere = log(
        event("shown", 1, title_id="x", session="s"),
        event("played", 2, title_id="x", value=9, session="t"),
    )

    assert of(early)["taken"] == of(elsewhere)["taken"] == 0


def test_events_without_a_session_are_taken_together_by_day():
    frame = log(
        event("shown", 1, title_id="x"),
        event("liked", 23, title_id="x"),
        event("shown", 47, title_id="y"),
        event("liked", 49, title_id="y"),
    )

    assert (of(frame)["recommended"], of(frame)["taken"]) == (2, 1)


def test_a_title_gone_on_with_from_before_the_log_is_not_explored():
    frame = log(
        event("played", 1, title_id="old", value=5, surface="continue"),
        event("played", 2, title_id="old", value=5, surface="home"),
        event("played", -9, title_id="before", value=5),
        event("played", 3, title_id="before", value=5),
        event("played", 4, title_id="new", value=5),
        event("played", 30, title_id="new", value=5, surface="continue"),
    )

    assert of(frame)["explored"] == 1
    assert of(frame)["minutes"] == 25


def test_reactions_to_a_member_without_events_are_kept_and_those_to_oneself_are_not():
    frame = log(event("reaction", member="fan", target="a"), event("reaction", target="a"))

    assert of(frame)["reactions"] == 1
    assert of(frame, "fan")["reactions"] == 0
    only = of(log(event("reaction", member="fan", target="star")), "star")
    assert (only["reactions"], only["days"], only["sessions"]) == (1, 3, 0)


def test_revenue_holds_the_price_of_the_subscription_and_orders():
    frame = log(
        event("purchase", value=15.49, surface="subscription"),
        event("purchase", value=4.0, surface="market"),
    )

    assert of(frame)["revenue"] == pytest.approx(19.49, abs=2 / PARTS)


@pytest.mark.parametrize(
    ("words", "began", "days", "retained"),
    [
        ([], 1, 3, 1),
        ([("subscribed", 30)], 0, 1, 1),
        ([("subscribed", 24)], 0, 2, 1),
        ([("subscribed", 0)], 1, 3, 1),
        ([("cancelled", 30)], 1, 2, 0),
        ([("cancelled", 71.999)], 1, 3, 0),
        ([("cancelled", 72)], 1, 3, 1),
        ([("cancelled", 90)], 1, 3, 1),
        ([("subscribed", 90)], 0, 0, 0),
        ([("cancelled", 12), ("subscribed", 60)], 1, 1, 1),
        ([("cancelled", 12), ("subscribed", 12)], 1, 3, 1),
        ([("subscribed", -99), ("cancelled", -9)], 0, 0, 0),
        ([("subscribed", -99), ("cancelled", -9), ("subscribed", 71.9)], 0, 0, 1),
    ],
)
def test_a_subscription_counts_on_the_days_that_begin_with_it(words, began, days, retained):
    frame = log(event("session", 1), *(event(kind, hours) for kind, hours in words))

    found = of(frame)

    assert (found["began"], found["days"], found["retained"]) == (began, days, retained)


def test_retention_is_of_those_subscribed_at_the_start():
    frame = log(
        event("session", member="stays"),
        event("session", member="stays too"),
        event("cancelled", member="leaves"),
        event("subscribed", member="joins"),
    )

    table = measure(totals(frame, SINCE, UNTIL), 3).set_index("metric")

    assert table.loc["retention", "estimate"] == pytest.approx(200 / 3)
    assert table.loc["retention", "n"] == 3
    assert table.loc["sessions_per_week", "n"] == 4


def test_members_who_do_nothing_count_with_zeros_and_those_who_left_do_not_count():
    frame = log(
        event("session", -30, "silent"),
        event("session", -30, "gone"),
        event("cancelled", -20, "gone"),
        event("session", 1),
        event("session", 80, "later"),
    )

    assert list(totals(frame, SINCE, UNTIL)["member"]) == ["a", "silent"]
    assert of(frame, "silent")["sessions"] == 0


def test_a_member_seen_in_both_arms_counts_in_the_first():
    frame = log(event("session", 5, arm="control"), event("session", 2, arm="treatment"))

    assert of(frame)["arm"] == "treatment"


def test_an_id_that_stands_for_different_events_is_refused():
    frame = log(event("session", event_id="1"), event("story", event_id="1"))

    with pytest.raises(DataError, match="event_id '1' of member 'a' stands for different events"):
        totals(frame)


def test_an_id_may_be_used_by_two_members():
    frame = log(event("story", event_id="1"), event("story", member="b", event_id="1"))

    assert totals(frame)["stories"].sum() == 2


def test_the_horizon_runs_from_midnight_to_midnight_in_utc():
    frame = log(event("session", 5), event("session", 24.5))
    frame["at"] = frame["at"].dt.tz_convert("America/New_York")

    assert horizon(frame) == (SINCE, SINCE + 2 * DAY)
    assert totals(frame)["days"].tolist() == [2]


def test_what_is_no_log_or_no_horizon_is_refused():
    frame = log(event("session"))

    with pytest.raises(DataError, match="holds no event"):
        totals(frame.iloc[:0])
    with pytest.raises(DataError, match="must end after it starts"):
        totals(frame, UNTIL, SINCE)
    with pytest.raises(DataError, match="both with zone"):
        totals(frame, datetime(2026, 1, 1))
    with pytest.raises(DataError, match="at must be times with zone, not"):
        totals(frame.assign(at=frame["at"].dt.tz_localize(None)))
    with pytest.raises(DataError, match="has no column type"):
        totals(frame.drop(columns="type"))


def test_columns_that_are_left_out_say_nothing():
    frame = log(event("session"), event("story"))[["at", "member", "type"]]

    assert of(frame)["stories"] == 1


def test_a_hostile_member_is_only_a_name():
    name = "'; DROP TABLE log; --"

    assert of(log(event("session", member=name)), name)["sessions"] == 1


def test_estimates_and_errors_agree_with_the_delta_method_by_hand():
    draw = np.random.default_rng(3)
    found = pd.DataFrame({name: draw.poisson(5, 400).astype(float) for name in TOTALS})
    found = found.assign(member="", arm="", persona="", began=1.0)
    table = measure(found, 10).set_index("metric")

    minutes = found["minutes"] / 10
    assert table.loc["minutes_watched", "estimate"] == pytest.approx(minutes.mean())
    assert table.loc["minutes_watched", "se"] == pytest.approx(minutes.std() / 20)
    taken, shown = found["taken"], found["recommended"]
    rate = taken.sum() / shown.sum()
    left = (taken - rate * shown) / shown.mean()
    assert table.loc["take_rate", "estimate"] == pytest.approx(100 * rate)
    assert table.loc["take_rate", "se"] == pytest.approx(100 * left.std() / 20)
    assert table.loc["take_rate", "low"] == pytest.approx(100 * (rate - 1.959964 * left.std() / 20))


def test_every_total_is_told_by_some_events():
    assert set(TOLD_BY) == set(TOTALS)
    assert {kind for kinds in TOLD_BY.values() for kind in kinds} <= set(TYPES)


def test_a_report_says_what_the_log_cannot_tell(tmp_path):
    rows = [
        event("shown", 1, member, title_id="x", arm=arm)
        for member, arm in (("a", "control"), ("b", "control"), ("c", "treatment"))
    ]
    rows += [event("played", 2, "a", title_id="x", value=30, arm="control")]
    rows += [event("shown", 3, "c", title_id="y", arm="control")]
    write_events(log(*rows), tmp_path / "log.parquet")

    said = report(tmp_path / "log.parquet", tmp_path / "out.csv")

    assert said.startswith("5 events of 3 members, 2026-01-01 to 2026-01-01 (1 day)")
    assert "Take rate               all        all                    25" in said
    assert "Of the 2 titles in the log a member explored 16.7 %" in said
    assert "Seen in both arms: 1 of the members; each counts in the first." in said
    unknown = said.split("cannot tell: ")[1]
    assert all(metric(slug).label in unknown for slug in ("retention", "complaints", "revenue"))
    assert "Take rate" not in unknown
    written = pd.read_csv(tmp_path / "out.csv")
    assert set(written["metric"]) == {"take_rate", "minutes_watched", "catalogue_reach"}


def test_a_name_in_a_log_cannot_steer_the_terminal(tmp_path):
    rows = [event("session", member=member, persona="\x1b[2Jgone") for member in "ab"]
    write_events(log(*rows), tmp_path / "log.parquet")

    said = report(tmp_path / "log.parquet")

    assert "\x1b" not in said
    assert "?[2Jgone" in said


def test_the_share_of_the_catalogue_is_explored_titles_of_all():
    found = pd.DataFrame({"explored": [1.0, 3.0]})

    share, low, high = reach(found, 200)

    assert share == 1.0
    assert (low + high) / 2 == pytest.approx(1.0)
    assert high - low == pytest.approx(2 * 1.959964 * 0.5)
    with pytest.raises(MetricError, match="at least 1 title and 2 members, not 0 and 2"):
        reach(found, 0)


def test_a_metric_without_a_denominator_is_left_out():
    table = measure(totals(log(event("session"), event("session", member="b"))), 1)

    assert "reactions_per_story" not in set(table["metric"])
    assert set(table["metric"]) < {each.slug for each in METRICS}


def test_the_day_of_an_event_is_that_of_utc():
    frame = log(event("shown", 23.5, title_id="x"), event("liked", 24.5, title_id="x"))

    assert frame["at"].dt.date.tolist() == [date(2026, 1, 1), date(2026, 1, 2)]
    assert of(frame)["taken"] == 0


@pytest.mark.parametrize("unit", ["ns", "ms"])
def test_the_unit_of_a_frames_times_changes_nothing(unit):
    frame = log(event("session", 9.0), event("session", 30.0), event("review", 31.0))

    assert totals(frame.astype({"at": f"datetime64[{unit}, UTC]"}), SINCE, UNTIL).equals(
        totals(frame, SINCE, UNTIL)
    )


def test_a_frame_whose_times_have_no_zone_is_refused_with_a_sentence():
    frame = log(event("session"))

    with pytest.raises(DataError, match="at must be times with zone"):
        totals(frame.assign(at=frame["at"].dt.tz_localize(None)), SINCE, UNTIL)
