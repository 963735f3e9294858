"""The stage's server and a way to look at it."""

import dataclasses
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import settle
from tests.server import ROOT, STARTS_WITHIN_S, Server, free_port


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("stage")
    port, log = free_port(), folder / "log.txt"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "tests/browser/stage/serve.py"),
                *("--server.port", str(port), "--server.address", "127.0.0.1"),
                *("--server.fileWatcherType", "none"),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "GREENLIGHT_DATA": str(folder)},
            stdout=out,
            stderr=out,
        )
    server = Server(port, folder, process, log)
    wait(server)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def room(browser) -> Iterator[BrowserContext]:
    """A browser that keeps what it fetched, so that the next page opens sooner."""
    context = browser.new_context(viewport={"width": 1440, "height": 1600})
    yield context
    context.close()


def wait(server: Server) -> None:
    for _ in range(STARTS_WITHIN_S * 5):
        assert server.process.poll() is None, server.log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{server.url}/api/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    server.stop()
    raise AssertionError(f"The stage did not answer: {server.log.read_text()[-2000:]}")


@dataclasses.dataclass
class Seen:
    """A page of the stage, what it asked for and what it complained of."""

    page: Page
    asked: list[str]
    complaints: list[str]


def look(context: BrowserContext, server: Server, address: str = "/") -> Seen:
    page = context.new_page()
    seen = Seen(page, [], [])
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(f"page error {error}"))
    page.goto(server.url + address)
    page.locator(".leaflet-container").wait_for()
    settle(page)
    return seen


def number(page: Page, words: str) -> float:
    """Return the number that a line of the stage ends with."""
    return float(page.get_by_text(words, exact=False).first.inner_text().split()[-1])


def serious(found: list[dict[str, object]]) -> dict[str, list[str]]:
    """Return what axe found inside components, by rule."""
    return {
        str(each["id"]): [node["html"][:200] for node in each["nodes"]]  # type: ignore[attr-defined]
        for each in found
        if each["impact"] in ("serious", "critical")
    }
