"""What every answer of the server carries: a ticket for browsers that have none, and headers."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.identity import tickets
from ui import house
from ui.ground import TILES


def tile_host(template: str) -> str:
    """Return the host of a map's tiles as a policy names it, after a blank; empty for no tiles.

    Example:
        >>> tile_host("https://{s}.tile.example.org/{z}/{x}/{y}.png"), tile_host("")
        (' https://*.tile.example.org', '')
    """
    parts = urlsplit(template.replace("{s}", "*"))
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


POLICY = "; ".join(
    [
        "default-src 'self'",
        # Vega compiles its expressions; Streamlit's page starts with inline script and style
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob:{tile_host(os.environ.get(TILES, ''))}",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
"""Nothing is loaded from anywhere but this server, and a map's tiles where they are turned on."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}

FILES = ("/assets/", "/static/", "/media/", "/component/", "/_stcore/", "/api/")
"""Where paths lead to files and routes; all others are pages."""


class SecurityHeaders:
    """Adds ``HEADERS`` to every answer; sockets pass through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        def add(message: Message) -> None:
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)

        await self.app(scope, receive, _at_start(scope, send, add))


class Tickets:
    """Gives a browser that opens a page a ticket, unless it holds a good one.

    Nothing is written to the store here: a visitor becomes a user when a page is drawn for them,
    which no robot that only fetches addresses ever sees.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        def add(message: Message) -> None:
            if _is_page(scope, message):
                cookie = set_cookie(scope, house.own_secret(), datetime.now(UTC))
                if cookie:
                    MutableHeaders(scope=message).append("set-cookie", cookie)

        await self.app(scope, receive, _at_start(scope, send, add))


def set_cookie(scope: Scope, secret: bytes, at: datetime) -> str:
    """Return the cookie to set for a request; empty where it brought one that is good."""
    name = tickets.cookie_name(secret)
    brought = tickets.read(Headers(scope=scope).get("cookie", "")).get(name, "")
    guest = tickets.holder(secret, brought, at)
    if guest is not None and not tickets.ages(secret, brought, at):
        return ""
    value = tickets.ticket(secret, guest or tickets.new_guest(), at)
    parts = [
        f"{name}={value}",
        f"Max-Age={int(tickets.GOOD_FOR.total_seconds())}",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
    ]
    return "; ".join([*parts, "Secure"] if scope["scheme"] == "https" else parts)


def _is_page(scope: Scope, message: Message) -> bool:
    """Return whether an answer is that of a page, or says that the browser's copy still holds."""
    if scope["method"] != "GET" or scope["path"].startswith(FILES):
        return False
    if message["status"] == 304:
        return "text/html" in Headers(scope=scope).get("accept", "")
    kind = MutableHeaders(scope=message).get("content-type", "")
    return bool(message["status"] == 200 and kind.startswith("text/html"))


def _at_start(scope: Scope, send: Send, change: Callable[[Message], None]) -> Send:
    """Return a ``send`` that changes an HTTP answer as it starts."""
    if scope["type"] != "http":
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(message)
        await send(message)

    return sending
