"""Who knows whom: following, close friends, blocking and muting.

Whom one may not know of and who is not there get the same sentence, so that a refusal tells
nothing. Undoing what is not so is no error.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.tables import USERS
from core.identity.users import User, user
from core.social.limits import Limits
from core.social.membership import (
    Settings,
    approve_followers,
    be_named,
    check_joined,
    join,
    joined,
    leave,
    settings,
)
from core.social.planting import seed
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MUTES
from core.social.visibility import (
    AUDIENCES,
    Audience,
    close_to,
    followed,
    hidden,
    may_see,
    muted,
    seen_by,
)
from core.store.store import Store

__all__ = [
    "AUDIENCES",
    "Audience",
    "End",
    "Settings",
    "answer",
    "approve_followers",
    "be_named",
    "befriend",
    "block",
    "check_joined",
    "close_to",
    "follow",
    "followed",
    "hidden",
    "join",
    "joined",
    "leave",
    "may_see",
    "mute",
    "muted",
    "remove_follower",
    "seed",
    "seen_by",
    "settings",
    "unblock",
    "unfollow",
    "unfriend",
    "unmute",
    "visible",
]

NOBODY = "There is nobody of that name here."
"""Said of who is not there, has not joined, or is blocked either way."""


def visible(connection: Connection, reader: str, whom: str) -> User:
    """Return a user whom a reader may know of.

    Raises:
        SocialError: If there is none of that id, or it is hidden from the reader.
    """
    if connection.execute(hidden(reader).where(USERS.c.id == whom)).first() is not None:
        raise SocialError(NOBODY)
    return user(connection, whom)


def follow(
    store: Store, user_id: str, whom: str, at: datetime, limits: Limits | None = None
) -> Literal["follows", "asked"]:
    """Let a user follow another, or ask to where that takes approval; twice is once.

    Args:
        store: To write to.
        user_id: Follows.
        whom: Is followed.
        at: When, UTC.
        limits: The server's; what changes nothing does not count. Without them all goes.

    Raises:
        SocialError: If the user has not joined or may not follow yet, or the other is not there,
            hidden or the same.
    """
    with _towards(store, user_id, whom) as (connection, who, other):
        pair = _pair(FOLLOWS, who.id, other.id)
        accepted = connection.execute(select(FOLLOWS.c.accepted).where(*pair)).scalar()
        if accepted is None:
            if limits is not None:
                limits.spend(who.id, "follow", at)
            accepted = not settings(connection, other.id).approves
            _put(connection, FOLLOWS, who.id, other.id, at, accepted=accepted)
        return "follows" if accepted else "asked"


def unfollow(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Let a user follow another no longer, or take the request back."""
    with acting(store, user_id) as (connection, who):
        _drop(connection, FOLLOWS, who.id, whom)


def answer(store: Store, user_id: str, who: str, yes: bool, at: datetime) -> None:
    """Accept or refuse somebody's request to follow a user; who was refused may ask again.

    Raises:
        SocialError: If there is no such request.
    """
    with acting(store, user_id) as (connection, me):
        asked = (*_pair(FOLLOWS, who, me.id), FOLLOWS.c.accepted.is_(False))
        known = FOLLOWS.c.follower_id.not_in(hidden(me.id))
        if connection.execute(select(FOLLOWS.c.at).where(*asked, known)).first() is None:
            raise SocialError("There is no such request.")
        if yes:
            connection.execute(update(FOLLOWS).where(*asked).values(accepted=True, at=at))
        else:
            connection.execute(delete(FOLLOWS).where(*asked))


def remove_follower(store: Store, user_id: str, who: str, at: datetime) -> None:
    """Let somebody follow a user no longer, nor be a close friend; nobody is told."""
    with acting(store, user_id) as (connection, me):
        _drop(connection, FOLLOWS, who, me.id)
        _drop(connection, CLOSE, me.id, who)


def befriend(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Count somebody as close friend, who is not told.

    Raises:
        SocialError: If the user has not joined, the other is not there, hidden or the same, or is
            a sample member, as whom anybody may look.
    """
    with _towards(store, user_id, whom) as (connection, who, other):
        if other.sample:
            raise SocialError(
                "Anybody may view as a sample member, so none can be a close friend; "
                "choose a guest."
            )
        _put(connection, CLOSE, who.id, other.id, at)


def unfriend(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Count somebody as close friend no longer."""
    with acting(store, user_id) as (connection, who):
        _drop(connection, CLOSE, who.id, whom)


End = Callable[[Connection, str, str], None]
"""Ends what another domain holds between two users."""


def block(store: Store, user_id: str, whom: str, at: datetime, *, ends: Sequence[End] = ()) -> None:
    """Hide two users from each other, and end what is between them; unblocking restores none.

    Who is hidden already can be blocked too: that tells nothing of why. ``ends`` is what ends
    between them in other domains.

    Raises:
        SocialError: If the other is not there or the same.
    """
    with acting(store, user_id) as (connection, who):
        _check_other(who, whom)
        other = user(connection, whom)
        for table in (FOLLOWS, CLOSE):
            _drop(connection, table, who.id, other.id)
            _drop(connection, table, other.id, who.id)
        for end in ends:
            end(connection, who.id, other.id)
        _put(connection, BLOCKS, who.id, other.id, at)


def unblock(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Take a block back; a block of the other way stays."""
    with acting(store, user_id) as (connection, who):
        _drop(connection, BLOCKS, who.id, whom)


def mute(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Keep somebody out of a user's feeds, who is not told.

    Raises:
        SocialError: If the user has not joined, or the other is not there, hidden or the same.
    """
    with _towards(store, user_id, whom) as (connection, who, other):
        _put(connection, MUTES, who.id, other.id, at)


def unmute(store: Store, user_id: str, whom: str, at: datetime) -> None:
    """Let somebody into a user's feeds again."""
    with acting(store, user_id) as (connection, who):
        _drop(connection, MUTES, who.id, whom)


@contextmanager
def _towards(store: Store, user_id: str, whom: str) -> Iterator[tuple[Connection, User, User]]:
    """Yield a transaction in which a user who joined does something about another."""
    with acting(store, user_id) as (connection, who):
        check_joined(connection, who.id)
        _check_other(who, whom)
        yield connection, who, visible(connection, who.id, whom)


def _check_other(who: User, whom: str) -> None:
    if who.id == whom:
        raise SocialError("This takes somebody else: that is you.")


def _pair(table: Table, one: str, other: str) -> tuple[ColumnElement[bool], ...]:
    first, second = table.primary_key.columns
    return (first == one, second == other)


def _put(
    connection: Connection, table: Table, one: str, other: str, at: datetime, **more: bool
) -> None:
    """Add a pair unless it is there."""
    if connection.execute(select(table.c.at).where(*_pair(table, one, other))).first() is None:
        first, second = (column.name for column in table.primary_key.columns)
        connection.execute(insert(table), {first: one, second: other, "at": at, **more})


def _drop(connection: Connection, table: Table, one: str, other: str) -> None:
    connection.execute(delete(table).where(*_pair(table, one, other)))
