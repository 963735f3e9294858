"""Everybody writes one log at once, nothing is lost, and it means what every other log means."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from core.errors import DataError
from core.events import NAMES, TYPES, read_events, write_events
from core.measure import measure, totals
from core.room import FEW, Room, RoomEvent, TakeRate, take_rate

START = datetime(2026, 11, 1, 20, tzinfo=UTC)


def event(minute, kind, title="x", member="g1", surface="mood/taste", session=None, value=None):
    return RoomEvent(
        at=START + timedelta(minutes=minute),
        member=member,
        session=session or f"{member}-1",
        type=kind,
        title_id=title,
        surface=surface,
        value=value if value is not None or kind != "played" else 30.0,
    )


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path / "room.jsonl")


EVENING = [
    event(0, "session", title=""),
    event(0, "shown"),
    event(0, "shown", title="y"),
    event(1, "shown"),
    event(2, "skipped", title="y"),
    event(3, "played"),
    event(4, "liked"),
    event(5, "liked", title="found by search", surface=""),
]


def test_what_is_added_is_read_in_order(room):
    room.add(EVENING[:3])
    room.add([])
    room.add(EVENING[3:])

    found = room.read()

    assert list(found.columns) == list(NAMES)
    assert list(found["type"]) == [each.type for each in EVENING]
    assert list(found["at"]) == [each.at for each in EVENING]
    assert list(found["surface"]) == [each.surface for each in EVENING]
    assert found["value"][5] == 30.0
    assert np.isnan(found["value"][0])


words = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
moments = st.datetimes(
    datetime(1971, 1, 1),
    datetime(2199, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5.5)), timezone(timedelta(hours=-8))]),
)


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.builds(
            RoomEvent,
            at=moments,
            member=words.filter(bool),
            session=words,
            type=st.sampled_from(["shown", "played", "liked", "skipped"]),
            title_id=words.filter(bool),
            surface=words,
            value=st.floats(0, 1e6),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_room_reads_as_any_other_log(rows, tmp_path_factory):
    room = Room(tmp_path_factory.mktemp("room") / "room.jsonl")
    room.add(rows)

    frame = room.read()

    pd.testing.assert_frame_equal(
        frame, read_events(room.path), check_dtype=False, check_column_type=False
    )
    assert frame["at"].dtype == read_events(room.path)["at"].dtype
    write_events(frame, room.path.with_suffix(".parquet"))
    assert len(read_events(room.path.with_suffix(".parquet"))) == len(rows)


def test_a_room_nobody_has_used_is_empty(room):
    assert room.mark() == 0
    assert room.read().empty
    assert take_rate(room.read()) == TakeRate(shown=0, taken=0)


def test_its_mark_grows_with_every_event_and_only_then(room):
    room.add(EVENING[:1])
    first = room.mark()
    room.read()
    again = room.mark()
    room.add(EVENING[1:2])

    assert 0 < first == again < room.mark()


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.room import Room, RoomEvent

room, who = Room(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    room.add([
        RoomEvent(at=datetime(2026, 11, 1, tzinfo=UTC), member=who, session=str(number),
                  type="shown", title_id=f"t{part}", surface="mood/taste")
        for part in range(3)
    ])
"""


def writer(room, who, batches):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(room.path), who, str(batches)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_hundred_writers_at_once_lose_nothing(room):
    gate = threading.Barrier(98)

    def write(who):
        gate.wait()
        for number in range(20):
            room.add(
                [event(number, "shown", f"t{part}", who, session=str(number)) for part in range(3)]
            )

    processes = [writer(room, f"p{number}", 20) for number in range(2)]
    threads = [threading.Thread(target=write, args=(f"g{number}",)) for number in range(98)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.wait(timeout=60) for each in processes] == [0] * 2
    for each in processes:
        each.stdout.close()
    found = room.read()

    assert len(found) == 100 * 20 * 3
    assert found.groupby("member").size().eq(60).all()
    assert found["member"].nunique() == 100
    mine = found[found["member"] == "g7"]  # a batch is whole, and one's batches are in order
    assert list(mine["session"]) == [str(number) for number in range(20) for _ in range(3)]
    assert list(mine["title_id"]) == ["t0", "t1", "t2"] * 20
    assert len(read_events(room.path)) == len(found)


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on Windows")
def test_a_writer_killed_half_way_leaves_a_log_that_reads_and_goes_on(room):
    process = writer(room, "victim", 10**9)
    process.stdout.readline()
    while room.mark() < 20_000:
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    process.stdout.close()
    killed = len(room.read())
    room.add(EVENING)

    found = room.read()

    assert killed > 50
    assert len(found) == killed + len(EVENING)
    assert set(found["member"]) == {"victim", "g1"}


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_a_torn_line_is_passed_over_wherever_it_tore(room, cut):
    room.add(EVENING[:2])
    whole = room.path.read_bytes()
    room.add([event(9, "shown", "torn")])
    room.path.write_bytes(room.path.read_bytes()[: len(whole) + cut])
    room.add(EVENING[2:])

    found = room.read()

    assert list(found["type"]) == [each.type for each in EVENING]
    assert "torn" not in set(found["title_id"])


def test_a_full_room_refuses_a_batch_whole(room):
    small = Room(room.path, limit=500)
    small.add(EVENING[:2])
    before = room.path.read_bytes()

    with pytest.raises(DataError, match=r"room\.jsonl is full: \d+ of 500 bytes\. Move it away"):
        small.add(EVENING)

    assert room.path.read_bytes() == before
    assert small.mark() <= 500


def test_a_room_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(DataError, match="cannot be written: No such file"):
        Room(tmp_path / "absent" / "room.jsonl").add(EVENING)


@pytest.mark.parametrize(
    "line",
    [
        '{"at": "yesterday", "member": "a", "type": "shown"}',
        '{"at": "2026-11-01T20:00:00Z", "member": "a", "type": "danced"}',
        '{"at": "2026-11-01T20:00:00Z", "type": "shown"}',
        "[1, 2]",
        "7",
    ],
)
def test_a_whole_line_that_is_no_event_is_named(room, line):
    room.add(EVENING[:1])
    with room.path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")

    with pytest.raises(DataError, match=r"room\.jsonl, line 3: expected an event"):
        room.read()


REFUSED = {
    "a time with zone": {"at": datetime(2026, 11, 1)},
    "1970 to 2199": {"at": datetime(2300, 1, 1, tzinfo=UTC)},
    "type is one of": {"type": "danced"},
    "needs a member": {"member": ""},
    "needs a title_id": {"title_id": ""},
    "needs a value": {"type": "played"},
    "needs a target": {"type": "reaction"},
    "at most 300 signs, not 301": {"member": "m" * 301},
    "signs that print": {"surface": "mood\nshown"},
    "holds signs": {"title_id": "\ud800"},
    r"0\.5 to 5, not 6": {"type": "rated", "value": 6.0},
    r"0 to 1e\+06, not -1": {"value": -1.0},
    "not nan": {"value": float("nan")},
}


@pytest.mark.parametrize("said", REFUSED)
def test_an_event_that_breaks_the_schema_cannot_exist(said):
    with pytest.raises(DataError, match=said):
        dataclasses.replace(event(0, "shown"), **REFUSED[said])


def test_a_line_holds_ids_and_nothing_else(room):
    room.add([event(0, "shown", member="7f3a")])

    said = json.loads(room.path.read_text(encoding="utf-8"))

    assert said == {
        "at": "2026-11-01T20:00:00.000000Z",
        "member": "7f3a",
        "session": "7f3a-1",
        "type": "shown",
        "title_id": "x",
        "surface": "mood/taste",
    }


# the take rate


def test_a_skip_is_no_take_and_a_title_counts_once_a_session(room):
    room.add(EVENING)

    found = take_rate(room.read())

    assert (found.shown, found.taken, found.rate) == (2, 1, 50.0)
    assert "skipped" in TYPES


@st.composite
def evenings(draw, guests):
    rows = []
    for number in range(draw(st.integers(1, 30))):
        kind = draw(st.sampled_from(["shown", "shown", "played", "liked", "skipped"]))
        member = f"g{draw(st.integers(1, guests))}"
        surface = draw(st.sampled_from(["mood/taste", "mood/hour", "foryou/taste", "moody"]))
        session = draw(st.sampled_from(["", "s", "t"]))
        title = draw(st.sampled_from("xyz"))
        rows.append(
            dataclasses.replace(event(number, kind, title, member, surface), session=session)
        )
    return rows


@settings(max_examples=10, deadline=None)
@given(rows=evenings(guests=14))
def test_it_is_the_take_rate_of_every_other_log(rows, tmp_path_factory):
    room = Room(tmp_path_factory.mktemp("room") / "room.jsonl")
    room.add(rows)

    mine = take_rate(room.read())

    members = totals(read_events(room.path))
    assert mine.shown == members["recommended"].sum()
    assert mine.taken == members["taken"].sum()
    table = measure(members[members["recommended"] > 0], 1.0).set_index(["metric", "arm"])
    if ("take_rate", "all") in table.index:
        theirs = table.loc[("take_rate", "all")]
        assert mine.rate == pytest.approx(theirs["estimate"])
        if mine.members >= FEW and 0 < mine.taken < mine.shown and theirs["se"] > 0:
            assert mine.low == pytest.approx(max(theirs["low"], 0))
            assert mine.high == pytest.approx(min(theirs["high"], 100))


@settings(max_examples=10, deadline=None)
@given(rows=evenings(guests=3))
def test_few_members_get_wilsons_interval(rows, tmp_path_factory):
    room = Room(tmp_path_factory.mktemp("room") / "room.jsonl")
    room.add(rows)

    found = take_rate(room.read())

    if found.shown:
        low, high = proportion_confint(found.taken, found.shown, method="wilson")
        assert (found.low, found.high) == pytest.approx((100 * low, 100 * high))
        assert 0 <= found.low <= found.rate <= found.high <= 100
    else:
        assert (found.rate, found.low, found.high) == (None, None, None)


def test_members_who_differ_widen_the_interval_of_many(room):
    rows = []
    for number in range(20):
        for title in range(10):
            rows.append(event(0, "shown", f"t{title}", f"g{number}"))
            if number < 5:
                rows.append(event(1, "liked", f"t{title}", f"g{number}"))
    room.add(rows)

    found = take_rate(room.read())

    low, high = proportion_confint(found.taken, found.shown, method="wilson")
    assert (found.shown, found.taken, found.rate, found.members) == (200, 50, 25.0, 20)
    assert found.method == "delta method"
    assert found.high - found.low > 2 * 100 * (high - low)


def test_many_members_who_agree_are_no_proof(room):
    room.add([event(0, "shown", title, f"g{guest}") for guest in range(12) for title in "xy"])
    room.add([event(1, "liked", "x", f"g{guest}") for guest in range(12)])

    found = take_rate(room.read())

    assert (found.rate, found.members, found.method) == (50.0, 12, "Wilson, over titles")
    assert found.high - found.low > 30


def test_a_surface_counts_what_lies_below_it_and_nothing_beside(room):
    room.add(
        [
            event(0, "shown", "a", surface="mood"),
            event(0, "shown", "b", surface="mood/taste"),
            event(0, "shown", "c", surface="moody"),
            event(0, "shown", "d", surface="foryou/mood"),
            event(1, "liked", "b", surface="search"),
            event(1, "liked", "c", surface="mood"),
        ]
    )
    log = room.read()

    counts = {name: take_rate(log, name) for name in ("", "mood", "mood/taste", "moody", "no")}

    assert {name: (each.taken, each.shown) for name, each in counts.items()} == {
        "": (2, 4),
        "mood": (1, 2),
        "mood/taste": (1, 1),
        "moody": (1, 1),
        "no": (0, 0),
    }
