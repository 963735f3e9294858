"""The main job in a real browser: turn a knob, see the numbers move, take them away, replay."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from core import snapshot
from tests.browser.conftest import COLD, settle
from tests.server import ROOT


def tile(page, label: str) -> str:
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    return metric.get_by_test_id("stMetricValue").inner_text()


def turn(page, label: str, key: str, times: int) -> None:
    thumb = page.get_by_role("slider", name=label).first
    thumb.focus()
    for _ in range(times):
        thumb.press(key)
    page.wait_for_timeout(700)
    settle(page)


def download(page, button: str, folder):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_knob_turned_moves_the_numbers_and_the_snapshot_replays(visit, tmp_path):
    page = visit("/lab?ideas=Social&run_members=20000")
    before = tile(page, "Minutes on Social")
    turn(page, "Take-up (%)", "ArrowRight", 20)
    metric = page.get_by_test_id("stMetric").filter(has_text="Minutes on Social")
    expect(metric.get_by_test_id("stMetricValue")).not_to_have_text(before, timeout=COLD)
    settle(page)

    assert float(tile(page, "Minutes on Social")) > float(before)
    assert "social_uptake=60" in page.url
    path = download(page, "Snapshot", tmp_path)
    saved = snapshot.read(path)
    assert saved.scenario.ideas["social"].uptake == 60
    replay = subprocess.run(
        [sys.executable, "-m", "core", "snapshot", "replay", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert replay.returncode == 0, replay.stderr
    assert "Equal" in replay.stdout
    assert saved.id in replay.stdout


def test_a_link_opens_the_same_scenario_in_another_browser(visit, visit_too, tmp_path):
    page = visit("/lab?ideas=Mood+of+the+day&mood_tried=33&run_members=5000&discoverer_share=60")
    other = visit_too(page.url)

    one, two = (
        each.get_by_text("Link holds the whole scenario").inner_text() for each in (page, other)
    )

    assert one == two
    path = download(page, "Scenario", tmp_path)
    text = path.read_text()
    assert "tried = 33.0" in text
    assert "share = 60.0" in text


@pytest.mark.parametrize(
    "query", ["ideas=social&social_uptake=55", "run_question=ab", "ideas=&run_members=5000"]
)
def test_address_and_link_open_what_is_on_screen(visit, visit_too, query):
    page = visit(f"/lab?{query}")
    scenario = page.get_by_text("Link holds the whole scenario").inner_text()
    page.get_by_role("button", name="Link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()

    for address in (page.url, link):
        other = visit_too(address)
        assert other.get_by_text("Link holds the whole scenario").inner_text() == scenario


def test_two_browsers_turn_their_own_knobs(visit, visit_too):
    page = visit("/lab?ideas=Social&run_members=5000")
    other = visit_too("/lab?ideas=Stories&run_members=5000")

    page.reload()
    settle(page)

    assert page.get_by_role("slider").count() != 0
    assert tile(page, "Minutes on Social") != tile(other, "Minutes on Social")


def test_what_if_leaves_an_untouched_metric_exactly_unchanged(visit):
    page = visit("/lab?ideas=Marketplace+and+gifts&run_members=20000")

    stories = page.get_by_test_id("stMetric").filter(has_text="Reactions per Story")
    assert "exactly unchanged" in stories.inner_text()


def test_a_million_members_show_progress_and_can_be_cancelled(visit):
    page = visit("/lab?ideas=Social&run_members=5000")
    page.get_by_text("Population and question").click()
    members = page.get_by_role("spinbutton", name="Members in each arm")
    members.fill("5000000")
    members.press("Enter")
    page.get_by_role("progressbar").first.wait_for()

    page.get_by_role("button", name="Cancel").click()

    page.get_by_text("was stopped; nothing was kept").wait_for()
    page.get_by_role("button", name="Run it again").wait_for()


def test_a_large_run_is_remembered_and_looked_at_again(visit):
    page = visit("/lab?ideas=Social&run_members=260000")
    page.get_by_test_id("stMetric").first.wait_for()
    before = tile(page, "Minutes on Social")
    page.get_by_text("Table", exact=True).first.click()
    page.get_by_text("How close the baseline").wait_for()

    assert tile(page, "Minutes on Social") == before
    assert page.get_by_test_id("stAlert").count() == 0


def test_a_scenario_file_opens_and_a_wrong_one_is_one_sentence(visit, tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text("[setup]\nmembers = 3000\n[personas.discoverer]\nshare = 70\n[ideas.mood]\n")
    bad.write_text("[setup]\nmembrs = 3000\n")
    page = visit("/lab")
    page.get_by_text("Open a file or start over").click()
    chooser = page.locator('input[type="file"]')

    chooser.set_input_files(good)
    page.get_by_text("3,000 members in each world").wait_for()
    settle(page)
    assert "discoverer_share=70" in page.url
    assert "ideas=Mood+of+the+day" in page.url

    chooser.set_input_files(bad)
    page.get_by_text("did you mean 'setup.members'?").wait_for()
    page.get_by_text("3,000 members in each world").wait_for()


def test_people_changed_on_their_page_reach_the_lab_and_its_link(visit):
    page = visit("/people")
    turn(page, "Share of members (%)", "ArrowRight", 2)
    page.get_by_role("link", name="Metric lab").first.click()
    page.get_by_text("members in each world").wait_for()
    settle(page)

    assert "discoverer_share=47" in page.url


def test_a_saved_snapshot_waits_on_the_shelf_and_replays_there(visit):
    page = visit("/lab?ideas=Stories&run_members=4000")
    page.get_by_role("button", name="Save on the shelf").click()
    page.get_by_text("Find it under Snapshots").wait_for()
    page.get_by_role("link", name="Snapshots").first.click()
    page.get_by_role("button", name="Replay").click()

    page.get_by_text("Equal: all").wait_for()


def test_a_hostile_upload_is_refused_with_one_sentence(visit, tmp_path):
    path = tmp_path / "evil.zip"
    path.write_bytes(b"PK\x03\x04 nothing good")
    page = visit("/snapshots")
    page.locator('input[type="file"]').set_input_files(path)

    alert = page.get_by_test_id("stAlert").first
    alert.wait_for()
    assert "Traceback" not in alert.inner_text()
