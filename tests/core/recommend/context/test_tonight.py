"""The time there is, the screen, the youngest viewer and the clock."""

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RecommendError
from core.recommend.context import (
    DEVICES,
    allowed,
    device_phrase,
    fits_device,
    fits_time,
    local_evening,
    time_phrase,
)

lengths = st.lists(st.integers(1, 600), min_size=1, max_size=8)


@given(lengths=lengths, minutes=st.floats(1, 600), more=st.floats(0, 600))
def test_more_time_never_fits_less(lengths, minutes, more):
    titles = pd.DataFrame({"minutes": lengths})

    some, longer = fits_time(titles, minutes), fits_time(titles, minutes + more)

    assert (some <= longer).all()
    assert ((some >= 0) & (longer <= 1)).all()
    fits = titles["minutes"].to_numpy() <= minutes
    over = titles["minutes"].to_numpy() > minutes * (1 + 1e-6)
    assert (some[fits] == 1).all()
    assert (some[over] < 1).all()


@pytest.mark.parametrize(
    ("kind", "length", "minutes", "said"),
    [
        ("film", 96, 96, "96 min: short enough for tonight"),
        ("film", 96, 95, ""),
        ("extra", 12, 30, "12 min: short enough for tonight"),
        ("series", 50, 60, "one episode fits"),
        ("series", 50, 149, "two episodes fit"),
        ("series", 20, 200, "10 episodes fit"),
        ("series", 50, 45, ""),
        ("series", 50, None, ""),
    ],
)
def test_what_fits_is_said_in_episodes_or_minutes(kind, length, minutes, said):
    assert time_phrase(pd.Series({"kind": kind, "minutes": length}), minutes) == said


def test_without_a_limit_of_time_or_age_everything_fits(world):
    assert (fits_time(world.titles, None) == 1).all()
    assert allowed(world.titles, None).all()


@pytest.mark.parametrize("minutes", [0, -5, float("nan")])
def test_no_time_at_all_is_refused(world, minutes):
    with pytest.raises(RecommendError, match="more than 0 min"):
        fits_time(world.titles, minutes)


@given(short=st.integers(1, 600), more=st.integers(0, 400))
def test_a_phone_likes_short_and_a_television_long(short, more):
    titles = pd.DataFrame({"minutes": [short, short + more]})

    phone, tv = fits_device(titles, "phone"), fits_device(titles, "tv")

    assert phone[0] >= phone[1]
    assert tv[0] <= tv[1]


@given(lengths=lengths, device=st.sampled_from(DEVICES))
def test_a_fit_to_a_screen_is_a_share(lengths, device):
    fits = fits_device(pd.DataFrame({"minutes": lengths}), device)

    assert ((fits >= 0) & (fits <= 1)).all()


def test_a_screen_is_spoken_of_where_it_suits():
    episode = pd.Series({"kind": "series", "minutes": 22})
    epic = pd.Series({"kind": "film", "minutes": 201})

    assert device_phrase(episode, "tablet") == "short episodes suit a tablet"
    assert device_phrase(epic, "tv") == "long enough for the television"
    assert [device_phrase(epic, device) for device in ("phone", "tablet", "laptop")] == [""] * 3


def test_an_unknown_screen_names_the_nearest(world):
    with pytest.raises(RecommendError, match="did you mean 'laptop'"):
        fits_device(world.titles, "lapto")


@pytest.mark.parametrize(
    ("age", "advisories"),
    [
        (0, {"all"}),
        (6, {"all"}),
        (7, {"all", "7"}),
        (13, {"all", "7", "13"}),
        (17, {"all", "7", "13", "16"}),
        (18, {"all", "7", "13", "16", "18"}),
    ],
)
def test_the_youngest_viewer_decides_what_is_allowed(world, age, advisories):
    assert set(world.titles["maturity"][allowed(world.titles, age)]) == advisories


def test_a_negative_age_is_refused(world):
    with pytest.raises(RecommendError, match="0 years or more, not -1"):
        allowed(world.titles, -1)


@settings(max_examples=60, deadline=None)
@given(
    at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    quarter=st.integers(-48, 56),
    zone=st.integers(-11, 11),
)
def test_a_local_clock_is_that_of_the_standard_library(at, quarter, zone):
    said = at.astimezone(timezone(timedelta(minutes=15 * quarter)))

    anywhere = at.astimezone(timezone(timedelta(hours=zone)))

    assert local_evening(anywhere, quarter / 4) == (said.hour, said.weekday())


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(RecommendError, match="needs its zone"):
        local_evening(datetime(2026, 10, 31, 20), 1)
