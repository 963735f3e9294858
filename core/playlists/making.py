"""Making a playlist, and what its owner decides: name, words, cover, who sees it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.playlists import covers
from core.playlists.folding import folded
from core.playlists.lists import one
from core.playlists.playlist import Playlist
from core.playlists.sight import SHOWN, VISIBILITIES, digest
from core.playlists.tables import ITEMS, LISTS
from core.social import talk
from core.social.ref import Ref
from core.social.relations import joined
from core.store.store import Store
from core.wording import one_line, text

LISTS_EACH = 200
"""Lists one user may have: nobody can look after more (assumption, 50 to 1,000)."""

LONGEST_NAME, LONGEST_ABOUT = 80, 1_000
"""Signs of the longest name, and of the longest description."""


def make(store: Store, user_id: str, name: str, at: datetime, *, about: str = "") -> str:
    """Make an empty playlist that only its owner sees; return its id.

    Raises:
        SocialError: If the name or the description cannot be, or the user has too many lists.
    """
    with acting(store, user_id) as (connection, _):
        return insert_list(connection, user_id, name, about, at)


def insert_list(
    connection: Connection, user_id: str, name: str, about: str, at: datetime, origin: str = ""
) -> str:
    """Insert a private list in a transaction; return its id.

    Raises:
        SocialError: As ``make``.
    """
    count = select(func.count()).where(LISTS.c.owner == user_id)
    if connection.execute(count).scalar_one() >= LISTS_EACH:
        raise SocialError(
            f"You have {LISTS_EACH} playlists, which is as many as one can have; delete one first."
        )
    list_id = secrets.token_hex(8)
    connection.execute(
        insert(LISTS),
        {
            "id": list_id,
            "owner": user_id,
            **_words(name, about),
            "cover": "",
            "visibility": "private",
            "link": "",
            "copied_from": origin,
            "made_at": at,
            "changed_at": at,
            "shown_at": None,
        },
    )
    return list_id


def describe(store: Store, user_id: str, list_id: str, name: str, about: str, at: datetime) -> None:
    """Give a list another name and description.

    Raises:
        SocialError: If there is no such list, it is another's, or the words cannot be.
    """
    with owning(store, user_id, list_id, at) as (connection, _):
        _set(connection, list_id, **_words(name, about))


def set_cover(store: Store, user_id: str, list_id: str, cover: str, at: datetime) -> None:
    """Give a list another cover, see ``core.playlists.covers``.

    Raises:
        SocialError: If there is no such list or cover, or the title is not in the list.
    """
    with owning(store, user_id, list_id, at) as (connection, _):
        title_id = covers.of_title(covers.checked(cover))
        if title_id:
            held = select(ITEMS.c.title_id).where(
                ITEMS.c.list_id == list_id, ITEMS.c.title_id == title_id
            )
            if connection.execute(held).first() is None:
                raise SocialError("A cover shows a title of the list; this one is not in it.")
        _set(connection, list_id, cover=cover)


def set_visibility(store: Store, user_id: str, list_id: str, visibility: str, at: datetime) -> None:
    """Decide who sees a list; a list that is no longer shared by link loses its link.

    Raises:
        SocialError: If there is no such list or visibility, or the owner has not joined Social,
            without which nobody else would see it.
    """
    if visibility not in VISIBILITIES:
        raise SocialError(f"A playlist is {', '.join(VISIBILITIES)}; not {visibility[:20]!r}.")
    with owning(store, user_id, list_id, at) as (connection, found):
        _show(connection, found, visibility, at)


def new_link(store: Store, user_id: str, list_id: str, at: datetime) -> str:
    """Share a list by a new secret link and return the secret; an older link opens nothing more.

    The secret has 128 random bits and is kept as a digest only: it is told once.

    Raises:
        SocialError: As ``set_visibility``.
    """
    token = secrets.token_urlsafe(16)
    with owning(store, user_id, list_id, at) as (connection, found):
        _show(connection, found, "link", at)
        _set(connection, list_id, link=digest(token))
    return token


def revoke_link(store: Store, user_id: str, list_id: str, at: datetime) -> None:
    """Make a list's link open nothing; a list that was shared by link alone becomes private.

    Raises:
        SocialError: If there is no such list, or it is another's.
    """
    set_visibility(store, user_id, list_id, "private", at)


def remove_list(store: Store, user_id: str, list_id: str, at: datetime) -> None:
    """Delete a list with all that is in it.

    Raises:
        SocialError: If there is no such list, or it is another's.
    """
    with owning(store, user_id, list_id, at) as (connection, _):
        connection.execute(delete(LISTS).where(LISTS.c.id == list_id))
        talk.forget(connection, Ref("list", list_id))


@contextmanager
def owning(
    store: Store, user_id: str, list_id: str, at: datetime
) -> Iterator[tuple[Connection, Playlist]]:
    """Yield a transaction in which a user changes a list of their own, and the list.

    Raises:
        SocialError: If there is no such list for the user, or it is another's.
    """
    with acting(store, user_id) as (connection, _):
        found = one(connection, user_id, list_id)
        if found.role != "owner":
            raise SocialError("Only who made a playlist can change that.")
        touch(connection, list_id, at)
        yield connection, found


def touch(connection: Connection, list_id: str, at: datetime) -> None:
    """Note that a list has changed."""
    _set(connection, list_id, changed_at=at)


def _show(connection: Connection, found: Playlist, visibility: str, at: datetime) -> None:
    if visibility != "private" and not joined(connection, found.owner):
        raise SocialError("Join Social to share a playlist; until then only you see yours.")
    if visibility != "link":
        _set(connection, found.id, link="")
    if visibility in SHOWN and found.visibility not in SHOWN:
        _set(connection, found.id, shown_at=at)
    _set(connection, found.id, visibility=visibility)


def _set(connection: Connection, list_id: str, **values: object) -> None:
    connection.execute(update(LISTS).where(LISTS.c.id == list_id).values(**values))


def _words(name: str, about: str) -> dict[str, str]:
    name = one_line(name, "A playlist's name", LONGEST_NAME)
    about = text(about, "A description", LONGEST_ABOUT, empty=True)
    return {"name": name, "about": about, "folded": folded(f"{name}\n{about}")}
