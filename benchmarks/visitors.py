"""Visitors of the page of stories without a browser: they say to the server what a browser says.

A browser takes a fifth of a processor's second to draw a page anew, and twenty of them on the
machine of the server measure each other. A visitor holds the same two sockets, asks for the same
redraws, and notes when the words it waits for arrive.
"""

import asyncio
import json
import threading
import time
import urllib.request
from collections.abc import Coroutine, Iterator
from typing import Any, Self, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect

T = TypeVar("T")

WAITS_S = 60.0
"""Seconds after which something that does not come is an error."""


class Visitors:
    """Some visitors in a thread of their own.

    Args:
        url: Of the server.
        count: How many.
    """

    def __init__(self, url: str, count: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.all = [_Visitor(url) for _ in range(count)]

    def __enter__(self) -> Self:
        """Begin to visit."""
        return self

    def __exit__(self, *error: object) -> None:
        """Leave."""
        self._run(_each(visitor.leave() for visitor in self.all))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, story_id: str) -> None:
        """Let every visitor join Social and open a story, one after the other."""
        for visitor in self.all:
            self._run(visitor.open(story_id))

    def expect(self, words: str) -> None:
        """Say what every visitor waits for from now on."""
        for visitor in self.all:
            visitor.expect(words)

    def seen(self) -> list[float]:
        """Return when each visitor had what it waited for, in milliseconds since 1970."""
        return list(self._run(_each(visitor.seen() for visitor in self.all)))

    def _run(self, asked: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result(10 * WAITS_S)


class _Visitor:
    def __init__(self, url: str) -> None:
        self._url = url
        self._tasks: list[asyncio.Task[None]] = []
        self._parts: dict[str, dict[str, Any]] = {}
        self._buttons: dict[str, str] = {}
        self._finished = asyncio.Event()
        self._words = ""
        self._at = 0.0
        self._came = asyncio.Event()
        self._query = ""
        self._number = 0

    async def open(self, story_id: str) -> None:
        with urllib.request.urlopen(f"{self._url}/stories", timeout=WAITS_S) as page:
            cookie = page.headers["set-cookie"].partition(";")[0]
        said: dict[str, Any] = {
            "origin": self._url,
            "additional_headers": {"Cookie": cookie},
            "max_size": None,
        }
        where = self._url.replace("http:", "ws:")
        self._page = await connect(f"{where}/_stcore/stream", subprotocols=["streamlit"], **said)  # type: ignore[list-item]
        self._tasks.append(asyncio.create_task(self._read(self._page)))
        self._query = f"story={story_id}"
        await self._ask()
        await self._ask(pressed=self._buttons["social_join"])
        self._news = await connect(f"{where}/live", **said)
        self._tasks.append(asyncio.create_task(self._listen(self._news)))

    def expect(self, words: str) -> None:
        self._words, self._at = words, 0.0
        self._came.clear()

    async def seen(self) -> float:
        await asyncio.wait_for(self._came.wait(), WAITS_S)
        return self._at

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._news.close()
        await self._page.close()

    async def _ask(self, pressed: str = "") -> None:
        """Ask for the whole page, and wait for it."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = "stories"
        if pressed:
            asked.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        self._finished.clear()
        await self._page.send(asked.SerializeToString())
        await asyncio.wait_for(self._finished.wait(), WAITS_S)

    async def _listen(self, socket: ClientConnection) -> None:
        async for heard in socket:
            topic = json.loads(heard).get("topic")
            for part in self._parts.values():
                if topic in part["topics"] and not part["asked"]:
                    part["asked"] = True
                    self._tasks.append(asyncio.create_task(self._redraw(part)))

    async def _redraw(self, part: dict[str, Any]) -> None:
        """Ask for a part of the page, as ``live.js`` does."""
        await asyncio.sleep(part["after_ms"] / 1000)
        part["asked"] = False
        self._number += 1
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = "stories"
        asked.rerun_script.fragment_id = part["fragment"]
        asked.rerun_script.widget_states.widgets.add(
            id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{part['id']}__events",
            json_trigger_value=json.dumps([{"event": "news", "value": self._number}]),
        )
        await self._page.send(asked.SerializeToString())

    async def _read(self, socket: ClientConnection) -> None:
        async for sent in socket:
            told = ForwardMsg()
            told.ParseFromString(sent if isinstance(sent, bytes) else sent.encode())
            if told.WhichOneof("type") == "script_finished":
                self._finished.set()
            elif told.WhichOneof("type") == "delta":
                self._see(told.delta)

    def _see(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button":
            self._buttons[element.button.id.rpartition("-")[2]] = element.button.id
        elif kind == "bidi_component" and element.bidi_component.component_name.endswith("live"):
            found = json.loads(element.bidi_component.json)
            known = self._parts.get(element.bidi_component.id, {"asked": False})
            known |= found | {"id": element.bidi_component.id, "fragment": delta.fragment_id}
            self._parts[element.bidi_component.id] = known
        if self._words and not self._at and any(w.startswith(self._words) for w in _said(element)):
            self._at = time.time() * 1000
            self._came.set()


def _said(element: Any) -> Iterator[str]:
    """Return what an element says: as text, or as the label of what a component draws."""
    if element.WhichOneof("type") == "text":
        yield element.text.body
    elif element.WhichOneof("type") == "bidi_component" and element.bidi_component.json:
        found = json.loads(element.bidi_component.json)
        yield from (each.get("label", "") for each in found.get("tellers", []))
        yield from (f"{each['name']}, {each['count']}" for each in found.get("reactions", []))


async def _each(asked: Iterator[Coroutine[Any, Any, T]]) -> list[T]:
    return list(await asyncio.gather(*asked))
