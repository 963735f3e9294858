import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from core.errors import ExperimentError
from core.experiment import Moments, difference, paired_difference


def readout_of(control, treatment, **options):
    return difference(Moments.of({"x": control}), Moments.of({"x": treatment}), "x", **options)


RNG = np.random.default_rng(5)
CONTROL, TREATMENT = RNG.gamma(2, 5, 300), RNG.gamma(2, 4.8, 280)


def test_an_absolute_margin_agrees_with_statsmodels():
    oracle = CompareMeans(DescrStatsW(TREATMENT), DescrStatsW(CONTROL))

    up = readout_of(CONTROL, TREATMENT).judged(1.0, "up", "absolute").guardrail
    down = readout_of(CONTROL, TREATMENT).judged(1.0, "down", "absolute").guardrail

    better = oracle.ttest_ind(alternative="larger", usevar="unequal", value=-1.0)[1]
    lower = oracle.ttest_ind(alternative="smaller", usevar="unequal", value=1.0)[1]
    assert (up.p, down.p) == pytest.approx((better, lower), rel=1e-9)


@settings(deadline=None, max_examples=50)
@given(margin=st.floats(0, 0.9), good=st.sampled_from(["up", "down"]), seed=st.integers(0, 99))
def test_a_relative_margin_decides_as_the_fieller_interval_does(margin, good, seed):
    rng = np.random.default_rng(seed)
    readout = readout_of(rng.gamma(2, 5, 60), rng.gamma(2, 5, 50), relative="fieller")

    verdict = readout.judged(margin, good).guardrail.verdict

    low, high = (
        (readout.rel_low, readout.rel_high)
        if good == "up"
        else (-readout.rel_high, -readout.rel_low)
    )
    assert verdict == ("safe" if low > -margin else "harmed" if high < -margin else "undecided")


@pytest.mark.parametrize(
    ("factor", "good", "verdict"),
    [
        (1.00, "up", "safe"),
        (0.99, "up", "safe"),
        (0.98, "up", "undecided"),
        (0.90, "up", "harmed"),
        (0.90, "down", "safe"),
        (1.10, "down", "harmed"),
    ],
)
def test_harm_is_weighed_against_the_margin_in_the_good_direction(factor, good, verdict):
    control = 100 + np.tile([-1.0, 1.0], 2_000)

    guardrail = readout_of(control, control * factor).judged(0.02, good).guardrail

    assert guardrail.verdict == verdict


def test_a_certain_change_is_judged_without_an_interval():
    worlds = {"x": [1.0, 2.0, 3.0]}, {"x": [0.5, 1.5, 2.5]}
    readout = paired_difference(Moments.paired(*worlds), "x")

    assert readout.judged(0.6, kind="absolute").guardrail.verdict == "safe"
    assert readout.judged(0.4, kind="absolute").guardrail.verdict == "harmed"
    assert readout.judged(0.4, kind="absolute").guardrail.p == 1


def test_a_control_near_zero_is_judged_all_the_same():
    rare = np.zeros(2_000)
    rare[0] = 1.0
    readout = readout_of(rare, rare)

    assert readout.rel is None
    assert readout.judged(0.05, "down").guardrail.verdict == "undecided"


@pytest.mark.parametrize("margin", [-0.01, math.nan, math.inf])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(ExperimentError, match="margin must be at least 0"):
        readout_of(CONTROL, TREATMENT).judged(margin)


def test_unknown_words_are_refused():
    with pytest.raises(ExperimentError, match="not 'sideways'"):
        readout_of(CONTROL, TREATMENT).judged(0.1, "sideways")
    with pytest.raises(ExperimentError, match="not 'percent'"):
        readout_of(CONTROL, TREATMENT).judged(0.1, kind="percent")
