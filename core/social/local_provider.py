"""A stand-in for a login provider where there are no credentials: same shape, nobody leaves.

It pretends that everybody in the room who agreed is a friend of everybody else who did, and
that each user has some friends among the sample members, drawn once and for all. As with the real
one, only those are told who use the app and agreed.
"""

import dataclasses
import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, delete, insert, select, update

from core import seeds
from core.errors import SocialError
from core.identity.acting import acting
from core.identity.tables import USERS
from core.identity.users import sample_id, user
from core.social.membership import check_joined
from core.social.providers import Friend, FriendsPage
from core.social.tables_relations import LOGINS
from core.social.visibility import joined_users
from core.store.store import Store

CODE_MINUTES = 10
"""Minutes that a code may be exchanged (RFC 6749, 4.1.2, recommends at most 10)."""

FRIENDS = 120
"""Friends each user has among all sample members (assumption, 50 to 300)."""

PAGE = 10
"""Friends on a page: few, so that a room turns pages too."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LocalProvider:
    """The stand-in, which keeps in the store who agreed.

    Args:
        store: The store.
        members: Ids of the sample members, of whom some are everybody's friends.
        at: Now.
    """

    store: Store
    members: tuple[int, ...]
    at: datetime

    @property
    def name(self) -> str:
        """Return the provider's slug."""
        return "local"

    def authorise_url(self, state: str) -> str:
        """Return the address within the app where a user is asked to agree."""
        return f"?{urlencode({'friends': 'agree', 'state': state})}"

    def agree(self, user_id: str) -> str:
        """Keep that a user agreed that friends find them; return the code to come back with.

        Raises:
            SocialError: If the user has not joined.
        """
        code = secrets.token_urlsafe(24)
        with acting(self.store, user_id) as (connection, who):
            check_joined(connection, who.id)
            connection.execute(delete(LOGINS).where(LOGINS.c.user_id == who.id, _local()))
            row = {"user_id": who.id, "provider": self.name, "account": who.id, "token": ""}
            connection.execute(insert(LOGINS), {**row, "code": _digest(code), "at": self.at})
        return code

    def exchange(self, code: str) -> str:
        """Return a token for a code, which works once and within ``CODE_MINUTES``.

        Raises:
            SocialError: If the code is unknown, used or too old.
        """
        token = secrets.token_urlsafe(24)
        fresh = LOGINS.c.at >= self.at - timedelta(minutes=CODE_MINUTES)
        with self.store.writing() as connection:
            changed = connection.execute(
                update(LOGINS)
                .where(_local(), LOGINS.c.code == _digest(code), fresh)
                .values(code="", token=_digest(token))
            )
            if not code or not changed.rowcount:
                raise SocialError("This code was used or is too old; agree again.")
        return token

    def me(self, token: str) -> Friend:
        """Return who a token speaks for.

        Raises:
            SocialError: If the token is unknown, or the user agrees no longer.
        """
        with self.store.reading() as connection:
            mine = select(LOGINS.c.user_id, LOGINS.c.account).where(
                _local(), LOGINS.c.token == _digest(token)
            )
            found = connection.execute(mine).first() if token else None
            if found is None:
                raise SocialError("This login is over; agree again.")
            return Friend(found.account, user(connection, found.user_id).name)

    def friends(self, token: str, after: str = "") -> FriendsPage:
        """Return a page of friends who use the app and agreed.

        Raises:
            SocialError: As ``me``.
        """
        me = self.me(token).id
        drawn = self._drawn(me)
        account, who = LOGINS.c.account, LOGINS.c.user_id
        agreed = _local(), account != me
        guests = select(USERS.c.id).where(USERS.c.kind != "sample")
        with self.store.reading() as connection:
            others = select(account).where(*agreed, who.in_(guests))
            room = set(connection.execute(others).scalars())
            rows = connection.execute(
                select(account.label("id"), USERS.c.name)
                .join(USERS, USERS.c.id == who)
                .where(*agreed, who.in_(joined_users()), account.in_(drawn | room), account > after)
                .order_by(account)
                .limit(PAGE + 1)
            ).all()
        friends = tuple(Friend(row.id, row.name) for row in rows[:PAGE])
        more = friends[-1].id if len(rows) > PAGE else ""
        return FriendsPage(friends=friends, after=more, total=len(drawn | room))

    def _drawn(self, user_id: str) -> set[str]:
        order = seeds.stream(0, "local friends", user_id).permutation(len(self.members))
        return {sample_id(self.members[place]) for place in order[:FRIENDS].tolist()}


def _local() -> ColumnElement[bool]:
    return LOGINS.c.provider == "local"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
