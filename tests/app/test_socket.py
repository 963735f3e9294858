"""The socket tells news to pages of this server, and to nobody else."""

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ui import cache
from ui.socket import live

HERE = {"origin": "http://testserver"}


@pytest.fixture
def client():
    with TestClient(Starlette(routes=[WebSocketRoute("/live", live)])) as made:
        yield made


def test_news_reach_a_page_and_name_nothing_but_their_topic(client):
    with client.websocket_connect("/live", headers=HERE) as socket:
        cache.hub().publish("stories", "abc")

        assert socket.receive_json() == {"topic": "stories", "by": "abc"}
    assert len(cache.hub()) == 0


@pytest.mark.parametrize("headers", [{}, {"origin": "http://elsewhere"}, {"origin": "null"}])
def test_a_page_of_another_server_is_refused(client, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/live", headers=headers):
        pass


def test_who_talks_is_shown_the_door(client):
    with client.websocket_connect("/live", headers=HERE) as socket:
        socket.send_text("x" * 100)
        with pytest.raises(WebSocketDisconnect):
            while True:
                socket.receive_text()
    assert len(cache.hub()) == 0
