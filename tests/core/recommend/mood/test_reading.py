"""Wishes in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import MOODS
from core.errors import GreenlightError, RecommendError
from core.recommend.mood import MOODS_WORDS, mood_wish, read_wish


def test_light_but_not_stupid_wants_something_to_relax_and_to_think_about():
    wish = read_wish("something light but not stupid")

    assert set(wish.moods) == {"relax", "think"}
    assert min(wish.weights) == 0
    assert wish.understood == ("light", "not stupid")


def test_a_scary_film_without_gore_from_the_80s_is_taken_apart():
    wish = read_wish("a scary film but no gore, from the 80s")

    assert wish.moods == {"scare": 1.0}
    assert "splatter" in wish.without_words
    assert wish.years == (1980, 1989)
    assert wish.ignored == ()


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("make me laugh", "laugh"),
        ("I had a long day and want to unwind", "relax"),
        ("on the edge of my seat", "thrill"),
        ("a good cry", "cry"),
        ("goosebumps please", "scare"),
        ("food for thought", "think"),
        ("let us fall in love", "romance"),
        ("lift my spirits", "inspire"),
        ("etwas Lustiges", "laugh"),
        ("ein gemütlicher Abend, entspannend", "relax"),
        ("spannend", "thrill"),
        ("zum Weinen", "cry"),
        ("richtig gruselig", "scare"),
        ("zum Nachdenken", "think"),
        ("romantisch", "romance"),
        ("inspirierend", "inspire"),
        ("hilarous", "laugh"),
        ("someting inspirng", "inspire"),
        ("a feelgood movie", "relax"),
    ],
)
def test_every_mood_is_understood_in_english_german_and_with_slips(text, mood):
    assert read_wish(text).moods[mood] > 0


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("funny, under 90 minutes", "max_minutes", 90),
        ("funny, at most 1.5 hours", "max_minutes", 90),
        ("funny, 1h45", "max_minutes", 105),
        ("funny, less than two hours", "max_minutes", 120),
        ("witzig, höchstens 100 Minuten", "max_minutes", 100),
        ("funny and short", "max_minutes", 90),
        ("funny, early 90s", "years", (1990, 1994)),
        ("funny, from the 2010s", "years", (2010, 2019)),
        ("funny, from the seventies", "years", (1970, 1979)),
        ("funny, aus den 80ern", "years", None),
        ("witzig, 80er", "years", (1980, 1989)),
        ("funny, between 1990 and 1995", "years", (1990, 1995)),
        ("funny, before 1960", "years", (1888, 1959)),
        ("funny, after 2015", "years", (2016, 2030)),
        ("funny, for kids", "maturity", "7"),
        ("funny, with my 14 year old", "maturity", "13"),
        ("lustig, für Kinder", "maturity", "7"),
        ("a funny western", "genres", ("western",)),
        ("funny, no horror", "without_genres", ("horror",)),
        ("something with pirates", "keywords", ("pirate",)),
        ("a heist in Spain", "keywords", ("spain",)),
        ("funny like The Big Lebowski", "like", ("The Big Lebowski",)),
        ("like Alien but funny", "like", ("Alien",)),
        ("I'd like a romantic movie", "like", ()),
    ],
)
def test_limits_genres_subjects_and_models_are_read(text, field, value):
    assert getattr(read_wish(text), field) == value


@given(st.sampled_from(["funny", "sad", "scary", "romantic", "thought-provoking", "inspiring"]))
def test_a_denial_turns_a_mood_into_its_opposite(word):
    wanted, denied = read_wish(word), read_wish(f"not {word}")

    mood = max(wanted.moods, key=lambda name: wanted.moods[name])
    assert denied.moods[mood] == -wanted.moods[mood]


def test_a_denial_ends_at_the_comma_and_at_but():
    for text in ("not scary, funny", "not scary but funny", "nicht gruselig aber lustig"):
        moods = read_wish(text).moods
        assert moods["scare"] < 0 < moods["laugh"], text


def test_without_reaches_over_and():
    wish = read_wish("thrilling, without gore and sex")

    assert {"gore", "nudity"} <= set(wish.without_words)


def test_intensity_counts():
    much, some, little = (
        read_wish(text).moods["scare"] for text in ("very scary", "scary", "a bit scary")
    )

    assert much > some > little > 0


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_in_a_sentence_and_always_alike(text):
    first = _wish_or_refusal(text)

    if isinstance(first, str):
        assert first.endswith(".")
        return
    assert first == _wish_or_refusal(text)
    assert all(abs(weight) <= 1.5 for weight in first.weights)
    assert first.understood


def _wish_or_refusal(text):
    try:
        return read_wish(text)
    except GreenlightError as refused:
        return str(refused)


def test_what_is_not_understood_is_said():
    assert read_wish("funny quux").ignored == ("quux",)


def test_only_300_characters_are_read_and_that_is_said():
    wish = read_wish("funny " + "x " * 200 + " scary")

    assert "scare" not in wish.moods
    assert "what follows the first 300 characters" in wish.ignored


@pytest.mark.parametrize("text", ["", "  \n", "qqqq zzzz", "the of and"])
def test_a_text_that_says_nothing_is_refused(text):
    with pytest.raises(RecommendError):
        read_wish(text)


def test_a_refusal_names_what_would_be_understood():
    with pytest.raises(RecommendError, match=r"laugh, relax, thrill.*like"):
        read_wish("qqqq zzzz")


def test_an_unknown_mood_is_refused_with_the_nearest():
    with pytest.raises(RecommendError, match=r"'laughter'.*nearest is 'laugh'"):
        mood_wish("laughter")


def test_a_word_of_the_catalogue_is_a_keyword_once_it_is_known():
    assert read_wish("funny toledo").ignored == ("toledo",)
    assert read_wish("funny toledo", words={"toledo": 0}).keywords == ("toledo",)


def test_every_mood_has_a_broad_lexicon_and_words_against_it():
    for mood in MOODS:
        weights = MOODS_WORDS[mood].values()
        assert len(weights) >= 140, mood
        assert min(weights) < 0 < 0.99 < max(weights) <= 1, mood
