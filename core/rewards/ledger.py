"""Points by double entry: every entry adds up to zero, and a balance is a sum."""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from numbers import Integral
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, select

from core.errors import RewardError
from core.rewards.tables import ENTRIES, POSTINGS, create
from core.store.engine import open_engine, writing
from core.store.rounds import current

POINTS = "points"
"""The unit of points; the unit of an item is ``item:`` and its id."""

ISSUER = "issuer:rewards"
"""Where points come from; its balance is minus all that was ever issued."""

REVENUE = "shop:revenue"
"""Where points that were spent go."""

SHELF = "shop:shelf"
"""Where items lie until they are bought; its balance in an item is the item's stock."""

SUPPLIER = "supplier:all"
"""Where items come from."""

LONGEST = 200
"""Characters of the longest id, name or key."""

MOST = 1_000_000
"""The most points or pieces that one entry moves."""


BY_KEY = select(ENTRIES).where(ENTRIES.c.key == bindparam("key"))
ADD_ENTRY, ADD_POSTING = insert(ENTRIES).returning(ENTRIES.c.entry), insert(POSTINGS)
TOTAL = select(func.coalesce(func.sum(POSTINGS.c.amount), 0)).where(
    POSTINGS.c.account == bindparam("account"), POSTINGS.c.unit == bindparam("unit")
)
"""Built once: building them anew at each write costs as much as SQLite's own work."""


@dataclasses.dataclass(frozen=True, slots=True)
class Posting:
    """What one account gains (or loses, below zero) in one unit."""

    account: str
    unit: str
    amount: int


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What an entry will say.

    Args:
        kind: ``earn``, ``claim``, ``order``, ``delivery``, ``merge`` or ``refusal``.
        answer: What whoever asks again with the same key is told.
        postings: What moves; adds up to zero in each unit.
        rows: What else is written, given the number of the entry.
    """

    kind: str
    answer: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    postings: Sequence[Posting] = ()
    rows: Callable[[Connection, int], None] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands: its number, what was answered, and whether it stood before."""

    number: int
    kind: str
    answer: Mapping[str, Any]
    replayed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger on a store; as many processes as like may hold one on the same store."""

    engine: Engine

    def record(
        self,
        key: str,
        body: Mapping[str, Any],
        at: datetime,
        decide: Callable[[Connection], Decision],
    ) -> Entry:
        """Return the entry of a key, writing it if the key is new.

        Args:
            key: Names the request; a retry carries the same one.
            body: What is asked, as JSON can say it; without the time, for a retry comes later.
            at: When, with zone.
            decide: Reads what is true now, and says what to write. No other writer comes between.

        Raises:
            RewardError: If the key was used for another body, or the decision does not add up.
        """
        asked, moment = json.dumps(body, sort_keys=True), instant(at)
        with writing(self.engine) as connection:
            found = connection.execute(BY_KEY, {"key": key}).first()
            if found is not None:
                if found.body != asked:
                    said = key.partition(":")[2]
                    raise RewardError(
                        f"The key {said!r} was used for another request; a new one needs a new key."
                    )
                return Entry(found.entry, found.kind, json.loads(found.answer), replayed=True)
            decision = decide(connection)
            _check_sum(decision.postings)
            row = {"key": key, "kind": decision.kind, "body": asked, "at": moment}
            row["answer"] = json.dumps(decision.answer, sort_keys=True)
            number = int(connection.execute(ADD_ENTRY, row).scalar_one())
            for one in decision.postings:
                moved = {"account": one.account, "unit": one.unit, "amount": one.amount}
                connection.execute(ADD_POSTING, {"entry": number, **moved})
            if decision.rows is not None:
                decision.rows(connection, number)
        return Entry(number, decision.kind, decision.answer, replayed=False)

    def earn(self, member: str, points: int, key: str, *, at: datetime) -> Entry:
        """Issue points to a member, once for each key.

        Raises:
            RewardError: If there is nothing to issue, or the key was used for something else.
        """
        who, number = wallet(member), amount(points, "Points to earn")
        body = {"do": "earn", "member": member, "points": number}
        moved = (Posting(ISSUER, POINTS, -number), Posting(who, POINTS, number))
        return self.record(own(key), body, at, lambda _: Decision("earn", postings=moved))

    def balance(self, member: str) -> int:
        """Return the points of a member, 0 for who never earned any."""
        account = wallet(member)
        with self.engine.connect() as connection:
            return total(connection, account, POINTS)


def open_ledger(where: Path | str) -> Ledger:
    """Return the ledger on the store at a path or URL, made if there is none.

    At a path it is the ledger of the round that runs (``core.store.rounds``).

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     ledger = open_ledger(Path(folder) / "points.db")
        ...     for _ in range(2):  # a retry is the same entry
        ...         _ = ledger.earn("ada", 30, "k1", at=datetime(2026, 11, 1, tzinfo=UTC))
        ...     ledger.balance("ada")
        30
    """
    engine = open_engine(where if "://" in str(where) else current(Path(where)))
    with writing(engine) as connection:
        create(connection)
    return Ledger(engine)


def total(connection: Connection, account: str, unit: str) -> int:
    """Return what an account holds of a unit: the sum of its postings."""
    return int(connection.execute(TOTAL, {"account": account, "unit": unit}).scalar_one())


def wallet(member: str) -> str:
    """Return the account of a member; no id reaches an account of the house.

    Example:
        >>> wallet("shop:revenue")
        'member:shop:revenue'
    """
    return "member:" + text(member, "A member's id")


def own(key: str) -> str:
    """Return a key from outside in a namespace of its own."""
    return "ask:" + text(key, "A key")


def text(value: str, what: str) -> str:
    """Return a text fit to be kept.

    Raises:
        RewardError: If it is no text, empty, longer than ``LONGEST``, or cannot be shown.
    """
    if not isinstance(value, str):
        raise RewardError(f"{what} must be text, not {type(value).__name__}.")
    if not value.strip():
        raise RewardError(f"{what} must not be empty.")
    if len(value) > LONGEST:
        raise RewardError(f"{what} may have {LONGEST} characters, not {len(value):,}.")
    if not value.isprintable():
        raise RewardError(f"{what} must be on one line of characters that can be shown.")
    return value


def amount(value: int, what: str, least: int = 1) -> int:
    """Return a whole number of points or pieces.

    Raises:
        RewardError: If it is not whole, or not from ``least`` to ``MOST``.
    """
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or not least <= value <= MOST:
        raise RewardError(
            f"{what} must be a whole number from {least} to {MOST:,}, not {str(value)[:40]}."
        )
    return int(value)


def instant(at: datetime) -> str:
    """Return a time as text that sorts: ISO 8601 in UTC, to the microsecond.

    Raises:
        RewardError: If the time has no zone.
    """
    if at.tzinfo is None:
        raise RewardError(f"A time needs its zone, such as 2026-10-31T20:15:00Z, not {at}.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _check_sum(postings: Sequence[Posting]) -> None:
    for unit in dict.fromkeys(posting.unit for posting in postings):
        left = sum(posting.amount for posting in postings if posting.unit == unit)
        if left:
            raise RewardError(f"An entry must add up to zero; its {unit} add up to {left}.")
