"""The page of playlists: made, filled, shared and opened by link, without a browser."""

import dataclasses
from datetime import UTC, datetime

import pytest

from core.identity.users import guest
from core.playlists import contents, lists, making
from core.social import relations
from ui import cache, order, room
from ui.covers import picture

NOW = datetime.now(UTC)
TITLES = ("alien-1979", "heat-1995", "amelie-2001")


@pytest.fixture
def page(open_page):
    found = open_page("playlists")
    assert not found.exception
    return found


def captions(page):
    return " ".join(each.value for each in page.caption)


def made_by(who, visibility="public", name="Somebody's evenings"):
    store = cache.store()
    guest(store, who, NOW)
    relations.join(store, who, NOW)
    list_id = making.make(store, who, name, NOW)
    contents.add(store, who, list_id, TITLES, set(cache.names()), NOW)
    making.set_visibility(store, who, list_id, visibility, NOW)
    return list_id


def make(page, name="Rainy *Sunday*"):
    page.text_input[0].set_value(name)
    next(each for each in page.button if each.label == "Make it").click().run()
    assert not page.exception
    return page


def test_who_comes_first_sees_lists_and_is_told_that_nothing_is_known_of_them(page):
    assert len([each for each in page.button if str(each.key).startswith("playlists_card_")]) == 12
    assert "Nothing is known of your taste yet" in captions(page)


def test_a_sample_member_is_told_why(page):
    page.selectbox(key="me_as").set_value(1).run()

    assert "You share" in captions(page)
    assert not [each for each in page.button if each.label == "Make it"]


def test_a_new_list_opens_private_with_its_name_as_typed_and_its_address(page):
    make(page)

    assert r"Rainy \*Sunday\*" in [each.value for each in page.header]
    assert "Private" in captions(page)
    assert page.query_params["list"]


def test_pasted_titles_are_added_and_the_rest_named(page):
    make(page)

    page.text_area(key="playlist_paste").set_value("Alien (1979)\nHeat\nNowhere (1950)")
    page.button(key="playlist_find").click().run()

    assert "Nowhere" in page.info[0].value
    assert "2 titles" in captions(page)


def test_what_is_refused_says_why(page):
    make(page)
    page.text_area(key="playlist_paste").set_value("Alien (1979)")
    page.button(key="playlist_find").click().run()

    page.text_area(key="playlist_paste").set_value("Alien (1979)")
    page.button(key="playlist_find").click().run()

    assert "in this playlist already" in page.error[0].value


def test_sharing_asks_to_join_first_and_then_makes_a_link_that_opens_the_list(page, open_page):
    make(page)
    page.button(key="social_join").click().run()
    page.radio[0].set_value("link").run()
    address = page.code[0].value

    other = open_page("playlists", link=address.rpartition("=")[2])
    wrong = open_page("playlists", link="nonsense")

    assert r"Rainy \*Sunday\*" in [each.value for each in other.header]
    assert "There is no such playlist." in [each.value for each in wrong.info]


def test_a_private_list_and_one_that_is_not_there_look_the_same(open_page):
    private = open_page("playlists", list=made_by("gp1", "private", "Zanzibarine evenings"))
    absent = open_page("playlists", list="0123456789abcdef")

    assert [each.value for each in private.info] == [each.value for each in absent.info]
    assert "Zanzibarine" not in str(private)


def test_a_public_list_is_followed_liked_commented_and_copied(open_page):
    list_id = made_by("gp2")
    page = open_page("playlists", list=list_id)
    page.button(key="playlist_follow").click().run()
    page.button(key="playlist_like").click().run()
    assert "Social is off until you turn it on" in page.error[0].value
    relations.join(cache.store(), page.session_state["me_guest"], NOW)

    page.button(key="playlist_like").click().run()
    page.text_input(key=f"playlists_say_{list_id}").set_value("Lovely.")
    page.button(key=f"playlists_send_{list_id}").click().run()

    assert "Lovely." in [each.value for each in page.text]
    assert list(room.Room(room.PATH).read()["type"]).count("comment") == 1
    assert page.button(key="playlist_follow").label == "Following"
    page.button(key="playlist_copy").click().run()
    assert "copied from" in captions(page)


def test_search_finds_lists_by_a_title_in_them(page):
    made_by("gp3", name="Findable evenings")
    page.segmented_control(key="playlists_view").set_value("search").run()

    page.text_input(key="playlists_words").set_value("findable").run()

    labels = [each.label for each in page.button]
    assert "**Findable evenings**" in labels


def test_a_title_that_left_the_catalogue_is_said_to_be_gone():
    gone = lists.Item(title_id="gone-1900", place=0, note="", added_by="")

    assert order.row(gone)["title"] == "A title that is no longer here"
    assert order.row(gone)["art"] == ""


def test_covers_of_every_kind_are_one_picture_with_words_escaped():
    with_name = {"name": "<script>", "cover": "drawn:crime:7", "first": ()}
    store = cache.store()
    list_id = made_by("gp4")
    with store.reading() as connection:
        found = lists.one(connection, "gp4", list_id)
    for change in ({}, with_name, {"cover": "title:alien-1979"}, {"first": (), "name": "<b>"}):
        drawn = picture(dataclasses.replace(found, **change))
        assert drawn.startswith("<svg")
        assert "<script" not in drawn
        assert "<b>" not in drawn
