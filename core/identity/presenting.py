"""The presenter: who knows the code that this start of the server printed."""

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from core.errors import SocialError
from core.identity.acting import presents
from core.identity.settings import CODE, LOCKED, TRIES, put, setting
from core.identity.tables import USERS
from core.identity.users import user
from core.store.rows import wipe
from core.store.store import Store

SIGNS = "ACDEFGHJKMNPQRTWXY34679"
"""Signs of a code: none that looks like another when it is read aloud or from afar."""

LENGTH = 8
"""Signs of a code: 23 to the power of 8 are 78 billion."""

WINDOW = timedelta(minutes=10)
OWN_TRIES, ALL_TRIES = 5, 2_000
"""Wrong codes in ``WINDOW`` of one guest and of all. A new guest is made by clearing a cookie, so
the second is what holds: 2,000 in ten minutes try 78 billion in some 745 years. It is that large so
that a few who type nonsense do not keep the presenter out."""


def new_code() -> str:
    """Return a code nobody can guess."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spoken(code: str) -> str:
    """Return a code as it is shown.

    Example:
        >>> spoken("ACDEFGHJ")
        'ACDE-FGHJ'
    """
    return f"{code[:4]}-{code[4:]}"


def open_house(store: Store, secret: bytes, code: str) -> None:
    """Let a code make presenters from now on, and no code of before."""
    with store.writing() as connection:
        put(connection, CODE, _digest(secret, code))
        put(connection, TRIES, "")


def enter(store: Store, secret: bytes, user_id: str, typed: str, at: datetime) -> None:
    """Make a guest a presenter, who typed the code.

    Raises:
        SocialError: If it is another code, or there were too many wrong ones; says when again.
    """
    digest = _digest(secret, typed)
    with store.writing() as connection:
        user(connection, user_id)
        tries = _tries(connection, at)
        waits = _waits(tries, user_id)
        if waits is None and hmac.compare_digest(setting(connection, CODE), digest):
            values = {"presenter": digest}
            connection.execute(update(USERS).where(USERS.c.id == user_id).values(values))
            return
        if waits is None:
            tries.append((user_id, at))
            put(connection, TRIES, json.dumps([[who, when.isoformat()] for who, when in tries]))
    if waits is None:
        raise SocialError(
            "That is not the code of this start; it is printed where the server runs."
        )
    left = max(1, -int((at - waits).total_seconds() // 60))
    raise SocialError(
        f"Too many wrong codes: try again in {left} {'minute' if left == 1 else 'minutes'}."
    )


def leave(store: Store, user_id: str) -> None:
    """Make a presenter a guest again."""
    with store.writing() as connection:
        connection.execute(update(USERS).where(USERS.c.id == user_id).values(presenter=""))


def lock(store: Store, user_id: str, locked: bool) -> None:
    """Lock the demo, so that nobody but presenters writes, or unlock it.

    Raises:
        SocialError: If the user is no presenter.
    """
    with store.writing() as connection:
        _only_presenters(connection, user_id)
        put(connection, LOCKED, "1" if locked else "")


def reset(store: Store, user_id: str, refill: Callable[[Connection], None]) -> None:
    """Remove everything that people made, and fill the store anew: all of it or nothing.

    The presenter stays, with name and colour; others who are here are new guests.

    Raises:
        SocialError: If the user is no presenter.
    """
    with store.writing() as connection:
        _only_presenters(connection, user_id)
        row = connection.execute(select(USERS).where(USERS.c.id == user_id)).one()
        code = setting(connection, CODE)
        wipe(connection)
        put(connection, CODE, code)
        connection.execute(insert(USERS), dict(row._mapping))
        refill(connection)


def _only_presenters(connection: Connection, user_id: str) -> None:
    if not presents(connection, user_id):
        raise SocialError("Only a presenter may do that; enter the code that the server printed.")


def _tries(connection: Connection, at: datetime) -> list[tuple[str, datetime]]:
    held = json.loads(setting(connection, TRIES) or "[]")
    tries = [(str(who), datetime.fromisoformat(when)) for who, when in held]
    return [(who, when) for who, when in tries if at - when < WINDOW]


def _waits(tries: list[tuple[str, datetime]], user_id: str) -> datetime | None:
    """Return until when a guest waits; ``None`` for who may try."""
    own = [when for who, when in tries if who == user_id]
    until = []
    if len(own) >= OWN_TRIES:
        until.append(own[-OWN_TRIES] + WINDOW)
    if len(tries) >= ALL_TRIES:
        until.append(tries[-ALL_TRIES][1] + WINDOW)
    return max(until, default=None)


def _digest(secret: bytes, typed: str) -> str:
    signs = "".join(sign for sign in typed[:100].upper() if sign.isalnum())
    return hmac.digest(secret, b"presenter " + signs.encode(), "sha256").hex()
