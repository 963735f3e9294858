"""Joining Social and leaving it: off until a user turns it on, and off again at once."""

import dataclasses
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.social.tables_relations import FOLLOWS, MEMBERSHIPS
from core.social.visibility import joined_users
from core.store.store import Store


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user chose for Social; as it is before any choice, everything is off.

    Args:
        joined: Whether the user takes part.
        approves: Whether following the user takes the user's approval.
        named: Whether friends may find the user by name.
    """

    joined: bool = False
    approves: bool = False
    named: bool = False


def join(store: Store, user_id: str, at: datetime) -> None:
    """Let a user take part in Social; who comes back finds everything as it was."""
    _set(store, user_id, at, joined=True)


def leave(store: Store, user_id: str, at: datetime) -> None:
    """Let a user take part no longer: everything of the user is hidden from others at once."""
    _set(store, user_id, at, joined=False)


def approve_followers(store: Store, user_id: str, on: bool, at: datetime) -> None:
    """Set whether following a user takes the user's approval.

    Turning it on keeps the followers there are. Turning it off accepts those who wait: they asked
    for what anybody may have now.
    """
    _set(store, user_id, at, approves=on)


def be_named(store: Store, user_id: str, on: bool, at: datetime) -> None:
    """Set whether friends who know a user's name may find the user by it."""
    _set(store, user_id, at, named=on)


def joined(connection: Connection, user_id: str) -> bool:
    """Return whether a user takes part in Social."""
    found = joined_users().where(MEMBERSHIPS.c.user_id == user_id)
    return connection.execute(found).first() is not None


def check_joined(connection: Connection, user_id: str) -> None:
    """Check that a user takes part in Social.

    Raises:
        SocialError: If not.
    """
    if not joined(connection, user_id):
        raise SocialError("Social is off until you turn it on: join first.")


def settings(connection: Connection, user_id: str) -> Settings:
    """Return what a user chose for Social."""
    wanted = select(MEMBERSHIPS).where(MEMBERSHIPS.c.user_id == user_id)
    row = connection.execute(wanted).first()
    if row is None:
        return Settings()
    return Settings(joined=row.joined, approves=row.approves, named=row.named)


def _set(store: Store, user_id: str, at: datetime, **chosen: bool) -> None:
    with acting(store, user_id) as (connection, who):
        wanted = dataclasses.replace(settings(connection, who.id), **chosen)
        mine = MEMBERSHIPS.c.user_id == who.id
        values = dataclasses.asdict(wanted)
        if chosen.get("joined"):
            values["at"] = at
        changed = connection.execute(update(MEMBERSHIPS).where(mine).values(values))
        if not changed.rowcount:
            connection.execute(insert(MEMBERSHIPS), {"user_id": who.id, **values, "at": at})
        if not wanted.approves:
            waiting = (FOLLOWS.c.followed_id == who.id) & FOLLOWS.c.accepted.is_(False)
            connection.execute(update(FOLLOWS).where(waiting).values(accepted=True))
