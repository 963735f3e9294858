"""Tables of posts: what people say, and how far they have watched."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _posts()
    _talk()
    _moderation()


def _posts() -> None:
    op.create_table(
        "progress",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("title_id", sa.String(200), nullable=False),
        *_point(),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "title_id", name="pk_progress"),
        _of_user("progress", "user_id"),
    )
    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("title_id", sa.String(200), nullable=False),
        sa.Column("halves", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("spoiler", sa.Boolean, nullable=False),
        *_point(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("edited", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        _of_user("posts", "author_id"),
    )
    op.create_index("ix_posts_at_id", "posts", ["at", "id"])
    op.create_index("ix_posts_author_id_at_id", "posts", ["author_id", "at", "id"])
    op.create_index("ix_posts_title_id_at", "posts", ["title_id", "at"])
    op.create_index(
        "uq_posts_review",
        "posts",
        ["author_id", "title_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'review'"),
        postgresql_where=sa.text("kind = 'review'"),
    )
    op.create_table(
        "mentions",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "user_id", name="pk_mentions"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_mentions_post_id", ondelete="CASCADE"
        ),
        _of_user("mentions", "user_id"),
    )
    op.create_index("ix_mentions_user_id", "mentions", ["user_id"])


def _talk() -> None:
    op.create_table(
        "comments",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("object_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("spoiler", sa.Boolean, nullable=False),
        *_point(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("edited", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        _of_user("comments", "author_id"),
    )
    op.create_index("ix_comments_author_id", "comments", ["author_id"])
    op.create_index("ix_comments_kind_object_id_at", "comments", ["kind", "object_id", "at"])
    for table, first in (("likes", ("kind", "object_id")), ("reveals", ())):
        last = ("user_id",) if first else ("user_id", "kind", "object_id")
        op.create_table(
            table,
            sa.Column("kind", sa.String(10), nullable=False),
            sa.Column("object_id", ID, nullable=False),
            sa.Column("user_id", ID, nullable=False),
            sa.Column("at", MOMENT, nullable=False),
            sa.PrimaryKeyConstraint(*first, *last, name=f"pk_{table}"),
            _of_user(table, "user_id"),
        )
    op.create_index("ix_likes_user_id", "likes", ["user_id"])


def _moderation() -> None:
    op.create_table(
        "reports",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("object_id", ID, nullable=False),
        sa.Column("reporter_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("quoted", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "object_id", "reporter_id", name="pk_reports"),
        _of_user("reports", "reporter_id"),
        _of_user("reports", "author_id"),
    )
    op.create_index("ix_reports_author_id", "reports", ["author_id"])
    op.create_index("ix_reports_reporter_id", "reports", ["reporter_id"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("object_id", ID, nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        *_point(),
        sa.Column("presenter", sa.String(80), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("standing", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_kind_object_id", "decisions", ["kind", "object_id"])


def _point() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in ("season", "episode", "minute")]


def _of_user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["users.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
