import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.adapters import make_nearby
from benchmarks.nearby import BEGIN_S, SPAN_S, TITLES, Truth, ask, make, vincenty
from core.errors import NearbyError
from core.nearby import days, index, voxels
from core.nearby.index import TimeSlice, VoxelIndex, top
from core.nearby.viewings import Viewings

SPOTS = [(51.5, -0.13), (-16.8, 180.0), (78.2, 15.6), (90.0, 0.0), (-90.0, 0.0)]
DAY = 86_400


def viewings(events):
    return Viewings.of(at=events["ts"], lat=events["lat"], lon=events["lon"], title=events["title"])


@pytest.fixture(scope="module")
def many():
    return make(200_000)


@pytest.fixture(scope="module")
def indexes(many):
    given = viewings(many)
    return TimeSlice.of(given), VoxelIndex.of(given)


@pytest.fixture
def shallow(monkeypatch):
    """Small leaves and tables, so that a few viewings reach every branch."""
    monkeypatch.setattr(voxels, "LEAF", 4)
    monkeypatch.setattr(days, "FEWEST", 10)
    monkeypatch.setattr(days, "MANY", 60)


def test_vincentys_formula_gives_geographiclibs_distances():
    draw = np.random.default_rng(1)
    for spot in SPOTS:
        ends = [Geodesic.WGS84.Direct(*spot, a, m) for a, m in draw.uniform(0, (360, 6e4), (50, 2))]
        lats, lons = (np.array([end[name] for end in ends]) for name in ("lat2", "lon2"))

        found = vincenty(*spot, lats, lons)

        np.testing.assert_allclose(found, [end["s12"] for end in ends], atol=2e-4)


def test_a_thousand_random_queries_are_counted_as_geopy_would(many, indexes):
    truth, (by_slice, by_voxel) = Truth(many), indexes

    for query in ask(1000):
        expected = truth(query)
        assert np.array_equal(by_slice.counts(*query), expected)
        assert np.array_equal(by_voxel.counts(*query), expected)


@pytest.mark.parametrize("spot", SPOTS)
def test_viewings_on_the_very_edge_are_counted_as_geopy_would(spot):
    draw = np.random.default_rng(4)
    metres = 20_000.0
    away = metres + draw.choice([-1e-4, -1e-7, -1e-9, 0, 1e-9, 1e-7, 1e-4], 400)
    ends = [
        Geodesic.WGS84.Direct(*spot, course, distance)
        for course, distance in zip(draw.uniform(0, 360, 400), away, strict=True)
    ]
    lats, lons = (np.array([end[name] for end in ends]) for name in ("lat2", "lon2"))
    log = Viewings.of(at=np.arange(400), lat=lats, lon=lons, title=np.arange(400))
    near = [geodesic(spot, place).m <= metres for place in zip(lats, lons, strict=True)]

    for found in (TimeSlice.of(log), VoxelIndex.of(log)):
        assert found.counts(*spot, metres, 0, 400).astype(bool).tolist() == near
    assert 0 < sum(near) < 400


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    radius=st.floats(1, 60_000),
    start=st.integers(-2 * DAY, 40 * DAY),
    length=st.integers(0, 30 * DAY),
    spot=st.sampled_from(SPOTS),
)
def test_voxels_and_slice_agree_whatever_is_asked(seed, radius, start, length, spot):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(voxels, "LEAF", 4)
        patch.setattr(days, "FEWEST", 10)
        patch.setattr(days, "MANY", 60)
        draw = np.random.default_rng(seed)
        homes = draw.integers(0, 60, 500)  # many watch in the same place
        ends = [
            Geodesic.WGS84.Direct(*spot, *pair) for pair in draw.uniform(0, (360, 5e4), (60, 2))
        ]
        log = Viewings.of(
            at=np.sort(draw.integers(0, 36 * DAY, 500)),
            lat=np.array([end["lat2"] for end in ends])[homes],
            lon=np.array([end["lon2"] for end in ends])[homes],
            title=draw.integers(0, 9, 500),
        )

        by_slice, by_voxel = TimeSlice.of(log), VoxelIndex.of(log)

        query = (*spot, radius, start, start + length)
        assert by_slice.counts(*query).tolist() == by_voxel.counts(*query).tolist()


def test_every_voxel_is_its_childrens_sum_and_lies_in_its_ball(shallow, many):
    log = viewings({name: column[:20_000] for name, column in many.items()})
    found = VoxelIndex.of(log)
    tree, sizes = found.tree, found.tree.sizes()

    for voxel in np.flatnonzero(tree.children):
        born = slice(tree.child[voxel], tree.child[voxel] + tree.children[voxel])
        assert tree.children[voxel] > 1
        assert sizes[born].sum() == sizes[voxel]
    assert sizes[0] == 20_000
    for voxel in range(0, len(sizes), 97):
        first = tree.edges[tree.leaf[voxel]]
        places = found.places[first : first + sizes[voxel]]
        away = np.linalg.norm(places - tree.ball[voxel, :3], axis=1)
        assert away.max() <= tree.ball[voxel, 3] + 1e-6


def test_tables_too_large_for_memory_are_left_out_and_nothing_changes(monkeypatch, many):
    monkeypatch.setattr(days, "MOST_BYTES", 1_000_000)
    log = viewings({name: column[:50_000] for name, column in many.items()})
    found, by_slice = VoxelIndex.of(log), TimeSlice.of(log)

    assert sum(table.counts.nbytes for table in found.tables.tables) <= 2_000_000
    for query in ask(50):
        assert np.array_equal(found.counts(*query), by_slice.counts(*query))


def test_no_voxel_holds_more_than_its_table_can_count(monkeypatch):
    monkeypatch.setattr(days, "MANY", 10**9)  # none by hours, though one home is watched a lot in
    log = Viewings.of(
        at=np.arange(70_000), lat=np.zeros(70_000), lon=np.zeros(70_000), title=[0] * 70_000
    )

    assert VoxelIndex.of(log).counts(0, 0, 5, 0, 2 * DAY).tolist() == [70_000]


def test_both_ends_of_a_window_and_the_edge_of_the_circle_are_inside():
    log = Viewings.of(at=[100, 200, 201], lat=[0, 0, 0], lon=[0, 0, 0], title=["a", "b", "c"])

    assert TimeSlice.of(log).counts(0, 0, 1, 100, 200).tolist() == [1, 1, 0]
    assert VoxelIndex.of(log).counts(0, 0, 1, 100, 200).tolist() == [1, 1, 0]


def test_a_window_without_viewings_counts_nothing(indexes):
    for found in indexes:
        after = found.counts(51.5, -0.13, 60_000, BEGIN_S + 2 * SPAN_S, BEGIN_S + 2 * SPAN_S + 9)
        before = found.counts(51.5, -0.13, 60_000, 0, 9)

        assert not after.any()
        assert not before.any()


def test_a_long_time_is_divided_into_seasons_and_counted_alike(monkeypatch, shallow):
    monkeypatch.setattr(index, "FEW", 50)
    draw = np.random.default_rng(3)
    at = np.sort(draw.integers(0, 300, 4000) ** 2 * 1000)  # ever fewer, three years
    lats, lons = draw.normal((51.5, -0.1), 0.1, (4000, 2)).T
    log = Viewings.of(at=at, lat=lats, lon=lons, title=draw.integers(0, 30, 4000))
    found, by_slice = index.index(log), TimeSlice.of(log)

    assert len(found.parts) == at[-1] // (32 * DAY) + 1
    for start in draw.integers(-20 * DAY, at[-1] + 20 * DAY, 100).tolist():
        query = (51.5, -0.1, 12_000, start, start + 30 * DAY)
        assert found.counts(*query).tolist() == by_slice.counts(*query).tolist()
    everything = (51.5, -0.1, 60_000, 0, int(at[-1]))
    assert found.counts(*everything).tolist() == by_slice.counts(*everything).tolist()


def test_few_viewings_are_sliced_and_many_divided(monkeypatch, many):
    log = viewings({name: column[:2000] for name, column in many.items()})

    assert isinstance(index.index(log), TimeSlice)
    monkeypatch.setattr(index, "FEW", 1999)
    assert isinstance(index.index(log), VoxelIndex)


def test_the_adapter_returns_titles_most_often_first_then_by_id(many):
    nearby, query = make_nearby(many), ask(20)[0]
    truth = Truth(many)(query)

    titles, counts = nearby.query(*query, None)
    best, _ = nearby.query(*query, 5)

    assert titles.tolist() == sorted(np.flatnonzero(truth), key=lambda each: (-truth[each], each))
    assert counts.tolist() == truth[titles].tolist()
    assert best.tolist() == titles[:5].tolist()


def test_the_adapter_takes_columns_in_any_wrapping_and_any_longitude():
    columns = {"ts": [5], "lat": [-16.8], "lon": [180.01], "title": [7], "user": [1]}

    class Held:
        ts, lat, lon, title = ([5], [-16.8], [-179.99], [7])

    for events in (columns, Held()):
        titles, counts = make_nearby(events).query(-16.8, 179.99, 5000, 0, 10)
        assert (titles.tolist(), counts.tolist()) == ([7], [1])


def test_titles_may_be_texts_and_times_in_any_order():
    log = Viewings.of(at=[9, 3, 5], lat=[0, 0, 0], lon=[0, 0, 0], title=["b", "a", "b"])

    assert log.at.tolist() == [3, 5, 9]
    titles, counts = top(TimeSlice.of(log).counts(0, 0, 1, 4, 9), log.titles)
    assert (titles.tolist(), counts.tolist()) == (["b"], [2])


def test_negative_and_sparse_ids_of_titles_keep_their_names():
    log = Viewings.of(at=[1, 2, 3], lat=[0] * 3, lon=[0] * 3, title=[900_000_000, -4, -4])

    assert log.titles.tolist() == [-4, 900_000_000]
    assert TimeSlice.of(log).counts(0, 0, 1, 1, 3).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"at": [1, 2]}, "must be equally many, not 2, 1 and 1"),
        ({"at": np.array(["2026-01-01"], dtype="datetime64[s]")}, "a time without zone has none"),
        ({"at": [1.5]}, "Times are whole seconds since 1970 UTC, not of the type float64"),
        ({"lat": [139.7]}, "Are latitude and longitude swapped"),
        ({"lon": [np.nan]}, "longitude is -180 to 180 degrees, not nan"),
    ],
)
def test_columns_that_are_wrong_are_refused(columns, said):
    with pytest.raises(NearbyError, match=said):
        Viewings.of(**{"at": [1], "lat": [35.7], "lon": [0.0], "title": [1]} | columns)


def test_viewings_centuries_apart_are_refused():
    with pytest.raises(NearbyError, match="68 years apart"):
        Viewings.of(at=[0, 2**31], lat=[0, 0], lon=[0, 0], title=[1, 1])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ((0, 0, 0, 0, 1), "radius is more than 0 and at most 60 km, not 0 km"),
        ((0, 0, 60_001, 0, 1), "at most 60 km, not 60.001 km"),
        ((np.nan, 0, 5, 0, 1), "latitude is -90 to 90 degrees, not nan"),
        ((0, 0, 5, 10, 1), "window ends after it starts, not 9 s before"),
    ],
)
def test_a_question_that_cannot_be_is_refused(indexes, query, said):
    for found in indexes:
        with pytest.raises(NearbyError, match=said):
            found.counts(*query)


def test_the_benchmarks_world_holds_every_corner_of_earth(many):
    counts = [Truth(many)((*spot, 25_000.0, BEGIN_S, BEGIN_S + SPAN_S)).sum() for spot in SPOTS]

    assert min(counts) > 500
    assert many["title"].max() < TITLES
