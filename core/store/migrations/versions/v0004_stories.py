"""Tables of stories."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stories",
        sa.Column("id", ID, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("title_id", sa.String(200), nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("colours", sa.String(20), nullable=False),
        sa.Column("crop", sa.String(10), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("spoiler_season", sa.Integer, nullable=True),
        sa.Column("spoiler_episode", sa.Integer, nullable=True),
        sa.Column("spoiler_minute", sa.Integer, nullable=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kept", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.ForeignKeyConstraint(
            ["author"], ["users.id"], name="fk_stories_author", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_stories_author_at", "stories", ["author", "at"])
    op.create_index("ix_stories_at", "stories", ["at"])
    op.create_table(
        "story_options",
        _story(),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "place", name="pk_story_options"),
        _of_a_story("story_options"),
    )
    _by_user("story_votes", sa.Column("place", sa.Integer, nullable=False))
    _by_user("story_reactions", sa.Column("reaction", sa.String(10), nullable=False))
    _by_user("story_seen")


def _story() -> sa.Column[str]:
    return sa.Column("story_id", ID, nullable=False)


def _of_a_story(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["story_id"], ["stories.id"], name=f"fk_{table}_story_id", ondelete="CASCADE"
    )


def _by_user(table: str, *said: sa.Column[int] | sa.Column[str]) -> None:
    """Make a table of what users did with stories: once each."""
    op.create_table(
        table,
        _story(),
        sa.Column("user_id", ID, nullable=False),
        *said,
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "user_id", name=f"pk_{table}"),
        _of_a_story(table),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=f"fk_{table}_user_id", ondelete="CASCADE"
        ),
    )
    op.create_index(f"ix_{table}_user_id", table, ["user_id"])
