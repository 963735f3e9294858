"""Figures over members: published intervals, their properties, and what few members can say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.fitting.sums import product, proportion


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)],
)
def test_shares_have_the_intervals_of_newcombe(successes, trials, low, high):
    """Newcombe, Statistics in Medicine 17:857, 1998, table I, Wilson's score method."""
    figure = proportion(successes, trials)

    assert (figure.low, figure.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("did", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (4, 1.0899, 10.2416)]
)
def test_rare_events_have_the_intervals_of_garwood(did, low, high):
    """Exact Poisson limits; Garwood 1936 as tabulated in any handbook."""
    members = {"complaints": np.repeat([1.0, 0.0], [did, 50 - did]), "days": np.full(50, 0.02)}

    figure = product(members, {"complaints": 1, "days": -1}, np.ones(50))

    assert (figure.low, figure.high) == pytest.approx((low, high), abs=5e-5)
    assert figure.value == pytest.approx(did)


def test_a_ratio_of_constant_amounts_has_the_interval_of_its_logarithm():
    counts = np.array([3.0, 5, 8, 2, 9, 4, 6, 1, 7, 5])
    members = {"did": counts, "days": np.full(10, 10.0)}

    figure = product(members, {"did": 1, "days": -1}, np.ones(10))

    centred = counts / counts.sum() - 0.1
    freedom = (centred**2).sum() ** 2 / (centred**4).sum() - 1
    error = np.sqrt((centred**2).sum() * (1 + 1 / freedom))
    half = stats.t.ppf(0.975, freedom) * error
    assert figure.value == pytest.approx(0.5)
    assert np.log(figure.high / figure.value) == pytest.approx(half)
    assert np.log(figure.value / figure.low) == pytest.approx(half)


def test_nothing_is_said_where_too_few_add_to_the_sum_below():
    members = {"reactions": np.arange(10.0), "stories": np.repeat([1.0, 0.0], [4, 6])}

    assert product(members, {"reactions": 1, "stories": -1}, np.ones(10)) is None


COUNTS = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 90)), min_size=6, max_size=40)


@given(pairs=COUNTS, order=st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(pairs, order):
    shuffled = list(pairs)
    order.shuffle(shuffled)

    first, second = (
        product(dict(zip("ab", np.array(each, float).T, strict=True)), {"a": 1, "b": -1}, ones)
        for each, ones in ((pairs, np.ones(len(pairs))), (shuffled, np.ones(len(pairs))))
    )

    assert first.value == pytest.approx(second.value)
    assert first.high == pytest.approx(second.high)


@given(pairs=COUNTS)
def test_an_interval_holds_its_estimate_and_half_the_members_twice_widen_nothing(pairs):
    a, b = np.array(pairs, float).T

    once = product({"a": a, "b": b}, {"a": 1, "b": -1}, np.ones(len(a)))
    twice = product(
        {"a": np.tile(a, 2), "b": np.tile(b, 2)}, {"a": 1, "b": -1}, np.full(2 * len(a), 0.5)
    )

    assert once.low <= once.value <= once.high
    assert twice.value == pytest.approx(once.value)
    assert twice.n == once.n
