"""The noise is the two-sided geometric one, drawn from the secret and from nothing else."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare

from core.nearby.privacy.noise import ceiling, draw, key_of, table

SCALE = 3.0


def _shares(scale: float, most: int) -> np.ndarray:
    """Chances of -most to most; the ends hold their whole tails."""
    tail = math.exp(-1 / scale)
    inside = (1 - tail) / (1 + tail) * tail ** np.abs(np.arange(-most, most + 1)).astype(float)
    inside[[0, -1]] = tail**most / (1 + tail)
    return inside


def _histogram(values: np.ndarray, most: int) -> np.ndarray:
    return np.bincount(np.clip(values, -most, most) + most, minlength=2 * most + 1)


@pytest.mark.parametrize("scale", [0.3, 3.0, 40.0])
def test_noise_follows_the_closed_form(scale):
    most = math.ceil(6 * scale)

    drawn = _histogram(draw(key_of(b"closed"), (1,), 400_000, scale), most)

    assert chisquare(drawn, 400_000 * _shares(scale, most)).pvalue > 0.001


def test_noise_follows_opendps_geometric_mechanism():
    dp = pytest.importorskip("opendp.prelude", reason="opendp is not installed: the oracle is away")
    dp.enable_features("contrib")
    theirs = dp.m.make_geometric(
        dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int), scale=SCALE
    )

    both = np.stack(
        [
            _histogram(np.array(theirs([0] * 60_000)), 15),
            _histogram(draw(key_of(b"beside"), (1,), 60_000, SCALE), 15),
        ]
    )

    assert chi2_contingency(both).pvalue > 0.001
    assert theirs.map(3) == pytest.approx(3 / SCALE)  # m titles at scale m / epsilon: epsilon


def test_the_table_is_the_distribution_to_18_digits():
    values = table(SCALE)
    middle, tail = len(values) // 2, math.exp(-1 / SCALE)

    assert int(values[middle]) / 2**64 == pytest.approx(1 / (1 + tail), rel=1e-15)
    assert all(
        int(low) + int(high) == 2**64 - 1
        for low, high in zip(values[:middle], values[: middle - 1 : -1], strict=True)
    )
    assert int(values[0]) < 2**3


def test_one_member_more_changes_the_chance_of_any_answer_by_no_more_than_epsilon():
    steps = [0, *(int(value) for value in table(SCALE)), 2**64]
    chances = [high - low for low, high in itertools.pairwise(steps)]  # exact whole numbers

    ratios = [one / other for one, other in itertools.pairwise(chances[30:-30])]
    assert max(abs(math.log(ratio)) for ratio in ratios) <= 1 / SCALE * (1 + 1e-3)


@given(names=st.tuples(st.integers(0, 4), st.integers(-9, 99_999), st.integers(0, 2**40)))
def test_noise_is_the_same_whenever_it_is_asked_for(names):
    first = draw(key_of(b"again"), names, 7, SCALE)
    draw(key_of(b"again"), (0, 0), 100, SCALE)

    assert np.array_equal(draw(key_of(b"again"), names, 7, SCALE), first)


def test_noise_of_two_squares_days_or_secrets_is_unrelated():
    drawn = [
        draw(key_of(secret), names, 20_000, SCALE)
        for secret, names in [(b"a", (1, 5)), (b"a", (1, 6)), (b"a", (2, 5)), (b"b", (1, 5))]
    ]

    apart = np.corrcoef(drawn)[np.triu_indices(4, 1)]
    assert np.abs(apart).max() < 4 / math.sqrt(20_000)


@pytest.mark.parametrize("weights", [[1.0], [1.0, 0.3], [1.0] * 5 + [0.1] * 9])
def test_noise_alone_exceeds_its_ceiling_as_often_as_was_said(weights):
    weights = np.array(weights)
    drawn = np.stack([draw(key_of(b"sum"), (i,), 400_000, SCALE) for i in range(len(weights))])

    over = (weights @ drawn > ceiling(weights, SCALE, 0.001)).mean()

    assert 0.0006 < over < 0.0013
