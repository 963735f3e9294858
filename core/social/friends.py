"""Bring friends: those who are here and agreed to be found; of the others their number alone."""

import dataclasses
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.tables import USERS
from core.identity.users import User, users
from core.social.friends_file import FriendsFile, read_friends
from core.social.local_provider import LocalProvider
from core.social.membership import check_joined
from core.social.providers import FacebookProvider, FriendsProvider, all_friends
from core.social.relations import hidden
from core.social.tables_relations import LOGINS, MEMBERSHIPS
from core.store.store import Store
from core.wording import skeleton

__all__ = [
    "Brought",
    "FacebookProvider",
    "FriendsProvider",
    "LocalProvider",
    "by_file",
    "by_provider",
    "connect",
    "disconnect",
    "read_friends",
]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Friends found here.

    Args:
        people: Those who are here and agreed, by name.
        total: How many friends there are in all.
    """

    people: tuple[User, ...]
    total: int

    def __str__(self) -> str:
        are = "is" if len(self.people) == 1 else "are"
        return f"{len(self.people):,} of {self.total:,} {are} here and agreed to be found."


def connect(store: Store, user_id: str, provider: FriendsProvider, code: str, at: datetime) -> str:
    """Exchange a code for a token, keep that the user agreed to be found, and return the token.

    Raises:
        SocialError: If the user has not joined, the provider refuses, or the account there is
            another user's here.
    """
    with store.reading() as connection:
        check_joined(connection, user_id)
    token = provider.exchange(code)
    account = provider.me(token).id
    with acting(store, user_id) as (connection, who):
        there = LOGINS.c.provider == provider.name
        owner = connection.execute(
            select(LOGINS.c.user_id).where(there, LOGINS.c.account == account)
        ).scalar()
        if owner not in (None, who.id):
            raise SocialError("This account is connected to somebody else here.")
        if owner is None:
            connection.execute(delete(LOGINS).where(there, LOGINS.c.user_id == who.id))
            row = {"user_id": who.id, "provider": provider.name, "account": account}
            connection.execute(insert(LOGINS), {**row, "code": "", "token": "", "at": at})
    return token


def disconnect(store: Store, user_id: str, provider: str, at: datetime) -> None:
    """Take back that friends find a user through a provider; tokens of the stand-in end."""
    with acting(store, user_id) as (connection, who):
        mine = LOGINS.c.user_id == who.id, LOGINS.c.provider == provider
        connection.execute(delete(LOGINS).where(*mine))


def by_provider(store: Store, user_id: str, provider: FriendsProvider, token: str) -> Brought:
    """Return the friends a provider tells of who are here.

    Raises:
        SocialError: If the user has not joined, the token is not the user's, or the provider
            refuses.
    """
    with store.reading() as connection:
        check_joined(connection, user_id)
        there = LOGINS.c.provider == provider.name
        mine = select(LOGINS.c.account).where(there, LOGINS.c.user_id == user_id)
        account = connection.execute(mine).scalar()
    if account is None or provider.me(token).id != account:
        raise SocialError("This login is not yours, or over; agree again.")
    friends, total = all_friends(provider, token)
    accounts = {friend.id for friend in friends}
    with store.reading() as connection:
        logins = select(LOGINS.c.user_id, LOGINS.c.account).where(
            there, LOGINS.c.user_id.not_in(hidden(user_id)), LOGINS.c.user_id != user_id
        )
        here = [who for who, theirs in connection.execute(logins) if theirs in accounts]
        return _brought(connection, here, total)


def by_file(store: Store, user_id: str, file: FriendsFile) -> Brought:
    """Return the friends a file names who are here and let friends find them by name.

    Raises:
        SocialError: If the user has not joined.
    """
    wanted = {skeleton(name) for name in file.names}
    with store.reading() as connection:
        check_joined(connection, user_id)
        named = select(MEMBERSHIPS.c.user_id).where(MEMBERSHIPS.c.named.is_(True))
        found = select(USERS.c.id, USERS.c.skeleton).where(
            USERS.c.id.in_(named), USERS.c.id.not_in(hidden(user_id)), USERS.c.id != user_id
        )
        here = [who for who, name in connection.execute(found) if name in wanted]
        return _brought(connection, here, len(file.names))


def _brought(connection: Connection, ids: list[str], total: int) -> Brought:
    people = sorted(users(connection, ids).values(), key=lambda each: (each.name, each.id))
    return Brought(people=tuple(people), total=total)
