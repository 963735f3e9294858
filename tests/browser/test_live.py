"""News in real browsers: without a socket too, and where a click meets them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle
from tests.browser.test_stories import draft, joined, own_name, post

NO_SOCKET = """
window.WebSocket = new Proxy(WebSocket, {
  construct(made, given) {
    if (String(given[0]).endsWith("/live")) throw new Error("no socket can be had");
    return new made(...given);
  },
});
"""
"""A network that lets Streamlit's own socket through and no other."""

LINE = "window[Symbol.for('greenlight.live')]"

MET = f"() => {{ {LINE}.asking = true; document.body.click(); {LINE}.asking = false; }}"
"""A click between a part's asking and its being sent."""


@pytest.fixture
def open_one(browser, server):
    contexts = []

    def opened(script=""):
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        context.set_default_timeout(30_000)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        return joined(context, server)

    yield opened
    for context in contexts:
        context.close()


def test_where_no_socket_can_be_had_news_come_all_the_same(open_one):
    teller, other = open_one(), open_one(NO_SOCKET)
    assert teller.evaluate(f"{LINE}.open")
    assert not other.evaluate(f"{LINE}.open")
    draft(teller, "Who hears of this?")

    post(teller)

    other.locator(f'.teller[aria-label^="{own_name(teller)}: 1 story"]').wait_for()


def test_a_click_that_meets_news_has_the_whole_page_redrawn(open_one, server):
    page = open_one()
    name = own_name(page)
    tab = page.context.new_page()
    tab.goto(server.url + "/stories")
    settle(tab)
    tab.get_by_test_id("stSidebar").get_by_role("button", name="You", exact=True).click()
    tab.get_by_role("textbox", name="Name").fill("Met in the middle")
    tab.get_by_role("button", name="Rename").click()
    expect(tab.get_by_text("This is your name now.")).to_be_visible()
    settle(page)
    assert own_name(page) == name  # news draw parts, and the sidebar is none of them

    page.evaluate(MET)

    expect(page.locator('[data-testid="stSidebar"] strong').first).not_to_have_text(name)


def test_who_has_no_story_open_sees_that_there_are_more(open_one):
    teller, other = open_one(), open_one()
    said = other.locator(".text", has_text="new stories")
    before = int(said.inner_text().split()[0])
    draft(teller, "One more")

    post(teller)

    expect(said).to_have_text(f"{before + 1} new stories")
