"""Who earned most in a week, by neighbourhood or city; who hides is not there for others."""

import dataclasses
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select

from core.errors import RewardError
from core.rewards.ledger import POINTS, Ledger, amount, instant, text
from core.rewards.merging import owner
from core.rewards.tables import CLAIMS, HIDINGS, POSTINGS
from core.store.engine import writing

HIDDEN = (
    select(HIDINGS.c.hidden)
    .where(HIDINGS.c.member == bindparam("member"))
    .order_by(HIDINGS.c.hiding.desc())
    .limit(1)
)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of the board; members with equal points share a rank, and the next ones skip it."""

    rank: int
    member: str
    points: int


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """What one viewer sees.

    Args:
        rows: The first ones, by points, then by id.
        own: The viewer's own line, wherever it stands; None for who earned nothing.
        members: How many the board ranks, the viewer included.
    """

    rows: tuple[Row, ...]
    own: Row | None
    members: int


def board(
    points: Mapping[str, int], viewer: str, *, hidden: Collection[str] = (), top: int = 10
) -> Board:
    """Return the board as one viewer sees it.

    Who hides is left out before anything is ranked or counted, so that nobody else's rank, the
    number of members or a gap between two ranks tells that somebody is missing. Hidden members
    see where they would stand.

    Args:
        points: Points by member; who has none is not on the board.
        viewer: Who looks.
        hidden: Who opted out.
        top: Lines shown.

    Raises:
        RewardError: If ``top`` is no number of lines.

    Example:
        >>> seen = board({"ada": 30, "bo": 30, "cy": 10, "di": 99}, "cy", hidden={"di"}, top=2)
        >>> [(row.rank, row.member) for row in seen.rows], seen.own.rank, seen.members
        ([(1, 'ada'), (1, 'bo')], 3, 3)
    """
    lines = amount(top, "The lines of a board")
    away = set(hidden) - {viewer}
    ranked = sorted(
        ((member, each) for member, each in points.items() if each > 0 and member not in away),
        key=lambda pair: (-pair[1], pair[0]),
    )
    rows: list[Row] = []
    for place, (member, each) in enumerate(ranked, start=1):
        tied = bool(rows) and rows[-1].points == each
        rows.append(Row(rows[-1].rank if tied else place, member, each))
    own = next((row for row in rows if row.member == viewer), None)
    return Board(tuple(rows[:lines]), own, len(rows))


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of a day's week.

    Example:
        >>> week_of(date(2026, 11, 1))
        (datetime.date(2026, 10, 26), datetime.date(2026, 11, 1))
    """
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def earned(ledger: Ledger, places: Collection[str], day: date) -> dict[str, int]:
    """Return what members were paid for titles in the week of a day, on the wheels of ``places``.

    Args:
        ledger: Where the points are.
        places: One neighbourhood, or all those of a city.
        day: Any day of the week, UTC.
    """
    monday, sunday = week_of(day)
    asked = (
        select(owner(CLAIMS).label("who"), func.sum(POSTINGS.c.amount))
        .where(
            CLAIMS.c.place.in_(sorted(text(place, "A place's id") for place in places)),
            CLAIMS.c.day.between(monday.isoformat(), sunday.isoformat()),
            POSTINGS.c.entry == CLAIMS.c.entry,
            POSTINGS.c.account == "member:" + CLAIMS.c.member,
            POSTINGS.c.unit == POINTS,
        )
        .group_by("who")
    )
    with ledger.engine.connect() as connection:
        return {member: int(points) for member, points in connection.execute(asked).all()}


def hide(ledger: Ledger, member: str, hidden: bool, *, at: datetime) -> None:
    """Leave the leaderboard, or come back to it; asking twice is asking once.

    Raises:
        RewardError: If the member has no id or the time no zone.
    """
    if not isinstance(hidden, bool):
        raise RewardError(f"Hidden is True or False, not {hidden!r}.")
    row = {"member": text(member, "A member's id"), "hidden": int(hidden), "at": instant(at)}
    with writing(ledger.engine) as connection:
        last = connection.execute(HIDDEN, {"member": member}).scalar_one_or_none() or 0
        if last != row["hidden"]:
            connection.execute(insert(HIDINGS), row)


def hidden_members(ledger: Ledger) -> frozenset[str]:
    """Return who is not to be shown to others."""
    latest = select(func.max(HIDINGS.c.hiding)).group_by(HIDINGS.c.member)
    asked = select(HIDINGS.c.member).where(HIDINGS.c.hiding.in_(latest), HIDINGS.c.hidden == 1)
    with ledger.engine.connect() as connection:
        return frozenset(connection.execute(asked).scalars())


def leaderboard(
    ledger: Ledger, viewer: str, places: Collection[str], day: date, *, top: int = 10
) -> Board:
    """Return the board of a neighbourhood or a city in the week of a day, for one viewer."""
    points = earned(ledger, places, day)
    return board(points, viewer, hidden=hidden_members(ledger), top=top)
