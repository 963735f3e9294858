"""Hours and places tell what is watched later; shuffled ones tell nothing."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.errors import RecommendError
from core.recommend.context import (
    DEVICES,
    allowed,
    device_phrase,
    fit_hours,
    fit_places,
    fits_device,
    fits_time,
    local_evening,
    part_of_day,
    time_phrase,
)
from core.recommend.context.loglinear import log_linear
from core.recommend.context.shrink import WORTHS, ratio, surely, worth
from core.recommend.history import of_world
from core.world import World


@pytest.fixture(scope="module")
def world():
    return World.load()


@pytest.fixture(scope="module")
def cut(world):
    return world.viewings["at"].quantile(0.8)


@pytest.fixture(scope="module")
def hours(world, cut):
    return fit_hours(world, before=cut)


@pytest.fixture(scope="module")
def places(world, cut):
    return fit_places(world, before=cut)


def later(world, cut):
    """Return title, local hour and kind of day of what was watched after the cut."""
    seen = world.viewings[world.viewings["at"] >= cut]
    homes = world.members.merge(world.places, on="place_id").set_index("member_id")
    offset = seen["member_id"].map(homes["utc_offset_h"])
    local = seen["at"] + pd.to_timedelta(offset, unit="h")
    title = pd.Index(world.titles["title_id"]).get_indexer(seen["title_id"])
    return title, local.dt.hour.to_numpy(), (local.dt.day_of_week >= 5).to_numpy().astype(int)


@pytest.fixture(scope="module")
def nothing(world, cut):
    """Hours learned from the viewings' own times, handed out at random."""
    at = np.random.default_rng(7).permutation(world.viewings["at"].to_numpy())
    seen = world.viewings.assign(at=at)
    return fit_hours(dataclasses.replace(world, viewings=seen), before=cut)


def row(world, title_id):
    return pd.Index(world.titles["title_id"]).get_loc(title_id)


def shares(world, before):
    seen = world.viewings[world.viewings["at"] < before]["title_id"].value_counts(normalize=True)
    return seen.reindex(world.titles["title_id"]).fillna(0.0).to_numpy()


# how much few counts say


def test_the_worth_of_an_expectation_is_that_of_scipys_negative_binomial():
    rng = np.random.default_rng(3)
    expected = rng.gamma(2.0, 3.0, 400)
    observed = rng.poisson(expected * rng.gamma(8.0, 1 / 8.0, 400)).astype(float)

    found = worth(observed, expected)

    likely = [stats.nbinom.logpmf(observed, a, a / (a + expected)).sum() for a in WORTHS]
    assert found == WORTHS[int(np.argmax(likely))] == pytest.approx(8.0)


def test_a_ratio_lies_between_one_and_what_was_counted():
    raw = np.array([0.0, 0.5, 3.0, 40.0])

    few, many = ratio(raw, np.ones(4), 10.0), ratio(100 * raw, np.full(4, 100.0), 10.0)

    assert (np.abs(few - 1) <= np.abs(many - 1)).all()
    assert (np.abs(many - 1) <= np.abs(raw - 1)).all()


def test_what_is_sure_is_the_gammas_quantile():
    low = surely(12.0, 4.0, 2.0)

    assert stats.gamma.sf(low, 14.0, scale=1 / 6.0) == pytest.approx(0.95)


def test_effects_of_marks_that_were_put_in_are_found():
    rng = np.random.default_rng(5)
    marks = np.column_stack([np.ones(600), rng.random((600, 3)) < 0.4]).astype(float)
    truth = np.array([[0.0, 0.0], [0.8, -0.8], [0.0, 0.5], [-0.5, 0.0]])
    expected = rng.gamma(2.0, 20.0, (600, 2))
    observed = rng.poisson(expected * np.exp(marks @ truth)).astype(float)

    found = log_linear(marks, observed, expected, np.zeros((4, 2)))

    np.testing.assert_allclose(found, truth, atol=0.05)


def test_marks_without_a_count_stay_where_they_are_pulled_to():
    marks = np.ones((5, 1))
    centre = np.full((1, 24), 0.3)

    found = log_linear(marks, np.zeros((5, 24)), np.zeros((5, 24)), centre)

    np.testing.assert_allclose(found, centre)


# hours


def test_the_hour_tells_what_is_watched_later_and_shuffled_hours_tell_nothing(
    world, cut, hours, nothing
):
    found = later(world, cut)

    gain = hours.lifts[found]

    assert gain.mean() > 0.02
    assert gain.mean() / (gain.std() / len(gain) ** 0.5) > 10
    assert abs(nothing.lifts[found].mean()) < 0.003
    assert np.abs(nothing.lifts).max() < 0.25 < np.abs(hours.lifts).max()


def test_chances_of_all_titles_add_up_to_one_at_every_hour(world, cut, hours):
    total = np.tensordot(shares(world, cut), np.exp(hours.lifts), axes=1)

    np.testing.assert_allclose(total, 1.0)


def test_what_comes_after_the_cut_changes_nothing(world, cut, hours):
    seen = world.viewings
    late = seen["at"] >= cut
    other = seen.assign(title_id=seen["title_id"].where(~late, world.titles["title_id"].iloc[0]))

    again = fit_hours(dataclasses.replace(world, viewings=other), before=cut)

    np.testing.assert_array_equal(again.lifts, hours.lifts)


def test_clocks_three_hours_ahead_see_the_same_three_hours_later(world, cut):
    days = world.viewings.assign(at=world.viewings["at"].dt.floor("24h") + pd.Timedelta("12h"))
    rng = np.random.default_rng(1)
    days["at"] += pd.to_timedelta(rng.integers(-4, 5, len(days)), unit="h")
    noon = dataclasses.replace(world, viewings=days, places=world.places.assign(utc_offset_h=0.0))
    ahead = dataclasses.replace(noon, places=world.places.assign(utc_offset_h=3.0))

    one, other = fit_hours(noon), fit_hours(ahead)

    np.testing.assert_allclose(np.roll(one.lifts, 3, axis=1), other.lifts, atol=1e-9)


def test_a_title_nobody_watched_is_told_by_its_moods(world, cut):
    new = world.titles.iloc[[0]].assign(title_id="new", moods="scare", genres="horror")
    more = dataclasses.replace(world, titles=pd.concat([world.titles, new], ignore_index=True))

    found = fit_hours(more, before=cut)

    assert found.lift(0, 2)[-1] > 0.2 > 0 > found.lift(20, 2)[-1]


def test_days_of_the_week_differ_only_where_viewings_do(world, cut, hours):
    comedies = world.titles["genres"].str.contains("comedy").to_numpy()
    seen = world.viewings
    funny = seen["title_id"].isin(world.titles["title_id"][comedies])
    odd = np.arange(len(seen)) % 2 == 0
    days = pd.to_timedelta(np.where(funny & odd, 5 - seen["at"].dt.day_of_week, 0), unit="D")
    moved = dataclasses.replace(world, viewings=seen.assign(at=seen["at"] + days))

    apart = np.diff(fit_hours(moved).lifts[:, 20])[:, 0]
    same = np.diff(hours.lifts[:, 20])[:, 0]

    assert apart[comedies].mean() > 0.5
    assert apart[~comedies].mean() < -0.1
    assert np.abs(same).max() < 0.15


def test_a_phrase_is_said_only_of_what_stands_out(world, hours):
    assert hours.phrase(row(world, "psycho-1960"), 1, 2) == "watched late at night more than others"
    assert hours.phrase(row(world, "psycho-1960"), 9, 2) == ""
    said = [hours.phrase(title, 20, 2) for title in range(len(world.titles))]
    assert 0 < sum(map(bool, said)) < len(said) / 2


def test_shuffled_hours_are_never_spoken_of(world, nothing):
    assert not any(nothing.phrase(title, 23, 5) for title in range(len(world.titles)))


def test_strangers_are_taken_to_live_by_utc(world, cut):
    data = of_world(world, before=cut)
    strangers = dataclasses.replace(data, members=pd.Index([f"x{m}" for m in data.members]))

    found = fit_hours(world, strangers)

    utc = np.bincount(pd.to_datetime(data.at, unit="s", utc=True).hour, minlength=24)
    assert np.corrcoef(found.observed.sum(axis=(0, 2)), utc)[0, 1] > 0.9


def test_members_of_the_world_live_by_their_own_clocks_in_other_data_too(world, cut, hours):
    found = fit_hours(world, of_world(world, before=cut))

    assert np.corrcoef(found.lifts.ravel(), hours.lifts.ravel())[0, 1] > 0.8


def test_a_world_without_viewings_tells_nothing_of_hours_and_places(world):
    empty = dataclasses.replace(world, viewings=world.viewings.head(0))

    np.testing.assert_allclose(fit_hours(empty).lifts, 0.0, atol=1e-12)
    np.testing.assert_allclose(fit_places(empty).lift("tokyo-shibuya"), 0.0, atol=1e-12)


def test_a_world_of_one_title_has_nothing_to_tell_apart(world):
    one = world.titles.head(1)
    seen = world.viewings[world.viewings["title_id"].isin(one["title_id"])]
    small = dataclasses.replace(world, titles=one, viewings=seen)

    np.testing.assert_allclose(fit_hours(small).lifts, 0.0, atol=1e-12)
    np.testing.assert_allclose(fit_places(small).near.lifts, 0.0, atol=1e-12)


@pytest.mark.parametrize(("hour", "weekday"), [(24, 0), (-1, 0), (0, 7), (0, -1)])
def test_an_hour_or_a_weekday_that_is_none_is_refused(hours, hour, weekday):
    with pytest.raises(RecommendError, match="must be 0"):
        hours.lift(hour, weekday)


def test_nothing_is_learned_for_no_titles(world):
    none = dataclasses.replace(world, titles=world.titles.head(0))

    with pytest.raises(RecommendError, match="this one has none"):
        fit_hours(none)
    with pytest.raises(RecommendError, match="this one has none"):
        fit_places(none)


@pytest.mark.parametrize("hour", range(24))
def test_every_hour_has_a_name(hour):
    assert part_of_day(hour).split()[0] in ("late", "early", "in")


# places


def new_pairs(world, cut):
    """Return title and member of what somebody watched after the cut and never before."""
    pairs = ["member_id", "title_id"]
    seen = world.viewings.drop_duplicates(pairs)  # in time order for each member
    found = seen[seen["at"] >= cut]
    return pd.Index(world.titles["title_id"]).get_indexer(found["title_id"]), found["member_id"]


def test_the_place_tells_what_is_watched_later_and_shuffled_homes_tell_nothing(world, cut, places):
    title, member = new_pairs(world, cut)
    rng = np.random.default_rng(7)
    moved = world.members.assign(place_id=rng.permutation(world.members["place_id"].to_numpy()))

    def gain(found, members):
        home = member.map(members.set_index("member_id")["place_id"])
        return found.near.lifts[title, pd.Index(found.ids).get_indexer(home)]

    real = gain(places, world.members)
    other = fit_places(dataclasses.replace(world, members=moved), before=cut)

    assert real.mean() > 0.08
    assert real.mean() / (real.std() / len(real) ** 0.5) > 10
    assert abs(gain(other, moved).mean()) < 0.003


def test_one_viewing_is_no_trend(world):
    seen, place = world.viewings, "lagos-yaba"
    there = world.members.loc[world.members["place_id"] == place, "member_id"]
    rare = seen["title_id"].value_counts().index[-1]
    one = seen.iloc[[0]].assign(title_id=rare, member_id=there.iloc[0])
    others = seen[(seen["title_id"] != rare) | ~seen["member_id"].isin(there)]
    more = dataclasses.replace(world, viewings=pd.concat([others, one], ignore_index=True))

    found = fit_places(more)

    title, column = row(world, rare), found.ids.index(place)
    assert found.near.observed[title, column] == 1
    assert found.near.expected[title, column] < 0.25
    assert np.exp(found.lift(place)[title]) < 2
    assert found.phrase(title, place) == ""


def test_one_fan_counts_once(world, places, cut):
    seen = world.viewings[world.viewings["at"] < cut]
    fan = pd.concat([seen, *[seen.iloc[[0]]] * 50], ignore_index=True)

    found = fit_places(dataclasses.replace(world, viewings=fan))

    np.testing.assert_array_equal(found.near.lifts, places.near.lifts)


def test_a_place_without_viewings_follows_its_city(world):
    away = world.members["place_id"] == "tokyo-asakusa"
    moved = world.members.assign(place_id=world.members["place_id"].mask(away, "tokyo-shinjuku"))

    found = fit_places(dataclasses.replace(world, members=moved))

    city = found.cities.names.index("Tokyo")
    np.testing.assert_allclose(found.lift("tokyo-asakusa"), found.cities.lifts[:, city])


def test_a_phrase_names_the_neighbourhood_or_its_city(world, places):
    said = {places.phrase(title, "london-camden") for title in range(len(world.titles))}

    assert said == {"", "popular around Camden Town", "popular in London"}


def test_an_unknown_place_names_the_nearest(places):
    with pytest.raises(RecommendError, match="did you mean 'london-camden'"):
        places.lift("london-camdn")


# tonight

lengths = st.lists(st.integers(1, 600), min_size=1, max_size=8)


@settings(deadline=None)
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


@settings(deadline=None)
@given(short=st.integers(1, 600), more=st.integers(0, 400))
def test_a_phone_likes_short_and_a_television_long(short, more):
    titles = pd.DataFrame({"minutes": [short, short + more]})

    phone, tv = fits_device(titles, "phone"), fits_device(titles, "tv")

    assert phone[0] >= phone[1]
    assert tv[0] <= tv[1]


@settings(deadline=None)
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
