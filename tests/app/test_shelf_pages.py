"""Mood of the day and For you: every knob has an effect, and what the room does is logged."""

import json

import pytest

from core.room import Room
from ui import room


def shelf(page, slug) -> list[str]:
    """Return the rows of the titles on the shelf, in order."""
    return [
        button.key.rsplit("_", 1)[1]
        for button in page.button
        if button.key and button.key.startswith(f"{slug}_skipped_")
    ]


def press(page, slug, kind, place=0):
    keys = [button.key for button in page.button if str(button.key).startswith(f"{slug}_{kind}_")]
    page.button(key=keys[place]).click().run()


def types() -> list[str]:
    return list(Room(room.PATH).read()["type"])


@pytest.mark.parametrize("slug", ["mood", "foryou"])
def test_a_shelf_has_eight_titles_with_reasons_and_logs_them_once(open_page, slug):
    page = open_page(slug)

    assert not page.exception
    assert len(shelf(page, slug)) == 8
    assert types() == ["shown"] * 8
    assert set(Room(room.PATH).read()["surface"].str.partition("/")[0]) == {slug}
    page.run()
    assert types() == ["shown"] * 8


def test_another_mood_is_another_shelf(open_page):
    laugh, cry = (open_page("mood", wish_mood=words) for words in ("laugh", "cry"))

    assert shelf(laugh, "mood") != shelf(cry, "mood")


def test_words_are_read_and_said_back(open_page):
    page = open_page("mood", wish_words="something light but not stupid")

    assert any("Understood:" in caption.value for caption in page.caption)


def test_words_nobody_understands_keep_the_mood_and_say_so(open_page):
    page = open_page("mood", wish_words="qwrtz plmkj")

    assert not page.exception
    assert len(page.warning) == 1
    assert len(shelf(page, "mood")) == 8


def test_a_title_turned_down_leaves_the_shelf_and_is_logged(open_page):
    page = open_page("mood")
    first = shelf(page, "mood")[0]

    press(page, "mood", "skipped")

    assert first not in shelf(page, "mood")
    assert len(shelf(page, "mood")) == 8
    assert types().count("skipped") == 1


def test_a_title_taken_counts_in_the_room_s_take_rate(open_page):
    page = open_page("mood")

    press(page, "mood", "taken")

    rate = next(each for each in page.metric if each.label == "Take rate in this room")
    assert types().count("played") == 1
    assert rate.value == "12.5 %"


def test_more_like_this_is_a_like_and_changes_the_shelf(open_page):
    page = open_page("foryou")
    before = shelf(page, "foryou")

    press(page, "foryou", "more", 3)

    assert shelf(page, "foryou") != before
    assert types().count("liked") == 1


def test_beginning_anew_forgets_what_was_turned_down(open_page):
    page = open_page("mood")
    before = shelf(page, "mood")
    press(page, "mood", "skipped")

    page.button(key="mood_anew").click().run()

    assert shelf(page, "mood") == before


def test_learning_from_the_room_shows_what_it_believes(open_page):
    page = open_page("mood")
    press(page, "mood", "taken")
    press(page, "mood", "skipped", 1)

    page.toggle(key="mood_learn").set_value(True).run()

    assert not page.exception
    assert any("Which reasons the room trusts" in text.value for text in page.markdown)


def test_the_log_names_nobody(open_page):
    open_page("mood")

    lines = [line for line in room.PATH.read_text().splitlines() if line]
    assert {len(json.loads(line)["member"]) for line in lines} == {17}
    assert "Amber" not in room.PATH.read_text()


def test_a_newcomer_is_told_where_the_shelf_comes_from(open_page):
    page = open_page("foryou", viewer_of="A newcomer, without any history")

    assert any("no history yet" in info.value for info in page.info)
    assert len(shelf(page, "foryou")) == 8


def test_company_is_named_and_how_happy_each_would_be(open_page):
    page = open_page("mood", tonight_company="With friends")

    said = next(caption.value for caption in page.caption if "How happy each" in caption.value)
    assert said.count("%") == 4
    assert "Amber Badger" in said


def test_the_neighbourhood_counts_only_where_it_is_allowed(open_page):
    page = open_page("foryou", blend_nearby="3")
    before = shelf(page, "foryou")

    page.toggle(key="tonight_place").set_value(True).run()

    assert shelf(page, "foryou") != before


def test_a_focused_consumer_cannot_be_asked_for_the_neighbourhood(open_page):
    page = open_page("foryou")
    focused = next(o for o in page.selectbox(key="viewer_of").options if "focused" in o)

    page.selectbox(key="viewer_of").select(focused).run()

    assert page.toggle(key="tonight_place").disabled
    assert any("personal and unspoiled" in caption.value for caption in page.caption)


def test_every_ingredient_at_nought_is_a_sentence(open_page):
    names = ("taste", "mood", "hour", "time", "device", "company")
    page = open_page("mood", **{f"blend_{name}": "0" for name in names})

    assert not page.exception
    assert any("give at least one" in error.value for error in page.error)


@pytest.mark.parametrize("slug", ["mood", "foryou"])
def test_the_idea_s_knob_moves_its_metric(open_page, slug):
    page = open_page(slug)
    before = {metric.label: metric.value for metric in page.metric}

    page.slider(key=f"{slug}_tried").set_value(60.0).run()

    after = {metric.label: metric.value for metric in page.metric}
    assert after["Take rate, %"] > before["Take rate, %"]


NETFLIX = """Title,Date
"The Office: Season 2: The Dundies","11/14/26"
"Coco","11/13/26"
"Alien","11/2/26"
"A Film That Nobody Made","10/30/26"
"""


def bring(page, name, text):
    page.file_uploader(key="own_file").upload(name, text.encode(), "text/csv").run()
    return page


def test_a_history_of_one_s_own_becomes_a_shelf_and_says_what_it_understood(open_page):
    page = bring(open_page("foryou"), "NetflixViewingHistory.csv", NETFLIX)

    assert not page.exception
    said = " ".join(text.value for text in page.markdown)
    assert "Netflix" in said
    assert "4 lines" in said
    assert "Your taste" in said
    assert page.selectbox(key="viewer_of").value == "own"
    assert len(shelf(page, "foryou")) == 8
    assert any("A Film That Nobody Made" in str(table.value) for table in page.dataframe)


def test_a_history_of_one_s_own_is_not_written_anywhere(open_page, tmp_path):
    bring(open_page("foryou"), "NetflixViewingHistory.csv", NETFLIX)

    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"Nobody Made" not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.csv", "", "empty.csv"),
        ("shop.csv", "Product,Price\nShirt,12\n", "found the columns"),
        ("future.csv", "Title,Date\nCoco,1/1/31\n", "line 2"),
    ],
)
def test_a_wrong_file_is_a_sentence_and_the_shelf_stays(open_page, name, text, said):
    page = bring(open_page("foryou"), name, text)

    assert not page.exception
    assert any(said in error.value for error in page.error)
    assert len(shelf(page, "foryou")) == 8


def test_a_table_of_another_kind_is_read_once_its_columns_are_named(open_page):
    page = bring(open_page("foryou"), "mine.csv", "Film;Seen\nCoco;2026-03-01\nAlien;2026-02-01\n")

    page.selectbox(key="own_column_title").select("Film").run()

    assert not page.exception
    assert not page.error
    assert page.selectbox(key="viewer_of").value == "own"


def test_a_bad_line_is_left_out_only_if_asked(open_page):
    text = NETFLIX + '"Coco","yesterday"\n'
    page = bring(open_page("foryou"), "NetflixViewingHistory.csv", text)
    assert any("line 6" in error.value for error in page.error)

    page.checkbox(key="own_skip").check().run()

    assert not page.error
    assert page.selectbox(key="viewer_of").value == "own"


@pytest.mark.parametrize(
    ("slug", "key", "said"),
    [("mood", "mood_accuracy", "hidden"), ("foryou", "foryou_measured", "shuffled")],
)
def test_how_good_it_is_is_measured_and_said(open_page, slug, key, said):
    page = open_page(slug)

    page.toggle(key=key).set_value(True).run()

    assert not page.exception
    assert any(said in caption.value.lower() for caption in page.caption)
