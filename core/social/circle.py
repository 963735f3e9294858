"""A user's circle as a reader may know it: who follows whom, who asks, who is kept away.

A follow is known to both its ends, and to others where neither end asks for approval or the
reader follows those that do. What is counted is what is listed, so that no difference tells more.
"""

import dataclasses
from typing import Any, Literal

from sqlalchemy import Column, Connection, Select, and_, func, literal, or_, select

from core.identity.tables import USERS
from core.identity.users import User, users
from core.social.relations import followed, hidden, muted, visible
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MEMBERSHIPS, MUTES
from core.social.visibility import Users, joined_users
from core.wording import skeleton

PAGE = 50
"""People on a page of a list."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What is between a reader and somebody, as the reader may know it.

    Args:
        follows: Whether the reader follows the other, asked to, or neither.
        followed: Whether the other follows the reader.
        asks: Whether the other waits to be accepted by the reader.
        close: Whether the reader counts the other as close friend.
        muted: Whether the reader muted the other.
    """

    follows: Literal["no", "asked", "follows"]
    followed: bool
    asks: bool
    close: bool
    muted: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many a reader sees in somebody's circle.

    Args:
        followers: Who follows.
        following: Whom the user follows.
        closed: Whether the user asks for approval and the reader has none: then these are what
            is between the two, no more.
    """

    followers: int
    following: int
    closed: bool


def closed(reader: str) -> Users:
    """Return the users whose circle a reader may not know: by approval, and not followed."""
    who = MEMBERSHIPS.c.user_id
    return select(who).where(
        MEMBERSHIPS.c.approves.is_(True), who != reader, who.not_in(followed(reader))
    )


def edges(reader: str) -> Select[str, str]:
    """Return the follows a reader may know of: follower and followed, hidden ones left out.

    Anybody may view as a sample member: these know what is known to all, their own or not.
    """
    one, other = FOLLOWS.c.follower_id, FOLLOWS.c.followed_id
    samples = select(USERS.c.id).where(USERS.c.kind == "sample")
    own = and_(or_(one == reader, other == reader), literal(reader).not_in(samples))
    open_ = and_(one.not_in(closed(reader)), other.not_in(closed(reader)))
    return select(one, other).where(
        FOLLOWS.c.accepted.is_(True),
        one != other,
        one.not_in(hidden(reader)),
        other.not_in(hidden(reader)),
        or_(own, open_),
    )


def followers(
    connection: Connection, reader: str, whom: str, *, skip: int = 0, limit: int = PAGE
) -> tuple[User, ...]:
    """Return who follows somebody, the newest first.

    Raises:
        SocialError: If there is nobody of that id, or it is hidden from the reader.
    """
    visible(connection, reader, whom)
    found = edges(reader).where(FOLLOWS.c.followed_id == whom)
    return _page(connection, found, FOLLOWS.c.follower_id, skip, limit)


def following(
    connection: Connection, reader: str, whom: str, *, skip: int = 0, limit: int = PAGE
) -> tuple[User, ...]:
    """Return whom somebody follows, the newest first.

    Raises:
        SocialError: If there is nobody of that id, or it is hidden from the reader.
    """
    visible(connection, reader, whom)
    found = edges(reader).where(FOLLOWS.c.follower_id == whom)
    return _page(connection, found, FOLLOWS.c.followed_id, skip, limit)


def counts(connection: Connection, reader: str, whom: str) -> Counts:
    """Return how many follow somebody and are followed, of those that a reader sees listed.

    Raises:
        SocialError: If there is nobody of that id, or it is hidden from the reader.
    """
    visible(connection, reader, whom)
    behind = closed(reader).where(MEMBERSHIPS.c.user_id == whom)
    return Counts(
        followers=_count(connection, edges(reader).where(FOLLOWS.c.followed_id == whom)),
        following=_count(connection, edges(reader).where(FOLLOWS.c.follower_id == whom)),
        closed=connection.execute(behind).first() is not None,
    )


def relation(connection: Connection, reader: str, whom: str) -> Relation:
    """Return what is between a reader and somebody, for the buttons beside a name.

    Raises:
        SocialError: If there is nobody of that id, or it is hidden from the reader.
    """
    visible(connection, reader, whom)
    mine, theirs = _accepted(connection, reader, whom), _accepted(connection, whom, reader)
    known = edges(reader).where(FOLLOWS.c.follower_id == whom, FOLLOWS.c.followed_id == reader)
    close = select(CLOSE).where(CLOSE.c.user_id == reader, CLOSE.c.friend_id == whom)
    return Relation(
        follows="no" if mine is None else "follows" if mine else "asked",
        followed=connection.execute(known).first() is not None,
        asks=theirs is False,
        close=connection.execute(close).first() is not None,
        muted=whom in set(connection.execute(muted(reader)).scalars()),
    )


def requests(connection: Connection, user_id: str) -> tuple[User, ...]:
    """Return who waits for a user's approval, the newest first."""
    mine = FOLLOWS.c.accepted.is_(False), FOLLOWS.c.followed_id == user_id
    return _listed(connection, user_id, select(FOLLOWS).where(*mine), FOLLOWS.c.follower_id)


def asked(connection: Connection, user_id: str) -> tuple[User, ...]:
    """Return whose approval a user waits for, the newest first."""
    mine = FOLLOWS.c.accepted.is_(False), FOLLOWS.c.follower_id == user_id
    return _listed(connection, user_id, select(FOLLOWS).where(*mine), FOLLOWS.c.followed_id)


def close_friends(connection: Connection, user_id: str) -> tuple[User, ...]:
    """Return whom a user counts as close friends, the newest first; for the user's eyes alone."""
    mine = select(CLOSE).where(CLOSE.c.user_id == user_id)
    return _listed(connection, user_id, mine, CLOSE.c.friend_id)


def muted_users(connection: Connection, user_id: str) -> tuple[User, ...]:
    """Return whom a user muted, the newest first; for the user's eyes alone."""
    mine = select(MUTES).where(MUTES.c.user_id == user_id)
    return _listed(connection, user_id, mine, MUTES.c.muted_id)


def blocked_users(connection: Connection, user_id: str) -> tuple[User, ...]:
    """Return whom a user blocked and who has not left, newest first; for the user's eyes alone."""
    there = BLOCKS.c.user_id == user_id, BLOCKS.c.blocked_id.in_(joined_users())
    return _page(connection, select(BLOCKS).where(*there), BLOCKS.c.blocked_id)


def search(connection: Connection, reader: str, typed: str, *, limit: int = PAGE) -> list[User]:
    """Return people whose names hold what was typed, as the eye sees it, by name."""
    wanted = skeleton(typed)
    if not wanted:
        return []
    found = select(USERS.c.id).where(
        USERS.c.skeleton.contains(wanted, autoescape=True),
        USERS.c.id.not_in(hidden(reader)),
        USERS.c.id != reader,
    )
    ids = connection.execute(found.order_by(USERS.c.name, USERS.c.id).limit(limit)).scalars().all()
    known = users(connection, list(ids))
    return [known[each] for each in ids]


def _listed(
    connection: Connection, user_id: str, found: Select[*tuple[Any, ...]], who: Column[str]
) -> tuple[User, ...]:
    return _page(connection, found.where(who.not_in(hidden(user_id)), who != user_id), who)


def _page(
    connection: Connection,
    found: Select[*tuple[Any, ...]],
    who: Column[str],
    skip: int = 0,
    limit: int | None = None,
) -> tuple[User, ...]:
    """Return the users in a column, the newest row first."""
    newest = found.with_only_columns(who).order_by(who.table.c.at.desc(), who)
    ids = connection.execute(newest.offset(skip).limit(limit)).scalars().all()
    known = users(connection, list(ids))
    return tuple(known[each] for each in ids)


def _count(connection: Connection, found: Select[*tuple[Any, ...]]) -> int:
    return connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def _accepted(connection: Connection, one: str, other: str) -> bool | None:
    """Return whether one was accepted by the other; None without any request."""
    pair = FOLLOWS.c.follower_id == one, FOLLOWS.c.followed_id == other
    return connection.execute(select(FOLLOWS.c.accepted).where(*pair)).scalar()
