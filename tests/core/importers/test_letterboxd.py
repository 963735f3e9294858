"""Letterboxd exports: diary, marks, stars and hearts put together."""

import io
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pytest

from core.errors import DataError
from core.importers.personal import read_personal

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEAD = "Date,Name,Year,Letterboxd URI"
WATCHED = f"""{HEAD}
2020-01-05,Heat,1995,https://boxd.it/1
2020-01-05,Alien,1979,https://boxd.it/2
2020-01-05,"Good, the Bad and the Ugly, The",1966,https://boxd.it/3
"""
RATINGS = f"{HEAD},Rating\n2020-01-06,Alien,1979,https://boxd.it/2,3.5\n"
DIARY = f"""{HEAD},Rating,Rewatch,Tags,Watched Date
2026-02-02,Heat,1995,https://boxd.it/aa,4,,"home, late",2026-02-01
2026-05-02,Heat,1995,https://boxd.it/bb,,Yes,,2026-05-01
"""
REVIEWS = f"""{HEAD},Rating,Rewatch,Review,Tags,Watched Date
2026-02-02,Heat,1995,https://boxd.it/aa,4,,"Two lines,
the second with ""quotes"".",,2026-02-01
"""
LIKES = f"{HEAD}\n2020-01-07,Alien,1979,https://boxd.it/2\n"
FILES = {
    "watched.csv": WATCHED,
    "ratings.csv": RATINGS,
    "diary.csv": DIARY,
    "reviews.csv": REVIEWS,
    "likes/films.csv": LIKES,
    "watchlist.csv": f"{HEAD}\n2020-01-05,Wanted,2008,https://boxd.it/9\n",
    "deleted/diary.csv": DIARY.replace("Heat", "Deleted"),
    "orphaned/diary.csv": DIARY.replace("Heat", "Orphaned"),
    "lists/watched.csv": "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n",
    "profile.csv": "Date Joined,Username\n2020-01-01,nobody\n",
}


def packed(top: str = "", **changed: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (FILES | changed).items():
            archive.writestr(top + name, text)
    return made.getvalue()


@pytest.mark.parametrize("top", ["", "letterboxd-nobody-2026-10-31-10-00-utc/"])
def test_an_export_says_what_was_watched_when_and_how_it_was(top):
    mine = read_personal("export.zip", packed(top), now=NOW)

    assert mine.service == "Letterboxd"
    told = mine.rows[["title", "year", "stars", "liked"]].itertuples(index=False, name=None)
    assert [tuple(None if pd.isna(x) else x for x in row) for row in told] == [
        ("Alien", 1979, 3.5, True),
        ("Good, the Bad and the Ugly, The", 1966, None, False),
        ("Heat", 1995, 4.0, True),
        ("Heat", 1995, 4.0, True),
    ]
    days = [f"{at:%Y-%m-%d}" for at in mine.rows["at"]]
    assert days == ["2020-01-05", "2020-01-05", "2026-02-01", "2026-05-01"]
    assert "2 films without a diary entry" in mine.notes[0]


def test_a_rewatch_is_a_row_of_its_own():
    mine = read_personal("diary.csv", DIARY.encode(), now=NOW)

    assert mine.titles.loc[0, "times"] == 2


def test_each_file_may_come_alone_and_a_watchlist_is_refused():
    ratings = read_personal("ratings.csv", RATINGS.encode(), now=NOW)
    likes = read_personal("films.csv", LIKES.encode(), now=NOW)

    assert ratings.rows["stars"].tolist() == [3.5]
    assert likes.rows["liked"].tolist() == [True]
    with pytest.raises(DataError, match=r"watchlist\.csv: expected films that were watched"):
        read_personal("watchlist.csv", WATCHED.encode(), now=NOW)


def test_a_member_who_likes_nothing_has_an_empty_file_and_that_is_fine():
    data = packed(**{"likes/films.csv": f"{HEAD}\n", "reviews.csv": f"{REVIEWS.splitlines()[0]}\n"})

    mine = read_personal("export.zip", data, now=NOW)

    assert mine.rows.set_index("title").loc["Alien", "liked"] == False  # noqa: E712


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("ratings.csv", "2020-01-06,Dune,2021,u,6", "ratings.csv, line 3, column Rating"),
        ("ratings.csv", "2020-01-06,Dune,2021,u,nan", "column Rating: expected stars in halves"),
        ("ratings.csv", "2020-01-06,Dune,2021,u,3.2", "expected stars in halves, 0.5 to 5, found"),
        ("watched.csv", "2020-01-06,Dune,9999,u", "watched.csv, line 5, column Year: expected a"),
        ("watched.csv", "2027-01-06,Dune,2021,u", "watched.csv, line 5, column Date: expected a"),
        ("watched.csv", "2020-01-06,,2021,u", "watched.csv, line 5, column Name: expected a title"),
        ("diary.csv", "2026-01-06,Dune,2021,u,,,,soon", "line 4, column Watched Date: expected a"),
        ("diary.csv", "2026-01-06,Dune,2021,u", "diary.csv, line 4: expected 8 cells"),
    ],
)
def test_a_bad_line_is_located_in_its_file_and_left_out_if_asked(file, line, said):
    data = packed(**{file: FILES[file] + line + "\n"})

    with pytest.raises(DataError) as error:
        read_personal("export.zip", data, now=NOW)
    mine = read_personal("export.zip", data, now=NOW, skip_bad=True)

    assert said in str(error.value)
    assert len(mine.skipped) == 1
    assert "Dune" not in set(mine.rows["title"])


def test_an_export_without_any_film_is_refused():
    files = {name: FILES[name].splitlines()[0] + "\n" for name in FILES}

    with pytest.raises(DataError, match="Expected something that was watched, found nothing"):
        read_personal("export.zip", packed(**files), now=NOW)
