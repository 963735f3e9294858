"""A taste on screen: what somebody watches more than others, and how the day changes a shelf."""

import pandas as pd
import streamlit as st

from core.recommend.day import through_the_day
from core.recommend.guide import Ask
from core.recommend.profile import in_words, profile
from ui import cache, charts, posters
from ui.viewers import Viewer

MOST_GENRES = 8
IN_A_PART, SMALL = 3, 56
"""Titles of each part of the day, and the pixels of a poster."""


def taste(viewer: Viewer) -> None:
    """Say what somebody watches more and less than others, and draw it."""
    guide = cache.guide()
    found = profile(guide.world.titles, guide.data, viewer.history)
    count = len(viewer.history)
    st.markdown(f"**{viewer.whose} taste**, from {count:,} titles watched. {in_words(found)}")
    if not count:
        return
    genres = found[(found["kind"] == "genre") & (found["everybody"] >= 0.01)]
    most = pd.concat([genres.head(MOST_GENRES // 2), genres.tail(MOST_GENRES // 2)])
    both = pd.concat(
        [
            most.assign(series=viewer.name[:1].upper() + viewer.name[1:], value=most["share"]),
            most.assign(series="Everybody", value=most["everybody"]),
        ]
    ).drop_duplicates(["name", "series"])
    charts.dots(
        both,
        title="Watched more, and less, than by everybody",
        subtitle="share of titles watched that are of the genre",
        form=".0%",
    )


def by_the_hour(asked: Ask) -> None:
    """Show how the shelf changes through the day."""
    guide = cache.guide()
    st.subheader("The same shelf through the day", anchor=False)
    shelves = through_the_day(guide, asked, IN_A_PART)
    with st.grid(len(shelves), min_column_width=210, gap="medium"):
        for name, shelf in shelves.items():
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{name}**")
                with st.container(horizontal=True, gap="xsmall", wrap=False):
                    for title in shelf.rows:
                        posters.art(guide.world.titles.iloc[title], SMALL)
    st.caption(
        "What members of the sample world watch at which hour is simulated; turn the knob *Hour* "
        "to nought and the four are the same."
    )
