"""The sample members' stories: what a new demo shows, and shows again on the days after."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from core import seeds
from core.identity.tables import USERS
from core.identity.users import sample_id, users
from core.social import talk
from core.social.stories.posting import checked, put
from core.social.stories.story import LIVES, REACTIONS, Look, StoryDraft
from core.social.stories.tables import REACTIONS as GIVEN
from core.social.stories.tables import SEEN, STORIES, VOTES
from core.social.stories.told import KEPT, SAID, TOLD, Told
from core.social.stories.visible import lives
from core.world import World

SPREAD_H = 20.0
"""Hours over which the stories of a day lie: the first of them end after the demo's fourth hour."""

KEPT_DAYS = 9
"""Days before, over which the highlights lie."""

TELLERS = 19
"""Sample members who tell; some twice, as people do (assumption, 10 to 30)."""

SEE, REACT, VOTE = 0.30, 0.35, 0.6
"""Share of an author's followers who see a story, and of these who react and who vote.

All assumptions, a half to twice as much; the prototype shows them as a crowd and counts them in
none of its metrics.
"""

MOST_SEE = 60
"""Viewers of a story that are made up at most, so that filling a store stays quick."""

TALKED_ABOUT = 16
"""Stories below which somebody says something (assumption)."""

LIKED = (0.30, 0.22, 0.14, 0.10, 0.12, 0.12)
"""How often each reaction is given (assumption)."""


class _Posted(NamedTuple):
    """A story of a sample member, as it goes into the store."""

    id: str
    member: int
    draft: StoryDraft
    at: datetime


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Fill a store with the sample members' stories: those of a day, and a few highlights."""
    kept = list(_posted(world, KEPT, at - LIVES, "kept", timedelta(days=KEPT_DAYS)))
    _tell(connection, world, kept)
    if kept:
        chosen = [each.id for each in kept]
        connection.execute(
            update(STORIES).where(STORIES.c.id.in_(chosen)).values(kept=STORIES.c.at)
        )
    _tell(connection, world, _today(world, at))


def stale(connection: Connection, at: datetime) -> bool:
    """Return whether no sample member's story is live."""
    samples = select(USERS.c.id).where(USERS.c.kind == "sample")
    found = select(func.count()).where(STORIES.c.author.in_(samples), lives(at))
    return not connection.execute(found).scalar_one()


def freshen(connection: Connection, world: World, at: datetime) -> None:
    """Post stories of sample members anew if none is live: the demo starts the next day.

    Those of the days before go, but for the highlights.
    """
    if not stale(connection, at):
        return
    samples = select(USERS.c.id).where(USERS.c.kind == "sample")
    over = select(STORIES.c.id).where(
        STORIES.c.author.in_(samples), STORIES.c.at <= at, STORIES.c.kept.is_(None)
    )
    gone = list(connection.execute(over).scalars())
    for story_id in gone:
        talk.forget(connection, talk.Ref("story", story_id))
    connection.execute(delete(STORIES).where(STORIES.c.id.in_(gone)))
    _tell(connection, world, _today(world, at))


def _today(world: World, at: datetime) -> list[_Posted]:
    return list(_posted(world, TOLD, at, "day", timedelta(hours=SPREAD_H)))


def _posted(
    world: World, told: Sequence[Told], at: datetime, name: str, spread: timedelta
) -> Iterator[_Posted]:
    """Yield stories of those most followed, spread over the time before a moment."""
    known = set(world.titles["title_id"])
    told = [each for each in told if each.title_id in known]
    tellers = _tellers(world)
    if not tellers:
        return
    draw = seeds.stream(0, "stories", name, int(at.timestamp()))
    ages = (draw.permutation(len(told)) + draw.uniform(0.1, 0.9, len(told))) / max(len(told), 1)
    for number, (each, age) in enumerate(zip(told, ages.tolist(), strict=True)):
        yield _Posted(
            id=draw.bytes(8).hex(),
            member=tellers[number % len(tellers)],
            draft=_draft(each),
            at=at - spread * age,
        )


def _tellers(world: World) -> list[int]:
    """Return the members most followed of those who opted in, the most followed first."""
    joined = set(world.members.loc[world.members["social"], "member_id"])
    counts = Counter(world.follows["followed_id"].tolist())
    order = sorted(joined & counts.keys(), key=lambda each: (-counts[each], each))
    return [int(member) for member in order[:TELLERS]]


def _draft(told: Told) -> StoryDraft:
    return checked(
        StoryDraft(
            title_id=told.title_id,
            point=told.point,
            kind=told.kind,
            text=told.text,
            look=Look(colours=told.colours, crop=told.crop),
            audience=told.audience,
            spoiler=told.point if told.spoiler else None,
            question=told.question,
            options=told.options,
        )
    )


def _tell(connection: Connection, world: World, posted: list[_Posted]) -> None:
    """Store stories, and what the authors' followers do with them."""
    if not posted:
        return
    put(connection, [(each.id, sample_id(each.member), each.draft, each.at) for each in posted])
    joined = set(world.members.loc[world.members["social"], "member_id"])
    follows = world.follows[world.follows["follower_id"].isin(joined)]
    crowd = follows.groupby("followed_id")["follower_id"].apply(list).to_dict()
    seen: list[dict[str, object]] = []
    given: list[dict[str, object]] = []
    votes: list[dict[str, object]] = []
    for number, each in enumerate(posted):
        draw = seeds.stream(0, "stories", "answers", each.id)
        viewers = _some(draw, crowd.get(each.member, []))
        rows = [
            {
                "story_id": each.id,
                "user_id": sample_id(viewer),
                "at": each.at + timedelta(minutes=m),
            }
            for viewer, m in zip(viewers, draw.uniform(1, 10, len(viewers)).tolist(), strict=True)
        ]
        seen += rows
        given += [
            row | {"reaction": str(draw.choice(list(REACTIONS), p=LIKED))}
            for row in rows
            if draw.random() < REACT
        ]
        votes += [
            row | {"place": int(draw.integers(len(each.draft.options)))}
            for row in rows
            if each.draft.options and draw.random() < VOTE
        ]
        if viewers and number < TALKED_ABOUT:
            _talk(connection, draw, each, viewers)
    for table, made in ((SEEN, seen), (GIVEN, given), (VOTES, votes)):
        if made:
            connection.execute(insert(table), made)


def _some(draw: np.random.Generator, followers: list[int]) -> list[int]:
    """Return the followers who see a story."""
    wanted = min(MOST_SEE, round(SEE * len(followers) * draw.uniform(0.6, 1.4)))
    return [int(each) for each in draw.permutation(sorted(followers))[:wanted]]


def _talk(
    connection: Connection, draw: np.random.Generator, story: _Posted, viewers: list[int]
) -> None:
    """Let one or two of those who saw a story say something."""
    ids = [sample_id(viewer) for viewer in viewers[: 1 + int(draw.integers(2))]]
    people = users(connection, ids)
    for place, (who, said) in enumerate(
        zip(ids, draw.choice(SAID, len(ids), replace=False).tolist(), strict=True), start=1
    ):
        at = story.at + timedelta(minutes=10 + 3 * place)
        talk.comment(connection, people[who], talk.Ref("story", story.id), said, at)
