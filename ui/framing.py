"""The argument on screen: goal, people, pain points and ideas."""

import math
from typing import Literal

import streamlit as st

from core.framing import CHRONIC, FREQUENT, GOALS, Goal, Ranked, goal, rank
from core.ideas import IDEAS, PAIN_POINTS, Idea
from core.metrics import metric
from core.people import PERSONAS
from ui import cache, navigation
from ui.charts import percent

Colour = Literal["orange", "green", "gray"]

CHOSEN = "discoverer"
"""The persona the argument chose."""

LEVELS = {1: "low", 2: "medium", 3: "high"}
FIRST = 6
"""Ideas shown as cards before the rest."""


def mvp() -> list[str]:
    """Return the ideas the argument chose, as the Metric lab's address names them."""
    return [idea.title for idea in IDEAS if idea.mvp]


def goal_choice() -> Goal:
    """Let the room choose what improvement means; return the goal."""
    titles = {each.slug: each.title for each in GOALS}
    slug = st.segmented_control(
        "Goal",
        list(titles),
        default=GOALS[0].slug,
        format_func=lambda slug: titles.get(slug, slug),
        required=True,
        key="home_goal",
        bind="query-params",
    )
    chosen = goal(slug if slug in titles else GOALS[0].slug)
    st.markdown(chosen.line)
    return chosen


def people() -> None:
    """Show the three personas, the chosen one marked."""
    with st.grid(3, min_column_width=240, gap="small"):
        for persona in PERSONAS:
            with st.container(border=True, height="stretch"):
                st.markdown(f":material/{persona.icon}: **{persona.title}**")
                with st.container(horizontal=True, gap="small"):
                    st.badge(f"{persona.habits.share:g} % of members", color="gray")
                    if persona.slug == CHOSEN:
                        st.badge("chosen", icon=":material/check:", color="green")
                st.caption(persona.line)


def pains() -> None:
    """Show the discoverer's pain points with how chronic and how frequent they are."""
    with st.grid(4, min_column_width=200, gap="small"):
        for number, slug in enumerate(CHRONIC, start=1):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{number}** {PAIN_POINTS[slug]}")
                st.space("stretch")
                with st.container(horizontal=True, gap="small"):
                    for what, level in (("chronic", CHRONIC[slug]), ("frequent", FREQUENT[slug])):
                        hot: Colour = "green" if level == 3 else "gray"
                        st.badge(f"{what}: {LEVELS[level]}", color=hot)


def ideas(chosen: Goal) -> None:
    """Show every idea under a goal, the best first, as cards and then as a table."""
    ranked = rank(chosen)
    with st.grid(3, min_column_width=260, gap="small"):
        for place, each in enumerate(ranked[:FIRST], start=1):
            _card(place, each, chosen)
    st.markdown("**And the rest of the catalogue**")
    with st.grid(3, min_column_width=260, gap="small"):
        for place, each in enumerate(ranked[FIRST:], start=FIRST + 1):
            _line(place, each)
    st.caption(
        "Ranked by impact × relevance ÷ effort. Effort and impact are the argument's words, or "
        "ours where it gives none (hover to see which), counted 1 to 3 (assumption); relevance is "
        "the share of the "
        "goal's metrics an idea should move, weighed by its pain point. The lift is what the "
        "model expects of the idea alone at its default knobs: a simulation, not a promise."
    )


def _card(place: int, each: Ranked, chosen: Goal) -> None:
    idea = each.idea
    with st.container(border=True, height="stretch"):
        st.markdown(f"{_place(place, each)}:material/{idea.icon}: **{idea.title}**")
        with st.container(horizontal=True, gap="small"):
            _badges(idea)
        st.caption(idea.pitch)
        st.space("stretch")
        if each.score > 0:
            st.markdown(f":small[{_expected(idea, chosen)}]")
        else:
            st.caption("Does not serve this goal.")
        _open(idea)


def _line(place: int, each: Ranked) -> None:
    idea = each.idea
    with st.container(border=True, height="stretch"):
        st.markdown(
            f"{_place(place, each)}:material/{idea.icon}: **{idea.title}**", help=idea.pitch
        )
        with st.container(horizontal=True, gap="small"):
            _badges(idea)
        st.space("stretch")
        _open(idea)


def _place(place: int, each: Ranked) -> str:
    return f"**{place}** " if each.score > 0 else ""


def _badges(idea: Idea) -> None:
    ours = None if idea.judged_by == "brief" else "Our judgement: the argument gives none."
    effort: Colour = "orange" if idea.effort != "medium" else "gray"
    impact: Colour = "green" if idea.impact != "medium" else "gray"
    st.badge(f"effort {idea.effort}", color=effort, help=ours)
    st.badge(f"impact {idea.impact}", color=impact, help=ours)
    if idea.mvp:
        st.badge("MVP", icon=":material/star:", color="green")


def _expected(idea: Idea, chosen: Goal) -> str:
    """Return what the model expects of an idea alone, on the goal's metric it should move most."""
    slug = next((slug for slug in idea.moves if slug in chosen.metrics), idea.moves[0])
    of, lift = metric(slug), cache.alone(idea.slug, slug)
    said = percent(lift) if math.isfinite(lift) else "undefined"
    return f"{of.label}: **{said}** expected, alone"


def _open(idea: Idea) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        page = navigation.page(idea.slug)
        if page is None:
            st.badge("prototype planned", color="gray")
        else:
            st.page_link(page, label="Open", icon=f":material/{idea.icon}:")
        lab = navigation.page("lab")
        if lab is not None:
            st.page_link(
                lab,
                label="Simulate",
                icon=":material/science:",
                query_params={"ideas": [idea.title]},
            )
