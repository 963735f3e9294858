"""People: the personas as a stakeholder meets them, and as the simulation uses them."""

import streamlit as st

from ui import navigation, people

st.title("People")
st.caption(
    "Three personas that do not overlap and leave nobody out, and room for a fourth. They are one "
    "declaration: what you change here is what the simulation runs."
)
persona = people.cards()

edit, look = st.columns([1, 1.7], gap="large")
with edit:
    people.who(persona)
    people.habits(persona)
    navigation.link("lab", "See what it does in the Metric lab")
with look:
    people.behind(persona)
