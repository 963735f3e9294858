"""The tables of the ledger: rows are added, never changed and never removed."""

from sqlalchemy import (
    DDL,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

METADATA = MetaData()

ENTRIES = Table(
    "entries",
    METADATA,
    Column("entry", Integer, primary_key=True),
    Column("key", String(300), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", String(32), nullable=False),
)
"""What was asked once, and answered: ``body`` and ``answer`` are JSON, ``at`` ISO 8601 in UTC."""

POSTINGS = Table(
    "postings",
    METADATA,
    Column("posting", Integer, primary_key=True),
    Column("entry", ForeignKey("entries.entry"), nullable=False, index=True),
    Column("account", String(300), nullable=False),
    Column("unit", String(300), nullable=False),
    Column("amount", Integer, nullable=False),
    Index("postings_by_account", "account", "unit", "amount"),
)
"""What moved: the amounts of an entry add up to zero in each unit (points, or one item)."""

OFFERS = Table(
    "offers",
    METADATA,
    Column("offer", Integer, primary_key=True),
    Column("item", String(200), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("price", Integer, nullable=False),
    Column("title_id", String(200), nullable=False),
    Column("sponsor", String(200), nullable=False),
)
"""What an item is and costs; of an item's offers the last one counts."""

ORDERS = Table(
    "orders",
    METADATA,
    Column("entry", ForeignKey("entries.entry"), primary_key=True),
    Column("member", String(200), nullable=False, index=True),
    Column("offer", ForeignKey("offers.offer"), nullable=False),
)
"""Who bought what; an order's number is its entry."""

CLAIMS = Table(
    "claims",
    METADATA,
    Column("entry", ForeignKey("entries.entry"), primary_key=True),
    Column("member", String(200), nullable=False),
    Column("title_id", String(200), nullable=False),
    Column("place", String(200), nullable=False, index=True),
    Column("day", String(10), nullable=False),
    Column("began", String(32), nullable=False),
    Column("ended", String(32), nullable=False),
    Column("latitude", Integer, nullable=False),
    Column("longitude", Integer, nullable=False),
    UniqueConstraint("member", "title_id", "day"),
)
"""What was paid for; positions in whole tenths of a degree, for more is nobody's business."""

HOMES = Table(
    "homes",
    METADATA,
    Column("home", Integer, primary_key=True),
    Column("member", String(200), nullable=False, index=True),
    Column("place", String(200), nullable=False),
    Column("at", String(32), nullable=False),
)
"""Where members said that they live; the last one counts."""

HIDINGS = Table(
    "hidings",
    METADATA,
    Column("hiding", Integer, primary_key=True),
    Column("member", String(200), nullable=False, index=True),
    Column("hidden", Integer, nullable=False),
    Column("at", String(32), nullable=False),
)
"""Who left the leaderboard (1) or came back (0); the last one counts."""

MERGES = Table(
    "merges",
    METADATA,
    Column("entry", ForeignKey("entries.entry"), primary_key=True),
    Column("member", String(200), nullable=False, index=True),
    Column("heir", String(200), nullable=False, index=True),
)
"""Guests who logged in, and the account that each became; an id may be a guest again later."""

VERBS = ("update", "delete", "replace")

GUARDS = tuple(f"{table.name}_never_{verb}" for table in METADATA.sorted_tables for verb in VERBS)
"""Names of the triggers that keep every table append-only on SQLite."""


def _taken(table: Table) -> str:
    """Return SQL that is true if a row to be added would stand in the place of another."""
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    groups = [list(table.primary_key), *(list(each.columns) for each in unique)]
    same = (
        " AND ".join(f"{column.name} = NEW.{column.name}" for column in group) for group in groups
    )
    found = " OR ".join(f"({each})" for each in same)
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {found})"  # noqa: S608 - ours


def _guard(table: Table, verb: str) -> None:
    """Have SQLite refuse a verb; INSERT OR REPLACE deletes without a word to the delete guard."""
    when = f"INSERT ON {table.name} WHEN {_taken(table)}"
    statement = (
        f"CREATE TRIGGER {table.name}_never_{verb} BEFORE "
        f"{when if verb == 'replace' else f'{verb.upper()} ON {table.name}'} "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )
    trigger = DDL(statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", trigger)


for _table in METADATA.sorted_tables:
    for _verb in VERBS:
        _guard(_table, _verb)


def create(connection: Connection) -> None:
    """Make the tables that are not there yet, in the connection's transaction."""
    METADATA.create_all(connection)
