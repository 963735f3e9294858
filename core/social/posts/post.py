"""A post as one reader sees it, and the one condition that says whether they do."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, or_

from core.identity.users import User
from core.social import relations, talk
from core.social.moderation import removed
from core.social.progress import Point
from core.social.ref import Ref
from core.social.tables_posts import POSTS

Kind = Literal["review", "experience"]
KINDS: tuple[Kind, ...] = get_args(Kind)

NO_LONGER_HERE = "a title that is no longer here"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A review or an experience as one reader sees it.

    Args:
        id: Opaque.
        kind: One of ``KINDS``.
        author: Who wrote it.
        title_id: What it is about; empty for an experience without a title.
        stars: Of a review, 0.5 to 5 in halves; None where none are given.
        text: Empty while masked: what must not be read does not reach the browser.
        company: Who else was there, in the author's words; empty while masked.
        joined: Users who were there too.
        audience: ``public`` or ``followers``.
        at: When it was first posted, UTC.
        edited: Whether it was changed since.
        point: What it gives away, None for nothing.
        masked: Whether it gives away what the reader has not come to.
        removed: Whether a presenter took it down; only its author sees it then.
        likes: As the reader may count them.
        comments: How many the reader would find.
    """

    id: str
    kind: Kind
    author: User
    title_id: str
    stars: float | None
    text: str
    company: str
    joined: tuple[User, ...]
    audience: str
    at: datetime
    edited: bool
    point: Point | None
    masked: bool
    removed: bool
    likes: talk.Likes
    comments: int

    @property
    def ref(self) -> Ref:
        """Its name for comments, likes and reports."""
        return Ref(self.kind, self.id)

    @property
    def warning(self) -> str:
        """What is said in place of masked words, such as ``mentions season 2, episode 3``."""
        return f"mentions {self.point}" if self.point is not None else ""


def named(titles: Mapping[str, str], title_id: str) -> str:
    """Return a title's name; the catalogue may have lost it since the post was written.

    Example:
        >>> named({"dark-2017": "Dark"}, "dark-2017"), named({}, "dark-2017")
        ('Dark', 'a title that is no longer here')
    """
    return titles.get(title_id, NO_LONGER_HERE)


def visible(reader: str) -> ColumnElement[bool]:
    """Return the condition that a reader may see a post: it is for them, and was not taken down."""
    stands = and_(*(POSTS.c.id.not_in(removed(kind)) for kind in KINDS))
    return and_(
        relations.seen_by(reader, POSTS.c.author_id, POSTS.c.audience),
        or_(POSTS.c.author_id == reader, stands),
    )
