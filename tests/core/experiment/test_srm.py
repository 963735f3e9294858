import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.errors import ExperimentError
from core.experiment import sample_ratio


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(0.05, 0.95))
def test_the_check_agrees_with_scipy(n_control, n_treatment, share):
    n = n_control + n_treatment
    expected = stats.chisquare([n_control, n_treatment], [n * (1 - share), n * share])

    check = sample_ratio(n_control, n_treatment, share=share)

    assert check.statistic == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)
    assert check.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-300)
    assert bool(check.warning) == (check.p < 0.001)


def test_a_broken_split_is_named_with_its_numbers():
    warning = sample_ratio(50_000, 48_500).warning

    assert warning.startswith("Sample-ratio mismatch (p = 2e-06): treatment holds 48,500 of 98,500")


@pytest.mark.parametrize(
    ("arms", "share"), [((0, 0), 0.5), ((-1, 5), 0.5), ((5, 5), 0.0), ((5, 5), 1.0)]
)
def test_splits_that_cannot_be_checked_are_refused(arms, share):
    with pytest.raises(ExperimentError, match=r"cannot be checked|strictly between 0 and 1"):
        sample_ratio(*arms, share=share)
