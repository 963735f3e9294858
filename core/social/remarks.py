"""What one does to a single comment, whatever it is on: see it although masked, or report it.

The caller has checked that the user may see the object.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from core.errors import SocialError
from core.identity.users import User
from core.social import moderation, talk
from core.social.ref import Ref
from core.social.tables_posts import COMMENTS, REVEALS

ABSENT = "There is no such comment."
"""Said of a comment that is not there, and of one that is not for the reader."""


def reveal(connection: Connection, who: User, ref: Ref, at: datetime) -> None:
    """Keep that a user chose to see an object although it gives something away."""
    if ref.id not in talk.revealed(connection, who.id, ref.kind):
        row = {"user_id": who.id, "kind": ref.kind, "object_id": ref.id, "at": at}
        connection.execute(insert(REVEALS), row)


def reveal_comment(
    connection: Connection, who: User, ref: Ref, comment_id: str, at: datetime
) -> None:
    """Keep that a user chose to see a comment on an object although it gives something away.

    Raises:
        SocialError: If there is no such comment on it for the user.
    """
    _said(connection, who, ref, comment_id)
    reveal(connection, who, Ref("comment", comment_id), at)


def report_comment(
    connection: Connection,
    who: User,
    ref: Ref,
    comment_id: str,
    why: moderation.Why,
    at: datetime,
    *,
    words: str = "",
) -> None:
    """Report a comment on an object to the presenter, who reads it whole, masked or not.

    Raises:
        SocialError: If there is no such comment on it for the user, or as ``moderation.report``.
    """
    author = _said(connection, who, ref, comment_id).author.id
    written = select(COMMENTS.c.text).where(COMMENTS.c.id == comment_id)
    quoted = connection.execute(written).scalar_one()
    about = Ref("comment", comment_id)
    moderation.report(connection, who, about, why, at, author=author, quoted=quoted, words=words)


def commented(connection: Connection, who: User, comment_id: str) -> str:
    """Return the id of the object that a comment of the user's own is on.

    Raises:
        SocialError: If the user has no such comment.
    """
    mine = (COMMENTS.c.id == comment_id, COMMENTS.c.author_id == who.id)
    found = connection.execute(select(COMMENTS.c.object_id).where(*mine)).scalar()
    if found is None:
        raise SocialError(ABSENT)
    return str(found)


def _said(connection: Connection, who: User, ref: Ref, comment_id: str) -> talk.Comment:
    for each in talk.comments(connection, who.id, ref):
        if each.id == comment_id and not each.deleted:
            return each
    raise SocialError(ABSENT)
