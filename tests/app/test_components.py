"""What components send to a browser, without one."""

import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.errors import NearbyError
from core.nearby.cells import cell_of
from ui import assets, maps, wheel

LONDON = (51.5074, -0.1278)
LATS = st.floats(-85, 85)
LONS = st.floats(-180, 180)


def sent(**changed):
    plain = {
        "centre": LONDON,
        "radius_km": 3.0,
        "outlines": (),
        "cells": (),
        "pins": (),
        "height": 420,
        "alt": "London",
        "legend": "",
    }
    return maps.prepare(**{**plain, **changed})


def luminance(colour: str) -> float:
    """WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_black_on_white_has_the_contrast_that_wcag_says():
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21)


@pytest.mark.parametrize(("fill", "ink"), wheel.COLOURS)
def test_titles_on_slices_can_be_read(fill, ink):
    low, high = sorted((luminance(fill), luminance(ink)))

    assert (high + 0.05) / (low + 0.05) >= 4.5


@given(st.integers(2, 60))
def test_neighbouring_slices_never_share_a_colour(count):
    ends = [360 * (number + 1) / count for number in range(count)]
    slices = [(str(end), end - 360 / count, end) for end in ends]
    fills = [each["fill"] for each in wheel.prepare(slices, None, None, "", "Spin")["slices"]]

    assert all(fill != fills[at - 1] for at, fill in enumerate(fills))
    assert len(set(fills)) == min(count, len(wheel.COLOURS))


@pytest.mark.parametrize(
    ("landed", "angle", "says"),
    [
        (0, 200.0, "Alien is at 0 to 90 degrees, not 200"),
        (0, math.nan, "not nan"),
        (2, 10.0, "slices 0 to 1, not 2"),
        (-1, 100.0, "slices 0 to 1, not -1"),
        (0, None, "or neither"),
        (None, 10.0, "or neither"),
    ],
)
def test_a_wheel_that_landed_where_it_cannot_is_refused(landed, angle, says):
    with pytest.raises(NearbyError, match=says):
        wheel.prepare([("Alien", 0, 90), ("Heat", 90, 360)], landed, angle, "a", "Spin")


def test_a_wheel_without_slices_is_refused():
    with pytest.raises(NearbyError, match="needs a slice"):
        wheel.prepare([], None, None, "", "Spin")


def test_ten_thousand_pins_are_ready_in_a_fifth_of_a_second():
    pins = [maps.Pin(51.5 + i / 1e5, -0.1 - i / 1e5, f"Title {i}") for i in range(10_000)]
    tries = []
    for _ in range(3):
        began = time.process_time()
        text = json.dumps(sent(pins=pins))
        tries.append(time.process_time() - began)

    assert min(tries) < 0.2
    assert len(json.loads(text)["pins"]) == 10_000


@given(LATS, LONS, st.floats(10, 5000))
def test_a_square_by_its_middle_has_its_side_and_its_middle(lat, lon, size):
    (south, west), (_, east), (north, _), _ = maps.Cell.around((lat, lon), size, 1.0).corners
    metres = 111_195.0  # a degree of a sphere of 6,371 km, by hand: 2 pi 6371000 / 360

    assert (north - south) * metres == pytest.approx(size)
    assert (east - west) * metres * math.cos(math.radians(lat)) == pytest.approx(size)
    assert ((south + north) / 2, (west + east) / 2) == pytest.approx((lat, lon), abs=1e-9)


def test_a_square_of_the_size_of_a_public_cell_lies_about_where_that_cell_does():
    square = maps.Cell.around(LONDON, 800, 1.0)

    assert len({int(cell_of(lat, lon)) for lat, lon in square.corners}) == 4


@given(LATS, LONS, st.text())
def test_what_is_sent_reads_back_as_it_was(lat, lon, text):
    found = json.loads(
        json.dumps(
            sent(
                centre=(lat, lon),
                pins=[maps.Pin(lat, lon, text)],
                outlines=[maps.Outline(text, [(lat, lon), (lat, 0.0), (0.0, 0.0)])],
                cells=[maps.Cell.around((lat, lon), 800, None, text)],
            )
        )
    )

    assert found["pins"][0] == [pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6), text]
    assert found["outlines"][0][0] == text
    assert found["cells"][0][1:] == [None, text]
    assert found["range"] is None


def test_colours_reach_from_nothing_to_the_most():
    cells = [maps.Cell.around(LONDON, 800, value) for value in (3.0, 8.0, None)]

    assert sent(cells=cells)["range"] == [0.0, 8.0]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"centre": (139.7, 35.7)}, "swapped"),
        ({"centre": (-89.99, 40.0)}, "ends at 85 degrees"),
        ({"radius_km": 0}, "more than 0 km"),
        ({"radius_km": math.nan}, "more than 0 km"),
        ({"pins": [maps.Pin(51.5, 200.0, "")]}, "longitude"),
        ({"outlines": [maps.Outline("a", [(math.nan, 0.0)])]}, "latitude"),
        ({"cells": [maps.Cell([LONDON] * 4, math.inf)]}, "finite"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, says):
    with pytest.raises(NearbyError, match=says):
        sent(**changed)


@pytest.mark.parametrize(
    "click", [None, "51,0", [51.5], [51.5, "0"], [True, 0], {"lat": 1}, [91, 0]]
)
def test_a_click_that_no_map_sends_is_refused(click):
    with pytest.raises(NearbyError, match=r"click on the map|latitude is"):
        maps._clicked(click)


def test_files_are_copied_only_when_they_are_the_ones_we_chose(tmp_path):
    source, target = tmp_path / "data", tmp_path / "static"
    source.mkdir()
    for name in assets.LEAFLET.files:
        (source / name).write_text("alert(1)")

    with pytest.raises(SystemExit, match="must have the SHA-256 17cbba"):
        assets.lay_out(assets.LEAFLET, source, target)
    assert not target.exists()

    (source / "leaflet-src.esm.js").unlink()
    with pytest.raises(SystemExit, match="is missing from XStatic-leaflet"):
        assets.lay_out(assets.LEAFLET, source, target)


def test_the_installed_packages_are_laid_out_whole(tmp_path):
    for bundle in assets.BUNDLES:
        assets.lay_out(bundle, assets.source(bundle), tmp_path / bundle.folder)

    assert (tmp_path / "leaflet" / "leaflet.css").stat().st_size > 10_000
    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == sorted(
        assets.FONTS.files
    )


def test_a_package_that_is_missing_is_named():
    missing = assets.Bundle(
        package="no-such", module="nosuch.pkg.at_all", inside="", folder="", files={}
    )

    with pytest.raises(SystemExit, match="no-such is not installed"):
        assets.source(missing)


def both() -> None:
    import streamlit as st

    from ui import maps, wheel

    place = maps.draw("map", centre=(51.5, -0.1), radius_km=None, alt="London")
    asked = wheel.draw("wheel", [("Alien", 0, 360)], None, None, "", "Spin the wheel")
    st.text(f"{place} {asked}")


def test_a_page_with_both_runs_and_nothing_was_clicked_yet():
    page = AppTest.from_function(both).run()

    assert not page.exception
    assert page.text[0].value == "None False"
