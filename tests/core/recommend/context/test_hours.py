"""Hours tell what is watched later; shuffled ones tell nothing."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from core.errors import RecommendError
from core.recommend.context import (
    fit_hours,
    fit_places,
    part_of_day,
)
from core.recommend.history import of_world
from tests.core.recommend.context.seen import later, row, shares


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
