"""Logging in by OpenID Connect with a provider of our own on loopback, as a browser would."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import COLD, settle
from tests.server import Server, free_port, start

pytest.importorskip("authlib", reason="NO AUTHLIB: pip install authlib to run these tests")

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of these tests"
client_id = "greenlight"
client_secret = "not really secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


class Provider(ThreadingHTTPServer):
    """Logs everybody in as ``subject``, without asking; the rest is as OpenID Connect says."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.subject = "amber"
        self.nonces: dict[str, str] = {}

    def token(self, code: str) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.url, "sub": self.subject, "aud": "greenlight", "iat": now}
        claims |= {"exp": now + 60, "nonce": self.nonces[code], "name": "A Real Name"}
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts, url = urlsplit(self.path), self.server.url
        if parts.path == "/authorize":
            asked = {name: each[0] for name, each in parse_qs(parts.query).items()}
            code = f"c{len(self.server.nonces)}"
            self.server.nonces[code] = asked["nonce"]
            answer = urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.end_headers()
        elif parts.path == "/keys":
            self.answer({"keys": [self.server.key.as_dict(private=False)]})
        else:
            self.answer(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        code = parse_qs(body)["code"][0]
        self.answer(
            {"access_token": "t", "token_type": "Bearer", "id_token": self.server.token(code)}
        )

    def answer(self, said: dict) -> None:
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def server(provider, tmp_path_factory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("login")
    port = free_port()
    (folder / "secrets.toml").write_text(SECRETS.format(port=port, provider=provider.url))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SECRETS_FILES", str(folder / "secrets.toml"))
        started = start(folder / "data", folder / "log.txt", port)
    yield started
    started.stop()


def who(page: Page) -> str:
    mine = page.get_by_test_id("stSidebar").get_by_test_id("stMarkdown").locator("strong").first
    mine.wait_for(timeout=COLD)
    return mine.inner_text()


def press(page: Page, button: str) -> None:
    """Press a button under "You", and wait until the page is back from the provider."""
    page.get_by_test_id("stSidebar").get_by_role("button", name="You", exact=True).click()
    inside = page.get_by_test_id("stPopoverBody")
    with page.expect_navigation(timeout=COLD):
        inside.get_by_role("button", name=button).click()
    settle(page)


def test_the_account_keeps_what_the_guest_made_on_every_browser(browser, server, provider):
    one, other = browser.new_context(), browser.new_context()
    first, second = one.new_page(), other.new_page()
    for page in (first, second):
        page.goto(f"{server.url}/snapshots")
        settle(page)
    name, guest = who(first), who(second)
    assert name != guest

    press(first, "Log in")
    assert who(first) == name
    press(second, "Log in")
    assert who(second) == name

    press(first, "Log out")
    assert who(first) not in (name, guest)
    assert who(second) == name
    for each in (one, other):
        each.close()
