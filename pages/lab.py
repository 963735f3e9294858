"""Metric lab: switch ideas on, turn their knobs, watch the metrics move."""

import streamlit as st

from ui import cache, charts, closer, controls, export, running, words

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
    persona = words.persona_choice(scenario)
    charts.headline(panel, cache.expected(scenario), persona)
    words.notes(panel, persona)
    words.influence(scenario)

    st.subheader("Guardrails", anchor=False)
    charts.verdicts(panel, persona)

    closer.look(scenario, panel, persona)
    export.bar(scenario)
