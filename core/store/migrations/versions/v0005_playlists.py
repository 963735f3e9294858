"""Tables of playlists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.String(64)
TITLE = sa.String(160)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "playlists",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner", ID, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("cover", TITLE, nullable=False),
        sa.Column("visibility", sa.String(10), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("copied_from", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_playlists"),
        _user("playlists", "owner"),
    )
    op.create_index("ix_playlists_owner", "playlists", ["owner"])
    op.create_index("ix_playlists_link", "playlists", ["link"])
    op.create_table(
        "playlist_items",
        sa.Column("list_id", ID, nullable=False),
        sa.Column("title_id", TITLE, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "title_id", name="pk_playlist_items"),
        _list("playlist_items"),
        _user("playlist_items", "added_by"),
    )
    op.create_index("ix_playlist_items_title_id", "playlist_items", ["title_id"])
    op.create_table(
        "playlist_helpers",
        sa.Column("list_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "user_id", name="pk_playlist_helpers"),
        _list("playlist_helpers"),
        _user("playlist_helpers", "user_id"),
    )
    op.create_index("ix_playlist_helpers_user_id", "playlist_helpers", ["user_id"])
    op.create_table(
        "playlist_followers",
        sa.Column("list_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "user_id", name="pk_playlist_followers"),
        _list("playlist_followers"),
        _user("playlist_followers", "user_id"),
    )
    op.create_index("ix_playlist_followers_user_id", "playlist_followers", ["user_id"])
    op.create_table(
        "playlist_offers",
        sa.Column("list_id", ID, nullable=False),
        sa.Column("title_id", TITLE, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "title_id", name="pk_playlist_offers"),
        _list("playlist_offers"),
        _user("playlist_offers", "user_id"),
    )


def _list(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_list_id"
    return sa.ForeignKeyConstraint(["list_id"], ["playlists.id"], name=name, ondelete="CASCADE")


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], ["users.id"], name=name, ondelete="CASCADE")
