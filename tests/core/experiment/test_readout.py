import dataclasses
import json
import math

import numpy as np
import pytest
import tea_tasting
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from core.errors import ExperimentError
from core.experiment import (
    Moments,
    detectable_effect,
    difference,
    paired_difference,
    smallest_seen,
)
from tests.core.experiment.conftest import made_up_members


def arms_of(frame):
    return [
        Moments.of({name: arm[name].to_numpy() for name in arm.columns if name != "arm"})
        for _, arm in frame.groupby("arm")
    ]


def moments(**columns):
    return Moments.of(columns)


FEW = moments(x=[1.0, 2.0, 4.0, 3.0], y=[2.0, 5.0, 4.0, 6.0])
MANY = moments(x=[3.0, 2.0, 5.0, 7.0, 1.0], y=[3.0, 5.0, 9.0, 8.0, 2.0])


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [("minutes", ()), ("reviews", ()), ("taken", "recommended"), ("reactions", "stories")],
)
@pytest.mark.parametrize("alpha", [0.05, 0.2])
def test_differences_agree_with_tea_tasting(members, numerator, denominator, alpha):
    oracle = tea_tasting.Experiment(
        metric=tea_tasting.RatioOfMeans(numerator, denominator or None, confidence_level=1 - alpha),
        variant="arm",
    )
    expected = oracle.analyze(members)["metric"]

    readout = difference(*arms_of(members), numerator, denominator, alpha=alpha)

    assert (readout.control, readout.treatment, readout.effect, readout.low, readout.high) == (
        pytest.approx(
            (
                expected.control,
                expected.treatment,
                expected.effect_size,
                expected.effect_size_ci_lower,
                expected.effect_size_ci_upper,
            ),
            rel=1e-9,
        )
    )
    assert readout.p == pytest.approx(expected.pvalue, rel=1e-9)
    assert (readout.rel, readout.rel_low, readout.rel_high) == pytest.approx(
        (
            expected.rel_effect_size,
            expected.rel_effect_size_ci_lower,
            expected.rel_effect_size_ci_upper,
        ),
        rel=1e-9,
    )


def test_welch_agrees_with_statsmodels_on_few_and_uneven_members():
    rng = np.random.default_rng(2)
    one, two = rng.gamma(1, 3, 9), rng.gamma(2, 1, 23)
    oracle = CompareMeans(DescrStatsW(two), DescrStatsW(one))
    _, p, df = oracle.ttest_ind(usevar="unequal")

    readout = difference(moments(x=one), moments(x=two), "x")

    assert readout.p == pytest.approx(p, rel=1e-9)
    assert readout.df == pytest.approx(df, rel=1e-9)
    assert (readout.low, readout.high) == pytest.approx(
        oracle.tconfint_diff(usevar="unequal"), rel=1e-9
    )


def test_several_columns_are_read_as_their_sum(members):
    direct = members.assign(posts=members["reviews"] + members["comments"])

    readout = difference(*arms_of(members), ("reviews", "comments"))
    expected = difference(*arms_of(direct), "posts")

    assert readout.metric == "reviews + comments"
    assert (readout.effect, readout.se, readout.p) == pytest.approx(
        (expected.effect, expected.se, expected.p), rel=1e-9
    )


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 999), ratio=st.booleans())
def test_swapping_the_arms_flips_the_sign(seed, ratio):
    control, treatment = arms_of(made_up_members(seed, 400))
    metric = ("taken", "recommended") if ratio else ("minutes",)

    there, back = difference(control, treatment, *metric), difference(treatment, control, *metric)

    assert back.effect == pytest.approx(-there.effect, rel=1e-12)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), rel=1e-12)
    assert back.p == pytest.approx(there.p, rel=1e-9)
    assert (1 + back.rel_low) * (1 + there.rel_high) == pytest.approx(1, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 999), factor=st.floats(1e-3, 1e3))
def test_another_unit_scales_the_figures_and_nothing_else(seed, factor):
    frame = made_up_members(seed, 400)
    other = frame.assign(minutes=frame["minutes"] * factor)

    asked = difference(*arms_of(other), "minutes").judged(0.02)
    scaled = difference(*arms_of(frame), "minutes").judged(0.02).scaled(factor)

    for field in ("effect", "se", "low", "high", "control", "always_low", "p", "rel", "rel_high"):
        assert getattr(asked, field) == pytest.approx(getattr(scaled, field), rel=1e-8, abs=1e-14)
    assert asked.guardrail.room == pytest.approx(scaled.guardrail.room, rel=1e-8)
    assert asked.guardrail.p == pytest.approx(scaled.guardrail.p, rel=1e-8)
    assert asked.contrast.covariance == pytest.approx(scaled.contrast.covariance, rel=1e-8)


def test_fieller_ends_are_exactly_the_lifts_that_a_test_does_not_reject():
    control, treatment = FEW, MANY
    readout = difference(control, treatment, "x", alpha=0.2, relative="fieller")
    critical = stats.t.ppf(0.9, readout.df)

    for end in (readout.rel_low, readout.rel_high):
        gap = treatment.mean("x") - (1 + end) * control.mean("x")
        se = math.sqrt(treatment.var("x") / 5 + (1 + end) ** 2 * control.var("x") / 4)
        assert abs(gap) / se == pytest.approx(critical, rel=1e-9)
    assert readout.rel_low < readout.rel < readout.rel_high
    assert readout.rel_method == "Fieller's theorem"


def test_the_three_relative_intervals_agree_where_control_is_well_known():
    rng = np.random.default_rng(4)
    control, treatment = moments(x=rng.gamma(4, 1, 200_000)), moments(x=rng.gamma(4.1, 1, 200_000))

    ends = [
        difference(control, treatment, "x", relative=method)
        for method in ("log-delta", "fieller", "delta")
    ]

    lows = [readout.rel_low for readout in ends]
    assert lows == pytest.approx([lows[0]] * 3, abs=2e-5)
    assert len({*lows}) == len({readout.rel_method for readout in ends}) == 3


@pytest.mark.parametrize("relative", ["log-delta", "fieller", "delta"])
@pytest.mark.parametrize("control", [[0, 0, 0, 0], [0, 0, 0, 1], [-9, -8, -9, -8], [-2, 1, 0, 2]])
def test_a_control_not_clearly_above_zero_has_no_relative_lift(relative, control):
    readout = difference(moments(x=control), moments(x=[1, 2, 1, 3]), "x", relative=relative)

    assert readout.rel is readout.rel_low is readout.rel_high is None
    assert "undefined" in readout.rel_note
    assert readout.low < readout.effect < readout.high


def test_a_treatment_of_zero_is_a_fall_by_everything_without_a_logarithm():
    readout = difference(moments(x=[5, 6, 7, 6]), moments(x=[0, 0, 0, 0]), "x")

    assert (readout.rel, readout.rel_low, readout.rel_high) == (-1, None, None)
    assert "not above zero" in readout.rel_note


@pytest.mark.parametrize("denominator", [(), "recommended"])
@pytest.mark.parametrize("relative", ["log-delta", "fieller", "delta"])
def test_worlds_that_agree_differ_by_exactly_nothing(members, denominator, relative):
    world = {name: members[name].to_numpy() for name in ("taken", "recommended")}

    readout = paired_difference(
        Moments.paired(world, world), "taken", denominator, relative=relative
    ).judged(0.0)

    assert readout.effect == readout.se == readout.low == readout.high == 0
    assert readout.always_low == readout.always_high == readout.rel == 0
    assert readout.rel_low == readout.rel_high == 0
    assert readout.treatment == readout.control
    assert readout.p == readout.always_p == 1
    assert not readout.significant
    assert readout.guardrail.verdict == "safe"


def test_a_paired_mean_is_the_paired_t_test(members):
    before = members["minutes"].to_numpy()[:500]
    after = members["pre_minutes"].to_numpy()[:500]
    oracle = stats.ttest_rel(after, before)

    readout = paired_difference(Moments.paired({"x": before}, {"x": after}), "x")

    assert readout.p == pytest.approx(oracle.pvalue, rel=1e-9)
    assert (readout.low, readout.high) == pytest.approx(
        tuple(oracle.confidence_interval()), rel=1e-9
    )
    assert readout.control_se == pytest.approx(stats.sem(before), rel=1e-9)
    assert readout.treatment_se == pytest.approx(stats.sem(after), rel=1e-9)


def test_a_paired_ratio_has_the_error_that_leaving_members_out_shows(members):
    control = {"n": members["taken"].to_numpy(), "d": members["recommended"].to_numpy()}
    treatment = {"n": control["n"] + members["reviews"].to_numpy(), "d": control["d"] + 1}
    count = len(members)
    left_out = [
        (world["n"].sum() - world["n"]) / (world["d"].sum() - world["d"])
        for world in (control, treatment)
    ]
    jackknife = math.sqrt((count - 1) ** 2 / count * np.var(left_out[1] - left_out[0], ddof=1))

    readout = paired_difference(Moments.paired(control, treatment), "n", "d")

    assert readout.se == pytest.approx(jackknife, rel=5e-3)
    ratios = [world["n"].sum() / world["d"].sum() for world in (control, treatment)]
    assert readout.effect == pytest.approx(ratios[1] - ratios[0], rel=1e-12)
    assert readout.treatment == pytest.approx(ratios[1], rel=1e-12)


def test_a_shift_that_is_the_same_for_everybody_is_certain():
    pairs = Moments.paired({"x": [1.0, 4.0, 9.0]}, {"x": [2.0, 5.0, 10.0]})

    readout = paired_difference(pairs, "x")

    assert (readout.low, readout.effect, readout.high, readout.p) == (1, 1, 1, 0)


def test_a_readout_is_plain_numbers_that_json_can_write(members):
    readout = difference(*arms_of(members), "taken", "recommended").judged(0.02)

    assert json.loads(json.dumps(dataclasses.asdict(readout)))["effect"] == readout.effect


def test_warnings_can_be_added_and_empty_ones_are_not():
    readout = difference(FEW, MANY, "x")

    assert readout.warned("", "Mind the gap.").warnings == (*readout.warnings, "Mind the gap.")


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, 1.5, math.nan])
def test_an_error_rate_outside_0_to_1_is_refused(alpha):
    with pytest.raises(ExperimentError, match="alpha must lie strictly between 0 and 1"):
        difference(FEW, MANY, "x", alpha=alpha)
    with pytest.raises(ExperimentError, match="alpha must lie strictly between 0 and 1"):
        paired_difference(Moments.paired({"x": [1, 2]}, {"x": [1, 3]}), "x", alpha=alpha)


@pytest.mark.parametrize(
    ("control", "treatment", "sentence"),
    [
        ([], [1, 2], "at least 2 members in control, not 0"),
        ([1, 2], [], "at least 2 members in treatment, not 0"),
        ([1], [1, 2], "at least 2 members in control, not 1"),
        ([2, 2, 2], [2, 2], r"same value \(2 in control, 2 in treatment\)"),
        ([0.1, 0.1, 0.1], [0.3, 0.3, 0.3], "without variation there is no interval"),
    ],
)
def test_arms_that_allow_no_interval_are_refused(control, treatment, sentence):
    with pytest.raises(ExperimentError, match=sentence):
        difference(moments(x=control), moments(x=treatment), "x")


def test_one_arm_without_variation_is_enough_for_an_interval():
    readout = difference(moments(x=[0, 0, 0]), moments(x=[1, 2, 3, 4]), "x")

    assert readout.df == pytest.approx(3)
    assert readout.se == pytest.approx(math.sqrt(5 / 3 / 4))


def test_other_questions_without_an_answer_are_refused():
    storyless = moments(x=[1, 2, 3], y=[0, 0, 0])

    with pytest.raises(ExperimentError, match="x / y is undefined: y is zero for all 3 members"):
        difference(storyless, FEW, "x", "y")
    with pytest.raises(ExperimentError, match="no column 'z'"):
        difference(FEW, MANY, "z")
    with pytest.raises(ExperimentError, match=r"log-delta, fieller, delta, not 'bootstrap'"):
        difference(FEW, MANY, "x", relative="bootstrap")
    with pytest.raises(ExperimentError, match="at least 2 members in the what-if, not 1"):
        paired_difference(Moments.paired({"x": [1]}, {"x": [2]}), "x")
    with pytest.raises(ExperimentError, match="factor must be positive and finite, not 0"):
        difference(FEW, MANY, "x").scaled(0)


def test_what_a_test_can_see_is_what_the_power_formula_says(members):
    moments = Moments.of({"minutes": members["minutes"].to_numpy()})
    readout = difference(moments, moments, "minutes")

    expected = detectable_effect(moments.var("minutes"), moments.n, moments.n)
    assert smallest_seen(readout) == pytest.approx(expected, rel=1e-9)
    assert smallest_seen(readout, power=0.9) > smallest_seen(readout, power=0.8)


def test_an_untouched_metric_has_no_smallest_effect(members):
    columns = {"minutes": members["minutes"].to_numpy()}

    with pytest.raises(ExperimentError, match="positive variance"):
        smallest_seen(paired_difference(Moments.paired(columns, columns), "minutes"))
