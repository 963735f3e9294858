"""Runs on screen: at once when small, with progress and a way out when large."""

from typing import Any

import streamlit as st

from core.simulation.panel import Panel
from core.simulation.scenario import Scenario
from ui import cache

LARGE = 250_000
LONG = 5_000_000
"""Members, or member-days day by day, above which a run shows progress and can be cancelled."""

_STOPPED = "stopped_run"


def run(scenario: Scenario) -> tuple[Panel, dict[str, Any]]:
    """Return a run's panel and sums; a cancelled large run ends the page here."""
    setup = scenario.setup
    long = setup.engine == "daily" and setup.members * setup.days > LONG
    if setup.members <= LARGE and not long:
        return cache.run(scenario)
    if st.session_state.get(_STOPPED) == scenario.digest:
        st.info(
            f"The run of {scenario.setup.members:,} members was stopped; nothing was kept.",
            icon=":material/stop_circle:",
        )
        if not st.button("Run it again", icon=":material/play_arrow:"):
            st.stop()
        del st.session_state[_STOPPED]
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, f"Simulating {scenario.setup.members:,} members in each world")
        st.button(
            "Cancel",
            icon=":material/stop_circle:",
            on_click=_stop,
            args=(scenario.digest,),
        )

    def tick(share: float) -> None:
        bar.progress(share, f"Simulating {scenario.setup.members:,} members: {share:.0%}")

    found = cache.run(scenario, progress=tick)
    place.empty()
    return found


def _stop(digest: str) -> None:
    st.session_state[_STOPPED] = digest
