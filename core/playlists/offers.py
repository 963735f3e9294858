"""Titles that helpers suggest for a playlist, which its owner accepts or declines."""

import dataclasses
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.users import User, users
from core.playlists.contents import editing, insert_items, note_text, order
from core.playlists.lists import one
from core.playlists.tables import OFFERS
from core.social.relations import hidden
from core.store.store import Store

WAITING = 100
"""Titles that may wait for an answer in a list (assumption, 20 to 500)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A title that somebody suggests for a list.

    Args:
        title_id: Which.
        user: Who suggests it.
        note: Why; may be empty.
    """

    title_id: str
    user: User
    note: str


def offers(connection: Connection, reader: str, list_id: str) -> list[Offer]:
    """Return the titles that wait for an answer: all to who may add, else the reader's own.

    Raises:
        SocialError: If there is no such list for the reader.
    """
    edits = one(connection, reader, list_id).edits
    rows = connection.execute(
        select(OFFERS)
        .where(OFFERS.c.list_id == list_id, OFFERS.c.user_id.not_in(hidden(reader)))
        .order_by(OFFERS.c.at, OFFERS.c.title_id)
    ).all()
    seen = [row for row in rows if edits or row.user_id == reader]
    known = users(connection, [row.user_id for row in seen])
    return [Offer(title_id=row.title_id, user=known[row.user_id], note=row.note) for row in seen]


def offer(
    store: Store,
    user_id: str,
    list_id: str,
    title_id: str,
    known: Collection[str],
    at: datetime,
    *,
    note: str = "",
) -> None:
    """Suggest a title for a list.

    Raises:
        SocialError: If there is no such list or title, the user does not help with it, or the
            title is in it, was suggested already, or too many wait.
    """
    with acting(store, user_id) as (connection, _):
        found = one(connection, user_id, list_id)
        if found.role != "suggests" or found.invited:
            raise SocialError("Only who was invited to suggest titles, and said yes, can do that.")
        if title_id not in known:
            raise SocialError(f"There is no title {title_id[:80]!r} in the catalogue.")
        if title_id in order(connection, list_id):
            raise SocialError("That is in this playlist already; a title is in a list once.")
        waiting = select(OFFERS.c.title_id).where(OFFERS.c.list_id == list_id)
        titles = set(connection.execute(waiting).scalars())
        if title_id in titles:
            raise SocialError("That was suggested already and waits for an answer.")
        if len(titles) >= WAITING:
            raise SocialError(f"{WAITING} titles wait for an answer; no more can be suggested.")
        values = {"list_id": list_id, "title_id": title_id, "user_id": user_id, "at": at}
        connection.execute(insert(OFFERS), values | {"note": note_text(note)})


def accept(
    store: Store, user_id: str, list_id: str, title_id: str, known: Collection[str], at: datetime
) -> None:
    """Add a suggested title to the list, with its note, in the name of who suggested it.

    Raises:
        SocialError: If there is no such list or suggestion, or the user may not add.
    """
    with editing(store, user_id, list_id, at) as connection:
        row = connection.execute(
            select(OFFERS).where(OFFERS.c.list_id == list_id, OFFERS.c.title_id == title_id)
        ).first()
        if row is None:
            raise SocialError("There is no such suggestion any more.")
        insert_items(connection, row.user_id, list_id, [title_id], known, at, notes=[row.note])


def decline(store: Store, user_id: str, list_id: str, title_id: str, at: datetime) -> None:
    """Decline a suggested title; who suggested it may see that it waits no longer.

    Raises:
        SocialError: If there is no such list, or the user may not add.
    """
    with editing(store, user_id, list_id, at) as connection:
        connection.execute(
            delete(OFFERS).where(OFFERS.c.list_id == list_id, OFFERS.c.title_id == title_id)
        )
