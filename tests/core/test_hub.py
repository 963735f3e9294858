"""The hub tells everybody who listens, from any thread, and holds nobody up."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from core.hub import MOST_WAITING, Hub, News


def run(coroutine):
    """Run in a loop of its own thread: a browser's test may have left one in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result(timeout=30)


def test_who_listens_to_a_topic_is_told_and_others_are_not():
    hub = Hub()

    async def heard():
        stories, lists = hub.listen(frozenset({"stories"})), hub.listen(frozenset({"playlists"}))
        threading.Thread(target=hub.publish, args=("stories", "me")).start()
        news = await asyncio.wait_for(stories.next(), 5)
        return news, lists.waiting.empty()

    assert run(heard()) == (News("stories", "me"), True)


def test_a_slow_listener_keeps_a_bounded_queue_and_holds_nobody_up():
    hub = Hub()

    async def flooded():
        listener = hub.listen(frozenset({"stories"}))
        for _ in range(10 * MOST_WAITING):
            hub.publish("stories")
        await asyncio.sleep(0)
        return listener.waiting.qsize()

    assert run(flooded()) == MOST_WAITING


def test_who_left_or_whose_loop_ended_is_forgotten():
    hub = Hub()

    async def left():
        listener = hub.listen(frozenset({"stories"}))
        hub.leave(listener)
        return len(hub)

    async def stays():
        hub.listen(frozenset({"stories"}))

    assert run(left()) == 0
    run(stays())
    hub.publish("stories")
    assert len(hub) == 0


def test_there_is_a_most_of_listeners():
    hub = Hub(most=1)

    async def two():
        return [hub.listen(frozenset()) is None for _ in range(2)]

    assert run(two()) == [False, True]


def test_publishers_at_once_lose_no_news():
    hub = Hub()

    async def counted():
        listener = hub.listen(frozenset({"spins"}))
        threads = [
            threading.Thread(target=lambda: [hub.publish("spins") for _ in range(4)])
            for _ in range(MOST_WAITING // 4)
        ]
        for thread in threads:
            thread.start()
        return [(await asyncio.wait_for(listener.next(), 5)).topic for _ in range(MOST_WAITING)]

    assert run(counted()) == ["spins"] * MOST_WAITING


def test_one_guest_cannot_take_every_line():
    hub = Hub(most=100, own=3)

    async def many():
        mine = [hub.listen(frozenset(), "g1") is not None for _ in range(5)]
        return mine, hub.listen(frozenset(), "g2") is not None

    assert run(many()) == ([True, True, True, False, False], True)
