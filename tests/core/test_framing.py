"""A goal ranks the ideas, and the argument's own answer comes out of its own words."""

import pytest

from core.errors import ScenarioError
from core.framing import GOALS, goal, pain, rank
from core.ideas import IDEAS


def test_the_chosen_goal_puts_the_mvp_of_the_argument_first():
    first = [ranked.idea.slug for ranked in rank(goal("engagement"))[:3]]

    assert set(first) == {"nearby", "social", "stories"}


@pytest.mark.parametrize(
    ("slug", "best"),
    [("acquisition", "seniors"), ("monetisation", "nearby"), ("experience", "mood")],
)
def test_another_goal_has_another_winner(slug, best):
    assert rank(goal(slug))[0].idea.slug == best


@pytest.mark.parametrize("each", GOALS, ids=lambda each: each.slug)
def test_every_goal_ranks_every_idea_once_in_falling_order(each):
    ranked = rank(each)

    assert {one.idea for one in ranked} == set(IDEAS)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_the_score_is_impact_times_relevance_over_effort():
    by_slug = {ranked.idea.slug: ranked for ranked in rank(goal("engagement"))}

    # Social: impact high (2), three of four metrics, pain felt every evening, effort high (2)
    assert by_slug["social"].score == pytest.approx(2 * 0.75 * 1.0 / 2)
    # Neighbourhood wheel: impact high (2), one of four, effort medium (1)
    assert by_slug["nearby"].score == pytest.approx(2 * 0.25 * 1.0 / 1)


def test_frequent_pains_outweigh_those_that_are_not_daily():
    assert pain("recommendations") == pain("theatre") == 1.0
    assert pain("series") < 0.5
    assert pain("unique") < 0.5


def test_an_unknown_goal_names_the_nearest_one():
    with pytest.raises(ScenarioError, match="did you mean 'engagement'"):
        goal("engagment")
