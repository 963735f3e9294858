"""Reports, the presenter's queue, and what was decided."""

import dataclasses
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Select, delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import presents
from core.identity.users import User, users
from core.social.progress import Point, point_of
from core.social.ref import Kind, Ref
from core.social.tables_posts import DECISIONS, REPORTS
from core.wording import text

Why = Literal["spam", "spoiler", "abuse", "other"]
REASONS = get_args(Why)

Decision = Literal["keep", "remove", "spoiler"]
CHOICES = get_args(Decision)

REMOVED = "Taken down by the presenter."
"""What the author of something taken down reads above it; others read nothing."""

LONGEST_REPORT = 500
"""Signs of the longest report or note (assumption, 200 to 1,000)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the presenter is asked to decide about one object.

    Args:
        ref: The object.
        author: Who made it.
        quoted: What it said when it was last reported.
        reports: How many users reported it since it was last decided on.
        why: How many of them gave each reason, the commonest first.
        words: What they added; not who.
        first: The first of these reports, UTC.
        before: What was decided on it earlier, None for nothing.
    """

    ref: Ref
    author: User
    quoted: str
    reports: int
    why: tuple[tuple[Why, int], ...]
    words: tuple[str, ...]
    first: datetime
    before: Decision | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A line of the log of decisions; ``point`` belongs to the decision ``spoiler``."""

    ref: Ref
    decision: Decision
    point: Point
    presenter: str
    note: str
    at: datetime


def removed(kind: Kind) -> Select[tuple[str]]:
    """Return the ids of the objects of a kind that a presenter took down."""
    return select(DECISIONS.c.object_id).where(
        DECISIONS.c.kind == kind, DECISIONS.c.standing.is_(True), DECISIONS.c.decision == "remove"
    )


def marked(connection: Connection, kind: Kind) -> dict[str, Point]:
    """Return what objects of a kind give away, for those that a presenter marked as spoilers."""
    rows = connection.execute(
        select(DECISIONS).where(
            DECISIONS.c.kind == kind,
            DECISIONS.c.standing.is_(True),
            DECISIONS.c.decision == "spoiler",
        )
    )
    return {row.object_id: point_of(row) for row in rows}


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
    told = select(REPORTS.c.at).where(*_of(REPORTS, ref), REPORTS.c.reporter_id == who.id)
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


def queue(connection: Connection, user_id: str) -> list[Case]:
    """Return what waits for a decision, the most reported first, then the longest waiting.

    Reports from before a decision are settled by it; later ones bring the object back.

    Raises:
        SocialError: If it is not a presenter who asks.
    """
    _check(connection, user_id)
    standing = {
        Ref(row.kind, row.object_id): row
        for row in connection.execute(select(DECISIONS).where(DECISIONS.c.standing.is_(True)))
    }
    told: defaultdict[Ref, list[Any]] = defaultdict(list)
    for row in connection.execute(select(REPORTS).order_by(REPORTS.c.at, REPORTS.c.reporter_id)):
        ref = Ref(row.kind, row.object_id)
        if ref not in standing or standing[ref].at < row.at:
            told[ref].append(row)
    authors = users(connection, list({rows[0].author_id for rows in told.values()}))
    cases = [
        _case(ref, rows, authors[rows[0].author_id], standing.get(ref))
        for ref, rows in told.items()
    ]
    return sorted(cases, key=lambda case: (-case.reports, case.first, case.ref.id))


def decide(
    connection: Connection,
    who: User,
    ref: Ref,
    decision: Decision,
    at: datetime,
    *,
    point: Point | None = None,
    note: str = "",
) -> None:
    """Decide on an object; it replaces what was decided on it before, and is logged.

    Args:
        connection: In a transaction of ``acting``.
        who: Decides.
        ref: The object.
        decision: One of ``CHOICES``.
        at: When, UTC.
        point: What the object gives away, for ``spoiler``; None for how its title ends.
        note: For the log.

    Raises:
        SocialError: If it is not a presenter who decides, or there is no such decision.
    """
    _check(connection, who.id)
    if decision not in CHOICES:
        raise SocialError(f"A decision is one of {', '.join(CHOICES)}, not {decision!r}.")
    connection.execute(update(DECISIONS).where(*_of(DECISIONS, ref)).values(standing=False))
    connection.execute(
        insert(DECISIONS),
        {
            "kind": ref.kind,
            "object_id": ref.id,
            "decision": decision,
            "presenter": who.name,
            "note": text(note, "A note", LONGEST_REPORT, empty=True),
            "standing": True,
            "at": at,
        }
        | (point or Point()).columns(),
    )


def decisions(connection: Connection, user_id: str) -> list[Decided]:
    """Return the log of decisions, the last first.

    Raises:
        SocialError: If it is not a presenter who asks.
    """
    _check(connection, user_id)
    rows = connection.execute(select(DECISIONS).order_by(DECISIONS.c.id.desc()))
    return [
        Decided(
            ref=Ref(row.kind, row.object_id),
            decision=row.decision,
            point=point_of(row),
            presenter=row.presenter,
            note=row.note,
            at=row.at,
        )
        for row in rows
    ]


def forget(connection: Connection, ref: Ref) -> None:
    """Drop the reports on an object that is no more; the log of decisions stays."""
    connection.execute(delete(REPORTS).where(*_of(REPORTS, ref)))


def _check(connection: Connection, user_id: str) -> None:
    if not presents(connection, user_id):
        raise SocialError("Only a presenter moderates; enter the code printed at the start.")


def _of(table: Any, ref: Ref) -> tuple[Any, Any]:
    return (table.c.kind == ref.kind, table.c.object_id == ref.id)


def _case(ref: Ref, rows: list[Any], author: User, before: Any) -> Case:
    return Case(
        ref=ref,
        author=author,
        quoted=rows[-1].quoted,
        reports=len(rows),
        why=tuple(Counter(row.why for row in rows).most_common()),
        words=tuple(row.words for row in rows if row.words),
        first=rows[0].at,
        before=before.decision if before is not None else None,
    )
