"""A scenario in the address bar."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from core.people import Habits
from core.simulation import link
from core.simulation.levers import LEVERS
from core.simulation.scenario import Dynamics, Scenario


def test_the_default_scenario_needs_no_parameters():
    assert link.write(Scenario()) == {}
    assert link.read({}) == (Scenario(), [])


@given(
    ideas=st.sets(st.sampled_from(list(LEVERS))),
    uptake=st.integers(0, 100),
    habit=st.floats(0, 1),
    seed=st.integers(0, 2**31 - 1),
    minutes=st.floats(1, 300),
)
def test_any_scenario_of_the_lab_survives_its_link(ideas, uptake, habit, seed, minutes):
    scenario = Scenario(dynamics=Dynamics(habit=float(f"{habit:.9g}"))).with_setup(seed=seed)
    for slug in ideas:
        scenario = scenario.with_idea(slug, LEVERS[slug](uptake=uptake))
    focused = Habits(
        **{**scenario.personas["focused"].write(), "minutes_per_session": float(f"{minutes:.9g}")}
    )
    people = {**scenario.personas, "focused": focused}
    scenario = dataclasses.replace(scenario, personas=people)

    again, problems = link.read(link.write(scenario))

    assert not problems
    assert again.digest == scenario.digest


def test_a_link_says_how_a_test_assigns_its_members():
    scenario = Scenario().with_setup(question="ab", unit="cluster")
    said = {"run_question": ["Simulated A/B test"], "run_unit": ["By cluster"]}

    assert link.write(scenario) == said
    assert link.spelled({"run_question": ["ab"], "run_unit": ["cluster"]}) == said
    for query in (said, {"run_question": ["ab"], "run_unit": ["cluster"]}):
        assert link.read(query) == (scenario, [])


def test_a_mistyped_link_still_opens_and_says_what_was_refused():
    scenario, problems = link.read(
        {
            "ideas": ["social", "soical"],
            "social_uptake": ["lots"],
            "run_members": ["5e9"],
            "run_days": ["10"],
            "run_question": ["<script>"],
        }
    )

    assert list(scenario.ideas) == ["social"]
    assert scenario.ideas["social"] == LEVERS["social"]()
    assert scenario.setup.days == 10
    assert len(problems) == 4
    assert any("0 to 100 %" in problem for problem in problems)


def test_a_persona_leaves_with_a_share_of_zero():
    scenario, _ = link.read({"occasional_share": ["0"], "senior_share": ["15"]})

    assert set(scenario.personas) == {"discoverer", "focused", "senior"}
    assert link.read(link.write(scenario))[0] == scenario


def test_everybody_gone_falls_back_to_the_usual_mix():
    gone = {f"{slug}_share": ["0"] for slug in link.people()}
    scenario, problems = link.read(gone)

    assert scenario == Scenario()
    assert "usual mix" in problems[0]
