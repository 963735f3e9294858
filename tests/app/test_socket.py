"""The socket tells news to pages of this server, and to nobody else."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.identity import tickets
from ui import cache, house
from ui.socket import listen

ORIGIN = "http://testserver"


def ticket(at, secret=None):
    own = house.own_secret()
    value = tickets.ticket(secret or own, tickets.new_guest(), at)
    return f"{tickets.cookie_name(own)}={value}"


@pytest.fixture
def here(everybodys):
    """What a page of this server sends."""
    return {"origin": ORIGIN, "cookie": ticket(datetime.now(UTC))}


@pytest.fixture
def client():
    with TestClient(Starlette(routes=[WebSocketRoute("/live", listen)])) as made:
        yield made


def test_news_reach_a_page_and_name_nothing_but_their_topic(client, here):
    with client.websocket_connect("/live", headers=here) as socket:
        cache.hub().publish("stories", "abc")

        assert socket.receive_json() == {"topic": "stories", "by": "abc"}
    assert len(cache.hub()) == 0


def test_many_news_in_a_moment_are_few_messages_and_every_topic_is_among_them(client, here):
    with client.websocket_connect("/live", headers=here) as socket:
        for number in range(40):
            cache.hub().publish("social", f"browser {number}")
        cache.hub().publish("stories", "abc")

        told = [socket.receive_json()]
        while told[-1]["topic"] != "stories":
            told.append(socket.receive_json())

    assert len(told) <= 4
    assert told[-1] == {"topic": "stories", "by": "abc"}
    assert told[-2] in [{"topic": "social", "by": by} for by in ("", "browser 39")]


@pytest.mark.parametrize(
    "origin", ["", "http://elsewhere", "null", "http://testserver.elsewhere", "http://["]
)
def test_a_page_of_another_server_is_refused(client, here, origin):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/live", headers=here | {"origin": origin}),
    ):
        pass


def test_a_browser_without_a_good_ticket_is_refused(client, here):
    now = datetime.now(UTC)
    for cookie in ("", "x=y", ticket(now, b"f" * 32), ticket(now - tickets.GOOD_FOR)):
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/live", headers=here | {"cookie": cookie}),
        ):
            pass


def test_who_talks_is_shown_the_door(client, here):
    with client.websocket_connect("/live", headers=here) as socket:
        socket.send_text("x" * 100)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    assert len(cache.hub()) == 0


def test_no_redraw_stops_all_others_to_collect_garbage_or_to_look_for_changed_files():
    config = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
    said = tomllib.loads(config.read_text(encoding="utf-8"))

    assert said["runner"]["postScriptGC"] is False
    assert said["server"]["fileWatcherType"] == "none"
