"""A snapshot says what was run and what came out, and gives back the very same numbers."""

import csv
import io
import json
import math
import re
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import snapshot
from core.errors import MetricError, SnapshotError
from core.experiment.moments import Moments
from core.snapshot import tables
from core.snapshot.report import html
from core.snapshot.write import build
from tests.core.snapshot.example import AT, SCENARIO, curves, made, parts, statistics, table


@pytest.fixture(scope="module")
def data():
    return made(curves=curves())


def test_what_is_read_is_what_was_made_to_the_last_bit(data):
    read = snapshot.read(data)

    assert read.scenario == SCENARIO
    assert read.statistics == statistics()
    pd.testing.assert_frame_equal(
        read.table[list(table().columns)], table(), check_exact=True, check_dtype=False
    )
    assert read.curves is not None
    assert read.curves["estimate"].tolist() == curves()["estimate"].tolist()
    assert snapshot.read(data) == read


def test_a_snapshot_reads_from_a_file(data, tmp_path):
    (tmp_path / "s.zip").write_bytes(data)

    assert snapshot.read(tmp_path / "s.zip") == snapshot.read(data)


def test_equal_arguments_make_equal_bytes(data):
    assert made(curves=curves()) == data


def test_time_and_commit_do_not_touch_the_digest(data):
    other = snapshot.read(made(at=datetime(2030, 1, 1, tzinfo=UTC), commit=None))

    assert other.id == snapshot.read(data).id
    assert other != snapshot.read(data)


def test_the_order_of_rows_does_not_touch_the_digest():
    one = build(SCENARIO, table(), statistics(), at=AT)
    other = build(SCENARIO, table()[::-1], statistics(), at=AT)

    assert one.id == other.id


@pytest.mark.parametrize(
    "changed",
    [
        (SCENARIO.with_setup(seed=8), table(), statistics()),
        (SCENARIO, table().assign(se=np.nextafter(table()["se"], 1)), statistics()),
        (SCENARIO, table(), {**statistics(), "more": 0}),
    ],
    ids=["scenario", "last bit of a number", "statistics"],
)
def test_whatever_makes_another_result_makes_another_digest(changed):
    assert build(*changed, at=AT).id != build(SCENARIO, table(), statistics(), at=AT).id


def test_the_time_is_told_in_utc_whatever_the_zone_it_came_in():
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert build(SCENARIO, table(), {}, at=there).manifest.at == "2026-11-24T09:30:00Z"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(SnapshotError, match="time zone"):
        build(SCENARIO, table(), {}, at=datetime(2026, 1, 1))


def test_the_manifest_says_everything_needed_to_run_it_again(data):
    manifest = snapshot.read(data).manifest

    assert manifest.parameters == SCENARIO.write()
    assert (manifest.seed, manifest.engine, manifest.question) == (7, "aggregate", "ab")
    assert manifest.rng.startswith("Philox")
    assert {"python", "numpy", "scipy", "pandas", "greenlight"} <= set(manifest.versions)
    assert manifest.methods == ["Welch", "log-delta"]
    assert {each.slug for each in manifest.metrics} == set(table()["metric"])


def test_moments_come_back_to_the_same_bits():
    moments = Moments.of({"taken": [1.0, 2.0, 4.0], "minutes": [0.1, 0.2, 1 / 3]})

    kept = snapshot.read(made_with({"arms": {"control": moments.to_dict()}})).statistics

    assert Moments.from_dict(kept["arms"]["control"]) == moments


def made_with(kept):
    return snapshot.make(SCENARIO, table(), kept, at=AT)


@pytest.mark.parametrize("value", [math.nan, math.inf, {1: 2}, {"a": b"x"}, {"a": "\ud800"}])
def test_statistics_without_an_exact_text_are_refused(value):
    with pytest.raises(SnapshotError, match="statistics"):
        build(SCENARIO, table(), {"x": value}, at=AT)


def test_csv_and_parquet_hold_the_same_table(data):
    files = parts(data)
    read = snapshot.read(data)

    parquet = pq.read_table(io.BytesIO(files["metrics.parquet"])).to_pandas()

    pd.testing.assert_frame_equal(parquet, read.table, check_exact=True)


def test_the_data_package_describes_the_csv_files_as_they_are(data):
    files = parts(data)
    package = json.loads(files["datapackage.json"])
    texts = {"string": str, "number": float, "integer": int, "boolean": ("true", "false").index}

    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert [each["path"] for each in package["resources"]] == ["metrics.csv", "curves.csv"]
    for resource in package["resources"]:
        content = files[resource["path"]]
        head, *rows = csv.reader(io.StringIO(content.decode()))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == head
        assert set(resource["schema"]["primaryKey"]) <= set(head)
        assert resource["bytes"] == len(content)
        for row in rows:
            for cell, field in zip(row, fields, strict=True):
                assert cell == "" or texts[field["type"]](cell) is not None
    units = {name: each["unit"] for name, each in package["metrics"].items()}
    assert units["take_rate"] == "%"


def test_every_chart_is_there_as_a_spec_and_as_a_picture(data):
    files = parts(data)

    for name in ("lift", "curves-take-rate"):
        assert json.loads(files[f"charts/{name}.vl.json"])["$schema"].endswith("v6.json")
        assert files[f"charts/{name}.png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (table().drop(columns="se"), "missing: se"),
        (pd.concat([table(), table()[:1]]), "two rows"),
        (table().assign(estimate="much"), "estimate must hold numbers"),
        (table().assign(method="=1+1"), "would run"),
        (table().assign(method="\x1b[2J"), "would run"),
        (table().replace("lift", "placebo"), "the arm 'placebo'"),
        (table().assign(persona="nobody").drop_duplicates(["metric", "arm"]), "'nobody'"),
        (table().rename(columns={"p": "<script>"}), "small letters"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused(frame, said):
    with pytest.raises(SnapshotError, match=said):
        build(SCENARIO, frame, {}, at=AT)


def test_a_metric_nobody_defined_is_refused():
    with pytest.raises(MetricError, match="happiness"):
        build(SCENARIO, table().replace("take_rate", "happiness"), {}, at=AT)


def test_curves_beyond_the_horizon_are_refused():
    with pytest.raises(SnapshotError, match="days from 1 to 28"):
        build(SCENARIO, table(), {}, at=AT, curves=curves(29))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(width=64), min_size=1, max_size=8),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=12),
)
def test_any_number_and_any_text_survive_csv(numbers, words):
    kinds = tables.METRICS
    frame = pd.DataFrame({"metric": [f"m{i}" for i in range(len(numbers))]})
    frame = frame.assign(arm="lift", persona="all", estimate=numbers, se=0.1, low=1.0, high=2.0)
    frame = tables.clean(frame.assign(n=3, method="x" + words), kinds)

    read = tables.from_csv(tables.to_csv(frame), tables.types(frame), kinds)

    pd.testing.assert_frame_equal(read, frame, check_exact=True)
    signs = [math.copysign(1, value) for value in numbers if not math.isnan(value)]
    assert [math.copysign(1, v) for v in read["estimate"] if not math.isnan(v)] == signs


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(width=64), min_size=3, max_size=3))
def test_any_number_can_be_told_drawn_and_compared(numbers):
    frame = table()
    frame[["estimate", "low", "high"]] = numbers

    found = build(SCENARIO, frame, {}, at=AT, curves=curves().assign(estimate=numbers[0]))

    assert "Take rate" in snapshot.show(found)
    assert json.dumps(found.charts(), allow_nan=False)
    assert str(snapshot.compare(found, found))


def test_the_report_loads_nothing_and_runs_nothing(data):
    page = parts(data)["report.html"].decode()

    assert "://" not in page
    assert not re.search(r"<script|<link|<iframe|<object|@import|url\(|\son\w+\s*=", page)
    assert set(re.findall(r'src="([^",]*),', page)) == {"data:image/svg+xml;base64"}
    assert all(alt for alt in re.findall(r'<img alt="([^"]*)"', page))
    assert "default-src 'none'" in page
    assert "@media print" in page


def test_the_report_escapes_what_people_wrote():
    evil = "<script>alert(1)</script><img src=x onerror='1'>"

    page = html(build(SCENARIO, table().assign(method=f"x {evil}"), {}, at=AT, commit=f'"{evil}'))

    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2
    assert "<img src=x" not in page


def test_the_report_names_every_knob_with_its_value_and_source():
    page = html(build(SCENARIO.with_setup(seed=41), table(SCENARIO), {}, at=AT))

    assert '<tr class="turned"><td>Seed</td>' in page
    assert "MoffettNathanson/Nielsen" in page
    assert "More complaints (location)" in page
    assert "Content discoverer" in page


def test_show_tells_digest_ideas_and_headline(data):
    words = snapshot.show(snapshot.read(data))

    assert snapshot.read(data).id in words
    assert "Neighbourhood wheel: every knob at its default" in words
    assert re.search(r"Take rate, % +\d", words)
    assert "2026-11-24T09:30:00Z" in words
