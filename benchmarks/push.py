"""How long news takes from a click in one browser to sight in all others, in milliseconds.

    python -m benchmarks.push --browsers 2 8 20

Starts a server and real browsers of its own on this machine, all of whom have the same story open.
One of them, in turn, comments on it, reacts to it, and tells a story; the time runs from the click,
by the clock of the page that is clicked, to the moment the element stands in another page, by
that page's clock: one machine has one clock.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.conftest import ARGUMENTS, CHROMIUM, COLD, settle
from tests.server import start

KINDS = ("story", "reaction", "comment")

CHOICES = (("What are you watching?", "Interstellar"), ("For", "Everybody on Social"))

LOOK = """([sign, words]) => {
  const roots = (root) => [root, ...[...root.querySelectorAll('*')]
    .flatMap((each) => each.shadowRoot ? roots(each.shadowRoot) : [])];
  const said = (each) => each.getAttribute('aria-label') ?? each.textContent;
  const there = () => roots(document).some((root) => [...root.querySelectorAll(sign)]
    .some((each) => said(each).startsWith(words)));
  window.seen = new Promise((done) => {
    const look = () => there() ? done(Date.now()) : setTimeout(look, 10);
    look();
  });
}"""
"""Looks every 10 ms whether an element is there that begins with such words; in components too."""

CLICKED = """() => addEventListener("click", () => { window.clicked = Date.now(); }, true)"""


def main() -> None:
    """Measure, and print a row for each number of browsers and kind of news."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--browsers", type=int, nargs="+", default=[2, 8])
    asked.add_argument("--rounds", type=int, default=4)
    given = asked.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = start(Path(folder) / "data", Path(folder) / "log.txt")
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            print(f"{'browsers':>8} {'news':>9} {'median':>7} {'p95':>6} {'most':>6}  ms")
            for count in given.browsers:
                _row(count, _measure(browser, server.url, count, given.rounds))
        finally:
            browser.close()
            server.stop()


def _row(count: int, found: dict[str, list[float]]) -> None:
    everything = [each for took in found.values() for each in took]
    for kind, took in [*found.items(), ("all", everything)]:
        ordered = sorted(took)
        p95 = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
        print(
            f"{count:>8} {kind:>9} {statistics.median(took):>7.0f} {p95:>6.0f} {ordered[-1]:>6.0f}",
            flush=True,
        )


def _measure(browser: Any, url: str, count: int, rounds: int) -> dict[str, list[float]]:
    pages = [_joined(browser, url) for _ in range(count)]
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    teller, name = pages[0], pages[0].locator('[data-testid="stSidebar"] strong').first.inner_text()
    _tell(teller, "The first one")
    teller.locator(".text", has_text="The first one").wait_for()
    story = teller.url.partition("story=")[2]
    for page in pages:
        page.goto(f"{url}/stories?story={story}")
        page.locator(".text", has_text="The first one").wait_for(timeout=COLD)
        settle(page)
        page.evaluate(CLICKED)
    teller.wait_for_timeout(3_000)
    for turn in range(rounds):
        actor = pages[1 + turn % (count - 1)]
        words = f"Comment {turn}"
        actor.get_by_placeholder("Say something kind").fill(words)
        send = actor.get_by_role("button", name="Send")
        found["comment"] += _timed(pages, actor, send, "[data-testid=stText]", words)
        if turn < count - 1:  # one each
            love = actor.locator(".react").first
            found["reaction"] += _timed(pages, actor, love, ".react", f"Love, {turn + 1}")
    for turn in range(rounds):
        _draft(teller, f"Story {turn}")
        send = teller.get_by_role("button", name="Post for 24 hours")
        label = f"{name}: {turn + 2} stories"
        found["story"] += _timed(pages, teller, send, ".teller", label)
    for page in pages:
        page.context.close()
    return {kind: took for kind, took in found.items() if took}


def _timed(pages: list[Any], actor: Any, button: Any, sign: str, words: str) -> list[float]:
    others = [page for page in pages if page is not actor]
    for page in others:
        page.evaluate(LOOK, [sign, words])
    actor.wait_for_timeout(1_500)
    button.click()
    start = actor.evaluate("() => window.clicked")
    took = [page.evaluate("() => window.seen") - start for page in others]
    actor.wait_for_timeout(700)
    return took


def _joined(browser: Any, url: str) -> Any:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/stories")
    page.get_by_role("button", name="Join Social").click(timeout=COLD)
    page.locator(".teller").first.wait_for(timeout=COLD)
    settle(page)
    return page


def _tell(page: Any, words: str) -> None:
    _draft(page, words)
    page.get_by_role("button", name="Post for 24 hours").click()


def _draft(page: Any, words: str) -> None:
    settle(page)
    page.wait_for_timeout(400)
    box = page.get_by_role("combobox", name="What are you watching?")
    if not box.is_visible():
        page.locator("summary", has_text="Tell your own").click()
    for label, choice in CHOICES:
        box = page.get_by_role("combobox", name=label)
        if box.input_value() != choice:
            box.click()
            box.fill(choice)
            page.get_by_role("option", name=choice, exact=True).first.click()
            settle(page)
    page.get_by_role("textbox", name="Your words").fill(words)
    settle(page)


if __name__ == "__main__":
    main()
