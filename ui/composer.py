"""Writing a review or an experience; what was typed stays until it is posted."""

from typing import Any

import streamlit as st

from core.ideas import Idea
from core.social import circle, posts
from core.social.posts import Experience, Post, Review
from core.social.progress import LIMITS, Point
from ui import acts, cache, me, room
from ui.typed import plain

KINDS = {"review": "Review", "experience": "Evening"}
FOR = {"public": "Everybody on Social", "followers": "My followers"}
NO_TITLE = ""

MADE = "social_made"
"""The post that this browser made last."""

_PRE = "social_draft_"
_EDITED = "social_edited"


def draw(of: Idea) -> None:
    """Draw the composer; nothing for who looks as somebody else."""
    if me.reader().id != me.user().id:
        return
    edited: Post | None = st.session_state.get(_EDITED)
    with st.expander(
        "Edit what you wrote" if edited else "Write a review or tell of an evening",
        icon=":material/edit_square:",
        expanded=edited is not None,
        key=f"{_PRE}open_{edited.id if edited else ''}",
    ):
        kind = edited.kind if edited else _kind()
        title_id = _title(kind, edited)
        if kind == "review":
            st.slider("Stars", 0.5, 5.0, step=0.5, key=f"{_PRE}stars")
        st.text_area(
            "What is it like?" if kind == "review" else "How was the evening?",
            key=f"{_PRE}text",
            height=110,
            placeholder="What would you tell a friend?",
        )
        if kind == "experience":
            _company()
        _spoiler(title_id)
        st.segmented_control(
            "For",
            list(FOR),
            default="public",
            format_func=lambda each: FOR.get(each, str(each)),
            required=True,
            key=f"{_PRE}for",
        )
        with st.container(horizontal=True):
            st.button(
                "Save" if edited else "Post",
                type="primary",
                icon=":material/send:",
                key=f"{_PRE}post",
                on_click=_post,
                args=(of, edited),
            )
            if edited:
                st.button("Leave it as it was", key=f"{_PRE}not", on_click=_clear)


def edit(post: Post) -> None:
    """Bring a post back into the composer."""
    _clear()
    point = post.point or Point()
    draft: dict[str, Any] = {
        _EDITED: post,
        f"{_PRE}text": post.text,
        f"{_PRE}for": post.audience,
        f"{_PRE}spoils": post.point is not None,
        f"{_PRE}company": post.company,
        f"{_PRE}joined": [each.id for each in post.joined],
        **{f"{_PRE}{name}": getattr(point, name) for name in LIMITS},
    }
    for key, value in draft.items():
        st.session_state[key] = value
    if post.stars:
        st.session_state[f"{_PRE}stars"] = post.stars


def _kind() -> posts.Kind:
    chosen = st.segmented_control(
        "What",
        list(KINDS),
        default="review",
        format_func=lambda each: KINDS.get(each, str(each)),
        required=True,
        key=f"{_PRE}kind",
        label_visibility="collapsed",
    )
    return "experience" if chosen == "experience" else "review"


def _title(kind: posts.Kind, edited: Post | None) -> str:
    names = cache.names()
    if edited is not None:
        st.markdown(f"**{plain(posts.named(names, edited.title_id))}**" if edited.title_id else "")
        return edited.title_id
    options = list(names) if kind == "review" else [NO_TITLE, *names]
    chosen = st.selectbox(
        "Title",
        options,
        index=None if kind == "review" else 0,
        placeholder="Choose a title",
        format_func=lambda each: names.get(each, "Nothing in particular"),
        key=f"{_PRE}title_{kind}",
    )
    return str(chosen or NO_TITLE)


def _company() -> None:
    mine = me.user().id
    st.text_input("With whom", key=f"{_PRE}company", placeholder="my sister, on her sofa")
    with cache.store().reading() as connection:
        known = {each.id: each.name for each in circle.following(connection, mine, mine)}
    st.multiselect(
        "People on Social who were there",
        list(known),
        format_func=lambda each: known.get(each, "Somebody"),
        key=f"{_PRE}joined",
        placeholder="Of those you follow",
    )


def _spoiler(title_id: str) -> None:
    if not st.toggle(
        "It gives something away",
        key=f"{_PRE}spoils",
        help="Masked for readers who have not come that far.",
    ):
        return
    row = cache.title(title_id)
    series = row is not None and row.kind == "series"
    wanted = ("season", "episode", "minute") if series else ("minute",)
    with st.container(horizontal=True):
        for name in wanted:
            st.number_input(
                name.capitalize(),
                min_value=0,
                max_value=LIMITS[name],
                key=f"{_PRE}{name}",
                width=110,
                help="0: all of it",
            )


def _post(of: Idea, edited: Post | None) -> None:
    # what stands in the widgets now: the arguments of a callback are those of the last drawing
    kind: posts.Kind = (
        "experience" if st.session_state.get(f"{_PRE}kind") == "experience" else "review"
    )
    kind = edited.kind if edited else kind
    title_id = str(st.session_state.get(f"{_PRE}title_{kind}") or NO_TITLE)
    title_id = edited.title_id if edited else title_id
    typed: dict[str, Any] = {
        name: st.session_state.get(f"{_PRE}{name}")
        for name in ("stars", "text", "company", "joined", "spoils", "for", *LIMITS)
    }
    done = acts.do("social", _sent, kind, title_id, typed, edited)
    if done:
        if edited is None and kind == "review":
            room.did("review", of.slug, title_id)
        _clear()
        st.session_state[MADE] = done
        st.toast("Posted." if edited is None else "Saved.", icon=":material/check:")


def _sent(
    store: Any,
    user_id: str,
    kind: posts.Kind,
    title_id: str,
    typed: dict[str, Any],
    edited: Post | None,
    *,
    at: Any,
    limits: Any,
) -> str:
    point = Point(**{name: int(typed[name] or 0) for name in LIMITS}) if typed["spoils"] else None
    shared: dict[str, Any] = {
        "title_id": title_id,
        "text": str(typed["text"] or ""),
        "spoiler": point,
        "audience": str(typed["for"] or "public"),
    }
    known: dict[str, Any] = {"at": at, "titles": cache.names(), "limits": limits}
    if kind == "review":
        return posts.review(store, user_id, Review(stars=typed["stars"], **shared), **known)
    draft = Experience(
        company=str(typed["company"] or ""), joined=list(typed["joined"] or ()), **shared
    )
    post_id = edited.id if edited else None
    return posts.experience(store, user_id, draft, post_id=post_id, **known)


def _clear() -> None:
    """Empty the draft: set, not deleted, or the browser would go on showing what it has."""
    empty: dict[str, Any] = {"stars": 2.5, "joined": [], "spoils": False, "for": "public"}
    for key in list(st.session_state):
        name = str(key).removeprefix(_PRE)
        if str(key).startswith(_PRE) and name in ("text", "company", *LIMITS, *empty):
            st.session_state[key] = empty.get(name, 0 if name in LIMITS else "")
    for kind, none in (("review", None), ("experience", NO_TITLE)):
        if f"{_PRE}title_{kind}" in st.session_state:
            st.session_state[f"{_PRE}title_{kind}"] = none
    st.session_state.pop(_EDITED, None)
