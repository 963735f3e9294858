"""Writing posts: reviews, one for each user and title, and experiences."""

import dataclasses
import secrets
from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.users import User
from core.social import relations, talk
from core.social.limits import Limits
from core.social.posts.post import KINDS
from core.social.posts.reading import NONE
from core.social.progress import Point
from core.social.ref import Ref
from core.social.tables_posts import COMMENTS, LIKES, MENTIONS, POSTS, REPORTS, REVEALS
from core.store.store import Store
from core.wording import one_line, text

LONGEST = 5_000
"""Signs of the longest post (assumption, 2,000 to 10,000)."""

LONGEST_COMPANY = 200
"""Signs of the longest company (assumption, 100 to 300)."""

MOST_NAMED = 20
"""Users that one experience can name (assumption, 10 to 50)."""

AUDIENCES = ("public", "followers")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a user wants to say of a title.

    Args:
        title_id: Of the title.
        stars: 0.5 to 5 in halves; None for words alone.
        text: May be empty where there are stars.
        spoiler: What it gives away, None for nothing.
        audience: One of ``AUDIENCES``.
    """

    title_id: str
    stars: float | None = None
    text: str = ""
    spoiler: Point | None = None
    audience: str = "public"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What a user wants to tell of an evening.

    Args:
        text: What it was like.
        title_id: What was watched; empty for nothing in particular.
        company: Who else was there, in the author's words.
        joined: Ids of users who were there.
        spoiler: What it gives away, None for nothing.
        audience: One of ``AUDIENCES``.
    """

    text: str
    title_id: str = ""
    company: str = ""
    joined: Sequence[str] = ()
    spoiler: Point | None = None
    audience: str = "public"


def review(
    store: Store,
    user_id: str,
    draft: Review,
    at: datetime,
    *,
    titles: Container[str],
    limits: Limits,
) -> str:
    """Review a title; a second review of it edits the first. Return the post's id.

    Args:
        store: To write to.
        user_id: Writes.
        draft: What to say.
        at: When, UTC.
        titles: Ids of the titles there are.
        limits: The server's; edits count too.

    Raises:
        SocialError: If the user has not joined, may not post yet, there is no such title, or the
            draft cannot be kept.
    """
    halves = _halves(draft.stars)
    values = _values(draft, text(draft.text, "A review", LONGEST, empty=halves > 0), halves)
    with acting(store, user_id) as (connection, who):
        relations.check_joined(connection, who.id)
        mine = select(POSTS.c.id).where(
            POSTS.c.kind == "review",
            POSTS.c.author_id == who.id,
            POSTS.c.title_id == draft.title_id,
        )
        before = connection.execute(mine).scalar()
        if before is None and draft.title_id not in titles:
            raise SocialError("There is no such title.")
        limits.spend(who.id, "post", at)
        return _put(connection, who, "review", before, values, at)


def experience(
    store: Store,
    user_id: str,
    draft: Experience,
    at: datetime,
    *,
    titles: Container[str],
    limits: Limits,
    post_id: str | None = None,
) -> str:
    """Tell of an evening, or tell one again in other words; return the post's id.

    Args:
        store: To write to.
        user_id: Writes.
        draft: What to say.
        at: When, UTC.
        titles: Ids of the titles there are.
        limits: The server's; edits count too.
        post_id: The experience to edit, None for a new one.

    Raises:
        SocialError: If the user has not joined, may not post yet, there is no such title, user or
            post, or the draft cannot be kept.
    """
    values = _values(draft, text(draft.text, "An experience", LONGEST), 0)
    values["company"] = one_line(draft.company, "The company", LONGEST_COMPANY, empty=True)
    if len(draft.joined) > MOST_NAMED:
        raise SocialError(f"At most {MOST_NAMED} users can be named, not {len(draft.joined):,}.")
    with acting(store, user_id) as (connection, who):
        relations.check_joined(connection, who.id)
        before = None if post_id is None else _own(connection, who, post_id, "experience")
        same = before is not None and before.title_id == draft.title_id
        if draft.title_id and not same and draft.title_id not in titles:
            raise SocialError("There is no such title.")
        named = {relations.visible(connection, who.id, one).id for one in draft.joined} - {who.id}
        limits.spend(who.id, "post", at)
        made = _put(connection, who, "experience", post_id, values, at)
        connection.execute(delete(MENTIONS).where(MENTIONS.c.post_id == made))
        if named:
            rows = [{"post_id": made, "user_id": one} for one in sorted(named)]
            connection.execute(insert(MENTIONS), rows)
        return made


def withdraw(store: Store, user_id: str, post_id: str) -> None:
    """Delete one's own post, with all that was said about it.

    Raises:
        SocialError: If the user has no such post.
    """
    with acting(store, user_id) as (connection, who):
        row = _own(connection, who, post_id)
        connection.execute(delete(POSTS).where(POSTS.c.id == post_id))
        talk.forget(connection, Ref(row.kind, post_id))


def sweep(connection: Connection) -> None:
    """Delete what was said about posts that are no more, in a transaction of the caller's.

    A merge of two users who reviewed one title keeps one of the reviews; nobody could ever see,
    edit or delete again what was said about the other.
    """
    there = select(POSTS.c.id)
    for table in (COMMENTS, LIKES, REVEALS, REPORTS):
        kind, about = table.c.kind, table.c.object_id
        asked = select(kind, about).where(kind.in_(KINDS), about.not_in(there)).distinct()
        for gone in connection.execute(asked).all():
            talk.forget(connection, Ref(gone.kind, gone.object_id))


def step_out(store: Store, user_id: str, post_id: str) -> None:
    """Take oneself out of an experience that somebody else told; nobody is told."""
    with acting(store, user_id) as (connection, who):
        connection.execute(
            delete(MENTIONS).where(MENTIONS.c.post_id == post_id, MENTIONS.c.user_id == who.id)
        )


def _halves(stars: float | None) -> int:
    if stars is None:
        return 0
    if not 0.5 <= stars <= 5 or stars * 2 != int(stars * 2):
        raise SocialError(f"Stars are 0.5 to 5 in halves, not {stars:g}.")
    return int(stars * 2)


def _values(draft: Review | Experience, words: str, halves: int) -> dict[str, Any]:
    if draft.audience not in AUDIENCES:
        raise SocialError(f"A post is for {' or '.join(AUDIENCES)}, not {draft.audience!r}.")
    return {
        "title_id": draft.title_id,
        "halves": halves,
        "text": words,
        "company": "",
        "audience": draft.audience,
        "spoiler": draft.spoiler is not None,
    } | (draft.spoiler or Point()).columns()


def _put(
    connection: Connection,
    who: User,
    kind: str,
    post_id: str | None,
    values: dict[str, Any],
    at: datetime,
) -> str:
    if post_id is not None:
        changed = update(POSTS).where(POSTS.c.id == post_id).values(**values, edited=at)
        connection.execute(changed)
        return post_id
    made = {"id": secrets.token_hex(8), "kind": kind, "author_id": who.id, "at": at, "edited": None}
    connection.execute(insert(POSTS), made | values)
    return str(made["id"])


def _own(connection: Connection, who: User, post_id: str, *kinds: str) -> Any:
    wanted = select(POSTS).where(POSTS.c.id == post_id, POSTS.c.author_id == who.id)
    row = connection.execute(wanted).first()
    if row is None or (kinds and row.kind not in kinds):
        raise SocialError(NONE)
    return row
