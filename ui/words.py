"""The words around the pictures: which question is asked, of whom, and with what caution."""

import streamlit as st

from core.metrics import METRICS
from core.people import PERSONAS, SENIOR
from core.simulation.calibrate import UNPUBLISHED, Check
from core.simulation.curves import MOST_MEMBERS
from core.simulation.panel import ALL, Panel
from core.simulation.scenario import Scenario, default_personas
from ui import cache

TITLES = {persona.slug: persona.title for persona in (*PERSONAS, SENIOR)}

QUESTIONS = {
    "what-if": (
        "What if?",
        "The same members live in both worlds and share every draw, so what no idea touches "
        "moves by exactly zero. The interval says how precisely this model is computed, not "
        "how sure we are of its assumptions.",
    ),
    "ab": (
        "Simulated A/B test",
        "Each arm holds members of its own, as in a real test: the interval is what a test of "
        "this size and length would leave you with.",
    ),
}


def question(scenario: Scenario) -> None:
    """Say which question is asked, of how many members, for how long."""
    title, meaning = QUESTIONS[scenario.setup.question]
    engine = "day by day" if scenario.setup.engine == "daily" else "in aggregate"
    days = scenario.setup.days
    st.markdown(
        f"**{title}** {scenario.setup.members:,} members in each world, "
        f"{days} day{'s' * (days > 1)}, simulated {engine}. Figures are those of the world with "
        "the ideas; the lift is against the world without, its 95\u00a0% interval in brackets.",
        help=meaning,
    )
    if dict(scenario.personas) != default_personas():
        st.caption(":material/groups: The people's habits differ from those declared; see People.")
    if not scenario.ideas:
        st.info("No idea is switched on: both worlds are today's service.", icon=":material/info:")


def personas(scenario: Scenario) -> dict[str, str]:
    """Return the titles of everybody and of each persona of a scenario."""
    return {ALL: "All members"} | {slug: TITLES.get(slug, slug) for slug in scenario.personas}


def persona_choice(scenario: Scenario) -> str:
    """Let the room choose whose figures to see; return a persona's slug or ``"all"``."""
    names = personas(scenario)
    chosen = st.segmented_control(
        "Whose figures",
        list(names),
        default=ALL,
        format_func=lambda slug: names.get(slug, str(slug)),
        required=True,
        key="lab_persona",
        label_visibility="collapsed",
        bind="query-params",
    )
    return str(chosen) if chosen in names else ALL


def metric_choice() -> str:
    """Let the room choose a metric; return its slug."""
    labels = {each.slug: each.label for each in METRICS}
    chosen = st.selectbox(
        "Metric",
        list(labels),
        format_func=lambda slug: labels.get(slug, str(slug)),
        key="lab_metric",
        bind="query-params",
    )
    return str(chosen) if chosen in labels else METRICS[0].slug


def notes(panel: Panel, persona: str) -> None:
    """Show the cautions that belong beside the figures."""
    said = list(panel.warnings)
    said += [text for (_, who), text in panel.missing.items() if who == persona]
    for readout in panel.of("success", persona):
        said += readout.warnings
    if said:
        with st.expander(f"{len(said)} caution{'s' * (len(said) > 1)}", icon=":material/warning:"):
            for text in said:
                st.markdown(f"- {text}")


def influence(scenario: Scenario) -> None:
    """Warn of a test where members influence one another, and offer clusters."""
    found = cache.influence(scenario)
    if found is None:
        return
    st.warning(found.sentence, icon=":material/hub:")
    with st.expander("What a test by member and by cluster misses", icon=":material/table:"):
        names = {each.slug: each.label for each in METRICS if each.slug in found.by_member}
        rows = "\n".join(
            f"| {label} | {found.by_member[slug]:+.0f} % | {found.by_cluster.get(slug, 0):+.0f} % |"
            for slug, label in names.items()
            if abs(found.by_member[slug]) >= 1
        )
        st.markdown(
            "| Metric | by member | by cluster |\n|---|--:|--:|\n" + rows
            if rows
            else "Less than one percent of any metric."
        )
        st.caption(
            "Of the effect on everybody, which *What if?* shows. Clusters are communities of the "
            "sample world's follow graph, treated as a whole, and their arms are compared as they "
            "are; adjusted for the friends outside, a test by cluster is without bias where "
            "figures follow exposure, and the number of friends, in a line. "
            "See docs/decisions/0009."
        )


def about_curves(scenario: Scenario) -> None:
    """Say how the daily curves were made."""
    members = min(scenario.setup.members, MOST_MEMBERS)
    st.caption(
        f"{members:,} members in each world, followed day by day; social ideas spread along "
        "who follows whom. Bands are 95 % intervals of each day."
    )


def about_tornado() -> None:
    """Say how the tornado was made."""
    st.caption(
        "Each knob alone is turned from half to one and a half times its value, within its "
        "range; the rest stays. Expected values, without noise."
    )


def calibration(checks: list[Check]) -> None:
    """Show how close the baseline comes to published figures."""
    st.subheader("How close the baseline comes to published figures", anchor=False)
    st.dataframe(
        {
            "Figure": [check.quantity for check in checks],
            "Ours": [f"{check.ours:.3g} {check.unit}" for check in checks],
            "Published": [
                f"below {check.high:g}"
                if check.ceiling
                else f"{check.low:g}" + (f" to {check.high:g}" if check.high != check.low else "")
                for check in checks
            ],
            "Verdict": [check.words for check in checks],
            "Source": [check.source for check in checks],
        },
        hide_index=True,
        alt="The baseline's figures beside published ones",
    )
    st.caption("Nobody has published: " + "; ".join(UNPUBLISHED) + ".")
