"""Who sits at this browser, and as whom they look."""

from datetime import UTC, datetime

import streamlit as st

from core.identity import tickets
from core.identity.users import User, guest
from ui import cache, house

_GUEST = "me_guest"


def user() -> User:
    """Return who sits at this browser: who acts is never anybody else."""
    return guest(cache.store(), _ticket_holder(), datetime.now(UTC))


def reader() -> User:
    """Return as whom this browser looks: a sample member, else who sits there."""
    return user()


def view_as() -> None:
    """Let the guest look as a sample member; say so where they do."""


def presenter() -> bool:
    """Return whether who sits here has entered the presenter's code."""
    return False


def card() -> None:
    """Draw who sits here."""


def _ticket_holder() -> str:
    """Return the guest of the browser's ticket; without one, a guest of this session."""
    found = tickets.user_of(st.context.cookies, house.own_secret(), datetime.now(UTC))
    if found is not None:
        return found
    if _GUEST not in st.session_state:
        st.session_state[_GUEST] = tickets.new_guest()
    return str(st.session_state[_GUEST])
