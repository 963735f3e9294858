"""Talk about a post on screen: comments in threads, answers, and reports to the presenter."""

import streamlit as st

from core.ideas import Idea
from core.social import posts, talk
from core.social.moderation import REASONS, REMOVED
from core.social.posts import Post
from ui import acts, cache, faces, me, room
from ui.ago import ago
from ui.typed import plain

FIRST = 6
"""Comments shown before one asks for all."""

DEEPEST = 3
"""Steps that answers are moved in; deeper ones stand below one another."""

WHY = {
    "spam": "It is spam",
    "spoiler": "It gives something away",
    "abuse": "It hurts somebody",
    "other": "Something else",
}


def comments(of: Idea, post: Post) -> None:
    """Draw what is said about a post, and let one say something."""
    reader = me.reader()
    with cache.store().reading() as connection:
        said = posts.comments(connection, reader.id, post.id)
    may = reader.id == me.user().id and not post.masked
    all_ = st.session_state.get(f"social_all_{post.id}", False)
    for each in said if all_ else said[:FIRST]:
        _comment(post, each, may=may)
    if len(said) > FIRST and not all_:
        st.button(
            f"Show all {len(said)} comments",
            key=f"social_rest_{post.id}",
            type="tertiary",
            on_click=_all,
            args=(post.id,),
        )
    if not said:
        st.caption("Nobody has said anything yet.")
    if not may:
        return
    answered = st.session_state.get("social_answered", "")
    to = next((each.author.name for each in said if each.id == answered), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Answer {plain(to)}" if to else "Comment",
            key=f"social_say_{post.id}",
            placeholder="Say something kind, or something true",
            label_visibility="visible" if to else "collapsed",
        )
        st.button(
            "Send",
            key=f"social_send_{post.id}",
            icon=":material/send:",
            on_click=_say,
            args=(of, post, answered if to else None),
        )


def _all(post_id: str) -> None:
    st.session_state[f"social_all_{post_id}"] = True


def _comment(post: Post, each: talk.Comment, *, may: bool) -> None:
    with st.container(horizontal=True, gap="small"):
        if each.depth:
            st.space(24 * min(each.depth, DEEPEST))
        faces.face(each.author, 28)
        with st.container(gap=None):
            said = ago(each.at, acts.now()) + (" · edited" if each.edited else "")
            st.caption(f"**{plain(each.author.name)}** · {said}")
            if each.removed:
                st.caption(REMOVED)
            if each.masked:
                st.caption(f":material/visibility_off: Spoiler: mentions {each.point}.")
            else:
                st.text(each.text)
            if may:
                _about(post, each)


def _about(post: Post, each: talk.Comment) -> None:
    with st.container(horizontal=True, gap="small"):
        if each.masked:
            st.button(
                "Show it anyway",
                key=f"social_unmask_{each.id}",
                type="tertiary",
                on_click=acts.do,
                args=("social", posts.reveal_comment, post.id, each.id),
            )
        st.button(
            "Answer",
            key=f"social_answer_{each.id}",
            type="tertiary",
            on_click=_answer,
            args=(each.id,),
        )
        if each.author.id == me.user().id:
            _edit(each)
            st.button(
                "Delete",
                key=f"social_unsay_{each.id}",
                type="tertiary",
                on_click=acts.do,
                args=("social", posts.delete_comment, each.id),
            )
        else:
            report(post.id, each.id)


def _edit(each: talk.Comment) -> None:
    """Draw what changes one's own comment."""
    opened = st.popover("Edit", type="tertiary", key=f"social_editing_{each.id}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        key = f"social_edited_{each.id}"
        st.session_state.setdefault(key, each.text)
        st.text_input("Your words", key=key)
        st.button("Save", key=f"social_save_{each.id}", on_click=_save, args=(each.id, key))


def _save(comment_id: str, key: str) -> None:
    acts.do("social", posts.edit_comment, comment_id, str(st.session_state.get(key, "")))


def _answer(comment_id: str) -> None:
    st.session_state["social_answered"] = comment_id


def _say(of: Idea, post: Post, parent: str | None) -> None:
    key = f"social_say_{post.id}"
    words = str(st.session_state.get(key, ""))
    if acts.do("social", posts.comment, post.id, words, parent=parent):
        room.did("comment", of.slug, post.title_id)
        st.session_state[key] = ""
        st.session_state["social_answered"] = ""
        _all(post.id)


def report(post_id: str, comment_id: str | None = None) -> None:
    """Draw the button that reports a post, or a comment on it."""
    key = f"social_report_{comment_id or post_id}"
    opened = st.popover(
        "Report", icon=":material/flag:", type="tertiary", key=f"{key}_open", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        why = st.radio("Why", REASONS, format_func=lambda each: WHY[each], key=f"{key}_why")
        words = st.text_input("What the presenter should know", key=f"{key}_words")
        if st.button("Report to the presenter", key=key):
            given = {"words": words, "comment_id": comment_id}
            if acts.do("social", posts.report, post_id, why, **given):
                st.toast("Reported. The presenter will look at it.", icon=":material/flag:")
