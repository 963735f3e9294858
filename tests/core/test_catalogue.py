"""The catalogue that ships is right, wide and in our own words; a broken one is refused."""

import csv
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue import GENRES, KINDS, MATURITY, MOODS, TITLES, read_titles
from core.errors import DataError
from core.importers.names import take_apart
from core.world import SAMPLE

SHIPPED = SAMPLE / "titles.csv"
MOVIELENS = SAMPLE.parent.parent / "shared" / "data" / "ml-latest-small" / "movies.csv"
COLLECTED = 2018
"""MovieLens latest-small ends in September of this year; later films only share a name with it."""

NAMES = [column.name for column in TITLES]
FILM = {
    "title_id": "sunrise-1999", "kind": "film", "title": "Sunrise", "year": "1999",
    "minutes": "95", "seasons": "", "genres": "drama;romance", "moods": "cry", "maturity": "7",
    "language": "en", "country": "GB", "synopsis": "Two people wait for a bus.", "demo": "true",
}  # fmt: skip
SERIES = FILM | {"title_id": "sunset-2001", "kind": "series", "title": "Sunset", "seasons": "3"}
MADE_UP = re.compile(r"\b(invented|made[- ]up|imaginary|fictional|our|does not exist|never shot)\b")

FINISHED = {
    "breaking-bad-2008": 5, "cheers-1982": 11, "community-2009": 6, "dallas-1978": 14,
    "fawlty-towers-1975": 2, "friends-1994": 10, "game-of-thrones-2011": 8, "i-love-lucy-1951": 6,
    "seinfeld-1989": 9, "star-trek-1966": 3, "the-sopranos-1999": 6, "the-wire-2002": 5,
}  # fmt: skip
"""Seasons that were broadcast, as any encyclopaedia has them."""


@pytest.fixture(scope="module")
def titles():
    return read_titles(SHIPPED)


@pytest.fixture(scope="module")
def real(titles):
    return titles[~titles["demo"]]


def words(frame, column):
    return frame[column].str.split(";").explode()


def slug(title, year):
    """Return a title as our ids write it: "½" and "&" are spoken, apostrophes and stars go."""
    spoken = re.sub(r"['’*]", "", title.replace("½", " and a half").replace("&", " and "))
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", spoken.lower()))
    return f"{re.sub('[^a-z0-9]+', '-', plain).strip('-')}-{year}"


def test_four_hundred_real_films_and_series_are_there(real):
    kinds = real["kind"].value_counts()

    assert set(kinds.index) == {"film", "series"}
    assert kinds.sum() >= 400
    assert kinds.min() >= 100


@pytest.mark.parametrize(
    ("column", "options"),
    [("kind", KINDS), ("genres", GENRES), ("moods", MOODS), ("maturity", MATURITY)],
)
def test_every_word_of_the_contract_occurs_ten_times(titles, column, options):
    counts = words(titles, column).value_counts()

    assert set(counts.index) == set(options)
    assert counts.min() >= 10


def test_decades_from_the_twenties_to_the_twenties_are_there(real):
    decades = (real["year"] // 10 * 10).value_counts()

    assert set(decades.index) == set(range(1920, 2030, 10))
    assert decades.min() >= 5


def test_real_titles_come_first_of_all_from_fifty_countries_and_in_thirty_languages(real):
    assert real["country"].str.split(";").str[0].nunique() >= 50
    assert real["language"].nunique() >= 30


def test_languages_and_countries_are_written_as_two_letters(titles):
    assert titles["language"].str.fullmatch("[a-z]{2}").all()
    assert words(titles, "country").str.fullmatch("[A-Z]{2}").all()
    assert not titles["country"].str.split(";").map(lambda each: len(set(each)) < len(each)).any()


def test_an_id_is_the_slug_of_title_and_year(titles):
    expected = [slug(*row) for row in zip(titles["title"], titles["year"], strict=True)]

    assert titles["title_id"].tolist() == expected


def test_a_title_has_one_to_three_genres(titles):
    assert set(titles["genres"].str.split(";").map(len)) == {1, 2, 3}


def test_a_synopsis_is_one_short_sentence_that_no_other_title_has(titles):
    text = titles["synopsis"]

    assert text.is_unique
    assert text.str.fullmatch(r"[A-Z0-9][^\n]*[^.!?]\.").all()
    assert not text.str.contains(r"[.!?…]['\"]? [A-Z]").any()
    assert text.str.len().between(25, 140).all()


def test_extras_live_shows_and_series_told_by_us_are_demo_content_and_nothing_else_is(titles):
    ours = titles["title_id"].isin([path.stem for path in (SAMPLE / "series").glob("*.csv")])
    staged = titles["kind"].isin(["extra", "live"])

    assert ours.sum() >= 6
    assert staged.sum() >= 40
    assert titles["demo"].tolist() == (ours | staged).tolist()
    assert titles.loc[ours, "kind"].eq("series").all()


def test_extras_and_live_shows_say_that_they_are_made_up(titles):
    staged = titles[titles["kind"].isin(["extra", "live"])]
    silent = [text for text in staged["synopsis"] if not MADE_UP.search(text.lower())]

    assert silent == []


def test_gaming_is_live_and_live_is_gaming(titles):
    gaming = titles["genres"].str.split(";").map(lambda each: "gaming" in each)

    assert gaming.tolist() == (titles["kind"] == "live").tolist()


def test_finished_series_have_the_seasons_that_were_broadcast(titles):
    seasons = titles.set_index("title_id")["seasons"]

    assert {each: seasons[each] for each in FINISHED} == FINISHED


def joined(title):
    """Return a title as letters and digits alone: MovieLens writes "Old Boy" and "WALL·E"."""
    return re.sub(r"[\W_]", "", slug(title, "").removesuffix("-"))


def test_years_of_films_are_those_of_movielens(real):
    if not MOVIELENS.is_file():
        pytest.skip(f"MovieLens is not there: expected {MOVIELENS}; no year was checked")
    known: dict[str, set[int]] = {}
    for name in map(take_apart, pd.read_csv(MOVIELENS)["title"]):
        for title in (name.title, *name.also) if name.year else ():
            known.setdefault(joined(title), set()).add(name.year)
    films = real[(real["kind"] == "film") & (real["year"] < COLLECTED)]
    found = films[films["title"].map(joined).isin(known)]

    right = [row.year in known[joined(row.title)] for row in found.itertuples()]

    assert len(found) >= 0.85 * len(films)
    assert sum(right) >= 0.98 * len(found)


def test_the_file_is_sorted_and_written_as_pythons_csv_module_writes():
    text = SHIPPED.read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows(rows)

    assert again.getvalue() == text
    assert rows[0] == NAMES
    assert rows[1:] == sorted(rows[1:])


def write(folder: Path, rows, names=NAMES) -> Path:
    path = folder / "titles.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


printable = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(
    title=st.builds('{}, "{}"\n{}'.format, printable, printable, printable),
    year=st.integers(1888, 2030),
    minutes=st.integers(1, 600),
    seasons=st.integers(1, 80),
    genres=st.lists(st.sampled_from(GENRES), min_size=1, max_size=3, unique=True),
    demo=st.booleans(),
)
@settings(deadline=None, max_examples=50)
def test_what_keeps_the_contract_is_read_as_written(
    tmp_path_factory, title, year, minutes, seasons, genres, demo
):
    row = SERIES | {
        "title": title, "year": year, "minutes": minutes, "seasons": seasons,
        "genres": ";".join(genres), "demo": str(demo).lower(),
    }  # fmt: skip

    read = read_titles(write(tmp_path_factory.mktemp("any"), [FILM, row]))

    assert read.iloc[1].to_dict() == row | {"demo": demo}
    assert pd.isna(read["seasons"].iloc[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"genres": "drama;opera"},
            f"column genres: expected some of {', '.join(GENRES)}, each once, joined by ;, "
            "found 'drama;opera'.",
        ),
        (
            {"moods": "cry;cry"},
            f"column moods: expected some of {', '.join(MOODS)}, each once, joined by ;, "
            "found 'cry;cry'.",
        ),
        ({"moods": ""}, "column moods: expected a value, found ''."),
        (
            {"kind": "film"},
            "column seasons: expected nothing, for it is no series, found '3'.",
        ),
        (
            {"seasons": ""},
            "column seasons: expected the number of seasons of a series, found ''.",
        ),
        (
            {"seasons": "2.5"},
            "column seasons: expected a whole number from 1 to 80, found '2.5'.",
        ),
        (
            {"year": "1887"},
            "column year: expected a whole number from 1888 to 2030, found '1887'.",
        ),
        (
            {"year": "2031"},
            "column year: expected a whole number from 1888 to 2030, found '2031'.",
        ),
        (
            {"minutes": "two hours"},
            "column minutes: expected a whole number from 1 to 600, found 'two hours'.",
        ),
        (
            {"maturity": "12"},
            "column maturity: expected one of all, 7, 13, 16, 18, found '12'.",
        ),
        ({"demo": "yes"}, "column demo: expected true or false, found 'yes'."),
        (
            {"title_id": FILM["title_id"]},
            "column title_id: expected a value that no other row has, found 'sunrise-1999'.",
        ),
    ],
)
def test_a_breach_is_refused_with_file_line_column_found_and_expected(tmp_path, change, said):
    path = write(tmp_path, [FILM, SERIES | change])

    with pytest.raises(DataError) as error:
        read_titles(path)

    assert str(error.value) == f"titles.csv, line 3, {said}"


@pytest.mark.parametrize("missing", NAMES)
def test_a_missing_column_is_refused_by_name(tmp_path, missing):
    path = write(tmp_path, [FILM, SERIES], [name for name in NAMES if name != missing])

    with pytest.raises(DataError) as error:
        read_titles(path)

    assert str(error.value) == (
        f"titles.csv, line 1: column {missing!r} is missing; expected {', '.join(NAMES)}."
    )
