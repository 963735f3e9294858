"""A playlist that is open: what is in it, what is said about it, and what one may do with it."""

from datetime import datetime

import streamlit as st

from core.ideas import Idea
from core.identity.users import User
from core.playlists import contents, lists, offers, speaking
from core.playlists.pasting import pasted
from core.playlists.playlist import Playlist
from core.store.store import Store
from ui import acts, cache, me, order, playlistaddress, playlisthead, talking
from ui.typed import plain


def draw(of: Idea, found: Playlist, token: str) -> None:
    """Draw a playlist.

    Args:
        of: The idea, under whose name events are logged.
        found: The list, as the reader may see it.
        token: The secret of the link it was opened with.
    """
    reader = me.reader()
    may = reader.id == me.user().id
    st.button(
        "All playlists",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=playlistaddress.go,
        args=("",),
    )
    acts.said()
    playlisthead.draw(found, token, may)
    with cache.store().reading() as connection:
        items = lists.items(connection, reader.id, found.id, token)
    main, side = st.columns([2.1, 1], gap="large")
    with main:
        _titles(found, items, edits=found.edits and may)
    with side:
        if may and found.edits:
            _add(found)
        if may and found.role == "suggests" and not found.invited:
            _suggest(found)
        if found.role:
            _offers(found, reader, may)
        _comments(of, found, token, reader, may)


def _titles(found: Playlist, items: list[lists.Item], *, edits: bool) -> None:
    if not items:
        st.info(
            "Nothing in it yet. Add titles on the right, or paste a whole list of them."
            if edits
            else "Nothing in it yet.",
            icon=":material/movie:",
        )
        return

    def move(title_id: str, place: int) -> None:
        acts.do("playlists", contents.move, found.id, title_id, place)

    def remove(title_id: str) -> None:
        acts.do("playlists", contents.remove, found.id, title_id)

    def noted(title_id: str) -> None:
        st.session_state["playlist_noted"] = title_id

    chosen = next((i for i in items if i.title_id == st.session_state.get("playlist_noted")), None)
    if edits and chosen is not None:
        _note(found, chosen)
    order.draw(
        f"playlist_order_{found.id}",
        items,
        edits=edits,
        on_move=move,
        on_remove=remove,
        on_note=noted,
    )


def _note(found: Playlist, item: lists.Item) -> None:
    name = cache.names().get(item.title_id, order.GONE)
    key = f"playlist_note_{item.title_id}"

    def keep() -> None:
        if acts.do("playlists", contents.note, found.id, item.title_id, str(st.session_state[key])):
            st.session_state.pop("playlist_noted", None)

    def leave() -> None:
        st.session_state.pop("playlist_noted", None)

    with st.container(border=True):
        st.text_area(
            f"Why {plain(name)} is in it",
            value=item.note,
            key=key,
            max_chars=contents.LONGEST_NOTE,
            height=80,
        )
        with st.container(horizontal=True):
            st.button("Keep the note", type="primary", key="playlist_note_keep", on_click=keep)
            st.button("Leave it", key="playlist_note_leave", on_click=leave)


def _add(found: Playlist) -> None:
    names = cache.names()
    with st.container(border=True):
        st.markdown("**Add titles**")
        picked = st.multiselect(
            "Titles",
            list(names),
            format_func=lambda each: names.get(each, str(each)),
            key=f"playlist_pick_{found.id}",
            placeholder="Search the catalogue",
            label_visibility="collapsed",
        )
        st.button(
            f"Add {len(picked)}" if len(picked) > 1 else "Add",
            icon=":material/add:",
            key="playlist_add",
            disabled=not picked,
            on_click=_put,
            args=(found, tuple(picked)),
        )
        with st.popover("Paste many at once", icon=":material/content_paste:"):
            st.text_area(
                "A title a line, the year in brackets where it matters",
                key="playlist_paste",
                placeholder="Amélie (2001)\nHeat\nOcean's Eleven",
                height=160,
            )
            st.button("Find and add them", key="playlist_find", on_click=_paste, args=(found,))
    told = st.session_state.pop("playlist_told", "")
    if told:
        st.info(told, icon=":material/help:")


def _put(found: Playlist, picked: tuple[str, ...]) -> None:
    if acts.do("playlists", contents.add, found.id, picked, set(cache.names())):
        st.session_state[f"playlist_pick_{found.id}"] = []


def _paste(found: Playlist) -> None:
    lines = str(st.session_state.get("playlist_paste", ""))

    def paste(store: Store, user_id: str, at: datetime) -> None:
        told = pasted(lines, cache.world().titles)
        missing = [*told.unmatched, *told.ambiguous]
        if told.titles:
            contents.add(store, user_id, found.id, told.titles, set(cache.names()), at)
            st.session_state["playlist_paste"] = ""
        if missing:
            st.session_state["playlist_told"] = "Not found, or not sure which: " + "; ".join(
                plain(each) for each in missing
            )

    acts.do("playlists", paste)


def _suggest(found: Playlist) -> None:
    names = cache.names()
    with st.container(border=True):
        st.markdown("**Suggest a title**")
        picked = st.selectbox(
            "Title",
            list(names),
            index=None,
            format_func=lambda each: names.get(each, str(each)),
            key="playlist_suggest_title",
            label_visibility="collapsed",
        )
        why = st.text_input("Why", key="playlist_suggest_why", max_chars=contents.LONGEST_NOTE)
        st.button(
            "Suggest it",
            key="playlist_suggest",
            disabled=not picked,
            on_click=acts.do,
            args=("playlists", offers.offer, found.id, picked, set(names)),
            kwargs={"note": why},
        )


def _offers(found: Playlist, reader: User, may: bool) -> None:
    with cache.store().reading() as connection:
        waiting = offers.offers(connection, reader.id, found.id)
    if not waiting:
        return
    st.markdown("**Suggestions**")
    for each in waiting:
        with st.container(border=True, gap="xsmall"):
            name = cache.names().get(each.title_id, order.GONE)
            st.markdown(f"**{plain(name)}**")
            st.caption(f"{plain(each.user.name)}{': ' if each.note else ''}{plain(each.note)}")
            if may and found.edits:
                with st.container(horizontal=True, gap="small"):
                    st.button(
                        "Accept",
                        icon=":material/check:",
                        key=f"playlist_accept_{each.title_id}",
                        on_click=acts.do,
                        args=(
                            "playlists",
                            offers.accept,
                            found.id,
                            each.title_id,
                            set(cache.names()),
                        ),
                    )
                    st.button(
                        "Decline",
                        icon=":material/close:",
                        key=f"playlist_decline_{each.title_id}",
                        on_click=acts.do,
                        args=("playlists", offers.decline, found.id, each.title_id),
                    )


def _comments(of: Idea, found: Playlist, token: str, reader: User, may: bool) -> None:
    with cache.store().reading() as connection:
        said = speaking.comments(connection, reader.id, found.id, token)
    count = sum(not each.deleted for each in said)
    st.markdown(f"**Comments** · {count}" if count else "**Comments**")
    more = {"token": token}
    talk = talking.Talk(
        of=of,
        topic="playlists",
        id=found.id,
        title_id="",
        does=speaking,
        more=more,
        news="playlists",
    )
    talking.thread(talk, said, may)
