"""Baselines: equal to their formulas solved directly, and able to score people unseen."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.metrics.pairwise import cosine_similarity

from core.recommend.evaluate import baselines
from core.recommend.evaluate.baselines import Baseline
from core.recommend.history import History


def taken(members, titles, seed=0) -> sp.csr_array:
    return sp.csr_array((np.random.default_rng(seed).random((members, titles)) < 0.2).astype(float))


@pytest.mark.parametrize("shape", [(15, 40), (40, 15)])
def test_ease_equals_the_constrained_regressions_solved_one_by_one(shape):
    matrix = taken(*shape)
    dense = matrix.toarray()
    weights = np.zeros((shape[1], shape[1]))
    for title in range(shape[1]):  # ridge regression of a title on all others
        others = np.delete(np.arange(shape[1]), title)
        gram = dense[:, others].T @ dense[:, others] + 3.0 * np.eye(shape[1] - 1)
        weights[others, title] = np.linalg.solve(gram, dense[:, others].T @ dense[:, title])

    found = baselines.ease(matrix, ridge=3.0)(matrix)

    np.testing.assert_allclose(found, dense @ weights, atol=1e-10)


def test_als_folds_in_what_the_two_equations_of_a_tiny_case_say():
    # titles (1,0), (0,1), (1,1); a member who took the first, alpha 2, ridge 1:
    # Y'Y = [[2,1],[1,2]]; plus 2 (1,0)(1,0)' plus I = [[5,1],[1,3]]; right side 3 (1,0)
    other = np.array([[1.0, 0], [0, 1], [1, 1]])

    found = baselines.fold_in(sp.csr_array([[1.0, 0, 0]]), other, 2.0, 1.0)

    np.testing.assert_allclose(found, [[9 / 14, -3 / 14]])


def test_als_comes_to_rest_where_its_loss_has_no_slope():
    matrix = taken(12, 9, seed=1)
    scores = baselines.als(matrix, factors=3, alpha=4, ridge=0.5, sweeps=400)(matrix)
    again = baselines.als(matrix, factors=3, alpha=4, ridge=0.5, sweeps=401)(matrix)

    np.testing.assert_allclose(scores, again, atol=1e-6)
    assert scores[matrix.toarray() > 0].mean() > scores[matrix.toarray() == 0].mean() + 0.3


def test_item_knn_without_damping_and_with_all_neighbours_is_the_cosine():
    matrix = taken(30, 12)
    alike = cosine_similarity(matrix.toarray().T)
    np.fill_diagonal(alike, 0)

    found = baselines.item_knn(matrix, neighbours=12, shrink=0, chunk=5)(matrix)

    np.testing.assert_allclose(found, matrix @ alike, atol=1e-8)


def test_item_knn_keeps_the_nearest_only():
    matrix = sp.csr_array([[1.0, 1, 0], [1, 1, 1], [1, 1, 0], [0, 0, 1]])

    found = baselines.item_knn(matrix, neighbours=1, shrink=0)(sp.csr_array([[0.0, 0, 1]]))

    assert found.tolist() == [[0, 0, 0]]  # the third is no title's nearest


def test_popularity_gives_everybody_what_most_members_took():
    matrix = sp.csr_array([[1.0, 1, 0], [1, 0, 0]])

    assert baselines.popularity(matrix)(sp.csr_array((2, 3))).tolist() == [[2, 1, 0]] * 2


def test_a_history_is_scored_by_its_likes_or_by_all_of_it():
    history = History.of([0, 2])
    history.liked[0] = False

    def of(likes):
        made = Baseline(scorer=lambda rows: rows.toarray(), likes=likes, size=3)
        return made.batch([history, History.of([])]).tolist()

    assert of(likes=True) == [[0, 0, 1], [0, 0, 0]]
    assert of(likes=False) == [[1, 0, 1], [0, 0, 0]]
