"""Mood of the day: would titles that fit the mood be taken more often?"""

import streamlit as st

from ui import own, prototype, quality, tonight, viewers

idea = prototype.open_idea("mood")
turn, watch = st.columns([1, 2.6], gap="large")

with turn:
    wish = tonight.wish()
    viewer = viewers.choose()
    own.bring()
    evening = tonight.evening()
    weights = tonight.blend(viewer)
    place = tonight.place(viewer)
    asked = tonight.ask(viewer, evening, weights, wish=wish, place=place)

with watch:
    tonight.shelf(idea, viewer, asked)
    quality.moods()

prototype.impact(idea)
