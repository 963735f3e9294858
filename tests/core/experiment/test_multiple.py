from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from core.errors import ExperimentError
from core.experiment import Moments, adjust, benjamini_hochberg, difference, holm


def adjusted(ps, method):
    """What statsmodels says, but for its gc.collect(): a second each after thousands of tests."""
    with mock.patch("gc.collect"):
        return pytest.approx(multipletests(ps, method=method)[1], rel=1e-9, abs=1e-300)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_agree_with_statsmodels(ps):
    assert holm(ps) == adjusted(ps, "holm")
    assert benjamini_hochberg(ps) == adjusted(ps, "fdr_bh")


def test_a_family_of_readouts_takes_its_flags_from_the_adjusted_p_values():
    control = Moments.of({"a": [1, 2, 3, 4, 5, 6], "b": [1, 2, 3, 4, 5, 6]})
    treatment = Moments.of({"a": [4, 5, 6, 7, 8, 9], "b": [4, 5, 6, 7, 8, 8]})
    alone = [difference(control, treatment, name) for name in ("a", "b")]
    family = [*alone, difference(control, control, "a")]

    strict, mild = adjust(family), adjust(family, by="bh")

    assert [readout.significant for readout in alone] == [True, True]
    assert [readout.significant for readout in strict] == [False, False, False]
    assert [readout.significant for readout in mild] == [True, True, False]
    assert [readout.p for readout in strict] == [readout.p for readout in family]


def test_no_metrics_make_an_empty_family():
    assert adjust([]) == ()


@pytest.mark.parametrize("ps", [[0.5, 1.1], [-0.1], [float("nan")]])
def test_numbers_that_are_no_p_values_are_refused(ps):
    with pytest.raises(ExperimentError, match=r"must lie in \[0, 1\]"):
        holm(ps)
    with pytest.raises(ExperimentError, match=r"must lie in \[0, 1\]"):
        benjamini_hochberg(ps)


def test_an_unknown_adjustment_is_refused():
    with pytest.raises(ExperimentError, match="'holm' or 'bh', not 'bonferroni'"):
        adjust([], by="bonferroni")
