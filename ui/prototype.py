"""How every page of an idea begins and ends: the idea itself, what it does to the metrics."""

import dataclasses

import streamlit as st

from core.ideas import PAIN_POINTS, Idea, idea
from core.simulation.levers import LEVERS
from core.simulation.panel import ALL
from ui import cache, charts, controls, export, navigation, problems, running, words
from ui.knobs import knobs


def open_idea(slug: str) -> Idea:
    """Draw an idea's title, its sentence and the pain it answers; return the idea."""
    found = idea(slug)
    st.title(found.title)
    st.markdown(found.pitch)
    pains = ". ".join(PAIN_POINTS[pain] for pain in found.pain_points)
    judged = "the argument's words" if found.judged_by == "brief" else "our judgement"
    st.caption(
        f":material/healing: Answers: {pains}. Effort {found.effort}, impact {found.impact} "
        f"({judged})."
    )
    return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How much of a knob's effect the prototype's own figures leave.

    Args:
        field: The knob of the idea.
        share: What it is multiplied by, 0 to 1.
        words: Where the share comes from.
    """

    field: str
    share: float
    words: str


@problems.part
def impact(of: Idea, measured: Measured | None = None) -> None:
    """Draw an idea's knobs in the simulation, what they do to the metrics, and the export bar.

    Args:
        of: The idea.
        measured: What the prototype measures of a knob's effect; all of it without.
    """
    st.header("What it does to the success metrics", anchor=False)
    above = st.container()
    turn, watch = st.columns([1, 2.6], gap="large")
    with turn:
        st.caption("What the idea changes for those who take it up. Every figure names its source.")
        lever = knobs(of.slug, LEVERS[of.slug]())
        if measured is not None:
            lever = dataclasses.replace(
                lever, **{measured.field: getattr(lever, measured.field) * measured.share}
            )
            st.caption(f":material/straighten: {measured.words}")
        navigation.link("lab", "Combine ideas in the lab", ideas=[of.title])
    scenario = dataclasses.replace(controls.current(), ideas={of.slug: lever})
    panel, _ = running.run(scenario)
    with watch:
        words.question(scenario)
        charts.verdicts(panel)
        words.notes(panel, ALL)
        words.influence(scenario)
        charts.lift(panel)
    with above:
        charts.headline(panel, cache.expected(scenario))
    export.bar(scenario)
