"""Telling a story: the composer; what was typed stays until it is posted."""

from typing import Any

import streamlit as st

from core.ideas import Idea
from core.posters.palettes import NAMES
from core.social import stories
from core.social.progress import Point
from ui import acts, cache, room
from ui.storycards import AUDIENCES

KINDS = {"words": "My words", "line": "A line of it"}
CROPS = {"whole": "Whole", "near": "Near", "tall": "Above"}
OWN = ""

_PRE = "stories_draft_"


def compose(of: Idea, *, expanded: bool) -> str:
    """Draw the composer; return the id of a story that was just posted, else nothing."""
    with st.expander("Tell your own", icon=":material/add_circle:", expanded=expanded):
        title_id = st.selectbox(
            "What are you watching?",
            list(cache.names()),
            index=None,
            placeholder="Choose a title",
            format_func=lambda each: cache.names().get(each, str(each)),
            key=f"{_PRE}title",
        )
        point = _moment(str(title_id)) if title_id else None
        kind = _choice("Tell it by", KINDS, "words", "kind")
        st.text_area(
            "The line" if kind == "line" else "Your words",
            key=f"{_PRE}text",
            height=100,
            max_chars=stories.LONGEST,
            placeholder="What just happened to you?",
        )
        look = _look(str(title_id or ""))
        question, options = _poll()
        spoils = st.toggle(
            "It gives something away",
            key=f"{_PRE}spoils",
            help="Masked for everybody who has not come to this moment.",
        )
        audience: Any = st.selectbox(
            "For",
            list(AUDIENCES),
            format_func=lambda each: AUDIENCES.get(each, str(each)),
            key=f"{_PRE}audience",
        )
        draft = None
        if point is not None:
            draft = stories.StoryDraft(
                title_id=str(title_id),
                point=point,
                kind=kind,
                text=str(st.session_state.get(f"{_PRE}text") or ""),
                look=look,
                audience=audience,
                spoiler=point if spoils else None,
                question=question,
                options=options,
            )
        st.button(
            "Post for 24 hours",
            type="primary",
            icon=":material/send:",
            key=f"{_PRE}post",
            disabled=draft is None,
            help=None if draft else "Choose what you are watching first.",
            on_click=_post,
            args=(of, draft),
        )
    return str(st.session_state.pop(f"{_PRE}posted", ""))


def _moment(title_id: str) -> Point:
    row = cache.title(title_id)
    series = row is not None and row.kind == "series"
    longest = int(row.minutes) if row is not None else 600
    season = episode = 0
    with st.container(horizontal=True, gap="small"):
        if series:
            season = _number("Season", int(row.seasons), title_id)
            episode = _number("Episode", 100, title_id)
        minute = _number("Minute", longest, title_id)
    return Point(season, episode, minute)


def _number(name: str, most: int, title_id: str) -> int:
    return int(
        st.number_input(
            name, 1, most, key=f"{_PRE}{name.lower()}_{title_id}", width=104, format="%d"
        )
    )


def _choice(label: str, options: dict[str, str], default: str, name: str) -> Any:
    return st.segmented_control(
        label,
        list(options),
        default=default,
        format_func=lambda each: options.get(each, str(each)),
        required=True,
        key=f"{_PRE}{name}",
    )


def _look(title_id: str) -> stories.Look:
    with st.popover("Look", icon=":material/palette:", width="stretch"):
        colours = st.selectbox(
            "Colours",
            [OWN, *NAMES],
            format_func=lambda each: NAMES.get(each, "The title's own"),
            key=f"{_PRE}colours",
        )
        look = stories.Look(colours=str(colours), crop=_choice("Seen from", CROPS, "whole", "crop"))
        row = cache.title(title_id)
        if row is not None:
            drawn = stories.picture(str(row.title), int(row.year), str(row.genres).split(";"), look)
            st.image(drawn, width=150, alt=f"How the story looks, without its words: {row.title}")
    return look


def _poll() -> tuple[str, tuple[str, ...]]:
    if not st.toggle("Ask something", key=f"{_PRE}asks"):
        return "", ()
    question = st.text_input("Question", key=f"{_PRE}question", max_chars=stories.QUESTION)
    answers = st.text_area(
        "Answers, one a line",
        key=f"{_PRE}answers",
        height=90,
        help="Two to four. Others see how it stands once they have voted.",
    )
    return question, tuple(line for line in answers.splitlines() if line.strip())


def _post(of: Idea, draft: stories.StoryDraft) -> None:
    made = acts.do("stories", stories.post, draft)
    if made is None:
        return
    room.did("story", of.slug, draft.title_id)
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith(_PRE):
            del st.session_state[key]
    st.session_state[f"{_PRE}posted"] = made
