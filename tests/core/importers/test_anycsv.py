"""Any table, once its columns are named."""

import pandas as pd
import pytest

from core.errors import DataError
from core.importers.matching import match
from tests.core.importers.exports import CATALOGUE, take

CSV = """Film;Jahr;Gesehen;Note;Min
Heat;1995;30.10.2026;9;170
"Amélie";2001;29.10.2026 21:15;7,5;
Alien;;28.10.2026;;1:57:00
"""
COLUMNS = {"title": "Film", "year": "jahr", "at": "Gesehen", "stars": "Note", "minutes": "Min"}


def test_any_csv_is_read_once_its_columns_are_named():
    mine = take(CSV.encode("cp1252"), columns=COLUMNS)

    assert list(mine.rows["title"]) == ["Alien", "Amélie", "Heat"]
    assert mine.rows["year"].tolist() == [pd.NA, 2001, 1995]
    assert mine.rows["stars"].tolist()[1:] == [3.75, 4.5]
    assert mine.rows["liked"].tolist() == [False, False, True]
    assert mine.rows["minutes"].tolist()[0] == 117
    assert mine.rows["at"].iloc[1] == pd.Timestamp("2026-10-29T21:15Z")
    assert "Some ratings are above 5: read as of 10, made stars of 5." in mine.notes


def test_a_year_in_brackets_is_a_year_where_no_column_has_one():
    mine = take("t\nHeat (1995)\n2001: A Space Odyssey\n", columns={"title": "t"})

    assert mine.rows["title"].tolist() == ["Heat", "2001: A Space Odyssey"]
    assert mine.rows["year"].tolist() == [1995, pd.NA]
    assert mine.rows["at"].isna().all()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "A;1500;30.10.2026;5;",
            "mine.csv, line 5, column Jahr: expected a year from 1870 to 2031",
        ),
        ("A;2099;30.10.2026;5;", "column Jahr: expected a year"),
        ("A;1995;30.10.2027;5;", "column Gesehen: expected a time before"),
        ("A;1995;30.10.2026;nan;", "column Note: expected a rating from 0 to 10, found 'nan'"),
        ("A;1995;30.10.2026;inf;", "column Note: expected a rating from 0 to 10"),
        ("A;1995;30.10.2026;-1;", "column Note: expected a rating"),
        ("A;1995;30.10.2026;5;9999", "column Min: expected minutes up to 1,440, or h:mm:ss"),
        ("A;1995;30.10.2026;5;NaN", "column Min: expected minutes"),
        (";1995;30.10.2026;5;", "column Film: expected a title, found ''"),
    ],
)
def test_a_bad_cell_names_its_line_and_column(line, said):
    with pytest.raises(DataError) as error:
        take(CSV + line + "\n", columns=COLUMNS)

    mine = take(CSV + line + "\n", columns=COLUMNS, skip_bad=True)

    assert said in str(error.value)
    assert len(mine.rows) == 3
    assert said in mine.skipped[0]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"title": "Titel"}, "mine.csv, line 1: expected a column Titel, found 'Film;Jahr"),
        ({"year": "Jahr"}, "a title among them"),
        ({"title": "Film", "mood": "Note"}, "no 'mood'"),
    ],
)
def test_columns_that_are_not_there_are_refused(columns, said):
    with pytest.raises(DataError) as error:
        take(CSV, columns=columns)

    assert said in str(error.value).replace(",Jahr", ";Jahr")


def test_ratings_of_one_value_do_not_tell_what_was_liked():
    mine = take("t,s\nHeat,5\nDark,5\n", columns={"title": "t", "stars": "s"})
    found = match(mine.rows, CATALOGUE)

    assert "All 2 ratings are 5 stars: they do not tell what was liked." in mine.notes
    assert not mine.tells_likes
    assert found.history_frame()["liked"].all()
    assert "all that was watched counts" in " ".join(found.notes)
