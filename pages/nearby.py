"""Neighbourhood wheel: would what is watched around the corner be a fun way to discover?"""

import streamlit as st

from ui import around, gauge, market, prototype, viewers

idea = prototype.open_idea("nearby")
turn, watch = st.columns([1, 2.6], gap="large")

with turn:
    viewer = viewers.choose()
    place = around.place(viewer)
    wheel = around.params()
    privacy = around.privacy(viewer)

with watch:
    around.spin(idea, viewer, place, wheel, privacy)
    around.others()

gauge.draw(privacy)
market.points(place)
prototype.impact(idea, around.sure())
