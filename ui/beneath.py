"""What stands beside an open story: watch from there, what others say, and who saw it."""

import functools
from collections.abc import Callable
from datetime import datetime

import streamlit as st

from core.errors import SocialError
from core.ideas import Idea
from core.identity.users import User, users
from core.social import circle, relations, stories
from core.social.stories import REACTIONS, Story
from ui import acts, cache, faces, live, me, reporting, room, talking
from ui.ago import ago
from ui.typed import plain

SEEN_BY = 12
"""Witnesses that are shown by name."""

Show = Callable[[str], None]


def draw(
    of: Idea,
    story: Story,
    who: User,
    reader: User,
    now: datetime,
    *,
    may: bool,
    show: Show,
) -> None:
    """Draw what one may do with a story, and what others did.

    Args:
        of: The idea.
        story: As its reader meets it.
        who: Its author.
        reader: Who looks.
        now: This moment.
        may: Whether the reader sits there, so may act.
        show: Opens another story by its id; with an empty one closes it.
    """
    with st.container(horizontal=True, gap="small"):
        if may:
            _watch(of, story)
        st.button(
            "",
            icon=":material/close:",
            key="stories_close",
            help="Close the story",
            on_click=show,
            args=("",),
        )
    if may:
        _about(story, who, reader, show)
    if not story.masked:
        said(of, story.id)
    if story.mine:
        witnesses(story.id)
    _highlights(story, who, reader, now, show)


def found(reader: User, story_id: str, now: datetime) -> Story | None:
    """Return a story as its reader meets it now; ``None``, said in words, if they may not."""
    try:
        with cache.store().reading() as connection:
            return stories.story(connection, reader.id, story_id, now)
    except SocialError as error:
        st.info(plain(str(error)), icon=":material/hourglass_disabled:")
        return None


@live.part("stories/said")
def said(of: Idea, story_id: str) -> None:
    """Draw what is said about a story, and let one say something."""
    reader = me.reader()
    story = found(reader, story_id, acts.now())
    if story is None or story.masked:
        return
    with cache.store().reading() as connection:
        comments = stories.comments_on(connection, reader.id, story)
    talk = talking.Talk(
        of=of,
        topic="stories",
        id=story.id,
        title_id=story.title_id,
        does=stories,
        point=story.point,
        news="stories/said",
    )
    talking.thread(talk, comments, reader.id == me.user().id)
    acts.said()


@live.part("stories/seen", "stories/reacted", after_s=live.LATER_S)
def witnesses(story_id: str) -> None:
    """Draw who saw one's own story."""
    reader, now = me.reader(), acts.now()
    story = found(reader, story_id, now)
    if story is not None and story.mine:
        _witnesses(story, reader, now)


def archive(reader: User, now: datetime, show: Show) -> None:
    """Draw one's own stories that are over, if there are any."""
    with cache.store().reading() as connection:
        over = stories.archive(connection, reader.id, now)
    if not over:
        return
    with st.expander(f"Your archive ({len(over)})", icon=":material/inventory_2:"):
        for each in reversed(over):
            _opener(each, f"archive_{each.id}", ago(each.at, now), show)


def _watch(of: Idea, story: Story) -> None:
    st.button(
        "Watch from here",
        type="primary",
        icon=":material/play_arrow:",
        key=f"stories_watch_{story.id}",
        on_click=_watched,
        args=(of, story),
        help="Begins at this moment, and keeps that you have come so far"
        + (": the story is unmasked then." if story.masked else "."),
        width="stretch",
    )


def _watched(of: Idea, story: Story) -> None:
    if acts.do("stories", stories.watch, story.id, news=""):
        room.did("played", of.slug, story.title_id, value=0.0)
        st.toast(f"Playing from {story.point}.", icon=":material/play_arrow:")


def _about(story: Story, who: User, reader: User, show: Show) -> None:
    """Draw what the author may do with the story, or others about the author."""
    with st.container(horizontal=True, gap="small"):
        if story.mine:
            st.button(
                "Let it go" if story.kept else "Keep as highlight",
                icon=":material/bookmark_remove:" if story.kept else ":material/bookmark:",
                type="tertiary",
                key=f"stories_keep_{story.id}",
                on_click=acts.do,
                args=("stories", stories.keep, story.id, not story.kept),
            )
            st.button(
                "Delete",
                icon=":material/delete:",
                type="tertiary",
                key=f"stories_delete_{story.id}",
                on_click=_delete,
                args=(story, show),
            )
            return
        with cache.store().reading() as connection:
            follows = circle.relation(connection, reader.id, who.id).follows
        if follows == "no":
            st.button(
                f"Follow {plain(who.name)}",
                icon=":material/person_add:",
                type="tertiary",
                key=f"stories_follow_{who.id}",
                on_click=acts.do,
                args=("social", relations.follow, who.id),
            )
        _report(story)


def _delete(story: Story, show: Show) -> None:
    acts.do("stories", stories.remove, story.id)
    show("")


def _report(story: Story) -> None:
    send = functools.partial(acts.do, "stories", stories.report, story.id, news="reports")
    reporting.button(f"stories_report_{story.id}", send)


def _witnesses(story: Story, reader: User, now: datetime) -> None:
    with cache.store().reading() as connection:
        saw = stories.witnesses_of(connection, reader.id, story)
        people = users(connection, [each.user_id for each in saw])
    st.markdown(f":material/visibility: **Seen by {len(saw)}**, which only you know")
    for each in saw[:SEEN_BY]:
        who = people[each.user_id]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            faces.face(who, 28)
            did = [REACTIONS[each.reaction][1]] if each.reaction else []
            did += [ago(each.at, now)] if each.at else []
            with st.container(gap=None):
                st.markdown(" · ".join([f"**{plain(who.name)}**", *did]))
    if len(saw) > SEEN_BY:
        st.caption(f"and {len(saw) - SEEN_BY} more")


def _highlights(story: Story, who: User, reader: User, now: datetime, show: Show) -> None:
    with cache.store().reading() as connection:
        kept = stories.highlights(connection, reader.id, who.id, now)
    others = [each for each in kept if each.id != story.id]
    if not others:
        return
    st.markdown(":material/bookmark: **Highlights**")
    with st.container(horizontal=True, gap="small"):
        for each in others:
            _opener(each, f"kept_{each.id}", "", show)


def _opener(story: Story, key: str, words: str, show: Show) -> None:
    name = plain(cache.names().get(story.title_id, "A title that is no longer here"))
    st.button(
        f"{name} · {words}" if words else name,
        icon=":material/auto_stories:",
        key=f"stories_{key}",
        type="tertiary",
        on_click=show,
        args=(story.id,),
    )
