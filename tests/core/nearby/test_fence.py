import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NearbyError
from core.nearby.earth import ecef
from core.nearby.fence import (
    Circle,
    City,
    Everywhere,
    Outline,
    circle_of,
    neighbourhood,
)
from core.world import World

PLACES = World.load().places
SQUARE = Outline(
    name="Square", corners=((51.5, -0.1), (51.5, -0.05), (51.53, -0.05), (51.53, -0.1))
)


def around(spot, km, count=12):
    ends = [Geodesic.WGS84.Direct(*spot, 360 * i / count, km * 1000) for i in range(count)]
    return Outline(name="Ring", corners=tuple((end["lat2"], end["lon2"]) for end in ends))


@settings(max_examples=60, deadline=None)
@given(
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), km=st.floats(0.5, 25), seed=st.integers(0, 99)
)
def test_a_circle_holds_what_geopy_says(lat, lon, km, seed):
    draw = np.random.default_rng(seed)
    ends = [
        Geodesic.WGS84.Direct(lat, lon, course, away)
        for course, away in zip(draw.uniform(0, 360, 9), draw.uniform(0, 2000 * km, 9), strict=True)
    ]
    lats, lons = [end["lat2"] for end in ends], [end["lon2"] for end in ends]

    held = Circle(lat=lat, lon=lon, radius_km=km).contains(lats, lons)

    spots = zip(lats, lons, strict=True)
    assert held.tolist() == [geodesic((lat, lon), spot).km <= km for spot in spots]


@given(small=st.floats(0.5, 25), large=st.floats(0.5, 25), seed=st.integers(0, 999))
def test_a_wider_fence_never_holds_fewer(small, large, seed):
    small, large = sorted((small, large))
    lats, lons = np.random.default_rng(seed).normal((51.5, -0.1), 0.2, (200, 2)).T

    inner, outer = (
        Circle(lat=51.5, lon=-0.1, radius_km=km).contains(lats, lons) for km in (small, large)
    )

    assert not (inner & ~outer).any()


def test_a_square_holds_what_lies_between_its_sides():
    inside = SQUARE.contains([51.515, 51.515, 51.54, 51.49], [-0.075, -0.11, -0.075, -0.075])

    assert inside.tolist() == [True, False, False, False]


@pytest.mark.parametrize("spot", [(51.5, 0), (-16.8, 180), (-16.8, -179.99), (90, 0), (-90, 0)])
def test_an_outline_is_the_same_anywhere_on_earth(spot):
    ring = around(spot, 10)
    draw = np.random.default_rng(1)
    aways = np.r_[draw.uniform(0, 9.6, 50), draw.uniform(10.01, 500, 50)]  # apothem: 9.66 km
    ends = [
        Geodesic.WGS84.Direct(*spot, course, away * 1000)
        for course, away in zip(draw.uniform(0, 360, 100), aways, strict=True)
    ]

    held = ring.contains([end["lat2"] for end in ends], [end["lon2"] for end in ends])

    assert held.tolist() == [True] * 50 + [False] * 50


def test_an_outline_does_not_hold_the_other_side_of_earth():
    assert not around((51.5, 0), 10).contains([-51.5], [180]).any()


@pytest.mark.parametrize("lat", [0, 30, 45, 60, 89.95])
def test_an_outlines_sides_run_within_five_centimetres_of_the_geodesics(lat):
    for course in range(0, 180, 15):
        line = Geodesic.WGS84.DirectLine(lat, 10, course, 25_000)
        ends = [line.Position(at) for at in (0, 12_500, 25_000)]
        first, middle, last = (ecef(end["lat2"], end["lon2"]) for end in ends)
        across = np.cross(first, last)

        assert abs(middle @ across / np.linalg.norm(across)) < 0.05


def test_two_outlines_that_share_a_side_leave_no_gap_and_do_not_overlap():
    corners = ((51.5, -0.05), (51.5, 0.01), (51.53, 0.02), (51.53, -0.05))
    beside = Outline(name="Beside", corners=corners)
    lats = np.linspace(51.5, 51.53, 4001)[1:-1]

    for tenth_mm in (-1e-9, 1e-9):
        lons = np.full(3999, -0.05 + tenth_mm)
        assert (SQUARE.contains(lats, lons) ^ beside.contains(lats, lons)).all()


def test_turning_an_outline_round_changes_nothing():
    lats, lons = np.random.default_rng(1).uniform((51.48, -0.12), (51.55, -0.03), (500, 2)).T
    turned = Outline(name="Square", corners=SQUARE.corners[::-1])

    assert (SQUARE.contains(lats, lons) == turned.contains(lats, lons)).all()


def test_a_city_is_the_union_of_its_neighbourhoods():
    london = City.of(PLACES, "London")
    lats, lons = np.random.default_rng(1).normal((51.5, -0.1), 0.1, (2000, 2)).T

    held = london.contains(lats, lons)

    there = PLACES[PLACES["city"] == "London"]
    alone = [neighbourhood(place).contains(lats, lons) for _, place in there.iterrows()]
    assert (held == np.any(alone, axis=0)).all()
    assert 0 < held.sum() < 2000


def test_a_drawn_circle_runs_along_its_edge():
    circle = Circle(lat=78.2, lon=15.6, radius_km=25)

    away = [geodesic((78.2, 15.6), corner).km for corner in circle.outline()]

    np.testing.assert_allclose(away, 25, atol=1e-6)


@pytest.mark.parametrize("km", [0, 0.4, 25.1, -1, np.nan])
def test_a_circle_of_a_radius_out_of_range_is_refused(km):
    with pytest.raises(NearbyError, match=r"radius is 0.5 to 25 km, not"):
        Circle(lat=0, lon=0, radius_km=km)


def test_swapped_coordinates_are_refused_with_a_hint():
    with pytest.raises(NearbyError, match="Are latitude and longitude swapped"):
        Circle(lat=139.69, lon=35.68, radius_km=3)


@pytest.mark.parametrize(
    ("corners", "said"),
    [
        (((0, 0), (0, 1)), "needs three corners"),
        (((0, 0), (0, 0), (0, 1)), "needs three corners"),
        (((0, 0), (0, 0.1), (0, 0.2)), "has no area"),
        (((0, 0), (0, 30), (30, 0)), "is wider than 400 km"),
        (((0, 0), (0, np.nan), (1, 1)), "longitude is -180 to 180 degrees, not nan"),
    ],
)
def test_an_outline_that_encloses_nothing_is_refused(corners, said):
    with pytest.raises(NearbyError, match=said):
        Outline(name="Nowhere", corners=corners)


def test_a_city_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(NearbyError, match=r"There is no city 'Atlantis'; the cities are .*London"):
        City.of(PLACES, "Atlantis")


def test_a_city_without_neighbourhoods_is_refused():
    with pytest.raises(NearbyError, match="Nowhere has no neighbourhoods"):
        City(name="Nowhere", parts=())


def test_the_whole_world_holds_every_place_and_has_no_edge():
    assert Everywhere().contains([90, -16.8], [0, 180]).all()
    assert Everywhere().outline() == []


@pytest.mark.parametrize(
    ("fence", "said"),
    [
        (Circle(lat=-16.8, lon=-179.5, radius_km=0.5), "within 0.5 km of 16.800° S, 179.500° W"),
        (neighbourhood(PLACES.iloc[0]), "within 1.2 km of Camden Town"),
        (SQUARE, "in Square"),
        (City.of(PLACES, "London"), "in London"),
        (Everywhere(), "anywhere in the world"),
    ],
)
def test_a_fence_says_where_it_is(fence, said):
    assert fence.describe() == said


@pytest.mark.parametrize("city", sorted(set(PLACES["city"])))
def test_the_circle_of_a_city_holds_all_of_its_edge(city):
    fence = City.of(PLACES, city)

    circle = circle_of(fence)

    edge = np.array(fence.outline())
    away = [geodesic((circle.lat, circle.lon), each).km for each in edge]
    assert max(away) == pytest.approx(circle.radius_km, rel=0.001)
    assert circle.describe().endswith(f"km of {city}")


def test_the_circle_of_a_fence_across_the_antimeridian_is_small():
    square = Outline(name="Taveuni", corners=((-16.8, 179.99), (-16.8, -179.99), (-16.78, -179.99)))

    circle = circle_of(square)

    assert abs(circle.lon) > 179.99
    assert circle.radius_km < 2
