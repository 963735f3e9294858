"""Social: would people come for one another, and find more to watch by it?"""

import streamlit as st

from ui import beside, prototype, room, society

idea = prototype.open_idea("social")
room.present(idea.slug)

if society.joined():
    feed, people = st.columns([2.2, 1], gap="large")
    with people:
        society.people()
    with feed:
        if society.chosen():
            society.profile(society.chosen())
else:
    society.invite()

beside.draw(idea)
prototype.impact(idea)
