"""Loading stories with all that belongs to them, in as many queries for a hundred as for one."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from core.social.moderation import marked
from core.social.progress import Point, masked, reached_all
from core.social.stories.story import LIVES, Look, Poll, Story
from core.social.stories.story import REACTIONS as KNOWN
from core.social.stories.tables import OPTIONS, REACTIONS, SEEN, STORIES, VOTES
from core.social.stories.visible import met


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    """What was done with some stories: by story, as the reader may know it."""

    seen: frozenset[str]
    reactions: dict[str, Counter[str]]
    reaction: dict[str, str]
    options: dict[str, list[str]]
    votes: dict[str, Counter[int]]
    vote: dict[str, int]


def load(
    connection: Connection, reader: str, at: datetime, where: ColumnElement[bool]
) -> tuple[Story, ...]:
    """Return the stories of a condition as a reader meets them, the oldest first.

    The condition says what the reader may see; this masks what they have not come to yet.
    """
    rows = connection.execute(
        select(STORIES).where(where).order_by(STORIES.c.at, STORIES.c.id)
    ).all()
    asking = [row.id for row in rows if row.question]
    said = _said(connection, reader, [row.id for row in rows], asking)
    marks = marked(connection, "story") if rows else {}
    points = {row.id: _point(row, marks) for row in rows}
    spoiled = sorted({row.title_id for row in rows if points[row.id] is not None})
    come = reached_all(connection, reader, spoiled)
    return tuple(
        _story(row, reader, at, said, points[row.id], come.get(row.title_id)) for row in rows
    )


def _point(row: Any, marks: Mapping[str, Point]) -> Point | None:
    """Return what a story gives away: as its author or a presenter says, the later one."""
    points = [marks[row.id]] if row.id in marks else []
    if row.spoiler_season is not None:
        points.append(Point(row.spoiler_season, row.spoiler_episode, row.spoiler_minute))
    return max(points, default=None)


def _said(connection: Connection, reader: str, ids: Sequence[str], asking: Sequence[str]) -> _Said:
    if not ids:
        return _Said(frozenset(), {}, {}, {}, {}, {})
    mine = select(SEEN.c.story_id).where(SEEN.c.story_id.in_(ids), SEEN.c.user_id == reader)
    options: defaultdict[str, list[str]] = defaultdict(list)
    offered = select(OPTIONS).where(OPTIONS.c.story_id.in_(asking)).order_by(OPTIONS.c.place)
    for row in connection.execute(offered) if asking else ():
        options[row.story_id].append(row.text)
    return _Said(
        seen=frozenset(connection.execute(mine).scalars()),
        reactions=_counts(connection, reader, ids, REACTIONS, "reaction"),
        reaction=_own(connection, reader, ids, REACTIONS, "reaction"),
        options=dict(options),
        votes=_counts(connection, reader, asking, VOTES, "place"),
        vote=_own(connection, reader, asking, VOTES, "place"),
    )


def _counts(
    connection: Connection, reader: str, ids: Sequence[str], table: Table, name: str
) -> dict[str, Counter[Any]]:
    """Return how often each answer was given to each story, by those the reader may meet."""
    if not ids:
        return {}
    answer = table.c[name]
    found: defaultdict[str, Counter[Any]] = defaultdict(Counter)
    for row in connection.execute(
        select(table.c.story_id, answer, func.count().label("times"))
        .where(table.c.story_id.in_(ids), met(reader, table.c.user_id))
        .group_by(table.c.story_id, answer)
    ):
        found[row.story_id][row[1]] = row.times
    return dict(found)


def _own(
    connection: Connection, reader: str, ids: Sequence[str], table: Table, name: str
) -> dict[str, Any]:
    """Return the reader's own answers."""
    if not ids:
        return {}
    rows = connection.execute(
        select(table.c.story_id, table.c[name]).where(
            table.c.story_id.in_(ids), table.c.user_id == reader
        )
    )
    return {row[0]: row[1] for row in rows}


def _story(
    row: Any, reader: str, at: datetime, said: _Said, spoiler: Point | None, come: Point | None
) -> Story:
    mine = row.author == reader
    hides = not mine and masked(come, spoiler)
    given = said.reactions.get(row.id, Counter())
    is_live = row.at <= at < row.at + LIVES
    return Story(
        id=row.id,
        author=row.author,
        title_id=row.title_id,
        point=Point(row.season, row.episode, row.minute),
        kind=row.kind,
        text="" if hides else row.text,
        look=Look(colours=row.colours, crop=row.crop),
        audience=row.audience,
        spoiler=spoiler,
        masked=hides,
        at=row.at,
        live=is_live,
        kept=row.kept is not None,
        mine=mine,
        seen=mine or row.id in said.seen,
        reactions={slug: given[slug] for slug in KNOWN if given[slug]},
        reaction=said.reaction.get(row.id, ""),
        poll=None if hides or not row.question else _poll(row, mine, is_live, said),
    )


def _poll(row: Any, mine: bool, is_live: bool, said: _Said) -> Poll:
    """Return a story's poll; how others voted shows to its author, after voting, and at the end."""
    options = tuple(said.options[row.id])
    vote, votes = said.vote.get(row.id), said.votes.get(row.id, Counter())
    knows = mine or vote is not None or not is_live
    return Poll(
        question=row.question,
        options=options,
        vote=vote,
        votes=tuple(votes[place] for place in range(len(options))) if knows else None,
        open=is_live,
    )
