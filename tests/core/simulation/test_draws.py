"""Draws by inversion against scipy's distribution functions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from core import seeds
from core.simulation.draws import Gamma, Lookup, poisson, poisson_lookup

U = seeds.stream(1, "test draws").random(20_000)


@pytest.mark.parametrize("mean", [0.0, 0.003, 0.4, 3.99, 4.0, 5.0, 14.0, 55.0, 700.0, 40_000.0])
def test_poisson_counts_are_the_exact_quantile(mean):
    assert (poisson(U, np.full(U.size, mean)) == stats.poisson.ppf(U, mean).clip(0)).all()


def test_poisson_is_exact_in_the_far_tails():
    u = np.array([1e-14, 1e-9, 1e-5, 1 - 1e-5, 1 - 1e-9, 1 - 1e-14])
    for mean in (0.5, 4.0, 11.0, 30.0, 250.0):
        assert (poisson(u, np.full(6, mean)) == stats.poisson.ppf(u, mean)).all()


@given(
    u=st.floats(1e-9, 1 - 1e-9),
    mean=st.floats(0, 200),
    more=st.floats(0, 50),
)
def test_a_higher_rate_never_gives_a_member_fewer_events(u, mean, more):
    low, high = poisson(np.array([u, u]), np.array([mean, mean + more]))

    assert low <= high


def test_minutes_follow_the_gamma_quantile():
    law = Gamma(2.0, 30)
    for count in (1, 3, 30):
        drawn = law.draw(special.ndtri(U), np.full(U.size, count))
        exact = special.gammaincinv(2.0 * count, U) / 2.0
        np.testing.assert_allclose(drawn, exact, rtol=2e-4, atol=1e-5)


def test_no_sessions_give_no_minutes():
    assert (Gamma(2.0, 3).draw(special.ndtri(U), np.zeros(U.size, dtype=int)) == 0).all()


def test_lookup_is_the_exact_quantile_of_every_row():
    chances = np.array([0.02, 0.5, 0.97])
    law = Lookup(stats.binom.pmf(np.arange(29), 28, chances[:, None]))
    row = np.arange(U.size) % 3

    assert (law.draw(row, U) == stats.binom.ppf(U, 28, chances[row])).all()


def test_a_table_of_poisson_laws_gives_the_counts_that_the_search_gives():
    """Worlds that share their draws may take either way: a plan decides by its rates."""
    means = np.array([0.0, 0.02, 1.3, 4.0, 27.0, 250.0])
    row = np.arange(U.size) % means.size

    assert (poisson_lookup(means).draw(row, U) == poisson(U, means[row])).all()


def test_a_table_may_have_thousands_of_laws():
    law = Lookup(stats.binom.pmf(np.arange(8), 7, np.linspace(0.01, 0.99, 3000)[:, None]))
    row = np.arange(U.size) % 3000

    assert (law.draw(row, U) == stats.binom.ppf(U, 7, np.linspace(0.01, 0.99, 3000)[row])).all()
