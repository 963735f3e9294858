"""A real browser on a real server; without a browser these tests say so and are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.server import Server, start

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (path := shutil.which(name))
    ),
    os.environ.get("CHROMIUM"),
)
Visit = Callable[[str], Page]

COLD = 120_000
"""Milliseconds a page may take on a server that has learned nothing yet, on two busy cores."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        reason = "NO BROWSER: install Chromium (apt-get install chromium) to run these tests"
        for item in items:
            if "tests/browser" in str(item.path):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("browser")
    started = start(folder / "data", folder / "log.txt")
    yield started
    started.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def kept(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Pages of two browsers that go from test to test: what they fetched opens the next sooner."""
    size: ViewportSize = {"width": 1440, "height": 1000}
    contexts = [browser.new_context(viewport=size, accept_downloads=True) for _ in range(2)]
    for context in contexts:
        context.set_default_timeout(30_000)
    one, other = (context.new_page() for context in contexts)
    yield one, other
    for context in contexts:
        context.close()


@pytest.fixture
def visit(server: Server, kept: tuple[Page, Page]) -> Iterator[Visit]:
    """Open a page of the app as somebody new, and wait until it has drawn everything."""
    yield from visits(server, kept[0])


@pytest.fixture
def visit_too(server: Server, kept: tuple[Page, Page]) -> Iterator[Visit]:
    """Open a page in another browser, as somebody else."""
    yield from visits(server, kept[1])


def visits(server: Server, page: Page) -> Iterator[Visit]:
    def opened(path: str) -> Page:
        page.goto(path if path.startswith(server.url) else server.url + path)
        settle(page)
        return page

    page.context.clear_cookies()
    yield opened
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto("about:blank")


def settle(page: Page) -> None:
    """Wait until the script has run and nothing on the page is stale."""
    still = '[data-testid="stApp"][data-test-script-state="notRunning"]'
    page.wait_for_selector(still, timeout=COLD)
    page.wait_for_selector('[data-testid="stHeading"]', timeout=COLD)
    page.wait_for_timeout(500)
    page.wait_for_selector(still, timeout=COLD)
