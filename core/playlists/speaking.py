"""What is said about a playlist: comments, likes and reports, among those who may see it."""

from datetime import datetime

from sqlalchemy import Connection, select

from core.identity.acting import acting
from core.playlists.lists import one
from core.playlists.sight import check_seen
from core.playlists.tables import ITEMS, LISTS
from core.social import moderation, remarks, talk
from core.social.progress import Point
from core.social.ref import Ref
from core.social.relations import check_joined
from core.store.store import Store


def comments(
    connection: Connection, reader: str, list_id: str, token: str = ""
) -> list[talk.Comment]:
    """Return the comments on a list, each followed by its answers.

    A list is about many titles, so what its author or a presenter marked as a spoiler is masked
    however far the reader has come in any of them, until they choose to see it.

    Raises:
        SocialError: If there is no such list for the reader.
    """
    check_seen(connection, reader, list_id, token)
    return talk.comments(connection, reader, Ref("list", list_id))


def likes(connection: Connection, reader: str, list_id: str, token: str = "") -> talk.Likes:
    """Return the likes of a list.

    Raises:
        SocialError: If there is no such list for the reader.
    """
    check_seen(connection, reader, list_id, token)
    return talk.likes(connection, reader, Ref("list", list_id))


def comment(
    store: Store,
    user_id: str,
    list_id: str,
    words: str,
    at: datetime,
    *,
    token: str = "",
    parent: str | None = None,
    spoiler: Point | None = None,
) -> str:
    """Comment on a list, or answer a comment on it; return the comment's id.

    Raises:
        SocialError: If there is no such list for the user, they have not joined Social, or the
            words cannot be.
    """
    with acting(store, user_id) as (connection, who):
        check_seen(connection, user_id, list_id, token)
        check_joined(connection, user_id)
        return talk.comment(connection, who, Ref("list", list_id), words, at, parent, spoiler)


def edit_comment(
    store: Store, user_id: str, comment_id: str, words: str, at: datetime, *, token: str = ""
) -> None:
    """Change the words of one's own comment on a list that one still sees.

    Raises:
        SocialError: If the user has no such comment, or the words cannot be.
    """
    with acting(store, user_id) as (connection, who):
        list_id = remarks.commented(connection, who, comment_id)
        check_seen(connection, user_id, list_id, token)
        talk.edit_comment(connection, who, comment_id, words, at)


def delete_comment(store: Store, user_id: str, comment_id: str, at: datetime) -> None:
    """Delete one's own comment, on a list one may no longer see too.

    Raises:
        SocialError: If the user has no such comment.
    """
    with acting(store, user_id) as (connection, who):
        talk.delete_comment(connection, who, comment_id)


def reveal(store: Store, user_id: str, list_id: str, at: datetime, *, token: str = "") -> None:
    """Show a user a list's words although they give something away: they are masked no more.

    Raises:
        SocialError: If there is no such list for the user.
    """
    with acting(store, user_id) as (connection, who):
        check_seen(connection, user_id, list_id, token)
        remarks.reveal(connection, who, Ref("list", list_id), at)


def reveal_comment(
    store: Store, user_id: str, list_id: str, comment_id: str, at: datetime, *, token: str = ""
) -> None:
    """Show a user a comment on a list although it gives something away.

    Raises:
        SocialError: If there is no such list or comment for the user.
    """
    with acting(store, user_id) as (connection, who):
        check_seen(connection, user_id, list_id, token)
        remarks.reveal_comment(connection, who, Ref("list", list_id), comment_id, at)


def like(
    store: Store, user_id: str, list_id: str, yes: bool, at: datetime, *, token: str = ""
) -> None:
    """Like a list, or take the like back.

    Raises:
        SocialError: If there is no such list for the user, or they have not joined Social.
    """
    with acting(store, user_id) as (connection, who):
        check_seen(connection, user_id, list_id, token)
        check_joined(connection, user_id)
        if yes:
            talk.like(connection, who, Ref("list", list_id), at)
        else:
            talk.unlike(connection, who, Ref("list", list_id))


def report(
    store: Store,
    user_id: str,
    list_id: str,
    why: moderation.Why,
    at: datetime,
    *,
    token: str = "",
    words: str = "",
    comment_id: str | None = None,
) -> None:
    """Report a list, or a comment on it, to the presenter.

    Raises:
        SocialError: If there is no such list or comment for the user, it is their own, or the
            reason is none.
    """
    with acting(store, user_id) as (connection, who):
        found, ref = one(connection, user_id, list_id, token), Ref("list", list_id)
        if comment_id is not None:
            remarks.report_comment(connection, who, ref, comment_id, why, at, words=words)
            return
        quoted = _quoted(connection, list_id)
        moderation.report(
            connection, who, ref, why, at, author=found.owner, quoted=quoted, words=words
        )


def _quoted(connection: Connection, list_id: str) -> str:
    """Return all words of a list, masked or not: what a presenter has to judge."""
    said = select(LISTS.c.name, LISTS.c.about).where(LISTS.c.id == list_id)
    notes = select(ITEMS.c.note).where(ITEMS.c.list_id == list_id).order_by(ITEMS.c.place)
    words = (*connection.execute(said).one(), *connection.execute(notes).scalars())
    return "\n".join(filter(None, words))
