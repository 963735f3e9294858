"""The map in a real browser: offline, still while data change, deaf to what people typed."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.stage.fixture import look, number, room, serious, stage
from tests.browser.stage.script import CAMDEN, HOSTILE, SOHO, TAVEUNI

__all__ = ["room", "stage"]

MAP = ".leaflet-container"
# what Leaflet knows of its view: how far panes are moved, and the scale's words
VIEW = """() => {
  const root = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
    .map((host) => host.shadowRoot).find((each) => each.querySelector('.leaflet-container'));
  return [root.querySelector('.leaflet-map-pane').style.transform,
          root.querySelector('.leaflet-control-scale-line').textContent];
}"""


@pytest.fixture
def seen(room, stage):
    opened = look(room, stage)
    yield opened
    opened.page.close()


def runs(page) -> float:
    return number(page, "map runs")


def centre(page) -> tuple[float, float]:
    lat, lon = page.get_by_text("centre ").inner_text().split()[1:]
    return float(lat), float(lon)


def click_at(page, right: int, down: int) -> None:
    """Click so many pixels from the map's middle."""
    box = page.locator(MAP).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)
    page.wait_for_timeout(700)


def zoom_in(page) -> None:
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(500)


def kilometres(scale: str) -> float:
    size, unit = scale.split()
    return float(size) / (1000 if unit == "m" else 1)


def pixels_per_km(page) -> float:
    line = page.locator(".leaflet-control-scale-line")
    return line.bounding_box()["width"] / kilometres(line.inner_text())


def painted(page, near: tuple[int, int]) -> list[int]:
    """Return the colour of the map's canvas at pixels from its middle."""
    return page.locator(f"{MAP} canvas").evaluate(
        """(canvas, [right, down]) => {
          const box = canvas.getBoundingClientRect();
          const frame = canvas.closest('.leaflet-container').getBoundingClientRect();
          const scale = canvas.width / box.width;
          const x = frame.left + frame.width / 2 + right - box.left;
          const y = frame.top + frame.height / 2 + down - box.top;
          return [...canvas.getContext('2d').getImageData(x * scale, y * scale, 1, 1).data];
        }""",
        list(near),
    )


def lined(page, right: int) -> bool:
    """Return whether a line is drawn about so many pixels right of the map's middle."""
    return any(painted(page, (right + step, 0))[3] > 200 for step in range(-6, 7))


def test_a_map_appears_from_this_server_alone(seen, stage):
    page = seen.page

    assert page.locator(MAP).bounding_box()["height"] == pytest.approx(420, abs=1)
    page.get_by_text("Camden", exact=True).wait_for()
    page.get_by_text("Viewings a day").wait_for()
    page.get_by_role("link", name="Leaflet").wait_for()
    assert any("leaflet-src.esm.js" in url for url in seen.asked)
    ours = (stage.url, stage.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in seen.asked if not url.startswith(ours)] == []
    assert [text for text in seen.complaints if "Security Policy" in text or "error" in text] == []


def test_a_click_moves_the_fence_and_the_map_stays_where_it_was(seen):
    page = seen.page
    zoom_in(page)
    page.locator(MAP).evaluate("map => map.dataset.mark = 'same'")
    view, scale = page.evaluate(VIEW), pixels_per_km(page)
    before = runs(page)
    click_at(page, 120, 0)

    lat, lon = centre(page)
    # a degree of longitude at 51.54 north measures 69.3 km (WGS84 tables)
    assert (lon - CAMDEN[1]) * 69.3 == pytest.approx(120 / scale, rel=0.03)
    assert lat == pytest.approx(CAMDEN[0], abs=0.001)
    assert page.locator(MAP).get_attribute("data-mark") == "same"
    assert page.evaluate(VIEW) == view
    assert runs(page) == before + 1
    page.get_by_text("same as returned: True").wait_for()


def test_a_click_across_the_antimeridian_is_a_place_on_earth_and_nothing_jumps(room, stage):
    page = look(room, stage, "/?east=1").page
    view, scale = page.evaluate(VIEW), pixels_per_km(page)
    click_at(page, 100, 0)

    lat, lon = centre(page)
    # a degree of longitude at 16.8 south measures 106.6 km
    assert (lon + 360 - TAVEUNI[1]) * 106.6 == pytest.approx(100 / scale, rel=0.03)
    assert lat == pytest.approx(TAVEUNI[0], abs=0.001)
    assert page.evaluate(VIEW) == view
    edge = 100 + round(3 * scale)
    assert lined(page, edge)
    page.close()


def test_another_radius_redraws_the_fence_in_place(seen):
    page = seen.page
    edge = round(3 * pixels_per_km(page))
    assert lined(page, edge)
    page.locator(MAP).evaluate("map => map.dataset.mark = 'same'")
    view = page.evaluate(VIEW)
    page.get_by_text("Wide").click()
    page.wait_for_timeout(900)

    wider = round(5 * pixels_per_km(page))
    assert lined(page, wider)
    assert not lined(page, edge)
    assert page.locator(MAP).get_attribute("data-mark") == "same"
    assert page.evaluate(VIEW) == view


def test_panning_zooming_and_pointing_run_nothing_and_enter_moves_the_fence(seen):
    page = seen.page
    before, view = runs(page), page.evaluate(VIEW)
    zoom_in(page)
    box = page.locator(MAP).bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 150, middle[1] + 60, steps=5)
    page.mouse.up()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    page.wait_for_timeout(900)

    assert page.evaluate(VIEW) != view
    assert runs(page) == before
    assert centre(page) == pytest.approx(CAMDEN)

    page.keyboard.press("Enter")  # stands for a click in the middle of the view
    page.wait_for_timeout(700)
    (lat, lon), scale = centre(page), pixels_per_km(page)

    assert lat > CAMDEN[0] + 0.001
    assert lon < CAMDEN[1] - 0.001
    assert runs(page) == before + 1
    assert lined(page, round(3 * scale))


def test_what_people_typed_is_text_on_the_map(seen):
    page = seen.page
    assert page.locator(".leaflet-tooltip.name").nth(1).inner_text() == HOSTILE
    scale = pixels_per_km(page)
    click_at(
        page,
        round((SOHO[1] - CAMDEN[1]) * 69.3 * scale),
        round((CAMDEN[0] - SOHO[0]) * 111.26 * scale),
    )

    assert page.locator(".leaflet-popup-content").inner_text() == HOSTILE
    assert page.evaluate("window.hacked") is None
    assert page.locator(f"{MAP} img").count() == 0
    assert page.locator(f"{MAP} b").count() == 0
    assert centre(page) == pytest.approx(CAMDEN)  # a pin's click is not the map's


def test_ten_thousand_pins_are_painted_within_seconds_on_one_canvas(seen):
    page = seen.page
    bare = painted(page, (0, 0))
    began = time.monotonic()
    page.get_by_text("Many").click()
    while painted(page, (0, 0)) == bare and time.monotonic() - began < 10:
        page.wait_for_timeout(50)
    took = time.monotonic() - began

    red, _, blue, alpha = painted(page, (0, 0))  # a pin stands in the fence's middle
    assert red > 2 * blue
    assert alpha > 200
    assert took < 5
    assert page.locator(f"{MAP} canvas").count() == 1
    assert page.locator(f"{MAP} path").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_serious_and_nothing_overflows(browser, stage, scheme, width):
    context = browser.new_context(
        viewport={"width": width, "height": 2400}, color_scheme=scheme, bypass_csp=True
    )
    page = look(context, stage).page
    found = Axe().run(page, ".stBidiComponent").response["violations"]
    sideways = page.evaluate(
        "document.querySelector('[data-testid=\"stMain\"]').scrollWidth - window.innerWidth"
    )

    assert serious(found) == {}
    assert page.locator(MAP).get_attribute("aria-label").startswith("Neighbourhoods of London")
    assert sideways <= 1
    context.close()
