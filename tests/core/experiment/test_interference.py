"""Clusters and what friends do: the effect on everybody, with intervals that hold it."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import WLS

from benchmarks.adapters import METRICS, analyse, analyse_clusters, simulate_ab
from core.errors import ExperimentError
from core.experiment.clusters import communities
from core.experiment.interference import assign_clusters, cluster_difference, exposed
from core.simulation.expect import expected
from core.simulation.scenario import Scenario

SURE = 0.9999
TESTS, MEMBERS = 150, 4_000
EFFECT, SPILL, WITHIN = {"reactions": 1.3, "minutes": 1.05}, 0.3, 0.8
TOTAL = {"reactions_per_story": 1.3 * (1 + SPILL) - 1, "social_minutes": 0.05}
"""Lift of everybody treated over nobody, as planted."""


def made_up_test(seed=3, clusters=40, size=7):
    """A test by cluster with a slope on exposure, members who differ, and clusters who do."""
    draw = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), size)
    arm = assign_clusters(cluster, seed)
    exposure = np.clip(0.1 + 0.8 * arm + draw.uniform(-0.1, 0.1, len(arm)), 0, 1)
    shown = 1 + draw.poisson(20, len(arm))
    level = 0.3 + 0.05 * arm + 0.1 * exposure + draw.normal(0, 0.05, clusters)[cluster]
    taken = draw.poisson(shown * np.clip(level, 0.01, 1))
    return {"taken": taken, "shown": shown}, arm, cluster, exposure


# --- the readout ---------------------------------------------------------------------------------


def test_clusters_of_one_size_are_read_as_welchs_test_of_their_means():
    columns, arm, cluster, _ = made_up_test()
    readout = cluster_difference(columns, arm, cluster, "taken")

    means = columns["taken"].reshape(-1, 7).mean(axis=1)
    asked = stats.ttest_ind(means[arm[::7] == 1], means[arm[::7] == 0], equal_var=False)
    assert readout.effect == pytest.approx(
        means[arm[::7] == 1].mean() - means[arm[::7] == 0].mean()
    )
    assert readout.p == pytest.approx(asked.pvalue, rel=1e-9)
    assert readout.low == pytest.approx(asked.confidence_interval().low, rel=1e-9)


@pytest.mark.parametrize("number", [0, 1])
def test_a_ratio_adjusted_for_exposure_is_a_line_weighted_by_its_denominator(number):
    """Statsmodels' weighted least squares, and the jackknife by refitting without each cluster."""
    columns, arm, cluster, exposure = made_up_test()
    readout = cluster_difference(columns, arm, cluster, "taken", "shown", exposure=exposure)

    def fitted(mine):
        apart = np.stack([np.ones(mine.sum()), exposure[mine] - number], axis=1)
        share = columns["taken"][mine] / columns["shown"][mine]
        return WLS(share, apart, weights=columns["shown"][mine]).fit().params[0]

    mine = arm == number
    names = np.unique(cluster[mine])
    left = np.array([fitted(mine & (cluster != name)) for name in names])
    variance = (len(names) - 1) / len(names) * ((left - fitted(mine)) ** 2).sum()
    figure, se = (
        (readout.control, readout.control_se)
        if number == 0
        else (readout.treatment, readout.treatment_se)
    )
    assert figure == pytest.approx(fitted(mine), rel=1e-9)
    assert se == pytest.approx(variance**0.5, rel=1e-9)


def test_where_all_friends_share_a_cluster_there_is_nothing_to_adjust():
    columns, arm, cluster, _ = made_up_test()
    plain = cluster_difference(columns, arm, cluster, "taken", "shown")
    adjusted = cluster_difference(columns, arm, cluster, "taken", "shown", exposure=arm)

    assert adjusted == plain


def test_few_clusters_and_split_clusters_are_said():
    columns, arm, cluster, _ = made_up_test(clusters=12)
    few = cluster_difference(columns, arm, cluster, "taken")
    split = cluster_difference(columns, np.arange(len(arm)) % 2, cluster, "taken")

    assert "An arm has 6 clusters" in few.warnings[0]
    assert "12 clusters have members in both arms" in split.warnings[-1]


COLUMNS, ARM, CLUSTER, EXPOSURE = made_up_test()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"numerator": "takn"}, "did you mean 'taken'"),
        ({"arm": ARM + 1}, "arm must be 0 for control or 1 for treatment"),
        ({"exposure": EXPOSURE + 1}, "exposure must be a share from 0 to 1"),
        ({"exposure": np.full(len(ARM), 0.5)}, "Exposure hardly varies in control"),
        ({"cluster": ARM}, "at least 3 clusters in control, not 1"),
        ({"cluster": CLUSTER[1:]}, "has 279 members"),
        ({"columns": COLUMNS | {"shown": 0 * COLUMNS["shown"]}}, "taken / shown is undefined in"),
        ({"columns": COLUMNS | {"taken": np.full(len(ARM), np.nan)}}, "must be finite"),
        ({"alpha": 2.0}, "alpha must lie strictly between 0 and 1"),
    ],
)
def test_a_test_that_cannot_be_read_is_refused(changed, said):
    asked = {"columns": COLUMNS, "arm": ARM, "cluster": CLUSTER, "exposure": EXPOSURE}
    asked |= {"numerator": "taken", "denominator": "shown"}

    with pytest.raises(ExperimentError, match=said):
        cluster_difference(**(asked | changed))


# --- exposure and assignment ---------------------------------------------------------------------


def test_exposure_is_the_share_of_treated_among_those_one_follows():
    arm = [1, 0, 0, 1]

    assert exposed(arm, [0, 0, 0, 1], [1, 2, 3, 3]).round(3).tolist() == [0.333, 1, 0, 1]


@given(sizes=st.lists(st.integers(1, 9), min_size=2, max_size=30), seed=st.integers(0, 99))
def test_half_of_the_clusters_are_treated_and_none_is_split(sizes, seed):
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    arm = assign_clusters(cluster, seed)
    arms = [set(arm[cluster == name]) for name in range(len(sizes))]

    assert all(len(one) == 1 for one in arms)
    assert sum(one == {1} for one in arms) == len(sizes) // 2
    assert (arm == assign_clusters(cluster, seed)).all()


def test_a_single_cluster_cannot_be_tested():
    with pytest.raises(ExperimentError, match="at least 2 clusters, not 1"):
        assign_clusters([4, 4, 4], 1)


# --- clusters of a graph -------------------------------------------------------------------------


def ring_of_cliques(cliques, size):
    """Everybody follows everybody in a clique, and one member somebody in the next."""
    pairs = [
        (c * size + i, c * size + j)
        for c in range(cliques)
        for i in range(size)
        for j in range(size)
        if i != j
    ]
    pairs += [(c * size, (c + 1) % cliques * size + 1) for c in range(cliques)]
    return np.array(pairs).T


def test_a_ring_of_cliques_falls_into_its_cliques():
    """The textbook graph (Fortunato & Barthelemy, PNAS 2007), small enough to be resolved."""
    found = communities(40, *ring_of_cliques(8, 5), most=5)

    assert (found.label == np.repeat(np.arange(8), 5)).all()
    assert found.within == pytest.approx(160 / 168)
    assert found.design_effect(0.01) == pytest.approx(1.04 * found.stretch)


def test_many_small_cliques_that_modularity_would_join_are_taken_apart():
    found = communities(300, *ring_of_cliques(60, 5), most=6)

    assert found.sizes.tolist() == [5] * 60


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_every_member_has_one_cluster_and_none_is_too_large(data):
    members = data.draw(st.integers(1, 60))
    end = st.integers(0, members - 1)
    follows = data.draw(st.lists(st.tuples(end, end), max_size=200))
    most = data.draw(st.integers(2, 20))
    who, whom = np.array(follows, dtype=int).reshape(-1, 2).T
    found = communities(members, who, whom, most=most)

    assert len(found.label) == members
    assert found.sizes.min() >= 1
    assert found.sizes.max() <= most
    assert found.stretch >= 1
    assert (found.label == communities(members, who, whom, most=most).label).all()


def test_the_stretch_is_what_a_toss_of_the_clusters_shows():
    draw = np.random.default_rng(0)
    who = np.repeat(np.arange(4000), 6)
    near = who // 20 * 20 + draw.integers(0, 20, len(who))
    whom = np.where(draw.random(len(who)) < 0.7, near, draw.integers(0, 4000, len(who)))
    found = communities(4000, who, whom)
    arm = assign_clusters(found.label, 5)
    apart = np.abs(exposed(arm, who, whom) - arm)

    assert found.stretch == pytest.approx(1 + apart.mean() ** 2 / apart.var(), rel=0.05)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((0, [], []), "Clusters need members"),
        ((3, [0], [1, 2]), "as many followers as followed"),
        ((3, [0], [3]), "numbered 0 to 2"),
    ],
)
def test_a_graph_that_is_none_is_refused(asked, said):
    with pytest.raises(ExperimentError, match=said):
        communities(*asked)
    with pytest.raises(ExperimentError, match="at least 2 members, not 1"):
        communities(3, [0], [1], most=1)


# --- proof by repetition on the simulation's members ----------------------------------------------


@functools.cache
def repeated(planted):
    """Figures of many simulated tests, by readout and metric: effect, low, high, p."""
    asked = {"effect": EFFECT, "spill": SPILL} if planted else {}
    found = {}
    for seed in range(TESTS):
        seed += 1_000_000 * planted
        data = simulate_ab(MEMBERS, seed, assign="cluster", within=WITHIN, **asked)
        blind = {name: column for name, column in data.items() if name != "exposure"}
        said = {"adjusted": analyse_clusters(data), "plain": analyse_clusters(blind)}
        if planted:
            said["by member"] = analyse(simulate_ab(MEMBERS, seed, within=WITHIN, **asked))
        for readout, figures in said.items():
            for metric, one in figures.items():
                row = [one[name] for name in ("effect", "lo", "hi", "p")]
                found.setdefault((readout, metric), []).append(row)
    return {key: np.array(rows).T for key, rows in found.items()}


def truth(metric):
    """Everybody treated minus nobody: the planted lift of what is expected of control."""
    control = expected(Scenario())["control"]
    figure = {
        "reactions_per_story": control.total("reactions") / control.total("stories"),
        "social_minutes": control.total("social_minutes"),
    }
    return figure.get(metric, 0.0) * TOTAL.get(metric, 0.0)


@pytest.mark.parametrize("metric", METRICS)
def test_an_a_a_test_by_cluster_raises_the_alarm_in_5_percent(metric):
    low, high = stats.binom.interval(SURE, TESTS, 0.05)
    for readout in ("plain", "adjusted"):
        p = repeated(False)[readout, metric][3]

        assert low <= (p < 0.05).sum() <= high, readout
        assert stats.kstest(p, "uniform").pvalue > 1 - SURE, readout


@pytest.mark.parametrize("metric", METRICS)
def test_intervals_hold_the_effect_on_everybody_in_95_percent(metric):
    low, high = stats.binom.interval(SURE, TESTS, 0.95)
    effect, (_, lo, hi, _) = truth(metric), repeated(True)["adjusted", metric]

    assert low <= ((lo <= effect) & (effect <= hi)).sum() <= high


def test_the_effect_on_everybody_is_recovered_where_a_test_by_member_misses_half():
    metric = "reactions_per_story"
    found = {
        readout: repeated(True)[readout, metric][0].mean() / truth(metric)
        for readout in ("by member", "plain", "adjusted")
    }

    # by member both arms have half of their friends treated: 0.3 x 1.15 of 0.69
    assert found["by member"] == pytest.approx(0.50, abs=0.05)
    # arms as they are have 0.9 and 0.1 treated: 1.3 x 1.27 - 1.03 of 0.69
    assert found["plain"] == pytest.approx(0.90, abs=0.04)
    assert found["adjusted"] == pytest.approx(1.0, abs=0.05)


def test_twenty_large_tests_recover_the_effect_on_everybody_within_15_percent():
    for seed in range(20):
        data = simulate_ab(
            60_000, seed, effect=EFFECT, spill=SPILL, assign="cluster", within=WITHIN
        )
        found = analyse_clusters(data)["reactions_per_story"]["effect"]

        assert found == pytest.approx(truth("reactions_per_story"), rel=0.15), seed
