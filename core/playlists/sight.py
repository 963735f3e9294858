"""Who may see a playlist: decided here, and nowhere else."""

import hashlib
from collections.abc import Collection
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from core.errors import SocialError
from core.playlists.tables import FOLLOWERS, HELPERS, LISTS
from core.social.moderation import marked, removed
from core.social.relations import hidden, seen_by
from core.social.talk import revealed

Visibility = Literal["public", "followers", "link", "private"]
VISIBILITIES = get_args(Visibility)

SHOWN = ("public", "followers")
"""Visibilities under which a list stands in feeds, searches and suggestions of those who may see
it."""

ABSENT = "There is no such playlist."
"""Said of a list that is not there and of one that is not for the reader: nobody can tell which."""


def visible(reader: str, token: str = "") -> ColumnElement[bool]:
    """Return the condition under which a reader sees a row of ``LISTS``.

    The owner always does. Nobody does whom the owner blocked, or after moderators took it down.
    Others do if it is public, if it is for followers and they follow the owner, if they were
    invited to help, or if they hold its link, now or when they began to follow it: a renewed link
    leaves them behind.

    Args:
        reader: A user's id.
        token: The secret of the link the reader came by.
    """
    helps = select(HELPERS.c.list_id).where(HELPERS.c.user_id == reader)
    came = select(FOLLOWERS.c.list_id).where(
        FOLLOWERS.c.user_id == reader, FOLLOWERS.c.link == LISTS.c.link
    )
    holds = or_(
        LISTS.c.id.in_(came.correlate(LISTS)),
        LISTS.c.link == digest(token) if token else false(),
    )
    may = or_(
        and_(LISTS.c.visibility.in_(SHOWN), seen_by(reader, LISTS.c.owner, LISTS.c.visibility)),
        LISTS.c.id.in_(helps),
        and_(LISTS.c.visibility == "link", LISTS.c.link != "", holds),
    )
    others = and_(may, LISTS.c.owner.not_in(hidden(reader)), LISTS.c.id.not_in(removed("list")))
    return or_(LISTS.c.owner == reader, others)


def check_seen(connection: Connection, reader: str, list_id: str, token: str = "") -> None:
    """Refuse a list that is not there or not for the reader.

    Raises:
        SocialError: ``ABSENT``, in both cases.
    """
    seen = select(LISTS.c.id).where(LISTS.c.id == list_id, visible(reader, token))
    if connection.execute(seen).first() is None:
        raise SocialError(ABSENT)


def veiled(
    connection: Connection, reader: str, list_ids: Collection[str] | None = None
) -> set[str]:
    """Return which lists, of some or of all, are masked for a reader: a presenter marked them.

    A list is about many titles, so it stays masked however far the reader has come in any of them,
    until they choose to see it. Who writes in it reads it.
    """
    found = marked(connection, "list").keys()
    shut = set(found) if list_ids is None else found & set(list_ids)
    if not shut:
        return set()
    helps = HELPERS.c.role == "adds", HELPERS.c.accepted.is_(True), HELPERS.c.user_id == reader
    writes = or_(LISTS.c.owner == reader, LISTS.c.id.in_(select(HELPERS.c.list_id).where(*helps)))
    own = select(LISTS.c.id).where(LISTS.c.id.in_(shut), writes)
    return shut - set(connection.execute(own).scalars()) - revealed(connection, reader, "list")


def digest(token: str) -> str:
    """Return what is kept of a link's secret: who reads the store cannot open the link."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
