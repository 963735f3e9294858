"""Stories as one part of a page: the ring, the composer, and the story that is open."""

from contextlib import suppress
from datetime import datetime

import streamlit as st

from core.errors import SocialError
from core.ideas import Idea
from core.identity.users import User, users
from core.social import stories
from core.social.stories import Story, Teller
from ui import (
    acts,
    beneath,
    cache,
    live,
    me,
    problems,
    room,
    society,
    storycards,
    telling,
)

OPEN, ORDER, WAY, TELLS = (f"stories_{part}" for part in ("open", "order", "way", "tells"))
"""The story that is open, whose stories come after whose, the ids of those that one steps through,
and whether the composer was asked for."""

HOW = """
:material/touch_app: Press somebody in the ring, or the arrow.

:material/add_reaction: React, vote and answer: its author learns who, others how many.

:material/play_arrow: Begin to watch at the very moment somebody told of.

:material/visibility_off: What gives something away is masked until you have come there.
"""

LINK = "story"
"""Parameter of the address that names the story that is open."""


@live.part("stories/told")
def around(opened: str) -> None:
    """Draw the ring.

    Args:
        opened: Whose story is open; empty for nobody's.
    """
    reader = me.reader()
    tellers = _tellers(reader, acts.now())
    with cache.store().reading() as connection:
        people = users(connection, [*(each.author for each in tellers), reader.id])
    adds = reader.id == me.user().id and not any(each.mine for each in tellers)
    storycards.ring(
        "stories_ring", tellers, people, opened, people[reader.id] if adds else None, _choose
    )


@live.part("stories/told", after_s=live.LATER_S)
def cover() -> None:
    """Draw what stands where no story is open: how many are new."""
    reader, now = me.reader(), acts.now()
    tellers = _tellers(reader, now)
    others = [each for each in tellers if not each.mine]
    if not others:
        st.info(
            "Nobody has told anything in the last 24 hours. Tell your own, or follow somebody.",
            icon=":material/auto_stories:",
        )
        return
    first, unseen = others[0], sum(each.unseen for each in others)
    with cache.store().reading() as connection:
        story = stories.story(connection, reader.id, first.start, now)
        who = users(connection, [first.author])[first.author]
    st.session_state[WAY] = [first.start]
    more = len([each for each in others if each.unseen]) - 1
    left, side = st.columns([1.15, 1], gap="large")
    with left:
        storycards.card(
            "stories_card",
            storycards.cover(story, who, more, unseen),
            on_step=_step,
            on_react=lambda slug: None,
            on_vote=lambda place: None,
        )
    with side:
        st.markdown(HOW)


@live.part("stories/reacted")
def card(of: Idea, story_id: str, who: User, place: int, count: int, back: bool) -> None:
    """Draw the story that is open.

    Args:
        of: The idea.
        story_id: Names the story.
        who: Its author.
        place: Which of the author's stories it is, from 0.
        count: How many these are.
        back: Whether one was before it.
    """
    acts.said()
    reader, now = me.reader(), acts.now()
    story = beneath.found(reader, story_id, now)
    if story is None:
        return
    may = reader.id == me.user().id
    storycards.card(
        "stories_card",
        storycards.told(story, who, now, place=place, count=count, back=back, may=may),
        on_step=_step,
        on_react=lambda slug: _react(of, story, slug),
        on_vote=lambda answer: acts.do(
            "stories", stories.vote, story.id, answer, news="stories/reacted"
        ),
    )


def draw(of: Idea) -> None:
    """Draw stories, or what Social is to who has not joined."""
    if not society.joined():
        society.invite()
        return
    watch, tell = st.columns([2.6, 1], gap="large")
    with watch:
        told(of)
    with tell:
        own(of)


@live.part("stories")
def told(of: Idea) -> None:
    """Draw the ring and the story that is open: each of its parts hears what changes it."""
    reader, now = me.reader(), acts.now()
    may = reader.id == me.user().id
    _freshen(now)
    opened = _opened(reader, now, may)
    around(opened.author if opened else "")
    acts.said()
    if opened is not None:
        _watch(of, opened, reader, _tellers(reader, now), now, may)
    else:
        cover()


@problems.part
def own(of: Idea) -> None:
    """Draw the composer, and one's own stories that are over."""
    reader, now = me.reader(), acts.now()
    if reader.id != me.user().id:
        st.caption("You look as somebody else: nothing is marked as seen, and you cannot answer.")
        return
    asked = st.session_state.pop(TELLS, False)
    telling.compose(of, _show, expanded=asked or not _on_a_phone())
    acts.said()
    beneath.archive(reader, now, _show)


def _freshen(now: datetime) -> None:
    """Let sample members tell anew where the demo was last looked at some days ago."""
    store = cache.store()
    with store.reading() as connection:
        stale = stories.stale(connection, now)
    if stale:
        with store.writing() as connection:
            stories.freshen(connection, cache.world(), now)


def _opened(reader: User, now: datetime, may: bool) -> Story | None:
    """Return the story that is open, seen by who sits there if they look with their own eyes."""
    story_id = st.session_state.setdefault(OPEN, st.query_params.get(LINK, ""))
    if not story_id:
        return None
    found = beneath.found(reader, story_id, now)
    if found is None:
        _open("")
        return None
    if may and not found.seen:
        with suppress(SocialError):  # where the demo is locked, one still reads
            stories.see(cache.store(), reader.id, story_id, now)
            if not found.author.startswith("m"):
                live.publish("stories/seen")
    return found


def _tellers(reader: User, now: datetime) -> list[Teller]:
    """Return who tells, in the order they had while a story is open: it must not jump about."""
    with cache.store().reading() as connection:
        found = {each.author: each for each in stories.ring(connection, reader.id, now)}
    known = st.session_state.get(ORDER, []) if st.session_state.get(OPEN) else []
    new = [author for author in found if author not in known]
    order = [*new, *(author for author in known if author in found)]
    st.session_state[ORDER] = order
    return sorted((found[author] for author in order), key=lambda each: not each.mine)


def _on_a_phone() -> bool:
    """Return whether the page is narrow, as the browser says: there the composer stays folded."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def _watch(
    of: Idea, story: Story, reader: User, tellers: list[Teller], now: datetime, may: bool
) -> None:
    shelf = _shelf(story, reader, tellers, now)
    way = [each for teller in tellers for each in teller.stories] if story.live else shelf
    at = way.index(story.id) if story.id in way else 0
    st.session_state[WAY] = way
    left, side = st.columns([1.15, 1], gap="large")
    with cache.store().reading() as connection:
        who = users(connection, [story.author])[story.author]
    with left:
        place = shelf.index(story.id) if story.id in shelf else 0
        card(of, story.id, who, place, max(len(shelf), 1), at > 0)
    show = _open if story.live else _show  # what is over stands in the archive too
    with side:
        beneath.draw(of, story, who, reader, now, may=may, show=show)


def _shelf(story: Story, reader: User, tellers: list[Teller], now: datetime) -> list[str]:
    """Return the ids of the author's stories among which one is open: live ones, or those kept."""
    if story.live:
        return [each for t in tellers if t.author == story.author for each in t.stories]
    with cache.store().reading() as connection:
        if story.kept:
            found = stories.highlights(connection, reader.id, story.author, now)
        else:
            found = stories.archive(connection, reader.id, now)
    return [each.id for each in found]


def _choose(who: str) -> None:
    """Open somebody's stories; one's own bubble without any asks for the composer."""
    with cache.store().reading() as connection:
        ring = stories.ring(connection, me.reader().id, acts.now())
    start = next((each.start for each in ring if each.author == who), "")
    _open(start)
    room.present("stories")
    if start:
        problems.redraw(told)
    st.session_state[TELLS] = True
    problems.redraw(told, own)


def _step(start: str, by: int) -> None:
    """Open a story so many steps after the one shown, or before; past the last one, close it."""
    way = st.session_state.get(WAY, [])
    to = max(way.index(start) + by, 0) if start in way else 0
    _open(way[to] if to < len(way) else "")
    room.present("stories")
    problems.redraw(told)


def _open(story_id: str) -> None:
    st.session_state[OPEN] = story_id
    if story_id:
        st.query_params[LINK] = story_id
    else:
        st.query_params.pop(LINK, None)


def _show(story_id: str) -> None:
    """Open a story from the other column: a post of one's own, or one of the archive."""
    _open(story_id)
    problems.redraw(told, own)


def _react(of: Idea, story: Story, slug: str) -> None:
    acts.do("stories", stories.react, story.id, slug, news="stories/reacted")
    refused = "acts_said" in st.session_state
    if slug and not story.reaction and not refused:
        room.did("reaction", of.slug, story.title_id, target=story.author)
