"""How alike neighbours are, in worlds where we know it because we made them."""

import numpy as np
import pytest

from core.nearby.alike import FULL, Alike
from core.nearby.fence import Circle, Everywhere
from core.nearby.spot import DAY_S, Nearby

MIDDLE = 51.54, -0.14
TITLES = 200


def town(*, local: bool, seed: int = 3, people: int = 9_000) -> Nearby:
    """A quarter of 2 km, its surroundings of 12 km, and a city far away, four weeks long.

    With local taste each of the three watches titles of its own, most of all; without, all watch
    the same ones.
    """
    draw = np.random.default_rng(seed)
    where = np.repeat([0, 1, 2], people)
    away = np.array([0, 2.2, 0])[where] + np.array([2, 10, 3])[where] * np.sqrt(
        draw.random(len(where))
    )
    turn = draw.random(len(where)) * 2 * np.pi
    far = np.array([0, 0, 3.0])[where]
    fame = 1 / (5.0 + np.arange(TITLES))
    shares = [np.roll(fame, 60 * part if local else 0) for part in range(3)]
    count = 6
    titles = [draw.choice(TITLES, people * count, p=each / each.sum()) for each in shares]
    who = np.repeat(np.arange(len(where)), count)
    day = draw.integers(0, 28, len(who))
    order = np.argsort(day, kind="stable")
    lat = MIDDLE[0] + far + away * np.cos(turn) / 111.2
    lon = MIDDLE[1] + away * np.sin(turn) / 69.2
    crowd = {
        "ts": 20_000 * DAY_S + day * DAY_S + 43_200, "lat": lat[who], "lon": lon[who],
        "title": np.concatenate(titles), "user": who,
    }  # fmt: skip
    return Nearby.of(
        {name: values[order] for name, values in crowd.items()},
        TITLES,
        secret=f"a secret of town {seed}".encode(),
    )


@pytest.fixture(scope="module")
def villages() -> Nearby:
    return town(local=True)


@pytest.fixture(scope="module")
def monotony() -> Nearby:
    return town(local=False)


def around(km: float) -> Circle:
    return Circle(lat=MIDDLE[0], lon=MIDDLE[1], radius_km=km)


def test_neighbours_of_local_taste_foretell_one_another_less_the_wider_the_fence(villages):
    gains = [Alike.of(villages, around(km)).gain for km in (1.5, 5, 12)]

    assert gains[0] > 1.2 * gains[1] > 1.2 * 1.05 * gains[2]
    assert gains[2] > 0


def test_where_all_watch_the_same_neighbours_foretell_no_more_than_the_chart(monotony):
    for km in (1.5, 5, 12):
        assert Alike.of(monotony, around(km)).share < 0.2


def test_local_taste_counts_and_none_does_not(villages, monotony):
    assert Alike.of(villages, around(1.5)).share == 1.0
    assert Alike.of(monotony, around(1.5)).share < 0.2


def test_hits_are_those_that_are_counted_without_any_noise(villages):
    """By the viewings themselves, which the release never shows."""
    shown = Alike.of(villages, around(1.5))

    fame = 1 / (5.0 + np.arange(TITLES))
    # the quarter's twenty most watched titles have this share of what it watches
    assert shown.fence == pytest.approx(np.sort(fame)[::-1][:20].sum() / fame.sum(), rel=0.1)


def test_a_fence_of_which_little_is_known_leans_on_its_city(villages):
    small, city = around(0.5), around(12)
    alone, wide = Alike.of(villages, small), Alike.of(villages, city)

    leaning = Alike.of(villages, small, within=city)

    assert min(alone.fence, wide.fence) < leaning.fence < max(alone.fence, wide.fence)
    assert leaning == alone.leaning(wide)


def test_a_gain_is_a_share_of_the_whole_effect_and_never_below_nothing():
    assert Alike(fence=0.3 * (1 + FULL / 2), chart=0.3).share == pytest.approx(0.5)
    assert Alike(fence=0.2, chart=0.3).gain == 0.0
    assert Alike(fence=0.2, chart=0.0).share == 0.0


def test_the_whole_world_is_like_itself_and_has_no_neighbours(monotony):
    assert Alike.of(monotony, Everywhere()).share == 0.0


def test_an_empty_fence_has_nobody_to_be_alike(monotony):
    assert Alike.of(monotony, Circle(lat=10.0, lon=-35.0, radius_km=3)).share == 0.0
