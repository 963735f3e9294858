"""Reports, the presenter's queue, and what was decided."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Connection, Select, insert, select

from core.errors import SocialError
from core.identity.users import User
from core.social.ref import Kind, Ref
from core.social.tables_posts import DECISIONS, REPORTS
from core.wording import text

Why = Literal["spam", "spoiler", "abuse", "other"]
REASONS = get_args(Why)

LONGEST_REPORT = 500
"""Signs of the longest report (assumption, 200 to 1,000)."""


def removed(kind: Kind) -> Select[tuple[str]]:
    """Return the ids of the objects of a kind that a presenter took down."""
    return select(DECISIONS.c.object_id).where(
        DECISIONS.c.kind == kind, DECISIONS.c.standing, DECISIONS.c.decision == "remove"
    )


def report(
    connection: Connection,
    who: User,
    ref: Ref,
    why: Why,
    at: datetime,
    *,
    author: str,
    quoted: str,
    words: str = "",
) -> None:
    """Report an object that the user may see; the caller has checked that.

    Args:
        connection: In a transaction of ``acting``.
        who: Reports; the author never learns who.
        ref: What is reported.
        why: One of ``REASONS``.
        at: When, UTC.
        author: User's id of who made it.
        quoted: What it says now: a later edit does not hide it from the presenter.
        words: What the reporter adds.

    Raises:
        SocialError: If the reason is none, the user reported it before, or made it.
    """
    if why not in REASONS:
        raise SocialError(f"A report says one of {', '.join(REASONS)}, not {why!r}.")
    if author == who.id:
        raise SocialError("This is your own: you can edit or delete it.")
    same = (REPORTS.c.kind == ref.kind, REPORTS.c.object_id == ref.id)
    told = select(REPORTS.c.at).where(*same, REPORTS.c.reporter_id == who.id)
    if connection.execute(told).first() is not None:
        raise SocialError("You reported this already; the presenter will look at it.")
    connection.execute(
        insert(REPORTS),
        {
            "kind": ref.kind,
            "object_id": ref.id,
            "reporter_id": who.id,
            "author_id": author,
            "why": why,
            "words": text(words, "A report", LONGEST_REPORT, empty=True),
            "quoted": quoted,
            "at": at,
        },
    )
