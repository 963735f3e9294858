"""Who sits at this browser, and as whom they look."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from core import demo
from core.errors import SocialError
from core.identity import presenting, tickets, users
from core.identity.accounts import account_of, here
from core.identity.acting import locked, presents
from core.identity.naming import rename
from core.identity.users import LONGEST_NAME, User, sample_id
from core.nearby.spins import Spins
from core.rewards.merging import hand_over
from core.social import posts
from core.store.store import POINTS, SPINS, set_aside
from ui import cache, faces, house, invite, live, navigation, problems
from ui.typed import plain

OFFERED = 300
"""Sample members on offer; more would make the list slow."""

MYSELF = 0
_GUEST, _AS, _SAID = "me_guest", "me_as", "me_said"


def user() -> User:
    """Return who sits at this browser: who acts is never anybody else."""
    return here(cache.store(), house.own_secret(), _holder(), _now(), _account(), _follow)


def reader() -> User:
    """Return as whom this browser looks: a sample member, else who sits there."""
    member = _chosen()
    if member == MYSELF:
        return user()
    with cache.store().reading() as connection:
        return users.user(connection, sample_id(member))


def presenter() -> bool:
    """Return whether who sits here has entered the presenter's code of this start."""
    with cache.store().reading() as connection:
        return presents(connection, user().id)


def view_as() -> None:
    """Let who sits here look as a sample member, and say so for as long as they do."""
    names = _members()
    st.session_state[_AS] = _chosen()
    st.selectbox(
        "Look as",
        [MYSELF, *names],
        format_func=lambda member: names.get(member, "Myself"),
        key=_AS,
        persist_state="session",
        width=320,
        help="Sample members are fictional. You see what they would see; whatever you do, you do "
        "as yourself.",
    )
    member = _chosen()
    if member != MYSELF:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                f"You look as **{plain(names[member])}**; you still act as yourself, "
                f"**{plain(user().name)}**.",
                icon=":material/visibility:",
            )
            st.button("Look as myself", key="me_as_myself", on_click=_look_as_myself)


@problems.part
def card() -> None:
    """Draw who sits here, and what they may do about it."""
    me = user()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        faces.face(me, 36)
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(me.name)}**")
            st.caption(_standing(me))
    with st.container(horizontal=True, gap="small"):
        own = st.popover("You", icon=":material/person:", key="me_own", on_change="rerun")
        call = st.popover("Invite", icon=":material/qr_code_2:", key="me_call", on_change="rerun")
    if own.open:
        with own:
            _own(me)
    if call.open:
        with call:
            _call()


def _own(me: User) -> None:
    said = st.session_state.pop(_SAID, None)
    if said:
        kind, words = said
        (st.error if kind == "no" else st.success)(plain(words))
    with st.form("me_naming", border=False):
        st.text_input("Name", value=me.name, key=f"me_name_{me.name}", max_chars=LONGEST_NAME)
        if st.form_submit_button("Rename", key="me_rename"):
            typed = str(st.session_state[f"me_name_{me.name}"])
            _try(rename, cache.store(), me.id, typed, done="This is your name now.")
    _log_in()
    if presenter():
        _presenting(me)
        return
    with st.form("me_presenting", border=False):
        typed = st.text_input(
            "I present",
            key="me_code",
            placeholder="ABCD-EFGH",
            autocomplete="off",
            help="The code that the server printed at its start.",
        )
        if st.form_submit_button("Enter the code", key="me_enter"):
            _try(
                presenting.enter,
                cache.store(),
                house.own_secret(),
                me.id,
                typed,
                _now(),
                done="You present.",
            )


def _presenting(me: User) -> None:
    with cache.store().reading() as connection:
        shut = locked(connection)
    st.caption("You present: the demo is yours to lock, moderate and reset.")
    if st.button(
        "Unlock the demo" if shut else "Lock the demo",
        key="me_lock",
        icon=":material/lock_open:" if shut else ":material/lock:",
        help="While it is locked, others read and nobody but presenters writes.",
        width="stretch",
    ):
        words = "Everybody may write again." if shut else "Only presenters write now."
        _try(presenting.lock, cache.store(), me.id, not shut, done=words)
    navigation.link("moderation", "Moderate what was reported")
    sure = st.checkbox("Remove what people made", key="me_sure")
    if st.button(
        "Reset the demo",
        key="me_reset",
        icon=":material/restart_alt:",
        disabled=not sure,
        help="Everything that people made goes, and the sample world's members come back. Points "
        "and spins begin at zero; the files of before stay on the server.",
        width="stretch",
    ):
        _try(_reset, me, done="The demo is as new.")
    if st.button("Present no longer", key="me_leave", width="stretch"):
        _try(presenting.leave, cache.store(), me.id, done="You are a guest again.")


def _reset(me: User) -> None:
    store, world, now = cache.store(), cache.world(), _now()
    presenting.reset(store, me.id, lambda connection: demo.seed(connection, world, now))
    set_aside(house.folder(), now)
    cache.ledger.clear()  # the next to ask opens that of the new round


def _follow(connection: Connection, one: str, into: str) -> None:
    """Let what a guest has outside the store follow it into its account, and sweep after both."""
    posts.sweep(connection)
    hand_over(cache.ledger(str(house.folder() / POINTS)), one, into, at=_now())
    Spins(house.folder() / SPINS).hand_over(one, into)


def _log_in() -> None:
    if not _can_log_in():
        return
    if st.user.is_logged_in:
        st.caption("Logged in: what you make is yours on every browser where you log in.")
        st.button("Log out", key="me_log_out", on_click=st.logout, width="stretch")
    else:
        for name in _providers():
            st.button(
                f"Log in with {name.capitalize()}" if name else "Log in",
                key=f"me_log_in_{name}",
                icon=":material/login:",
                on_click=st.login,
                args=(name or None,),
                help="What you made as a guest stays yours, and comes along to other browsers.",
                width="stretch",
            )


def _call() -> None:
    lan = invite.lan_address() if invite.shared() else ""
    address = invite.link(st.context.url or "", st.query_params.to_dict(), lan=lan)
    if not address:
        st.markdown(
            "This server listens to this machine only. To invite the room, stop it and start it "
            "with `make share`: laptops and phones in the same network then open this page by a "
            "QR code."
        )
        return
    st.image(invite.picture(address), width=260, alt=f"QR code of {address}")
    st.code(address, language=None, wrap_lines=True)
    st.caption("This page with its knobs as they are, for everybody in the same network.")


def _standing(me: User) -> str:
    looks = _chosen()
    if looks != MYSELF:
        return f"looks as {plain(_members()[looks])}"
    if presenter():
        return "presents"
    return "account" if me.kind == "account" else "guest of this browser"


def _try(act: Callable[..., Any], *given: Any, done: str) -> None:
    """Do something, keep what there is to say about it, and draw the whole page anew."""
    try:
        act(*given)
    except SocialError as error:
        st.session_state[_SAID] = "no", str(error)
    else:
        st.session_state[_SAID] = "yes", done
        live.publish_all()
    st.rerun()


def _members() -> dict[int, str]:
    """Return the sample members one may look as, by id: those who are open to Social."""
    known = cache.world().members
    there = known[known["social"]].head(OFFERED)
    return dict(zip(there["member_id"].astype(int), there["name"].astype(str), strict=True))


def _chosen() -> int:
    """Return the sample member looked as; what no browser of ours sent counts as nobody."""
    member = st.session_state.get(_AS, MYSELF)
    return int(member) if member in _members() else MYSELF


def _look_as_myself() -> None:
    st.session_state[_AS] = MYSELF


def _holder() -> str:
    """Return the guest of the browser's ticket; without one, a guest of this session."""
    found = tickets.user_of(st.context.cookies, house.own_secret(), _now())
    if found is not None:
        return found
    if _GUEST not in st.session_state:
        st.session_state[_GUEST] = tickets.new_guest()
    return str(st.session_state[_GUEST])


def _can_log_in() -> bool:
    """Return whether logging in was configured: ``[auth]`` in Streamlit's secrets."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def _providers() -> list[str]:
    """Return the names of the configured providers; the empty one is the default."""
    auth = st.secrets["auth"]
    named = [name for name in auth if isinstance(auth[name], Mapping) and name != "client_kwargs"]
    return [""] if "client_id" in auth or not named else named


def _account() -> str:
    """Return whose account is logged in here; empty for nobody."""
    if not _can_log_in() or not st.user.is_logged_in:
        return ""
    return account_of(str(st.user.get("iss", "")), str(st.user["sub"]))


def _now() -> datetime:
    return datetime.now(UTC)
