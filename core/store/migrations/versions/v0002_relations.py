"""Tables of relations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "memberships",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("joined", sa.Boolean, nullable=False),
        sa.Column("approves", sa.Boolean, nullable=False),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_memberships"),
        _user("memberships", "user_id"),
    )
    _pairs(
        "follows", "follower_id", "followed_id", sa.Column("accepted", sa.Boolean, nullable=False)
    )
    _pairs("blocks", "user_id", "blocked_id")
    _pairs("mutes", "user_id", "muted_id")
    _pairs("close_friends", "user_id", "friend_id")
    op.create_table(
        "friend_logins",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "provider", name="pk_friend_logins"),
        _user("friend_logins", "user_id"),
    )
    op.create_index(
        "ix_friend_logins_provider_account", "friend_logins", ["provider", "account"], unique=True
    )


def _pairs(table: str, one: str, other: str, *more: sa.Column[bool]) -> None:
    op.create_table(
        table,
        sa.Column(one, ID, nullable=False),
        sa.Column(other, ID, nullable=False),
        *more,
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(one, other, name=f"pk_{table}"),
        _user(table, one),
        _user(table, other),
    )
    op.create_index(f"ix_{table}_{other}", table, [other])


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["users.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
