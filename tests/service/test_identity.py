"""The cookie by which a server knows a browser again."""

import re
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import func, select

from core.identity import tickets
from core.identity.tables import USERS
from core.store.store import FILE, open_store
from tests.server import ROOT, Server, start
from ui.doors import set_cookie

OLD = "g0123456789abcdef"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Server:
    folder = tmp_path_factory.mktemp("identity")
    started = start(folder / "data", folder / "log.txt")
    yield started
    started.stop()


@pytest.fixture
def secret(server) -> bytes:
    return (server.data / "secret").read_bytes()


def given(answer: httpx.Response) -> str:
    return answer.headers.get("set-cookie", "")


def visit(server, path="/", **headers: str) -> httpx.Response:
    return httpx.get(server.url + path, headers=headers)


def test_a_browser_that_opens_a_page_gets_a_ticket_that_scripts_cannot_read(server, secret):
    said = given(visit(server, "/mood"))
    morsel = SimpleCookie(said)[tickets.cookie_name(secret)]

    assert "HttpOnly" in said
    assert morsel["samesite"] == "Lax"
    assert morsel["max-age"] == str(30 * 24 * 3600)
    assert "Secure" not in said  # on plain HTTP the browser would throw it away
    assert tickets.holder(secret, morsel.value, datetime.now(UTC))


def test_every_browser_is_somebody_else(server):
    assert given(visit(server)) != given(visit(server))


@pytest.mark.parametrize(
    "path", ["/assets/favicon.svg", "/api/health", "/_stcore/health", "/favicon.png"]
)
def test_files_and_routes_carry_no_ticket(server, path):
    assert "greenlight_" not in given(visit(server, path))


def test_who_holds_a_good_ticket_gets_no_other(server, secret):
    token = tickets.ticket(secret, OLD, datetime.now(UTC))

    assert given(visit(server, cookie=f"{tickets.cookie_name(secret)}={token}")) == ""


def test_a_ticket_past_half_its_time_is_renewed_for_the_same_guest(server, secret):
    name = tickets.cookie_name(secret)
    token = tickets.ticket(secret, OLD, datetime.now(UTC) - timedelta(days=16))
    morsel = SimpleCookie(given(visit(server, cookie=f"{name}={token}")))[name]

    assert tickets.holder(secret, morsel.value, datetime.now(UTC) + timedelta(days=29)) == OLD


@pytest.mark.parametrize("kind", ["forged", "cut", "other secret", "expired", "garbage"])
def test_a_bad_ticket_makes_a_new_guest(server, secret, kind):
    now, name = datetime.now(UTC), tickets.cookie_name(secret)
    good = tickets.ticket(secret, OLD, now)
    token = {
        "forged": good[:-6] + "AAAAAA",
        "cut": good[:-9],
        "other secret": tickets.ticket(b"x" * 32, OLD, now),
        "expired": tickets.ticket(secret, OLD, now - timedelta(days=31)),
        "garbage": '"; Path=/; \\xff',
    }[kind]
    morsel = SimpleCookie(given(visit(server, cookie=f"{name}={token}")))[name]

    assert tickets.holder(secret, morsel.value, now + timedelta(minutes=1)) not in (None, OLD)


def test_a_page_the_browser_still_has_brings_a_ticket_all_the_same(server):
    first = visit(server)
    again = visit(server, accept="text/html", **{"if-none-match": first.headers["etag"]})

    assert again.status_code == 304
    assert "greenlight_" in given(again)


def test_visits_of_robots_write_nothing(server):
    for _ in range(5):
        visit(server)

    store = open_store(server.data / FILE)
    with store.reading() as connection:
        people = select(func.count()).where(USERS.c.kind == "guest")
        assert connection.execute(people).scalar_one() == 0
    store.engine.dispose()


def test_only_the_owner_reads_the_secret_and_the_code_is_fresh_in_the_terminal(server, tmp_path):
    assert stat.S_IMODE((server.data / "secret").stat().st_mode) == 0o600
    code = r"Presenter's code of this start: ([A-Z0-9]{4}-[A-Z0-9]{4})\n"
    assert len(re.findall(code, server.log.read_text())) == 1


def test_a_newer_store_ends_the_start_with_a_sentence(tmp_path):
    store = open_store(tmp_path / FILE)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.engine.dispose()

    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "GREENLIGHT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 2
    assert "which a newer Greenlight made" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_only_where_the_page_came_by_https_the_ticket_is_for_https_alone(scheme, secure):
    scope = {"type": "http", "scheme": scheme, "headers": []}

    assert ("Secure" in set_cookie(scope, b"s" * 32, datetime.now(UTC))) is secure
