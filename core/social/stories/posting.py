"""What an author does: post a story, keep it as a highlight, delete it."""

import dataclasses
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.posters.palettes import PALETTES
from core.social import talk
from core.social.limits import Limits
from core.social.relations import check_joined
from core.social.stories.reading import ABSENT
from core.social.stories.story import (
    ANSWER,
    ANSWERS,
    AUDIENCES,
    CROPS,
    KINDS,
    LONGEST,
    QUESTION,
    StoryDraft,
)
from core.social.stories.tables import OPTIONS, STORIES, TITLE
from core.store.store import Store
from core.wording import one_line, skeleton, text


def post(store: Store, user_id: str, draft: StoryDraft, at: datetime, *, limits: Limits) -> str:
    """Post a story; return its id.

    Raises:
        SocialError: If the draft breaks its rules, the user may not write or has not joined, or it
            was too much lately.
    """
    ready = checked(draft)
    story_id = secrets.token_hex(8)
    with acting(store, user_id) as (connection, who):
        check_joined(connection, who.id)
        limits.spend(who.id, "post", at)
        put(connection, [(story_id, who.id, ready, at)])
    return story_id


def keep(store: Store, user_id: str, story_id: str, kept: bool, at: datetime) -> None:
    """Make one's own story a highlight that stays, or no longer.

    Raises:
        SocialError: If the user has no such story.
    """
    with _own(store, user_id, story_id) as connection:
        wanted = update(STORIES).where(STORIES.c.id == story_id, STORIES.c.kept.is_(None))
        if not kept:
            wanted = update(STORIES).where(STORIES.c.id == story_id)
        connection.execute(wanted.values(kept=at if kept else None))


def remove(store: Store, user_id: str, story_id: str, at: datetime) -> None:
    """Delete one's own story, and all that others did with it.

    Raises:
        SocialError: If the user has no such story.
    """
    with _own(store, user_id, story_id) as connection:
        talk.forget(connection, talk.Ref("story", story_id))
        connection.execute(delete(STORIES).where(STORIES.c.id == story_id))


def checked(draft: StoryDraft) -> StoryDraft:
    """Return a draft with its text made ready to keep.

    Raises:
        SocialError: Saying what is wrong with it.
    """
    _one_of("kind", draft.kind, KINDS)
    _one_of("audience", draft.audience, AUDIENCES)
    _one_of("crop", draft.look.crop, CROPS)
    _one_of("colours", draft.look.colours, ("", *PALETTES))
    if not draft.point.minute:
        raise SocialError("A story pins a moment: it needs a minute, from 1.")
    question = one_line(draft.question, "A poll's question", QUESTION, empty=True)
    return dataclasses.replace(
        draft,
        title_id=one_line(draft.title_id, "The title of a story", TITLE),
        text=text(draft.text, "A story", LONGEST, empty=bool(question)),
        question=question,
        options=_options(question, draft.options),
    )


def put(connection: Connection, stories: list[tuple[str, str, StoryDraft, datetime]]) -> None:
    """Store stories whose drafts are checked: id, author, draft and time of each."""
    connection.execute(insert(STORIES), [_row(*each) for each in stories])
    options = [
        {"story_id": story_id, "place": place, "text": option}
        for story_id, _, draft, _ in stories
        for place, option in enumerate(draft.options)
    ]
    if options:
        connection.execute(insert(OPTIONS), options)


def _row(story_id: str, author: str, draft: StoryDraft, at: datetime) -> dict[str, Any]:
    spoiler = draft.spoiler
    return {
        "id": story_id,
        "author": author,
        "title_id": draft.title_id,
        **dataclasses.asdict(draft.point),
        "kind": draft.kind,
        "text": draft.text,
        **dataclasses.asdict(draft.look),
        "audience": draft.audience,
        "spoiler_season": spoiler and spoiler.season,
        "spoiler_episode": spoiler and spoiler.episode,
        "spoiler_minute": spoiler and spoiler.minute,
        "question": draft.question,
        "at": at,
        "kept": None,
    }


def _options(question: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return a poll's answers, made ready to keep."""
    if not question and not options:
        return ()
    fewest, most = ANSWERS
    if not question:
        raise SocialError("A poll needs a question; there are only answers.")
    if not fewest <= len(options) <= most:
        raise SocialError(f"A poll has {fewest} to {most} answers, not {len(options)}.")
    ready = tuple(one_line(each, "An answer", ANSWER) for each in options)
    if len({skeleton(each) for each in ready}) < len(ready):
        raise SocialError("A poll's answers must differ; two look the same.")
    return ready


def _one_of(what: str, found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        names = ", ".join(each or "the title's own" for each in known)
        raise SocialError(f"The {what} of a story is one of {names}; not {found!r}.")


@contextmanager
def _own(store: Store, user_id: str, story_id: str) -> Iterator[Connection]:
    """Yield a transaction of a user about a story of the user's own."""
    with acting(store, user_id) as (connection, who):
        mine = select(STORIES.c.id).where(STORIES.c.id == story_id, STORIES.c.author == who.id)
        if connection.execute(mine).first() is None:
            raise SocialError(ABSENT)
        yield connection
