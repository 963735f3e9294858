"""The blend: shares add up, knobs have effects, and nothing forbidden is ever on the shelf."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from core.errors import RecommendError
from core.recommend.blend import Blend, Ingredient, best, blend, ranked


def case(seed: int, titles: int = 60):
    draw = np.random.default_rng(seed)
    looks = draw.normal(size=(titles, 5))
    return {
        "ingredients": [
            Ingredient(slug="taste", weight=1.0, gains=draw.random(titles)),
            Ingredient(slug="mood", weight=2.0, gains=draw.random(titles)),
        ],
        "allowed": draw.random(titles) < 0.7,
        "unexpected": draw.random(titles),
        "looks": looks / np.linalg.norm(looks, axis=1, keepdims=True),
    }


@given(seed=st.integers(0, 999), creativity=st.floats(0, 1), diversity=st.floats(0, 1))
def test_the_parts_of_a_score_add_up_to_it(seed, creativity, diversity):
    shelf = blend(**case(seed), count=10, creativity=creativity, diversity=diversity)

    assert len(shelf) == 10
    for choice in shelf:
        assert sum(choice.parts.values()) == pytest.approx(choice.score, abs=1e-12)
        assert sum(choice.shares().values()) == pytest.approx(1.0)
        assert 0 <= choice.score <= 1


@given(seed=st.integers(0, 999), count=st.integers(1, 80), diversity=st.floats(0, 1))
def test_no_title_comes_twice_and_none_that_is_not_allowed(seed, count, diversity):
    made = case(seed)

    shelf = [choice.title for choice in blend(**made, count=count, diversity=diversity)]

    assert len(set(shelf)) == len(shelf) == min(count, made["allowed"].sum())
    assert made["allowed"][shelf].all()


def test_without_diversity_and_creativity_the_best_fit_comes_first():
    made = case(3)
    fits = (made["ingredients"][0].gains + 2 * made["ingredients"][1].gains) / 3

    shelf = [choice.title for choice in blend(**made, count=5)]

    allowed = np.flatnonzero(made["allowed"])
    assert shelf == list(allowed[np.argsort(-fits[allowed])][:5])


def test_creativity_brings_the_unexpected_and_gives_up_fit():
    made = [case(seed, 300) for seed in range(20)]

    def mean(creativity, of):
        shelves = [blend(**each, count=10, creativity=creativity) for each in made]
        return np.mean([of(each, c) for each, s in zip(made, shelves, strict=True) for c in s])

    def surprise(each, choice):
        return each["unexpected"][choice.title]

    levels = [mean(level, surprise) for level in (0, 0.25, 0.5, 1)]
    assert levels == sorted(levels)
    assert levels[-1] > levels[0] + 0.2


def test_diversity_makes_the_shelf_less_alike():
    made = [case(seed, 300) for seed in range(20)]

    def alike(diversity):
        found = []
        for each in made:
            rows = each["looks"][[c.title for c in blend(**each, count=10, diversity=diversity)]]
            found.append((rows @ rows.T)[np.triu_indices(10, 1)].mean())
        return np.mean(found)

    levels = [alike(level) for level in (0, 0.3, 0.6, 0.9)]
    assert levels == sorted(levels, reverse=True)


@given(seed=st.integers(0, 999), diversity=st.floats(0, 0.9))
def test_diversity_gives_up_no_more_than_its_share_of_the_best_score(seed, diversity):
    made = case(seed, 300)

    scores = [choice.score for choice in blend(**made, count=10, diversity=diversity)]

    tenth = sorted((c.score for c in blend(**made, count=10)), reverse=True)[9]
    assert min(scores) >= min((1 - diversity) * max(scores), tenth) - 1e-12


def test_marginal_relevance_by_hand():
    # the second-best title is a copy of the best: half diversity passes over it for the third
    gains = np.array([1.0, 0.9, 0.6])
    looks = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])

    shelf = blend(
        [Ingredient(slug="taste", weight=1, gains=gains)],
        allowed=np.ones(3, dtype=bool),
        unexpected=np.zeros(3),
        looks=looks,
        count=3,
        diversity=0.5,
    )

    assert [choice.title for choice in shelf] == [0, 2, 1]


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=40))
def test_gains_by_rank_keep_the_order_and_ties(scores):
    values = np.array(scores)
    gains = ranked(values)

    assert gains.min() >= -1e-12
    assert gains.max() <= 1 + 1e-12
    by_rank = rankdata(-values, "min")
    for one in range(len(values)):
        better = by_rank < by_rank[one]
        assert (gains[better] >= gains[one] - 1e-12).all()
        assert np.allclose(gains[by_rank == by_rank[one]], gains[one])


def test_gains_do_not_change_with_the_scale_of_scores():
    scores = np.random.default_rng(1).normal(size=50)

    assert (ranked(scores) == ranked(np.exp(3 * scores))).all()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 30))
def test_the_best_are_those_of_a_full_sort(scores, count):
    values = np.array(scores, dtype=float)

    assert list(best(values, count)) == list(np.argsort(-values, kind="stable")[:count])


def test_a_knob_at_nought_takes_its_reason_off_the_shelf():
    made = case(1)
    made["ingredients"][1] = Ingredient(slug="mood", weight=0.0, gains=made["ingredients"][1].gains)

    for choice in blend(**made, count=5):
        assert "mood" not in choice.shares()


def test_nothing_but_noughts_is_refused():
    made = case(1)
    made["ingredients"] = [Ingredient(slug="taste", weight=0.0, gains=np.ones(60))]

    with pytest.raises(RecommendError, match="give at least one"):
        blend(**made, count=5)


def test_nothing_allowed_is_an_empty_shelf():
    made = case(1) | {"allowed": np.zeros(60, dtype=bool)}

    assert blend(**made, count=5) == ()


def test_the_knobs_are_within_their_ranges():
    assert Blend().creativity == 25
    assert Blend.read({"mood": 3}).mood == 3
