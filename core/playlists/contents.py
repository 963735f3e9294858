"""What is in a playlist: adding, ordering, noting and removing, by one person or several at once.

Places are renumbered in one transaction that no other writer comes between, so that they always
count from 0 without a gap, whoever moves what at the same time.
"""

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.playlists.lists import one
from core.playlists.making import touch
from core.playlists.tables import ITEMS, OFFERS
from core.store.store import Store
from core.wording import text

ITEMS_EACH = 500
"""Titles in a list: more cannot be put in order by hand (assumption, 100 to 2,000)."""

LONGEST_NOTE = 300
"""Signs of the longest note."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of titles that were to be added.

    Args:
        new: Titles that are in the list now and were not before.
        there: Titles that were in it already.
    """

    new: tuple[str, ...]
    there: tuple[str, ...]


def add(
    store: Store,
    user_id: str,
    list_id: str,
    title_ids: Sequence[str],
    known: Collection[str],
    at: datetime,
) -> Added:
    """Add titles at the end of a list.

    Args:
        store: The store.
        user_id: Who adds.
        list_id: To which list.
        title_ids: Which titles, in this order.
        known: Ids of the catalogue.
        at: When.

    Raises:
        SocialError: If there is no such list or title, the user may not add, all are there
            already, or they would be too many.
    """
    with editing(store, user_id, list_id, at) as connection:
        return insert_items(connection, user_id, list_id, title_ids, known, at)


def insert_items(
    connection: Connection,
    user_id: str,
    list_id: str,
    title_ids: Sequence[str],
    known: Collection[str],
    at: datetime,
    notes: Sequence[str] = (),
) -> Added:
    """Insert titles in a transaction; see ``add``.

    Raises:
        SocialError: As ``add``.
    """
    words = dict(zip(title_ids, notes, strict=False))
    wanted = list(dict.fromkeys(title_ids))
    absent = [title_id for title_id in wanted if title_id not in known]
    if absent:
        raise SocialError(f"There is no title {absent[0][:80]!r} in the catalogue.")
    before = order(connection, list_id)
    new = [title_id for title_id in wanted if title_id not in before]
    if not new and wanted:
        raise SocialError("That is in this playlist already; a title is in a list once.")
    if len(before) + len(new) > ITEMS_EACH:
        raise SocialError(
            f"A playlist holds {ITEMS_EACH} titles; this would make it {len(before) + len(new):,}."
        )
    if new:
        connection.execute(
            insert(ITEMS),
            [
                {
                    "list_id": list_id,
                    "title_id": title_id,
                    "place": place,
                    "note": note_text(words.get(title_id, "")),
                    "added_by": user_id,
                    "at": at,
                }
                for place, title_id in enumerate(new, start=len(before))
            ],
        )
        _number(connection, list_id, [*before, *new])
        connection.execute(
            delete(OFFERS).where(OFFERS.c.list_id == list_id, OFFERS.c.title_id.in_(new))
        )
    return Added(new=tuple(new), there=tuple(each for each in wanted if each in before))


def move(store: Store, user_id: str, list_id: str, title_id: str, place: int, at: datetime) -> None:
    """Move a title to a place, counted from 0; past either end is at that end.

    Raises:
        SocialError: If there is no such list, the user may not order it, or the title has left it.
    """
    with editing(store, user_id, list_id, at) as connection:
        before = order(connection, list_id)
        _check_in(before, title_id)
        after = [each for each in before if each != title_id]
        after.insert(max(0, min(place, len(after))), title_id)
        _number(connection, list_id, after)


def note(store: Store, user_id: str, list_id: str, title_id: str, words: str, at: datetime) -> None:
    """Say why a title is in a list; nothing takes the note away.

    Raises:
        SocialError: If there is no such list, the user may not, the title has left it, or the
            words cannot be.
    """
    with editing(store, user_id, list_id, at) as connection:
        _check_in(order(connection, list_id), title_id)
        connection.execute(
            update(ITEMS)
            .where(ITEMS.c.list_id == list_id, ITEMS.c.title_id == title_id)
            .values(note=note_text(words))
        )


def remove(store: Store, user_id: str, list_id: str, title_id: str, at: datetime) -> None:
    """Take a title out of a list, one that has left the catalogue too.

    Raises:
        SocialError: If there is no such list, the user may not, or the title has left it.
    """
    with editing(store, user_id, list_id, at) as connection:
        before = order(connection, list_id)
        _check_in(before, title_id)
        connection.execute(
            delete(ITEMS).where(ITEMS.c.list_id == list_id, ITEMS.c.title_id == title_id)
        )
        _number(connection, list_id, [each for each in before if each != title_id])


@contextmanager
def editing(store: Store, user_id: str, list_id: str, at: datetime) -> Iterator[Connection]:
    """Yield a transaction in which a user changes what is in a list.

    Raises:
        SocialError: If there is no such list for the user, or the user may not.
    """
    with acting(store, user_id) as (connection, _):
        if not one(connection, user_id, list_id).edits:
            raise SocialError("Only who made a playlist, and who was invited to add, can do that.")
        touch(connection, list_id, at)
        yield connection


def order(connection: Connection, list_id: str) -> list[str]:
    """Return the titles of a list in their order."""
    rows = select(ITEMS.c.title_id).where(ITEMS.c.list_id == list_id).order_by(ITEMS.c.place)
    return list(connection.execute(rows).scalars())


def note_text(words: str) -> str:
    """Return a note.

    Raises:
        SocialError: If it is too long, or holds a picture.
    """
    return text(words, "A note", LONGEST_NOTE, empty=True)


def _check_in(titles: Collection[str], title_id: str) -> None:
    if title_id not in titles:
        raise SocialError("That title is not in this playlist any more.")


def _number(connection: Connection, list_id: str, after: Sequence[str]) -> None:
    """Bring titles into an order; who left the house may have left a gap behind."""
    rows = connection.execute(
        select(ITEMS.c.title_id, ITEMS.c.place).where(ITEMS.c.list_id == list_id)
    )
    old = {row.title_id: row.place for row in rows}
    moved = [
        {"title": title_id, "to": place}
        for place, title_id in enumerate(after)
        if old[title_id] != place
    ]
    if moved:
        connection.execute(
            update(ITEMS)
            .where(ITEMS.c.list_id == list_id, ITEMS.c.title_id == bindparam("title"))
            .values(place=bindparam("to")),
            moved,
        )
