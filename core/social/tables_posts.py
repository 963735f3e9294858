"""What people said: posts, comments, likes, reports, and how far everybody has watched."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from core.store.schema import ID, METADATA, Moment, user_column

POINT = ("season", "episode", "minute")
"""Columns of a point in a title, as in ``core.social.progress.Point``."""

PROGRESS = Table(
    "progress",
    METADATA,
    user_column("user_id"),
    Column("title_id", String(200), nullable=False),
    *(Column(name, Integer, nullable=False) for name in POINT),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("user_id", "title_id"),
)
"""The furthest point each user has watched of a title."""

POSTS = Table(
    "posts",
    METADATA,
    Column("id", String(ID), primary_key=True),
    Column("kind", String(10), nullable=False),
    user_column("author_id"),
    Column("title_id", String(200), nullable=False),
    Column("halves", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("audience", String(10), nullable=False),
    Column("spoiler", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in POINT),
    Column("at", Moment, nullable=False),
    Column("edited", Moment, nullable=True),
    Index(None, "at", "id"),
    Index(None, "author_id", "at", "id"),
    Index(None, "title_id", "at"),
    Index(
        "uq_posts_review",
        "author_id",
        "title_id",
        unique=True,
        sqlite_where=text("kind = 'review'"),
        postgresql_where=text("kind = 'review'"),
    ),
)
"""Reviews, one for each user and title, and experiences.

``halves`` are the half stars of a review, 1 to 10, and 0 where none are given; ``title_id`` is
empty for an experience without a title; ``company`` is who else was there, in the author's words;
the point means something where ``spoiler`` is set.
"""

MENTIONS = Table(
    "mentions",
    METADATA,
    Column("post_id", String(ID), ForeignKey("posts.id", ondelete="CASCADE"), nullable=False),
    user_column("user_id", index=True),
    PrimaryKeyConstraint("post_id", "user_id"),
)
"""Users who were part of an experience."""

COMMENTS = Table(
    "comments",
    METADATA,
    Column("id", String(ID), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("object_id", String(ID), nullable=False),
    Column("parent_id", String(ID), nullable=False),
    user_column("author_id", index=True),
    Column("text", Text, nullable=False),
    Column("spoiler", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in POINT),
    Column("at", Moment, nullable=False),
    Column("edited", Moment, nullable=True),
    Index(None, "kind", "object_id", "at"),
)
"""Comments on anything; ``parent_id`` is empty for a comment that answers no other, and ``text``
for one that was deleted and stands for the sake of its answers.

A parent is no foreign key: what answers a comment that is gone is not shown, and a chain of any
length goes without the database walking it.
"""

LIKES = Table(
    "likes",
    METADATA,
    Column("kind", String(10), nullable=False),
    Column("object_id", String(ID), nullable=False),
    user_column("user_id", index=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "object_id", "user_id"),
)
"""Who likes what."""

REVEALS = Table(
    "reveals",
    METADATA,
    user_column("user_id"),
    Column("kind", String(10), nullable=False),
    Column("object_id", String(ID), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("user_id", "kind", "object_id"),
)
"""Spoilers that a user chose to see."""

REPORTS = Table(
    "reports",
    METADATA,
    Column("kind", String(10), nullable=False),
    Column("object_id", String(ID), nullable=False),
    user_column("reporter_id", index=True),
    user_column("author_id", index=True),
    Column("why", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("quoted", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "object_id", "reporter_id"),
)
"""What users reported: ``quoted`` is what the object said then, so that an edit hides nothing."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(10), nullable=False),
    Column("object_id", String(ID), nullable=False),
    Column("decision", String(10), nullable=False),
    *(Column(name, Integer, nullable=False) for name in POINT),
    Column("presenter", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("standing", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "kind", "object_id"),
)
"""The log of presenters' decisions; the last on an object stands.

``presenter`` is a name as it was then: a decision stays when who made it has gone.
"""
