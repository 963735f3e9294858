"""Snapshots: what was saved, and whether it still replays to the same numbers."""

import streamlit as st

from ui import snapshots

st.title("Snapshots")
st.caption(
    "A snapshot holds a scenario and every number it gave. Anyone can replay it to the same "
    "digits, here or in a terminal: python -m core snapshot replay FILE."
)
snapshots.upload()
snapshots.draw()
