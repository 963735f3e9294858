"""What all tables share: their registry, and how a moment and a user stand in a column."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, MetaData, String
from sqlalchemy.types import TypeDecorator

ID = 64
"""Signs of the longest id."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The tables of every domain that keeps state; each domain declares its own, and reads no other's.

Which tables a store really has is the business of ``core.store.migrations``; a test holds the two
together.
"""


class Moment(TypeDecorator[datetime]):
    """A time in UTC, to the microsecond; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as the driver takes it."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"A time needs a zone: {value.isoformat()}.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)


def user_column(name: str, **options: Any) -> Column[str]:
    """Return a column that names a user; what a user made goes with the user.

    Merging two users (``core.identity``) finds these columns by their foreign key.
    """
    options.setdefault("nullable", False)
    return Column(name, String(ID), ForeignKey("users.id", ondelete="CASCADE"), **options)
