"""Playlists, what is in them, and who helps, follows and offers."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from core.store.schema import ID, METADATA, Moment, user_column


def _list_column() -> Column[str]:
    return Column(
        "list_id", String(ID), ForeignKey("playlists.id", ondelete="CASCADE"), primary_key=True
    )


LISTS = Table(
    "playlists",
    METADATA,
    Column("id", String(ID), primary_key=True),
    user_column("owner"),
    Column("name", String(80), nullable=False),
    Column("about", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("cover", String(160), nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("link", String(64), nullable=False),
    Column("copied_from", String(ID), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("shown_at", Moment, nullable=True),
    Index(None, "owner"),
    Index(None, "link"),
)
"""Playlists.

``folded`` is name and description as search reads them; ``link`` the digest of the secret in the
link, empty without one; ``copied_from`` the list it was copied from, which may be gone or no longer
visible; ``shown_at`` when others could first see it in their feeds.
"""

ITEMS = Table(
    "playlist_items",
    METADATA,
    _list_column(),
    Column("title_id", String(160), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("note", Text, nullable=False),
    user_column("added_by"),
    Column("at", Moment, nullable=False),
    Index(None, "title_id"),
)
"""Titles of playlists; ``place`` counts from 0 without a gap. A title may have left the catalogue.
"""

HELPERS = Table(
    "playlist_helpers",
    METADATA,
    _list_column(),
    user_column("user_id", primary_key=True),
    Column("role", String(10), nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "user_id"),
)
"""Who was invited to add to a list or to suggest titles, and whether they said yes."""

FOLLOWERS = Table(
    "playlist_followers",
    METADATA,
    _list_column(),
    user_column("user_id", primary_key=True),
    Column("link", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "user_id"),
)
"""Who follows a list; ``link`` is the digest of the link they came by, empty without."""

OFFERS = Table(
    "playlist_offers",
    METADATA,
    _list_column(),
    Column("title_id", String(160), primary_key=True),
    user_column("user_id"),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Titles that somebody suggests for a list and nobody has accepted or declined yet."""
