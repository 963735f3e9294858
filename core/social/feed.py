"""The feed: posts of those a reader follows, and what else may please; never the same one twice.

Candidates come in windows, each older than the last, found by ``(at, id)``. In the order ``new`` a
window is a page. In the order ``ranked`` it holds ``WINDOW`` posts, which are scored once, as of
the first page; the cursor carries the rest of that ranking. So nothing that happens between pages
(new posts, likes taken back, people followed) can make an item come twice or be left out, and
whatever is no longer visible when its turn comes is not shown.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, and_, literal, or_, select, tuple_

from core.identity.users import User, users
from core.social import posts, relations
from core.social.evidence import following, reasons, signals
from core.social.ranking import DEFAULT, Candidate, Ranking, rank
from core.social.tables_posts import POSTS

Order = Literal["new", "ranked"]
Source = Callable[[str], Select[Any]]
"""A domain's share of the feed: a query of kind, id, author and at, of what a reader may see."""

WINDOW = 200
"""Posts that are ranked against one another (assumption, 100 to 1,000)."""

FITTING = 0.5
"""Fit from which on a stranger's post comes into the ranked feed (assumption, 0.3 to 0.8)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cursor:
    """Where a walk through a feed stands; keep it, and give it back for the next page.

    It may come from anywhere: what a reader may see is decided anew on every page.

    Args:
        at: When the first page was asked for: nothing later comes into this walk.
        below: The oldest candidate met so far; the next window begins below it.
        waiting: Kind and id of candidates met and not shown, in their order.
    """

    at: datetime
    below: tuple[datetime, str] | None = None
    waiting: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something in a feed.

    Args:
        kind: ``review``, ``experience``, or what another domain calls its own.
        id: Of the object.
        author: Who made it.
        at: When, UTC.
        reason: Why it is here, such as ``Amber Badger, whom you follow``.
        post: The post, None for another domain's object.
    """

    kind: str
    id: str
    author: User
    at: datetime
    reason: str
    post: posts.Post | None


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed, and the cursor of the next one: None at the end."""

    items: tuple[Item, ...]
    next: Cursor | None


def page(
    connection: Connection,
    reader: str,
    cursor: Cursor,
    size: int = 20,
    order: Order = "new",
    *,
    sources: Sequence[Source] = (),
    fits: Mapping[str, float] | None = None,
    titles: Mapping[str, str] | None = None,
    window: int = WINDOW,
    ranking: Ranking = DEFAULT,
) -> Page:
    """Return a page of a reader's feed.

    Args:
        connection: To read from.
        reader: User's id.
        cursor: ``Cursor(at)`` for the first page, then ``Page.next``.
        size: Items at most.
        order: ``new`` for the newest first, of those the reader follows; ``ranked`` for the best
            first, with public posts of others.
        sources: What other domains add.
        fits: How well titles fit the reader, 0 to 1: others' posts about those from ``FITTING``
            on come into the ranked feed; None for all of others' public posts.
        titles: Names of titles by id, for the reasons.
        window: Posts that are ranked against one another.
        ranking: What comes first among them; one walk keeps to one.
    """
    shares: list[Source] = [_posts(order, fits), *sources]
    followed = following(connection, reader)
    unasked, below = cursor.waiting, cursor.below
    waiting: list[Candidate] = []
    while unasked and len(waiting) <= size:
        waiting += _still(connection, reader, shares, unasked[: size + 1])
        unasked = unasked[size + 1 :]
    while len(waiting) <= size:
        many = window if order == "ranked" else size + 1
        met = _window(connection, reader, shares, cursor.at, below, many)
        if not met:
            break
        below = (met[-1].at, met[-1].id)
        if order == "ranked":
            known = signals(connection, reader, met, cursor.at, fits, followed)
            met = rank(met, known, cursor.at, ranking)
        waiting += met
    shown = waiting[:size]
    why = reasons(connection, reader, shown, fits, titles or {}, followed)
    items = _items(connection, reader, shown, why)
    rest = (*(one.key for one in waiting[size:]), *unasked)
    return Page(items, Cursor(cursor.at, below, rest) if rest else None)


def _posts(order: Order, fits: Mapping[str, float] | None) -> Source:
    def share(reader: str) -> Select[Any]:
        author = POSTS.c.author_id
        wanted = or_(author == reader, author.in_(relations.followed(reader)))
        if order == "ranked" and fits is None:
            wanted = or_(wanted, POSTS.c.audience == "public")
        elif order == "ranked":
            fitting = [title_id for title_id, fit in (fits or {}).items() if fit >= FITTING]
            # concatenated, or SQLite would gather all posts of these titles, not the newest ones
            about = (POSTS.c.title_id + "").in_(fitting)
            wanted = or_(wanted, and_(POSTS.c.audience == "public", about))
        columns = (POSTS.c.kind, POSTS.c.id, author, POSTS.c.at, POSTS.c.title_id)
        return select(*columns).where(wanted, posts.visible(reader))

    return share


def _window(
    connection: Connection,
    reader: str,
    shares: Sequence[Source],
    at: datetime,
    below: tuple[datetime, str] | None,
    many: int,
) -> list[Candidate]:
    """Return the newest candidates below a point in time, at most so many."""
    found = []
    for share in shares:
        wanted, moment, own_id = _asked(reader, share)
        if below is None:
            wanted = wanted.where(moment <= at)
        else:
            key = tuple_(literal(below[0], moment.type), literal(below[1], own_id.type))
            wanted = wanted.where(tuple_(moment, own_id) < key)
        wanted = wanted.order_by(moment.desc(), own_id.desc()).limit(many)
        found += [Candidate(*row) for row in connection.execute(wanted)]
    found.sort(key=lambda one: (one.at, one.id), reverse=True)
    return list({one.key: one for one in found[:many]}.values())


def _still(
    connection: Connection,
    reader: str,
    shares: Sequence[Source],
    waiting: Sequence[tuple[str, str]],
) -> list[Candidate]:
    """Return those who wait and may still be seen, in their order."""
    if not waiting:
        return []
    found = {}
    for share in shares:
        wanted, _, own_id = _asked(reader, share)
        for row in connection.execute(wanted.where(own_id.in_([one for _, one in waiting]))):
            candidate = Candidate(*row)
            found[candidate.key] = candidate
    return [found[key] for key in waiting if key in found]


def _asked(reader: str, share: Source) -> tuple[Select[Any], Any, Any]:
    """Return a share without those whom the reader does not want, its moment and its id."""
    columns = list(share(reader).subquery().c)
    author, moment = columns[2], columns[3]
    kept = select(*columns[:5]).where(
        author.not_in(relations.muted(reader)), author.not_in(relations.hidden(reader))
    )
    return kept, moment, columns[1]


def _items(
    connection: Connection,
    reader: str,
    shown: Sequence[Candidate],
    why: Callable[[Candidate, User], str],
) -> tuple[Item, ...]:
    loaded = posts.load(connection, reader, [one.id for one in shown if one.kind in posts.KINDS])
    authors = users(connection, list({one.author for one in shown}))
    return tuple(
        Item(
            kind=one.kind,
            id=one.id,
            author=authors[one.author],
            at=one.at,
            reason=why(one, authors[one.author]),
            post=loaded.get(one.id),
        )
        for one in shown
    )
