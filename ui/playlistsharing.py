"""What the owner of a playlist decides, and what anybody takes away from one."""

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from core.catalogue import GENRES
from core.identity.users import User
from core.playlists import files, lists, making, sharing, speaking
from core.playlists.playlist import Playlist
from core.playlists.sheets import FORMS
from core.posters import NAMES
from core.social import circle
from ui import acts, cache, me, playlistaddress, reporting, society
from ui.typed import plain

SEEN_BY = {
    "private": "Only you",
    "followers": "Your followers",
    "public": "Everybody on Social",
    "link": "Who has the secret link",
}
ROLES = {"adds": "May add and order", "suggests": "May suggest"}
LABELS = {"csv": "Table (CSV)", "json": "JSON", "m3u": "Text for players (M3U)"}
_TOKEN = "playlist_fresh_link"  # noqa: S105


def take_away(found: Playlist, token: str) -> None:
    """Offer a list as a file."""
    with st.popover("Export", icon=":material/download:", key="playlist_export"):
        for form in FORMS:
            st.download_button(
                LABELS[form],
                data=partial(_file, found.id, form, token),
                file_name=f"playlist-{found.id}.{form}",
                on_click="ignore",
                key=f"playlist_export_{form}",
                width="stretch",
            )


def _file(list_id: str, form: str, token: str) -> bytes:
    with cache.store().reading() as connection:
        titles = cache.world().titles
        return files.export(connection, me.reader().id, list_id, form, titles, token)


def share(found: Playlist) -> None:
    """Let the owner decide who sees a list, and who helps with it."""
    with st.popover("Share", icon=":material/share:", key="playlist_share"):
        if not society.joined():
            st.caption("Sharing needs Social, which is off until you join; nothing changes before.")
            society.invite()
            return
        options = list(SEEN_BY)
        st.radio(
            "Who sees it",
            options,
            index=options.index(found.visibility),
            format_func=lambda each: SEEN_BY[each],
            key=f"playlist_seen_{found.id}_{found.visibility}",
            on_change=_see,
            args=(found,),
        )
        if found.visibility == "link":
            _link(found)
        st.divider()
        _helpers(found)


def _see(found: Playlist) -> None:
    wanted = str(st.session_state[f"playlist_seen_{found.id}_{found.visibility}"])
    if wanted == "link":
        _renew(found)
    else:
        acts.do("playlists", making.set_visibility, found.id, wanted)


def _renew(found: Playlist) -> None:
    token = acts.do("playlists", making.new_link, found.id)
    if token:
        st.session_state[_TOKEN] = found.id, str(token)


def _link(found: Playlist) -> None:
    list_id, token = st.session_state.get(_TOKEN, ("", ""))
    if list_id == found.id:
        parts = urlsplit(str(st.context.url or ""))
        st.caption("The link, shown this once: only its fingerprint is kept.")
        address = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        st.code(
            f"{address}/playlists?{playlistaddress.LINK}={token}", language=None, wrap_lines=True
        )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "New link",
            icon=":material/autorenew:",
            key="playlist_renew",
            help="The old one opens nothing any more.",
            on_click=_renew,
            args=(found,),
        )
        st.button(
            "Revoke",
            icon=":material/link_off:",
            key="playlist_revoke",
            help="The list becomes private.",
            on_click=acts.do,
            args=("playlists", making.revoke_link, found.id),
        )


def _helpers(found: Playlist) -> None:
    reader = me.user()
    with cache.store().reading() as connection:
        helping = sharing.helpers(connection, reader.id, found.id)
        known = circle.following(connection, reader.id, reader.id, limit=100)
    here = {each.user.id for each in helping}
    people = {each.id: each for each in known if not each.sample and each.id not in here}
    st.markdown("**Who helps**")
    for each in helping:
        with st.container(horizontal=True, vertical_alignment="center"):
            waits = "" if each.accepted else " · has not answered"
            st.caption(f"**{plain(each.user.name)}** · {ROLES[each.role].lower()}{waits}")
            st.button(
                "Remove",
                type="tertiary",
                key=f"playlist_dismiss_{each.user.id}",
                on_click=acts.do,
                args=("playlists", sharing.dismiss, found.id, each.user.id),
            )
    if not people:
        st.caption("Follow another guest on Social to invite them here.")
        return
    whom = st.selectbox(
        "Invite",
        list(people),
        format_func=lambda each: _name(people, each),
        key="playlist_whom",
    )
    role = st.segmented_control(
        "They",
        list(ROLES),
        default="adds",
        format_func=lambda each: ROLES.get(each, str(each)),
        required=True,
        key="playlist_role",
    )
    st.button(
        "Invite",
        icon=":material/person_add:",
        key="playlist_invite",
        on_click=acts.do,
        args=("playlists", sharing.invite, found.id, whom, role),
    )


def _name(people: dict[str, User], user_id: str) -> str:
    return people[user_id].name if user_id in people else user_id


def edit(found: Playlist) -> None:
    """Let the owner change a list's words and cover, or delete it."""
    with st.popover("Edit", icon=":material/edit:", key="playlist_edit"):
        with st.form(f"playlist_words_{found.id}", border=False):
            name = st.text_input("Name", value=found.name, max_chars=making.LONGEST_NAME)
            about = st.text_area(
                "Description", value=found.about, max_chars=making.LONGEST_ABOUT, height=110
            )
            kept = st.form_submit_button("Keep the words", type="primary")
        if kept and acts.do("playlists", making.describe, found.id, name, about):
            st.rerun(scope="fragment")
        _cover(found)
        st.divider()
        sure = st.checkbox("Delete this list for good", key=f"playlist_sure_{found.id}")
        st.button(
            "Delete",
            icon=":material/delete:",
            key="playlist_delete",
            disabled=not sure,
            on_click=_delete,
            args=(found,),
        )


def _cover(found: Playlist) -> None:
    with cache.store().reading() as connection:
        items = lists.items(connection, me.user().id, found.id)
    names = cache.names()
    options = {"": "Collage of the first four"}
    options |= {
        f"title:{each.title_id}": f"Poster: {names[each.title_id]}"
        for each in items
        if each.title_id in names
    }
    options |= {f"drawn:{genre}:7": f"Drawn: {NAMES.get(genre, genre)}" for genre in GENRES}
    key = f"playlist_cover_{found.id}"
    shown = found.cover if found.cover in options else ""
    st.selectbox(
        "Cover",
        list(options),
        index=list(options).index(shown),
        format_func=lambda each: options.get(each, str(each)),
        key=key,
        on_change=lambda: acts.do(
            "playlists", making.set_cover, found.id, str(st.session_state[key])
        ),
    )


def _delete(found: Playlist) -> None:
    if acts.do("playlists", making.remove_list, found.id):
        playlistaddress.go("")


def report(found: Playlist, token: str) -> None:
    """Let a reader report a list to the presenter."""
    send = partial(acts.do, "playlists", speaking.report, found.id, token=token, news="reports")
    reporting.button("playlist_report", send)
