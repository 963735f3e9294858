"""Uneven activity: mites on leaves, gamma worlds, the share of the few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.fitting.tails import activity_shape, top_figure, top_share


def test_the_shape_of_mites_on_apple_leaves_is_the_published_one():
    """Bliss & Fisher, Biometrics 9:176, 1953: 150 leaves, k by maximum likelihood 1.0246."""
    mites = np.repeat(np.arange(8.0), [70, 38, 17, 10, 9, 3, 2, 1])

    figure = activity_shape(mites, np.ones(150))

    assert figure.value == pytest.approx(1.0246, abs=2e-4)
    # k has standard error k^2 * 0.2628 on the scale of statsmodels' 1 / k
    assert np.log(figure.high / figure.value) == pytest.approx(1.96 * 1.0246 * 0.2628, rel=0.03)


def test_members_followed_for_different_times_have_the_same_shape():
    rng = np.random.default_rng(5)
    days = rng.uniform(5, 200, 4000)

    figure = activity_shape(rng.poisson(rng.gamma(0.7, 0.5, 4000) * days).astype(float), days)

    assert figure.low < 0.7 < figure.high


def test_counts_that_spread_by_chance_alone_have_no_shape():
    counts = np.random.default_rng(1).poisson(20.0, 3000).astype(float)

    assert activity_shape(counts, np.ones(3000)) is None


def test_the_few_hold_what_a_hand_count_says():
    counts = np.array([50.0, 30, 10, 5, 5])

    assert top_share(counts, 0.2) == pytest.approx(0.5)
    assert top_share(counts, 0.3) == pytest.approx(0.65)
    assert top_share(counts, 1.0) == pytest.approx(1.0)


@given(counts=st.lists(st.integers(0, 99), min_size=2, max_size=50), part=st.floats(0.01, 1))
def test_the_most_active_hold_at_least_their_part(counts, part):
    counts = np.array(counts, float)
    if counts.sum():
        assert part - 1e-9 <= top_share(counts, part) <= 1 + 1e-9


def test_the_bootstrap_holds_the_share_of_a_gamma_world():
    """The top tenth of an exponential world holds 0.1 (1 - log 0.1) of it (Lorenz curve)."""
    truth = 0.1 * (1 - np.log(0.1))
    rng = np.random.default_rng(2)

    hits = 0
    for seed in range(40):
        figure = top_figure(rng.exponential(1.0, 500), 0.1, seed)
        hits += figure.low < truth < figure.high

    assert hits >= stats.binom.ppf(5e-5, 40, 0.95)
