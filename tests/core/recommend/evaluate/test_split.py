"""The cut: the later part of each member's time, never the same interaction twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from core.recommend.evaluate.split import cut, sampled, shuffled
from core.recommend.history import interactions


def made(counts, *, liked=True, stars=None, seed=0):
    """Return interactions of members with so many titles each, a minute apart, in random order."""
    draw = np.random.default_rng(seed)
    rows = [
        (member, int(title), 60 * place)
        for member, count in enumerate(counts)
        for place, title in enumerate(draw.permutation(50)[:count])
    ]
    frame = pd.DataFrame(rows, columns=["member", "title", "at"])
    frame["liked"] = liked
    if stars is not None:
        frame["stars"] = stars
    return interactions(
        frame.sample(frac=1, random_state=seed), titles=pd.RangeIndex(50), members=None
    )


def test_a_fifth_rounded_up_is_held_out_and_it_is_the_last():
    parts = cut(made([2, 5, 6, 10, 11]))

    left = np.bincount(parts.train.member)
    assert left.tolist() == [1, 4, 4, 8, 8]
    assert parts.held == 1 + 1 + 2 + 2 + 3
    assert parts.train.history(4).at.max() == 60 * 7


def test_who_took_one_title_is_learned_from_and_not_judged():
    parts = cut(made([1, 2, 2, 2, 2, 2]))

    assert parts.judged.tolist() == [1, 2, 3, 4, 5]
    assert len(parts.train.history(0)) == 1


def test_only_likes_are_relevant():
    data = made([10] * 6)
    data.liked[data.member == 0] = False

    parts = cut(data)

    assert parts.judged.tolist() == [1, 2, 3, 4, 5]
    assert parts.relevant.sum(axis=1).tolist() == [2] * 5


@given(st.lists(st.integers(2, 40), min_size=5, max_size=9), st.integers(0, 99))
def test_nothing_that_is_held_out_is_learned_from(counts, seed):
    data = made(counts, seed=seed)

    parts = cut(data)

    for row, member in enumerate(parts.judged):
        learned = set(parts.train.history(data.members[member]).titles.tolist())
        relevant = set(parts.relevant[[row]].indices.tolist())
        assert learned
        assert relevant
        assert not learned & relevant
        assert learned | relevant == set(data.history(data.members[member]).titles.tolist())


def test_a_shuffled_order_keeps_what_each_member_took_and_when():
    data = made([30, 20, 10])

    mixed = shuffled(data, 7)

    assert (mixed.at == data.at).all()
    assert (mixed.title != data.title).mean() > 0.8
    for member in range(3):
        assert set(mixed.history(member).titles) == set(data.history(member).titles)
    assert (shuffled(data, 7).title == mixed.title).all()


def test_a_like_stays_with_its_title_when_the_order_is_shuffled():
    data = made([30, 20, 10])
    data.liked[:] = data.title % 2 == 0

    mixed = shuffled(data, 7)

    assert (mixed.liked == (mixed.title % 2 == 0)).all()


def test_members_drawn_keep_all_they_took():
    data = made([10, 20, 30, 40])

    some = sampled(data, 2, seed=7)

    assert len(some.members) == 2
    for member in some.members:
        assert (some.history(member).titles == data.history(member).titles).all()
    assert len(some) == sum(len(data.history(member)) for member in some.members)
    assert sampled(data, 9, seed=7) is data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (made([]), "there are none"),
        (made([5] * 9, liked=False), "Expected some likes"),
        (made([5] * 9, stars=4.0), "all 45 are 4 stars"),
        (made([5] * 4), "at least 5 members who liked something .* found 4"),
        (made([1] * 40), "found 0"),
    ],
)
def test_what_cannot_judge_is_refused(data, said):
    with pytest.raises(DataError, match=said):
        cut(data)
