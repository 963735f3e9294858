"""The marketplace's first items, and its orders as events that the metrics count."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from core.files.contracts import Column, read
from core.rewards.ledger import Ledger
from core.rewards.shop import KINDS, Item, Order, put
from core.world import SAMPLE

SURFACE = "market"
"""Surface of purchases, as the simulation's logs call it."""

MARKET = (
    Column(name="item", kind="text", unique=True, meaning="id of the item"),
    Column(name="name", kind="text", meaning="name on the shelf"),
    Column(name="kind", kind="choice", options=KINDS, meaning="what it is"),
    Column(name="price", kind="whole", low=1, high=100_000, meaning="price; points"),
    Column(name="stock", kind="whole", low=0, high=100_000, meaning="pieces on the shelf at first"),
    Column(name="title_id", kind="text", optional=True, meaning="title it is about, if any"),
    Column(
        name="sponsor",
        kind="text",
        optional=True,
        meaning="made-up company that pays for the place on the shelf; shown, never a rank",
    ),
)
"""The contract of ``market.csv``."""


def order_events(made: Sequence[Order]) -> pd.DataFrame:
    """Return orders as ``purchase`` events of ``core.events``, the earliest first.

    A member without orders has no rows; ``value`` is what the points are worth, US dollars.
    """
    rows = [
        {
            "event_id": f"order-{each.number}",
            "at": each.at,
            "member": each.member,
            "type": "purchase",
            "title_id": each.item.title_id,
            "value": each.dollars,
            "surface": SURFACE,
        }
        for each in sorted(made, key=lambda each: each.number)
    ]
    names = ["event_id", "at", "member", "type", "title_id", "value", "surface"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"at": "datetime64[us, UTC]", "value": float})


def read_market(path: Path = SAMPLE / "market.csv") -> tuple[tuple[Item, int], ...]:
    """Return the items of a ``market.csv`` with their stock.

    Raises:
        DataError: If the file breaks its contract ``MARKET``.
    """
    rows = read(path, MARKET).to_dict("records")
    found = []
    for row in rows:
        pieces = int(row.pop("stock"))
        named = {str(name): value for name, value in row.items()}
        found.append((Item(**(named | {"price": int(row["price"])})), pieces))
    return tuple(found)


def open_market(ledger: Ledger, items: Sequence[tuple[Item, int]], *, at: datetime) -> None:
    """Put items on the shelf once; opening again restocks nothing that was sold meanwhile."""
    for item, pieces in items:
        said = hashlib.blake2b(f"{item} {pieces}".encode(), digest_size=16).hexdigest()
        put(ledger, item, pieces, f"market:{said}", at=at)
