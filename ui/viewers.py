"""Whose shelf it is: a sample member's, a newcomer's, or that of a history somebody brought."""

import dataclasses
from datetime import UTC, datetime

import streamlit as st

from core.errors import GreenlightError
from core.importers.matching import Matched, match
from core.importers.personal import Personal, read_personal
from core.recommend.history import History, interactions
from ui import cache, words

NEWCOMER, OWN = "newcomer", "own"
OFFERED = 300
"""Sample members on offer; more would make the list slow."""

_KEPT, _FILE, _PROBLEM = "own_history", "own_file", "own_problem"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Viewer:
    """Somebody a shelf is for.

    Args:
        key: What tells viewers apart.
        name: How the page speaks of them.
        persona: Slug of the persona, empty where unknown.
        history: What they took.
        member: Id of a sample member, 0 for others.
        place: Neighbourhood of a sample member, empty for others.
    """

    key: str
    name: str
    persona: str
    history: History
    member: int = 0
    place: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Own:
    """A history somebody brought; it lives in their session and nowhere else."""

    file: str
    read: Personal
    found: Matched
    history: History


def choose() -> Viewer:
    """Let the room choose whose shelf to see."""
    members = cache.world().members.head(OFFERED)
    names = {
        str(row.member_id): f"{row.name}, {words.TITLES[str(row.persona)].lower()}"
        for row in members.itertuples(index=False)
    }
    own: Own | None = st.session_state.get(_KEPT)
    first = {OWN: f"My own history ({own.read.service})"} if own else {}
    options = first | names | {NEWCOMER: "A newcomer, without any history"}
    chosen = st.selectbox(
        "Whose shelf",
        list(options),
        format_func=lambda key: options.get(key, str(key)),
        key="viewer_of",
        help="Sample members are fictional. Bring your own history below.",
        bind="query-params",
    )
    _bring()
    return _viewer(str(chosen) if chosen in options else next(iter(options)), own)


def _viewer(key: str, own: Own | None) -> Viewer:
    if key == OWN and own is not None:
        return Viewer(key=OWN, name="you", persona="", history=own.history)
    if key == NEWCOMER:
        return Viewer(key=NEWCOMER, name="a newcomer", persona="", history=History.of([]))
    world, member = cache.world(), int(key)
    row = world.members[world.members["member_id"] == member].iloc[0]
    return Viewer(
        key=key,
        name=str(row["name"]),
        persona=str(row["persona"]),
        history=cache.guide().data.history(member),
        member=member,
        place=str(row["place_id"]),
    )


def _bring() -> None:
    with st.expander("Bring your own history", icon=":material/upload_file:"):
        st.caption(
            "Netflix viewing history (CSV), a Letterboxd export (zip), Trakt (JSON) or any CSV "
            "with a title column. It stays in your session: nothing is stored or shown to others."
        )
        st.file_uploader(
            "Your history",
            type=["csv", "zip", "json", "txt", "tsv"],
            key=_FILE,
            on_change=_read,
            label_visibility="collapsed",
        )
        st.checkbox("Leave out lines that cannot be read", key="own_skip", on_change=_read)
        problem = st.session_state.get(_PROBLEM)
        if problem:
            st.error(problem, icon=":material/error:")
        own: Own | None = st.session_state.get(_KEPT)
        if own:
            _understood(own)


def _read() -> None:
    st.session_state.pop(_PROBLEM, None)
    file = st.session_state.get(_FILE)
    if file is None:
        _forget()
        return
    try:
        mine = read_personal(
            file.name,
            file.getvalue(),
            now=datetime.now(UTC),
            skip_bad=bool(st.session_state.get("own_skip")),
        )
        world = cache.world()
        found = match(mine.rows, world.titles)
        data = interactions(found.history_frame(), titles=cache.guide().data.titles)
    except GreenlightError as error:
        _forget()
        st.session_state[_PROBLEM] = f"{error}"
        return
    st.session_state[_KEPT] = Own(
        file=file.name, read=mine, found=found, history=data.history("you")
    )
    st.session_state["viewer_of"] = OWN


def _forget() -> None:
    st.session_state.pop(_KEPT, None)
    if st.session_state.get("viewer_of") == OWN:
        del st.session_state["viewer_of"]


def _understood(own: Own) -> None:
    """Say what was understood of a file, and what was not."""
    matched = len(own.history)
    st.markdown(
        f"**{own.read.service}**: {own.read.read:,} lines read, {matched:,} titles of our "
        f"catalogue recognised."
    )
    for note in (*own.read.notes, *own.read.skipped[:5]):
        st.caption(note)
    if not matched:
        st.warning(
            "None of your titles is in this demo's catalogue of about 1,000: the shelf shows "
            "what most members watch.",
            icon=":material/search_off:",
        )
    if len(own.found.unmatched):
        st.caption(f"{len(own.found.unmatched):,} titles are not in this demo's catalogue:")
        st.dataframe(
            own.found.unmatched,
            hide_index=True,
            height=180,
            alt="Titles of your history that the catalogue does not have",
        )
