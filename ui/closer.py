"""A closer look at a run: lifts, days, knobs and tables; only the one asked for is worked out."""

import streamlit as st

from core.metrics import metric
from core.simulation.panel import Panel
from core.simulation.scenario import Scenario
from ui import cache, charts, words

LIFT, DAYS, KNOBS, TABLE = "Lift", "Day by day", "Which knob matters", "Table"


def look(scenario: Scenario, panel: Panel, persona: str) -> None:
    """Let the room choose a view of a run and draw it."""
    shown = st.segmented_control(
        "Look closer",
        [LIFT, DAYS, KNOBS, TABLE],
        default=LIFT,
        required=True,
        key="lab_view",
        bind="query-params",
    )
    match shown:
        case "Day by day":
            slug = words.metric_choice()
            with st.spinner("Following members day by day"):
                frame = cache.curves(scenario)
            charts.curves(frame, slug, words.personas(scenario))
            words.about_curves(scenario)
        case "Which knob matters":
            slug = words.metric_choice()
            swings = cache.tornado(scenario, slug)
            if swings:
                charts.tornado(swings, metric(slug), cache.lift(scenario, slug))
                words.about_tornado()
            else:
                st.caption("Switch an idea on: then there are knobs to compare.")
        case "Table":
            charts.evidence(panel, persona)
            charts.guardrails(panel, persona)
            words.calibration(cache.calibrate(scenario))
        case _:
            charts.lift(panel, persona)
