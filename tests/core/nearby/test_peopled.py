import pandas as pd
import pytest

from core.errors import NearbyError
from core.nearby.fence import Circle, City, Everywhere
from core.nearby.peopled import peopled
from core.world import World

PLACES = World.load().places


def test_a_fence_with_somebody_in_it_stays():
    fence = Circle(lat=51.54, lon=-0.14, radius_km=1)

    found = peopled(fence, PLACES, lambda each: 5)

    assert found.fence is fence
    assert found.note == ""


def test_an_empty_fence_falls_back_to_its_city_and_says_so():
    fence = Circle(lat=51.7, lon=-0.3, radius_km=1)

    found = peopled(fence, PLACES, lambda each: 0 if each == fence else 9)

    assert found.fence == City.of(PLACES, "London")
    assert found.note == (
        "The anonymous count sees nobody within 1 km of 51.700° N, 0.300° W (open water, or too "
        "few people); this is what is watched in London instead."
    )


def test_the_open_ocean_falls_back_to_the_world_and_says_so():
    ocean = Circle(lat=0, lon=-150, radius_km=25)

    found = peopled(ocean, PLACES, lambda each: each != ocean)

    assert found.fence == Everywhere()
    assert found.note.endswith("this is what is watched anywhere in the world instead.")


def test_a_window_in_which_nobody_watched_anywhere_is_refused():
    with pytest.raises(NearbyError, match="Nobody watched anything anywhere in this window"):
        peopled(Circle(lat=0, lon=0, radius_km=1), PLACES, lambda each: 0)


def test_without_any_place_an_empty_fence_falls_back_to_the_world():
    empty: pd.DataFrame = PLACES.iloc[:0]

    found = peopled(Circle(lat=0, lon=0, radius_km=1), empty, lambda each: each == Everywhere())

    assert found.fence == Everywhere()
