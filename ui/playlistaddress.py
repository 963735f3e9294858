"""Which playlist is open; the address says it, so that a link opens it too."""

import streamlit as st

OPEN, TOKEN = "playlists_open", "playlists_token"
"""The list that is open, and the secret of the link by which it was opened."""

LIST, LINK = "list", "link"
"""Parameters of the address that name a list, or a link's secret."""


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
