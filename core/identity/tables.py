"""Who there is, and what the presenter set."""

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from core.store.schema import ID, METADATA, Moment

USERS = Table(
    "users",
    METADATA,
    Column("id", String(ID), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(80), nullable=False),
    Column("skeleton", String(160), nullable=False),
    Column("colour", String(7), nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("account", String(64), nullable=True),
    Column("presenter", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("skeleton"),
    UniqueConstraint("account"),
)
"""Guests, accounts and sample members.

``skeleton`` is the name as the eye sees it, so that two names that look the same are the same;
``account`` a digest of issuer and subject; ``presenter`` a digest of the code that made the user a
presenter, empty for others; ``member_id`` the sample member's, 0 for others.
"""

SETTINGS = Table(
    "settings",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds for the whole house, such as whether the presenter has locked it."""
