"""Which stories a reader may meet, as conditions of SQL: decided here and nowhere else."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from core.social.moderation import removed
from core.social.relations import hidden, muted, seen_by
from core.social.stories.story import LIVES
from core.social.stories.tables import STORIES


def lives(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a story's 24 hours have begun and are not over."""
    return and_(STORIES.c.at > at - LIVES, STORIES.c.at <= at)


def opens(reader: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition that a reader may open a story, by its id.

    Others' stories live 24 hours or are kept; one's own stay. What was taken down is gone for all.
    """
    there = and_(
        STORIES.c.at <= at,
        or_(lives(at), STORIES.c.kept.is_not(None)),
        seen_by(reader, STORIES.c.author, STORIES.c.audience),
    )
    return and_(
        STORIES.c.id.not_in(removed("story")),
        or_(STORIES.c.author == reader, there),
    )


def told(reader: str, at: datetime) -> ColumnElement[bool]:
    """Return the condition that a story stands in a reader's ring: live, and not of a muted one."""
    return and_(opens(reader, at), lives(at), STORIES.c.author.not_in(muted(reader)))


def met(reader: str, user: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a user is there for a reader at all, be it in a count."""
    return user.not_in(hidden(reader))
