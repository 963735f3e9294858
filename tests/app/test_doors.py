"""What the server's answers allow, and whose pages may open its sockets."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from ui.doors import SecurityHeaders, policy


async def page(request):
    return PlainTextResponse("here")


async def stream(socket: WebSocket):
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture
def client():
    routes = [Route("/", page), WebSocketRoute("/_stcore/stream", stream)]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])) as made:
        yield made


def connect_src(said: str) -> list[str]:
    return next(each for each in said.split("; ") if each.startswith("connect-src ")).split()[1:]


@pytest.mark.parametrize("host", ["localhost:8501", "192.168.1.20:8501", "demo.example.org"])
def test_a_page_may_open_sockets_to_its_own_host_alone(client, host):
    said = client.get("/", headers={"host": host}).headers["content-security-policy"]

    assert connect_src(said) == ["'self'", f"ws://{host}", f"wss://{host}", "data:", "blob:"]


@pytest.mark.parametrize(
    "host",
    ["a; script-src *", "a *", "*", "*.example.org", "a,b", "a/b", "a@b", "a:99999999", "[::1]:80",
     "a\n", "a'b", "-a", ""],
)  # fmt: skip
def test_a_host_that_looks_like_none_is_not_in_the_policy(host):
    assert connect_src(policy(host)) == ["'self'", "data:", "blob:"]
    assert policy(host) == policy("")


@given(st.text(max_size=60))
def test_no_host_adds_a_rule_or_a_star_to_the_policy(host):
    said = policy(host)

    assert [each.split()[0] for each in said.split(";")] == [
        each.split()[0] for each in policy("").split(";")
    ]
    assert all(
        each in ("'self'", "data:", "blob:") or re.fullmatch(r"wss?://[\w.-]+(:\d+)?", each)
        for each in connect_src(said)
    )


@pytest.mark.parametrize("origin", ["http://testserver", "https://testserver", "http://TESTSERVER"])
def test_a_page_of_this_server_opens_the_socket(client, origin):
    with client.websocket_connect("/_stcore/stream", headers={"origin": origin}) as socket:
        assert socket.receive_text() == "hello"


def test_a_client_that_says_no_origin_is_no_browser_and_is_let_in(client):
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://elsewhere", "http://testserver:3000", "http://localhost:3000",
     "http://testserver.elsewhere", "http://elsewhere@testserver", "http://["],
)  # fmt: skip
def test_a_page_of_another_server_opens_no_socket(client, origin):
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/_stcore/stream", headers={"origin": origin}),
    ):
        pass
    assert closed.value.code == 1008
