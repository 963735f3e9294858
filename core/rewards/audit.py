"""What must always be true of a ledger, asked of the store itself."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, not_, or_, select, text

from core.rewards.ledger import POINTS, SHELF, Ledger
from core.rewards.tables import CLAIMS, ENTRIES, GUARDS, MERGES, OFFERS, ORDERS, POSTINGS

MEMBER = "member:%"


def audit(ledger: Ledger) -> list[str]:
    """Return a sentence for every invariant that is broken; an empty list when all hold."""
    with ledger.engine.connect() as connection:
        return [
            *_file(connection),
            *_sums(connection),
            *_entries(connection),
            *_orders(connection),
            *_claims(connection),
            *_twins(connection, "merge", MERGES),
        ]


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    said = connection.execute(text("PRAGMA quick_check")).scalars().all()
    if said != ["ok"]:
        yield f"The file is damaged: {said[0]}."
    for row in connection.execute(text("PRAGMA foreign_key_check")).all():
        yield f"A row of {row[0]} refers to a row of {row[2]} that is not there."
    asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in sorted(set(GUARDS) - set(connection.execute(asked).scalars())):
        yield f"The guard {name} is gone: rows could be changed."


def _sums(connection: Connection) -> Iterator[str]:
    left = func.sum(POSTINGS.c.amount)
    unbalanced = (
        select(POSTINGS.c.entry, POSTINGS.c.unit, left.label("left"))
        .group_by(POSTINGS.c.entry, POSTINGS.c.unit)
        .having(left != 0)
    )
    for row in connection.execute(unbalanced):
        yield f"Entry {row.entry} is unbalanced: its {row.unit} add up to {row.left}."
    below = (
        select(POSTINGS.c.account, POSTINGS.c.unit, left.label("left"))
        .where(or_(POSTINGS.c.account.like(MEMBER), POSTINGS.c.account == SHELF))
        .group_by(POSTINGS.c.account, POSTINGS.c.unit)
        .having(left < 0)
    )
    for row in connection.execute(below):
        what = "stock" if row.account == SHELF else "balance"
        yield f"Negative {what}: {row.account} holds {row.left} {row.unit}."


def _entries(connection: Connection) -> Iterator[str]:
    twice = select(ENTRIES.c.key).group_by(ENTRIES.c.key).having(func.count() > 1)
    for key in connection.execute(twice).scalars():
        yield f"Duplicate key: {key} has more than one entry."
    moves = exists().where(POSTINGS.c.entry == ENTRIES.c.entry)
    empty = ENTRIES.c.kind.in_(("earn", "claim", "order"))
    for row in connection.execute(select(ENTRIES).where(empty, not_(moves))):
        yield f"Entry {row.entry}, kind {row.kind}, has no posting."
    still = select(ENTRIES).where(ENTRIES.c.kind == "refusal", moves)
    for row in connection.execute(still):
        yield f"Entry {row.entry} is a refusal and yet moves something."


def _orders(connection: Connection) -> Iterator[str]:
    yield from _twins(connection, "order", ORDERS)
    asked = select(ORDERS.c.entry, ORDERS.c.member, OFFERS.c.item, OFFERS.c.price).where(
        ORDERS.c.offer == OFFERS.c.offer
    )
    made = asked.subquery()
    for unit, expected in (
        (POINTS, -made.c.price),
        ("item:" + made.c.item, 1),
    ):
        moved = _moved(made, unit)
        wrong = select(made.c.entry).where(moved != expected)
        for number in connection.execute(wrong).scalars():
            what = "the price" if unit is POINTS else "one piece"
            yield f"Order {number} has no posting of {what} for its member."


def _claims(connection: Connection) -> Iterator[str]:
    yield from _twins(connection, "claim", CLAIMS)
    wrong = select(CLAIMS.c.entry).where(_moved(CLAIMS, POINTS) <= 0)
    for number in connection.execute(wrong).scalars():
        yield f"Claim {number} paid its member nothing."
    once = (CLAIMS.c.member, CLAIMS.c.title_id, CLAIMS.c.day)
    for row in connection.execute(select(*once).group_by(*once).having(func.count() > 1)):
        yield f"{row.member} was paid twice for {row.title_id} on {row.day}."


def _moved(rows: Any, unit: Any) -> Any:
    """Return what the member of each row gained of a unit in its entry."""
    mine = and_(
        POSTINGS.c.entry == rows.c.entry,
        POSTINGS.c.account == "member:" + rows.c.member,
        POSTINGS.c.unit == unit,
    )
    gained: Select[Any] = select(func.coalesce(func.sum(POSTINGS.c.amount), 0)).where(mine)
    return gained.correlate(rows).scalar_subquery()


def _twins(connection: Connection, kind: str, rows: Any) -> Iterator[str]:
    """Name every entry of a kind without its row, and every row without such an entry."""
    its = and_(ENTRIES.c.entry == rows.c.entry, ENTRIES.c.kind == kind)
    bare = select(ENTRIES.c.entry).where(
        ENTRIES.c.kind == kind, ENTRIES.c.entry.not_in(select(rows.c.entry))
    )
    for number in connection.execute(bare).scalars():
        yield f"Entry {number} is of kind {kind}, and there is no such {kind}."
    orphan = select(rows.c.entry).where(not_(exists().where(its)))
    for number in connection.execute(orphan).scalars():
        yield f"{kind.capitalize()} {number} has no entry."
