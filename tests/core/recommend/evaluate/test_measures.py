"""Measures: equal to scikit-learn's and to sums by hand, and sane on rankings at the ends."""

import math

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score
from sklearn.metrics.pairwise import cosine_similarity

from core.errors import DataError
from core.recommend.evaluate import measures


def ranked(scores, relevant, seen=None, order=None, depth=10):
    """Return the ranks of score rows and 0/1 relevance rows."""
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    seen = np.zeros_like(scores) if seen is None else np.atleast_2d(seen)
    return measures.rank(
        scores,
        sp.csr_array(seen),
        sp.csr_array(np.atleast_2d(np.asarray(relevant, dtype=float))),
        np.arange(scores.shape[1]) if order is None else np.asarray(order),
        min(depth, scores.shape[1]),
    )


@pytest.mark.parametrize("k", [1, 5, 10, 30])
def test_ndcg_equals_that_of_scikit_learn(k):
    draw = np.random.default_rng(3)
    scores = draw.normal(size=(40, 30))
    relevant = (draw.random((40, 30)) < 0.2).astype(float)
    relevant[:, 0] = 1

    ours = measures.ndcg(ranked(scores, relevant, depth=k).hits, relevant.sum(axis=1).astype(int))

    assert ours.mean() == pytest.approx(ndcg_score(relevant, scores, k=k), abs=1e-12)


def test_ndcg_by_hand():
    # places 2 and 3 of four hit, three relevant: (1/log2 3 + 1/log2 4) / (1 + 1/log2 3 + 1/log2 4)
    hits = np.array([[0, 1, 1, 0]], dtype=float)

    found = measures.ndcg(hits, np.array([3]))[0]

    assert found == pytest.approx((1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3) + 0.5))


def test_recall_and_first_place_by_hand():
    made = ranked([[5, 4, 3, 2, 1], [1, 2, 3, 4, 5]], [[0, 1, 0, 0, 1], [1, 0, 0, 0, 0]], depth=3)

    assert measures.recall(made.hits, np.array([2, 1])).tolist() == [0.5, 0.0]
    assert made.first.tolist() == [2, 5]


def test_what_was_taken_is_left_out():
    made = ranked([5, 4, 3, 2], [0, 0, 0, 1], seen=[1, 1, 0, 0], depth=2)

    assert made.shelves.tolist() == [[2, 3]]
    assert made.first.tolist() == [2]


def test_ties_go_to_the_title_named_first():
    made = ranked([0, 0, 0, 0, 7], [0, 1, 0, 0, 0], order=[3, 2, 1, 0, 4], depth=3)

    assert made.shelves.tolist() == [[4, 3, 2]]
    assert made.first.tolist() == [4]


def test_surprise_is_minus_the_logarithm_of_the_share_who_took_it():
    # one imaginary taker: 1 of 8, 2 of 8, 8 of 8
    assert measures.surprise(np.array([0.0, 1, 7]), 7).tolist() == [3, 2, 0]


def test_variety_is_one_less_the_mean_cosine_of_pairs():
    vectors = np.random.default_rng(0).integers(0, 2, (12, 6)).astype(float)
    vectors[0] = 0
    shelf = np.array([[0, 3, 5, 7, 9]])

    cosines = cosine_similarity(vectors[shelf[0]])
    mean = cosines[np.triu_indices(5, 1)].mean()

    assert measures.variety(shelf, vectors)[0] == pytest.approx(1 - mean)


def test_a_shelf_of_one_kind_has_no_variety():
    assert measures.variety(np.array([[0, 1, 2]]), np.ones((3, 4)))[0] == pytest.approx(0)


rows = st.integers(2, 25).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 6), min_size=size, max_size=size),
        st.lists(st.booleans(), min_size=size, max_size=size).filter(any),
    )
)


@given(rows, st.integers(1, 12))
def test_ndcg_lies_between_0_and_1_and_a_perfect_ranking_scores_1(row, k):
    scores, relevant = row
    count = np.array([sum(relevant)])

    some = measures.ndcg(ranked(scores, relevant, depth=k).hits, count)[0]
    best = measures.ndcg(ranked(np.asarray(relevant) * 9, relevant, depth=k).hits, count)[0]

    assert 0 <= some <= 1 + 1e-12
    assert best == pytest.approx(1)


@given(rows)
def test_an_irrelevant_title_at_the_end_changes_nothing(row):
    scores, relevant = row
    count = np.array([sum(relevant)])
    size = len(scores)

    before = ranked(scores, relevant, depth=size)
    after = ranked([*scores, -1], [*relevant, False], depth=size)

    assert measures.ndcg(after.hits, count) == measures.ndcg(before.hits, count)
    assert after.first == before.first
    assert after.shelves.tolist() == before.shelves.tolist()


@given(rows, st.integers(1, 12))
def test_the_first_place_is_where_a_full_sort_finds_it(row, k):
    scores, relevant = row
    order = sorted(range(len(scores)), key=lambda title: (-scores[title], title))

    made = ranked(scores, relevant, depth=k)

    assert made.first[0] == 1 + min(place for place, title in enumerate(order) if relevant[title])
    assert made.shelves[0].tolist() == order[: min(k, len(order))]


def test_a_score_that_is_no_number_is_refused():
    with pytest.raises(DataError, match=r"Expected a finite score"):
        ranked([1, np.nan, 2], [1, 0, 0])
