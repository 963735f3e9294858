"""The hub: tells everybody who listens that a topic has news; what is new they read themselves.

A message names a topic and nothing else, so whoever listens in learns nothing that the reader's own
page would not show. One hub serves one process.
"""

import asyncio
import dataclasses
import threading

MOST_WAITING = 64
"""News that a listener who is slow may have waiting; more of it says nothing new."""


@dataclasses.dataclass(frozen=True, slots=True)
class News:
    """Something is new.

    Args:
        topic: What it is about, such as ``"stories"``.
        by: Whose browser made it, so that this one need not be told; may be empty.
    """

    topic: str
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """One who listens; lives in one event loop."""

    loop: asyncio.AbstractEventLoop
    topics: frozenset[str]
    waiting: "asyncio.Queue[News]"
    owner: str = ""

    async def next(self) -> News:
        """Wait for news, and return it."""
        return await self.waiting.get()

    def tell(self, news: News) -> None:
        """Put news into the queue; called in the listener's own loop."""
        if not self.waiting.full():
            self.waiting.put_nowait(news)


class Hub:
    """Listeners of one process; may be called from any thread.

    Args:
        most: Listeners at once.
        own: Listeners at once of one owner: a browser's tabs.
    """

    def __init__(self, most: int = 1_000, own: int = 20) -> None:
        self.most, self.own = most, own
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()

    def listen(self, topics: frozenset[str], owner: str = "") -> Listener | None:
        """Return a new listener of the running loop; ``None`` where there are too many.

        Args:
            topics: What to hear of.
            owner: Whose it is; empty for nobody's in particular.
        """
        listener = Listener(
            asyncio.get_running_loop(), topics, asyncio.Queue(maxsize=MOST_WAITING), owner
        )
        with self._lock:
            mine = sum(each.owner == owner for each in self._listeners) if owner else 0
            if len(self._listeners) >= self.most or mine >= self.own:
                return None
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._lock:
            self._listeners.discard(listener)

    def publish(self, topic: str, by: str = "") -> int:
        """Tell all who listen to a topic; return how many they are."""
        with self._lock:
            told = [each for each in self._listeners if topic in each.topics]
        news = News(topic, by)
        for each in told:
            try:
                each.loop.call_soon_threadsafe(each.tell, news)
            except RuntimeError:  # its loop has ended, and with it the one who listened
                self.leave(each)
        return len(told)

    def __len__(self) -> int:
        """Return how many listen."""
        with self._lock:
            return len(self._listeners)
