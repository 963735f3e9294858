"""A playlist as a reader sees it, and how it is read."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, true

from core.playlists.sight import veiled, visible
from core.playlists.tables import FOLLOWERS, HELPERS, ITEMS, LISTS
from core.social.relations import hidden

COLLAGE = 4
"""Titles whose posters make a cover."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Playlist:
    """A playlist as a reader sees it.

    Args:
        id: Its id.
        owner: User who made it.
        name: Its name; where it is masked, what it is: "A list of 12 titles".
        about: Its description; may be empty, and is where it is masked.
        cover: See ``core.playlists.covers``.
        visibility: One of ``VISIBILITIES``.
        linked: Whether there is a secret link; told to the owner alone.
        count: Titles in it.
        followers: How many follow it.
        copied_from: Id of the list it was copied from, where the reader may see that one.
        role: "owner", "adds" or "suggests"; empty for other readers.
        invited: Whether the reader was invited and has not answered.
        followed: Whether the reader follows it.
        first: Ids of its first titles, for its cover.
        changed_at: When it last changed.
        masked: Whether its words give something away and the reader did not choose to see them:
            its name, description and notes are not there.
    """

    id: str
    owner: str
    name: str
    about: str
    cover: str
    visibility: str
    linked: bool
    count: int
    followers: int
    copied_from: str
    role: str
    invited: bool
    followed: bool
    first: tuple[str, ...]
    changed_at: datetime
    masked: bool

    @property
    def edits(self) -> bool:
        """Whether the reader may change what is in it."""
        return self.role in ("owner", "adds") and not self.invited


def read(
    connection: Connection,
    reader: str,
    where: ColumnElement[bool],
    *,
    token: str = "",
    most: int | None = None,
) -> list[Playlist]:
    """Return the lists that keep a condition and that the reader may see, the newest first."""
    rows = connection.execute(
        select(LISTS)
        .where(where, visible(reader, token))
        .order_by(LISTS.c.changed_at.desc(), LISTS.c.id)
        .limit(most)
    ).all()
    ids = [row.id for row in rows]
    known_followers = FOLLOWERS.c.user_id.not_in(hidden(reader))
    counts = _counts(connection, ITEMS, ids, true())
    followers = _counts(connection, FOLLOWERS, ids, known_followers)
    helps = select(HELPERS).where(HELPERS.c.user_id == reader, HELPERS.c.list_id.in_(ids))
    roles = {row.list_id: row for row in connection.execute(helps)}
    follows = select(FOLLOWERS.c.list_id).where(
        FOLLOWERS.c.user_id == reader, FOLLOWERS.c.list_id.in_(ids)
    )
    followed = set(connection.execute(follows).scalars())
    origins = {row.copied_from for row in rows} - {""}
    known = select(LISTS.c.id).where(LISTS.c.id.in_(origins), visible(reader))
    seen = set(connection.execute(known).scalars()) if origins else set()
    first = _first(connection, ids)
    shut = veiled(connection, reader, ids)
    return [
        Playlist(
            id=row.id,
            owner=row.owner,
            name=_nameless(counts.get(row.id, 0)) if row.id in shut else row.name,
            about="" if row.id in shut else row.about,
            cover=row.cover,
            visibility=row.visibility,
            linked=row.owner == reader and row.link != "",
            count=counts.get(row.id, 0),
            followers=followers.get(row.id, 0),
            copied_from=row.copied_from if row.copied_from in seen else "",
            role=_role(row.owner == reader, roles.get(row.id)),
            invited=row.id in roles and not roles[row.id].accepted,
            followed=row.id in followed,
            first=tuple(first.get(row.id, ())),
            changed_at=row.changed_at,
            masked=row.id in shut,
        )
        for row in rows
    ]


def _nameless(count: int) -> str:
    """Return what to call a list by whose name is masked."""
    return f"A list of {count} title{'' if count == 1 else 's'}" if count else "An empty list"


def _role(owns: bool, helper: Any) -> str:
    return "owner" if owns else str(helper.role) if helper else ""


def _counts(
    connection: Connection, table: Table, ids: Sequence[str], where: ColumnElement[bool]
) -> dict[str, int]:
    rows = connection.execute(
        select(table.c.list_id, func.count().label("number"))
        .where(table.c.list_id.in_(ids), where)
        .group_by(table.c.list_id)
    )
    return {row.list_id: row.number for row in rows}


def _first(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    rows = connection.execute(
        select(ITEMS.c.list_id, ITEMS.c.title_id)
        .where(ITEMS.c.list_id.in_(ids), ITEMS.c.place < COLLAGE)
        .order_by(ITEMS.c.list_id, ITEMS.c.place)
    )
    found: dict[str, list[str]] = {}
    for list_id, title_id in rows:
        found.setdefault(list_id, []).append(title_id)
    return found
