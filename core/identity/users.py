"""Users: guests with a name and colour of their own, accounts, and the fictional sample members."""

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count, islice
from typing import Any, Literal, get_args

from sqlalchemy import Connection, insert, select

from core.errors import SocialError, StoreError
from core.identity.tables import USERS
from core.sampling.people import ANIMALS
from core.sampling.people import COLOURS as COLOUR_NAMES
from core.store.store import Store
from core.wording import skeleton

Kind = Literal["guest", "account", "sample"]
KINDS = get_args(Kind)

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
"""How a colour looks."""

LONGEST_NAME = 40
"""Signs of the longest name."""

NAMES_AT_ONCE = 400
"""Names asked for in one query, fewer than the variables a database takes."""

COLOURS = (
    "#1f77b4", "#b3540e", "#2a7f2a", "#b3262a", "#7a52a8", "#7a4f45", "#b3478f", "#5c6570",
    "#6e6e12", "#0f7d89",
)  # fmt: skip
"""Colours of guests; white text on each has a contrast of 4.5 or more (WCAG 2.2, 1.4.3)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who is here.

    Args:
        id: Opaque; ``g...`` a guest, ``m...`` a sample member.
        kind: One of ``KINDS``.
        name: Shown to others.
        colour: As ``#rrggbb``.
        member: Id of the sample member, 0 for others.
    """

    id: str
    kind: Kind
    name: str
    colour: str
    member: int = 0

    @property
    def sample(self) -> bool:
        """Whether this is a fictional sample member: may be looked at, never acts."""
        return self.kind == "sample"


def user(connection: Connection, user_id: str) -> User:
    """Return a user.

    Raises:
        SocialError: If there is none of that id.
    """
    row = connection.execute(select(USERS).where(USERS.c.id == user_id)).first()
    if row is None:
        raise SocialError("There is nobody of that name here.")
    return _user(row)


def users(connection: Connection, ids: list[str]) -> dict[str, User]:
    """Return those of some users who exist, by id."""
    rows = connection.execute(select(USERS).where(USERS.c.id.in_(ids)))
    return {row.id: _user(row) for row in rows}


def check_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Check users that come from a file.

    Raises:
        StoreError: If one is of another kind, or has a colour that is none.
    """
    for row in rows:
        kind, colour = str(row.get("kind")), str(row.get("colour"))
        if kind not in KINDS:
            raise StoreError(f"A user is one of {', '.join(KINDS)}, not {kind[:20]!r}.")
        if not COLOUR.fullmatch(colour):
            raise StoreError(f"A user's colour is one such as #1f77b4, not {colour[:20]!r}.")


def sample_id(member: int) -> str:
    """Return the user's id of a sample member."""
    return f"m{member}"


def guest(store: Store, user_id: str, at: datetime) -> User:
    """Return the guest of an id, made if it is new; the name is free to change later."""
    with store.reading() as connection:
        row = connection.execute(select(USERS).where(USERS.c.id == user_id)).first()
    if row is not None:
        return _user(row)
    with store.writing() as connection:
        row = connection.execute(select(USERS).where(USERS.c.id == user_id)).first()
        if row is not None:
            return _user(row)
        number = int.from_bytes(hashlib.sha256(user_id.encode()).digest()[:6], "big")
        name = _free_name(connection, number)
        connection.execute(
            insert(USERS),
            {
                "id": user_id,
                "kind": "guest",
                "name": name,
                "skeleton": skeleton(name),
                "colour": COLOURS[number % len(COLOURS)],
                "member_id": 0,
                "account": None,
                "presenter": "",
                "at": at,
            },
        )
        return user(connection, user_id)


def names_from(number: int) -> Iterator[str]:
    """Yield names such as "Guest Teal Otter", each once and without end; a number tells the place.

    Each pair of a colour and an animal comes once bare, then once with a 2, and so on: there is a
    name for everybody, however many came before.

    Example:
        >>> names = names_from(0)
        >>> next(names) == f"Guest {COLOUR_NAMES[0]} {ANIMALS[0]}"
        True
    """
    pairs = len(COLOUR_NAMES) * len(ANIMALS)
    for turn in count(1):
        for step in range(pairs):
            second, first = divmod((number + step) % pairs, len(COLOUR_NAMES))
            name = f"Guest {COLOUR_NAMES[first]} {ANIMALS[second]}"
            yield f"{name} {turn}" if turn > 1 else name


def _free_name(connection: Connection, number: int) -> str:
    """Return a name that nobody has, found in a few queries however many are taken."""
    names = names_from(number)
    while True:
        some = {skeleton(name): name for name in islice(names, NAMES_AT_ONCE)}
        held = select(USERS.c.skeleton).where(USERS.c.skeleton.in_(some))
        taken = set(connection.execute(held).scalars())
        for seen, name in some.items():
            if seen not in taken:
                return name


def _user(row: Any) -> User:
    return User(id=row.id, kind=row.kind, name=row.name, colour=row.colour, member=row.member_id)
