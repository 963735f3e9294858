"""Squares are the same size everywhere, fit without gaps, and know what a circle covers."""

import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NearbyError
from core.nearby.cells import (
    block_of,
    cell_of,
    cells_within,
    coverage,
    district_cells,
    district_of,
    middle,
    outline,
)

LAT, LON = st.floats(-90, 90), st.floats(-180, 180)
PLACES = [(51.54, -0.14), (-16.8, 180.0), (10.0, -180.0), (78.2, 15.6), (90.0, 0.0), (-90.0, 77.0)]


def _km2(cell: int) -> float:
    (south, west), _, (north, east), _ = outline(cell)
    strip = math.sin(math.radians(north)) - math.sin(math.radians(south))
    return 6_371.0**2 * math.radians(east - west) * strip


@given(lat=st.floats(-89.98, 89.98), lon=LON)
def test_a_cell_has_the_area_of_a_square_of_800_m(lat, lon):
    assert _km2(int(cell_of(lat, lon))) == pytest.approx(0.64, rel=0.3)


@given(lat=st.floats(-85, 85), lon=LON)
def test_a_cell_below_the_polar_circles_is_800_m_high_and_wide(lat, lon):
    south_west, south_east, _, north_west = outline(int(cell_of(lat, lon)))

    assert geodesic(south_west, north_west).m == pytest.approx(800, rel=0.01)
    assert geodesic(south_west, south_east).m == pytest.approx(800, rel=0.02)


@given(lat=LAT, lon=LON)
def test_a_position_lies_within_the_outline_of_its_cell(lat, lon):
    (south, west), _, (north, east), _ = outline(int(cell_of(lat, lon)))

    assert south - 1e-9 <= lat <= north + 1e-9
    assert -1e-9 <= (lon - west) % 360 <= east - west + 1e-9 or (lon - west) % 360 > 360 - 1e-9


@given(lat=LAT, lon=LON)
def test_a_cell_is_that_of_its_own_middle(lat, lon):
    cell = cell_of(lat, lon)

    assert cell_of(*middle(cell)) == cell


def test_both_names_of_the_antimeridian_are_one_cell():
    assert cell_of(-16.8, 180.0) == cell_of(-16.8, -180.0)


def test_neighbours_across_the_antimeridian_share_block_and_district():
    east, west = cell_of(-17.0, 179.999), cell_of(-17.0, -179.999)

    assert block_of(east) == block_of(west)
    assert district_of(east) == district_of(west)


@pytest.mark.parametrize(("lat", "lon"), PLACES)
@pytest.mark.parametrize("radius_m", [3_000, 10_000, 25_000])
def test_the_cells_of_a_circle_add_up_to_its_area(lat, lon, radius_m):
    ids, share = coverage(lat, lon, radius_m)

    area = sum(_km2(int(cell)) * part for cell, part in zip(ids, share, strict=True))
    assert area == pytest.approx(math.pi * radius_m**2 / 1e6, rel=0.06)
    assert len(np.unique(ids)) == len(ids)


@pytest.mark.parametrize(("lat", "lon"), PLACES)
def test_a_circle_holds_the_cells_whose_middles_geopy_finds_well_inside(lat, lon):
    inside = set(cells_within(lat, lon, 3_000).tolist())

    for cell in coverage(lat, lon, 6_000)[0].tolist():
        away = geodesic((lat, lon), tuple(float(x) for x in middle(cell))).m
        if abs(away - 3_000) > 300:
            assert (cell in inside) == (away < 3_000)


def test_a_circle_of_one_metre_is_still_a_cell():
    assert cell_of(51.54, -0.14) in cells_within(51.54, -0.14, 1.0)


@pytest.mark.parametrize(("lat", "lon"), PLACES)
def test_a_district_holds_exactly_the_cells_that_say_so(lat, lon):
    district = int(district_of(cell_of(lat, lon)))
    cells, blocks = district_cells(district)
    around = coverage(lat, lon, 60_000)[0]

    assert np.array_equal(blocks, block_of(cells))
    assert np.isin(around, cells).tolist() == (district_of(around) == district).tolist()


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (91.0, 0.0, "latitude"),
        (0.0, 181.0, "longitude"),
        (math.nan, 0.0, "latitude"),
        (151.2, -33.9, "swapped"),
    ],
)
def test_a_place_that_is_not_on_earth_is_refused(lat, lon, said):
    with pytest.raises(NearbyError, match=said):
        cell_of(lat, lon)


def test_a_circle_without_a_radius_is_refused():
    with pytest.raises(NearbyError, match="radius"):
        cells_within(51.5, 0.0, 0.0)
