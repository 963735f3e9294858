"""For you, right now: would knowing hour, mood and company beat knowing history alone?"""

import streamlit as st

from ui import own, prototype, quality, tastes, tonight, viewers

idea = prototype.open_idea("foryou")
turn, watch = st.columns([1, 2.6], gap="large")

with turn:
    viewer = viewers.choose()
    own.bring()
    evening = tonight.evening()
    weights = tonight.blend(viewer)
    place = tonight.place(viewer)
    asked = tonight.ask(viewer, evening, weights, place=place)

with watch:
    tonight.shelf(idea, viewer, asked)
    tastes.taste(viewer)
    quality.taste()

tastes.by_the_hour(asked)
prototype.impact(idea)
