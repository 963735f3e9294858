"""The catalogue holds what the brief argues."""

import pytest

from core.errors import ScenarioError
from core.ideas import IDEAS, PAIN_POINTS, idea
from core.metrics import METRICS
from core.simulation.levers import LEVERS

BRIEF = {
    1: ("medium", "high"),
    2: ("super high", "high"),
    3: ("super high", "medium"),
    4: ("high", "high"),
    5: ("super high", "high"),
    6: ("high", "high"),
    7: ("medium", "medium"),
    8: ("medium", "high"),
    9: ("medium", "high"),
}
"""Effort and impact of the ideas the argument judged, by number."""


def test_there_are_fifteen_ideas_numbered_as_in_the_brief():
    assert [each.number for each in IDEAS] == list(range(1, 16))


def test_effort_and_impact_are_the_words_of_the_argument():
    judged = {each.number: (each.effort, each.impact) for each in IDEAS if each.number <= 9}

    assert judged == BRIEF
    assert all((each.judged_by == "brief") == (each.number <= 9) for each in IDEAS)


def test_the_mvp_is_wheel_social_and_stories():
    assert [each.slug for each in IDEAS if each.mvp] == ["nearby", "social", "stories"]


@pytest.mark.parametrize("each", IDEAS, ids=lambda each: each.slug)
def test_an_idea_is_a_sentence_that_fits_a_tooltip_and_points_to_what_exists(each):
    assert len(each.pitch) <= 200
    assert each.pitch.endswith(".")
    assert set(each.moves) <= {metric.slug for metric in METRICS}
    assert set(each.pain_points) <= set(PAIN_POINTS)
    assert each.slug in LEVERS


def test_an_unknown_idea_names_the_nearest_one():
    with pytest.raises(ScenarioError, match="did you mean 'social'"):
        idea("soical")
