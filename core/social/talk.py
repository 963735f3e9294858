"""Comments in threads, and likes, on anything that people make.

The caller has checked that the reader may see the object. Within it, whoever is hidden from the
reader is not there: neither their comments, nor what answers them, nor their likes in any count.
"""

import dataclasses
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.errors import SocialError
from core.identity.users import User, users
from core.social import moderation, relations
from core.social.moderation import marked, removed
from core.social.progress import Point, masked, point_of
from core.social.ref import Kind
from core.social.ref import Ref as Ref
from core.social.tables_posts import COMMENTS, LIKES, REVEALS
from core.social.threads import clear, deleted, visible
from core.wording import text as worded

LONGEST_COMMENT = 1_000
"""Signs of the longest comment (assumption, 500 to 2,000)."""

DELETED = "Deleted comment"
"""Stands where the name of its author stood."""

GREY = "#6b7280"
"""Colour of nobody's face."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as one reader sees it.

    Args:
        id: Opaque.
        author: Who wrote it; of a deleted comment neither name nor colour.
        text: Empty where it is masked or was removed: what must not be read is not there.
        at: When, UTC.
        edited: Whether it was changed.
        depth: 0 for a comment on the object itself, 1 for an answer to it, and so on.
        parent: Id of the comment it answers, empty for none.
        point: What the spoiler is about, None for no spoiler.
        masked: Whether the reader has not come so far.
        removed: Whether a presenter took it down; only its author sees that.
        deleted: Whether its author deleted it, and it stands for the sake of its answers.
    """

    id: str
    author: User
    text: str
    at: datetime
    edited: bool
    depth: int
    parent: str
    point: Point | None
    masked: bool
    removed: bool
    deleted: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Likes:
    """Likes as one reader sees them: how many, and whether the reader's is among them."""

    count: int
    mine: bool


def comment(
    connection: Connection,
    who: User,
    ref: Ref,
    text: str,
    at: datetime,
    parent: str | None = None,
    point: Point | None = None,
) -> str:
    """Comment on an object, or answer a comment on it; return the comment's id.

    Args:
        connection: In a transaction of ``acting``.
        who: Writes.
        ref: The object; the caller has checked that the user may see it.
        text: At most ``LONGEST_COMMENT`` signs.
        at: When, UTC.
        parent: Id of the comment that this answers.
        point: What the comment gives away; None for nothing.

    Raises:
        SocialError: If there is no such comment to answer, or the text cannot be kept.
    """
    if parent is not None:
        threads = visible(connection, who.id, [ref])[ref]
        if parent not in {row.id for _, row in threads if not deleted(row)}:
            raise SocialError("There is no such comment.")
    made = secrets.token_hex(8)
    connection.execute(
        insert(COMMENTS),
        {
            "id": made,
            "kind": ref.kind,
            "object_id": ref.id,
            "parent_id": parent or "",
            "author_id": who.id,
            "text": worded(text, "A comment", LONGEST_COMMENT),
            "spoiler": point is not None,
            "at": at,
            "edited": None,
        }
        | (point or Point()).columns(),
    )
    return made


def comments(
    connection: Connection, reader: str, ref: Ref, reached: Point | None = None
) -> list[Comment]:
    """Return an object's comments as a reader sees them, each followed by its answers.

    What answers a comment that the reader does not see is not there either: it would tell of it.
    A deleted comment stands for its answers, without words or a name.

    Args:
        connection: To read from.
        reader: User's id.
        ref: The object; the caller has checked that the reader may see it.
        reached: How far the reader has watched the title that the object is about.
    """
    rows = visible(connection, reader, [ref])[ref]
    if not rows:
        return []
    gone = set(connection.execute(removed("comment")).scalars())
    authors = users(connection, list({row.author_id for _, row in rows}))
    opened = revealed(connection, reader, "comment")
    spoilers = marked(connection, "comment")
    found = []
    for depth, row in rows:
        if deleted(row):
            found.append(_place(depth, row))
            continue
        point = spoiler(row, spoilers)
        shut = row.author_id != reader and row.id not in opened and masked(reached, point)
        found.append(
            Comment(
                id=row.id,
                author=authors[row.author_id],
                text="" if shut else row.text,
                at=row.at,
                edited=row.edited is not None,
                depth=depth,
                parent=row.parent_id,
                point=point,
                masked=shut,
                removed=row.id in gone,
            )
        )
    return found


def counts(connection: Connection, reader: str, refs: Sequence[Ref]) -> dict[Ref, int]:
    """Return how many comments on each object a reader sees, without the deleted ones."""
    return {
        ref: sum(not deleted(row) for _, row in rows)
        for ref, rows in visible(connection, reader, refs).items()
    }


def edit_comment(
    connection: Connection, who: User, comment_id: str, text: str, at: datetime
) -> None:
    """Change the words of one's own comment.

    Raises:
        SocialError: If the user has no such comment, or the text cannot be kept.
    """
    _own(connection, who, comment_id)
    words = worded(text, "A comment", LONGEST_COMMENT)
    connection.execute(
        update(COMMENTS).where(COMMENTS.c.id == comment_id).values(text=words, edited=at)
    )


def delete_comment(connection: Connection, who: User, comment_id: str) -> None:
    """Delete one's own comment: its words, its point, what was liked and reported about it.

    Where it was answered its place stays, until the last answer is deleted too.

    Raises:
        SocialError: If the user has no such comment.
    """
    _own(connection, who, comment_id)
    forget(connection, Ref("comment", comment_id))
    clear(connection, comment_id)


def spoiler(row: Any, spoilers: Mapping[str, Point]) -> Point | None:
    """Return what a row of words gives away: as its author or a presenter says, the later one."""
    points = [point_of(row)] if row.spoiler else []
    points += [spoilers[row.id]] if row.id in spoilers else []
    return max(points, default=None)


def revealed(connection: Connection, reader: str, kind: Kind) -> set[str]:
    """Return the ids of the objects of a kind whose spoiler a reader chose to see."""
    found = select(REVEALS.c.object_id).where(REVEALS.c.user_id == reader, REVEALS.c.kind == kind)
    return set(connection.execute(found).scalars())


def like(connection: Connection, who: User, ref: Ref, at: datetime) -> None:
    """Like an object; liking it again changes nothing."""
    if not likes(connection, who.id, ref).mine:
        connection.execute(
            insert(LIKES),
            {"kind": ref.kind, "object_id": ref.id, "user_id": who.id, "at": at},
        )


def unlike(connection: Connection, who: User, ref: Ref) -> None:
    """Take a like back; without one nothing changes."""
    connection.execute(
        delete(LIKES).where(
            LIKES.c.kind == ref.kind, LIKES.c.object_id == ref.id, LIKES.c.user_id == who.id
        )
    )


def likes(connection: Connection, reader: str, ref: Ref) -> Likes:
    """Return an object's likes as a reader sees them."""
    return likes_all(connection, reader, [ref])[ref]


def likes_all(connection: Connection, reader: str, refs: Sequence[Ref]) -> dict[Ref, Likes]:
    """Return the likes of objects as a reader sees them."""
    rows = connection.execute(
        select(LIKES.c.kind, LIKES.c.object_id, LIKES.c.user_id).where(
            LIKES.c.kind.in_({ref.kind for ref in refs}),
            LIKES.c.object_id.in_([ref.id for ref in refs]),
            LIKES.c.user_id.not_in(relations.hidden(reader)),
        )
    )
    who: defaultdict[Ref, set[str]] = defaultdict(set)
    for row in rows:
        who[Ref(row.kind, row.object_id)].add(row.user_id)
    return {ref: Likes(len(who[ref]), reader in who[ref]) for ref in refs}


def forget(connection: Connection, ref: Ref) -> None:
    """Delete all that was said about an object that is no more, and the reports on it."""
    said = (COMMENTS.c.kind == ref.kind, COMMENTS.c.object_id == ref.id)
    answers = list(connection.execute(select(COMMENTS.c.id).where(*said)).scalars())
    connection.execute(delete(COMMENTS).where(*said))
    for gone in (ref, *(Ref("comment", answer) for answer in answers)):
        for table in (LIKES, REVEALS):
            connection.execute(
                delete(table).where(table.c.kind == gone.kind, table.c.object_id == gone.id)
            )
        moderation.forget(connection, gone)


def _place(depth: int, row: Any) -> Comment:
    """Return what stands for a deleted comment above its answers."""
    return Comment(
        id=row.id,
        author=User(id=row.author_id, kind="guest", name=DELETED, colour=GREY),
        text="",
        at=row.at,
        edited=False,
        depth=depth,
        parent=row.parent_id,
        point=None,
        masked=False,
        removed=False,
        deleted=True,
    )


def _own(connection: Connection, who: User, comment_id: str) -> None:
    mine = select(COMMENTS).where(COMMENTS.c.id == comment_id, COMMENTS.c.author_id == who.id)
    row = connection.execute(mine).first()
    if row is None or deleted(row):
        raise SocialError("There is no such comment.")
