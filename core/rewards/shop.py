"""The shop: what lies on the shelf, what it costs, who bought it."""

import dataclasses
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from core.errors import RewardError
from core.rewards.ledger import (
    POINTS,
    REVENUE,
    SHELF,
    SUPPLIER,
    Decision,
    Ledger,
    Posting,
    amount,
    own,
    text,
    total,
    wallet,
)
from core.rewards.merging import owned_by
from core.rewards.tables import ENTRIES, OFFERS, ORDERS

KINDS = ("shirt", "snack", "poster", "gift card")

DOLLARS_PER_POINT = 0.01
"""Declared value of a point, US dollars (assumption, 0.002 to 0.02).

Points are a promise until they are spent; only then is their value revenue, as IFRS 15,
paragraphs B39 to B43, has it for loyalty points.
"""

ADD_OFFER, ADD_ORDER = insert(OFFERS), insert(ORDERS)
LATEST = (
    select(OFFERS).where(OFFERS.c.item == bindparam("item")).order_by(OFFERS.c.offer.desc())
).limit(1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an item is and costs.

    Args:
        item: Its id.
        name: Its name on the shelf.
        kind: One of ``KINDS``.
        price: In points.
        title_id: The title it is about; empty if about none.
        sponsor: Who pays for its place on the shelf; empty if nobody does.
    """

    item: str
    name: str
    kind: str
    price: int
    title_id: str = ""
    sponsor: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be sold."""
        text(self.item, "An item's id")
        text(self.name, "An item's name")
        object.__setattr__(self, "price", amount(self.price, "A price in points"))
        for value, what in ((self.title_id, "A title's id"), (self.sponsor, "A sponsor's name")):
            if value:
                text(value, what)
        if self.kind not in KINDS:
            raise RewardError(f"An item is one of {', '.join(KINDS)}, not {self.kind[:40]!r}.")

    @property
    def label(self) -> str:
        """The name, and whose money is behind it."""
        return f"{self.name} (sponsored by {self.sponsor})" if self.sponsor else self.name


@dataclasses.dataclass(frozen=True, slots=True)
class Shelved:
    """An item and how many pieces are left."""

    item: Item
    stock: int


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """One piece bought, as it was offered then."""

    number: int
    member: str
    item: Item
    at: datetime

    @property
    def dollars(self) -> float:
        """What the points it cost are worth, US dollars."""
        return self.item.price * DOLLARS_PER_POINT


@dataclasses.dataclass(frozen=True, slots=True)
class Bought:
    """An order was made; its number."""

    order: int


@dataclasses.dataclass(frozen=True, slots=True)
class NotBought:
    """No order was made: the rule, and a sentence for the member."""

    rule: str
    sentence: str


def put(ledger: Ledger, item: Item, stock: int, key: str, *, at: datetime) -> None:
    """Put an item on the shelf, or change it: what it is, what it costs, how many lie there.

    Raises:
        RewardError: If the stock is no number of pieces, or the key was used for something else.
    """
    wanted, unit = amount(stock, "A stock", least=0), _unit(item.item)

    def decide(connection: Connection) -> Decision:
        connection.execute(ADD_OFFER, dataclasses.asdict(item))
        more = wanted - total(connection, SHELF, unit)
        moved = (Posting(SUPPLIER, unit, -more), Posting(SHELF, unit, more)) if more else ()
        return Decision("delivery", postings=moved)

    body = {"do": "put", "stock": wanted, **dataclasses.asdict(item)}
    ledger.record(own(key), body, at, decide)


def buy(
    ledger: Ledger, member: str, item: str, price: int, key: str, *, at: datetime
) -> Bought | NotBought:
    """Buy one piece with points, once for each key; a retry gets the first answer again.

    Args:
        ledger: Where the points are.
        member: Who buys.
        item: What.
        price: The price that the member was shown, in points.
        key: Names the request.
        at: When.

    Raises:
        RewardError: If there is no such item, it has another price by now, or the key was used
            for something else. Nothing is written then.
    """
    account, unit = wallet(member), _unit(item)
    shown = amount(price, "A price in points")
    body = {"do": "buy", "member": member, "item": item, "price": shown}

    def decide(connection: Connection) -> Decision:
        offer = _offer(connection, item)
        if offer.price != shown:
            raise RewardError(
                f"{offer.name} was shown at {shown:,} points and costs {offer.price:,} now; "
                "look again before you buy."
            )
        refused = _refusal(connection, offer, account)
        if refused is not None:
            return Decision("refusal", dataclasses.asdict(refused))
        moved = (
            Posting(account, POINTS, -shown),
            Posting(REVENUE, POINTS, shown),
            Posting(SHELF, unit, -1),
            Posting(account, unit, 1),
        )

        def rows(connection: Connection, number: int) -> None:
            row = {"entry": number, "member": member, "offer": offer.offer}
            connection.execute(ADD_ORDER, row)

        return Decision("order", {}, moved, rows)

    entry = ledger.record(own(key), body, at, decide)
    return Bought(entry.number) if entry.kind == "order" else NotBought(**entry.answer)


def _refusal(connection: Connection, offer: Row[Any], account: str) -> NotBought | None:
    if total(connection, SHELF, _unit(offer.item)) < 1:
        return NotBought("sold_out", f"{offer.name} is sold out.")
    have = total(connection, account, POINTS)
    if have < offer.price:
        said = f"{offer.name} costs {offer.price:,} points; you have {have:,}."
        return NotBought("points", said)
    return None


def shelf(ledger: Ledger) -> tuple[Shelved, ...]:
    """Return what is offered, by kind, price and name; who sponsors it changes no place."""
    latest = select(func.max(OFFERS.c.offer)).group_by(OFFERS.c.item)
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(OFFERS).where(OFFERS.c.offer.in_(latest))).all()
        found = [Shelved(_item(row), total(connection, SHELF, _unit(row.item))) for row in rows]
    return tuple(sorted(found, key=lambda each: place_on_shelf(each.item)))


def stock(ledger: Ledger, item: str) -> int:
    """Return how many pieces of an item are left.

    Raises:
        RewardError: If there is no such item.
    """
    with ledger.engine.connect() as connection:
        return total(connection, SHELF, _unit(_offer(connection, item).item))


def orders(ledger: Ledger, member: str | None = None) -> tuple[Order, ...]:
    """Return the orders of a member, or of everybody, the latest first."""
    asked = select(ORDERS.c.entry, ORDERS.c.member, ENTRIES.c.at, OFFERS).where(
        ORDERS.c.entry == ENTRIES.c.entry, ORDERS.c.offer == OFFERS.c.offer
    )
    if member is not None:
        asked = asked.where(owned_by(ORDERS, text(member, "A member's id")))
    with ledger.engine.connect() as connection:
        rows = connection.execute(asked.order_by(ORDERS.c.entry.desc())).all()
    return tuple(
        Order(row.entry, row.member, _item(row), datetime.fromisoformat(row.at)) for row in rows
    )


def order(ledger: Ledger, member: str, number: int) -> Order:
    """Return one of a member's own orders.

    Raises:
        RewardError: If it is another's or nobody's; the sentence does not tell which.
    """
    for each in orders(ledger, member):
        if each.number == number:
            return each
    raise RewardError(f"You have no order {number}.")


def count_orders(ledger: Ledger) -> int:
    """Return how many orders were ever made."""
    with ledger.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(ORDERS)).scalar_one())


def place_on_shelf(item: Item) -> tuple[int, int, str, str]:
    """Return what items are ordered by: kind, price, name, id; nothing about sponsors."""
    return KINDS.index(item.kind), item.price, item.name, item.item


def _unit(item: str) -> str:
    return "item:" + text(item, "An item's id")


def _offer(connection: Connection, item: str) -> Row[Any]:
    known = text(item, "An item's id")
    found = connection.execute(LATEST, {"item": known}).first()
    if found is None:
        raise RewardError(f"There is no item {item!r} on the shelf.")
    return found


def _item(row: Row[Any]) -> Item:
    names = [field.name for field in dataclasses.fields(Item)]
    return Item(**{name: getattr(row, name) for name in names})
