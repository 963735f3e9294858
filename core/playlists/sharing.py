"""A playlist among people: helpers, followers and copies."""

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Connection, delete, func, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.users import User, users
from core.playlists.contents import insert_items, order
from core.playlists.lists import one
from core.playlists.making import insert_list, owning
from core.playlists.sight import digest
from core.playlists.tables import FOLLOWERS, HELPERS, LISTS, OFFERS
from core.social.relations import hidden, visible
from core.store.store import Store

Role = Literal["adds", "suggests"]
ROLES = get_args(Role)

HELPERS_EACH = 20
"""Helpers of a list: a class, not a crowd (assumption, 5 to 50)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody who helps with a list.

    Args:
        user: Who.
        role: One of ``ROLES``.
        accepted: Whether they said yes; until then nobody is told but the owner and themselves.
    """

    user: User
    role: str
    accepted: bool


def helpers(connection: Connection, reader: str, list_id: str, token: str = "") -> list[Helper]:
    """Return who helps with a list; invitations without an answer only to owner and invited.

    Raises:
        SocialError: If there is no such list for the reader.
    """
    owns = one(connection, reader, list_id, token).role == "owner"
    rows = connection.execute(
        select(HELPERS)
        .where(HELPERS.c.list_id == list_id, HELPERS.c.user_id.not_in(hidden(reader)))
        .order_by(HELPERS.c.at, HELPERS.c.user_id)
    ).all()
    seen = [row for row in rows if row.accepted or owns or row.user_id == reader]
    known = users(connection, [row.user_id for row in seen])
    return [Helper(user=known[row.user_id], role=row.role, accepted=row.accepted) for row in seen]


def invite(store: Store, user_id: str, list_id: str, whom: str, role: str, at: datetime) -> None:
    """Invite somebody to add to a list, or to suggest titles for it; again changes the role.

    The invited may see the list at once, for they must know what they are asked to help with;
    they help, and others are told so, once they said yes.

    Raises:
        SocialError: If there is no such list or role, it is another's, or whom to invite is not
            there, hidden, the owner or a sample member, as whom anybody may look.
    """
    if role not in ROLES:
        raise SocialError(f"A helper {' or '.join(ROLES)}; not {role[:20]!r}.")
    with owning(store, user_id, list_id, at) as (connection, _):
        other = visible(connection, user_id, whom)
        if other.id == user_id:
            raise SocialError("This takes somebody else: that is you.")
        if other.sample:
            raise SocialError(
                "Anybody may view as a sample member, so none can help with a list; choose a guest."
            )
        mine = (HELPERS.c.list_id == list_id, HELPERS.c.user_id == whom)
        if connection.execute(update(HELPERS).where(*mine).values(role=role)).rowcount:
            return
        count = select(func.count()).where(HELPERS.c.list_id == list_id)
        if connection.execute(count).scalar_one() >= HELPERS_EACH:
            raise SocialError(f"A playlist has at most {HELPERS_EACH} helpers; it has them.")
        values = {"list_id": list_id, "user_id": whom, "role": role, "accepted": False, "at": at}
        connection.execute(insert(HELPERS), values)


def answer(store: Store, user_id: str, list_id: str, yes: bool, at: datetime) -> None:
    """Accept or decline an invitation to help.

    Raises:
        SocialError: If there is no such list for the user, or no invitation.
    """
    with acting(store, user_id) as (connection, _):
        if not one(connection, user_id, list_id).invited:
            raise SocialError("There is no such invitation.")
        mine = (HELPERS.c.list_id == list_id, HELPERS.c.user_id == user_id)
        if yes:
            connection.execute(update(HELPERS).where(*mine).values(accepted=True, at=at))
        else:
            connection.execute(delete(HELPERS).where(*mine))


def dismiss(store: Store, user_id: str, list_id: str, whom: str, at: datetime) -> None:
    """Let somebody help with a list no longer; what they added stays.

    Raises:
        SocialError: If there is no such list, or it is another's.
    """
    with owning(store, user_id, list_id, at) as (connection, _):
        connection.execute(
            delete(HELPERS).where(HELPERS.c.list_id == list_id, HELPERS.c.user_id == whom)
        )


def stop_helping(store: Store, user_id: str, list_id: str, at: datetime) -> None:
    """Help with a list no longer; who does not help already does nothing."""
    with acting(store, user_id) as (connection, _):
        connection.execute(
            delete(HELPERS).where(HELPERS.c.list_id == list_id, HELPERS.c.user_id == user_id)
        )


def follow(store: Store, user_id: str, list_id: str, at: datetime, token: str = "") -> None:
    """Follow a list; who came by its link keeps seeing it as long as that link works.

    Raises:
        SocialError: If there is no such list for the user, or it is their own.
    """
    with acting(store, user_id) as (connection, _):
        found = one(connection, user_id, list_id, token)
        if found.role == "owner":
            raise SocialError("This playlist is yours: it stands among your lists.")
        link = digest(token) if token and found.visibility == "link" else ""
        if found.followed and not link:
            return
        _unfollow(connection, user_id, list_id)
        values = {"list_id": list_id, "user_id": user_id, "link": link, "at": at}
        connection.execute(insert(FOLLOWERS), values)


def unfollow(store: Store, user_id: str, list_id: str, at: datetime) -> None:
    """Follow a list no longer; who does not follow it already does nothing."""
    with acting(store, user_id) as (connection, _):
        _unfollow(connection, user_id, list_id)


def copy(
    store: Store,
    user_id: str,
    list_id: str,
    known: Collection[str],
    at: datetime,
    token: str = "",
) -> str:
    """Copy a list's titles, in their order, into a private one of one's own; return its id.

    Notes are their writers' words and stay behind, as do titles that left the catalogue. The copy
    says where it came from to those who may see that list.

    Raises:
        SocialError: If there is no such list for the user, or the user has too many.
    """
    with acting(store, user_id) as (connection, _):
        found = one(connection, user_id, list_id, token)
        made = insert_list(connection, user_id, found.name, found.about, at, origin=list_id)
        titles = [title_id for title_id in order(connection, list_id) if title_id in known]
        if titles:
            insert_items(connection, user_id, made, titles, known, at)
        return made


def part(connection: Connection, one: str, other: str) -> None:
    """End what two users have to do with each other's lists; what was added stays."""
    for owner, helper in ((one, other), (other, one)):
        theirs = select(LISTS.c.id).where(LISTS.c.owner == owner)
        for table in (HELPERS, OFFERS, FOLLOWERS):
            connection.execute(
                delete(table).where(table.c.user_id == helper, table.c.list_id.in_(theirs))
            )


def _unfollow(connection: Connection, user_id: str, list_id: str) -> None:
    connection.execute(
        delete(FOLLOWERS).where(FOLLOWERS.c.list_id == list_id, FOLLOWERS.c.user_id == user_id)
    )
