"""Who may see what of whom: the one place where that is decided; all else asks here.

The fragments are queries of user ids, for ``IN`` in the conditions of others' queries. Who has
not joined Social is hidden from everybody; who has not joined reads what is public, no more.
"""

from functools import lru_cache
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, literal, or_, select

from core.errors import SocialError
from core.identity.tables import USERS
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MEMBERSHIPS, MUTES

Audience = Literal["public", "followers", "close", "private"]
AUDIENCES = get_args(Audience)
"""Who may see an object: everybody, who follows its author, the author's close friends, nobody."""

Users = Select[str]
"""A query of user ids."""

READERS = 1_024
"""Readers whose queries are kept: SQLAlchemy takes longer to write one than SQLite to answer it."""


@lru_cache(maxsize=READERS)
def joined_users() -> Users:
    """Return the users who joined Social."""
    return select(MEMBERSHIPS.c.user_id).where(MEMBERSHIPS.c.joined.is_(True))


@lru_cache(maxsize=READERS)
def hidden(reader: str) -> Users:
    """Return the users hidden from a reader.

    These are those whom the reader blocked, who blocked the reader, and who have not joined
    Social; never the reader. Guests are hidden from sample members: anybody may view as one, the
    guest too whom another blocked.
    """
    blocked = select(BLOCKS.c.blocked_id).where(BLOCKS.c.user_id == reader)
    blocking = select(BLOCKS.c.user_id).where(BLOCKS.c.blocked_id == reader)
    user = USERS.c.id
    guests = and_(USERS.c.kind != "sample", literal(reader).in_(_samples()))
    return select(user).where(
        user != reader,
        or_(user.not_in(joined_users()), user.in_(blocked), user.in_(blocking), guests),
    )


@lru_cache(maxsize=READERS)
def followed(reader: str) -> Users:
    """Return the users whom a reader follows and who accepted it, hidden ones left out."""
    who = FOLLOWS.c.followed_id
    return select(who).where(
        FOLLOWS.c.follower_id == reader,
        FOLLOWS.c.accepted.is_(True),
        _inside(reader, who),
    )


@lru_cache(maxsize=READERS)
def close_to(reader: str) -> Users:
    """Return the authors who count a reader as close friend, hidden ones left out."""
    who = CLOSE.c.user_id
    return select(who).where(CLOSE.c.friend_id == reader, _inside(reader, who))


@lru_cache(maxsize=READERS)
def muted(reader: str) -> Users:
    """Return the users whom a reader muted."""
    return select(MUTES.c.muted_id).where(MUTES.c.user_id == reader)


def seen_by(
    reader: str, author: ColumnElement[str], audience: ColumnElement[str]
) -> ColumnElement[bool]:
    """Return the condition that a reader may see an author's object of an audience.

    An unknown audience is nobody's.

    Args:
        reader: Who reads.
        author: The column of the author's id.
        audience: The column of the audience, one of ``AUDIENCES``.
    """
    return or_(
        author == reader,
        and_(
            author.not_in(hidden(reader)),
            or_(
                audience == "public",
                and_(audience == "followers", author.in_(followed(reader))),
                and_(audience == "close", author.in_(close_to(reader))),
            ),
        ),
    )


def may_see(connection: Connection, reader: str, author: str, audience: str) -> bool:
    """Return whether a reader may see an author's object of an audience.

    Raises:
        SocialError: If there is no such audience.
    """
    if audience not in AUDIENCES:
        raise SocialError(f"An audience is one of {', '.join(AUDIENCES)}, not {audience!r}.")
    seen = seen_by(reader, literal(author), literal(audience))
    there = select(USERS.c.id).where(USERS.c.id == author, seen)
    return connection.execute(there).first() is not None


def _inside(reader: str, who: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a reader may be let in on what somebody made not for all."""
    return and_(
        who != reader,
        who.not_in(hidden(reader)),
        literal(reader).in_(joined_users()),
    )


@lru_cache(maxsize=READERS)
def _samples() -> Users:
    """Return the sample members."""
    return select(USERS.c.id).where(USERS.c.kind == "sample")
