"""Parts of a page that are redrawn when somebody else's browser changes what they show.

Nothing polls: a small component keeps one WebSocket a page to this server (``ui.doors``) and reruns
the part it stands in. Where no socket can be had, the component itself asks again now and then.
"""

import functools
import secrets
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

_FRONTEND = Path(__file__).resolve().parent / "frontend"
_MOUNT = st.components.v2.component(
    "greenlight_live",
    html='<span class="live" aria-hidden="true"></span>\n',
    css=":host { display: none }\n",
    js=(_FRONTEND / "live.js").read_text(encoding="utf-8"),
)
_ME = "live_me"


def part(topic: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a part of the page that is redrawn at once when a topic has news.

    Args:
        topic: One of ``TOPICS``.
    """
    if topic not in TOPICS:
        raise ValueError(f"There is no topic {topic!r}.")

    def made(draw: Callable[P, None]) -> Callable[P, None]:
        @functools.wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            draw(*args, **kwargs)
            _MOUNT(
                key=f"live_{draw.__module__.rpartition('.')[2]}_{draw.__name__}",
                data={"topic": topic, "me": _me(), "slow_ms": round(SLOW_S * 1000)},
                on_news_change=lambda: None,
            )

        return problems.part(drawn)

    return made


def publish(topic: str) -> None:
    """Tell every other browser that a topic has news; this one has drawn it already."""
    cache.hub().publish(topic, by=_me())


def _me() -> str:
    """Return what tells this browser's news from others'; it is nobody's id."""
    if _ME not in st.session_state:
        st.session_state[_ME] = secrets.token_hex(8)
    return str(st.session_state[_ME])
