"""Moderation: what the room reported, for the presenter to decide."""

import streamlit as st

from ui import moderating

st.title("Moderation")
st.caption(
    "What guests reported, the most reported first. Nobody learns who reported. What is taken "
    "down goes out of everybody's sight; its author reads that a presenter removed it."
)
moderating.draw()
