"""Reporting something to the presenter: why, and what they should know."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.social.moderation import REASONS

WHY = {
    "spam": "It is spam",
    "spoiler": "It gives something away",
    "abuse": "It hurts somebody",
    "other": "Something else",
}


def button(key: str, send: Callable[..., Any]) -> None:
    """Draw the button that opens a report to the presenter.

    Args:
        key: Names it.
        send: Takes the reason and, by name, ``words``; returns nothing true if it was refused.
    """
    opened = st.popover(
        "Report", icon=":material/flag:", type="tertiary", key=f"{key}_open", on_change="rerun"
    )
    if opened.open:
        with opened:
            form(key, send, lambda: None)


def form(key: str, send: Callable[..., Any], done: Callable[[], None]) -> None:
    """Draw what a report asks for; see ``button``.

    Args:
        key: Names it.
        send: As there.
        done: Called once it was sent.
    """
    with st.form(f"{key}_form", border=False):
        st.radio("Why", REASONS, format_func=lambda each: WHY[each], key=f"{key}_why")
        st.text_input("What the presenter should know", key=f"{key}_words")
        st.form_submit_button(
            "Report to the presenter", key=key, on_click=_report, args=(key, send, done)
        )


def _report(key: str, send: Callable[..., Any], done: Callable[[], None]) -> None:
    why, words = (st.session_state.get(f"{key}_{part}") for part in ("why", "words"))
    if send(why or REASONS[0], words=str(words or "")):
        done()
        st.toast("Reported. The presenter will look at it.", icon=":material/flag:")
