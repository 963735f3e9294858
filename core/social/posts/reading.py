"""Reading posts: one, an author's, a title's; never a word that the reader should not see yet."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from core.errors import SocialError
from core.identity.users import User, users
from core.social import relations, talk
from core.social.moderation import marked, removed
from core.social.posts.post import KINDS, Post, visible
from core.social.progress import Point, masked, reached_all
from core.social.ref import Ref
from core.social.tables_posts import MENTIONS, POSTS

NONE = "There is no such post."


@dataclasses.dataclass(frozen=True, slots=True)
class Stars:
    """What the reviews that a reader may see give a title: mean of their stars, and how many."""

    mean: float | None
    count: int


def post(connection: Connection, reader: str, post_id: str, *, whole: bool = False) -> Post:
    """Return a post as a reader sees it.

    Args:
        connection: To read from.
        reader: User's id.
        post_id: Of the post.
        whole: Whether the reader asked for the words although they give something away.

    Raises:
        SocialError: If there is none, or not for the reader.
    """
    found = load(connection, reader, [post_id], whole=whole)
    if not found:
        raise SocialError(NONE)
    return found[post_id]


def posts_of(
    connection: Connection,
    reader: str,
    author: str,
    *,
    size: int = 20,
    before: Post | None = None,
) -> list[Post]:
    """Return an author's posts that a reader may see, the newest first, after a post if given."""
    return _newest(connection, reader, POSTS.c.author_id == author, size, before)


def reviews_of(
    connection: Connection,
    reader: str,
    title_id: str,
    *,
    size: int = 20,
    before: Post | None = None,
) -> list[Post]:
    """Return a title's reviews that a reader may see, the newest first, after a post if given."""
    where = (POSTS.c.title_id == title_id) & (POSTS.c.kind == "review")
    return _newest(connection, reader, where, size, before)


def review_of(connection: Connection, author: str, title_id: str) -> Post | None:
    """Return the author's own review of a title, None before there is one."""
    where = (POSTS.c.title_id == title_id) & (POSTS.c.kind == "review")
    found = _newest(connection, author, where & (POSTS.c.author_id == author), 1, None)
    return found[0] if found else None


def stars(connection: Connection, reader: str, title_id: str) -> Stars:
    """Return what the reviews that a reader may see give a title."""
    mean, count = connection.execute(
        select(func.avg(POSTS.c.halves), func.count()).where(
            POSTS.c.title_id == title_id, POSTS.c.halves > 0, visible(reader)
        )
    ).one()
    return Stars(None if mean is None else float(mean) / 2, count)


def comments(
    connection: Connection, reader: str, post_id: str, *, whole: bool = False
) -> list[talk.Comment]:
    """Return the comments on a post, as a reader sees them: none while it is masked.

    With ``whole`` the reader asked for the post's words although they give something away; what
    comments give away is masked all the same.

    Raises:
        SocialError: If there is no such post for the reader.
    """
    found = post(connection, reader, post_id, whole=whole)
    if found.masked:
        return []
    come = reached_all(connection, reader, [found.title_id]).get(found.title_id)
    return talk.comments(connection, reader, found.ref, come)


def load(
    connection: Connection, reader: str, ids: Sequence[str], *, whole: bool = False
) -> dict[str, Post]:
    """Return those of some posts that a reader may see, by id, in a fixed number of queries."""
    if not ids:
        return {}
    rows = connection.execute(select(POSTS).where(POSTS.c.id.in_(ids), visible(reader))).all()
    refs = [Ref(row.kind, row.id) for row in rows]
    around = _Around(
        authors=users(connection, list({row.author_id for row in rows})),
        joined=_joined(connection, reader, rows),
        points=_points(connection, rows),
        come=reached_all(connection, reader, list({row.title_id for row in rows})),
        opened=_opened(connection, reader),
        removed=_removed(connection, [row.id for row in rows if row.author_id == reader]),
        likes=talk.likes_all(connection, reader, refs),
        comments=talk.counts(connection, reader, refs),
    )
    return {row.id: _post(row, reader, around, whole=whole) for row in rows}


@dataclasses.dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to some posts, as one reader may know it."""

    authors: Mapping[str, User]
    joined: Mapping[str, list[User]]
    points: Mapping[str, Point | None]
    come: Mapping[str, Point]
    opened: set[str]
    removed: set[str]
    likes: Mapping[Ref, talk.Likes]
    comments: Mapping[Ref, int]


def _post(row: Any, reader: str, around: _Around, *, whole: bool) -> Post:
    ref = Ref(row.kind, row.id)
    point = around.points[row.id]
    known = whole or row.author_id == reader or row.id in around.opened
    shut = not known and masked(around.come.get(row.title_id), point)
    return Post(
        id=row.id,
        kind=row.kind,
        author=around.authors[row.author_id],
        title_id=row.title_id,
        stars=row.halves / 2 if row.halves else None,
        text="" if shut else row.text,
        company="" if shut else row.company,
        joined=tuple(around.joined.get(row.id, ())),
        audience=row.audience,
        at=row.at,
        edited=row.edited is not None,
        point=point,
        masked=shut,
        removed=row.id in around.removed,
        likes=around.likes[ref],
        comments=around.comments[ref],
    )


def _newest(
    connection: Connection,
    reader: str,
    where: ColumnElement[bool],
    size: int,
    before: Post | None,
) -> list[Post]:
    wanted = select(POSTS.c.id).where(where, visible(reader))
    if before is not None:
        wanted = wanted.where(tuple_(POSTS.c.at, POSTS.c.id) < (before.at, before.id))
    wanted = wanted.order_by(POSTS.c.at.desc(), POSTS.c.id.desc()).limit(size)
    ids = list(connection.execute(wanted).scalars())
    found = load(connection, reader, ids)
    return [found[one] for one in ids]


def _points(connection: Connection, rows: Sequence[Any]) -> dict[str, Point | None]:
    spoilers = {kind: marked(connection, kind) for kind in KINDS}
    return {row.id: talk.spoiler(row, spoilers[row.kind]) for row in rows}


def _opened(connection: Connection, reader: str) -> set[str]:
    return {one for kind in KINDS for one in talk.revealed(connection, reader, kind)}


def _removed(connection: Connection, ids: Sequence[str]) -> set[str]:
    if not ids:
        return set()
    found = select(POSTS.c.id).where(
        POSTS.c.id.in_(ids), or_(*(POSTS.c.id.in_(removed(kind)) for kind in KINDS))
    )
    return set(connection.execute(found).scalars())


def _joined(connection: Connection, reader: str, rows: Sequence[Any]) -> dict[str, list[User]]:
    """Return the users who were there, by post; neither reader nor author may be kept from them."""
    experiences = {row.id: row.author_id for row in rows if row.kind == "experience"}
    if not experiences:
        return {}
    named = connection.execute(
        select(MENTIONS).where(
            MENTIONS.c.post_id.in_(list(experiences)),
            MENTIONS.c.user_id.not_in(relations.hidden(reader)),
        )
    ).all()
    writers = {experiences[row.post_id] for row in named}
    kept = {
        writer: set(connection.execute(relations.hidden(writer)).scalars()) for writer in writers
    }
    there = users(connection, list({row.user_id for row in named}))
    found: defaultdict[str, list[User]] = defaultdict(list)
    for row in sorted(named, key=lambda row: there[row.user_id].name):
        if row.user_id not in kept[experiences[row.post_id]]:
            found[row.post_id].append(there[row.user_id])
    return dict(found)
