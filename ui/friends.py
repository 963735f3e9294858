"""Bringing friends: by a login they agreed to as well, or by a file of their names."""

from datetime import datetime

import streamlit as st

from core.errors import SocialError
from core.social import relations
from core.social.friends import Brought, LocalProvider, by_file, by_provider, connect, read_friends
from core.store.store import Store
from ui import acts, cache, me, society
from ui.typed import plain

SHOWN = 12
"""Friends shown."""

_FOUND = "social_brought"


def draw() -> None:
    """Draw both ways, and whom they found."""
    mine = me.user()
    if me.reader().id != mine.id:
        return
    with st.expander("Bring your friends", icon=":material/diversity_3:", key="social_bring"):
        st.caption(
            "Only friends who are here and agreed to be found are shown; of all others, their "
            "number. A stand-in for Facebook's login: same shape, and nothing leaves this server."
        )
        st.button(
            "Agree, and find friends",
            key="social_agree",
            icon=":material/handshake:",
            on_click=_agree,
            help="You can be found by friends from now on. As with the real login, both must "
            "have agreed.",
        )
        given = st.file_uploader(
            "Or a file of friends",
            type=["json", "csv"],
            key="social_friends_file",
            help="Facebook's export of friends (JSON), or a CSV with a column of names.",
        )
        if given is not None and st.button("Look who is here", key="social_look"):
            _read(given.name, given.getvalue())
        found: Brought | None = st.session_state.get(_FOUND)
        if found is not None:
            _show(found)


def _agree() -> None:
    found = acts.do("social", _asked)
    if found is not None:
        st.session_state[_FOUND] = found


def _asked(store: Store, user_id: str, *, at: datetime) -> Brought:
    members = cache.world().members
    provider = LocalProvider(
        store=store, members=tuple(members.loc[members["social"], "member_id"].astype(int)), at=at
    )
    token = connect(store, user_id, provider, provider.agree(user_id), at)
    return by_provider(store, user_id, provider, token)


def _read(name: str, data: bytes) -> None:
    try:
        file = read_friends(name, data)
        st.session_state[_FOUND] = by_file(cache.store(), me.user().id, file)
    except SocialError as error:
        st.session_state.pop(_FOUND, None)
        st.error(plain(str(error)), icon=":material/error:")
        return
    for line in file.bad:
        st.caption(f":material/warning: {plain(line)}")
    if file.passed_over > len(file.bad):
        st.caption(f"{file.passed_over - len(file.bad)} more lines were passed over.")


def _show(found: Brought) -> None:
    st.markdown(f"**{found}**")
    with cache.store().reading() as connection:
        gone = set(connection.execute(relations.hidden(me.user().id)).scalars())
        mine = set(connection.execute(relations.followed(me.user().id)).scalars())
    for each in [one for one in found.people if one.id not in gone][:SHOWN]:
        society.row(each, "brought", "You follow them." if each.id in mine else "")
    left = [one.id for one in found.people if one.id not in gone | mine]
    if left:
        st.button(
            f"Follow all {len(left)}" if len(left) > 1 else "Follow",
            key="social_follow_brought",
            icon=":material/person_add:",
            on_click=_follow,
            args=(left,),
        )


def _follow(ids: list[str]) -> None:
    for each in ids:
        if acts.do("social", relations.follow, each) is None:
            return
