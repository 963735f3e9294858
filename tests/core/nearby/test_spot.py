"""The crowd behind the map: made from the sample, released in private, and worth a wheel."""

import numpy as np
import pytest

from core.errors import NearbyError
from core.nearby.cells import cell_of, district_of, middle
from core.nearby.fence import Circle, City, Everywhere
from core.nearby.peopled import peopled
from core.nearby.privacy.meter import Meter
from core.nearby.privacy.reading import Zones, estimate, hours, told
from core.nearby.release import Release
from core.nearby.result import reasons
from core.nearby.spot import DAY_S, DAYS, Nearby, Privacy, crowd, nearest
from core.nearby.wheel import WheelParams, wheel
from core.world import World

CAMDEN = 51.5390, -0.1426
SECRET = b"a secret of sixteen bytes or more"


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def people(world):
    return crowd(world, seed=7)


@pytest.fixture(scope="module")
def nearby(world, people) -> Nearby:
    return Nearby.of(people, len(world.titles), secret=SECRET)


def test_a_crowd_has_each_member_so_many_times_over(world, people):
    few = crowd(world, seed=7, times=2)

    assert len(people["user"]) == len(few["user"]) / 2 * 25
    assert len(np.unique(few["user"])) <= 2 * len(world.members)
    assert (np.diff(people["ts"]) >= 0).all()
    assert people["ts"][-1] - people["ts"][0] <= DAYS * DAY_S


def test_the_nearest_place_is_found_across_the_antimeridian(world):
    sydney = nearest(world.places, -17.7, -179.9)  # Fiji: 3,200 km, and New York 12,700

    assert world.place(sydney)["city"] == "Sydney"
    assert nearest(world.places, *CAMDEN) == "london-camden"


def test_the_same_seed_makes_the_same_crowd(world):
    one, two = (crowd(world, seed=3, times=2) for _ in range(2))

    assert all((one[name] == two[name]).all() for name in one)


def test_the_release_names_most_of_what_is_watched_most(people, nearby, world):
    near = np.hypot(
        (people["lat"] - CAMDEN[0]) * 111.2, (people["lon"] - CAMDEN[1]) * 69.2
    ) <= 3.0  # fmt: skip
    late = people["ts"] >= nearby.now - 7 * DAY_S
    true = np.bincount(people["title"][near & late].astype(int), minlength=len(world.titles))

    found = nearby.around(*CAMDEN, np.zeros(len(world.titles)), WheelParams())

    five = set(np.argsort(-true)[:5].tolist())
    assert len(five & set(np.argsort(-found.released)[:5].tolist())) >= 4
    assert found.believed[list(five)].sum() >= 3
    assert found.trend.note == ""


def test_asking_again_gives_the_same_answer(nearby, world):
    nothing = np.zeros(len(world.titles))

    one, two = (nearby.around(*CAMDEN, nothing, WheelParams()) for _ in range(2))

    assert (one.trend.scores == two.trend.scores).all()


def test_the_ocean_has_nothing_of_its_own_and_says_so(nearby, world):
    found = nearby.around(45.0, -35.0, np.zeros(len(world.titles)), WheelParams())

    assert not found.believed.any()
    assert len(wheel(WheelParams(), found.trend.scores)) == 8


@pytest.mark.parametrize("seed", range(5))
def test_open_water_shows_the_city_beside_it_and_the_ocean_the_world(world, people, seed):
    drawn = Nearby.of(people, len(world.titles), secret=f"secret of draw {seed}".encode())
    nothing, params = np.zeros(len(world.titles)), WheelParams(radius_km=1)

    def shown(lat, lon):
        return peopled(
            Circle(lat=lat, lon=lon, radius_km=1), world.places, lambda each: drawn.sure(each, 7)
        )

    bight, ocean = shown(6.30, 3.42), shown(45.0, -35.0)
    there = drawn.inside(bight.fence, nothing, params)

    assert bight.fence == City.of(world.places, "Lagos")
    assert ocean.fence == Everywhere()
    assert there.believed.sum() >= 5
    assert "watched by many in Lagos" in reasons(there, int(np.argmax(there.believed)), 1.0)
    assert not drawn.inside(ocean.fence, nothing, params).believed.any()


def test_squares_where_noise_drowns_the_count_say_nothing(nearby):
    found = nearby.around(*CAMDEN, np.zeros(len(nearby.chart)), WheelParams(radius_km=3))

    values = nearby.cells(found.cells, 7)

    assert np.isnan(values).any()
    assert (values[~np.isnan(values)] > 0).all()


def test_the_noise_that_a_release_tells_is_the_noise_that_it_has():
    lat, lon = (float(each) for each in middle(cell_of(*CAMDEN)))
    count, titles = 4_000, 50
    draw = np.random.default_rng(5)
    one_cell = {
        "ts": np.full(count, 20_000 * DAY_S + 60),
        "lat": np.full(count, lat),
        "lon": np.full(count, lon),
        "title": draw.integers(0, titles, count),
        "user": np.arange(count),
    }

    told = [
        Release.of(one_cell, secret=f"secret of draw {seed}".encode(), titles=titles).around(
            lat, lon, 450, 20_000, 20_000
        )
        for seed in range(40)
    ]

    seen = float(np.var([each.scores for each in told], axis=0, ddof=1).mean())
    # 40 draws of 50 titles know their variance to some 5 %
    assert float(np.mean([each.noise for each in told])) == pytest.approx(seen, rel=0.2)


def test_lifts_are_doubted_by_as_much_as_the_release_is_noisy(people, world):
    def spread(epsilon):
        drawn = Nearby.of(
            people, len(world.titles), secret=SECRET, privacy=Privacy(epsilon=epsilon)
        )
        found = drawn.around(*CAMDEN, np.zeros(len(world.titles)), WheelParams(radius_km=10))
        popular = np.argsort(-drawn.chart)[:100]
        return float(found.trend.trust[popular].mean())

    assert spread(0.25) < spread(1.0) < spread(4.0)


def test_two_privacies_of_one_crowd_draw_noise_of_their_own_and_a_meter_adds_them_up(
    people, world, nearby, tmp_path
):
    other = Nearby.of(people, len(world.titles), secret=SECRET, privacy=Privacy(epsilon=0.5))
    again = Nearby.of(people, len(world.titles), secret=SECRET)
    meter = Meter(tmp_path / "meter.db", cap=2.0)
    for each in (nearby, other, again):
        meter.spend(each.drawing)

    assert nearby.drawing.draw != other.drawing.draw
    assert nearby.drawing == again.drawing
    assert meter.member(days=30) == 45.0


def test_squares_asked_together_say_what_each_says_alone(nearby):
    release, start = nearby.release, nearby.now - 3 * DAY_S
    asked = nearby.around(*CAMDEN, np.zeros(len(nearby.chart)), WheelParams(radius_km=12)).cells

    together = release.squares(asked[::-1], start, nearby.now - 1)[::-1]

    alone = np.full(len(asked), np.nan)
    for place, cell in enumerate(asked):
        zones = [
            Zones.of(
                release.sheet(day, int(district_of(cell))),
                np.array([cell]),
                np.ones(1),
                hours(day, start, nearby.now - 1),
            )
            for day in range(start // DAY_S, (nearby.now - 1) // DAY_S + 1)
        ]
        *_, believed, limit = estimate(zones, release.sizes, release.prior)
        sure = float(told(zones)[believed].sum())
        alone[place] = sure if sure >= max(limit, 1.0) else np.nan
    assert (~np.isnan(alone)).sum() >= 10
    np.testing.assert_allclose(together, alone)


def test_squares_of_a_window_in_reverse_are_refused(nearby):
    with pytest.raises(NearbyError, match="A window starts before it ends: 9 is after 8"):
        nearby.release.squares(np.zeros(1, np.int64), 9, 8)


def test_a_title_that_few_watch_is_never_counted_aloud(nearby):
    found = nearby.around(*CAMDEN, np.zeros(len(nearby.chart)), WheelParams())
    few, many = int(np.argmin(found.believed)), int(np.argmax(found.believed))

    assert "too few" in reasons(found, few, 3.0)[0]
    assert reasons(found, many, 3.0)[0] == "watched by many within 3 km"
    assert not any(digit in reasons(found, few, 3.0)[0] for digit in "0123456789")
