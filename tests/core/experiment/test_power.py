import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import TTestIndPower, tt_ind_solve_power

from core.errors import ExperimentError
from core.experiment import (
    Moments,
    achieved_power,
    detectable_effect,
    member_variance,
    members_for_effect,
    members_for_lift,
    members_per_arm,
)


def test_two_proportions_need_what_the_book_says():
    assert members_per_arm(0.25, 0.02) == 7550


@given(baseline=st.floats(0.05, 0.45), lift=st.floats(0.01, 0.3))
def test_a_rise_of_successes_needs_as_many_members_as_a_fall_of_failures(baseline, lift):
    assert members_per_arm(baseline, lift) == pytest.approx(
        members_per_arm(1 - baseline, -lift), abs=1
    )


@settings(deadline=None, max_examples=40)
@given(
    size=st.floats(0.02, 2.0), alpha=st.sampled_from([0.01, 0.05, 0.1]), power=st.floats(0.3, 0.99)
)
def test_members_for_a_mean_are_the_fewest_that_statsmodels_finds_enough(size, alpha, power):
    n = members_for_effect(3.0 * size, 9.0, alpha=alpha, power=power)

    assert TTestIndPower().power(size, n, alpha) >= power - 1e-9
    assert n == 2 or TTestIndPower().power(size, n - 1, alpha) < power + 1e-9


def test_members_for_a_mean_agree_with_the_solver_of_statsmodels():
    exact = tt_ind_solve_power(effect_size=0.05, alpha=0.05, power=0.8)

    assert members_for_effect(0.05, 1.0) == math.ceil(exact)


@pytest.mark.parametrize(("one", "two"), [(50, 50), (4_000, 1_000), (20, 900_000)])
@pytest.mark.parametrize("size", [0.0, 0.01, 0.1, -0.5])
def test_power_agrees_with_statsmodels(one, two, size):
    expected = TTestIndPower().power(size, one, 0.05, ratio=two / one)

    assert achieved_power(size * 2, 4.0, one, two) == pytest.approx(expected, rel=1e-7)


def test_an_effect_out_of_all_proportion_is_certain_to_be_noticed():
    assert achieved_power(1e6, 1.0, 50, 50) == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 10**6), st.integers(2, 10**6), st.floats(0.1, 0.95))
def test_the_detectable_effect_has_the_power_asked_for(one, two, power):
    effect = detectable_effect(7.0, one, two, power=power)

    assert achieved_power(effect, 7.0, one, two) == pytest.approx(power, rel=1e-6)


def test_members_for_a_lift_of_a_ratio_are_those_of_its_delta_method_variance(members):
    m = Moments.of({name: members[name].to_numpy() for name in members.columns})
    rate = m.mean("taken") / m.mean("recommended")
    contributions = (members["taken"] - rate * members["recommended"]) / m.mean("recommended")

    assert member_variance(m, "taken", "recommended") == pytest.approx(contributions.var())
    assert members_for_lift(m, "taken", "recommended", lift=0.03) == members_for_effect(
        0.03 * rate, contributions.var()
    )


def test_a_covariate_saves_the_members_that_its_correlation_explains(members):
    m = Moments.of({name: members[name].to_numpy() for name in members.columns})
    kept = 1 - members["minutes"].corr(members["pre_minutes"]) ** 2

    plain = members_for_lift(m, "minutes", lift=0.02)
    adjusted = members_for_lift(m, "minutes", lift=0.02, covariate="pre_minutes")

    assert adjusted / plain == pytest.approx(kept, rel=1e-3)


@pytest.mark.parametrize(("baseline", "lift"), [(0.25, 0), (0, 0.1), (0.5, 0.5), (0.1, -0.2)])
def test_rates_outside_0_to_1_are_refused(baseline, lift):
    with pytest.raises(ExperimentError, match="rates must lie strictly between 0 and 1"):
        members_per_arm(baseline, lift)


@pytest.mark.parametrize(
    "options", [{"alpha": 0}, {"alpha": 1}, {"power": 1}, {"power": 0.01}, {"power": math.nan}]
)
def test_error_rates_that_make_no_test_are_refused(options):
    for question in (
        lambda: members_per_arm(0.2, 0.1, **options),
        lambda: members_for_effect(1.0, 1.0, **options),
        lambda: detectable_effect(1.0, 10, 10, **options),
    ):
        with pytest.raises(ExperimentError, match=r"alpha|power"):
            question()


def test_questions_without_an_answer_are_refused():
    idle = Moments.of({"x": [-1, 0, 1]})

    with pytest.raises(ExperimentError, match="effect other than zero"):
        members_for_effect(0, 1)
    with pytest.raises(ExperimentError, match="positive variance"):
        members_for_effect(1, 0)
    with pytest.raises(ExperimentError, match="No population is large enough"):
        members_for_effect(1e-9, 1)
    with pytest.raises(ExperimentError, match="2 members in each arm"):
        achieved_power(1, 1, 1, 10)
    with pytest.raises(ExperimentError, match="positive variance"):
        detectable_effect(math.nan, 10, 10)
    with pytest.raises(ExperimentError, match="it is zero now"):
        members_for_lift(idle, "x", lift=0.1)
