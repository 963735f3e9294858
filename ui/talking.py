"""Talk on screen, about a post, a story or a playlist: one drawing of comments for all of them."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import streamlit as st

from core.ideas import Idea
from core.social import posts
from core.social.moderation import REMOVED
from core.social.posts import Post
from core.social.progress import LIMITS, Point
from core.social.talk import Comment
from ui import acts, cache, faces, me, reporting, room
from ui.ago import ago
from ui.typed import plain

FIRST = 6
"""Comments shown before one asks for all."""

DEEPEST = 3
"""Steps that answers are moved in; deeper ones stand below one another."""

START = Point()
"""All of a title."""

OWN = {"edit": ":material/edit: Edit", "delete": ":material/delete: Delete"}
OTHERS = {"report": ":material/flag: Report"}
MENU = {"answer": ":material/reply: Answer"} | OWN | OTHERS
"""What one may do about a comment, by slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What is talked about.

    Args:
        of: The idea, under whose name events are logged.
        topic: The page; it begins the names of the widgets.
        id: Of the object.
        title_id: The title that it is about; empty for none.
        does: The module of core with ``comment``, ``edit_comment``, ``delete_comment``,
            ``reveal_comment`` and ``report`` of such an object.
        more: What these take besides, by name, wherever they look for the object.
        point: Where a commenter's spoiler is taken to be until they say where.
        news: The topic that there is news about when somebody says something.
    """

    of: Idea
    topic: str
    id: str
    title_id: str
    does: ModuleType
    more: dict[str, Any] = field(default_factory=dict)
    point: Point = START
    news: str

    def key(self, what: str, which: str = "") -> str:
        """Return the name of a widget or a state, of this object or of a comment on it."""
        return f"{self.topic}_{what}_{which or self.id}"

    @property
    def doing(self) -> str:
        """Return the state that holds a comment's id and what one is about to do with it."""
        return f"{self.topic}_doing"


def comments(of: Idea, post: Post) -> None:
    """Draw what is said about a post, and let one say something."""
    reader = me.reader()
    with cache.store().reading() as connection:
        said = posts.comments(connection, reader.id, post.id)
    may = reader.id == me.user().id and not post.masked
    talk = Talk(
        of=of, topic="social", id=post.id, title_id=post.title_id, does=posts, news="social"
    )
    thread(talk, said, may)


def thread(talk: Talk, said: Sequence[Comment], may: bool) -> None:
    """Draw comments, each followed by its answers, and let one say something.

    Args:
        talk: What about.
        said: The comments, as the reader sees them.
        may: Whether who reads may act: they look with their own eyes.
    """
    count = sum(not each.deleted for each in said)
    every = len(said) <= FIRST or st.session_state.get(talk.key("all"), False)
    mine = me.user().id if may else ""
    for each in said if every else said[:FIRST]:
        _comment(talk, each, mine)
    if not every:
        st.button(
            f"Show all {count} comments",
            key=talk.key("rest"),
            type="tertiary",
            on_click=_all,
            args=(talk,),
        )
    if not said:
        st.caption("Nobody has said anything yet.")
    if may:
        _writer(talk, talk.id, "Comment", "")


def _all(talk: Talk) -> None:
    st.session_state[talk.key("all")] = True


def _comment(talk: Talk, each: Comment, mine: str) -> None:
    with st.container(horizontal=True, gap="small", wrap=False):
        if each.depth:
            st.space(24 * min(each.depth, DEEPEST))
        faces.face(each.author, 28)
        with st.container(gap=None, width="stretch"):
            said = [f"**{plain(each.author.name)}**", ago(each.at, acts.now())]
            said += ["edited"] if each.edited else []
            st.caption(" · ".join([*said, REMOVED] if each.removed else said))
            if each.masked:
                with st.container(gap=None):  # one thing gives way to one: a button stayed behind
                    _veil(talk, each, bool(mine))
            elif not each.deleted:
                st.text(each.text)
            if mine:
                _doing(talk, each)
        if mine and not each.deleted:
            st.menu_button(
                "",
                ["answer", *(OWN if each.author.id == mine else OTHERS)],
                key=talk.key("about", each.id),
                icon=":material/more_horiz:",
                type="tertiary",
                help="Answer, and more",
                format_func=lambda what: MENU.get(what, str(what)),
                on_click=_begin,
                args=(talk, each),
            )


def _veil(talk: Talk, each: Comment, may: bool) -> None:
    about = f"Spoiler: mentions {each.point}." if each.point != START else "Spoiler."
    st.caption(f":material/visibility_off: {about}")
    if may:
        st.button(
            "Show it anyway",
            key=talk.key("unmask", each.id),
            type="tertiary",
            on_click=acts.do,
            args=(talk.topic, talk.does.reveal_comment, talk.id, each.id),
            kwargs=talk.more | {"news": ""},
        )


def _begin(talk: Talk, each: Comment) -> None:
    what = st.session_state.get(talk.key("about", each.id))
    if what == "delete":
        acts.do(talk.topic, talk.does.delete_comment, each.id, news=talk.news)
        return
    if what == "edit":
        st.session_state[talk.key("edited", each.id)] = each.text
    st.session_state[talk.doing] = (each.id, what)


def _end(talk: Talk) -> None:
    st.session_state[talk.doing] = None


def _doing(talk: Talk, each: Comment) -> None:
    """Draw what one is about to do with a comment: answer it, change it, or report it."""
    about, what = st.session_state.get(talk.doing) or ("", "")
    if about != each.id:
        return
    if what == "answer":
        _writer(talk, each.id, f"Answer {plain(each.author.name)}", each.id)
    elif what == "edit":
        _edit(talk, each)
    else:
        send = functools.partial(
            acts.do,
            talk.topic,
            talk.does.report,
            talk.id,
            comment_id=each.id,
            news="reports",
            **talk.more,
        )
        reporting.form(talk.key("report", each.id), send, lambda: _end(talk))
    st.button(
        "Leave it", key=talk.key("leave", each.id), type="tertiary", on_click=_end, args=(talk,)
    )


def _edit(talk: Talk, each: Comment) -> None:
    with st.form(talk.key("editing", each.id), border=False):
        st.text_area("Your words", key=talk.key("edited", each.id), height=90)
        st.form_submit_button(
            "Save", key=talk.key("save", each.id), on_click=_save, args=(talk, each.id)
        )


def _save(talk: Talk, comment_id: str) -> None:
    words = str(st.session_state.get(talk.key("edited", comment_id), ""))
    change = talk.does.edit_comment
    asked: dict[str, Any] = talk.more | {"news": talk.news, "counts": "comment"}
    if acts.do(talk.topic, change, comment_id, words, **asked):
        _end(talk)


def _writer(talk: Talk, which: str, label: str, parent: str) -> None:
    """Draw where one writes: about the object, or in answer to a comment."""
    with (
        st.form(talk.key("writes", which), border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            label,
            key=talk.key("say", which),
            placeholder="Say something kind, or something true",
            label_visibility="visible" if parent else "collapsed",
            width="stretch",
        )
        _mark(talk, which)
        st.form_submit_button(
            "Send",
            key=talk.key("send", which),
            icon=":material/send:",
            on_click=_say,
            args=(talk, which, parent),
        )


def _marks(talk: Talk, which: str) -> str:
    """Return how the widgets of a mark are named: anew for every comment, so that they are empty.

    A value that is set while the popover is shut would never reach them.
    """
    turn = st.session_state.get(talk.key("turn", which), 0)
    return talk.key(f"mark{turn}", which)


def _mark(talk: Talk, which: str) -> None:
    """Draw what marks a comment as a spoiler, with the point in its title, if it has one."""
    marks = _marks(talk, which)
    with st.popover("", icon=":material/visibility_off:", help="Does it give something away?"):
        row = cache.title(talk.title_id) if talk.title_id else None
        st.toggle(
            "It gives something away" if row is None else "Mentions something at",
            key=f"{marks}_spoils",
            help="Masked for readers, until they have come that far or choose to see it.",
        )
        if row is None:
            return
        parts = tuple(LIMITS) if row.kind == "series" else ("minute",)
        with st.container(horizontal=True, gap="small"):
            for part in parts:
                st.number_input(
                    part.capitalize(),
                    0,
                    LIMITS[part],
                    getattr(talk.point, part),
                    key=f"{marks}_{part}",
                    width=110,
                    help="0: all of it",
                )


def _say(talk: Talk, which: str, parent: str) -> None:
    comment = talk.does.comment

    @functools.wraps(comment)  # so that it is given what the function of core takes
    def said(*args: Any, **given: Any) -> Any:
        return comment(*args, **given, spoiler=_point(talk, which))  # which may be refused too

    key = talk.key("say", which)
    words = str(st.session_state.get(key, ""))
    more: dict[str, Any] = talk.more | {"parent": parent or None, "news": talk.news}
    if acts.do(talk.topic, said, talk.id, words, counts="comment", **more):
        room.did("comment", talk.of.slug, talk.title_id)
        st.session_state[key] = ""
        turn = talk.key("turn", which)
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
        _end(talk)
        _all(talk)


def _point(talk: Talk, which: str) -> Point | None:
    marks = _marks(talk, which)
    if not st.session_state.get(f"{marks}_spoils"):
        return None
    return Point(*(int(st.session_state.get(f"{marks}_{part}") or 0) for part in LIMITS))


def report(post_id: str) -> None:
    """Draw the button that reports a post."""
    send = functools.partial(acts.do, "social", posts.report, post_id, news="reports")
    reporting.button(f"social_report_{post_id}", send)
