"""The WebSocket by which browsers hear that something is new."""

import asyncio
import json
from datetime import UTC, datetime

from starlette.websockets import WebSocket, WebSocketDisconnect

from core.hub import Listener, News
from core.identity import tickets
from ui import house
from ui.doors import REFUSED, same_host

BUSY = 1013
"""Code of closing (IANA's registry): try again later."""

IDLE_S = 25.0
"""Seconds after which a silent line is proven to be alive (assumption, 10 to 50: proxies cut idle
lines after about 60)."""

GATHER_S = 0.2
"""Seconds after news in which more of it is gathered, so that nobody who clicks fast makes all
others' browsers redraw as fast (assumption, 0.1 to 0.3: the promise is half a second)."""


async def listen(socket: WebSocket) -> None:
    """Tell one browser of news until it leaves; it has nothing to say itself."""
    from ui import cache, live  # not with the server: what is remembered needs it to run

    guest = _guest(socket)
    headers = socket.headers
    ours = same_host(headers.get("origin", ""), headers.get("host", ""))
    if not ours or guest is None:
        await socket.close(REFUSED)
        return
    listener = cache.hub().listen(live.TOPICS, guest)
    if listener is None:
        await socket.close(BUSY)
        return
    try:
        await socket.accept()
        left = asyncio.ensure_future(_until_it_leaves(socket))
        try:
            while not left.done():
                news = asyncio.ensure_future(listener.next())
                await asyncio.wait(
                    {left, news}, timeout=IDLE_S, return_when=asyncio.FIRST_COMPLETED
                )
                if left.done():
                    news.cancel()
                elif news.done():
                    for said in _together(news.result(), listener):
                        await socket.send_text(json.dumps({"topic": said.topic, "by": said.by}))
                    await asyncio.wait({left}, timeout=GATHER_S)
                else:
                    news.cancel()
                    await socket.send_text("{}")
        finally:
            left.cancel()
    except (WebSocketDisconnect, RuntimeError):
        pass  # it went away while it was told
    finally:
        cache.hub().leave(listener)


def _together(first: News, listener: Listener) -> list[News]:
    """Return what waits for a listener, each topic once; of several browsers' news nobody's own."""
    found = {first.topic: first}
    while not listener.waiting.empty():
        more = listener.waiting.get_nowait()
        same = found.get(more.topic, more).by == more.by
        found[more.topic] = News(more.topic, more.by if same else "")
    return list(found.values())


async def _until_it_leaves(socket: WebSocket) -> None:
    """Return once the browser has gone, or says anything: it is not asked to."""
    try:
        await socket.receive_text()
        await socket.close(REFUSED)
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return


def _guest(socket: WebSocket) -> str | None:
    """Return whose ticket the browser brings; ``None`` without a good one of this server."""
    cookies = socket.headers.get("cookie", "")
    return tickets.user_of(cookies, house.own_secret(), datetime.now(UTC))
