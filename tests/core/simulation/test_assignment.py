"""A simulated test shows what a test would: half of the friends, or most of them at a price."""

import dataclasses
import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import KnobError
from core.experiment import Moments, difference
from core.metrics import metric
from core.simulation.assignment import DESIGN_EFFECT, WITHIN, together, worth
from core.simulation.expect import headline
from core.simulation.interference import offered, warning
from core.simulation.levers import LEVERS, SPREADS
from core.simulation.panel import panel
from core.simulation.run import ARMS, simulate
from core.simulation.scenario import Scenario, Setup

SOCIAL = Scenario().with_idea("social").with_idea("stories")
ASKED = {
    "what-if": {"question": "what-if"},
    "member": {"question": "ab", "unit": "member"},
    "cluster": {"question": "ab", "unit": "cluster"},
}


@pytest.fixture(scope="module")
def clusters(world):
    return offered(world)


def lifts(scenario, slug):
    """Expected change of a metric by what is asked."""
    found = {}
    for name, setup in ASKED.items():
        both = headline(scenario.with_setup(**setup))
        found[name] = both["treatment"][slug] - both["control"][slug]
    return found


def test_communities_are_the_sample_worlds(clusters):
    assert clusters.within == pytest.approx(WITHIN, abs=0.005)
    # compared as they are, without what reading both arms at their ends would cost
    assert clusters.design_effect() / clusters.stretch == pytest.approx(DESIGN_EFFECT, abs=0.005)


@pytest.mark.parametrize("slug", ["social_minutes", "posts_per_month", "reactions_per_story"])
def test_a_test_sees_of_the_effect_on_everybody_what_the_warning_says(clusters, slug):
    found = lifts(SOCIAL, slug)
    said = warning(SOCIAL.with_setup(question="ab"), clusters)
    assert said is not None

    assert 0 < found["member"] < found["cluster"] < found["what-if"]
    assert found["member"] / found["what-if"] - 1 == pytest.approx(said.by_member[slug] / 100)
    assert found["cluster"] / found["what-if"] - 1 == pytest.approx(
        said.by_cluster[slug] / 100, abs=0.003
    )


@pytest.mark.parametrize("slug", sorted(set(LEVERS) - SPREADS))
def test_an_idea_for_oneself_is_seen_whole_in_any_test(slug):
    scenario = Scenario().with_idea(slug)
    asked = [headline(scenario.with_setup(**setup)) for setup in ASKED.values()]

    assert asked[0] == asked[1] == asked[2]


def test_a_what_if_knows_no_assignment():
    whole = SOCIAL.with_setup(members=2_000)

    by_member, by_cluster = (
        simulate(whole.with_setup(unit=unit)) for unit in ("member", "cluster")
    )
    assert by_member.both() == by_cluster.both()
    assert panel(by_member).table().equals(panel(by_cluster).table())
    assert together(Setup(unit="cluster")) == 1.0


def test_an_interval_by_cluster_is_wider_by_the_root_of_the_design_effect():
    outcome = simulate(SOCIAL.with_setup(members=50_000, **ASKED["cluster"]))
    arms = [outcome.arm(arm) for arm in ARMS]
    of = metric("take_rate")
    alone = difference(*arms, of.numerator, of.denominator).scaled(of.scale(28))
    found = panel(outcome).readout("take_rate")
    assert found is not None

    assert found.se == pytest.approx(DESIGN_EFFECT**0.5 * alone.se, rel=1e-4)
    assert found.high - found.low == pytest.approx(
        DESIGN_EFFECT**0.5 * (alone.high - alone.low), rel=1e-4
    )
    assert (found.control, found.effect) == (alone.control, alone.effect)
    assert (found.n_control, found.n_treatment) == (50_000, 50_000)
    assert found.df < alone.df
    assert found.method == "By cluster: Welch's t, delta method"


def test_clustered_members_are_worth_fewer_by_hand():
    """112 members where each needs 1.12 are worth 100: 1.96 * sqrt(var / 100) and not / 112."""
    draws = np.random.default_rng(4).normal(10, 3, 112)
    found = worth(Moments.of({"minutes": draws}))

    assert found.n == 100
    assert found.mean("minutes") == pytest.approx(draws.mean())
    assert found.var("minutes") == pytest.approx(draws.var(ddof=1))


@pytest.mark.parametrize("members", [0, 1, 2])
def test_so_few_members_that_none_can_be_spared_stay_as_they_are(members):
    few = Moments.of({"minutes": [1.0, 5.0][:members]}) if members else Moments.empty(["minutes"])

    assert worth(few) == few


@functools.cache
def posted(unit, seed):
    """Control's share of the headline: its draws do not know the ideas."""
    scenario = SOCIAL.with_setup(members=2_000, seed=seed, question="ab", unit=unit)
    return simulate(scenario).arm("control").mean("social_minutes")


@settings(max_examples=16, deadline=None)
@given(
    unit=st.sampled_from(["member", "cluster"]),
    uptake=st.floats(0, 60),
    more=st.floats(0, 40),
    seed=st.integers(0, 20),
)
def test_more_take_up_never_lowers_the_headline_of_a_test(unit, uptake, more, seed):
    def minutes(uptake):
        lever = LEVERS["social"](uptake=uptake)
        scenario = Scenario().with_idea("social", lever)
        outcome = simulate(scenario.with_setup(members=2_000, seed=seed, question="ab", unit=unit))
        assert outcome.arm("control").mean("social_minutes") == posted(unit, seed)
        return outcome.arm("treatment").mean("social_minutes")

    assert minutes(uptake) <= minutes(uptake + more)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 500), engine=st.sampled_from(["aggregate", "daily"]))
def test_more_friends_in_the_same_world_never_lower_the_headline(seed, engine):
    scenario = SOCIAL.with_setup(members=1_000, days=14, seed=seed, engine=engine)
    by_member, by_cluster = (
        simulate(scenario.with_setup(**ASKED[unit])).arm("treatment").mean("social_minutes")
        for unit in ("member", "cluster")
    )

    assert by_member <= by_cluster


def test_an_assignment_nobody_offers_is_refused():
    with pytest.raises(KnobError, match="one of member, cluster, not 'clusters'"):
        Scenario.from_toml('[setup]\nunit = "clusters"')


def test_the_warning_goes_with_the_assignment(clusters):
    test = SOCIAL.with_setup(question="ab")
    by_member, by_cluster = (
        warning(test.with_setup(unit=unit), clusters) for unit in ("member", "cluster")
    )
    assert by_member is not None
    assert by_cluster is not None

    assert dataclasses.replace(by_member, unit="cluster") == by_cluster
    assert "splits friends, and misses 41 %" in by_member.sentence
    assert "switch *Assignment* to *By cluster*" in by_member.sentence
    assert "switch" not in by_cluster.sentence
    assert "Friends outside still cost it 23 %" in by_cluster.sentence
    assert "a test by member misses 41 %" in by_cluster.sentence
    assert "1.1 times the members" in by_cluster.sentence
    assert by_cluster.as_it_is == pytest.approx(DESIGN_EFFECT, abs=0.005)
