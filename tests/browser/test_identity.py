"""Two browsers are two people, each who it was yesterday; one of them presents."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import COLD, settle


def open_at(context, server, path="/snapshots") -> Page:
    page = context.new_page()
    page.goto(server.url + path)
    settle(page)
    return page


def who(page: Page) -> str:
    mine = page.get_by_test_id("stSidebar").get_by_test_id("stMarkdown").locator("strong").first
    mine.wait_for(timeout=COLD)
    return mine.inner_text()


def open_own(page: Page):
    page.get_by_test_id("stSidebar").get_by_role("button", name="You", exact=True).click()
    inside = page.get_by_test_id("stPopoverBody")
    inside.get_by_label("Name").wait_for()
    return inside


def code(server) -> str:
    return re.findall(r"code of this start: (\S+)", server.log.read_text())[-1]


def test_a_browser_stays_who_it_is_and_is_nobody_else(browser, server):
    one, other = browser.new_context(), browser.new_context()
    first, second = open_at(one, server), open_at(other, server)
    name = who(first)

    assert who(second) != name
    inside = open_own(first)
    inside.get_by_label("Name").fill("<b>Ivory</b> *Otter*")
    inside.get_by_role("button", name="Rename").click()
    expect(first.get_by_text("This is your name now.")).to_be_visible()
    assert who(first) == "<b>Ivory</b> *Otter*"

    again = open_at(one, server)
    assert who(again) == "<b>Ivory</b> *Otter*"
    assert who(open_at(other, server, "/snapshots?id=g1&me=g2")) == who(second)
    for each in (one, other):
        each.close()


def test_a_forged_cookie_is_somebody_new(browser, server):
    one = browser.new_context()
    name = who(open_at(one, server))
    [mine] = [each for each in one.cookies() if each["name"].startswith("greenlight_")]
    assert mine["httpOnly"]
    one.clear_cookies()
    one.add_cookies([{**mine, "value": mine["value"][:-4] + "AAAA"}])

    assert who(open_at(one, server)) != name
    one.close()


def test_a_presenter_locks_the_demo_for_all_others(browser, server):
    one, other = browser.new_context(), browser.new_context()
    presenter, guest = open_at(one, server), open_at(other, server)
    inside = open_own(presenter)
    inside.get_by_role("textbox", name="I present").fill(code(server).lower())
    inside.get_by_role("button", name="Enter the code").click()
    expect(presenter.get_by_text("You present.", exact=True)).to_be_visible()
    presenter.reload()
    settle(presenter)
    inside = open_own(presenter)
    lock = inside.get_by_role("button", name="Lock the demo", exact=True)
    unlock = inside.get_by_role("button", name="Unlock the demo", exact=True)
    lock.click()
    expect(unlock).to_be_visible()

    held = open_own(guest)
    held.get_by_label("Name").fill("Somebody else")
    held.get_by_role("button", name="Rename").click()
    expect(guest.get_by_text("The presenter has locked the demo")).to_be_visible()

    unlock.click()
    expect(lock).to_be_visible()
    held.get_by_role("button", name="Rename").click()
    expect(guest.get_by_text("This is your name now.")).to_be_visible()
    for each in (one, other):
        each.close()


def test_on_loopback_the_invitation_says_how_to_invite(browser, server):
    one = browser.new_context()
    page = open_at(one, server)
    page.get_by_test_id("stSidebar").get_by_role("button", name="Invite").click()

    expect(page.get_by_test_id("stPopoverBody").get_by_text("make share")).to_be_visible()
    one.close()
