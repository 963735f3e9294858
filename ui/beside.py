"""What the room did so far, beside what the simulation expects: one definition a metric."""

import streamlit as st

from core.ideas import Idea
from core.meeting import UNITS
from core.metrics import metric
from core.simulation.scenario import Scenario
from ui import cache, live, room

SHORT = {
    "social_minutes": "Social minutes",
    "posts_per_month": "Posts",
    "reactions_per_story": "Reactions",
}
"""Metrics in a word or two, for a narrow label; the full name stands in the help."""


@live.part(
    "social", "stories/told", "stories/reacted", "stories/said", "playlists", after_s=live.LATER_S
)
def draw(of: Idea) -> None:
    """Show each social metric the idea moves, from the room's own events and simulated."""
    slugs = [slug for slug in of.moves if slug in UNITS]
    with st.grid(2 * len(slugs), min_column_width=170, gap="small"):
        for slug in slugs:
            _here(slug)
            _there(of, slug)


def _here(slug: str) -> None:
    found, definition = room.so_far(slug), metric(slug)
    label = f"{SHORT[slug]} · room"
    with st.container(border=True, height="stretch"):
        if found.value is None:
            st.metric(label, None, "nothing yet", delta_color="off", delta_arrow="off")
            return
        interval = (
            "one guest: no interval yet"
            if found.low is None or found.high is None
            else f"95 % interval {found.low:.2f} to {found.high:.2f}"
        )
        st.metric(
            label,
            f"{found.value:.1f}",
            UNITS[slug],
            delta_color="off",
            delta_arrow="off",
            help=f"{definition.label}, measured here: {definition.meaning} {found.guests} guests; "
            f"{interval}. A meeting is short: it is told as it stands, not blown up to a month.",
        )


def _there(of: Idea, slug: str) -> None:
    definition = metric(slug)
    expected = cache.expected(Scenario().with_idea(of.slug))["treatment"]
    with st.container(border=True, height="stretch"):
        st.metric(
            f"{SHORT[slug]} · simulated",
            f"{expected.metric(definition):.2f}",
            f"{definition.unit}, all personas",
            delta_color="off",
            delta_arrow="off",
            help=f"{definition.label}, expected by the simulation with this idea alone, its "
            "knobs at their defaults.",
        )
