"""The neighbourhood wheel in real browsers: it lands where the server drew, and all see it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import settle

LANDED = re.compile(r"The wheel landed on (.+)\.")


def spin(page) -> str:
    page.get_by_role("button", name="Spin", exact=True).click()
    said = page.get_by_text(LANDED)
    said.wait_for(timeout=20_000)
    found = LANDED.search(said.inner_text())
    assert found
    return found.group(1)


def test_a_spin_shows_the_title_and_every_browser_sees_it(visit, visit_too):
    page = visit("/nearby")
    other = visit_too("/nearby")

    title = spin(page)

    page.get_by_role("heading", name=title, exact=True).wait_for(timeout=10_000)
    other.get_by_text("In this room").get_by_text(title).first.wait_for(timeout=3_000)


def test_watching_it_is_paid_or_refused_in_a_sentence(visit):
    page = visit("/nearby")
    title = spin(page)

    page.get_by_role("button", name="Watched it").click()

    said = page.get_by_text(re.compile(rf"(10 points for {re.escape(title)}|not liked by enough)"))
    said.first.wait_for(timeout=10_000)


def test_clicking_the_map_moves_the_fence_and_keeps_the_map(visit):
    page = visit("/nearby")
    shape = page.locator(".leaflet-container")
    shape.wait_for()
    shape.evaluate("node => { node.dataset.same = 'yes' }")
    fence = page.get_by_text("The fence:")
    before = fence.inner_text()
    box = shape.bounding_box()
    assert box

    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.3)
    page.wait_for_timeout(2_500)
    settle(page)

    assert page.locator(".leaflet-container").get_attribute("data-same") == "yes"
    assert fence.inner_text() != before


def test_a_fence_of_25_km_shows_its_squares_and_says_what_they_hold(visit):
    page = visit("/nearby?wheel_radius_km=25")
    shape = page.locator(".leaflet-container")
    shape.wait_for()
    page.get_by_text("viewings released").wait_for()
    box = shape.bounding_box()
    assert box

    said = page.get_by_text(re.compile(r"about \d+ viewings, with noise"))
    for step in range(-24, 25, 4):  # some square of the city, which the middle is in
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
        page.wait_for_timeout(60)
        if said.count():
            break

    assert said.count()


def test_a_click_into_the_sea_says_so_and_shows_the_city_beside_it(visit):
    page = visit("/nearby?nearby_place=Victoria+Island,+Lagos&wheel_radius_km=2")
    shape = page.locator(".leaflet-container")
    shape.wait_for()
    for _ in range(2):
        page.locator(".leaflet-control-zoom-out").click()
        page.wait_for_timeout(500)
    box = shape.bounding_box()
    assert box

    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.93)

    page.get_by_text("this is what is watched in Lagos instead.").wait_for(timeout=15_000)
    expect(page.get_by_role("button", name="Spin", exact=True)).to_be_visible(timeout=30_000)
