"""Neighbourhood wheel: would what is watched around the corner be a fun way to discover?"""

import streamlit as st

from ui import around, brought, gauge, market, prototype, viewers, where

idea = prototype.open_idea("nearby")
turn, watch = st.columns([1, 2.6], gap="large")

with turn:
    viewer = viewers.choose()
    kept = brought.whose()
    place = where.place(viewer, kept)
    wheel = around.params()
    shown = around.privacy(viewer, kept)

with watch:
    around.spin(idea, viewer, place, wheel, shown)
    around.others()

gauge.draw(shown.privacy)
market.points(place)
prototype.impact(idea, around.sure())
