"""A log means the same in every format, and a breach is found where it stands."""

import json
import os
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.events import EVENTS, NAMES, TYPES, read_events, write_events

GOOD = [
    {"at": "2026-01-01T20:00:00Z", "member": "ada", "type": "session", "session": "s1"},
    {"at": "2026-01-01T20:01:00Z", "member": "ada", "type": "shown", "title_id": "x"},
    {
        "at": "2026-01-01T20:02:00Z",
        "member": "ada",
        "type": "played",
        "title_id": "x",
        "value": 1.5,
    },
]


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_csv(rows, path, **how):
    frame = pd.DataFrame(rows).reindex(columns=list(NAMES))
    frame.to_csv(path, index=False, **how)
    return path


def as_jsonl(rows, path):
    path.write_text(lines(rows), encoding="utf-8")
    return path


def as_parquet(rows, path):
    frame = pd.DataFrame(rows)
    frame["at"] = pd.to_datetime(frame["at"], format="ISO8601", utc=True)
    write_events(frame, path)
    return path


WRITERS = {".csv": as_csv, ".jsonl": as_jsonl, ".parquet": as_parquet}

words = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=6)
moments = st.integers(0, 3_000_000_000).map(
    lambda ms: (pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(ms, "ms")).isoformat()
)
offsets = st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"])


@st.composite
def events(draw, ids=words):
    kind = draw(st.sampled_from(list(TYPES)))
    at = pd.Timestamp(draw(moments)).tz_convert(draw(offsets))
    row = {"at": at.isoformat(), "member": draw(ids), "type": kind}
    if kind in ("shown", "played", "liked", "skipped", "rated") or draw(st.booleans()):
        row["title_id"] = draw(words)
    if kind in ("played", "browsed", "social", "purchase"):
        row["value"] = draw(st.floats(0, 1e6))
    if kind == "rated":
        row["value"] = draw(st.floats(0.5, 5))
    if kind == "reaction":
        row["target"] = draw(ids)
    for name in ("session", "surface", "persona", "event_id"):
        if draw(st.booleans()):
            row[name] = draw(words)
    if draw(st.booleans()):
        row["arm"] = draw(st.sampled_from(["control", "treatment"]))
    return row


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(events(), min_size=1, max_size=12))
def test_the_same_events_read_alike_from_csv_parquet_and_json_lines(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    csv, jsonl, parquet = (
        read_events(write(rows, folder / f"log{suffix}")) for suffix, write in WRITERS.items()
    )

    pd.testing.assert_frame_equal(csv, jsonl)
    pd.testing.assert_frame_equal(csv, parquet)
    assert [row["member"] for row in rows] == list(csv["member"])
    assert [row.get("title_id", "") for row in rows] == list(csv["title_id"])
    assert [row.get("value", -1) for row in rows] == list(csv["value"].fillna(-1))
    assert [pd.Timestamp(row["at"]) for row in rows] == list(csv["at"])


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_log_written_by_hand_reads_as_declared(tmp_path, suffix):
    found = read_events(WRITERS[suffix](GOOD, tmp_path / f"log{suffix}"))

    assert list(found.columns) == [column.name for column in EVENTS]
    assert str(found["at"].dtype) == "datetime64[us, UTC]"
    assert list(found["session"]) == ["s1", "", ""]
    assert np.isnan(found["value"][0])
    assert found["value"][2] == 1.5
    assert list(found["arm"]) == ["", "", ""]


BREACHES = {
    "at": ("2026-01-01 20:01", "a time with zone"),
    "member": ("", "a value"),
    "type": ("watched", "one of subscribed"),
    "value": ("-1", "a number from 0 to 1e+06"),
    "arm": ("both", "one of control, treatment"),
}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", BREACHES)
@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_corrupted_cell_is_refused_with_its_row_and_column(tmp_path, suffix, name, row):
    cell, expected = BREACHES[name]
    rows = [dict(each) for each in GOOD]
    rows[row][name] = cell
    path = tmp_path / f"log{suffix}"
    if suffix == ".parquet":
        pd.DataFrame(rows).astype("string").fillna("").to_parquet(path)
    else:
        WRITERS[suffix](rows, path)
    place = {".csv": f"line {row + 2}", ".jsonl": f"line {row + 1}", ".parquet": f"row {row + 1}"}

    with pytest.raises(DataError) as caught:
        read_events(path)
    said = f"{path.name}, {place[suffix]}, column {name}: expected {expected}"
    assert str(caught.value).startswith(said)
    assert (f"found {cell!r}" if cell else "found nothing") in str(caught.value)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(events(), min_size=1, max_size=8),
    data=st.data(),
    suffix=st.sampled_from([".csv", ".jsonl"]),
)
def test_the_first_of_two_breaches_is_named(rows, data, suffix, tmp_path_factory):
    rows = [dict(row) for row in rows]
    bad = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=2))
    for row in bad:
        rows[row][data.draw(st.sampled_from(["at", "type", "arm"]))] = "nonsense"
    path = WRITERS[suffix](rows, tmp_path_factory.mktemp("log") / f"log{suffix}")
    first = min(bad) + (2 if suffix == ".csv" else 1)

    with pytest.raises(DataError, match=f"line {first}, .*'nonsense'"):
        read_events(path)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("played", "value"), ("purchase", "value"), ("skipped", "title_id"), ("reaction", "target")],
)
def test_an_event_without_what_its_type_needs_is_refused(tmp_path, suffix, kind, name):
    row = {"at": "2026-01-01T20:00:00Z", "member": "a", "type": kind}
    full = row | {"value": 2.0, "title_id": "x", "target": "b"}
    del full[name]

    with pytest.raises(DataError, match=f"column {name}: .* event of type '{kind}', found nothing"):
        read_events(WRITERS[suffix]([*GOOD, full], tmp_path / f"log{suffix}"))


@pytest.mark.parametrize("stars", [0.4, 5.5])
def test_stars_run_from_a_half_to_five(tmp_path, stars):
    row = GOOD[1] | {"type": "rated", "value": stars}

    with pytest.raises(DataError, match=r"expected a number from 0\.5 to 5"):
        read_events(as_jsonl([row], tmp_path / "log.jsonl"))


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-01T20:00:00",
        "2026-01-01T20:00Z",
        "2026-02-30T20:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T20:00:60Z",
        "2026-01-01T20:00:00+99:99",
        "1969-12-31T20:00:00Z",
        "2200-01-01T20:00:00Z",
        "yesterday",
        "1767297600",
        " 2026-01-01T20:00:00Z",
    ],
)
def test_a_time_that_is_none_or_has_no_zone_is_refused(tmp_path, time):
    with pytest.raises(DataError, match="line 1, column at: expected a time "):
        read_events(as_jsonl([GOOD[0] | {"at": time}], tmp_path / "log.jsonl"))


def test_a_time_with_an_offset_is_the_same_moment_in_utc(tmp_path):
    rows = [GOOD[0] | {"at": "2026-01-02T01:30:00.25+05:30"}]

    found = read_events(as_jsonl(rows, tmp_path / "log.jsonl"))

    assert found["at"][0] == pd.Timestamp("2026-01-01T20:00:00.25Z")


BAD_LINES = {
    "{": "line 3: expected JSON, found '{'",
    "[1, 2]": r"line 3: expected a JSON object, found '\[1, 2\]'",
    '"text"': "line 3: expected a JSON object",
    '{"member": "a"} x': "line 3: expected JSON",
    '{"at": "2026-01-01T20:00:00Z", "type": "session"}': "line 3, column member: expected a value",
    '{"member": {"id": 1}}': "line 3, column member: expected text or a whole number, found '{",
    '{"member": ["a"]}': "line 3, column member: expected text or a whole number",
    '{"member": true}': "line 3, column member: expected text or a whole number, found 'true'",
    '{"member": 1.5}': "line 3, column member: expected text or a whole number, found '1.5'",
    '{"value": false}': "line 3, column value: expected a number, found 'false'",
    '{"value": [1]}': "line 3, column value: expected a number",
    '{"who": "a"}': "line 3: column 'who' is unknown; expected event_id, at, member",
}


@pytest.mark.parametrize("text", BAD_LINES)
def test_a_bad_third_line_says_line_3(tmp_path, text):
    path = tmp_path / "log.jsonl"
    path.write_text(lines(GOOD[:2]) + text + "\n" + lines(GOOD[2:]), encoding="utf-8")

    with pytest.raises(DataError, match=BAD_LINES[text]):
        read_events(path)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", '"NaN"', '"1_000"'])
def test_a_value_that_is_no_finite_number_is_refused(tmp_path, value):
    path = tmp_path / "log.jsonl"
    path.write_text(lines(GOOD[:2]) + lines(GOOD[2:]).replace("1.5", value), encoding="utf-8")

    with pytest.raises(DataError, match="line 3, column value: expected a number from 0"):
        read_events(path)


@pytest.mark.parametrize("depth", [10, 980, 200_000])
def test_deep_nesting_is_refused_and_does_no_harm(tmp_path, depth):
    path = tmp_path / "log.jsonl"
    path.write_text(lines(GOOD) + '{"member":' + "[" * depth + "]" * depth + "}", encoding="utf-8")

    with pytest.raises(DataError, match="line 4"):
        read_events(path)


def test_a_number_for_a_member_is_its_id(tmp_path):
    big = 18_446_744_073_709_551_615
    rows = [GOOD[0] | {"member": 12}, GOOD[0] | {"member": big}]

    assert list(read_events(as_jsonl(rows, tmp_path / "log.jsonl"))["member"]) == ["12", str(big)]
    frame = pd.DataFrame(GOOD).assign(member=[7, 8, 9])
    frame.to_parquet(tmp_path / "log.parquet")
    assert list(read_events(tmp_path / "log.parquet")["member"]) == ["7", "8", "9"]


def test_blank_lines_are_skipped_and_counted(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("\n" + lines(GOOD[:1]) + " \r\n\n" + "nonsense\n", encoding="utf-8")

    with pytest.raises(DataError, match="line 5: expected JSON, found 'nonsense'"):
        read_events(path)


def test_lines_are_counted_across_the_parts_a_long_file_is_read_in(tmp_path, monkeypatch):
    monkeypatch.setattr("core.files.jsonlines.CHUNK", 300)
    path = tmp_path / "log.jsonl"
    many = [GOOD[0] | {"member": f"m{number}"} for number in range(40)]
    path.write_text(lines(many), encoding="utf-8")

    assert list(read_events(path)["member"]) == [row["member"] for row in many]
    many[30]["type"] = "nonsense"
    path.write_text(lines(many), encoding="utf-8")
    with pytest.raises(DataError, match="line 31, column type"):
        read_events(path)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_log(tmp_path, suffix):
    path = WRITERS[suffix](GOOD, tmp_path / f"log{suffix}")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(read_events(path)) == 3


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_bytes_that_are_no_utf8_are_located(tmp_path, suffix):
    path = WRITERS[suffix](GOOD, tmp_path / f"log{suffix}")
    path.write_bytes(path.read_bytes().replace(b"s1", b"\xff1"))
    line = 2 if suffix == ".csv" else 1

    with pytest.raises(DataError, match=f"line {line}: expected UTF-8 text, found byte 0xff"):
        read_events(path)


def test_lines_of_a_csv_count_quoted_line_breaks_and_blank_lines(tmp_path):
    path = as_csv([GOOD[0] | {"surface": "two\nlines"}, *GOOD[1:]], tmp_path / "log.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("shown", "seen").replace("\n", "\n\n", 1), encoding="utf-8")

    with pytest.raises(DataError, match=r"line 5, column type: .* found 'seen'"):
        read_events(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected a header, found an empty file"),
        ("at,member\n", "line 1: column 'type' is missing"),
        ("at,member,type,who\n", "line 1: column 'who' is unknown"),
        ("at,member,type,type\n", "line 1: column 'type' is there twice"),
        ("at,member,type\n", "expected at least one event, found none"),
        ("at,member,type\n2026-01-01T20:00:00Z,a,session\nx\n", "line 3: expected 3 cells"),
        ("at,member,type\n2026-01-01T20:00:00Z,a,session,,\n", "line 2: expected 3 cells"),
        ('at,member,type\n2026-01-01T20:00:00Z,"a,session\n', "line 2: expected 3 cells"),
    ],
)
def test_a_csv_that_is_no_log_is_refused(tmp_path, text, said):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=said):
        read_events(path)


def test_files_that_are_not_what_their_name_says_are_refused(tmp_path):
    empty, fake, cut = (tmp_path / f"{name}.parquet" for name in ("empty", "fake", "cut"))
    empty.touch()
    fake.write_text("at,member,type\n", encoding="utf-8")
    cut.write_bytes(as_parquet(GOOD, tmp_path / "whole.parquet").read_bytes()[:-9])
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "nothing.jsonl").touch()

    for path in (empty, fake, cut):
        with pytest.raises(DataError, match=f"{path.name}: expected a Parquet file"):
            read_events(path)
    with pytest.raises(DataError, match="expected a file, found a folder"):
        read_events(tmp_path / "folder.csv")
    with pytest.raises(DataError, match=r"nothing\.jsonl: expected at least one event"):
        read_events(tmp_path / "nothing.jsonl")
    for suffix in WRITERS:
        with pytest.raises(DataError, match="is missing"):
            read_events(tmp_path / f"absent{suffix}")
    with pytest.raises(DataError, match=r"ends in \.csv, .* found '\.xlsx'"):
        read_events(tmp_path / "log.xlsx")


@pytest.mark.parametrize(
    ("name", "column", "said"),
    [
        ("at", pa.array([1, 2, 3], pa.timestamp("us")), "expected times with zone, found .*stamp"),
        ("at", pa.array([1, 2, 3]), "expected times with zone, found a column of int64"),
        ("at", pa.array([1, 2, 2**62], pa.timestamp("ms", tz="UTC")), "found .*out of range"),
        ("at", pa.array([1, 2**57, 3], pa.timestamp("us", tz="UTC")), "row 2, .*from 1970 to 2199"),
        ("value", pa.array([True, False, True]), "expected numbers, found a column of bool"),
        ("value", pa.array([1.0, 2.0, float("nan")]), "row 3, column value: .*found 'nan'"),
        ("value", pa.array([1.0, float("inf"), 2.0]), "row 2, column value: .*found 'inf'"),
        ("member", pa.array([1.0, 2.0, 3.0]), "expected text, found a column of double"),
        ("member", pa.array([["a"], ["b"], ["c"]]), "expected text, found a column of list"),
        ("type", pa.array(["session", None, "shown"]), "row 2, column type: expected a value"),
    ],
)
def test_a_parquet_column_of_another_kind_is_refused(tmp_path, name, column, said):
    table = pa.table(
        {
            "at": pa.array([1, 2, 3], pa.timestamp("ms", tz="Europe/Paris")),
            "member": ["a", "b", "c"],
            "type": ["session"] * 3,
        }
    )
    path = tmp_path / "log.parquet"
    pq.write_table(table, path)
    assert len(read_events(path)) == 3
    columns = {each: table[each] for each in table.column_names}
    pq.write_table(pa.table(columns | {name: column}), path)

    with pytest.raises(DataError, match=said):
        read_events(path)


def test_a_parquet_log_may_hold_categories_and_columns_without_a_word(tmp_path):
    frame = pd.DataFrame(GOOD).astype({"type": "category", "member": "category"})
    frame["at"] = pd.to_datetime(frame["at"]).astype("datetime64[ns, UTC]")
    frame.assign(arm=None, target=np.nan).to_parquet(tmp_path / "log.parquet")

    found = read_events(tmp_path / "log.parquet")

    assert list(found["type"]) == ["session", "shown", "played"]
    assert list(found["target"]) == ["", "", ""]


@pytest.mark.parametrize("name", ["it's", 'a "b"', "a;DROP TABLE cells", "a*[b]?", "{a}", "ü $x"])
@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.skipif(os.name == "nt", reason="such names do not exist on Windows")
def test_a_strange_name_of_a_file_is_only_a_name(tmp_path, name, suffix):
    (tmp_path / name).mkdir()
    decoy = WRITERS[suffix]([*GOOD, *GOOD], tmp_path / f"ab{suffix}")
    path = WRITERS[suffix](GOOD, tmp_path / name / f"{name}{suffix}")

    assert len(read_events(path)) == 3
    assert len(read_events(decoy)) == 6


def test_what_is_written_reads_back_equal(tmp_path):
    frame = pd.DataFrame(GOOD)
    frame["at"] = pd.to_datetime(frame["at"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_events(frame, tmp_path / "log.parquet")
    once = read_events(tmp_path / "log.parquet")
    write_events(once, tmp_path / "again.parquet")

    pd.testing.assert_frame_equal(read_events(tmp_path / "again.parquet"), once)
