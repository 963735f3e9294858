"""How much few counts say."""

import numpy as np
import pytest
from scipy import stats

from core.recommend.context.loglinear import log_linear
from core.recommend.context.shrink import WORTHS, ratio, surely, worth


def test_the_worth_of_an_expectation_is_that_of_scipys_negative_binomial():
    rng = np.random.default_rng(3)
    expected = rng.gamma(2.0, 3.0, 400)
    observed = rng.poisson(expected * rng.gamma(8.0, 1 / 8.0, 400)).astype(float)

    found = worth(observed, expected)

    likely = [stats.nbinom.logpmf(observed, a, a / (a + expected)).sum() for a in WORTHS]
    assert found == WORTHS[int(np.argmax(likely))] == pytest.approx(8.0)


def test_a_ratio_lies_between_one_and_what_was_counted():
    raw = np.array([0.0, 0.5, 3.0, 40.0])

    few, many = ratio(raw, np.ones(4), 10.0), ratio(100 * raw, np.full(4, 100.0), 10.0)

    assert (np.abs(few - 1) <= np.abs(many - 1)).all()
    assert (np.abs(many - 1) <= np.abs(raw - 1)).all()


def test_what_is_sure_is_the_gammas_quantile():
    low = surely(12.0, 4.0, 2.0)

    assert stats.gamma.sf(low, 14.0, scale=1 / 6.0) == pytest.approx(0.95)


def test_effects_of_marks_that_were_put_in_are_found():
    rng = np.random.default_rng(5)
    marks = np.column_stack([np.ones(600), rng.random((600, 3)) < 0.4]).astype(float)
    truth = np.array([[0.0, 0.0], [0.8, -0.8], [0.0, 0.5], [-0.5, 0.0]])
    expected = rng.gamma(2.0, 20.0, (600, 2))
    observed = rng.poisson(expected * np.exp(marks @ truth)).astype(float)

    found = log_linear(marks, observed, expected, np.zeros((4, 2)))

    np.testing.assert_allclose(found, truth, atol=0.05)


def test_marks_without_a_count_stay_where_they_are_pulled_to():
    marks = np.ones((5, 1))
    centre = np.full((1, 24), 0.3)

    found = log_linear(marks, np.zeros((5, 24)), np.zeros((5, 24)), centre)

    np.testing.assert_allclose(found, centre)
