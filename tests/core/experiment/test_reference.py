"""Agreement with what other libraries answered about the fixed data set R4000."""

import pytest

from benchmarks.adapters import analyse, analyse_cuped
from core.experiment import (
    Moments,
    adjust,
    benjamini_hochberg,
    cuped_difference,
    difference,
    holm,
    members_for_lift,
    sample_ratio,
)

METRICS = {
    "minutes": ("minutes", ()),
    "reviews": ("reviews", ()),
    "pos_per_rec": ("pos", "recs"),
    "reactions_per_story": ("reactions", "stories"),
}
TEA = "tea-tasting 1.14.0"
GBSTATS = "gbstats 0.8.0"


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.fixture(scope="module")
def arms(r4000):
    return [
        Moments.of({name: group[name].to_numpy() for name in group.columns})
        for _, group in r4000.groupby("variant")
    ]


@pytest.mark.parametrize("name", METRICS)
def test_means_and_ratios_agree_with_tea_tasting(arms, answers, name):
    expected = answers[TEA][name]

    readout = difference(*arms, *METRICS[name])

    assert readout.control == close(expected["control"])
    assert readout.treatment == close(expected["treatment"])
    assert readout.effect == close(expected["effect_size"])
    assert readout.low == close(expected["effect_size_ci_lower"])
    assert readout.high == close(expected["effect_size_ci_upper"])
    assert readout.p == close(expected["pvalue"])
    assert readout.effect / readout.se == close(expected["statistic"])
    assert readout.rel == close(expected["rel_effect_size"])
    assert readout.rel_low == close(expected["rel_effect_size_ci_lower"])
    assert readout.rel_high == close(expected["rel_effect_size_ci_upper"])


CUPED = {
    "minutes_cuped": ("minutes", (), "pre_minutes"),
    "reactions_per_story_cuped": ("reactions", "stories", "pre_minutes"),
}


@pytest.mark.parametrize("name", CUPED)
def test_cuped_agrees_with_tea_tasting(arms, answers, name):
    expected = answers[TEA][name]
    numerator, denominator, covariate = CUPED[name]

    readout = cuped_difference(*arms, numerator, denominator, covariate=covariate)

    assert readout.control == close(expected["control"])
    assert readout.treatment == close(expected["treatment"])
    assert readout.effect == close(expected["effect_size"])
    assert readout.low == close(expected["effect_size_ci_lower"])
    assert readout.high == close(expected["effect_size_ci_upper"])
    assert readout.p == close(expected["pvalue"])
    assert readout.rel == close(expected["rel_effect_size"])
    assert readout.rel_low == close(expected["rel_effect_size_ci_lower"])
    assert readout.rel_high == close(expected["rel_effect_size_ci_upper"])


@pytest.mark.parametrize("name", METRICS)
def test_the_plain_delta_method_agrees_with_gbstats(arms, answers, name):
    expected = answers[GBSTATS][f"{name}/relative/t"]

    readout = difference(*arms, *METRICS[name], relative="delta")

    assert readout.rel == close(expected["effect"])
    assert readout.rel_low == close(expected["lo"])
    assert readout.rel_high == close(expected["hi"])


@pytest.mark.parametrize("name", METRICS)
def test_always_valid_intervals_agree_with_gbstats(arms, answers, name):
    expected = answers[GBSTATS][f"{name}/absolute/sequential_5000"]

    readout = difference(*arms, *METRICS[name])

    assert readout.always_low == close(expected["lo"])
    assert readout.always_high == close(expected["hi"])
    assert readout.always_p == close(expected["p"])


def test_always_valid_cuped_agrees_with_gbstats(arms, answers):
    expected = answers[GBSTATS]["minutes_cuped/absolute/sequential_5000"]

    readout = cuped_difference(*arms, "minutes", covariate="pre_minutes")

    assert readout.always_low == close(expected["lo"])
    assert readout.always_high == close(expected["hi"])
    assert readout.always_p == close(expected["p"])


def test_the_family_adjusts_as_tea_tasting_does_by_benjamini_hochberg(arms, answers):
    family = adjust(difference(*arms, *METRICS[name], metric=name) for name in METRICS)

    for readout in family:
        expected = answers[TEA][f"adjust_fdr/{readout.metric}"]
        assert readout.p_bh == close(expected["pvalue_adj"])


@pytest.mark.parametrize("source", ["scipy 1.17.1", "statsmodels 0.15.0"])
@pytest.mark.parametrize("name", ["minutes", "reviews"])
def test_welch_agrees_with_scipy_and_statsmodels(arms, answers, name, source):
    expected = answers[source][f"{name}_welch"]

    readout = difference(*arms, name)

    assert readout.df == close(expected["df"])
    assert (readout.low, readout.high) == close((expected["lo"], expected["hi"]))
    assert readout.p == close(expected["p"])


def test_the_split_agrees_with_scipy(arms, answers):
    expected = answers["scipy 1.17.1"]["srm_chi2"]

    check = sample_ratio(arms[0].n, arms[1].n)

    assert check.statistic == close(expected["stat"])
    assert check.p == close(expected["p"])


def test_members_needed_agree_with_tea_tasting(arms, answers):
    control = arms[0]
    cases = {
        "minutes": {"numerator": "minutes", "lift": 0.05},
        "minutes_cuped": {"numerator": "minutes", "lift": 0.05, "covariate": "pre_minutes"},
        "pos_per_rec": {"numerator": "pos", "denominator": "recs", "lift": 0.02},
    }

    for name, case in cases.items():
        in_both_arms = answers[TEA][f"power_n_obs/{name}"]["n_obs"]
        assert members_for_lift(control, **case) == -(-in_both_arms // 2)


def test_a_naive_test_of_shares_would_overstate_the_take_rate(arms, answers):
    naive = answers["plain"]["pos_per_rec_NAIVE_binomial"]["se"]

    readout = difference(*arms, "pos", "recs")

    assert readout.se == close(answers["plain"]["pos_per_rec_delta"]["se"])
    assert readout.se > 3 * naive


def test_the_adapters_say_what_tea_tasting_says(r4000, answers):
    data = {name: r4000[name].to_numpy() for name in r4000.columns} | {"arm": r4000["variant"]}
    names = {
        "effect": "effect_size",
        "lo": "effect_size_ci_lower",
        "hi": "effect_size_ci_upper",
        "p": "pvalue",
        "rel": "rel_effect_size",
        "rel_lo": "rel_effect_size_ci_lower",
        "rel_hi": "rel_effect_size_ci_upper",
    }
    asked = {
        "pos_per_rec": "pos_per_rec",
        "social_minutes": "minutes",
        "reviews_per_user": "reviews",
        "reactions_per_story": "reactions_per_story",
    }
    adjusted = asked | {"social_minutes": "minutes_cuped"}

    for said, which in ((analyse(data), asked), (analyse_cuped(data), adjusted)):
        assert said.keys() == which.keys()
        for metric, figures in said.items():
            expected = answers[TEA][which[metric]]
            assert figures == {name: close(expected[theirs]) for name, theirs in names.items()}


def test_families_adjust_as_in_statsmodels(answers):
    ps = [0.001, 0.04, 0.03, 0.02]

    for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        expected = answers["statsmodels 0.15.0"][f"multipletests/{theirs}"]
        assert ours(ps) == close([expected[str(place)] for place in range(4)])
