"""Closed forms: EASE as its author writes it, and the sequence as row by row."""

import numpy as np
import pytest
import scipy.sparse as sp

from core.recommend.taste.clocks import Clocks, Rows, sums, total
from core.recommend.taste.ridge import ease, sequence


def steck(likes: np.ndarray, ridge: float) -> np.ndarray:
    """EASE as in the paper's listing: an inverse of the Gram matrix, its diagonal divided out."""
    inverse = np.linalg.inv(likes.T @ likes + ridge * np.eye(likes.shape[1]))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


@pytest.mark.parametrize("shape", [(12, 30), (30, 12)], ids=["few members", "few titles"])
def test_ease_is_the_same_on_either_side_as_in_the_paper(shape):
    likes = (np.random.default_rng(3).random(shape) < 0.3).astype(float)

    found = ease(sp.csr_array(likes), 2.5)

    assert found == pytest.approx(steck(likes, 2.5), abs=1e-10)


def test_three_titles_by_hand():
    # Two members like A and B, one likes B and C; ridge 1. The Gram matrix with its ridge is
    # [[3, 2, 0], [2, 4, 1], [0, 1, 2]], its determinant 13, so its inverse times 13 is
    # [[7, -4, 2], [-4, 6, -3], [2, -3, 8]]; columns are divided by minus the diagonal.
    likes = sp.csr_array(np.array([[1.0, 1, 0], [1, 1, 0], [0, 1, 1]]))

    found = ease(likes, 1.0)

    expected = [[0, 4 / 6, -2 / 8], [4 / 7, 0, 3 / 8], [-2 / 7, 3 / 6, 0]]
    assert found == pytest.approx(np.array(expected))


def lessons(rows: Rows, clocks: Clocks) -> tuple[np.ndarray, np.ndarray]:
    """Each place in a history written out: both clocks so far, and what is wanted next."""
    past, goal = [], []
    for first, last in zip(rows.starts[:-1], rows.starts[1:], strict=True):
        for now in range(first, last):
            row, next_ = np.zeros(clocks.titles + clocks.recent), np.zeros(clocks.titles)
            for before in range(first, now + 1):
                column, weight = rows.columns[before], rows.taken[before]
                if column >= 0:
                    row[column] += weight * 0.5 ** ((now - before) / clocks.long)
                if 0 <= column < clocks.recent:
                    fast = 0.5 ** ((now - before) / clocks.short)
                    row[clocks.titles + column] += weight * fast
            for after in range(now + 1, last):
                if rows.columns[after] >= 0:
                    fade = 0.5 ** ((after - now - 1) / clocks.ahead)
                    next_[rows.columns[after]] += rows.wanted[after] * fade
            if now + 1 < last:
                past.append(row)
                goal.append(next_)
    return np.array(past), np.array(goal)


@pytest.fixture
def rows():
    draw = np.random.default_rng(8)
    lengths = [1, 2, 9, 30, 17]
    columns = np.concatenate([draw.permutation(40)[:size] for size in lengths])
    columns[draw.random(len(columns)) < 0.1] = -1
    return Rows(
        starts=np.cumsum([0, *lengths]),
        columns=columns,
        taken=draw.choice([0.5, 1.0], len(columns)),
        wanted=draw.choice([0.0, 1.0], len(columns)),
    )


CLOCKS = Clocks(long=9.0, short=5.0, ahead=4.5, titles=40, recent=25)
"""Slow enough that nothing of at most thirty titles is forgotten, so that sums are exact."""


def test_the_sums_are_those_of_the_lessons_written_out_one_by_one(rows):
    past, goal = lessons(rows, CLOCKS)

    found = sums(rows, CLOCKS)

    gram, wide = past.T @ past, CLOCKS.titles
    assert found.slow == pytest.approx(gram[:wide, :wide], abs=1e-9)
    assert found.cross == pytest.approx(gram[:wide, wide:], abs=1e-9)
    assert found.fast == pytest.approx(gram[wide:, wide:], abs=1e-9)
    assert np.vstack([found.slow_next, found.fast_next]) == pytest.approx(past.T @ goal, abs=1e-9)


def test_the_sequence_is_a_ridge_regression_of_the_lessons(rows):
    past, goal = lessons(rows, CLOCKS)
    expected = np.linalg.solve(past.T @ past + 3 * np.eye(past.shape[1]), past.T @ goal)

    slow, fast = sequence(sums(rows, CLOCKS), 3.0)

    assert np.vstack([slow, fast]) == pytest.approx(expected, abs=1e-5)  # single precision


def test_members_add_up_however_they_are_cut(rows):
    whole = sums(rows, CLOCKS)
    pieces = []
    for first, last in ((0, 2), (2, 3), (3, 5)):
        part = slice(rows.starts[first], rows.starts[last])
        pieces.append(
            Rows(
                starts=rows.starts[first : last + 1] - rows.starts[first],
                columns=rows.columns[part],
                taken=rows.taken[part],
                wanted=rows.wanted[part],
            )
        )

    found = total(sums(piece, CLOCKS) for piece in pieces)

    assert found.slow == pytest.approx(whole.slow)
    assert found.cross == pytest.approx(whole.cross)
    assert found.fast_next == pytest.approx(whole.fast_next)


def test_a_clock_may_run_as_fast_as_what_comes_next(rows):
    found = sums(rows, Clocks(long=9.0, short=1.5, ahead=1.5, titles=40, recent=40))

    assert np.isfinite(found.fast_next).all()
