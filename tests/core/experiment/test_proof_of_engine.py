"""Proof by repetition on the engine's own members: simulated tests, read as a harness reads them.

``test_proof.py`` proves the statistics on a world made for it; here whole tests come from the
simulation and go through the adapters. The truth is worked out by ``core.simulation.expect``,
which draws nothing. Bands hold 99.99 % of worlds in which the promise is kept.
"""

import numpy as np
import pytest
from scipy import stats

from benchmarks.adapters import METRICS, analyse, analyse_cuped, simulate_ab
from core.errors import ExperimentError
from core.experiment import Moments, achieved_power, member_variance
from core.simulation.expect import expected
from core.simulation.scenario import Scenario

SURE = 0.9999
TESTS = 400
MEMBERS = 8_000
EFFECT = {"watch": 1.01, "minutes": 1.03, "reviews": 1.8, "reactions": 1.12}
LIFT = {
    "pos_per_rec": 0.01,
    "social_minutes": 0.03,
    "minutes, adjusted": 0.03,
    "reviews_per_user": 0.80,
    "reactions_per_story": 0.12,
}


def truth(metric):
    """Control's true figure, by the closed form."""
    control = expected(Scenario())["control"]
    columns = {
        "pos_per_rec": ("taken", "recommended"),
        "reviews_per_user": ("reviews",),
        "reactions_per_story": ("reactions", "stories"),
    }
    above, *below = columns.get(metric, ("social_minutes",))
    return control.total(above) / (control.total(below[0]) if below else 1.0)


def readouts(first_seed, effect):
    """Figures of many tests: by metric, then by name an array over tests."""
    found = {metric: [] for metric in LIFT}
    for seed in range(first_seed, first_seed + TESTS):
        data = simulate_ab(MEMBERS, seed, effect=effect)
        plain, adjusted = analyse(data), analyse_cuped(data)
        plain["minutes, adjusted"] = adjusted["social_minutes"]
        for metric in LIFT:
            found[metric].append(plain[metric])
    return {
        metric: {name: np.array([row[name] for row in rows]) for name in rows[0]}
        for metric, rows in found.items()
    }


@pytest.fixture(scope="module")
def without_effect():
    return readouts(0, None)


@pytest.fixture(scope="module")
def with_effect():
    return readouts(1_000_000, EFFECT)


def within_band(count, probability):
    low, high = stats.binom.interval(SURE, TESTS, probability)
    return low <= count <= high


@pytest.mark.parametrize("metric", LIFT)
def test_an_a_a_test_raises_the_alarm_in_5_percent(without_effect, metric):
    alarms = (without_effect[metric]["p"] < 0.05).sum()

    assert within_band(alarms, 0.05), alarms


@pytest.mark.parametrize("metric", LIFT)
def test_intervals_hold_the_planted_effect_in_95_percent(with_effect, metric):
    effect, found = truth(metric) * LIFT[metric], with_effect[metric]

    held = ((found["lo"] <= effect) & (effect <= found["hi"])).sum()
    lifted = ((found["rel_lo"] <= LIFT[metric]) & (LIFT[metric] <= found["rel_hi"])).sum()

    assert within_band(held, 0.95), held
    assert within_band(lifted, 0.95), lifted


@pytest.mark.parametrize("metric", LIFT)
def test_a_planted_effect_is_recovered_without_bias(with_effect, metric):
    effects = with_effect[metric]["effect"]

    z = (effects.mean() - truth(metric) * LIFT[metric]) / stats.sem(effects)

    assert abs(z) < stats.norm.isf((1 - SURE) / 2), z


POWERED = {
    "pos_per_rec": ("pos", "recs", ()),
    "social_minutes": ("minutes", (), ()),
    "minutes, adjusted": ("minutes", (), "pre_minutes"),
    "reactions_per_story": ("reactions", "stories", ()),
}


@pytest.fixture(scope="module")
def pilot():
    data = simulate_ab(400_000, 5, effect=EFFECT)
    return [
        Moments.of({name: data[name][data["arm"] == arm] for name in data if name != "arm"})
        for arm in (0, 1)
    ]


@pytest.mark.parametrize("metric", POWERED)
def test_a_planted_effect_is_noticed_as_often_as_computed(with_effect, pilot, metric):
    over, under, covariate = POWERED[metric]
    variance = np.mean([member_variance(arm, over, under, covariate=covariate) for arm in pilot])
    power = achieved_power(truth(metric) * LIFT[metric], variance, MEMBERS // 2, MEMBERS // 2)

    noticed = (with_effect[metric]["p"] < 0.05).sum()

    assert 0.2 < power < 0.99
    assert within_band(noticed, power), (noticed, power)


def test_figures_agree_with_one_another():
    data = simulate_ab(MEMBERS, 1, effect=EFFECT)

    for metric, figures in analyse(data).items():
        assert figures["lo"] < figures["effect"] < figures["hi"]
        assert figures["rel_lo"] < figures["rel"] < figures["rel_hi"]
        assert (figures["p"] < 0.05) == (figures["lo"] > 0 or figures["hi"] < 0)
        over, under = METRICS[metric]
        of = [data[over][data["arm"] == arm].sum() for arm in (0, 1)]
        by = [data[under][data["arm"] == arm].sum() if under else (data["arm"] == arm).sum()
              for arm in (0, 1)]  # fmt: skip
        assert figures["effect"] == pytest.approx(of[1] / by[1] - of[0] / by[0], rel=1e-9)


def test_adjusting_changes_the_minutes_and_nothing_else():
    data = simulate_ab(MEMBERS, 1)
    plain, adjusted = analyse(data), analyse_cuped(data)

    assert adjusted.keys() == plain.keys()
    assert adjusted.pop("social_minutes") != plain.pop("social_minutes")
    assert adjusted == plain


def test_a_test_in_which_nobody_posts_a_story_is_refused():
    data = simulate_ab(400, 1)
    silent = data | {"stories": np.zeros(400), "reactions": np.zeros(400)}

    with pytest.raises(ExperimentError, match="reactions / stories is undefined"):
        analyse(silent)
