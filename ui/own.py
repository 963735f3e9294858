"""A history that somebody brings: read, matched to the catalogue, kept in their session only."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from core.errors import GreenlightError
from core.importers.anycsv import MEANINGS
from core.importers.matching import Matched, match
from core.importers.personal import Personal, read_personal
from core.importers.sheets import decode, header
from core.recommend.history import History, interactions
from ui import cache

LABELS = {"title": "Title", "at": "When", "stars": "Rating", "year": "Year"}
"""Columns of a table that the page asks about, and what they are called."""

SOME = 5
"""Lines left out that are shown one by one."""

EVERYBODY, NOTHING = "everybody", "not in the file"

_KEPT, _FILE, _SKIP, _PROBLEM, _NAMES = (
    f"own_{part}" for part in ("kept", "file", "skip", "problem", "names")
)
_PROFILE, _COLUMN = "own_profile", "own_column_"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Own:
    """What was understood of a file.

    Args:
        read: What it says somebody watched.
        found: What of that the catalogue has.
        history: The history that follows, counted in the catalogue.
    """

    read: Personal
    found: Matched
    history: History


def kept() -> Own | None:
    """Return the history this browser brought, if any."""
    found: Own | None = st.session_state.get(_KEPT)
    return found


def bring() -> None:
    """Let somebody drop a file; say what was understood of it, or what was wrong."""
    said = kept() is not None or _PROBLEM in st.session_state
    with st.expander("Bring your own history", said, icon=":material/upload_file:"):
        st.caption(
            "Netflix viewing history (CSV), a Letterboxd export (zip), Trakt (JSON), or any CSV. "
            "It stays in your session: nothing is stored, nothing is shown to others."
        )
        st.file_uploader(
            "Your history",
            type=["csv", "zip", "json", "txt", "tsv"],
            key=_FILE,
            on_change=_new_file,
            label_visibility="collapsed",
        )
        st.checkbox("Leave out lines that cannot be read", key=_SKIP, on_change=_read)
        problem = st.session_state.get(_PROBLEM)
        if problem:
            st.error(problem, icon=":material/error:")
        _columns()
        own = kept()
        if own is not None:
            _understood(own)


def _new_file() -> None:
    for key in [str(key) for key in st.session_state if str(key).startswith(_COLUMN)]:
        del st.session_state[key]
    for key in (_PROFILE, _NAMES):
        st.session_state.pop(key, None)
    _read()


def _read() -> None:
    """Read the file that lies there, as the widgets around it say."""
    for key in (_KEPT, _PROBLEM):
        st.session_state.pop(key, None)
    file = st.session_state.get(_FILE)
    if file is None:
        return
    columns = _named()
    profile = st.session_state.get(_PROFILE, EVERYBODY)
    try:
        mine = read_personal(
            file.name,
            file.getvalue(),
            now=datetime.now(UTC),
            skip_bad=bool(st.session_state.get(_SKIP)),
            columns=columns or None,
            profile=None if profile == EVERYBODY else profile,
        )
        found = match(mine.rows, cache.world().titles)
        data = interactions(found.history_frame(), titles=cache.guide().data.titles)
    except GreenlightError as error:
        st.session_state[_PROBLEM] = str(error)
        st.session_state[_NAMES] = _header(file.name, file.getvalue())
        return
    history = data.slice(0, len(data))
    st.session_state[_KEPT] = Own(read=mine, found=found, history=history)


def _header(name: str, data: bytes) -> tuple[str, ...]:
    """Return the columns of a file that may be a table; none where it is not."""
    if data[:2] == b"PK" or data.lstrip()[:1] in (b"{", b"["):
        return ()
    try:
        return header(name, decode(name, data))[0]
    except GreenlightError:
        return ()


def _named() -> Mapping[str, str]:
    """Return which column holds what, as far as somebody said so."""
    said = {name: st.session_state.get(_COLUMN + name, NOTHING) for name in MEANINGS}
    return {name: column for name, column in said.items() if column != NOTHING}


def _columns() -> None:
    """Ask which column of a table holds what, where no service is known to write such a one."""
    names = st.session_state.get(_NAMES, ())
    if not names:
        return
    st.caption("If it is a table of another kind: which column holds what?")
    for meaning, label in LABELS.items():
        st.selectbox(label, [NOTHING, *names], key=_COLUMN + meaning, on_change=_read)


def _understood(own: Own) -> None:
    """Say what was understood of a file, and what was not."""
    titles = own.read.titles
    st.markdown(
        f":material/check_circle: **{own.read.service}**: {own.read.read:,} lines, {len(titles):,} "
        f"titles, {len(own.history):,} of them in this demo's catalogue."
    )
    if own.read.profiles[1:]:
        st.selectbox("Whose rows", [EVERYBODY, *own.read.profiles], key=_PROFILE, on_change=_read)
    for note in (*own.read.notes, *own.found.notes):
        st.caption(note)
    if own.read.skipped:
        st.caption(
            f"Left out {len(own.read.skipped):,} lines: " + " ".join(own.read.skipped[:SOME])
        )
    if not len(own.history):
        st.warning(
            "None of these titles is in the demo's catalogue: the shelf shows what most members "
            "watch.",
            icon=":material/search_off:",
        )
    if len(own.found.unmatched):
        st.dataframe(
            own.found.unmatched,
            hide_index=True,
            height=180,
            column_config={"title": "Not in the catalogue", "year": "Year", "times": "Times"},
            alt="Titles of your history that the catalogue does not have",
        )
