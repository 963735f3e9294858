"""What a person typed is kept as text, without the signs that deceive."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.errors import SocialError
from core.wording import MARKS, name, one_line, skeleton, text

LONG = 20_000
TRICKY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u200b\u200c\u200d\u2060\u202e\u2066\ufeff\u0301\u0338\u3164\u00ad \n\r\t!["
        ),
    ),
    max_size=60,
)


def kept(typed: str) -> str:
    return text(typed, "A review", LONG, empty=True)


@given(TRICKY)
@example("a\u200b\u0301")
@example("!\u200b[x](y")
@example("\u1100\u200c\u1161")
@example("א\u200d\u200dב")
@example("\u0344\u200d")
def test_what_was_kept_once_stays_as_it_is(typed):
    assume("![" not in unicodedata.normalize("NFC", typed))
    try:
        once, line = kept(typed), one_line(typed, "A title", LONG, empty=True)
    except SocialError:
        return  # a picture that only showed once the zero-width signs between had gone

    assert kept(once) == once
    assert one_line(line, "A title", LONG, empty=True) == line
    assert "\n" not in line
    assert "  " not in line


@given(TRICKY)
def test_nothing_that_is_kept_hides_or_turns_the_text_around(typed):
    try:
        found = kept(typed)
    except SocialError:
        return

    for place, sign in enumerate(found):
        if sign in "\u200c\u200d":
            assert not found[place - 1].isascii()
        else:
            assert sign in "\n\t" or unicodedata.category(sign)[0] != "C"
    assert unicodedata.is_normalized("NFC", found)
    assert "![" not in found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("plain words", "plain words"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\u2066left\u2069", "left"),
        ("in\u200bvis\ufeffi\u00adble", "invisible"),
        ("\u3164\u2800x\u115f", "x"),
        ("e\u0301", "é"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("bell\x07null\x00esc\x1b[31m", "bellnullesc[31m"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("👨\u200d👩\u200d👧 🏳️\u200d🌈", "👨\u200d👩\u200d👧 🏳️\u200d🌈"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("שלום", "שלום"),
        ("\udc80x", "x"),
    ],
)
def test_known_cases(typed, found):
    assert kept(typed) == found


def test_a_tower_of_marks_is_cut_to_a_few():
    found = kept("Z" + "\u0338" * 500 + "o")

    assert sum(unicodedata.combining(sign) > 0 for sign in found) == MARKS
    assert found[0] == "Z"
    assert found[-1] == "o"


@pytest.mark.parametrize(
    "typed",
    ["![x](http://a.example/b.png)", "![a[b]](//c)", "![x][y]", "a![x]", "!\u200b[x](y)"],
)  # fmt: skip
def test_a_picture_from_elsewhere_is_refused(typed):
    with pytest.raises(SocialError, match="may not hold a picture from elsewhere"):
        kept(typed)


def test_ten_thousand_signs_are_counted_after_cleaning():
    assert len(text("ä" * 10_000, "A review", 10_000)) == 10_000
    assert text("a\u0308" * 10_000, "A review", 10_000) == "ä" * 10_000
    with pytest.raises(SocialError, match="at most 10,000 signs, not 10,001"):
        text("ä" * 10_001, "A review", 10_000)
    with pytest.raises(SocialError, match="at most 10 signs, not 1,000,000"):
        text("x" * 1_000_000, "A review", 10)


@pytest.mark.parametrize("typed", ["", " \n\t ", "\u200b\u200d\u202e", "\u3164", "\x00"])
def test_nothing_is_refused_where_words_are_needed(typed):
    with pytest.raises(SocialError, match="A name needs some words"):
        name(typed, 40)
    assert kept(typed) == ""


@pytest.mark.parametrize("typed", ["\u0301", "...", "- -"])
def test_a_name_of_which_nothing_tells_it_apart_is_refused(typed):
    with pytest.raises(SocialError, match="A name needs a letter"):
        name(typed, 40)


@pytest.mark.parametrize(
    "typed",
    ["🦊", "🦊 Fox", "李雷", "ひらがなカタカナ漢字", "أحمد", "Zoë", "Тимур", "O'Neil-Ruiz", "7"],
)
def test_names_of_the_world_are_names(typed):
    assert name(typed, 40) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize("typed", ["\u0410mber", "Amb\u0435r Badger", "p\u03b1ypal", "Ꭺmber"])
def test_a_name_that_mixes_alphabets_is_refused(typed):
    with pytest.raises(SocialError, match="is written in one alphabet"):
        name(typed, 40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amber Badger", "AMBER  BADGER"),
        ("Amber Badger", "Amber-Badger."),
        ("Amber Badger", "\u0410mber Badger"),
        ("Amber Badger", "𝐀𝐦𝐛𝐞𝐫 𝐁𝐚𝐝𝐠𝐞𝐫"),
        ("Amber Badger", "Ａmber Ⓑadger"),
        ("Bill", "BI11"),
        ("Bill", "bi|l"),
        ("modern", "modem"),
        ("vvv", "wv"),
        ("Otto", "0tt0"),
        ("Zoe", "Zoë"),
        ("paypal", "раураl"),
        ("Coca", "Соса"),
        ("🦊", "🦊\ufe0f"),
    ],
)
def test_names_that_look_the_same_are_the_same(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Amber", "Ember"), ("🦊", "🐺"), ("李雷", "李需"), ("Teal", "Teak")]
)
def test_names_that_look_different_are_different(one, other):
    assert skeleton(one) != skeleton(other)


@given(st.text(max_size=40))
def test_case_blanks_and_zero_width_signs_make_no_other_name(typed):
    apart = "\u200b ".join(typed)

    assert skeleton(apart) == skeleton(typed)
    assert skeleton(skeleton(typed)) == skeleton(typed)
