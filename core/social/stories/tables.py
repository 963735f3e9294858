"""Stories, and what others did with them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from core.store.schema import ID, METADATA, Moment, user_column

TITLE = 200
"""Signs of the longest id of a title."""


def _story() -> Column[str]:
    """Return a column that names a story; what belongs to a story goes with it."""
    return Column(
        "story_id", String(ID), ForeignKey("stories.id", ondelete="CASCADE"), nullable=False
    )


STORIES = Table(
    "stories",
    METADATA,
    Column("id", String(ID), primary_key=True),
    user_column("author"),
    Column("title_id", String(TITLE), nullable=False),
    Column("season", Integer, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("colours", String(20), nullable=False),
    Column("crop", String(10), nullable=False),
    Column("audience", String(10), nullable=False),
    Column("spoiler_season", Integer, nullable=True),
    Column("spoiler_episode", Integer, nullable=True),
    Column("spoiler_minute", Integer, nullable=True),
    Column("question", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kept", Moment, nullable=True),
    Index("ix_stories_author_at", "author", "at"),
    Index("ix_stories_at", "at"),
)
"""A story; ``kept`` is when its author made it a highlight, empty for others.

The three columns of the spoiler's point are all there or all empty; ``question`` is empty where
there is no poll.
"""

OPTIONS = Table(
    "story_options",
    METADATA,
    _story(),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("story_id", "place"),
)
"""Answers that a story's poll offers, from 0."""

VOTES = Table(
    "story_votes",
    METADATA,
    _story(),
    user_column("user_id", index=True),
    Column("place", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("story_id", "user_id"),
)
"""Who chose which answer: one each."""

REACTIONS = Table(
    "story_reactions",
    METADATA,
    _story(),
    user_column("user_id", index=True),
    Column("reaction", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("story_id", "user_id"),
)
"""Who reacted, and how: one each."""

SEEN = Table(
    "story_seen",
    METADATA,
    _story(),
    user_column("user_id", index=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("story_id", "user_id"),
)
"""Who saw a story, and when first."""
