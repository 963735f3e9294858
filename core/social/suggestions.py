"""People one may want to follow, by friends of friends and by taste, each with the reason."""

import dataclasses
from collections import defaultdict

import numpy as np
from sqlalchemy import Connection, or_, select

from core.identity.tables import USERS
from core.identity.users import User, sample_id, users
from core.recommend.history import Array, Ints
from core.social.circle import edges
from core.social.evidence import LIKED
from core.social.likely import SIGNS, Graph, Signs, learn
from core.social.membership import joined
from core.social.posts import visible
from core.social.reasons import Told, reasons
from core.social.relations import hidden, muted
from core.social.tables_posts import POSTS
from core.social.tables_relations import FOLLOWS, MEMBERSHIPS
from core.social.tastes import Tastes
from core.social.visibility import Users
from core.world import World

OWN = [place for place, sign in enumerate(SIGNS) if sign != "known"]
"""The signs that tell people apart by who asks."""

WELL_KNOWN = 5
"""Who knows nobody and took nothing chooses among this many times as many of those whom most
follow (assumption, 2 to 20)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Somebody whom a reader may want to follow.

    Args:
        user: Who.
        score: Higher is likelier; comparable for one reader alone.
        reasons: Why, as sentences, the weightiest first.
    """

    user: User
    score: float
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Return the reasons in a row."""
        return " ".join(self.reasons)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matchmaker:
    """What suggestions are made with.

    Args:
        tastes: Tastes of people; guests come in by ``Tastes.adding``.
        weights: What each of ``core.social.likely.SIGNS`` weighs.
    """

    tastes: Tastes
    weights: Array

    @classmethod
    def of(cls, world: World, tastes: Tastes) -> "Matchmaker":
        """Return a matchmaker that learned from who follows whom in a world; takes a second."""
        return cls(tastes=tastes, weights=learn(world_graph(world), tastes))

    def adding(self, tastes: Tastes) -> "Matchmaker":
        """Return the same with other tastes."""
        return dataclasses.replace(self, tastes=tastes)


def world_graph(world: World) -> Graph:
    """Return who follows whom among the members of a world who opted in."""
    members = world.members.loc[world.members["social"], "member_id"]
    pairs = zip(world.follows["follower_id"], world.follows["followed_id"], strict=True)
    return Graph.of(
        (sample_id(int(member)) for member in members),
        ((sample_id(int(one)), sample_id(int(other))) for one, other in pairs),
    )


def liked_by_guests(connection: Connection, reader: str) -> dict[str, tuple[str, ...]]:
    """Return titles that guests and accounts liked in reviews, by user, for ``Tastes.adding``.

    Of others it is what they told where all may read it and the reader does; of the reader, all.
    What sample members rated is in the world's tastes already.
    """
    asked = (
        select(POSTS.c.author_id, POSTS.c.title_id)
        .join(USERS, USERS.c.id == POSTS.c.author_id)
        .where(
            USERS.c.kind != "sample",
            POSTS.c.kind == "review",
            POSTS.c.halves >= LIKED,
            or_(POSTS.c.author_id == reader, POSTS.c.audience == "public"),
            visible(reader),
        )
        .order_by(POSTS.c.author_id, POSTS.c.at, POSTS.c.id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for author, title in connection.execute(asked):
        found[author].append(title)
    return {author: tuple(titles) for author, titles in found.items()}


def suggest(
    connection: Connection, reader: str, matchmaker: Matchmaker, k: int = 8
) -> tuple[Suggestion, ...]:
    """Return people a reader may want to follow, the likeliest first.

    Nobody is suggested whom the reader follows, asked or muted, who is hidden, or who follows the
    reader or asks to while keeping their own circle closed. Only follows that the reader may know
    of count. Who knows nobody yet gets people of like taste; who took no titles either, well-known
    people of varied taste. Who has not joined gets none.

    Args:
        connection: To the store.
        reader: For whom.
        matchmaker: What is known of tastes, the reader's titles among them.
        k: Suggestions wanted.
    """
    if not joined(connection, reader):
        return ()
    there = select(USERS.c.id).where(USERS.c.id.not_in(hidden(reader))).order_by(USERS.c.id)
    graph = Graph.of(
        connection.execute(there).scalars(),
        ((one, other) for one, other in connection.execute(edges(reader))),
    )
    me = graph.people.index(reader)
    open_ = set(connection.execute(_open(reader)).scalars())
    may = np.array([row for row, person in enumerate(graph.people) if person in open_], dtype=int)
    signs = Signs.of(graph, matchmaker.tastes)
    about = signs.about(me)
    scores = about @ matchmaker.weights
    best = may[np.argsort(-scores[may], kind="stable")]
    if about[may][:, OWN].any():
        chosen = best[:k]
    else:
        chosen = _varied(
            _well_known(about, may)[: WELL_KNOWN * k], signs.direction * signs.enough[:, None], k
        )
    known = users(connection, [graph.people[row] for row in chosen])
    told = Told.of(connection, graph, me, matchmaker.tastes)
    return tuple(
        Suggestion(
            user=known[graph.people[row]],
            score=float(scores[row]),
            reasons=reasons(told, int(row), about[row] * matchmaker.weights),
        )
        for row in chosen.tolist()
    )


def _open(reader: str) -> Users:
    """Return the users who may be suggested to a reader."""
    mine = select(FOLLOWS.c.followed_id).where(FOLLOWS.c.follower_id == reader)
    theirs = select(FOLLOWS.c.follower_id).where(FOLLOWS.c.followed_id == reader)
    asking = theirs.where(FOLLOWS.c.accepted.is_(False))
    closed = select(MEMBERSHIPS.c.user_id).where(
        MEMBERSHIPS.c.approves.is_(True), MEMBERSHIPS.c.user_id.in_(theirs)
    )
    who = USERS.c.id
    left_out = (mine, asking, closed, hidden(reader), muted(reader))
    return select(who).where(who != reader, ~or_(*(who.in_(some) for some in left_out)))


def _well_known(about: Array, may: Ints) -> Ints:
    known = about[may, SIGNS.index("known")]
    return may[np.argsort(-known, kind="stable")]


def _varied(rows: Ints, direction: Array, k: int) -> Ints:
    """Return some of the rows, the first and then each as unlike the ones before as can be."""
    if not len(rows):
        return rows
    chosen, left = [int(rows[0])], rows[1:].tolist()
    while left and len(chosen) < k:
        alike = (direction[left] @ direction[chosen].T).max(axis=1)
        chosen.append(left.pop(int(np.argmin(alike))))
    return np.array(chosen)
