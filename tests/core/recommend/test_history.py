"""Histories: the last time counts, order is kept, and unknown ids are refused."""

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.recommend.history import History, interactions, of_world
from core.world import World

FRAME = pd.DataFrame(
    {
        "member": ["b", "a", "a", "a", "b"],
        "title": ["x", "y", "x", "y", "z"],
        "at": [50, 10, 20, 30, 50],
        "liked": [True, True, False, False, False],
        "stars": [4.0, 5.0, np.nan, np.nan, 2.0],
    }
)


def test_a_title_taken_twice_counts_where_it_was_taken_last():
    mine = interactions(FRAME).history("a")

    assert list(mine.titles) == [0, 1]  # x, then y
    assert list(mine.at) == [20, 30]
    assert list(mine.liked) == [False, True]
    assert mine.stars[1] == 5.0


def test_equal_times_keep_the_order_of_the_file():
    assert list(interactions(FRAME).history("b").titles) == [0, 2]


def test_who_is_unknown_has_an_empty_history():
    assert len(interactions(FRAME).history("nobody")) == 0


def test_times_with_a_zone_are_seconds_since_1970():
    at = pd.to_datetime(pd.Series(["1970-01-01T01:00:05+01:00"] * 5), utc=True)

    assert set(interactions(FRAME.assign(at=at)).at) == {5}


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (FRAME.drop(columns="at"), "at is missing"),
        (FRAME.assign(at=[1.0, 2, 3, np.nan, 5]), "one is missing"),
    ],
)
def test_a_frame_without_times_is_refused(frame, said):
    with pytest.raises(DataError, match=said):
        interactions(frame)


def test_a_title_outside_the_catalogue_is_refused():
    with pytest.raises(DataError, match="'z' is not"):
        interactions(FRAME, titles=pd.Index(["x", "y"]))


def test_the_sample_world_counts_each_member_and_title_once():
    world = World.load()

    data = of_world(world)

    once = world.viewings[["member_id", "title_id"]].drop_duplicates()
    assert len(data) == len(once)
    assert (np.diff(data.starts) >= 0).all()
    assert data.starts[-1] == len(data)


def test_a_history_of_bare_titles_is_all_liked_and_in_order():
    mine = History.of([3, 1, 2])

    assert mine.liked.all()
    assert (np.diff(mine.at) > 0).all()
