"""What somebody does to what all share: it is done, told to other browsers, or refused in words."""

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core.errors import GreenlightError
from core.social.limits import Act
from ui import cache, live, me, room
from ui.typed import plain

COUNTED: Mapping[str, Act] = {"playlists": "list"}
"""What is done on a topic counts as this, where the function of core does not count itself."""

_SAID, _NUMBER = "acts_said", "acts_number"


def do(
    topic: str,
    act: Callable[..., Any],
    *args: Any,
    news: str | None = None,
    counts: Act | None = None,
    **kwargs: Any,
) -> Any:
    """Do something now as who sits here, and tell other browsers; keep the sentence if refused.

    Args:
        topic: The page it is done on.
        act: A core function of the store and the user's id; the time ``at`` and the server's
            ``limits`` are added where it takes them.
        args: What follows.
        news: The topic that there is news about then, empty for none; as the page's without it.
        counts: As what it counts against the limits, unless it counts itself by ``limits``; as in
            ``COUNTED`` if nothing is said.
        kwargs: What follows, by name.

    Returns:
        What the function returned (true, where that is nothing), or ``None`` if it was refused.
    """
    st.session_state.pop(_SAID, None)
    try:
        asked = inspect.signature(act).parameters
        given = {"at": now(), "limits": cache.limits()}
        own = {name: value for name, value in given.items() if name in asked}
        who, kind = me.user().id, counts or COUNTED.get(topic)
        if kind and "limits" not in own:
            cache.limits().spend(who, kind, now())
        found = act(cache.store(), who, *args, **own, **kwargs)
    except GreenlightError as error:
        st.session_state[_SAID] = str(error)
        return None
    st.session_state[_NUMBER] = number() + 1
    if news != "":
        live.publish(topic if news is None else news)
    room.present(topic)
    return True if found is None else found


def number() -> int:
    """Return how many things this browser did since it came."""
    return int(st.session_state.get(_NUMBER, 0))


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def said() -> None:
    """Show why the last thing was refused, once."""
    words = st.session_state.pop(_SAID, "")
    if words:
        st.error(plain(words), icon=":material/block:")
