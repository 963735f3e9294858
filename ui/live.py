"""Parts of a page that are redrawn when somebody else's browser changes what they show.

Nothing polls: a small component keeps one WebSocket a page to this server (``ui.doors``) and reruns
the part it stands in. Where no socket can be had, the component itself asks again now and then.
"""

import functools
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import streamlit as st

from ui import cache, problems

P = ParamSpec("P")

TOPICS = frozenset({"social", "stories", "playlists", "spins"})
"""What there is news about."""

SLOW_S = 5.0
"""Seconds between looks where there is no socket (assumption, 3 to 15)."""

TURN_S = 0.25
"""Seconds a redraw waits for its turn (assumption, 0.1 to 0.5). News reach all browsers at one
moment, and Python runs one of their redraws at a time anyhow: in turn, the first is done when it
would be halfway. Longer than that nobody waits for a page that is slow."""

_FRONTEND = Path(__file__).resolve().parent / "frontend"
_MOUNT = st.components.v2.component(
    "greenlight_live",
    html='<span class="live" aria-hidden="true"></span>\n',
    css=":host { display: none }\n",
    js=(_FRONTEND / "live.js").read_text(encoding="utf-8"),
)
_ME = "live_me"
_TURN = threading.Lock()


def part(*topics: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a part of the page that is redrawn at once when a topic has news.

    A page has one: what components of two parts ask at one moment is heard as one part's wish, be
    it news or a click.

    Args:
        topics: Of ``TOPICS``.
    """
    if not topics or not TOPICS.issuperset(topics):
        raise ValueError(f"There are topics {', '.join(sorted(TOPICS))}, not {topics!r}.")

    def made(draw: Callable[P, None]) -> Callable[P, None]:
        @functools.wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            mine = _TURN.acquire(timeout=TURN_S)
            try:
                draw(*args, **kwargs)
            finally:
                if mine:
                    _TURN.release()
            _MOUNT(
                key=f"live_{draw.__module__.rpartition('.')[2]}_{draw.__name__}",
                data={
                    "topics": list(topics),
                    "me": visit(),
                    "slow_ms": round(SLOW_S * 1000),
                },
                on_news_change=lambda: None,
            )

        return problems.part(drawn)

    return made


def publish(topic: str, *, here: bool = False) -> None:
    """Tell other browsers that a topic has news.

    Args:
        topic: One of ``TOPICS``.
        here: Tell this browser too; without it, it has drawn the news already.
    """
    cache.hub().publish(topic, by="" if here else visit())


def visit() -> str:
    """Return what tells this browser's news from others'; it is nobody's id."""
    if _ME not in st.session_state:
        st.session_state[_ME] = secrets.token_hex(8)
    return str(st.session_state[_ME])
