"""Imported titles in a catalogue: found by spelling and year, never guessed."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import read_titles
from core.errors import DataError
from core.importers import movies
from core.importers.matching import match
from core.importers.spelling import loose, plain
from core.recommend.history import interactions
from core.world import SAMPLE

SMALL = SAMPLE.parent.parent / "shared" / "data" / "ml-latest-small"

TITLES = pd.DataFrame(
    [
        ("amelie-2001", "Amélie", 2001, "film", "Le Fabuleux Destin d'Amélie Poulain"),
        ("the-godfather-part-ii-1974", "The Godfather Part II", 1974, "film", ""),
        ("the-office-2001", "The Office", 2001, "series", ""),
        ("the-office-2005", "The Office", 2005, "series", ""),
        ("fargo-1996", "Fargo", 1996, "film", ""),
        ("fargo-2014", "Fargo", 2014, "series", ""),
        ("dune-part-two-2024", "Dune: Part Two", 2024, "film", ""),
        ("thor-ragnarok-2017", "Thor: Ragnarok", 2017, "film", ""),
        ("mission-impossible-1996", "Mission: Impossible", 1996, "film", ""),
        ("avatar-2005", "Avatar: The Last Airbender", 2005, "series", ""),
    ],
    columns=["title_id", "title", "year", "kind", "also"],
)


def found(title, year=None, **more) -> list[str]:
    rows = pd.DataFrame([{"title": title, "year": year} | more]).astype({"year": "Int64"})
    return list(match(rows, TITLES).rows["title_id"])


@pytest.mark.parametrize(
    ("title", "year", "title_id"),
    [
        ("AMELIE", None, "amelie-2001"),
        ("Le fabuleux destin d’Amelie Poulain", 2002, "amelie-2001"),
        ("Godfather, Part 2, The", 1974, "the-godfather-part-ii-1974"),
        ("The Office (U.S.)", 2005, "the-office-2005"),
        ("Dune 2", None, "dune-part-two-2024"),
        ("Dune – Part II", 2024, "dune-part-two-2024"),
        ("Thor", 2017, "thor-ragnarok-2017"),
    ],
)
def test_spelling_articles_and_numbers_do_not_matter(title, year, title_id):
    assert found(title, year) == [title_id]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Amélie", 2003),
        ("Thor", None),
        ("Thor", 2011),
        ("Thor: Love and Thunder", 2018),
        ("Dune: The Sequel", 2025),
        ("Avatar: The Way of Water", 2005),
        ("Mission: Impossible - Fallout", None),
        ("Mission: Impossible - Fallout", 2018),
        ("Nothing of the kind", None),
        ("", None),
    ],
)
def test_another_film_of_like_name_is_not_taken_for_it(title, year):
    assert found(title, year) == []


def test_year_then_kind_decide_and_else_nobody_guesses():
    assert found("Fargo", 2014) == ["fargo-2014"]
    assert found("Fargo", episode="Season 1: A") == ["fargo-2014"]
    assert found("The Office", 2004) == ["the-office-2005"]

    rows = pd.DataFrame({"title": ["The Office", "The Office"]})
    open_ones = match(rows, TITLES).ambiguous

    assert open_ones.loc[0, "candidates"] == "The Office (2001), The Office (2005)"
    assert open_ones.loc[0, "times"] == 2


def test_a_series_is_not_taken_for_a_film_nor_a_film_for_a_series_of_like_name():
    films = TITLES[TITLES["kind"] == "film"]
    rows = pd.DataFrame({"title": ["Fargo"], "episode": ["Season 1: A"], "kind": ["series"]})

    assert match(rows, films).rows.empty
    assert found("Avatar", episode="Book One: A", kind="series") == ["avatar-2005"]
    assert found("Thor", episode="Love and Thunder") == []


def test_a_title_with_a_colon_is_looked_for_whole_before_its_beginning():
    taken_apart = {"episode": "Ragnarok", "written": "Thor: Ragnarok"}

    assert found("Thor", **taken_apart) == ["thor-ragnarok-2017"]


def test_nothing_found_is_an_empty_history():
    made = match(pd.DataFrame({"title": ["Nothing of the kind"]}), TITLES)

    assert len(interactions(made.history_frame(), titles=pd.Index(TITLES["title_id"]))) == 0


def test_rows_without_a_time_keep_the_order_of_the_file_before_all_others():
    rows = pd.DataFrame(
        {
            "title": ["Thor: Ragnarok", "Amélie", "Dune: Part Two", "Mission: Impossible"],
            "at": pd.to_datetime([None, "2026-01-02", None, "2026-01-01"], utc=True),
            "liked": [True, False, True, False],
            "stars": [5.0, 2.0, 4.0, float("nan")],
        }
    )

    made = match(rows, TITLES)
    mine = interactions(made.history_frame())

    ids = [mine.titles[place] for place in mine.history("you").titles]
    assert ids == [
        "thor-ragnarok-2017", "dune-part-two-2024", "mission-impossible-1996", "amelie-2001",
    ]  # fmt: skip
    assert list(mine.history("you").liked) == [True, True, False, False]
    assert "2 rows without a time come before all others" in made.notes[0]


def test_a_catalogue_without_years_is_refused():
    with pytest.raises(DataError, match="Expected a column year"):
        match(pd.DataFrame({"title": ["Heat"]}), TITLES[["title_id", "title"]])


TEXT = st.text(max_size=30) | st.sampled_from(
    ["The The A", "Part One Part 2", "ii", "The ii", "Vol. 1", "ß ﬁ İ ǰ", "ͅ", "A", "Part Part 2 1"]
)


@given(TEXT)
def test_normalising_twice_changes_nothing(text):
    assert plain(plain(text)) == plain(text)
    assert loose(loose(text)) == loose(text)


@given(
    st.lists(
        st.tuples(
            TEXT | st.sampled_from(list(TITLES["title"])), st.none() | st.integers(1870, 2030)
        )
    )
)
def test_a_match_never_invents_an_id_and_loses_no_row(asked):
    rows = pd.DataFrame(asked, columns=["title", "year"]).astype({"year": "Int64"})

    made = match(rows, TITLES)

    assert set(made.rows["title_id"]) <= set(TITLES["title_id"])
    rest = made.unmatched["times"].sum() + made.ambiguous["times"].sum()
    assert len(made.rows) + rest == len(rows)


def test_films_are_found_in_movielens_by_year_and_never_a_remake_of_theirs():
    if not SMALL.is_dir():
        pytest.skip(f"MovieLens is not there: expected {SMALL}")
    ours = read_titles(SAMPLE / "titles.csv").query("kind == 'film' and not demo")
    theirs = movies.titles(SMALL, "csv").set_index("title_id", drop=False)

    made = match(ours[["title", "year"]].astype({"year": "Int64"}), theirs.reset_index(drop=True))

    apart = (made.rows["title_id"].map(theirs["year"]) - made.rows["year"]).abs()
    assert len(made.rows) >= 0.8 * len(ours)
    assert apart.max() <= 1
    assert made.ambiguous.empty
