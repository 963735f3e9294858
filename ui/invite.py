"""The invitation: under which address the room's laptops and phones reach this server."""

import io
import os
import socket
import sys
from collections.abc import Mapping
from urllib.parse import SplitResult, urlencode, urlsplit

import segno
import streamlit as st

from core.identity.presenting import new_code, open_house, spoken
from core.store.store import open_store, place
from ui import house

SHARED = "GREENLIGHT_SHARED"
"""Environment variable that ``make share`` sets: the server listens to the room's network."""

KEPT = frozenset({"link"})
"""Parameters that are one guest's own to give away: the secret link of a playlist."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def lan_address() -> str:
    """Return this machine's address in the local network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: no packet leaves for it
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def shared() -> bool:
    """Return whether the server was opened to the room's network."""
    return os.environ.get(SHARED) == "1"


def link(address: str, query: Mapping[str, str | list[str]], *, lan: str = "") -> str:
    """Return a page's link as others in the room open it; empty if they cannot.

    Args:
        address: The page's, as this browser has it.
        query: What its address carries.
        lan: This machine's address in the room's network, if the server was opened to it.

    Example:
        >>> link("http://localhost:8501/mood", {"x": "7"}, lan="10.0.0.5")
        'http://10.0.0.5:8501/mood?x=7'
        >>> link("https://demo.example/playlists", {"link": "a list's secret"})
        'https://demo.example/playlists'
        >>> link("https://demo.example/mood", {})
        'https://demo.example/mood'
        >>> link("http://localhost:8501/mood", {})
        ''
    """
    parts = urlsplit(address)
    host = parts.netloc
    if parts.hostname in LOOPBACK:
        if not lan or lan in LOOPBACK:
            return ""
        host = f"{lan}:{parts.port}" if parts.port else lan
    asked = urlencode({key: value for key, value in query.items() if key not in KEPT}, doseq=True)
    return SplitResult(parts.scheme, host, parts.path, asked, "").geturl()


def picture(address: str) -> str:
    """Return the QR code of a link as SVG, black on white with the margin that readers need."""
    return str(
        segno.make(address, error="m", micro=False).svg_inline(
            scale=6, border=4, dark="#000", light="#fff", omitsize=False
        )
    )


def announce() -> None:
    """Open the store, make a presenter's code that is good until the next start, and print it.

    Raises:
        GreenlightError: If the store or the secret cannot be used.
    """
    store = open_store(place(house.folder()))
    code = new_code()
    open_house(store, house.own_secret(), code)
    store.engine.dispose()
    sys.stdout.write(invitation(code, st.get_option("server.port")))
    sys.stdout.flush()


def invitation(code: str, port: int) -> str:
    """Return what the terminal says at a start."""
    said = [f"  Presenter's code of this start: {spoken(code)}"]
    if shared():
        address = f"http://{lan_address()}:{port}"
        drawn = io.StringIO()
        segno.make(address, error="m", micro=False).terminal(drawn, compact=True)
        said = [
            f"  Everybody in this room's network: {address}",
            "  Anyone in the network can open it: stop with Ctrl+C when the meeting is over.",
            *said,
            "",
            drawn.getvalue().rstrip("\n"),
        ]
    return "\n" + "\n".join(said) + "\n\n"
