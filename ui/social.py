"""Social as one part of a page: the feed or somebody's profile, and the people beside it."""

import streamlit as st

from core.ideas import Idea
from ui import acts, composer, feed, friends, live, me, society, suggested


@live.part("social")
def draw(of: Idea) -> None:
    """Draw Social, or what it is to who has not joined; below, what the room did so far."""
    _draw(of)


def _draw(of: Idea) -> None:
    if not society.joined():
        society.invite()
        return
    main, side = st.columns([2.2, 1], gap="large")
    with side:
        society.people()
        suggested.draw(me.reader())
        friends.draw()
    with main:
        acts.said()
        if society.chosen():
            society.profile(society.chosen())
            feed.posts_of(of, society.chosen())
        else:
            composer.draw(of)
            feed.draw(of)
