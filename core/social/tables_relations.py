"""Who joined Social, who follows whom, who is close to whom, and who keeps whom away."""

from sqlalchemy import Boolean, Column, Index, String, Table

from core.store.schema import METADATA, Moment, user_column

MEMBERSHIPS = Table(
    "memberships",
    METADATA,
    user_column("user_id", primary_key=True),
    Column("joined", Boolean, nullable=False),
    Column("approves", Boolean, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Users who ever joined Social; who left has ``joined`` false and keeps the rest for coming back.

``approves`` says that following takes the user's approval, ``named`` that friends may find the
user by name. ``at`` is when the user last joined.
"""

FOLLOWS = Table(
    "follows",
    METADATA,
    user_column("follower_id", primary_key=True),
    user_column("followed_id", primary_key=True),
    Column("accepted", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "followed_id"),
)
"""Who follows whom; not ``accepted`` is a request that waits."""

BLOCKS = Table(
    "blocks",
    METADATA,
    user_column("user_id", primary_key=True),
    user_column("blocked_id", primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "blocked_id"),
)
"""Who blocked whom; it hides both from each other."""

MUTES = Table(
    "mutes",
    METADATA,
    user_column("user_id", primary_key=True),
    user_column("muted_id", primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "muted_id"),
)
"""Who muted whom; nobody but the first knows."""

CLOSE = Table(
    "close_friends",
    METADATA,
    user_column("user_id", primary_key=True),
    user_column("friend_id", primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "friend_id"),
)
"""Whom a user counts as close friend; nobody else sees the list."""

LOGINS = Table(
    "friend_logins",
    METADATA,
    user_column("user_id", primary_key=True),
    Column("provider", String(20), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("code", String(64), nullable=False),
    Column("token", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "provider", "account", unique=True),
)
"""Users who agreed that friends find them through a login provider.

``account`` is the provider's id of the user. ``code`` and ``token`` are digests that the local
stand-in hands out, empty for others; ``at`` is when the user agreed.
"""
