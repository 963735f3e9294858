"""What stands above an open playlist: its cover and words, and what one may do with it."""

import streamlit as st

from core.identity.users import users
from core.playlists import lists, sharing, speaking
from core.playlists.playlist import Playlist
from ui import acts, cache, covers, me, playlistaddress, playlistsharing, room
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


def draw(found: Playlist, token: str, may: bool) -> None:
    """Draw a list's cover and words, and what a reader may do with it as a whole.

    Args:
        found: The list, as the reader may see it.
        token: The secret of the link it was opened with.
        may: Whether who reads may act: they look with their own eyes.
    """
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
        if found.masked:
            _veil(found, token, may)
        elif found.about:
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


def _veil(found: Playlist, token: str, may: bool) -> None:
    about = "The presenter marked this list as a spoiler: its words are masked."
    if not may:
        st.caption(f":material/visibility_off: {about}")
        return
    st.button(
        f"{about} **Show them anyway**",
        icon=":material/visibility_off:",
        type="tertiary",
        key="playlist_reveal",
        on_click=acts.do,
        args=("playlists", speaking.reveal, found.id),
        kwargs={"token": token},
    )


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
            on_click=acts.do,
            args=("playlists", sharing.stop_helping, found.id),
        )
    else:
        playlistsharing.report(found, token)


def _follow(found: Playlist, token: str) -> None:
    if found.followed:
        acts.do("playlists", sharing.unfollow, found.id, counts="follow")
    else:
        acts.do("playlists", sharing.follow, found.id, token=token, counts="follow")


def _like(found: Playlist, token: str, yes: bool) -> None:
    if acts.do("playlists", speaking.like, found.id, yes, token=token, counts="reaction") and yes:
        room.did("reaction", "playlists", target=found.owner)


def _copy(found: Playlist, token: str) -> None:
    made = acts.do("playlists", sharing.copy, found.id, set(cache.names()), token=token)
    if made:
        playlistaddress.go(str(made))
