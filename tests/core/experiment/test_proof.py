"""Proof by repetition: what the intervals promise is what happens, within exact binomial bands.

Thousands of whole experiments are drawn from a world whose true figures are known in closed
form: uneven activity (gamma frailty), three personas, heavy-tailed counts. A band holds the
number of false alarms, misses or hits in 99.99 % of worlds where the promise is kept exactly,
so a failure means a broken promise; the naive analyses at the end of each claim show that one
would be noticed.
"""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from core.experiment import (
    Moments,
    Readout,
    achieved_power,
    cuped_difference,
    difference,
    member_variance,
    multiplier,
)

SURE = 0.9999
"""Share of worlds in which a kept promise stays within its band."""

EXPERIMENTS = 3_000
MEMBERS = 4_000
LIFT = 1.05

SHARE = np.array([0.45, 0.30, 0.25])
SHOWN = np.array([20.0, 26.0, 6.0]) * 4
TAKE = np.array([0.22, 0.32, 0.15])
MINUTES = np.array([60.0, 210.0, 30.0])
REVIEWS = np.array([0.3, 2.2, 0.1])
STORIES = np.array([1.0, 2.5, 0.4])
REACTIONS = 3.0

TRUTH = {
    "minutes": float(SHARE @ MINUTES),
    "reviews": float(SHARE @ REVIEWS),
    "take rate": float(SHARE @ (SHOWN * TAKE) / (SHARE @ SHOWN)),
    "reactions per story": REACTIONS,
    "minutes, adjusted": float(SHARE @ MINUTES),
}
"""Control's true figures; treatment's are ``LIFT`` times as high where there is an effect."""


def drawn(rng: np.random.Generator, n: int, lift: float) -> Moments:
    """Return the moments of one arm; every figure's expectation is ``lift`` times its truth."""
    persona = np.searchsorted(SHARE.cumsum()[:-1], rng.random(n))
    frailty = rng.standard_gamma(2.0, n) / 2
    shown = rng.poisson(SHOWN[persona] * frailty)
    stories = rng.poisson(STORIES[persona] * frailty)
    fondness = rng.uniform(0.5, 1.5, n)
    return Moments.of(
        {
            "shown": shown,
            "taken": rng.binomial(shown, TAKE[persona] * rng.uniform(0.6, 1.4, n) * lift),
            "pre_minutes": MINUTES[persona] * frailty * rng.uniform(0.5, 1.5, n),
            "minutes": MINUTES[persona] * frailty * rng.uniform(0.5, 1.5, n) * lift,
            "reviews": rng.poisson(REVIEWS[persona] * frailty * lift),
            "stories": stories,
            "reactions": rng.poisson(REACTIONS * stories * fondness * lift),
        }
    )


def read(control: Moments, treatment: Moments) -> dict[str, Readout]:
    """Return the readouts of one experiment, by the names of ``TRUTH``."""
    return {
        "minutes": difference(control, treatment, "minutes"),
        "reviews": difference(control, treatment, "reviews"),
        "take rate": difference(control, treatment, "taken", "shown"),
        "reactions per story": difference(control, treatment, "reactions", "stories"),
        "minutes, adjusted": cuped_difference(
            control, treatment, "minutes", covariate="pre_minutes"
        ),
    }


@dataclasses.dataclass(frozen=True)
class Trials:
    """Many experiments: arms, and readouts by metric."""

    arms: list[tuple[Moments, Moments]]
    readouts: dict[str, list[Readout]]


def arms(seed: int, lift: float) -> list[Moments]:
    rng = np.random.default_rng(seed)
    return [drawn(rng, MEMBERS, lift) for _ in range(EXPERIMENTS)]


def trials(controls: list[Moments], treatments: list[Moments]) -> Trials:
    pairs = [*zip(controls, treatments, strict=True)]
    rows = [read(*pair) for pair in pairs]
    return Trials(pairs, {name: [row[name] for row in rows] for name in TRUTH})


@pytest.fixture(scope="module")
def controls() -> list[Moments]:
    """Drawn once: no claim joins experiments with an effect and experiments without."""
    return arms(seed=1, lift=1.0)


@pytest.fixture(scope="module")
def without_effect(controls) -> Trials:
    return trials(controls, arms(seed=2, lift=1.0))


@pytest.fixture(scope="module")
def with_effect(controls) -> Trials:
    return trials(controls, arms(seed=3, lift=LIFT))


def within_band(count: int, probability: float, trials: int = EXPERIMENTS) -> bool:
    low, high = stats.binom.interval(SURE, trials, probability)
    return bool(low <= count <= high)


@pytest.mark.parametrize("metric", TRUTH)
def test_an_idea_without_effect_raises_the_alarm_in_5_percent_of_tests(without_effect, metric):
    alarms = sum(readout.p < 0.05 for readout in without_effect.readouts[metric])

    assert within_band(alarms, 0.05), alarms


@pytest.mark.parametrize("metric", TRUTH)
def test_p_values_of_an_idea_without_effect_are_uniform(without_effect, metric):
    ps = [readout.p for readout in without_effect.readouts[metric]]

    assert stats.kstest(ps, "uniform").pvalue > 1 - SURE


@pytest.mark.parametrize("metric", TRUTH)
def test_intervals_of_the_effect_hold_the_truth_in_95_percent_of_tests(with_effect, metric):
    truth = TRUTH[metric] * (LIFT - 1)

    held = sum(readout.low <= truth <= readout.high for readout in with_effect.readouts[metric])

    assert within_band(held, 0.95), held


@pytest.mark.parametrize("relative", ["log-delta", "fieller", "delta"])
@pytest.mark.parametrize("metric", TRUTH)
def test_intervals_of_the_relative_lift_hold_it_in_95_percent(with_effect, metric, relative):
    options = {
        "minutes": ("minutes",),
        "reviews": ("reviews",),
        "take rate": ("taken", "shown"),
        "reactions per story": ("reactions", "stories"),
    }
    readouts = (
        with_effect.readouts[metric]
        if metric not in options
        else [difference(*arms, *options[metric], relative=relative) for arms in with_effect.arms]
    )

    held = sum(readout.rel_low <= LIFT - 1 <= readout.rel_high for readout in readouts)

    assert within_band(held, 0.95), held


@pytest.mark.parametrize("metric", TRUTH)
def test_a_planted_lift_is_recovered_without_bias(with_effect, metric):
    effects = [readout.effect for readout in with_effect.readouts[metric]]
    z = (np.mean(effects) - TRUTH[metric] * (LIFT - 1)) / stats.sem(effects)

    assert abs(z) < stats.norm.isf((1 - SURE) / 2)
    errors = np.mean([readout.se for readout in with_effect.readouts[metric]])
    spread = np.std(effects, ddof=1) / errors
    degrees = EXPERIMENTS - 1
    low, high = np.sqrt(np.array(stats.chi2.interval(SURE, degrees)) / degrees)
    assert 0.98 * low < spread < 1.02 * high  # 2 % for totals that are not quite normal


POWERED = {
    "minutes": ("minutes", (), ()),
    "take rate": ("taken", "shown", ()),
    "reactions per story": ("reactions", "stories", ()),
    "minutes, adjusted": ("minutes", (), "pre_minutes"),
}


@pytest.mark.parametrize("metric", POWERED)
def test_an_effect_is_noticed_as_often_as_computed_beforehand(with_effect, metric):
    numerator, denominator, covariate = POWERED[metric]
    rng = np.random.default_rng(3)
    pilot = [drawn(rng, 100_000, lift) for lift in (1.0, LIFT)]
    variance = np.mean(
        [member_variance(arm, numerator, denominator, covariate=covariate) for arm in pilot]
    )
    power = achieved_power(TRUTH[metric] * (LIFT - 1), variance, MEMBERS, MEMBERS)

    noticed = sum(readout.p < 0.05 for readout in with_effect.readouts[metric])

    unsure = 0.01  # of the power, for the pilot's variance is an estimate itself
    low = stats.binom.interval(SURE, EXPERIMENTS, power - unsure)[0]
    high = stats.binom.interval(SURE, EXPERIMENTS, min(1.0, power + unsure))[1]
    assert 0.2 < power < 0.999
    assert low <= noticed <= high, (noticed, power)


def test_adjusting_by_the_past_narrows_the_interval_without_moving_it(with_effect):
    plain, adjusted = with_effect.readouts["minutes"], with_effect.readouts["minutes, adjusted"]

    ratio = np.mean([a.se / p.se for a, p in zip(adjusted, plain, strict=True)])
    gap = [a.effect - p.effect for a, p in zip(adjusted, plain, strict=True)]

    assert ratio < 0.7
    assert abs(np.mean(gap) / stats.sem(gap)) < stats.norm.isf((1 - SURE) / 2)


def test_a_guardrail_at_its_margin_is_passed_in_2_5_percent_of_tests(without_effect):
    passed = sum(
        readout.judged(margin=0.0).guardrail.verdict == "safe"
        for readout in without_effect.readouts["reviews"]
    )

    assert within_band(passed, 0.025), passed


def test_treating_titles_as_independent_would_break_the_promise(without_effect):
    alarms = 0
    for control, treatment in without_effect.arms:
        shares = [arm.mean("taken") / arm.mean("shown") for arm in (control, treatment)]
        shown = [arm.mean("shown") * arm.n for arm in (control, treatment)]
        se = math.sqrt(sum(q * (1 - q) / n for q, n in zip(shares, shown, strict=True)))
        alarms += abs(shares[1] - shares[0]) > 1.96 * se

    assert alarms > stats.binom.interval(SURE, EXPERIMENTS, 0.05)[1] * 2


PEEKED = 400
"""Experiments watched after every single member."""


@pytest.fixture(scope="module")
def watched() -> dict[str, np.ndarray]:
    """Standardised effects after each pair of members, shape (PEEKED, members per arm - 1)."""
    rng = np.random.default_rng(6)
    n = np.arange(1, MEMBERS + 1)
    heavy = rng.standard_gamma(0.5, (2, PEEKED, MEMBERS)) * 2
    draws = {"gamma": heavy, "counts": rng.poisson(0.5 * heavy).astype(float)}
    result = {}
    for name, x in draws.items():
        mean = x.cumsum(axis=-1) / n
        variance = ((x**2).cumsum(axis=-1) / n - mean**2)[..., 1:] * n[1:] / (n[1:] - 1)
        se = np.sqrt(variance.sum(axis=0) / n[1:])
        effect = (mean[1] - mean[0])[:, 1:]
        result[name] = np.divide(effect, se, out=np.zeros_like(se), where=se > 0)
    return result


@pytest.mark.parametrize("name", ["gamma", "counts"])
def test_always_valid_intervals_survive_a_look_after_every_member(watched, name):
    pairs = np.arange(2, MEMBERS + 1)

    missed = (np.abs(watched[name]) > multiplier(2 * pairs)).any(axis=1).sum()
    fooled = (np.abs(watched[name][:, 50:]) > 1.96).any(axis=1).sum()

    assert missed <= stats.binom.interval(SURE, PEEKED, 0.05)[1], missed
    assert fooled > PEEKED * 0.3
