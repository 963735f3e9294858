"""Home: the argument at a glance, and where each idea stands in it."""

import streamlit as st

from ui import cache, framing, navigation, posters

st.title("How would you improve a video-streaming service?")
st.markdown(
    "Greenlight is a meeting you can turn knobs in: pick a goal, switch ideas on, watch the "
    "success metrics move with honest uncertainty, and leave with a decision."
)
navigation.call("lab", "Open the Metric lab", "home_start", ideas=framing.mvp())
posters.shelf(cache.popular(12))
st.caption(
    "On the shelf: what the sample world watches most. Its members are fictional, its titles real."
)

st.header("1. The goal", anchor=False)
goal = framing.goal_choice()

st.header("2. The people", anchor=False)
framing.people()

st.header("3. What hurts the discoverer", anchor=False)
framing.pains()

st.header("4. The ideas, ranked for this goal", anchor=False)
framing.ideas(goal)

with st.container(border=True):
    st.markdown(
        "**The argument's answer: neighbourhood wheel, Social and Stories.** Immersive technology "
        "is still evolving, and these three answer the two pains that are felt every evening. "
        "See whether the numbers agree, then find your own."
    )
    navigation.link("lab", "Open the Metric lab with these three", ideas=framing.mvp())
