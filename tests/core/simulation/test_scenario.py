"""Scenarios: written, read, refused, named."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import GreenlightError, KnobError
from core.ideas import IDEAS
from core.knobs import Choice, fields
from core.people import Habits
from core.simulation.levers import LEVERS, SPREADS
from core.simulation.scenario import Dynamics, Scenario, Setup

FULL = Scenario().with_idea("social").with_idea("nearby", LEVERS["nearby"](uptake=44))


def test_every_idea_of_the_catalogue_has_knobs_and_no_other():
    assert set(LEVERS) == {idea.slug for idea in IDEAS}
    assert set(LEVERS) >= SPREADS


def test_a_scenario_survives_toml_and_pickle():
    assert Scenario.from_toml(FULL.to_toml()) == FULL
    assert Scenario.from_toml(FULL.to_toml()).digest == FULL.digest
    assert pickle.loads(pickle.dumps(FULL)) == FULL


def test_the_digest_does_not_depend_on_the_order_ideas_were_switched_on():
    other = Scenario().with_idea("nearby", LEVERS["nearby"](uptake=44)).with_idea("social")

    assert other.digest == FULL.digest


def test_the_digest_of_a_scenario_is_the_same_on_every_machine():
    """Changes only when a default or a key changes: then raise SCHEMA if files must not mix."""
    text = "[setup]\nseed = 3\nmembers = 5000\n[ideas.mood]\nuptake = 12.5\n"

    assert Scenario.from_toml(text).digest == Scenario.from_toml(text + "tried = 14\n").digest
    assert len(Scenario().digest) == 64
    assert Scenario.from_toml(text).digest != Scenario().digest


def test_a_file_from_before_clusters_keeps_its_name():
    assert Scenario.from_toml('[setup]\nunit = "member"\n').digest == Scenario().digest
    by_cluster = Scenario().with_setup(question="ab", unit="cluster")
    assert Scenario.from_toml(by_cluster.to_toml()) == by_cluster
    assert by_cluster.digest != Scenario().with_setup(question="ab").digest


@given(seed=st.integers(0, 10**6), members=st.integers(100, 10**6), uptake=st.floats(0, 100))
def test_any_valid_scenario_reads_back_equal(seed, members, uptake):
    lever = LEVERS["social"](uptake=uptake)
    scenario = Scenario(setup=Setup(seed=seed, members=members)).with_idea("social", lever)

    assert Scenario.from_toml(scenario.to_toml()) == scenario


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[setup]\nmembrs = 3", "did you mean 'setup.members'"),
        ("[ideas.socal]", "did you mean 'social'"),
        ("[ideas.social]\nuptke = 3", "did you mean 'ideas.social.uptake'"),
        ("[ideas.social]\nuptake = 400", "ideas.social.uptake must be 0 to 100 %, not 400"),
        ('[setup]\nmembers = "many"', "setup.members must be 100 to 5,000,000, not 'many'"),
        ("[setup]\nmembers = 100.5", "whole number, not 100.5"),
        ("[setup]\nmembers = true", "not True"),
        ("[setup]\ndays = nan", "setup.days must be 1 to 365 days, not nan"),
        ('[setup]\nquestion = "whatif"', "Did you mean 'what-if'"),
        ("colour = 1", "There is no key 'colour'"),
        ("schema = 99", "schema must be 1, not 99"),
        ("personas = 3", "personas must be a table"),
        ("ideas = [1]", "ideas must be a table"),
        ("[setup", "not valid TOML"),
        ("[personas.discoverer]\nshare = 0", "at least one with a share above 0"),
        ('[personas."a b"]\nshare = 5\nsessions_per_week = 3', "one plain word"),
    ],
)
def test_a_bad_scenario_is_refused_with_the_key_and_the_range(text, said):
    with pytest.raises(GreenlightError) as error:
        Scenario.from_toml(text)

    assert said in str(error.value)


def test_every_number_of_the_model_says_where_it_comes_from():
    for params in (Setup, Dynamics, Habits, *LEVERS.values()):
        for field in fields(params):
            assert field.knob.source or isinstance(field.knob, Choice), (params, field.name)
            assert field.check(field.default) == field.default


def test_a_fourth_persona_can_join():
    scenario = Scenario.from_toml("[personas.senior]\nshare = 10\n[personas.focused]\nshare = 30")

    assert list(scenario.personas) == ["senior", "focused"]


def test_a_mistyped_persona_is_refused_and_a_persona_of_ones_own_is_not():
    with pytest.raises(KnobError, match=r"did you mean 'personas\.focused'"):
        Scenario.from_toml("[personas.focussed]\nshare = 40\n")

    own = Scenario.from_toml("[personas.gamer]\nshare = 40\nsessions_per_week = 6\n")
    assert set(own.personas) == {"gamer"}
