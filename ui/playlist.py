"""A playlist that is open: what is in it, what is said about it, and what one may do with it."""

import streamlit as st

from core.ideas import Idea
from core.identity.users import User, users
from core.playlists import contents, lists, offers, sharing, speaking
from core.playlists.pasting import pasted
from core.playlists.playlist import Playlist
from ui import acts, cache, covers, faces, me, order, playlistsharing, room
from ui import playlistacts as does
from ui.ago import ago
from ui.typed import plain

WORDS = {
    "public": "Public",
    "followers": "For followers",
    "link": "By secret link",
    "private": "Private",
}
COVER = 200
"""Pixels of the cover's side."""

ICONS = {"public": "public", "followers": "group", "link": "link", "private": "lock"}


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
        "All playlists", icon=":material/arrow_back:", type="tertiary", on_click=does.go, args=("",)
    )
    acts.said()
    _head(found, token, may)
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


def _head(found: Playlist, token: str, may: bool) -> None:
    with cache.store().reading() as connection:
        people = users(connection, [found.owner])
        origin = ""
        if found.copied_from:
            origin = lists.one(connection, me.reader().id, found.copied_from).name
        likes = speaking.likes(connection, me.reader().id, found.id, token)
    art, words = st.columns([1, 3.4], gap="large", vertical_alignment="center")
    with art:
        covers.show(found, COVER)
    with words:
        st.header(plain(found.name), anchor=False)
        if found.about:
            st.text(found.about)
        owner = people.get(found.owner)
        said = f":material/{ICONS[found.visibility]}: {WORDS[found.visibility]} · "
        said += f"by **{plain(owner.name)}** · " if owner else ""
        said += f"{found.count} title{'' if found.count == 1 else 's'} · {found.followers} "
        said += "follower" if found.followers == 1 else "followers"
        said += f" · changed {ago(found.changed_at, acts.now())}"
        said += f" · copied from *{plain(origin)}*" if origin else ""
        st.caption(said)
        with st.container(horizontal=True, gap="small"):
            if may:
                _buttons(found, token, likes.count, mine=likes.mine)
            playlistsharing.take_away(found, token)


def _buttons(found: Playlist, token: str, likes: int, *, mine: bool) -> None:
    if found.role != "owner":
        st.button(
            "Following" if found.followed else "Follow",
            icon=":material/check:" if found.followed else ":material/bookmark_add:",
            type="secondary" if found.followed else "primary",
            key="playlist_follow",
            on_click=_follow,
            args=(found, token),
        )
    st.button(
        str(likes),
        icon=":material/favorite:" if mine else ":material/favorite_border:",
        key="playlist_like",
        help="Take your like back" if mine else "Like",
        on_click=_like,
        args=(found, token, not mine),
    )
    st.button(
        "Copy",
        icon=":material/content_copy:",
        key="playlist_copy",
        help="A private copy of your own: titles and order, without notes.",
        on_click=_copy,
        args=(found, token),
    )
    if found.role == "owner":
        playlistsharing.share(found)
        playlistsharing.edit(found)
    elif found.role:
        st.button(
            "Stop helping",
            icon=":material/person_remove:",
            key="playlist_leave",
            on_click=does.do,
            args=(sharing.stop_helping, found.id),
        )
    else:
        playlistsharing.report(found, token)


def _follow(found: Playlist, token: str) -> None:
    if found.followed:
        does.do(sharing.unfollow, found.id, kind="follow")
    else:
        does.do(sharing.follow, found.id, token=token, kind="follow")


def _like(found: Playlist, token: str, yes: bool) -> None:
    if does.do(speaking.like, found.id, yes, token=token, kind="reaction") and yes:
        room.did("reaction", "playlists", target=found.owner)


def _copy(found: Playlist, token: str) -> None:
    made = does.do(sharing.copy, found.id, set(cache.names()), token=token)
    if made:
        does.go(str(made))


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
        does.do(contents.move, found.id, title_id, place)

    def remove(title_id: str) -> None:
        does.do(contents.remove, found.id, title_id)

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
        if does.do(contents.note, found.id, item.title_id, str(st.session_state[key])):
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
    if does.do(contents.add, found.id, picked, set(cache.names())):
        st.session_state[f"playlist_pick_{found.id}"] = []


def _paste(found: Playlist) -> None:
    lines = str(st.session_state.get("playlist_paste", ""))

    def paste(store: object, user_id: str, at: object) -> None:
        told = pasted(lines, cache.world().titles)
        missing = [*told.unmatched, *told.ambiguous]
        if told.titles:
            does.do(contents.add, found.id, told.titles, set(cache.names()))
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
            on_click=does.do,
            args=(offers.offer, found.id, picked, set(names)),
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
                        on_click=does.do,
                        args=(offers.accept, found.id, each.title_id, set(cache.names())),
                    )
                    st.button(
                        "Decline",
                        icon=":material/close:",
                        key=f"playlist_decline_{each.title_id}",
                        on_click=does.do,
                        args=(offers.decline, found.id, each.title_id),
                    )


def _comments(of: Idea, found: Playlist, token: str, reader: User, may: bool) -> None:
    with cache.store().reading() as connection:
        said = speaking.comments(connection, reader.id, found.id, token)
    st.markdown(f"**Comments** · {len(said)}" if said else "**Comments**")
    for each in said:
        with st.container(horizontal=True, gap="small"):
            faces.face(each.author, 28)
            with st.container(gap=None):
                st.caption(f"**{plain(each.author.name)}** · {ago(each.at, acts.now())}")
                st.text(each.text)
                if may and each.author.id == me.user().id:
                    st.button(
                        "Delete",
                        type="tertiary",
                        key=f"playlist_unsay_{each.id}",
                        on_click=does.do,
                        args=(speaking.delete_comment, each.id),
                    )
    if may:
        st.text_input(
            "Say something",
            key="playlist_say",
            placeholder="What is missing?",
            label_visibility="collapsed",
        )
        st.button(
            "Comment",
            icon=":material/send:",
            key="playlist_send",
            on_click=_say,
            args=(of, found, token),
        )


def _say(of: Idea, found: Playlist, token: str) -> None:
    words = str(st.session_state.get("playlist_say", ""))
    if does.do(speaking.comment, found.id, words, token=token, kind="comment"):
        room.did("comment", of.slug)
        st.session_state["playlist_say"] = ""
