"""The server itself: health, headers, what it serves, and what a restart keeps."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest

from core import snapshot
from core.simulation.panel import record
from core.simulation.scenario import Scenario
from core.snapshot import shelf
from tests.server import Server, start


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Server:
    folder = tmp_path_factory.mktemp("server")
    started = start(folder / "data", folder / "log.txt")
    yield started
    started.stop()


def test_health_says_ok_and_the_version(server):
    answer = httpx.get(f"{server.url}/api/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": "0.1.0"}


@pytest.mark.parametrize("path", ["/", "/lab", "/api/health", "/assets/favicon.svg", "/none"])
def test_every_answer_carries_the_security_headers(server, path):
    headers = httpx.get(server.url + path).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_the_policy_names_no_other_host(server):
    policy = httpx.get(server.url).headers["content-security-policy"]

    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    ("origin", "answer"),
    [("", b"101"), ("Origin: {own}\r\n", b"101"), ("Origin: http://localhost:1\r\n", b"403")],
    ids=["no browser", "own page", "another port's page"],
)
def test_streamlits_own_socket_opens_to_pages_of_this_server_alone(server, origin, answer):
    """Streamlit by itself takes those of any port of this machine."""
    said = (
        "GET /_stcore/stream HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Host: 127.0.0.1:{server.port}\r\nSec-WebSocket-Key: Z3JlZW5saWdodCBncmVlbg==\r\n"
        f"Sec-WebSocket-Version: 13\r\n{origin.format(own=server.url)}\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(said.encode())

        assert raw.recv(1024).split()[1] == answer


def test_the_font_comes_from_this_server(server):
    answer = httpx.get(f"{server.url}/assets/fonts/Manrope-VariableFont_wght.ttf")

    assert answer.status_code == 200
    assert len(answer.content) > 50_000


@pytest.mark.parametrize(
    "path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py"]
)
def test_only_the_static_folder_is_served(server, path):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := raw.recv(65536):
            answer += part

    assert b"SecurityHeaders" not in answer


def test_a_page_is_answered_while_forty_others_are(server):
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: httpx.get(server.url, timeout=30), range(40)))

    assert {answer.status_code for answer in answers} == {200}


def test_a_killed_server_keeps_the_shelf(tmp_path):
    scenario = Scenario().with_setup(members=500).with_idea("social")
    table, sums = record(scenario)
    data = snapshot.make(scenario, table, sums, at=datetime(2026, 11, 26, tzinfo=UTC))
    first = start(tmp_path / "data", tmp_path / "log.txt")
    saved = shelf.save(tmp_path / "data" / "snapshots", data)
    first.stop(signal.SIGKILL)

    again = start(tmp_path / "data", tmp_path / "log.txt")
    try:
        assert httpx.get(f"{again.url}/api/health").status_code == 200
        [entry] = shelf.entries(saved.parent)
        assert entry.snapshot == snapshot.read(data)
    finally:
        again.stop()


def test_the_readme_command_listens_on_loopback_only(server):
    everybody = [
        info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    ]
    for address in {address for address in everybody if not address.startswith("127.")}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, server.port)) != 0
