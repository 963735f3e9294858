import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ExperimentError
from core.experiment import always_valid, multiplier


@given(st.floats(-5, 5), st.floats(0.01, 3), st.integers(2, 10**7), st.sampled_from([0.05, 0.2]))
def test_the_p_value_and_the_interval_say_the_same(effect, se, members, alpha):
    low, high, p = always_valid(effect, se, members, alpha=alpha)

    if abs(p / alpha - 1) > 1e-9:
        assert (p < alpha) == (low > 0 or high < 0)
    assert (low + high) / 2 == pytest.approx(effect, abs=1e-9)


def test_the_interval_is_tightest_about_where_it_was_tuned():
    members = np.geomspace(100, 10**7, 400)

    for tuning in (1_000, 5_000, 100_000):
        best = members[np.argmin(multiplier(members, tuning=tuning))]
        assert best == pytest.approx(tuning, rel=0.1)


def test_peeking_always_costs_width():
    assert (multiplier(np.geomspace(2, 10**9, 50)) > 1.96 * 1.4).all()


def test_overwhelming_evidence_does_not_overflow():
    assert always_valid(1.0, 1e-6, 10**6)[2] == 0.0
    assert always_valid(0.0, 1e-6, 10**6)[2] == 1.0


@pytest.mark.parametrize("options", [{"alpha": 0.0}, {"alpha": math.nan}, {"tuning": 0}])
def test_settings_without_a_meaning_are_refused(options):
    with pytest.raises(ExperimentError):
        always_valid(1.0, 1.0, 100, **options)


def test_nobody_seen_is_refused():
    with pytest.raises(ExperimentError, match="must be positive"):
        multiplier([10, 0])
