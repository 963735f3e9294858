"""People one may want to follow, on screen, each with the reason."""

import streamlit as st

from core.errors import SocialError
from core.identity.users import User
from core.social import relations
from core.social.suggestions import Suggestion, liked_by_guests, suggest
from ui import acts, cache, me, room, society

MANY, SHOWN = 12, 4
"""People found at once, and shown: whoever is followed makes room for the next."""

_KEPT = "social_suggested"


def draw(mine: User) -> None:
    """Draw a few people to follow; nothing where there is nobody."""
    found = [each for each in _found(mine) if _open(mine, each)][:SHOWN]
    if not found:
        return
    st.markdown("**You may like**" if mine.id == me.user().id else "**Suggested**")
    for each in found:
        with st.container(border=True, gap="xsmall"):
            society.row(each.user, "suggested", each.reason)
            if mine.id == me.user().id:
                st.button(
                    "Follow",
                    key=f"social_follow_{each.user.id}",
                    icon=":material/person_add:",
                    on_click=acts.do,
                    args=("social", relations.follow, each.user.id),
                )


def _found(mine: User) -> tuple[Suggestion, ...]:
    titles = room.titles(mine.id) if not mine.member else ()
    key = (mine.id, titles, acts.number())
    kept: tuple[object, tuple[Suggestion, ...]] | None = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == key:
        return kept[1]
    maker = cache.matchmaker()
    with cache.store().reading() as connection:
        told = liked_by_guests(connection, mine.id)
        if titles or told:
            maker = maker.adding(maker.tastes.adding({mine.id: titles} if titles else {}, told))
        found = suggest(connection, mine.id, maker, MANY)
    st.session_state[_KEPT] = key, found
    return found


def _open(mine: User, each: Suggestion) -> bool:
    """Return whether somebody found a while ago is still there for the reader."""
    with cache.store().reading() as connection:
        try:
            relations.visible(connection, mine.id, each.user.id)
        except SocialError:
            return False
    return True
