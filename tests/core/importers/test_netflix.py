"""Netflix histories: both forms, many languages, nothing guessed in silence."""

import re

import pandas as pd
import pytest

from core.errors import DataError
from core.importers.netflixtitles import is_extra, take_apart
from tests.core.importers.exports import LONG, THUMBS, packed, take


def read(*lines: str, **options):
    text = "Title,Date\n" + "".join(f"{line}\n" for line in lines)
    return take(text, "history.csv", **options)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Breaking Bad: Season 1: Pilot", "Breaking Bad"),
        ("Stranger Things: Chapter One: The Vanishing of Will Byers", "Stranger Things"),
        ("Stranger Things: Stranger Things 2: Chapter One: MADMAX", "Stranger Things"),
        ("The Queen's Gambit: Limited Series: Openings", "The Queen's Gambit"),
        ("Money Heist: Part 2: Episode 1", "Money Heist"),
        ("Love, Death & Robots: Volume 1: Sonnie's Edge", "Love, Death & Robots"),
        ("Star Wars: The Clone Wars: Season 2: Holocron Heist", "Star Wars: The Clone Wars"),
        ("Dark: Staffel 2: Lügner und Betrüger", "Dark"),
        ("La casa de las flores: Temporada 2: Acónito", "La casa de las flores"),
        ("Lupin : Partie 1 : Chapitre 1", "Lupin"),
        ("Better Call Saul : Saison 2 : Le gâteau", "Better Call Saul"),
        ("Suburra: Stagione 1: 21 giorni", "Suburra"),
        ("Hakan: 1. Sezon: Bölüm 1", "Hakan"),
        ("深夜食堂: シーズン1: 第1話", "深夜食堂"),
        ("DAHMER: Monster: The Jeffrey Dahmer Story: The Good Boy Box (Episode 4)",
         "DAHMER: Monster: The Jeffrey Dahmer Story"),
        ("Kill Bill: Vol. 2", "Kill Bill: Vol. 2"),
        ("Dune: Part Two", "Dune: Part Two"),
        ("3:10 to Yuma", "3:10 to Yuma"),
        ("Mission: Impossible - Fallout", "Mission: Impossible - Fallout"),
        ("John Wick: Chapter 2", "John Wick: Chapter 2"),
    ],
)  # fmt: skip
def test_a_series_is_told_from_its_episode_and_a_film_stays_whole(written, title):
    assert take_apart(written).title == title


def test_trailers_are_left_out_and_counted_but_trailer_parks_are_not():
    mine = read('"Bande-annonce : Lupin",31/10/2026', '"Trailer Park Boys: Season 1: A",30/10/2026')

    assert list(mine.rows["title"]) == ["Trailer Park Boys"]
    assert "Left out 1 row: trailers or the like." in mine.notes
    assert not is_extra("Trailer")


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["7/31/25", "4/5/25"], "2025-04-05"),
        (["31/07/2025", "05/04/2025"], "2025-04-05"),
        (["31.07.25", "05.04.25"], "2025-04-05"),
        (["2025-07-31", "2025-04-05"], "2025-04-05"),
        (["2025/07/31", "2025/04/05"], "2025-04-05"),
        (["25. 7. 31.", "25. 4. 5."], "2025-04-05"),
        (["2025. 07. 31.", "2025. 04. 05."], "2025-04-05"),
        (["31-07-2025", "05-04-2025"], "2025-04-05"),
        (["6/8/26", "5/9/26", "4/10/26"], "2026-04-10"),
        (["8/6/26", "9/5/26", "10/4/26"], "2026-04-10"),
        (["12/10/26", "11/10/26"], "2026-10-11"),
        (["25-07-31", "25-04-05"], "2025-04-05"),
        (["4/19/25", "04/12/2025", "4/5/25"], "2025-04-05"),
    ],
)
def test_the_order_of_day_and_month_comes_from_the_whole_file(dates, first):
    mine = read(*(f'"Film {place}",{date}' for place, date in enumerate(dates)))

    assert f"{mine.rows['at'].iloc[0]:%Y-%m-%d}" == first


def test_an_order_nothing_settles_is_assumed_and_said():
    mine = read('"Heat",4/5/26')

    assert "Dates are read month first: nothing in the file settles it" in mine.notes[0]
    assert f"{mine.rows['at'].iloc[0]:%Y-%m-%d}" == "2026-04-05"


def test_a_history_newest_first_comes_out_oldest_first_within_a_day_too():
    mine = read('"C",31/10/2026', '"B",31/10/2026', '"A",30/10/2026')

    assert list(mine.rows["title"]) == ["A", "B", "C"]
    assert list(mine.rows["line"]) == [4, 3, 2]


def test_a_repeated_row_counts_once_and_another_day_counts_again():
    mine = read('"A",31/10/2026', '"A",31/10/2026', '"A",30/10/2026')

    assert len(mine.rows) == 2
    assert mine.read == 3
    assert "line 3 is the first, it repeats line 2" in mine.notes[-1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"A",01/01/2027', "history.csv, line 3, column Date: expected a time before"),
        ('"A",31/31/2026', "line 3, column Date: expected a date such as 2026-11-01, found"),
        ('"A",nan', "line 3, column Date: expected a date"),
        ('"",30/10/2026', "line 3, column Title: expected a title, found ''"),
        ('"A"', "line 3: expected 2 cells (Title, Date), found 1"),
        ('"A,30/10/2026', "line 3: expected a row of CSV"),
    ],
)
def test_a_bad_line_is_refused_or_left_out_if_asked(line, said):
    with pytest.raises(DataError) as error:
        read('"Good",30/10/2026', line)

    mine = read('"Good",30/10/2026', line, '"Last",29/10/2026', skip_bad=True)

    assert said in str(error.value)
    assert set(mine.rows["title"]) == {"Good", "Last"}
    assert said in mine.skipped[0]
    assert mine.read == 3


def test_a_netflix_activity_has_minutes_profiles_and_no_trailers():
    mine = take(LONG)

    assert mine.profiles == ("Ana", "Ben")
    assert list(mine.rows["title"]) == ["Dark", "DAHMER: Monster: The Jeffrey Dahmer Story", "Heat"]
    assert list(mine.rows["minutes"].round(2)) == [50.0, 43.43, 90.0]
    assert mine.rows["at"].iloc[-1] == pd.Timestamp("2026-10-30T20:00Z")
    said = " ".join(mine.notes)
    assert "Left out 1 row: trailers or the like." in said
    assert "Left out 1 row: shorter than 1 minute." in said
    assert "All 2 profiles were taken together: Ana, Ben." in said


def test_an_activity_that_excel_saved_again_still_has_its_times():
    again = re.sub(r"2026-10-(\d\d) (\d\d:\d\d):00", r"10/\1/2026 \2", LONG)

    assert take(again).rows["at"].tolist() == take(LONG).rows["at"].tolist()


def test_one_profile_can_be_asked_for_and_must_exist():
    assert set(take(LONG, profile="Ben").rows["profile"]) == {"Ben"}
    with pytest.raises(DataError, match="expected a profile of Ana, Ben, not 'Cleo'"):
        take(LONG, profile="Cleo")


def test_the_whole_download_of_netflix_tells_likes_as_well():
    folder = "netflix-report/CONTENT_INTERACTION"

    mine = take(packed(**{f"{folder}/ViewingActivity.csv": LONG, f"{folder}/Ratings.csv": THUMBS}))

    told = mine.rows.set_index("title")
    assert bool(told.loc["Dark", "liked"])
    assert not bool(told.loc["Heat", "liked"])
    assert told.loc["Heat", "stars"] == 3
    assert "Alien" not in told.index
