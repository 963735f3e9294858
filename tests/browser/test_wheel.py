"""The wheel in a real browser: it ends where the server said, once, and says so."""

import math
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage.fixture import look, number, room, serious, stage
from tests.browser.stage.script import HOSTILE, LANDINGS, TITLES

__all__ = ["room", "stage"]

IN_WHEEL = """(what) => {
  const root = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
    .map((host) => host.shadowRoot).find((each) => each.querySelector('.disc'));
  const disc = root.querySelector('.disc');
  if (what === 'matrix') return getComputedStyle(disc).transform.match(/-?[0-9.e-]+/g).map(Number);
  if (what === 'motion') return disc.getAnimations().map((each) => ({
    id: (each.id ||= String(Math.random())),
    from: each.effect.getKeyframes()[0].transform,
    to: each.effect.getKeyframes().at(-1).transform,
    ms: each.effect.getTiming().duration,
  }));
  if (what === 'under') {
    const tip = root.querySelector('.pointer').getBoundingClientRect();
    const found = root.elementFromPoint(tip.left + tip.width / 2, tip.bottom + 3);
    return found.closest('g').querySelector('title').textContent;
  }
  return [...disc.querySelectorAll('g')].map((slice) => ({
    full: slice.querySelector('title').textContent,
    short: slice.querySelector('text').textContent,
    wide: slice.querySelector('text').getComputedTextLength(),
    markup: slice.querySelectorAll('*').length,
  }));
}"""


@pytest.fixture
def page(room, stage):
    opened = look(room, stage).page
    opened.locator(".wheel").scroll_into_view_if_needed()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def calm_room(browser):
    context = browser.new_context(
        viewport={"width": 1440, "height": 1600}, reduced_motion="reduce", bypass_csp=True
    )
    yield context
    context.close()


@pytest.fixture
def calm(calm_room, stage):
    opened = look(calm_room, stage).page
    yield opened
    opened.close()


def pointed(page) -> float:
    """Return the angle of the disc that is at the top, from what the browser really draws."""
    cosine, sine = page.evaluate(IN_WHEEL, "matrix")[:2]
    return -math.degrees(math.atan2(sine, cosine)) % 360


def degrees(transform: str) -> float:
    return float(transform.removeprefix("rotate(").removesuffix("deg)"))


def wait_for(page, title: str) -> None:
    page.get_by_text(f"The wheel landed on {title}.", exact=True).wait_for(timeout=8000)


def test_the_wheel_turns_once_for_three_seconds_and_says_where_the_server_let_it_end(page):
    page.get_by_role("button", name="Spin", exact=True).click()
    page.wait_for_function(f"() => ({IN_WHEEL})('motion').length === 1")
    began = time.monotonic()
    (motion,) = page.evaluate(IN_WHEEL, "motion")
    said_early = page.locator(".result").inner_text()
    assert number(page, "rested ") == 0
    page.get_by_text("Again").click()  # a rerun with the same spin
    page.locator(".wheel").click(force=True)  # and somebody impatient
    page.wait_for_timeout(500)
    (later,) = page.evaluate(IN_WHEEL, "motion")
    wait_for(page, "Heat")
    page.get_by_text("rested 1").wait_for()
    before = number(page, "wheel runs")

    assert said_early == ""
    assert page.locator(".result").get_attribute("aria-live") == "polite"
    assert later == motion
    assert motion["ms"] == 3000
    assert 1080 <= degrees(motion["to"]) - degrees(motion["from"]) <= 2520
    assert 2 < time.monotonic() - began < 5
    assert pointed(page) == pytest.approx(LANDINGS[0][1], abs=0.01)
    assert page.evaluate(IN_WHEEL, "under") == TITLES[LANDINGS[0][0]][0]
    assert number(page, "spins ") == 1

    page.get_by_text("Again").click()
    page.wait_for_timeout(700)

    assert number(page, "wheel runs") == before + 1
    assert page.evaluate(IN_WHEEL, "motion") == []
    assert pointed(page) == pytest.approx(LANDINGS[0][1], abs=0.01)


def test_a_page_opened_with_a_spin_made_shows_where_it_landed_at_once(room, stage):
    page = look(room, stage, "/?spun=2").page

    assert page.evaluate(IN_WHEEL, "motion") == []
    assert pointed(page) == pytest.approx(LANDINGS[1][1], abs=0.01)
    assert page.locator(".result").inner_text() == "The wheel landed on Alien."
    page.close()


def test_keys_spin_and_reduced_motion_jumps_there_at_once(calm):
    wheel = calm.get_by_role("button", name="Spin the wheel")
    wheel.focus()
    for (landed, angle), key in zip(LANDINGS, ("Enter", " ", "Enter"), strict=True):
        calm.keyboard.press(key)
        calm.get_by_text(f"landed on {TITLES[landed][0]}", exact=False).wait_for(timeout=2500)

        assert calm.evaluate(IN_WHEEL, "motion") == []
        assert pointed(calm) == pytest.approx(angle, abs=0.01)
        assert calm.evaluate(IN_WHEEL, "under") == TITLES[landed][0]
    assert number(calm, "spins ") == 3
    assert wheel.evaluate("wheel => parseFloat(getComputedStyle(wheel).outlineWidth)") >= 2
    assert serious(Axe().run(calm, ".stBidiComponent").response["violations"]) == {}


def test_titles_are_cut_to_fit_and_said_in_full(calm):
    slices = calm.evaluate(IN_WHEEL, "slices")

    assert [each["full"] for each in slices] == [title for title, _, _ in TITLES]
    assert all(each["wide"] <= 67.5 for each in slices)
    assert slices[0]["short"] == "Alien"
    assert slices[1]["short"].endswith("…")
    assert slices[1]["full"].startswith(slices[1]["short"][:-1])
    assert len(slices[1]["short"]) > 12
    assert calm.locator(".titles li").nth(5).inner_text() == f"{HOSTILE}, 17 %"
    assert all(each["markup"] == 3 for each in slices)
    assert calm.evaluate("window.hacked") is None
