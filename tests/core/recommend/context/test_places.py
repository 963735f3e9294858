"""Places tell what is watched later; shuffled homes tell nothing."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from core.errors import RecommendError
from core.recommend.context import (
    fit_places,
)
from tests.core.recommend.context.seen import row


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
