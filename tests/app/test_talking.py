"""Comments on posts, stories and playlists: one drawing, in which one does the same everywhere."""

from datetime import UTC, datetime

import pytest

from core.identity.users import guest
from core.playlists import contents, making, speaking
from core.social import moderation, posts, relations, stories
from core.social.limits import Limits
from core.social.posts import Review
from core.social.progress import Point
from core.social.tables_posts import COMMENTS, DECISIONS, REPORTS
from ui import cache

ISLAND = "treasure-island-the-voyage-2026"
NOW = datetime.now(UTC)
PLACES = ("social", "stories", "playlists")


def writer(name):
    """Return a guest who has joined Social and is not who opens the page."""
    guest(cache.store(), name, NOW)
    relations.join(cache.store(), name, NOW)
    return name


def made(topic, who):
    """Make something to talk about, with a comment that gives something away; return both ids."""
    store, at = cache.store(), datetime.now(UTC)
    if topic == "social":
        review = Review(title_id=ISLAND, stars=4.0, text="Apples")
        one = posts.review(store, who, review, at, titles=cache.names(), limits=Limits())
    elif topic == "stories":
        draft = stories.StoryDraft(
            title_id=ISLAND, point=Point(1, 4, 12), text="Apples!", audience="public"
        )
        one = stories.post(store, who, draft, at, limits=Limits())
    else:
        one = making.make(store, who, "Evenings", at, about="All one man")
        contents.add(store, who, one, [ISLAND], {ISLAND}, at)
        contents.note(store, who, one, ISLAND, "The cook did it", at)
        making.set_visibility(store, who, one, "public", at)
        return one, speaking.comment(store, who, one, "Zanzibar", at, spoiler=Point())
    does = posts if topic == "social" else stories
    mark = {"limits": Limits(), "spoiler": Point(1, 10, 2)}
    return one, does.comment(store, who, one, "Zanzibar", at, **mark)


@pytest.fixture(params=PLACES)
def talk(request, open_page):
    """A page where somebody who joined reads a masked comment, its topic, and both ids."""
    topic = request.param
    one, said = made(topic, writer(f"g-{topic}-{abs(hash(request.node.name))}"))
    query = {"social": {}, "stories": {"story": one}, "playlists": {"list": one}}[topic]
    page = open_page(topic, **query)
    relations.join(cache.store(), page.session_state["me_guest"], NOW)
    if topic == "social":
        page.session_state["social_open"] = page.session_state["social_made"] = one
    page.run()
    assert not page.exception
    return page, topic, one, said


def decision(kind, object_id, what):
    row = {"kind": kind, "object_id": object_id, "decision": what, "standing": True, "at": NOW}
    return row | {"season": 0, "episode": 0, "minute": 0, "presenter": "P", "note": ""}


def words(page):
    return [each.value for each in page.text]


def rows(table):
    with cache.store().reading() as connection:
        return connection.execute(table.select()).all()


def send(page, topic, which, text):
    page.text_input(key=f"{topic}_say_{which}").set_value(text)
    page.button(key=f"{topic}_send_{which}").click().run()
    assert not page.exception
    assert not page.error


def test_a_masked_comment_is_shown_to_who_asks(talk):
    page, topic, _, said = talk
    assert "Zanzibar" not in words(page)

    page.button(key=f"{topic}_unmask_{said}").click().run()

    assert "Zanzibar" in words(page)


def test_an_answer_stands_below_what_it_answers_and_what_one_typed_is_gone(talk):
    page, topic, one, said = talk
    page.menu_button(key=f"{topic}_about_{said}").click("answer").run()

    send(page, topic, said, "Quite *so*")

    assert "Quite *so*" in words(page)
    assert f"{topic}_say_{said}" not in {each.key for each in page.text_input}
    does = {"social": posts, "stories": stories, "playlists": speaking}[topic]
    now = {"at": datetime.now(UTC)} if topic == "stories" else {}
    with cache.store().reading() as connection:
        found = does.comments(connection, page.session_state["me_guest"], one, **now)
    assert [(each.parent, each.depth) for each in found] == [("", 0), (said, 1)]


def test_a_comment_is_marked_with_its_point_and_the_next_one_is_not(talk):
    page, topic, one, _ = talk
    page.toggle(key=f"{topic}_mark0_{one}_spoils").set_value(True)
    if topic != "playlists":
        for part, number in (("season", 1), ("episode", 11), ("minute", 3)):
            page.number_input(key=f"{topic}_mark0_{one}_{part}").set_value(number)
    send(page, topic, one, "She sails")
    send(page, topic, one, "Lovely")

    does = {"social": posts, "stories": stories, "playlists": speaking}[topic]
    now = {"at": datetime.now(UTC)} if topic == "stories" else {}
    with cache.store().reading() as connection:
        found = does.comments(connection, page.session_state["me_guest"], one, **now)
    points = {each.text: each.point for each in found}
    assert points["She sails"] == (Point() if topic == "playlists" else Point(1, 11, 3))
    assert points["Lovely"] is None


def test_a_comment_is_reported_once_and_then_refused_in_words(talk):
    page, topic, _, said = talk
    for _ in range(2):
        page.menu_button(key=f"{topic}_about_{said}").click("report").run()
        page.button(key=f"{topic}_report_{said}").click().run()

    assert [row.quoted for row in rows(REPORTS) if row.object_id == said] == ["Zanzibar"]
    assert any("reported this already" in each.value for each in page.error)


def test_one_s_own_comment_is_changed_and_deleted(talk):
    page, topic, one, said = talk
    send(page, topic, one, "Fist")
    mine = next(
        str(each.key).removeprefix(f"{topic}_about_")
        for each in page.menu_button
        if each.key != f"{topic}_about_{said}"
    )
    page.menu_button(key=f"{topic}_about_{mine}").click("edit").run()
    page.text_area(key=f"{topic}_edited_{mine}").set_value("First")
    page.button(key=f"{topic}_save_{mine}").click().run()
    assert "First" in words(page)
    assert not page.error

    page.menu_button(key=f"{topic}_about_{mine}").click("delete").run()

    assert "First" not in words(page)


def test_a_deleted_comment_that_was_answered_keeps_its_place_without_words_or_menu(talk):
    page, topic, one, said = talk
    send(page, topic, one, "Hasty")
    [mine] = {row.id for row in rows(COMMENTS)} & {
        str(each.key).removeprefix(f"{topic}_about_")
        for each in page.menu_button
        if each.key != f"{topic}_about_{said}"
    }
    page.menu_button(key=f"{topic}_about_{mine}").click("answer").run()
    send(page, topic, mine, "And yet")

    page.menu_button(key=f"{topic}_about_{mine}").click("delete").run()

    assert "Hasty" not in words(page)
    assert "And yet" in words(page)
    assert "" not in words(page)
    assert any("Deleted comment" in each.value for each in page.caption)
    assert f"{topic}_about_{mine}" not in {each.key for each in page.menu_button}


@pytest.mark.parametrize("talk", ["stories"], indirect=True)
def test_what_a_presenter_took_down_says_so_to_its_author(talk):
    page, topic, one, _ = talk
    send(page, topic, one, "Rude")
    mine = next(row.id for row in rows(COMMENTS) if row.text == "Rude")
    with cache.store().writing() as connection:
        connection.execute(DECISIONS.insert(), decision("comment", mine, "remove"))

    page.run()

    assert any(moderation.REMOVED in each.value for each in page.caption)


@pytest.mark.parametrize("talk", ["playlists"], indirect=True)
def test_a_marked_playlist_shows_its_words_to_who_asks(talk):
    page, _, one, _ = talk
    assert "All one man" in words(page)
    with cache.store().writing() as connection:
        connection.execute(DECISIONS.insert(), decision("list", one, "spoiler"))

    page.run()
    assert "All one man" not in words(page)
    page.button(key="playlist_reveal").click().run()

    assert "All one man" in words(page)
