"""Users and the settings of the house."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("skeleton", sa.String(160), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("account", sa.String(64), nullable=True),
        sa.Column("presenter", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("skeleton", name="uq_users_skeleton"),
        sa.UniqueConstraint("account", name="uq_users_account"),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
