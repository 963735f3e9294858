"""Accounts: who logs in keeps what the guest made, on every browser, and nobody else gets it."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    delete,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from core.identity.tables import USERS
from core.identity.tickets import heir
from core.identity.users import User, guest, user
from core.store.rows import naming, tables
from core.store.store import Store

Follow = Callable[[Connection, str, str], None]
"""Is given the merge's transaction, the guest that was, and the account it became."""


def account_of(issuer: str, subject: str) -> str:
    """Return what an account is kept by: whom it belongs to cannot be read from it.

    Example:
        >>> account_of("https://a", "b") != account_of("https://ab", "")
        True
    """
    return hashlib.sha256(f"{len(issuer)}:{issuer}{subject}".encode()).hexdigest()


def here(
    store: Store,
    secret: bytes,
    holder: str,
    at: datetime,
    account: str = "",
    follow: Follow | None = None,
) -> User:
    """Return who sits at a browser.

    Args:
        store: The store.
        secret: The server's.
        holder: The guest whose ticket the browser holds.
        at: Now.
        account: Whose account is logged in there, as ``account_of`` says; empty for nobody.
        follow: Called after a merge and before it is kept: what lies outside the store follows
            there. If it fails, nobody was merged, and the next visit tries again.
    """
    with store.reading() as connection:
        guest_id, known = _guest_of(connection, secret, holder)
        found = _account(connection, account) if account else None
        if found is not None and not known:
            return user(connection, found)
    if not account:
        return guest(store, guest_id, at)
    if found is None:
        guest(store, guest_id, at)
    with store.writing() as connection:
        found = _account(connection, account)  # another tab may have come first
        if found is None:
            values = {"kind": "account", "account": account}
            connection.execute(update(USERS).where(USERS.c.id == guest_id).values(values))
            return user(connection, guest_id)
        if found != guest_id:
            merge(connection, guest_id, found)
            if follow is not None:
                follow(connection, guest_id, found)
        return user(connection, found)


def merge(connection: Connection, one: str, into: str) -> None:
    """Give everything of a user to another, and forget the first, in the connection's transaction.

    Every column that names a user is found by its foreign key. Where both have what there can be
    only one of (a like of the same review), the other's stays; what would tie the user to itself
    (who followed the guest it was) goes.
    """
    for table in tables(connection):
        for column in naming(table, "users"):
            _move(connection, table, column, one, into)
        for pair in _pairs(table):
            itself = and_(*(column == into for column in pair))
            connection.execute(delete(table).where(itself))
    held = select(USERS.c.presenter).where(USERS.c.id == one)
    if presenter := connection.execute(held).scalar():
        connection.execute(update(USERS).where(USERS.c.id == into).values(presenter=presenter))
    connection.execute(delete(USERS).where(USERS.c.id == one))


def _guest_of(connection: Connection, secret: bytes, holder: str) -> tuple[str, bool]:
    """Return the guest of a ticket, and whether it is known: the first heir who is no account."""
    while True:
        kind = connection.execute(select(USERS.c.kind).where(USERS.c.id == holder)).scalar()
        if kind != "account":
            return holder, kind is not None
        holder = heir(secret, holder)


def _account(connection: Connection, account: str) -> str | None:
    return connection.execute(select(USERS.c.id).where(USERS.c.account == account)).scalar()


def _move(
    connection: Connection, table: Table, column: Column[object], one: str, into: str
) -> None:
    try:
        with connection.begin_nested():
            connection.execute(update(table).where(column == one).values({column: into}))
    except IntegrityError:
        keys = list(table.primary_key)
        for row in connection.execute(select(*keys).where(column == one)).all():
            this = and_(*(key == value for key, value in zip(keys, row, strict=True)))
            try:
                with connection.begin_nested():
                    connection.execute(update(table).where(this).values({column: into}))
            except IntegrityError:
                connection.execute(delete(table).where(this))


def _pairs(table: Table) -> list[list[Column[object]]]:
    """Return the columns that together name a row and of which two or more are users."""
    people = naming(table, "users")
    found = []
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            pair = [column for column in people if column in list(constraint.columns)]
            if len(pair) > 1:
                found.append(pair)
    return found
