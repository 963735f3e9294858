"""Expectations: what the engines draw scatters around them."""

import dataclasses

import numpy as np
import pytest

from core.knobs import fields
from core.metrics import TOTALS, metric
from core.simulation.expect import expected, headline, lift, tornado
from core.simulation.levers import LEVERS
from core.simulation.run import ARMS, simulate
from core.simulation.scenario import Dynamics, Scenario

MVP = Scenario().with_setup(members=60_000).with_idea("social").with_idea("stories")


@pytest.mark.parametrize("engine", ["aggregate", "daily"])
@pytest.mark.parametrize(
    ("question", "unit"), [("what-if", "member"), ("ab", "member"), ("ab", "cluster")]
)
def test_drawn_totals_scatter_around_what_is_expected(engine, question, unit):
    scenario = MVP.with_setup(engine=engine, question=question, unit=unit)
    outcome, worked_out = simulate(scenario), expected(scenario)

    for arm in ARMS:
        drawn = outcome.arm(arm)
        for name in TOTALS:
            mean = worked_out[arm].total(name)
            se = (drawn.var(name) / drawn.n) ** 0.5
            # along follows take-up is drawn too: half a percent beside the mean field
            slack = 5e-3 * mean if engine == "daily" and arm == "treatment" else 0.0
            assert abs(drawn.mean(name) - mean) < 4.5 * se + slack, (arm, name)


def test_without_ideas_both_worlds_are_expected_to_be_alike():
    for values in zip(*(both.values() for both in headline(Scenario()).values()), strict=True):
        assert values[0] == values[1]


def test_daily_values_add_up_to_the_horizon():
    world = expected(MVP)["treatment"]
    minutes = metric("minutes_watched")

    assert world.curve(minutes).mean() == pytest.approx(world.metric(minutes))
    assert world.curve(metric("retention"))[-1] == pytest.approx(world.metric(metric("retention")))


def test_the_tornado_ranks_the_knob_that_matters_first():
    lever = LEVERS["mood"](tried=40, browsing=1)
    swings = tornado(Scenario().with_idea("mood", lever), metric("take_rate"))
    widths = [swing.width for swing in swings]

    assert widths == sorted(widths, reverse=True)
    assert swings[0].key in {"ideas.mood.tried", "ideas.mood.uptake"}
    assert all(np.isfinite(widths))


@pytest.mark.parametrize("slug", list(LEVERS))
def test_every_knob_of_every_idea_moves_some_metric(slug):
    scenario = Scenario().with_setup(days=40)
    for field in fields(LEVERS[slug]):
        ends = [
            headline(scenario.with_idea(slug, LEVERS[slug](**{field.name: end})))
            for end in (field.knob.low, field.knob.high)
        ]

        assert ends[0]["treatment"] != ends[1]["treatment"], field.name
        assert ends[0]["control"] == ends[1]["control"]


@pytest.mark.parametrize("field", fields(Dynamics), ids=lambda field: field.name)
def test_every_knob_of_the_dynamics_moves_some_metric(field):
    scenario = MVP.with_idea("market").with_setup(days=40)
    ends = [
        headline(dataclasses.replace(scenario, dynamics=Dynamics(**{field.name: end})))
        for end in (field.knob.low, field.knob.high)
    ]

    assert ends[0]["treatment"] != ends[1]["treatment"]


def test_a_lift_on_nothing_is_undefined_and_not_zero():
    quiet = Scenario.from_toml("[personas.focused]\nshare = 1\nsocial_minutes = 0")

    assert np.isnan(lift(quiet, metric("social_minutes")))
