"""The controls of a scenario: which ideas are on, their knobs, the population and the world."""

from collections.abc import Sequence

import streamlit as st

from core.ideas import IDEAS, idea
from core.people import SENIOR
from core.simulation import link
from core.simulation.levers import LEVERS
from core.simulation.scenario import Dynamics, Scenario, Setup
from ui.knobs import knobs

STARTING_IDEAS = ("nearby", "social", "stories")
"""Ideas switched on for a first visit: the MVP of the argument."""


def address() -> dict[str, Sequence[str]]:
    """Return the parameters of this browser's address, widgets on screen included."""
    found: dict[str, Sequence[str]] = {
        name: st.query_params.get_all(name) for name in st.query_params
    }
    for name, value in st.session_state.items():
        if isinstance(value, list | tuple):
            found[str(name)] = [str(item) for item in value]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found[str(name)] = [str(value)]
    if link.IDEAS_KEY not in found:
        found[link.IDEAS_KEY] = list(STARTING_IDEAS)
    return found


def current() -> Scenario:
    """Return the scenario of this browser, and say what in its address was refused."""
    scenario, problems = link.read(address())
    for problem in problems:
        st.warning(problem, icon=":material/link_off:")
    return scenario


def draw() -> Scenario:
    """Draw every control of the Metric lab and return the scenario as it is set."""
    base = current()
    titles = {each.slug: each.title for each in IDEAS}
    on = st.pills(
        "Ideas in the treatment world",
        list(titles),
        selection_mode="multi",
        default=list(STARTING_IDEAS),
        format_func=lambda slug: titles.get(slug, slug),
        key=link.IDEAS_KEY,
        help="The control world is today's service without them. "
        "The argument's MVP is neighbourhood wheel, Social and Stories.",
        wrap=True,
        bind="query-params",
    )
    ideas = {}
    for slug in [each.slug for each in IDEAS if each.slug in on]:
        lever = LEVERS[slug]()
        with st.expander(titles[slug], icon=f":material/{idea(slug).icon}:"):
            st.caption(idea(slug).pitch)
            ideas[slug] = knobs(slug, lever)
    with st.expander("Population and question", icon=":material/tune:"):
        setup = knobs(link.SETUP, Setup())
    with st.expander("How people behave over time", icon=":material/timeline:"):
        dynamics = knobs(link.DYNAMICS, Dynamics())
    personas = {
        slug: habits
        for slug, habits in base.personas.items()
        if slug != SENIOR.slug or habits.share > 0
    }
    return Scenario(setup=setup, dynamics=dynamics, personas=personas, ideas=ideas)
