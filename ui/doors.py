"""What every answer carries: a ticket for new browsers, and headers; and whose socket is taken."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.identity import tickets
from ui import house
from ui.ground import TILES

REFUSED = 1008
"""Code of closing a socket (RFC 6455): policy violation."""


def tile_host(template: str) -> str:
    """Return the host of a map's tiles as a policy names it, after a blank; empty for no tiles.

    Example:
        >>> tile_host("https://{s}.tile.example.org/{z}/{x}/{y}.png"), tile_host("")
        (' https://*.tile.example.org', '')
    """
    parts = urlsplit(template.replace("{s}", "*"))
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})(?::[0-9]{1,5})?", re.ASCII)
"""How a host looks that a policy may name; anything else could be taken for a part of one."""


def policy(host: str) -> str:
    """Return what a page may load: nothing from anywhere but this server, and a map's tiles.

    Args:
        host: The request's. Older browsers do not count sockets to it as the page's own, so it is
            named; one that looks like none is not.

    Example:
        >>> policy("demo.local:8501").partition("connect-src ")[2].partition(";")[0]
        "'self' ws://demo.local:8501 wss://demo.local:8501 data: blob:"
        >>> policy("x; script-src *") == policy("")
        True
    """
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            # Vega compiles its expressions; Streamlit's page starts with inline script and style
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{tile_host(os.environ.get(TILES, ''))}",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            f"connect-src 'self'{sockets} data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self' data: blob:",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}

FILES = ("/assets/", "/static/", "/media/", "/component/", "/_stcore/", "/api/")
"""Where paths lead to files and routes; all others are pages."""


def same_host(origin: str, host: str) -> bool:
    """Return whether a page of this very server sends a request: browsers say whose page it is.

    Example:
        >>> same_host("http://demo.local:8501", "demo.local:8501"), same_host("null", "demo.local")
        (True, False)
    """
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # no address at all
        return False


class SecurityHeaders:
    """Adds ``HEADERS`` and the policy to every answer, and takes no socket of another's page.

    Streamlit lets pages of this machine's other ports open its socket. A client that says no
    origin is no browser, and gets as far as the socket's own handler lets it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        host = (
            Headers(scope=scope).get("host", "") if scope["type"] in ("http", "websocket") else ""
        )
        if scope["type"] == "websocket":
            origins = Headers(scope=scope).getlist("origin")
            if not all(same_host(each, host) for each in origins):
                await receive()  # that it connects
                await send({"type": "websocket.close", "code": REFUSED})
                return

        def add(message: Message) -> None:
            headers = MutableHeaders(scope=message)
            headers.setdefault("content-security-policy", policy(host))
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
