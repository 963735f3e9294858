"""Social in real browsers: what one does the other sees, and what is typed stays text."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import COLD, settle
from tests.browser.payloads import PAYLOADS, Watch

SEEN_WITHIN_S = 5.0
"""Seconds on a machine that runs other tests; the README says what an idle one takes."""


def pressed(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()


def joined(page: Page) -> Page:
    pressed(page, "social_join")
    page.wait_for_selector(".st-key-social_find", timeout=COLD)
    settle(page)
    return page


def own_name(page: Page) -> str:
    return page.locator('[data-testid="stSidebar"] strong').first.inner_text()


@pytest.fixture
def two(server, browser: Browser):
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    pages = []
    for context in contexts:
        page = context.new_page()
        page.goto(f"{server.url}/social")
        settle(page)
        pages.append(joined(page))
    yield pages
    for context in contexts:
        context.close()


def test_a_follower_appears_in_another_browser_pushed(two):
    one, other = two
    assert own_name(one) != own_name(other)
    find = one.locator(".st-key-social_find input")
    find.fill(own_name(other))
    find.press("Enter")
    one.locator("[class*=st-key-social_found_] button").first.click()
    follow = one.locator("[class*=st-key-social_do_Follow_] button")
    follow.wait_for()
    settle(one)
    expect(other.get_by_text("0 following · 0 followers")).to_be_visible()
    since = time.monotonic()
    follow.first.click()
    expect(other.get_by_text("0 following · 1 followers")).to_be_visible(timeout=15_000)

    assert time.monotonic() - since < SEEN_WITHIN_S


def test_nothing_that_is_typed_into_social_runs_or_asks_others(server, visit):
    page = joined(visit("/social"))
    page.get_by_text("Write a review or tell of an evening").click()
    page.locator(".st-key-social_draft_kind").get_by_text("Evening").click()
    settle(page)
    watch = Watch(page, server.url)
    everything = "\n\n".join(each for each in PAYLOADS if not each.startswith("!"))
    page.locator(".st-key-social_draft_text textarea").fill(everything)
    page.locator(".st-key-social_draft_company input").fill(" ".join((PAYLOADS[1], PAYLOADS[-2])))
    pressed(page, "social_draft_post")
    page.get_by_text("you, just now").wait_for(timeout=COLD)
    settle(page)
    watch.check()
    page.locator("[class*=st-key-social_talk_] button").first.click()
    for payload in PAYLOADS[:3]:
        say = page.locator("[class*=st-key-social_say_] input")
        say.wait_for()
        say.fill(payload)
        say.press("Enter")
        page.locator("[class*=st-key-social_send_] button").first.click()
        settle(page)
    expect(page.get_by_text(PAYLOADS[0]).last).to_be_visible()
    find = page.locator(".st-key-social_find input")
    for payload in PAYLOADS:
        find.fill(payload.replace("\n", " "))
        find.press("Enter")
    settle(page)
    watch.check()


def test_a_name_is_text_too(server, visit):
    page = visit("/social")
    watch = Watch(page, server.url)
    page.locator(".st-key-me_own button").first.click()
    name = page.locator("[class*=st-key-me_name_] input")
    for typed in ("<b onload=window.ran=1>*x*</b>", "https://elsewhere.example"):
        name.fill(typed)
        page.locator(".st-key-me_rename button").click()
        shown = page.locator('[data-testid="stSidebar"] strong').first
        expect(shown).to_have_text(typed, timeout=15_000)
        watch.check()
