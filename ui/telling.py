"""Telling a story: the composer; what was typed stays until it is posted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from core.ideas import Idea
from core.posters.palettes import NAMES
from core.social import stories
from core.social.limits import Limits
from core.social.progress import Point
from core.store.store import Store
from ui import acts, cache, room
from ui.storycards import AUDIENCES

KINDS = {"words": "My words", "line": "A line of it"}
CROPS = {"whole": "Whole", "near": "Near", "tall": "Above"}
OWN = ""

ANEW = frozenset({"title", "text", "asks", "question", "answers", "spoils"})
"""What is empty after a story is posted; look and audience stay as one chose them.

It is asked for by other widgets then: a browser may go on showing what the last ones held.
"""

MOST_EPISODES = 100
"""Episodes of a season that one may choose: the catalogue does not say how many there are."""

_PRE = "stories_draft_"
_POSTED = "stories_posted"
"""How many stories this browser posted since it came."""


def compose(of: Idea, show: Callable[[str], None], *, expanded: bool) -> None:
    """Draw the composer; a story that is posted is shown by its id."""
    with st.expander("Tell your own", icon=":material/add_circle:", expanded=expanded):
        title_id = st.selectbox(
            "What are you watching?",
            list(cache.names()),
            index=None,
            placeholder="Choose a title",
            format_func=lambda each: cache.names().get(each, str(each)),
            key=_key("title"),
        )
        if title_id:
            _moment(str(title_id))
        kind = _choice("Tell it by", KINDS, "words", "kind")
        st.text_area(
            "The line" if kind == "line" else "Your words",
            key=_key("text"),
            height=100,
            max_chars=stories.LONGEST,
            placeholder="What just happened to you?",
        )
        _look(str(title_id or ""))
        _poll()
        _readers()
        st.button(
            "Post for 24 hours",
            type="primary",
            icon=":material/send:",
            key=f"{_PRE}post",
            disabled=not title_id,
            help=None if title_id else "Choose what you are watching first.",
            on_click=_post,
            args=(of, show),
        )
        st.caption("After that only you see it. Who saw it, only you learn.")


def _key(name: str) -> str:
    turn = f"_{st.session_state.get(_POSTED, 0)}" if name in ANEW else ""
    return f"{_PRE}{name}{turn}"


def _typed(name: str, otherwise: Any = "") -> Any:
    """Return what a widget of the composer holds at this moment."""
    found = st.session_state.get(_key(name))
    return otherwise if found is None else found


def _draft() -> stories.StoryDraft:
    """Return the story as the widgets hold it: also what was typed just before the click."""
    title_id = str(_typed("title"))
    parts = ("season", "episode", "minute")
    point = Point(*(int(_typed(f"{part}_{title_id}", 0)) for part in parts))
    asks = bool(_typed("asks", False))
    answers = str(_typed("answers")).splitlines() if asks else []
    return stories.StoryDraft(
        title_id=title_id,
        point=point,
        kind=_typed("kind", "words"),
        text=str(_typed("text")),
        look=_looks(),
        audience=_typed("audience", "followers"),
        spoiler=point if _typed("spoils", False) else None,
        question=str(_typed("question")) if asks else "",
        options=tuple(line for line in answers if line.strip()),
    )


def _looks() -> stories.Look:
    return stories.Look(colours=str(_typed("colours")), crop=_typed("crop", "whole"))


def _moment(title_id: str) -> None:
    row = cache.title(title_id)
    longest = int(row.minutes) if row is not None else 600
    with st.container(horizontal=True, gap="small"):
        if row is not None and row.kind == "series":
            _number("Season", int(row.seasons), title_id)
            _number("Episode", MOST_EPISODES, title_id)
        _number("Minute", longest, title_id)


def _number(name: str, most: int, title_id: str) -> None:
    st.number_input(name, 1, most, key=f"{_PRE}{name.lower()}_{title_id}", width=104)


def _choice(label: str, options: dict[str, str], default: str, name: str) -> Any:
    return st.segmented_control(
        label,
        list(options),
        default=default,
        format_func=lambda each: options.get(each, str(each)),
        required=True,
        key=f"{_PRE}{name}",
    )


def _look(title_id: str) -> None:
    with st.popover("Look", icon=":material/palette:", width="stretch"):
        st.selectbox(
            "Colours",
            [OWN, *NAMES],
            format_func=lambda each: NAMES.get(each, "The title's own"),
            key=f"{_PRE}colours",
        )
        _choice("Seen from", CROPS, "whole", "crop")
        row = cache.title(title_id)
        if row is not None:
            genres = str(row.genres).split(";")
            drawn = stories.picture(str(row.title), int(row.year), genres, _looks())
            st.image(drawn, width=150, alt=f"How the story looks, without its words: {row.title}")


def _poll() -> None:
    if not st.toggle("Ask something", key=_key("asks")):
        return
    st.text_input("Question", key=_key("question"), max_chars=stories.QUESTION)
    st.text_area(
        "Answers, one a line",
        key=_key("answers"),
        height=90,
        help="Two to four. Others see how it stands once they have voted.",
    )


def _readers() -> None:
    st.toggle(
        "It gives something away",
        key=_key("spoils"),
        help="Masked for everybody who has not come to this moment.",
    )
    st.selectbox(
        "For",
        list(AUDIENCES),
        format_func=lambda each: AUDIENCES.get(each, str(each)),
        key=f"{_PRE}audience",
    )


def _post(of: Idea, show: Callable[[str], None]) -> None:
    title_id = str(_typed("title"))
    made = acts.do("stories", _posted, news="stories/told")
    if made is None:
        return
    room.did("story", of.slug, title_id)
    st.session_state[_POSTED] = st.session_state.get(_POSTED, 0) + 1
    show(str(made))


def _posted(store: Store, user_id: str, *, at: datetime, limits: Limits) -> str:
    # the draft is read inside: a moment that cannot be is refused in words too
    return stories.post(store, user_id, _draft(), at, limits=limits)
