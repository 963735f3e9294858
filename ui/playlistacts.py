"""What somebody does to playlists: counted against the limits, told to others, or refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from core.social.limits import Act
from core.store.store import Store
from ui import acts, cache

OPEN, TOKEN = "playlists_open", "playlists_token"
"""The list that is open, and the secret of the link by which it was opened."""

LIST, LINK = "list", "link"
"""Parameters of the address that name a list, or a link's secret."""


def do(act: Callable[..., Any], *args: Any, kind: Act = "list", **kwargs: Any) -> Any:
    """Do something to a playlist as who sits here; see ``acts.do``.

    Args:
        act: A function of ``core.playlists``: the store, the user's id, what follows, the time.
        args: What follows.
        kind: What it counts as.
        kwargs: The same, by name.
    """

    def counted(store: Store, user_id: str, at: datetime) -> Any:
        cache.limits().spend(user_id, kind, at)
        return act(store, user_id, *args, at=at, **kwargs)

    return acts.do("playlists", counted)


def opened() -> tuple[str, str]:
    """Return the list that is open, and the secret it was opened with; empty for none."""
    asked, link = st.query_params.get(LIST, ""), st.query_params.get(LINK, "")
    if OPEN not in st.session_state:
        st.session_state[OPEN], st.session_state[TOKEN] = asked, link
    return str(st.session_state[OPEN]), str(st.session_state[TOKEN])


def go(list_id: str, token: str = "") -> None:
    """Open a list, or go back to all of them; the address says which."""
    st.session_state[OPEN], st.session_state[TOKEN] = list_id, token
    for name, value in ((LIST, list_id if not token else ""), (LINK, token)):
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
