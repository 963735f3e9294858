"""Playlists as one part of a page: all of them, or the one that is open."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import SocialError
from core.ideas import Idea
from core.identity.users import User, users
from core.playlists import files, lists, making, sharing, suggesting
from core.playlists.playlist import Playlist
from core.recommend.history import History
from ui import acts, cache, covers, live, me, own, playlist, playlistaddress
from ui.typed import plain

VIEWS = {
    "foryou": "For you",
    "mine": "My lists",
    "following": "Following",
    "search": "Search",
}
SEEN = {
    "public": ("public", "Everybody sees it"),
    "followers": ("group", "Your followers see it"),
    "link": ("link", "Who has the link sees it"),
    "private": ("lock", "Only you see it"),
}
"""Icon and words of each visibility."""

SUGGESTED = 12
"""Lists suggested at once."""


@live.part("playlists")
def draw(of: Idea) -> None:
    """Draw the list that is open, else all of them."""
    list_id, token = playlistaddress.opened()
    reader = me.reader()
    if list_id or token:
        try:
            with cache.store().reading() as connection:
                found = (
                    lists.one(connection, reader.id, list_id, token)
                    if list_id
                    else lists.by_link(connection, reader.id, token)
                )
        except SocialError as error:
            st.info(plain(str(error)), icon=":material/playlist_remove:")
            st.button(
                "All playlists",
                icon=":material/arrow_back:",
                on_click=playlistaddress.go,
                args=("",),
            )
            return
        playlist.draw(of, found, token)
        return
    _all(reader)


def _all(reader: User) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view = st.segmented_control(
            "Playlists",
            list(VIEWS),
            default="foryou",
            format_func=lambda each: VIEWS.get(each, str(each)),
            required=True,
            key="playlists_view",
            bind="query-params",
            label_visibility="collapsed",
        )
        st.space("stretch")
        _new(reader)
    acts.said()
    {"mine": _mine, "following": _following, "search": _search}.get(str(view), _for_you)(reader)


def _new(reader: User) -> None:
    if reader.id != me.user().id:
        return
    with st.popover("New playlist", icon=":material/add:", type="primary", key="playlists_new"):
        with st.form("playlists_make", border=False):
            name = st.text_input(
                "Name", max_chars=making.LONGEST_NAME, placeholder="Rainy Sunday, small detectives"
            )
            about = st.text_area("Description", max_chars=making.LONGEST_ABOUT, height=90)
            if st.form_submit_button("Make it", type="primary", width="stretch"):
                made = acts.do("playlists", making.make, name, about=about)
                if made:
                    playlistaddress.go(str(made))
                    st.rerun()
        st.caption("It is private until you share it. Or bring one as CSV, JSON or M3U:")
        brought = st.file_uploader(
            "A playlist file", key="playlists_file", label_visibility="collapsed"
        )
        if brought is not None and st.button("Bring it", width="stretch", key="playlists_bring"):
            told = acts.do(
                "playlists", files.bring, brought.name, brought.getvalue(), cache.world().titles
            )
            if told:
                _say_unmatched(told.unmatched)
                playlistaddress.go(told.list_id)
                st.rerun()


def _say_unmatched(unmatched: Sequence[str]) -> None:
    if unmatched:
        some = ", ".join(unmatched[:5]) + ("…" if len(unmatched) > 5 else "")
        st.toast(f"Not in the catalogue: {plain(some)}", icon=":material/help:")


def _for_you(reader: User) -> None:
    history = _history(reader)
    tastes, index = cache.list_tastes(), cache.list_index()
    with cache.store().reading() as connection:
        found = suggesting.suggested(connection, reader.id, index, tastes, history, SUGGESTED)
    if not len(history) and found:
        st.caption(
            "Nothing is known of your taste yet, so these are lists of what many watch. Look as a "
            "sample member, or bring your own history on *For you*, and they become yours."
        )
    reasons = [each.reason for each in found] if len(history) else []
    _grid([each.playlist for each in found], reasons)
    if not found:
        st.info("There is no list here that you could follow yet.", icon=":material/playlist_play:")


def _mine(reader: User) -> None:
    with cache.store().reading() as connection:
        own_lists = lists.mine(connection, reader.id)
        helped = lists.helping(connection, reader.id)
    asked = [each for each in helped if each.invited]
    for each in asked:
        _invitation(reader, each)
    _grid([*own_lists, *(each for each in helped if not each.invited)])
    if not own_lists and not helped:
        st.info(
            "No list yet. Make one above: it begins private, and you share it when it is ready.",
            icon=":material/playlist_add:",
        )


def _invitation(reader: User, each: Playlist) -> None:
    owner = _names([each]).get(each.owner)
    verb = "add titles" if each.role == "adds" else "suggest titles"
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        who = plain(owner.name) if owner else "Somebody"
        st.markdown(f":material/mail: **{who}** invites you to {verb}: **{plain(each.name)}**")
        if reader.id == me.user().id:
            for label, yes in (("Accept", True), ("Decline", False)):
                st.button(
                    label,
                    key=f"playlists_answer_{yes}_{each.id}",
                    on_click=acts.do,
                    args=("playlists", sharing.answer, each.id, yes),
                )


def _following(reader: User) -> None:
    with cache.store().reading() as connection:
        found = lists.following(connection, reader.id)
    _grid(found)
    if not found:
        st.info(
            "You follow no list yet. Open one that suits you and press *Follow*.",
            icon=":material/bookmark_add:",
        )


def _search(reader: User) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        words = st.text_input(
            "Search playlists",
            key="playlists_words",
            placeholder="detectives, rain, Amélie",
            icon=":material/search:",
            bind="query-params",
        )
    with right:
        names = cache.names()
        title_id = st.selectbox(
            "Which of the people you follow has…",
            list(names),
            index=None,
            format_func=lambda each: names.get(each, str(each)),
            key="playlists_has",
            placeholder="A title",
        )
    with cache.store().reading() as connection:
        if title_id:
            found = lists.friends_with(connection, reader.id, title_id)
            nothing = "Nobody you follow has it in a list that you may see."
        elif words.strip():
            found = lists.search(connection, reader.id, words, names)
            nothing = "No list says so, nor holds such a title."
        else:
            st.caption("Names, descriptions and titles are searched; yours, and all you may see.")
            return
    _grid(found)
    if not found:
        st.caption(nothing)


def _grid(found: Sequence[Playlist], reasons: Sequence[str] = ()) -> None:
    if not found:
        return
    people = _names(found)
    with st.grid(4, min_column_width=160, gap="medium"):
        for number, each in enumerate(found):
            _card(each, people, reasons[number] if reasons else "")


def _card(each: Playlist, people: Mapping[str, User], reason: str) -> None:
    with st.container(gap="xsmall"):
        covers.show(each, "stretch")
        st.button(
            f"**{plain(each.name)}**",
            key=f"playlists_card_{each.id}",
            type="tertiary",
            on_click=playlistaddress.go,
            args=(each.id,),
        )
        owner = people.get(each.owner)
        mine = each.role == "owner"
        icon, about = SEEN[each.visibility]
        who = f":material/{icon}: {about}" if mine else f"by {plain(owner.name)}" if owner else ""
        st.caption(f"{who} · {counted(each)}")
        if reason:
            st.caption(f":material/auto_awesome: {plain(reason)}")


def counted(each: Playlist) -> str:
    """Return how much is in a list, and how many follow it, in words."""
    said = f"{each.count} title{'' if each.count == 1 else 's'}"
    if each.followers:
        said += f" · {each.followers} follower{'' if each.followers == 1 else 's'}"
    return said


def _names(found: Sequence[Playlist]) -> dict[str, User]:
    with cache.store().reading() as connection:
        return users(connection, [each.owner for each in found])


def _history(reader: User) -> History:
    """Return what a reader took: a sample member's viewings, or the history somebody brought."""
    mine = own.kept()
    if reader.member:
        return cache.guide().data.history(reader.member)
    return mine.history if mine is not None else History.of([])
