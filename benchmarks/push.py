"""How long news takes from a click in one browser until others have it, in milliseconds.

    python -m benchmarks.push --visitors 2 8 20

Starts a server on this machine, two real browsers, and visitors without a browser for the rest
(``benchmarks.visitors``), all of whom have the same story open. One browser comments on it and
reacts to it, the other one tells stories. The time runs from the click, by the clock of the page
that is clicked, until the element stands in the other browser's page (*browser*), or until it has
arrived at a visitor (*wire*): one machine has one clock.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.visitors import Visitors
from tests.browser.conftest import ARGUMENTS, CHROMIUM, COLD, settle
from tests.server import start

ROUNDS = 4
"""News of each kind; nobody may tell more than five stories a minute."""

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

Took = dict[tuple[str, str], list[float]]
"""Milliseconds by where news were seen and what they were."""


def main() -> None:
    """Measure, and print a row for each number of visitors, place and kind of news."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--visitors", type=int, nargs="+", default=[2, 8, 20])
    given = asked.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = start(Path(folder) / "data", Path(folder) / "log.txt")
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            print(f"{'visitors':>8} {'seen':>8} {'news':>9} {'median':>7} {'p95':>6} {'most':>6}")
            for count in given.visitors:
                _rows(count, _measure(browser, server.url, count))
        finally:
            browser.close()
            server.stop()


def _rows(count: int, found: Took) -> None:
    for where in dict.fromkeys(where for where, _ in found):
        everything = [each for key, took in found.items() if key[0] == where for each in took]
        rows = [(kind, took) for (place, kind), took in found.items() if place == where]
        for kind, took in [*rows, ("all", everything)]:
            ordered = sorted(took)
            p95 = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
            figures = f"{statistics.median(took):>7.0f} {p95:>6.0f} {ordered[-1]:>6.0f}"
            print(f"{count:>8} {where:>8} {kind:>9} {figures}", flush=True)


def _measure(browser: Any, url: str, count: int) -> Took:
    teller, other = _joined(browser, url), _joined(browser, url)
    name = teller.locator('[data-testid="stSidebar"] strong').first.inner_text()
    _draft(teller, "The first one")
    teller.get_by_role("button", name="Post for 24 hours").click()
    teller.locator(".text", has_text="The first one").wait_for()
    story = teller.url.partition("story=")[2]
    with Visitors(url, count - 2) as visitors:
        visitors.open(story)
        for page in (teller, other):
            page.goto(f"{url}/stories?story={story}")
            page.locator(".text", has_text="The first one").wait_for(timeout=COLD)
            settle(page)
            page.evaluate(CLICKED)
        found: Took = {}
        for turn in range(ROUNDS):
            words = f"Comment {turn}"
            other.get_by_placeholder("Say something kind").fill(words)
            send = other.get_by_role("button", name="Send")
            _time(found, "comment", visitors, other, teller, send, "[data-testid=stText]", words)
        for turn, each in enumerate(("Love", "Funny", "Gasp", "Tears")[:ROUNDS]):
            react = other.locator(".react").nth(turn)
            _time(found, "reaction", visitors, other, teller, react, ".react", f"{each}, 1")
        for turn in range(ROUNDS):
            _draft(teller, f"Story {turn}")
            send = teller.get_by_role("button", name="Post for 24 hours")
            label = f"{name}: {turn + 2} stories"
            _time(found, "story", visitors, teller, other, send, ".teller", label)
    for page in (teller, other):
        page.context.close()
    return found


def _time(
    found: Took,
    kind: str,
    visitors: Visitors,
    actor: Any,
    other: Any,
    button: Any,
    sign: str,
    words: str,
) -> None:
    """Click, and add how long it took until the others had the words."""
    actor.wait_for_timeout(3_000)  # until what followed the last click is over
    other.evaluate(LOOK, [sign, words])
    visitors.expect(words)
    button.click()
    clicked = actor.evaluate("() => window.clicked")
    found.setdefault(("browser", kind), []).append(other.evaluate("() => window.seen") - clicked)
    if visitors.all:
        took = [each - clicked for each in visitors.seen()]
        found.setdefault(("wire", kind), []).extend(took)


def _joined(browser: Any, url: str) -> Any:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/stories")
    page.get_by_role("button", name="Join Social").click(timeout=COLD)
    page.locator(".teller").first.wait_for(timeout=COLD)
    settle(page)
    return page


def _draft(page: Any, words: str) -> None:
    settle(page)
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
