"""Every page opens in its frame, every knob has an effect, and a link is a demo."""

from pathlib import Path

import pytest

from core.ideas import IDEAS
from core.knobs import Choice, fields
from core.simulation.levers import LEVERS
from ui import navigation

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))


@pytest.mark.parametrize("slug", PAGES)
def test_every_page_opens_without_an_error(open_page, slug):
    page = open_page(slug)

    assert not page.exception
    assert not page.error
    assert page.title


def test_every_page_file_is_a_fixed_page_or_an_idea():
    fixed = {slug for slug, *_ in navigation.FIXED}

    assert fixed == {"home", "lab", "people", "snapshots", "moderation"}
    assert set(PAGES) <= fixed | {idea.slug for idea in IDEAS}


def test_home_lists_all_fifteen_ideas_and_calls_those_without_a_page_planned(open_page):
    page = open_page("home")
    text = " ".join(element.value for element in page.markdown)

    assert len(IDEAS) == 15
    for idea in IDEAS:
        assert idea.title in text
    planned = [idea for idea in IDEAS if not navigation.exists(idea.slug)]
    assert text.count("prototype planned") == len(planned)


def test_another_goal_ranks_the_ideas_anew(open_page):
    page = open_page("home")
    before = [element.value for element in page.markdown if element.value.startswith("**1**")]

    goal = next(group for group in page.button_group if group.key == "home_goal")
    goal.set_value("acquisition").run()
    after = [element.value for element in page.markdown if element.value.startswith("**1**")]

    assert any("Social" in text for text in before)
    assert any("seniors" in text for text in after)


def headline(page) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_turning_a_knob_moves_the_success_metrics(open_page):
    page = open_page("lab")
    before = headline(page)

    page.slider(key="social_uptake").set_value(90.0).run()

    assert not page.exception
    assert headline(page)["Minutes on Social, min/day"] > before["Minutes on Social, min/day"]


def test_an_idea_switched_off_takes_its_knobs_along(open_page):
    page = open_page("lab")
    assert "social_uptake" in {slider.key for slider in page.slider}

    ideas = next(group for group in page.button_group if group.key == "ideas")
    ideas.set_value(["mood"]).run()

    keys = {slider.key for slider in page.slider}
    assert "social_uptake" not in keys
    assert "mood_uptake" in keys


def test_a_link_sets_ideas_knobs_question_and_people(open_page):
    page = open_page(
        "lab",
        ideas=["Mood of the day"],
        mood_tried="33",
        run_question="Simulated A/B test",
        discoverer_share="60",
    )

    assert page.slider(key="mood_tried").value == 33
    said = " ".join(element.value for element in page.markdown)
    assert "Simulated A/B test" in said
    assert not page.warning


def test_a_link_by_slug_is_understood_too(open_page):
    page = open_page("lab", ideas=["mood", "foryou"], run_question="ab")

    keys = {slider.key for slider in page.slider}
    assert {"mood_tried", "foryou_tried"} <= keys
    assert "social_uptake" not in keys
    assert "Simulated A/B test" in " ".join(element.value for element in page.markdown)


def test_a_mistyped_link_opens_and_says_what_was_refused(open_page):
    page = open_page("lab", ideas=["Social", "Telepathy"], run_seed="many")

    assert not page.exception
    assert any("Telepathy" in warning.value for warning in page.warning)


@pytest.mark.parametrize("slug", list(LEVERS))
def test_every_knob_of_every_idea_is_on_screen_with_its_source(open_page, slug):
    page = open_page("lab", ideas=[slug])

    on_screen = {widget.key: widget for widget in (*page.slider, *page.number_input)}
    for field in fields(LEVERS[slug]):
        if not isinstance(field.knob, Choice):
            assert "Source:" in on_screen[f"{slug}_{field.name}"].help


def test_no_idea_at_all_is_said_and_nothing_moves(open_page):
    page = open_page("lab", ideas="")

    assert any("No idea is switched on" in info.value for info in page.info)
    assert all(metric.delta in ("0", "", 0) for metric in page.metric)


def test_people_turn_a_habit_and_the_lab_runs_it(open_page):
    page = open_page("people")
    page.slider(key="discoverer_share").set_value(90.0).run()
    page.switch_page("../pages/lab.py").run()

    assert page.query_params["discoverer_share"] == "90"


def test_each_persona_shows_its_sample_members(open_page):
    for slug in ("discoverer", "focused", "occasional"):
        page = open_page("people", people_persona=slug)
        members = next(metric for metric in page.metric if metric.label == "Members")
        assert int(members.value.replace(",", "")) > 100
        assert page.dataframe


def test_the_fourth_persona_is_a_segment_to_win(open_page):
    page = open_page("people", people_persona="Senior citizen")

    assert any("segment to win" in info.value for info in page.info)


def test_an_ab_test_of_social_warns_that_members_influence_one_another(open_page):
    page = open_page("lab", ideas=["Social"], run_question="Simulated A/B test")

    said = [text.value for text in page.warning]
    assert any("Members influence one another through Social" in text for text in said)
    assert any("switch *Assignment* to *By cluster*" in text for text in said)


def assignment(page):
    return next((group for group in page.button_group if group.key == "run_unit"), None)


def test_a_test_by_cluster_says_what_remains_and_what_it_costs(open_page):
    page = open_page("lab", ideas=["Social"], run_question="Simulated A/B test")
    by_member = headline(page)["Minutes on Social, min/day"]

    assignment(page).set_value("cluster").run()

    assert not page.exception
    said = [text.value for text in page.warning]
    assert any("This test treats communities as a whole" in text for text in said)
    assert not any("switch *Assignment*" in text for text in said)
    assert headline(page)["Minutes on Social, min/day"] > by_member


def test_a_link_opens_a_test_by_cluster(open_page):
    page = open_page("lab", ideas=["social"], run_question="ab", run_unit="cluster")

    assert assignment(page).value == "cluster"
    assert any("This test treats communities as a whole" in text.value for text in page.warning)


def test_a_what_if_assigns_nobody_and_asks_for_no_assignment(open_page):
    page = open_page("lab", ideas=["Social"])
    assert assignment(page) is None

    question = next(group for group in page.button_group if group.key == "run_question")
    question.set_value("ab").run()

    assert assignment(page).value == "member"


def test_a_test_of_an_idea_for_oneself_carries_no_such_warning(open_page):
    page = open_page("lab", ideas=["Mood of the day"], run_question="Simulated A/B test")

    assert not page.warning
