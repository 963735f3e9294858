"""A group's order leaves nobody miserable, and nobody weighs more for speaking louder."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.errors import RecommendError
from core.recommend.company import (
    BESIDE,
    COMPANY,
    MISERY,
    misery,
    together,
    who_is_there,
    youngest,
)

MASTHOFF = np.array(
    [
        [10, 4, 3, 6, 10, 9, 6, 8, 10, 8],
        [1, 9, 8, 9, 7, 9, 6, 9, 3, 8],
        [10, 5, 2, 7, 9, 8, 5, 6, 7, 6],
    ],
    dtype=float,
)
"""Ratings of ten clips A to J by Peter, Jane and Mary: Masthoff's example, Handbook, ch. 22."""

scores = arrays.arrays(
    float,
    st.tuples(st.integers(1, 4), st.integers(2, 8)),
    elements=st.integers(-20, 20).map(float),
)
shares = st.floats(0, 1)


def ordered(values):
    return [int(column) for column in np.argsort(-values, kind="stable")]


def test_in_masthoffs_example_nobody_gets_what_somebody_hates():
    order = ordered(together(MASTHOFF, fairness=0.5))

    # E and F lead there by the average, by least misery (F, E) and by the average without misery;
    # A and I are Jane's last two, B and C Peter's, B, C and G Mary's
    assert set(order[:2]) == {4, 5}
    assert set(order[-5:]) == {0, 1, 2, 6, 8}


@given(scores=scores, fairness=shares)
def test_what_everybody_likes_better_comes_first(scores, fairness):
    values = together(scores, fairness=fairness)

    better = (scores[:, :, None] > scores[:, None, :]).all(axis=0)
    assert (values[:, None] > values[None, :])[better].all()


@given(scores=scores, fairness=shares)
def test_what_is_misery_to_nobody_comes_before_what_is_to_somebody(scores, fairness):
    values = together(scores, fairness=fairness)

    each = [misery(scores, np.array([title])) for title in range(scores.shape[1])]
    some = np.array([title.miserable.any() for title in each])
    assert ((values < 0) == some).all()
    assert (values <= 1).all()


@given(scores=scores, fairness=shares, loud=st.floats(0.1, 50), shift=st.floats(-9, 9))
def test_who_speaks_louder_does_not_weigh_more(scores, fairness, loud, shift):
    other = scores.copy()
    other[0] = other[0] * loud + shift

    np.testing.assert_array_equal(
        together(other, fairness=fairness), together(scores, fairness=fairness)
    )


@given(scores=scores, fairness=shares, data=st.data())
def test_the_order_of_the_people_does_not_matter(scores, fairness, data):
    seats = data.draw(st.permutations(range(len(scores))))

    moved = together(scores[list(seats)], fairness=fairness)

    np.testing.assert_allclose(moved, together(scores, fairness=fairness))


@given(scores=scores)
def test_alone_one_gets_ones_own_order(scores):
    mine = scores[:1]

    values = together(mine)

    higher = mine[0][:, None] > mine[0][None, :]
    assert ((values[:, None] > values[None, :]) == higher).all()


def test_fairness_moves_from_the_mean_to_the_least():
    # one likes the first title most and the other little; both find the second so-so
    two = np.array([[9, 6, 5, 4, 1, 0], [2, 5.5, 1, 0, 9, 8]], dtype=float)

    assert ordered(together(two, fairness=0))[0] in (0, 1)
    assert ordered(together(two, fairness=1))[0] == 1
    assert together(two, fairness=1)[0] <= together(two, fairness=0)[0]


def test_somebody_who_likes_everything_alike_is_never_miserable():
    two = np.array([[1.0, 1.0, 1.0, 1.0], [4.0, 3.0, 2.0, 1.0]])

    assert ordered(together(two)) == [0, 1, 2, 3]
    assert misery(two, np.array([0, 1])).miserable.tolist() == [0, 0]


@given(scores=scores, data=st.data())
def test_nobody_is_happier_than_with_their_own_best_shelf(scores, data):
    shelf = data.draw(
        st.lists(st.integers(0, scores.shape[1] - 1), min_size=1, unique=True), label="shelf"
    )

    found = misery(scores, np.array(shelf))

    assert ((found.share >= 0) & (found.share <= 1 + 1e-12)).all()
    for person in range(len(scores)):
        best = np.argsort(-scores[person], kind="stable")[: len(shelf)]
        assert misery(scores, best).share[person] == pytest.approx(1)


def test_satisfaction_is_computed_by_hand():
    two = np.array([[5.0, 4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0]])

    found = misery(two, np.array([0, 1]))

    assert found.share.tolist() == pytest.approx([1, (0 + 0.25) / (1 + 0.75)])
    assert found.worst.tolist() == [0.75, 0.0]
    assert found.miserable.tolist() == [0, 1]
    assert found.least == 1
    assert found.fairness == pytest.approx(1 / 7)


@given(seed=st.integers(0, 500))
def test_a_fair_shelf_makes_the_unhappiest_happier_than_the_first_ones_own(seed):
    people = np.random.default_rng(seed).normal(size=(3, 60))

    fair = misery(people, np.argsort(-together(people, fairness=0.5))[:8])
    selfish = misery(people, np.argsort(-people[0])[:8])

    assert fair.miserable.sum() == 0
    assert fair.share.min() > selfish.share.min()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (np.zeros((0, 3)), "at least 1 person"),
        (np.zeros(3), "a row each"),
        (np.array([[1.0, np.nan]]), "is no number"),
    ],
)
def test_scores_that_are_none_are_refused(bad, said):
    with pytest.raises(RecommendError, match=said):
        together(bad)


@pytest.mark.parametrize("fairness", [-0.1, 1.1, float("nan")])
def test_fairness_is_a_share(fairness):
    with pytest.raises(RecommendError, match="Fairness must be 0 to 1"):
        together(MASTHOFF, fairness=fairness)


def test_an_empty_shelf_makes_nobody_happy():
    with pytest.raises(RecommendError, match="at least 1 title"):
        misery(MASTHOFF, np.array([], dtype=int))


def test_beside_one_sit_friends_first_then_neighbours(world):
    follows = world.follows
    pairs = set(zip(follows["follower_id"], follows["followed_id"], strict=True))
    mutual = {}
    for one, other in pairs:
        if (other, one) in pairs:
            mutual.setdefault(one, set()).add(other)
    home = world.members.set_index("member_id")["place_id"]
    many = next(member for member, friends in mutual.items() if len(friends) >= 3)
    none = next(member for member in home.index if member not in mutual)

    assert set(who_is_there(world, many, "friends", seed=7)) <= mutual[many]
    assert {home[each] for each in who_is_there(world, none, "friends", seed=7)} == {home[none]}


@pytest.mark.parametrize("company", [slug for slug, _ in COMPANY])
def test_company_is_drawn_once_and_never_oneself(world, company):
    for member in range(1, 40):
        found = who_is_there(world, member, company, seed=3)

        assert len(set(found)) == len(found) == BESIDE[company]
        assert member not in found
        assert found == who_is_there(world, member, company, seed=3)


def test_another_seed_brings_other_people(world):
    drawn = {who_is_there(world, 1, "friends", seed=seed) for seed in range(20)}

    assert len(drawn) > 3


def test_only_a_family_has_a_child_beside():
    assert [youngest(slug) for slug, _ in COMPANY] == [None, None, 7, None]
    assert 0 < MISERY < 0.5


def test_unknown_members_and_company_are_refused(world):
    with pytest.raises(RecommendError, match="no member 0"):
        who_is_there(world, 0, "friends", seed=1)
    with pytest.raises(RecommendError, match="did you mean 'friends'"):
        who_is_there(world, 1, "freinds", seed=1)
