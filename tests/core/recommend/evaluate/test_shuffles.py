"""Contexts: what a world was given is found, what it was not given is not, beside a control."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.recommend.evaluate import sofa
from core.recommend.evaluate.shuffles import COLUMNS, contexts
from core.recommend.evaluate.stage import moment, stage
from core.world import World

DAY = np.timedelta64(86400, "s")


def small(world: World, *, by_hour: bool) -> World:
    """Return 60 members of a world who take two titles a day, at 8 and at 20 on their clocks.

    With ``by_hour`` mornings and evenings have titles of their own.
    """
    draw = np.random.default_rng(5)
    members = world.members.head(60).reset_index(drop=True)
    titles = world.titles.head(200).reset_index(drop=True)
    offset = members.merge(world.places, on="place_id")["utc_offset_h"].to_numpy()
    rows = []
    for row, member in enumerate(members["member_id"]):
        halves = [draw.permutation(np.arange(half, 200, 2)) for half in (0, 1)]
        for day in range(50):
            for part, hour in enumerate((8, 20)):
                half = part if by_hour else int(draw.integers(0, 2))
                title = halves[half][2 * day % 100 + part]
                local = np.datetime64("2026-08-03T00:00:00") + day * DAY
                at = local + np.timedelta64(round((hour - offset[row]) * 3600), "s")
                rows.append((member, titles["title_id"][title], at))
    seen = pd.DataFrame(rows, columns=["member_id", "title_id", "at"])
    seen["at"] = pd.to_datetime(seen["at"], utc=True)
    seen["liked"] = draw.random(len(seen)) < 0.3
    ids = members["member_id"]
    follows = pd.DataFrame(
        {"follower_id": [*ids[::2], *ids[1::2]], "followed_id": [*ids[1::2], *ids[::2]]}
    )
    return dataclasses.replace(
        world,
        titles=titles,
        members=members,
        viewings=seen.sort_values(["member_id", "at"], ignore_index=True),
        ratings=world.ratings.head(0),
        follows=follows,
    )


@pytest.fixture(scope="module")
def found(world):
    return contexts(small(world, by_hour=True), 7, draws=300).set_index("ingredient")


def test_an_hour_that_matters_beats_its_shuffled_control_and_taste_alone(found):
    for row in (found.loc["hour"], found.loc["hour, for newcomers"]):
        assert row["gain_low"] > 0
        assert row["low"] > row["shuffled_high"]
        assert row["value"] > row["without"]
        assert row["p"] < 0.05


def test_where_hours_mean_nothing_nothing_is_gained(world):
    row = contexts(small(world, by_hour=False), 7, draws=300).set_index("ingredient").loc["hour"]

    assert row["gain_low"] <= 0.002
    assert row["value"] == pytest.approx(row["without"], abs=0.01)


def test_a_place_that_means_nothing_gains_nothing(found):
    assert found.loc["place", "gain_low"] <= 0.002


def test_the_columns_are_those_promised_and_n_counts_viewings(found, world):
    known = stage(*_at(small(world, by_hour=True)))

    assert ("ingredient", *found.columns) == COLUMNS
    assert found.loc["hour", "n"] == len(known.viewings)


def test_a_seed_gives_the_same_figures(world, found):
    again = contexts(small(world, by_hour=True), 7, draws=300).set_index("ingredient")

    pd.testing.assert_frame_equal(again, found)


def _at(world):
    return world, moment(world.viewings["at"], 0.2), None, 7


def test_what_is_judged_was_never_taken_before_the_moment(world):
    known = stage(*_at(small(world, by_hour=True)))

    assert not known.seen[known.viewings["member"], known.viewings["title"]].any()
    assert not known.viewings.duplicated(["member", "title"]).any()
    assert set(known.viewings["hour"]) == {8, 20}


def test_a_fifth_of_the_viewings_lies_after_the_moment(world):
    at = small(world, by_hour=True).viewings["at"]

    assert (at >= moment(at, 0.2)).mean() == pytest.approx(0.2, abs=0.02)


def test_groups_follow_one_another_and_each_likes_something_new_to_all(world):
    made = small(world, by_hour=True)
    known = stage(*_at(made))
    likes = sofa.later_likes(made, known)

    groups = sofa.groups(made, known, likes, 7)

    assert groups
    ids = known.data.members
    pairs = set(made.follows.itertuples(index=False, name=None))
    for group in groups:
        asks, *beside = (int(ids[row]) for row in group)
        assert all((asks, other) in pairs and (other, asks) in pairs for other in beside)
        new = ~known.seen[group].any(axis=0)
        assert (likes[group] & new).any(axis=1).all()


def test_a_world_without_viewings_is_refused(world):
    empty = dataclasses.replace(world, viewings=world.viewings.head(0))

    with pytest.raises(DataError, match="there are none"):
        contexts(empty, 7)
