"""Reading stories: the ring, an author's stories, and who saw them."""

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, and_, case, select, true

from core.errors import SocialError
from core.social.relations import followed
from core.social.stories.loading import load
from core.social.stories.story import Story, Teller, Witness
from core.social.stories.tables import REACTIONS, SEEN, STORIES
from core.social.stories.visible import lives, met, opens, told

ABSENT = "There is no such story."
"""Said of what is not there, over, taken down, or not for the reader: all the same."""


def story(connection: Connection, reader: str, story_id: str, at: datetime) -> Story:
    """Return a story that the reader may open: live, a highlight, or their own.

    Raises:
        SocialError: If there is none for this reader; why not is not said.
    """
    found = load(connection, reader, at, and_(STORIES.c.id == story_id, opens(reader, at)))
    if not found:
        raise SocialError(ABSENT)
    return found[0]


def live(
    connection: Connection, reader: str, at: datetime, author: str | None = None
) -> tuple[Story, ...]:
    """Return the live stories that the reader may see, the oldest first.

    Args:
        connection: Of the store.
        reader: Whose eyes.
        at: Now.
        author: Of this one only; without it of everybody.
    """
    whose = true() if author is None else STORIES.c.author == author
    return load(connection, reader, at, and_(told(reader, at), whose))


def highlights(connection: Connection, reader: str, author: str, at: datetime) -> tuple[Story, ...]:
    """Return what an author keeps and the reader may see, the oldest first."""
    kept = and_(STORIES.c.author == author, STORIES.c.kept.is_not(None))
    return load(connection, reader, at, and_(opens(reader, at), kept))


def archive(connection: Connection, reader: str, at: datetime) -> tuple[Story, ...]:
    """Return the reader's own stories that are over; nobody else ever gets them."""
    over = and_(STORIES.c.author == reader, ~lives(at), STORIES.c.at <= at)
    return load(connection, reader, at, and_(opens(reader, at), over))


def ring(connection: Connection, reader: str, at: datetime) -> tuple[Teller, ...]:
    """Return who has live stories for the reader.

    The reader first, then those with something unseen, and the most recent first among these.
    """
    seen = and_(SEEN.c.story_id == STORIES.c.id, SEEN.c.user_id == reader)
    rows = connection.execute(
        select(
            STORIES.c.id,
            STORIES.c.author,
            STORIES.c.at,
            STORIES.c.audience,
            SEEN.c.story_id.is_(None).label("unseen"),
            case((STORIES.c.author.in_(followed(reader)), 1), else_=0).label("followed"),
        )
        .select_from(STORIES.outerjoin(SEEN, seen))
        .where(told(reader, at))
        .order_by(STORIES.c.author, STORIES.c.at, STORIES.c.id)
    )
    tellers = [
        _teller(reader, author, list(stories))
        for author, stories in groupby(rows, key=lambda row: str(row.author))
    ]
    newest_first = sorted(tellers, key=lambda each: (each.latest, each.author), reverse=True)
    return tuple(sorted(newest_first, key=lambda each: (not each.mine, not each.unseen)))


def _teller(reader: str, author: str, rows: list[Any]) -> Teller:
    mine = author == reader
    new = [] if mine else [str(row.id) for row in rows if row.unseen]
    return Teller(
        author=author,
        stories=tuple(row.id for row in rows),
        start=(new or [rows[0].id])[0],
        unseen=len(new),
        latest=rows[-1].at,
        mine=mine,
        followed=bool(rows[0].followed),
        close=any(row.audience == "close" for row in rows),
    )


def witnesses(
    connection: Connection, reader: str, story_id: str, at: datetime
) -> tuple[Witness, ...]:
    """Return who saw a story and how they reacted, as ``witnesses_of``.

    Raises:
        SocialError: If the story is not the reader's own.
    """
    return witnesses_of(connection, reader, story(connection, reader, story_id, at))


def witnesses_of(connection: Connection, reader: str, found: Story) -> tuple[Witness, ...]:
    """Return who saw the reader's own story and how they reacted, the latest first.

    Seen through a sample member's eyes, as anybody may, guests are not among them.

    Args:
        connection: Of the store.
        reader: Whose eyes.
        found: The story as this reader meets it.

    Raises:
        SocialError: If the story is not the reader's own.
    """
    if not found.mine:
        raise SocialError("Who saw a story is for its author only.")
    reactions = {
        row.user_id: str(row.reaction) for row in _by(connection, reader, REACTIONS, found.id)
    }
    seen = {row.user_id: row.at for row in _by(connection, reader, SEEN, found.id)}
    unseen = sorted(reactions.keys() - seen.keys())
    latest_first = sorted(seen, key=lambda each: (seen[each], each), reverse=True)
    return tuple(
        Witness(user_id=each, at=seen.get(each), reaction=reactions.get(each, ""))
        for each in (*latest_first, *unseen)
    )


def _by(connection: Connection, reader: str, table: Table, story_id: str) -> CursorResult[Any]:
    """Return what was done with a story by those whose doing the reader may know of."""
    return connection.execute(
        select(table).where(table.c.story_id == story_id, met(reader, table.c.user_id))
    )
