"""Playlists in real browsers: ordered by hand and by keys, seen by others at once; text is text."""

import re

import pytest

from tests.browser.conftest import COLD, settle

RAN = "window.__ran=1"
NAME = f"<img src=x onerror={RAN}> *b* $x$ :red[r]"
ABOUT = f"<script>{RAN}</script> [go](javascript:{RAN})"
NOTE = f"<svg onload={RAN}><b>why</b>"


@pytest.fixture(scope="module")
def owner(browser, server):
    """A browser whose guest made a list of five titles and shares it by link."""
    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(server.url + "/playlists")
    settle(page)
    page.get_by_role("button", name="New playlist").click()
    page.get_by_role("textbox", name="Name", exact=True).last.fill(NAME)
    page.get_by_role("textbox", name="Description").fill(ABOUT)
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("Nothing in it yet").wait_for()
    page.get_by_role("button", name="Paste many at once").click()
    page.get_by_label("A title a line").fill("Alien (1979)\nHeat\nAmélie\nZodiac\nGlee")
    page.keyboard.press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Find and add them").click()
    page.locator(".row").nth(4).wait_for()
    page.keyboard.press("Escape")
    settle(page)
    yield page
    context.close()


@pytest.fixture(scope="module")
def link(owner):
    owner.get_by_role("button", name="Share").click()
    owner.get_by_role("button", name="Join Social").click()
    owner.get_by_text("Who has the secret link").click()
    link = owner.locator("code", has_text="?link=")
    link.wait_for()
    found = link.inner_text().strip()
    owner.keyboard.press("Escape")
    settle(owner)
    return found


def titles(page):
    return page.locator(".row .title").all_inner_texts()


def wait_for_order(page, wanted):
    page.locator(".row").nth(len(wanted) - 1).wait_for(timeout=COLD)
    for _ in range(300):
        if titles(page) == wanted:
            return
        page.wait_for_timeout(100)
    assert titles(page) == wanted


def test_a_title_is_dragged_to_its_place(owner):
    before = titles(owner)
    from_, to = (owner.locator(".handle").nth(number).bounding_box() for number in (0, 3))

    owner.mouse.move(from_["x"] + 8, from_["y"] + 20)
    owner.mouse.down()
    owner.mouse.move(from_["x"] + 8, from_["y"] + 60, steps=4)
    owner.mouse.move(to["x"] + 8, to["y"] + to["height"], steps=6)
    owner.mouse.up()

    wait_for_order(owner, [*before[1:4], before[0], before[4]])
    owner.reload()
    settle(owner)
    wait_for_order(owner, [*before[1:4], before[0], before[4]])


def test_arrow_keys_move_a_title_and_keep_it_in_hand(owner):
    before = titles(owner)
    owner.get_by_label(f"1. {before[0]}: move").focus()

    owner.keyboard.press("ArrowDown")

    wait_for_order(owner, [before[1], before[0], *before[2:]])
    settle(owner)
    owner.keyboard.press("ArrowUp")
    wait_for_order(owner, before)


def test_buttons_move_a_title_and_stop_at_the_ends(owner):
    before = titles(owner)

    owner.get_by_label(f"Move down: {before[0]}").click()

    wait_for_order(owner, [before[1], before[0], *before[2:]])
    assert owner.get_by_label(f"Move up: {before[1]}").is_disabled()
    assert owner.get_by_label(f"Move down: {before[-1]}").is_disabled()


def test_what_is_typed_stays_text_everywhere(owner):
    settle(owner)
    first = titles(owner)[0]
    owner.get_by_label(f"Add a note: {first}").click()
    owner.get_by_label(f"Why {first} is in it").fill(NOTE)
    owner.get_by_role("button", name="Keep the note").click()
    owner.locator(".note", has_text="why").wait_for()
    settle(owner)

    assert owner.locator(".note").first.inner_text() == NOTE
    owner.get_by_role("heading", name=NAME).wait_for()
    owner.get_by_text(ABOUT).first.wait_for()
    assert owner.evaluate("window.__ran") is None
    assert owner.locator("a[href^='javascript']").count() == 0


def test_who_holds_the_link_sees_changes_at_once_and_nothing_after_it_is_revoked(
    owner, link, browser
):
    context = browser.new_context(viewport={"width": 390, "height": 1200})
    context.set_default_timeout(30_000)
    other = context.new_page()
    other.goto(link)
    settle(other)
    wait_for_order(other, titles(owner))
    assert other.locator(".handle, .tool").count() == 0
    assert other.evaluate("document.documentElement.scrollWidth") <= 390

    wanted = titles(owner)
    owner.get_by_label(f"Remove from the list: {wanted[-1]}").click()
    wait_for_order(other, wanted[:-1])

    owner.get_by_role("button", name="Share").click()
    owner.get_by_role("button", name="Revoke").click()
    other.get_by_text("There is no such playlist.").wait_for()
    other.goto(link)
    settle(other)
    other.get_by_text("There is no such playlist.").wait_for()
    assert not other.get_by_text(re.escape(NAME)).count()
    context.close()
