"""Reading playlists: every question takes its reader, and answers only what they may see."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, and_, case, literal, or_, select

from core.errors import SocialError
from core.playlists.folding import folded
from core.playlists.playlist import Playlist, read
from core.playlists.sight import ABSENT, SHOWN, check_seen, digest, veiled, visible
from core.playlists.tables import FOLLOWERS, HELPERS, ITEMS, LISTS
from core.social.relations import followed, hidden, muted

FOUND = 50
"""Lists a search returns at most: two screens full (assumption, 20 to 100)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A title in a playlist.

    Args:
        title_id: Its id; it may have left the catalogue since.
        place: Counts from 0.
        note: Why it is there, in somebody's words; may be empty, and is where the list is masked.
        added_by: User who added it; empty where the reader may not know of them.
    """

    title_id: str
    place: int
    note: str
    added_by: str


def one(connection: Connection, reader: str, list_id: str, token: str = "") -> Playlist:
    """Return a playlist.

    Raises:
        SocialError: If there is none, or none for this reader.
    """
    found = read(connection, reader, LISTS.c.id == list_id, token=token)
    if not found:
        raise SocialError(ABSENT)
    return found[0]


def by_link(connection: Connection, reader: str, token: str) -> Playlist:
    """Return the playlist that a secret link opens.

    Raises:
        SocialError: If the link is wrong, was revoked, or is not for this reader.
    """
    link = and_(LISTS.c.link == digest(token), LISTS.c.visibility == "link")
    found = read(connection, reader, link, token=token) if token else []
    if not found:
        raise SocialError(ABSENT)
    return found[0]


def items(connection: Connection, reader: str, list_id: str, token: str = "") -> list[Item]:
    """Return the titles of a playlist in their order.

    Raises:
        SocialError: If there is none, or none for this reader.
    """
    check_seen(connection, reader, list_id, token)
    unknown = ITEMS.c.added_by.in_(hidden(reader))
    shut = veiled(connection, reader, [list_id])
    rows = connection.execute(
        select(
            ITEMS.c.title_id,
            ITEMS.c.place,
            literal("").label("note") if shut else ITEMS.c.note,
            case((unknown, ""), else_=ITEMS.c.added_by).label("added_by"),
        )
        .where(ITEMS.c.list_id == list_id)
        .order_by(ITEMS.c.place)
    )
    return [Item(**row._mapping) for row in rows]


def mine(connection: Connection, reader: str) -> list[Playlist]:
    """Return the lists a reader made, the one changed last first."""
    return read(connection, reader, LISTS.c.owner == reader)


def helping(connection: Connection, reader: str) -> list[Playlist]:
    """Return the lists of others that a reader helps with or is invited to."""
    helps = select(HELPERS.c.list_id).where(HELPERS.c.user_id == reader)
    return read(connection, reader, LISTS.c.id.in_(helps))


def following(connection: Connection, reader: str) -> list[Playlist]:
    """Return the lists a reader follows and may still see."""
    follows = select(FOLLOWERS.c.list_id).where(FOLLOWERS.c.user_id == reader)
    return read(connection, reader, LISTS.c.id.in_(follows))


def of_owner(connection: Connection, reader: str, owner: str) -> list[Playlist]:
    """Return the lists that stand on somebody's profile for a reader."""
    stands = LISTS.c.visibility.in_(SHOWN)
    return read(connection, reader, and_(LISTS.c.owner == owner, stands))


def search(
    connection: Connection, reader: str, words: str, titles: Mapping[str, str]
) -> list[Playlist]:
    """Return lists whose name and description, or one of whose titles, hold all words.

    Words that are masked for the reader are not found: a search would guess them one by one.

    Args:
        connection: To the store.
        reader: A user's id.
        words: What to look for; case and accents do not matter.
        titles: Names of titles by id.
    """
    parts = folded(words).split()[:10]
    if not parts:
        return []
    readable = LISTS.c.id.not_in(veiled(connection, reader))
    said = and_(readable, *(LISTS.c.folded.contains(part, autoescape=True) for part in parts))
    named = [
        title_id for title_id, name in titles.items() if all(part in folded(name) for part in parts)
    ]
    held = select(ITEMS.c.list_id).where(ITEMS.c.title_id.in_(named[:FOUND]))
    return read(connection, reader, or_(said, LISTS.c.id.in_(held)), most=FOUND)


def friends_with(connection: Connection, reader: str, title_id: str) -> list[Playlist]:
    """Return the lists, of people the reader follows, that hold a title."""
    holds = select(ITEMS.c.list_id).where(ITEMS.c.title_id == title_id)
    where = and_(LISTS.c.id.in_(holds), LISTS.c.owner.in_(followed(reader)))
    return read(connection, reader, where, most=FOUND)


def in_feed(reader: str) -> Select[Any]:
    """Return ``kind``, ``id``, ``author`` and ``at`` of lists for the reader's feed."""
    return select(
        literal("list").label("kind"),
        LISTS.c.id.label("id"),
        LISTS.c.owner.label("author"),
        LISTS.c.shown_at.label("at"),
    ).where(
        LISTS.c.visibility.in_(SHOWN),
        LISTS.c.shown_at.is_not(None),
        LISTS.c.owner.not_in(muted(reader)),
        visible(reader),
    )


def read_lists(connection: Connection, reader: str, ids: Iterable[str]) -> dict[str, Playlist]:
    """Return those of some lists that a reader may see, by id."""
    return {each.id: each for each in read(connection, reader, LISTS.c.id.in_(list(ids)))}
