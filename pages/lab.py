"""Metric lab: switch ideas on, turn their knobs, watch the metrics move."""

import streamlit as st

from core.metrics import metric
from ui import cache, charts, controls, export, running, words

st.title("Metric lab")
st.caption(
    "Two worlds, one with the ideas and one without. Turn a knob and see what it does to the "
    "success metrics, and what it must not break."
)
turn, watch = st.columns([1, 2.3], gap="large")

with turn:
    scenario = controls.draw()

with watch:
    words.question(scenario)
    panel, _ = running.run(scenario)
    worlds = cache.expected(scenario)
    persona = words.persona_choice(scenario)
    charts.headline(panel, worlds, persona)
    words.notes(panel, persona)

    st.subheader("Guardrails", anchor=False)
    charts.verdicts(panel, persona)

    shown = st.segmented_control(
        "Look closer",
        ["Lift", "Day by day", "Which knob matters", "Table"],
        default="Lift",
        required=True,
        key="lab_view",
        bind="query-params",
    )
    if shown == "Lift":
        charts.lift(panel, persona)
    elif shown == "Table":
        charts.guardrails(panel, persona)
        words.calibration(cache.calibrate(scenario))
    else:
        slug = words.metric_choice()
        if shown == "Day by day":
            with st.spinner("Following members day by day"):
                frame = cache.curves(scenario)
            charts.curves(frame, slug, words.personas(scenario))
            words.about_curves(scenario)
        else:
            lift_now = (
                worlds["treatment"].metric(metric(slug)) / worlds["control"].metric(metric(slug))
                - 1
                if worlds["control"].metric(metric(slug))
                else float("nan")
            )
            charts.tornado(cache.tornado(scenario, slug), metric(slug), lift_now)
            words.about_tornado()

    export.bar(scenario)
