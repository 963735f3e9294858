"""Whose shelf it is: a sample member's, a newcomer's, or that of a history somebody brought."""

import dataclasses

import streamlit as st

from core.recommend.history import History
from ui import cache, own, words

NEWCOMER, OWN = "newcomer", "own"
OFFERED = 300
"""Sample members on offer; more would make the list slow."""

FIRST = "1"
"""Sample member shown to who chose nobody."""

_KEY, _BROUGHT = "viewer_of", "viewer_brought"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Viewer:
    """Somebody a shelf is for.

    Args:
        key: What tells viewers apart.
        name: How the page speaks of them.
        whose: What belongs to them begins with this, as a sentence does.
        persona: Slug of the persona, empty where unknown.
        history: What they took.
        member: Id of a sample member, 0 for others.
        place: Neighbourhood of a sample member, empty for others.
    """

    key: str
    name: str
    whose: str
    persona: str
    history: History
    member: int = 0
    place: str = ""


def choose() -> Viewer:
    """Let the room choose whose shelf to see; who brings a history sees their own at once."""
    members = cache.world().members.head(OFFERED)
    names = {
        str(row.member_id): f"{row.name}, {words.TITLES[str(row.persona)].lower()}"
        for row in members.itertuples(index=False)
    }
    mine = own.kept()
    first = {OWN: f"My own history ({mine.read.service})"} if mine else {}
    shown_first = {FIRST: names[FIRST], NEWCOMER: "A newcomer, without any history"}
    options = first | shown_first | names
    start = FIRST if mine is None else OWN
    if st.session_state.get(_BROUGHT, start) != start:
        st.session_state[_KEY] = start
    st.session_state[_BROUGHT] = start
    chosen = st.selectbox(
        "Whose shelf",
        list(options),
        format_func=lambda key: options.get(key, str(key)),
        key=_KEY,
        help="Sample members are fictional. Bring your own history below.",
        bind="query-params",
    )
    return _viewer(str(chosen) if chosen in options else start)


def _viewer(key: str) -> Viewer:
    mine = own.kept()
    if key == OWN and mine is not None:
        return Viewer(key=OWN, name="you", whose="Your", persona="", history=mine.history)
    if key == NEWCOMER:
        nothing = History.of([])
        return Viewer(
            key=NEWCOMER, name="a newcomer", whose="A newcomer's", persona="", history=nothing
        )
    world, member = cache.world(), int(key)
    row = world.member(member)
    return Viewer(
        key=key,
        name=str(row["name"]),
        whose=f"{row['name']}'s",
        persona=str(row["persona"]),
        history=cache.guide().data.history(member),
        member=member,
        place=str(row["place_id"]),
    )
