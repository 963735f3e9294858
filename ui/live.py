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

TOPICS = frozenset(
    {
        "social",
        "stories",
        "stories/told",
        "stories/reacted",
        "stories/said",
        "stories/seen",
        "playlists",
        "spins",
        "reports",
    }
)
"""What there is news about. What happens often has a topic of its own, so that a browser draws
little anew for it; ``"stories"`` is anything else that changes what is seen of stories."""

SLOW_S = 5.0
"""Seconds between looks where there is no socket (assumption, 3 to 15)."""

LATER_S = 2.0
"""Seconds after news until what nobody waits for is drawn anew (assumption, 1 to 10): a browser is
busy with what somebody does wait for."""

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
EVERYTHING = "*"
"""What a browser asks for that may have lost a click: it met news, and one of them was heard."""

_TURN = threading.RLock()


def part(*topics: str, after_s: float = 0.0) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a part of the page that is redrawn when a topic has news.

    It may stand within another. What it was given is as old as that, so it reads for itself what
    may have changed.

    Args:
        topics: Of ``TOPICS``.
        after_s: Seconds between news and redraw; none where somebody waits for it.
    """
    if not topics or not TOPICS.issuperset(topics):
        raise ValueError(f"There are topics {', '.join(sorted(TOPICS))}, not {topics!r}.")

    def made(draw: Callable[P, None]) -> Callable[P, None]:
        key = f"live_{draw.__module__.rpartition('.')[2]}_{draw.__name__}"

        @functools.wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            mine = _TURN.acquire(timeout=TURN_S)
            try:
                draw(*args, **kwargs)
            finally:
                if mine:
                    _TURN.release()
            _MOUNT(
                key=key,
                data={
                    "topics": list(topics),
                    "me": visit(),
                    "slow_ms": round(SLOW_S * 1000),
                    "after_ms": round(after_s * 1000),
                },
                on_news_change=lambda: _hear(key),
            )

        return problems.part(drawn)

    return made


def _hear(key: str) -> None:
    """Redraw the whole page where a browser may have lost a click; else its part is redrawn."""
    if st.session_state.get(key, {}).get("news") == EVERYTHING:
        st.rerun()


def publish(topic: str, *, here: bool = False) -> None:
    """Tell other browsers that a topic has news.

    Args:
        topic: One of ``TOPICS``.
        here: Tell this browser too; without it, it has drawn the news already.
    """
    cache.hub().publish(topic, by="" if here else visit())


def publish_all() -> None:
    """Tell other browsers that anything may be new."""
    for topic in TOPICS:
        if "/" not in topic:
            publish(topic)


def visit() -> str:
    """Return what tells this browser's news from others'; it is nobody's id."""
    if _ME not in st.session_state:
        st.session_state[_ME] = secrets.token_hex(8)
    return str(st.session_state[_ME])
