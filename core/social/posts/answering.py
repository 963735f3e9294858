"""Answering posts: comments, likes, reports, and seeing a spoiler all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, select

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.users import User
from core.social import moderation, relations, remarks, talk
from core.social.limits import Limits
from core.social.posts.post import Post
from core.social.posts.reading import post
from core.social.progress import Point
from core.social.tables_posts import COMMENTS
from core.store.store import Store


def comment(
    store: Store,
    user_id: str,
    post_id: str,
    words: str,
    at: datetime,
    *,
    limits: Limits,
    parent: str | None = None,
    spoiler: Point | None = None,
) -> str:
    """Comment on a post, or answer a comment on it; return the comment's id.

    Raises:
        SocialError: If there is no such post or comment for the user, the user has not joined or
            may not comment yet, or the words cannot be kept.
    """
    with _answering(store, user_id, post_id) as (connection, who, found):
        _check_open(found)
        made = talk.comment(connection, who, found.ref, words, at, parent, spoiler)
        limits.spend(who.id, "comment", at)
        return made


def edit_comment(
    store: Store, user_id: str, comment_id: str, words: str, at: datetime, *, limits: Limits
) -> None:
    """Change the words of one's own comment.

    Raises:
        SocialError: If the user has no such comment, may not comment yet, or the words cannot be
            kept.
    """
    with acting(store, user_id) as (connection, who):
        about = select(COMMENTS.c.object_id).where(COMMENTS.c.id == comment_id)
        post(connection, who.id, connection.execute(about).scalar() or "")  # still to be seen
        talk.edit_comment(connection, who, comment_id, words, at)
        limits.spend(who.id, "comment", at)


def delete_comment(store: Store, user_id: str, comment_id: str) -> None:
    """Delete one's own comment.

    Raises:
        SocialError: If the user has no such comment.
    """
    with acting(store, user_id) as (connection, who):
        talk.delete_comment(connection, who, comment_id)


def like(store: Store, user_id: str, post_id: str, at: datetime, *, limits: Limits) -> None:
    """Like a post; liking it again changes nothing.

    Raises:
        SocialError: If there is no such post for the user, who has not joined or may not react yet.
    """
    with _answering(store, user_id, post_id) as (connection, who, found):
        talk.like(connection, who, found.ref, at)
        limits.spend(who.id, "reaction", at)


def unlike(store: Store, user_id: str, post_id: str, at: datetime, *, limits: Limits) -> None:
    """Take a like back.

    Raises:
        SocialError: If there is no such post for the user, who may not react yet.
    """
    with _answering(store, user_id, post_id) as (connection, who, found):
        talk.unlike(connection, who, found.ref)
        limits.spend(who.id, "reaction", at)


def reveal(store: Store, user_id: str, post_id: str, at: datetime) -> None:
    """Show a user a post although it gives something away: from now on it is not masked.

    Somebody who views as a sample member reads with ``reading.post(..., whole=True)`` instead.

    Raises:
        SocialError: If there is no such post for the user.
    """
    with acting(store, user_id) as (connection, who):
        remarks.reveal(connection, who, post(connection, who.id, post_id).ref, at)


def reveal_comment(store: Store, user_id: str, post_id: str, comment_id: str, at: datetime) -> None:
    """Show a user a comment although it gives something away.

    Raises:
        SocialError: If there is no such post or comment for the user.
    """
    with acting(store, user_id) as (connection, who):
        found = post(connection, who.id, post_id, whole=True)
        remarks.reveal_comment(connection, who, found.ref, comment_id, at)


def report(
    store: Store,
    user_id: str,
    post_id: str,
    why: moderation.Why,
    at: datetime,
    *,
    limits: Limits,
    words: str = "",
    comment_id: str | None = None,
) -> None:
    """Report a post, or a comment on it, to the presenter.

    Raises:
        SocialError: If there is no such post or comment for the user, it is the user's own, or was
            reported by them before.
    """
    with acting(store, user_id) as (connection, who):
        found = post(connection, who.id, post_id, whole=True)
        if comment_id is not None:
            remarks.report_comment(connection, who, found.ref, comment_id, why, at, words=words)
        else:
            whose, said = found.author.id, found.text
            moderation.report(
                connection, who, found.ref, why, at, author=whose, quoted=said, words=words
            )
        limits.spend(who.id, "comment", at)


@contextmanager
def _answering(store: Store, user_id: str, post_id: str) -> Iterator[tuple[Connection, User, Post]]:
    """Yield a transaction in which a user who joined answers a post, and the post."""
    with acting(store, user_id) as (connection, who):
        relations.check_joined(connection, who.id)
        yield connection, who, post(connection, who.id, post_id)


def _check_open(found: Post) -> None:
    if found.masked:
        raise SocialError(f"This {found.warning}: show it first, then comment.")
