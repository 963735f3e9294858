"""The shelf of snapshots on screen."""

from datetime import UTC, datetime

import pytest

from core import snapshot
from core.simulation.panel import record
from core.simulation.scenario import Scenario
from core.snapshot import shelf as shelves

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def packed(scenario: Scenario) -> bytes:
    table, sums = record(scenario)
    return snapshot.make(scenario, table, sums, at=AT)


SMALL = Scenario().with_setup(members=2_000)


@pytest.fixture(scope="module")
def two() -> list[bytes]:
    return [packed(SMALL.with_idea("social")), packed(SMALL.with_idea("mood"))]


def test_an_empty_shelf_says_how_to_fill_it(open_page):
    page = open_page("snapshots")

    assert any("Save on the shelf" in info.value for info in page.info)


def test_a_saved_snapshot_opens_and_replays_to_the_same_digest(open_page, shelf, two):
    shelves.save(shelf, two[0])
    page = open_page("snapshots")

    page.button(key="snapshot_replay").click().run()

    assert not page.exception
    assert any(status.label.startswith("Equal: all") for status in page.status)
    assert any(snapshot.read(two[0]).id in code.value for code in page.code)


def test_two_snapshots_stand_side_by_side(open_page, shelf, two):
    for data in two:
        shelves.save(shelf, data)
    page = open_page("snapshots", snapshot_view="Compare two")

    knobs, figures = (frame.value for frame in page.dataframe)
    assert {"Knob", "A", "B"} == set(knobs.columns)
    assert any("Social: take-up" in name for name in knobs["Knob"])
    assert "Take rate, %" in set(figures["Metric"])


def test_a_damaged_file_on_the_shelf_is_named_and_the_rest_still_opens(open_page, shelf, two):
    shelves.save(shelf, two[0])
    (shelf / "broken.zip").write_bytes(two[0][:500])
    page = open_page("snapshots")

    assert any("broken.zip" in warning.value for warning in page.warning)
    assert page.button(key="snapshot_replay")


def test_saving_puts_the_lab_on_the_shelf(open_page, shelf):
    page = open_page("lab", run_members="2000")
    page.button(key="export_save").click().run()

    [entry] = shelves.entries(shelf)
    assert entry.snapshot is not None
    assert entry.snapshot.scenario.setup.members == 2000


def test_removing_takes_it_off_the_shelf(open_page, shelf, two):
    shelves.save(shelf, two[0])
    page = open_page("snapshots")
    [entry] = shelves.entries(shelf)
    page.button(key=f"snapshot_remove_{entry.key}").click().run()

    assert not shelves.entries(shelf)
    assert any("Nothing saved yet" in info.value for info in page.info)


def test_a_click_on_a_snapshot_that_is_gone_certifies_no_other(open_page, shelf, two):
    for data in two:
        shelves.save(shelf, data)
    page = open_page("snapshots")
    shown = page.selectbox(key="snapshot_open").value
    shelves.remove(shelf, shown)

    page.button(key="snapshot_replay").click().run()

    assert any("taken off the shelf" in warning.value for warning in page.warning)
    assert not page.status


def test_after_a_removal_the_box_and_the_figures_are_of_the_same_snapshot(open_page, shelf, two):
    for data in two:
        shelves.save(shelf, data)
    page = open_page("snapshots")
    shown = page.selectbox(key="snapshot_open").value
    page.button(key=f"snapshot_remove_{shown}").click().run()

    [left] = shelves.entries(shelf)
    assert page.selectbox(key="snapshot_open").value == left.key
    assert not page.warning
    assert page.button(key=f"snapshot_remove_{left.key}")
