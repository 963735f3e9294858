"""Login providers that know who is friends with whom, shaped as Facebook's Graph API is.

A provider tells the app of friends who also use the app and agreed to be found, and of the others
only how many there are. ``FacebookProvider`` was written from Facebook's documentation and tested
against answers of that shape; it was never run against the real service.

Source:
    Meta for Developers, Facebook Login, "Manually build a login flow", and Graph API reference,
    "User friends": only friends who use the app and granted ``user_friends`` are in ``data``;
    ``summary.total_count`` counts all; ``paging.cursors.after`` leads to the next page.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from core.errors import SocialError

VERSION = "v21.0"
"""Version of the Graph API whose shape this is."""

DIALOG = f"https://www.facebook.com/{VERSION}/dialog/oauth"
GRAPH = f"https://graph.facebook.com/{VERSION}"

SCOPE = "public_profile,user_friends"

PAGE = 100
"""Friends asked for at once."""

PAGES = 100
"""Pages read at most: who has more friends than that is told so."""

Fetch = Callable[[str, Mapping[str, str], Mapping[str, str]], str]
"""Gets a web address with parameters and headers, and returns the answer's text."""


@dataclasses.dataclass(frozen=True, slots=True)
class Friend:
    """Somebody as a provider knows them.

    Args:
        id: The provider's id for this app.
        name: Their name there.
    """

    id: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FriendsPage:
    """A page of friends who use the app and agreed.

    Args:
        friends: The friends.
        after: Where the next page begins; empty on the last.
        total: How many friends there are in all, here or not.
    """

    friends: tuple[Friend, ...]
    after: str
    total: int


class FriendsProvider(Protocol):
    """What a login provider does for bringing friends; errors are ``SocialError``."""

    @property
    def name(self) -> str:
        """Return the provider's slug."""

    def authorise_url(self, state: str) -> str:
        """Return where a user agrees; the user comes back with a code and the same state."""

    def exchange(self, code: str) -> str:
        """Return a token for a code, which works once."""

    def me(self, token: str) -> Friend:
        """Return who a token speaks for."""

    def friends(self, token: str, after: str = "") -> FriendsPage:
        """Return a page of friends who use the app and agreed."""


def all_friends(provider: FriendsProvider, token: str) -> tuple[tuple[Friend, ...], int]:
    """Return all friends who use the app and agreed, and how many friends there are in all.

    Raises:
        SocialError: If the provider refuses, repeats a page, or has more than ``PAGES``.
    """
    found: dict[str, Friend] = {}
    after, seen = "", {""}
    for _ in range(PAGES):
        page = provider.friends(token, after)
        found.update((friend.id, friend) for friend in page.friends)
        if not page.after:
            return tuple(found.values()), max(page.total, len(found))
        if page.after in seen:
            raise SocialError("The friends' provider repeats itself; try again later.")
        after = page.after
        seen.add(after)
    raise SocialError(f"At most {PAGES * PAGE:,} friends can be brought; there are more.")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FacebookProvider:
    """Facebook, given an app's credentials; never run against the real service.

    Args:
        client_id: The app's id.
        client_secret: The app's secret; it leaves for Facebook alone, and no error shows it.
        redirect: The app's address that users come back to, as registered there.
        fetch: How a web address is got.
    """

    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    redirect: str
    fetch: Fetch = dataclasses.field(repr=False)

    @property
    def name(self) -> str:
        """Return the provider's slug."""
        return "facebook"

    def authorise_url(self, state: str) -> str:
        """Return where a user agrees."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "state": state,
            "scope": SCOPE,
            "response_type": "code",
        }
        return f"{DIALOG}?{urlencode(asked)}"

    def exchange(self, code: str) -> str:
        """Return a token for a code."""
        found = self._get(
            "oauth/access_token",
            {
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "redirect_uri": self.redirect,
                "code": code,
            },
        )
        return _text(found, "access_token")

    def me(self, token: str) -> Friend:
        """Return who a token speaks for."""
        return _friend(self._get("me", {"fields": "id,name"}, token))

    def friends(self, token: str, after: str = "") -> FriendsPage:
        """Return a page of friends who use the app and agreed."""
        asked = {"fields": "id,name", "limit": str(PAGE)} | ({"after": after} if after else {})
        found = self._get("me/friends", asked, token)
        rows = found.get("data")
        if not isinstance(rows, list):
            raise _strange("data")
        paging, summary = (_table(found.get(name)) for name in ("paging", "summary"))
        cursor = _table(paging.get("cursors")).get("after", "") if "next" in paging else ""
        friends = tuple(_friend(row) for row in rows)
        total = summary.get("total_count", len(friends))
        if not isinstance(cursor, str) or not isinstance(total, int):
            raise _strange("paging or summary")
        return FriendsPage(friends=friends, after=cursor, total=total)

    def _get(self, path: str, asked: Mapping[str, str], token: str = "") -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            found = json.loads(self.fetch(f"{GRAPH}/{path}", asked, headers))
        except (ValueError, RecursionError):
            raise SocialError("Facebook's answer is no JSON; try again later.") from None
        except OSError:
            raise SocialError("Facebook cannot be reached; try again later.") from None
        if not isinstance(found, dict):
            raise _strange("a table")
        if "error" in found:
            code = _table(found["error"]).get("code")
            why = "log in there again" if code == 190 else "try again later"
            raise SocialError(
                f"Facebook refuses (code {code if isinstance(code, int) else '?'}): {why}."
            )
        return found


def _friend(row: object) -> Friend:
    return Friend(_text(_table(row), "id"), _text(_table(row), "name"))


def _table(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise _strange(name)
    return value


def _strange(name: str) -> SocialError:
    return SocialError(f"Facebook's answer holds no {name} as documented; try again later.")
