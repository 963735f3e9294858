import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NearbyError
from core.nearby.earth import Disc, check_places, ecef, shell, within

SPOTS = [(51.5, -0.13), (0, 0), (-16.8, 180), (-16.8, -180), (78.2, 15.6), (90, 0), (-90, 77)]


def test_the_axes_of_the_ellipsoid_are_where_the_book_says():
    places = ecef([0, 0, 90, -90], [0, 90, 12, 0])

    semi_minor = 6_356_752.3142  # NGA.STND.0036, table 3.4
    expected = [[6378137, 0, 0], [0, 6378137, 0], [0, 0, semi_minor], [0, 0, -semi_minor]]
    np.testing.assert_allclose(places, expected, atol=1e-4)


@settings(max_examples=300, deadline=None)
@given(
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    course=st.floats(0, 360),
    metres=st.floats(0.01, 60_000),
)
def test_the_shell_holds_the_chord_of_every_geodesic(lat, lon, course, metres):
    end = Geodesic.WGS84.Direct(lat, lon, course, metres)
    low, high = shell(metres)

    chord = np.linalg.norm(ecef(lat, lon) - ecef(end["lat2"], end["lon2"]))

    assert low <= chord <= high


def test_the_shell_is_a_third_of_a_millimetre_thick_at_25_km():
    low, high = shell(25_000)

    assert high - low == pytest.approx(0.00032, abs=0.00002)


@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("metres", [500, 25_000, 60_000])
def test_membership_is_geopys_on_the_edge_itself(spot, metres):
    draw = np.random.default_rng(metres)
    away = metres + draw.choice([-1e-3, -1e-6, -1e-8, 0, 1e-8, 1e-6, 1e-3], 60)
    ends = [
        Geodesic.WGS84.Direct(*spot, course, distance)
        for course, distance in zip(draw.uniform(0, 360, 60), away, strict=True)
    ]
    lats, lons = (np.array([end[name] for end in ends]) for name in ("lat2", "lon2"))

    found = within(*spot, metres, lats, lons)

    assert found.tolist() == [
        geodesic(spot, (lat, lon)).m <= metres for lat, lon in zip(lats, lons, strict=True)
    ]
    assert 0 < found.sum() < 60


def test_both_names_of_the_antimeridian_and_any_longitude_of_a_pole_are_one_place():
    assert within(-16.8, 180, 1, np.array([-16.8]), np.array([-180.0])).all()
    assert within(90, 0, 1, np.full(3, 90.0), np.array([-120.0, 45, 180])).all()


def test_only_places_in_the_shell_are_asked_of_geopy(monkeypatch):
    asked = []
    monkeypatch.setattr(Disc, "_reaches", lambda self, lats, lons: asked.append(lats) or lats > 0)
    lats = np.random.default_rng(1).uniform(51, 52, 10_000)

    within(51.5, 0, 20_000, lats, np.zeros(10_000))

    assert not asked


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (139.69, 35.68, "latitude is -90 to 90 degrees, not 139.69. Are latitude and longitude sw"),
        (400, 10, "latitude is -90 to 90 degrees, not 400.$"),
        (10, 181, "longitude is -180 to 180 degrees, not 181"),
        (np.nan, 0, "latitude is -90 to 90 degrees, not nan"),
        (0, np.inf, "longitude is -180 to 180 degrees, not inf"),
    ],
)
def test_a_place_that_is_not_on_earth_is_refused(lat, lon, said):
    with pytest.raises(NearbyError, match=said):
        check_places([0, lat], [0, lon])


def test_a_latitude_without_longitude_is_refused():
    with pytest.raises(NearbyError, match="there are 2 and 1"):
        check_places([1, 2], [3])


@pytest.mark.parametrize("metres", [0, -5, np.nan, 60_001, np.inf])
def test_a_radius_of_nothing_or_beyond_60_km_is_refused(metres):
    with pytest.raises(NearbyError, match="radius is more than 0 and at most 60 km"):
        Disc.of(0, 0, metres)
