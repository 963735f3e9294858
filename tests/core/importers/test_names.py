"""Names of films taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.names import Name, take_apart


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Toy Story (1995)", Name("Toy Story", 1995)),
        ("Matrix, The (1999) ", Name("The Matrix", 1999)),
        ("Avventura, L' (Adventure, The) (1960)", Name("L'Avventura", 1960, ("The Adventure",))),
        ("Seven (a.k.a. Se7en) (1995)", Name("Seven", 1995, ("Se7en",))),
        (
            "Léon: The Professional (a.k.a. The Professional) (Léon) (1994)",
            Name("Léon: The Professional", 1994, ("The Professional", "Léon")),
        ),
        ("2001: A Space Odyssey (1968)", Name("2001: A Space Odyssey", 1968)),
        ("1984 (Nineteen Eighty-Four) (1984)", Name("1984", 1984, ("Nineteen Eighty-Four",))),
        ("(500) Days of Summer (2009)", Name("(500) Days of Summer", 2009)),
        ("You Can (Not) Redo (2012)", Name("You Can (Not) Redo", 2012)),
        ("Birdman: Or (The Virtue) (2014)", Name("Birdman: Or (The Virtue)", 2014)),
        ("Death Note: Desu nôto (2006–2007)", Name("Death Note: Desu nôto", 2006)),
        ("Fargo (2014- )", Name("Fargo", 2014)),
        ("Babylon 5", Name("Babylon 5", None)),
        ("Room (0042)", Name("Room", None, ("0042",))),
        ("(1995)", Name("(1995)", None)),
        ('"Great Performances" Cats (1998)', Name('"Great Performances" Cats', 1998)),
        ("Fast, Cheap & Out of Control (1997)", Name("Fast, Cheap & Out of Control", 1997)),
    ],
)
def test_a_name_says_title_year_and_other_titles(name, expected):
    assert take_apart(name) == expected


@given(title=st.from_regex(r"[A-Z][a-z]{0,8}( [A-Z][a-z]{0,8})?", fullmatch=True))
def test_an_article_behind_a_comma_is_the_same_as_one_in_front(title):
    assert take_apart(f"{title}, The (1990)") == take_apart(f"The {title} (1990)")


def test_a_slug_is_one_plain_word():
    assert take_apart("Amélie's Été, L' (1999)").slug == "lamelies-ete-1999"
    assert take_apart("千と千尋の神隠し (2001)").slug == ""
