"""What a reader's feed is ranked by and why an item is in it, from what the reader may know."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, and_, func, select

from core.identity.users import User
from core.social import relations
from core.social.posts import visible
from core.social.ranking import Candidate, Signals
from core.social.tables_posts import COMMENTS, LIKES, POSTS

LATELY = 200
"""The reader's last likes that count for closeness (assumption, 50 to 1,000)."""

LIKED = 8
"""Half stars from which on a title counts as liked."""

ASKED = 500
"""Reviews that are read at most for the reasons of a page."""

FEW = 2
"""People of whom one may say "people": who liked one title and the other."""


def signals(
    connection: Connection,
    reader: str,
    window: Sequence[Candidate],
    at: datetime,
    fits: Mapping[str, float] | None,
    followed: frozenset[str],
) -> Signals:
    """Return what a window of candidates is ranked by, as of a time."""
    return Signals(
        fits=fits or {},
        followed=followed | {reader},
        shared=_shared(connection, reader, {one.author for one in window}),
        likes=_counts(connection, reader, window, at, LIKES, "user_id"),
        comments=_counts(connection, reader, window, at, COMMENTS, "author_id"),
    )


def following(connection: Connection, reader: str) -> frozenset[str]:
    """Return the users whom a reader follows."""
    return frozenset(connection.execute(relations.followed(reader)).scalars())


def reasons(
    connection: Connection,
    reader: str,
    shown: Sequence[Candidate],
    fits: Mapping[str, float] | None,
    titles: Mapping[str, str],
    followed: frozenset[str],
) -> Callable[[Candidate, User], str]:
    """Return what says why an item is shown, given the item and its author."""
    strangers = [one for one in shown if one.author not in followed and one.author != reader]
    liked = _liked_with(connection, reader, {one.title_id for one in strangers} - {""}, titles)

    def reason(one: Candidate, author: User) -> str:
        if one.author == reader:
            return "your own"
        if one.author in followed:
            return f"{author.name}, whom you follow"
        if one.title_id in liked:
            return f"popular with people who liked {titles[liked[one.title_id]]}"
        if (fits or {}).get(one.title_id, 0.0) > 0:
            return "about a title that fits your taste"
        return "shared with everybody"

    return reason


def _shared(connection: Connection, reader: str, authors: set[str]) -> dict[str, int]:
    """Return how many of the reader's last likes each author shares."""
    mine = (
        select(LIKES.c.kind, LIKES.c.object_id)
        .where(LIKES.c.user_id == reader)
        .order_by(LIKES.c.at.desc(), LIKES.c.object_id)
        .limit(LATELY)
        .subquery()
    )
    same = and_(LIKES.c.kind == mine.c.kind, LIKES.c.object_id == mine.c.object_id)
    rows = connection.execute(
        select(LIKES.c.user_id, func.count())
        .join(mine, same)
        .where(LIKES.c.user_id.in_(authors - {reader}))
        .group_by(LIKES.c.user_id)
    )
    return {row[0]: row[1] for row in rows}


def _counts(
    connection: Connection,
    reader: str,
    window: Sequence[Candidate],
    at: datetime,
    table: Table,
    author: str,
) -> dict[tuple[str, str], int]:
    """Return how much was said about each candidate by those the reader may meet."""
    rows = connection.execute(
        select(table.c.kind, table.c.object_id, func.count())
        .where(
            table.c.kind.in_({one.kind for one in window}),
            table.c.object_id.in_([one.id for one in window]),
            table.c.at <= at,
            table.c[author].not_in(relations.hidden(reader)),
        )
        .group_by(table.c.kind, table.c.object_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _liked_with(
    connection: Connection, reader: str, about: set[str], titles: Mapping[str, str]
) -> dict[str, str]:
    """Return, by title, what the reader liked and most of those who liked the title liked too."""
    if not about:
        return {}
    mine = select(POSTS.c.title_id).where(POSTS.c.author_id == reader, POSTS.c.halves >= LIKED)
    favourites = set(connection.execute(mine).scalars()) & titles.keys()
    if not favourites:
        return {}
    rows = connection.execute(
        select(POSTS.c.title_id, POSTS.c.author_id)
        .where(
            POSTS.c.title_id.in_(favourites | about),
            POSTS.c.halves >= LIKED,
            POSTS.c.audience == "public",
            POSTS.c.author_id != reader,
            visible(reader),
        )
        .order_by(POSTS.c.at.desc(), POSTS.c.id)
        .limit(ASKED)
    )
    fans: defaultdict[str, set[str]] = defaultdict(set)
    for title_id, author in rows:
        fans[title_id].add(author)
    found = {}
    for title_id in about & fans.keys():
        both = Counter({one: len(fans[one] & fans[title_id]) for one in favourites - {title_id}})
        best = max(sorted(both), key=lambda one: both[one], default="")
        if both[best] >= FEW:
            found[title_id] = best
    return found
