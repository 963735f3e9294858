"""Social's page: joining, posting, answering, following and moderating, without a browser."""

from datetime import UTC, datetime

import pytest

from core.identity import presenting
from core.playlists import making
from core.social import relations
from ui import cache, house, room

NOW = datetime.now(UTC)


@pytest.fixture
def joined(open_page):
    """The page of a guest who has joined."""
    page = open_page("social")
    page.button(key="social_join").click().run()
    assert not page.exception
    return page


def texts(page):
    return [each.value for each in page.text]


def captions(page):
    return " ".join(each.value for each in page.caption)


def write(page, words, title="the-gold-rush-1925"):
    page.selectbox(key="social_draft_title_review").set_value(title)
    page.text_area(key="social_draft_text").set_value(words)
    page.button(key="social_draft_post").click().run()
    return page


def test_who_has_not_joined_sees_nobody_and_an_invitation(open_page):
    page = open_page("social")

    assert "Social is off until you turn it on" in [each.value for each in page.subheader]
    assert not [key for key in (each.key for each in page.button) if key.startswith("social_like")]


def test_a_guest_who_joined_reads_what_others_posted_and_why_it_is_there(joined):
    likes = [each for each in joined.button if str(each.key).startswith("social_like_")]
    assert 0 < len(likes) <= 8  # shared playlists stand among the posts
    assert "shared with everybody" in captions(joined)


def test_turning_what_comes_first_begins_the_feed_anew_and_newest_has_no_knobs(joined):
    def told():
        return [str(each.key) for each in joined.button if str(each.key).startswith("social_feed_")]

    first = told()
    joined.button(key="social_more").click().run()
    assert len(told()) == 2 * len(first)
    joined.slider(key="feed_half_life_h").set_value(2.0).run()

    assert len(told()) == len(first)
    assert told() != first
    joined.segmented_control(key="social_order").set_value("new").run()
    assert not [each for each in joined.slider if str(each.key).startswith("feed_")]


def test_a_review_is_posted_kept_and_logged_once(joined):
    write(joined, "A glove, a dance with two rolls, and I was ten again.")

    assert "A glove, a dance with two rolls, and I was ten again." in texts(joined)
    assert joined.text_area(key="social_draft_text").value == ""
    log = room.Room(room.PATH).read()
    assert list(log["type"]).count("review") == 1


def test_what_is_refused_says_why_and_what_was_typed_stays(joined):
    joined.text_area(key="social_draft_text").set_value("Words about nothing in particular.")
    joined.button(key="social_draft_post").click().run()

    assert any("There is no such title" in each.value for each in joined.error)
    assert joined.text_area(key="social_draft_text").value == "Words about nothing in particular."


def test_a_picture_from_elsewhere_is_refused(joined):
    write(joined, "![look](http://elsewhere.example/x.png)")

    assert any("picture from elsewhere" in each.value for each in joined.error)


def test_a_comment_is_said_and_logged(joined):
    write(joined, "Worth an evening, and the walk home.", "spirited-away-2001")
    post = next(
        str(each.key).removeprefix("social_edit_")
        for each in joined.button
        if str(each.key).startswith("social_edit_")
    )
    joined.button(key=f"social_talk_{post}").click().run()
    joined.text_input(key=f"social_say_{post}").set_value("And the soup.")
    joined.button(key=f"social_send_{post}").click().run()

    assert "And the soup." in texts(joined)
    said = str(joined.menu_button[0].key).removeprefix("social_about_")
    joined.menu_button(key=f"social_about_{said}").click("edit").run()
    joined.text_area(key=f"social_edited_{said}").set_value("And the bath.")
    joined.button(key=f"social_save_{said}").click().run()
    assert "And the bath." in texts(joined)
    assert list(room.Room(room.PATH).read()["type"]).count("comment") == 1


def test_a_long_post_is_folded_until_somebody_wants_all_of_it(joined):
    words = "A scene without a word, and then another one. " * 40
    write(joined, words)

    [folded] = [each for each in texts(joined) if each.startswith("A scene without")]
    assert len(folded) < len(words) / 2
    assert folded.endswith("…")
    [unfold] = [each for each in joined.button if str(each.key).startswith("social_whole_")]
    unfold.click().run()
    assert words.strip() in texts(joined)


def test_following_somebody_who_is_suggested_brings_their_posts(joined):
    button = next(each for each in joined.button if str(each.key).startswith("social_follow_"))
    whom = str(button.key).removeprefix("social_follow_")
    button.click().run()

    assert "1 following" in captions(joined)
    assert whom not in {str(each.key).removeprefix("social_follow_") for each in joined.button}


def test_a_profile_opens_in_the_feeds_place_and_blocking_hides_both(joined):
    whom = next(
        str(each.key).removeprefix("social_suggested_")
        for each in joined.button
        if str(each.key).startswith("social_suggested_")
    )
    joined.button(key=f"social_suggested_{whom}").click().run()
    assert "fictional sample member" in captions(joined)

    joined.button(key=f"social_do_Block_{whom}").click().run()
    assert not joined.error
    assert not [each for each in joined.button if str(each.key).endswith(f"_{whom}")]

    joined.selectbox(key="social_circle").set_value("Blocked").run()
    joined.button(key=f"social_unblock_{whom}").click().run()
    with cache.store().reading() as connection:
        mine = joined.session_state["me_guest"]
        assert relations.visible(connection, mine, whom).id == whom


def test_leaving_brings_the_invitation_back(joined):
    joined.button(key="social_leave").click().run()

    assert "Social is off until you turn it on" in [each.value for each in joined.subheader]


def test_a_report_reaches_the_presenter_who_takes_it_down(open_page, joined):
    post = next(
        str(each.key).removeprefix("social_like_")
        for each in joined.button
        if str(each.key).startswith("social_like_")
    )
    joined.session_state[f"social_report_{post}_open"] = True
    joined.run()
    joined.button(key=f"social_report_{post}").click().run()
    assert not joined.error

    assert any("presenter will look" in each.value for each in joined.toast)
    store, secret = cache.store(), house.own_secret()
    presenting.open_house(store, secret, "ACDEFGHJ")
    page = open_page("moderation")
    assert any("Only a presenter moderates" in each.value for each in page.info)
    presenting.enter(store, secret, page.session_state["me_guest"], "ACDEFGHJ", NOW)
    page.run()
    page.button(key=f"moderation_remove_{post}").click().run()

    assert "taken down" in captions(page)
    again = open_page("social")
    again.button(key="social_join").click().run()
    assert f"social_like_{post}" not in {str(each.key) for each in again.button}


def test_the_core_app_is_the_same_without_social(open_page):
    page = open_page("foryou")

    with cache.store().reading() as connection:
        assert not relations.joined(connection, page.session_state["me_guest"])
    assert not [each for each in page.button if str(each.key).startswith("social_")]


def test_a_profile_tells_taste_in_summary(joined):
    whom = next(
        str(each.key).removeprefix("social_suggested_")
        for each in joined.button
        if str(each.key).startswith("social_suggested_")
    )
    joined.button(key=f"social_suggested_{whom}").click().run()

    assert "(everybody " in captions(joined)


def test_agreeing_finds_friends_who_agreed_and_counts_the_others(joined):
    joined.button(key="social_agree").click().run()

    assert not joined.error
    assert any("agreed to be found" in each.value for each in joined.markdown)


def test_a_friends_file_finds_nobody_who_did_not_agree(joined):
    joined.file_uploader(key="social_friends_file").upload(
        "friends.csv", b"name\nAmber Badger\nNobody Here\n", "text/csv"
    ).run()
    joined.button(key="social_look").click().run()

    assert any("of 2" in each.value for each in joined.markdown)


def test_a_file_that_is_no_list_of_friends_is_a_sentence(joined):
    joined.file_uploader(key="social_friends_file").upload(
        "friends.json", b"{broken", "application/json"
    ).run()
    joined.button(key="social_look").click().run()

    assert joined.error


def test_a_playlist_shown_to_all_is_told_in_the_feed_and_a_private_one_is_not(open_page, joined):
    store, mine = cache.store(), joined.session_state["me_guest"]
    shown, own = (making.make(store, mine, name, NOW) for name in ("For rainy nights", "My secret"))
    making.set_visibility(store, mine, shown, "public", datetime.now(UTC))
    reader = open_page("social", social_order="Newest")
    reader.button(key="social_join").click().run()
    relations.follow(store, reader.session_state["me_guest"], mine, datetime.now(UTC))
    reader.run()

    words = " ".join(each.value for each in reader.markdown)
    assert "For rainy nights" in words
    assert "My secret" not in words
    assert own not in str(reader.main)
