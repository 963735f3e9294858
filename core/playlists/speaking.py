"""What is said about a playlist: comments, likes and reports, among those who may see it."""

from datetime import datetime

from sqlalchemy import Connection

from core.identity.acting import acting
from core.playlists.lists import one
from core.playlists.sight import check_seen
from core.social import moderation, talk
from core.social.ref import Ref
from core.social.relations import check_joined
from core.store.store import Store


def comments(
    connection: Connection, reader: str, list_id: str, token: str = ""
) -> list[talk.Comment]:
    """Return the comments on a list, each followed by its answers.

    A list is about many titles, so what a presenter marked as a spoiler is masked however far the
    reader has come in any of them.

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
) -> str:
    """Comment on a list; return the comment's id.

    Raises:
        SocialError: If there is no such list for the user, they have not joined Social, or the
            words cannot be.
    """
    with acting(store, user_id) as (connection, who):
        check_seen(connection, user_id, list_id, token)
        check_joined(connection, user_id)
        return talk.comment(connection, who, Ref("list", list_id), words, at, parent)


def delete_comment(store: Store, user_id: str, comment_id: str, at: datetime) -> None:
    """Delete one's own comment, on a list one may no longer see too.

    Raises:
        SocialError: If the user has no such comment.
    """
    with acting(store, user_id) as (connection, who):
        talk.delete_comment(connection, who, comment_id)


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
) -> None:
    """Report a list to the presenter.

    Raises:
        SocialError: If there is no such list for the user, it is their own, or the reason is none.
    """
    with acting(store, user_id) as (connection, who):
        found = one(connection, user_id, list_id, token)
        moderation.report(
            connection,
            who,
            Ref("list", list_id),
            why,
            at,
            author=found.owner,
            quoted=f"{found.name}\n{found.about}",
            words=words,
        )
