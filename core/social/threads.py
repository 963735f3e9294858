"""Rows of comments in threads, as one reader sees them, and what a deleted comment leaves behind.

A deleted comment that was answered keeps its place, without words, for as long as there are answers
to read: they are others' words.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from core.social import relations
from core.social.moderation import removed
from core.social.progress import Point
from core.social.ref import Ref
from core.social.tables_posts import COMMENTS

Thread = list[tuple[int, Any]]
"""Rows with their depth: 0 for a comment on the object itself."""


def visible(connection: Connection, reader: str, refs: Sequence[Ref]) -> dict[Ref, Thread]:
    """Return the rows of the comments that a reader sees, answers after what they answer."""
    author = COMMENTS.c.author_id
    rows = connection.execute(
        select(COMMENTS)
        .where(
            COMMENTS.c.kind.in_({ref.kind for ref in refs}),
            COMMENTS.c.object_id.in_([ref.id for ref in refs]),
            author.not_in(relations.hidden(reader)),
            or_(author == reader, COMMENTS.c.id.not_in(removed("comment"))),
        )
        .order_by(COMMENTS.c.at, COMMENTS.c.id)
    )
    said: defaultdict[Ref, list[Any]] = defaultdict(list)
    for row in rows:
        said[Ref(row.kind, row.object_id)].append(row)
    return {ref: _answered(_threads(said[ref])) for ref in refs}


def deleted(row: Any) -> bool:
    """Return whether a comment is only a place: one that is there has words."""
    return not row.text


def clear(connection: Connection, comment_id: str) -> None:
    """Take a comment's words and point; places that nothing answers go, its own and those above."""
    nothing = {"text": "", "spoiler": False, "edited": None} | Point().columns()
    connection.execute(update(COMMENTS).where(COMMENTS.c.id == comment_id).values(nothing))
    place = comment_id
    while place:
        row = connection.execute(select(COMMENTS).where(COMMENTS.c.id == place)).first()
        if row is None or not deleted(row) or _has_answers(connection, row):
            return
        connection.execute(delete(COMMENTS).where(COMMENTS.c.id == place))
        place = row.parent_id


def _has_answers(connection: Connection, row: Any) -> bool:
    same = (COMMENTS.c.kind == row.kind, COMMENTS.c.object_id == row.object_id)  # as indexed
    answers = select(COMMENTS.c.id).where(*same, COMMENTS.c.parent_id == row.id).limit(1)
    return connection.execute(answers).first() is not None


def _threads(rows: Sequence[Any]) -> Thread:
    """Return rows with their depth; what answers a row that is not among them is left out."""
    answers: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        answers[row.parent_id].append(row)
    waiting = [(0, row) for row in reversed(answers[""])]
    found = []
    while waiting:
        depth, row = waiting.pop()
        found.append((depth, row))
        waiting.extend((depth + 1, answer) for answer in reversed(answers[row.id]))
    return found


def _answered(rows: Thread) -> Thread:
    """Leave out places beneath which a reader has nothing: they would tell of who is hidden."""
    kept: Thread = []
    for depth, row in reversed(rows):
        if not deleted(row) or (kept and kept[-1][0] > depth):
            kept.append((depth, row))
    return kept[::-1]
