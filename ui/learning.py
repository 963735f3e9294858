"""What the room's clicks teach: its take rate, and which reasons to trust."""

import pandas as pd
import streamlit as st

from core.ideas import Idea
from core.metrics import metric
from core.simulation.scenario import Scenario
from ui import cache, charts, room

SEED = 7
EVEN = 0.5
"""Mean of what is believed of a reason nobody has judged: its weight stays as the knob says."""


def arms(surface: str, turn: int) -> dict[str, float]:
    """Return what the room's clicks multiply each reason's weight with; nothing if switched off.

    Args:
        surface: Slug of the idea.
        turn: How often this browser acted: each turn draws anew from what is believed.
    """
    if not st.session_state.get(f"{surface}_learn"):
        return {}
    believed = room.believed(surface)
    drawn = believed.draw(SEED, turn) / EVEN
    return dict(zip(believed.slugs, drawn.tolist(), strict=True))


def panel(of: Idea) -> None:
    """Show the room's own take rate beside the simulated one, and which reasons it trusts."""
    here, there = st.columns(2, gap="medium", vertical_alignment="center")
    found = room.rate(of.slug)
    with here:
        if found.rate is None:
            st.metric("Take rate in this room", None)
        else:
            st.metric(
                "Take rate in this room",
                f"{found.rate:.1f} %",
                f"{found.taken} of {found.shown} titles shown",
                delta_color="off",
                delta_arrow="off",
                help=f"Measured here: titles watched or liked of titles shown, by everybody who "
                f"opened this server. 95 % interval {found.low:.1f} to {found.high:.1f} % "
                f"({found.method}).",
            )
    with there:
        expected = cache.expected(Scenario().with_idea(of.slug))["treatment"]
        value = expected.metric(metric("take_rate"))
        st.metric(
            "Take rate simulated",
            f"{value:.1f} %",
            "all personas, 28 days",
            delta_color="off",
            delta_arrow="off",
            help="Expected by the simulation with this idea alone, its knobs at their defaults.",
        )
    st.toggle(
        "Learn from the room's clicks",
        key=f"{of.slug}_learn",
        help="Thompson sampling: each shelf draws how far to trust each reason from what the "
        "room took and skipped, so that reasons nobody knows are tried and poor ones fade.",
    )
    if st.session_state.get(f"{of.slug}_learn"):
        _posterior(of.slug)


def _posterior(surface: str) -> None:
    believed = room.believed(surface).posterior()
    judged = believed[believed["accepted"] + believed["skipped"] > 0]
    if judged.empty:
        st.caption("Nobody has taken or skipped a title yet: every reason is trusted alike.")
        return
    counts = zip(judged["arm"], judged["accepted"], judged["skipped"], strict=True)
    frame = pd.DataFrame(
        {
            "name": [f"{arm}: {taken} taken, {skipped} skipped" for arm, taken, skipped in counts],
            "series": "trust",
            "value": judged["mean"],
            "low": judged["low"],
            "high": judged["high"],
        }
    )
    charts.dots(
        frame,
        title="Which reasons the room trusts",
        subtitle="share of titles taken, by leading reason; believed, with 95 % interval",
        form=".0%",
        high=1.0,
    )
