"""Paying for what was watched: the rules, applied where no other writer can come between."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, or_, select

from core.errors import RewardError
from core.rewards.ledger import (
    ISSUER,
    POINTS,
    Decision,
    Ledger,
    Posting,
    instant,
    text,
    wallet,
)
from core.rewards.merging import owned_by
from core.rewards.rules import (
    Believed,
    Claim,
    PaidViewing,
    Refused,
    Rule,
    Rules,
    judge,
    tenths,
)
from core.rewards.tables import CLAIMS, HOMES
from core.store.engine import writing

ADD_CLAIM, ADD_HOME = insert(CLAIMS), insert(HOMES)
HOME = (
    select(HOMES).where(HOMES.c.member == bindparam("member")).order_by(HOMES.c.home.desc())
).limit(1)
FIRST = select(func.min(HOMES.c.at)).where(HOMES.c.member == bindparam("member"))
NEAR = select(CLAIMS).where(
    # who became an account and logged out again has the same id, and watches the same evening
    or_(CLAIMS.c.member == bindparam("member"), owned_by(CLAIMS, bindparam("member"))),
    CLAIMS.c.day.between(bindparam("since"), bindparam("until")),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Paid:
    """Points were paid: how many, the entry's number, and a sentence for the member."""

    points: int
    entry: int
    sentence: str


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """The member lives in this place now."""

    place: str


class _Stop(Exception):
    """Nothing is to be written."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def claim(ledger: Ledger, asked: Claim, believed: Believed, rules: Rules) -> Paid | Refused:
    """Pay for a viewing if every rule allows it.

    The same claim again gets the same answer and no second entry. A refusal is not kept: what
    does not pay today may pay tomorrow.

    Args:
        ledger: Where the points are.
        asked: The viewing, from the server's own logs.
        believed: The private release; the one thing read of what others did.
        rules: The knobs.

    Raises:
        RewardError: If the viewing could not be: no id, no zone, an end before its beginning.
    """
    _check(asked)
    account = wallet(asked.member)
    body = {"do": "claim", "member": asked.member, "title": asked.title_id, "place": asked.place}
    body |= {"began": instant(asked.began), "ended": instant(asked.ended)}
    key = hashlib.blake2b(json.dumps(body).encode(), digest_size=16).hexdigest()

    def decide(connection: Connection) -> Decision:
        refused = judge(
            asked,
            home=_home(connection, asked.member),
            since=_since(connection, asked.member),
            paid=_paid(connection, asked),
            believed=believed,
            rules=rules,
        )
        if refused is not None:
            raise _Stop(refused)
        moved = (
            Posting(ISSUER, POINTS, -rules.points),
            Posting(account, POINTS, rules.points),
        )
        return Decision("claim", {"points": rules.points}, moved, _row(asked))

    try:
        entry = ledger.record(f"claim:{key}", body, asked.ended, decide)
    except _Stop as stop:
        return stop.refused
    points = int(entry.answer["points"])
    return Paid(points, entry.number, f"{points} points for {asked.title}.")


def move(ledger: Ledger, member: str, place: str, *, at: datetime, rules: Rules) -> Moved | Refused:
    """Say where a member lives; the first time is free, later ones are far between."""
    row = {"member": text(member, "A member's id"), "place": text(place, "A place's id")}
    row["at"] = instant(at)
    with writing(ledger.engine) as connection:
        last = connection.execute(HOME, {"member": member}).first()
        if last is not None and last.place == place:
            return Moved(place)
        if last is not None:
            free = datetime.fromisoformat(last.at) + timedelta(days=rules.home_days)
            if at < free:
                said = f"A home can change once in {rules.home_days} days; yours again on "
                return Refused(Rule.MOVE, f"{said}{free.date()}.")
        connection.execute(ADD_HOME, row)
    return Moved(place)


def home(ledger: Ledger, member: str) -> str | None:
    """Return the place a member lives in; None if never said."""
    with ledger.engine.connect() as connection:
        return _home(connection, text(member, "A member's id"))


def _check(asked: Claim) -> None:
    text(asked.title_id, "A title's id")
    text(asked.place, "A place's id")
    for at in (asked.began, asked.ended, *([asked.spun_at] if asked.spun_at else [])):
        instant(at)
    if asked.ended < asked.began:
        raise RewardError(f"A viewing cannot end ({asked.ended}) before it began ({asked.began}).")
    if not (math.isfinite(asked.minutes) and asked.minutes >= 0 and asked.running > 0):
        raise RewardError(
            "A viewing has minutes, 0 or more, of a running time above 0, not "
            f"{asked.minutes} of {asked.running}."
        )
    if not (-90 <= asked.latitude <= 90 and -180 <= asked.longitude <= 180):
        raise RewardError(
            "A position is degrees north from -90 to 90 and degrees east from -180 to 180, not "
            f"{asked.latitude}, {asked.longitude}."
        )


def _home(connection: Connection, member: str) -> str | None:
    last = connection.execute(HOME, {"member": member}).first()
    return None if last is None else str(last.place)


def _since(connection: Connection, member: str) -> datetime | None:
    first = connection.execute(FIRST, {"member": member}).scalar()
    return None if first is None else datetime.fromisoformat(str(first))


def _paid(connection: Connection, asked: Claim) -> tuple[PaidViewing, ...]:
    day = datetime.fromisoformat(instant(asked.ended)).date()
    week = timedelta(days=7)
    span = {"since": (day - week).isoformat(), "until": (day + week).isoformat()}
    rows = connection.execute(NEAR, {"member": asked.member, **span}).all()
    return tuple(
        PaidViewing(
            row.title_id,
            datetime.fromisoformat(row.began),
            datetime.fromisoformat(row.ended),
            row.latitude,
            row.longitude,
        )
        for row in rows
    )


def _row(asked: Claim) -> Callable[[Connection, int], None]:
    began, ended = instant(asked.began), instant(asked.ended)
    row = {"member": asked.member, "title_id": asked.title_id, "place": asked.place}
    row |= {"day": ended[:10], "began": began, "ended": ended}
    where = {"latitude": tenths(asked.latitude), "longitude": tenths(asked.longitude)}

    def write(connection: Connection, number: int) -> None:
        connection.execute(ADD_CLAIM, {"entry": number, **row, **where})

    return write
