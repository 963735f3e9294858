"""Posters: text stays text, letters stay inside, and equal titles look equal."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue import GENRES
from core.posters import poster, wrap
from core.posters.letters import HEIGHT, LETTER, MARGIN, WIDTH
from core.posters.motifs import MOTIFS
from core.posters.palettes import PALETTES

SVG = "{http://www.w3.org/2000/svg}"
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]))


@settings(deadline=None, max_examples=150)
@given(
    title=PRINTABLE,
    year=st.integers(0, 2030),
    genres=st.lists(st.sampled_from([*GENRES, "unheard-of"]), max_size=3),
)
def test_any_title_makes_well_formed_svg_that_runs_nothing(title, year, genres):
    root = ET.fromstring(poster(title, year, genres))

    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        *("svg", "defs", "linearGradient", "stop", "rect", "g", "text", "path", "circle"),
        *("ellipse", "polygon"),
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}


@given(title=st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=120))
def test_the_letters_of_a_title_fit_the_poster(title):
    lines, size = wrap(title)

    assert max(len(line) for line in lines) * LETTER * size <= WIDTH - 2 * MARGIN + 1e-6
    assert len(lines) * size * 1.08 < HEIGHT * 0.6


def test_every_genre_has_colours_and_a_manner():
    assert set(PALETTES) == set(MOTIFS) == set(GENRES)


def test_equal_titles_look_equal_and_another_seed_does_not():
    one = poster("Nosferatu", 1922, ["horror"])

    assert one == poster("Nosferatu", 1922, ["horror"])
    assert one != poster("Nosferatu", 1922, ["horror"], seed=1)
    assert one != poster("Nosferatu", 1979, ["horror"])


def test_markup_in_a_title_is_written_as_text():
    art = poster('<script>alert("1")</script>', 2020, ["comedy"])

    assert "<script" not in art
    assert "&lt;script" in art


@pytest.mark.parametrize("genre", GENRES)
def test_a_poster_is_small_enough_for_a_shelf_of_them(genre):
    assert len(poster("A title of ordinary length", 2000, [genre])) < 16_000
