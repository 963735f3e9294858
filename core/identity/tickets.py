"""Tickets: signed cookies by which the server knows a browser again; nobody can write one."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadData, URLSafeSerializer

GOOD_FOR = timedelta(days=30)
"""How long a ticket is good for: a demo and its follow-up lie within a month, and a phone that was
lent or sold should not be somebody for longer (assumption, 1 to 90 days)."""

SALT = "greenlight guest ticket"
"""Keeps what is signed here from meaning anything elsewhere under the same secret."""

GUEST = re.compile(r"g[0-9a-f]{16}")
"""How the id of a guest looks."""


def new_guest() -> str:
    """Return an id that nobody has, and nobody can guess."""
    return f"g{secrets.token_hex(8)}"


def cookie_name(secret: bytes) -> str:
    """Return what the cookie is called: servers on one host share cookies, but not this name."""
    return f"greenlight_{hmac.digest(secret, b'cookie name', 'sha256').hex()[:8]}"


def ticket(secret: bytes, user_id: str, at: datetime) -> str:
    """Return a ticket for a guest, good for ``GOOD_FOR``.

    Example:
        >>> now = datetime(2026, 11, 27, tzinfo=UTC)
        >>> holder(b"s" * 32, ticket(b"s" * 32, "g0123456789abcdef", now), now)
        'g0123456789abcdef'
    """
    return str(_signer(secret).dumps([user_id, int(at.timestamp())]))


def holder(secret: bytes, token: str, at: datetime) -> str | None:
    """Return the guest a ticket is for; ``None`` if it is forged, damaged or expired."""
    found = _read(secret, token)
    return found[0] if found is not None and timedelta(0) <= at - found[1] < GOOD_FOR else None


def ages(secret: bytes, token: str, at: datetime) -> bool:
    """Return whether a ticket that holds should be renewed: half of its time is over."""
    found = _read(secret, token)
    return found is not None and at - found[1] >= GOOD_FOR / 2


def user_of(cookies: str | Mapping[str, str], secret: bytes, at: datetime) -> str | None:
    """Return the guest whose ticket is among cookies; ``None`` if no good one is.

    Args:
        cookies: The header as the browser sent it, or a mapping by name.
        secret: The server's.
        at: Now.
    """
    token = read(cookies).get(cookie_name(secret))
    return None if token is None else holder(secret, token, at)


def read(cookies: str | Mapping[str, str]) -> Mapping[str, str]:
    """Return cookies by name; none at all where the header is no cookie header."""
    if not isinstance(cookies, str):
        return cookies
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(cookies).items()}
    except CookieError:
        return {}


def heir(secret: bytes, user_id: str) -> str:
    """Return the guest who follows when a guest's row has become an account's.

    After logging out a browser still holds the ticket of the guest it was, whose row belongs to the
    account now; the heir is somebody new, the same at every visit.
    """
    return f"g{hmac.digest(secret, b'heir of ' + user_id.encode(), 'sha256').hex()[:16]}"


def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _read(secret: bytes, token: str) -> tuple[str, datetime] | None:
    try:
        found = _signer(secret).loads(token)
    except BadData:
        return None
    match found:
        case [str(user_id), int(since)] if GUEST.fullmatch(user_id):
            return user_id, datetime.fromtimestamp(since, UTC)
    return None
