import pytest
import tea_tasting

from core.errors import ExperimentError
from core.experiment import Moments, cuped_difference, difference, member_variance


def arms_of(frame):
    return [
        Moments.of({name: arm[name].to_numpy() for name in arm.columns if name != "arm"})
        for _, arm in frame.groupby("arm")
    ]


CASES = [
    (("minutes", ()), ("pre_minutes", ())),
    (("taken", "recommended"), ("pre_minutes", ())),
    (("reactions", "stories"), ("pre_minutes", "pre_recommended")),
]


@pytest.mark.parametrize(("metric", "before"), CASES)
def test_adjusted_differences_agree_with_tea_tasting(members, metric, before):
    oracle = tea_tasting.Experiment(
        metric=tea_tasting.RatioOfMeans(
            metric[0],
            metric[1] or None,
            numer_covariate=before[0],
            denom_covariate=before[1] or None,
        ),
        variant="arm",
    )
    expected = oracle.analyze(members)["metric"]

    readout = cuped_difference(
        *arms_of(members), *metric, covariate=before[0], covariate_denominator=before[1]
    )

    found = (
        readout.control, readout.treatment, readout.low, readout.high,
        readout.p, readout.rel_low, readout.rel_high,
    )  # fmt: skip
    assert found == pytest.approx(
        (
            expected.control, expected.treatment,
            expected.effect_size_ci_lower, expected.effect_size_ci_upper, expected.pvalue,
            expected.rel_effect_size_ci_lower, expected.rel_effect_size_ci_upper,
        ),
        rel=1e-9,
    )  # fmt: skip


def test_what_is_left_of_the_variance_is_what_the_interval_gains(members):
    control, treatment = arms_of(members)
    plain = difference(control, treatment, "minutes")

    adjusted = cuped_difference(control, treatment, "minutes", covariate="pre_minutes")

    both = control + treatment
    kept = member_variance(both, "minutes", covariate="pre_minutes") / both.var("minutes")
    assert kept < 0.6
    assert (adjusted.se / plain.se) ** 2 == pytest.approx(kept, rel=0.02)
    assert f"{kept:.0%} of the variance left" in adjusted.method


def test_a_covariate_that_says_nothing_adjusts_nothing_and_is_named(members):
    control, treatment = arms_of(members.assign(constant=3.0))
    plain = difference(control, treatment, "minutes")

    adjusted = cuped_difference(control, treatment, "minutes", covariate="constant")

    assert (adjusted.effect, adjusted.se) == (plain.effect, plain.se)
    assert adjusted.warnings[-1] == "Constant explains nothing, so nothing is adjusted."


def test_a_metric_that_the_covariate_explains_fully_leaves_no_interval():
    control = Moments.of({"x": [1.0, 2.0, 4.0], "before": [1.0, 2.0, 4.0]})

    with pytest.raises(ExperimentError, match="without variation"):
        cuped_difference(control, control, "x", covariate="before")


def test_questions_without_an_answer_are_refused(members):
    control, treatment = arms_of(members)
    one = Moments.of({"x": [1.0], "b": [1.0]})

    with pytest.raises(ExperimentError, match="no column 'pre_minute'"):
        cuped_difference(control, treatment, "minutes", covariate="pre_minute")
    with pytest.raises(ExperimentError, match="in control, not 1"):
        cuped_difference(one, one, "x", covariate="b")
    with pytest.raises(ExperimentError, match="alpha"):
        cuped_difference(control, treatment, "minutes", covariate="pre_minutes", alpha=1)
