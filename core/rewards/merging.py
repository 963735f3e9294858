"""A guest who logs in: what it earned, bought and said follows it into the account."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, insert, or_, select

from core.rewards.ledger import Decision, Ledger, Posting, instant, text, wallet
from core.rewards.tables import HIDINGS, HOMES, MERGES, POSTINGS
from core.store.engine import writing

ADD_MERGE = insert(MERGES)
HELD = (
    select(POSTINGS.c.unit, func.sum(POSTINGS.c.amount).label("held"))
    .where(POSTINGS.c.account == bindparam("account"))
    .group_by(POSTINGS.c.unit)
    .order_by(POSTINGS.c.unit)
)
LATEST = select(func.max(POSTINGS.c.posting)).where(POSTINGS.c.account == bindparam("account"))


def hand_over(ledger: Ledger, one: str, into: str, *, at: datetime) -> None:
    """Give all that a member has to another, once: a second time there is nothing left to give.

    Points and pieces move in one balanced entry. Its orders and claims count as the other's from
    then on, caps and "already paid" included, so that merging guests earns nobody more. Where the
    other never said where it lives, or whether it hides, the member's word becomes its own.

    Raises:
        RewardError: If the two are one, or one has no id.
    """
    mine, theirs = wallet(one), wallet(into)
    if one == into:
        return
    moment = instant(at)
    with ledger.engine.connect() as connection:
        mark = connection.execute(LATEST, {"account": mine}).scalar()
        holds = any(row.held for row in connection.execute(HELD, {"account": mine}))
    if holds:
        body = {"do": "merge", "member": one, "into": into}

        def decide(connection: Connection) -> Decision:
            held = connection.execute(HELD, {"account": mine}).all()
            moved = [
                Posting(account, row.unit, sign * int(row.held))
                for row in held
                if row.held
                for account, sign in ((mine, -1), (theirs, 1))
            ]

            def rows(connection: Connection, number: int) -> None:
                connection.execute(ADD_MERGE, {"entry": number, "member": one, "heir": into})

            return Decision("merge", {}, moved, rows)

        # named by the last thing that happened to the wallet: the same merge again is the same
        # entry, and one after new earnings is another
        ledger.record(f"merge:{one}:{mark}", body, at, decide)
    with writing(ledger.engine) as connection:
        _word(connection, HOMES, one, into)
        _word(connection, HIDINGS, one, into, at=moment)


def owner(table: Table) -> ColumnElement[str]:
    """Return whose a row with an entry and a member is: the member's, or of whom it became."""
    first = (
        select(MERGES.c.heir)
        .where(MERGES.c.member == table.c.member, MERGES.c.entry > table.c.entry)
        .order_by(MERGES.c.entry)
        .limit(1)
        .correlate(table)
        .scalar_subquery()
    )
    return func.coalesce(first, table.c.member)


def owned_by(table: Table, member: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a row is a member's, by way of the index on members."""
    became = select(MERGES.c.member).where(MERGES.c.heir == member)
    named = or_(table.c.member == member, table.c.member.in_(became))
    return named & (owner(table) == member)


def _word(connection: Connection, table: Table, one: str, into: str, **more: str) -> None:
    """Let a member's last word be another's, who never said any."""
    (number,) = table.primary_key
    said = select(table).where(table.c.member == bindparam("who")).order_by(number.desc())
    mine = connection.execute(said, {"who": text(one, "A member's id")}).first()
    if mine is None or connection.execute(said, {"who": into}).first() is not None:
        return
    held = {column.name: getattr(mine, column.name) for column in table.c if column is not number}
    connection.execute(insert(table), {**held, "member": into, **more})
