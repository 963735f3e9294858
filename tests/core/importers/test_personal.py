"""A person's own files: recognised by content, refused in one sentence, written whole."""

import contextlib
import io
import json
import time
import zipfile
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.events import read_events
from core.files.contracts import read
from core.importers import archives, sheets
from core.importers.matching import match
from core.importers.personal import convert_personal, read_personal
from core.importers.written import HISTORY, TITLES
from core.recommend.history import interactions

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SHORT = 'Title,Date\n"Heat","30/10/2026"\n"Dark: Staffel 1: Geheimnisse","29/10/2026"\n'
CATALOGUE = pd.DataFrame(
    {"title_id": ["heat-1995", "dark-2017"], "title": ["Heat", "Dark"], "year": [1995, 2017]}
)


def take(data: bytes | str, name: str = "mine.csv", **options):
    data = data.encode() if isinstance(data, str) else data
    return read_personal(name, data, now=NOW, **options)


def packed(**files: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def rows_of(mine):
    return sorted(mine.rows[["title", "at", "episode"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_reads_the_same_however_it_was_saved(encoding, delimiter, end):
    lines = ("Title", "Date"), ('"Amélie"', "30/10/2026"), ('"Léon; the one, alone"', "29/10/2026")
    text = end.join(delimiter.join(line) for line in lines)

    mine = take(text.encode(encoding))

    assert list(mine.rows["title"]) == ["Léon; the one, alone", "Amélie"]


def test_excel_may_say_its_delimiter_first():
    mine = take("sep=;\nTitle;Date\nHeat;30/10/2026\n")

    assert list(mine.rows["line"]) == [3]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "mine.csv: expected a file with rows, found an empty one."),
        ("  \n ", "found an empty one"),
        ("Title,Date\n", "mine.csv: expected rows below the header, found none."),
        ("Name,Day\nHeat,1\n", "mine.csv, line 1: expected a Netflix viewing history"),
        ("Title,Title,Date\nA,B,C\n", "expected one column Title"),
        ("Title,Date\nHe\0at,30/10/2026\n", "mine.csv, line 2: expected text, found a NUL byte."),
        ("Title,Date\n" + "x" * 140_000, "line 2: expected at most 131,072 characters"),
        ("Letterboxd list export v7\nDate,Name\n", "found a list of Letterboxd"),
        (b"\xff\xfeT\x00i", "expected text, found a mark of utf-16 before other bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0", "expected text, found a NUL byte"),
        ("{", "mine.csv, line 1, column 2: expected JSON"),
        ('{"a": NaN}', "expected JSON with plain numbers; found NaN"),
        ('[{"a": 1}]', "expected Trakt entries with watched_at, last_watched_at or rated_at"),
        ("[" * 100_000, "found brackets nested too deep"),
        (b"PK\x03\x04", "expected a whole zip file, found a damaged one"),
        (packed(**{"cat.png": b"x"}), "expected a zip of Netflix, Letterboxd or Trakt, found cat"),
        (packed(**{"../watched.csv": b"x"}), "expected files inside the zip, found the path"),
        (packed(**{"/watched.csv": b"x"}), "expected files inside the zip, found the path"),
        (packed(**{"C:/watched.csv": b"x"}), "expected files inside the zip, found the path"),
    ],
)  # fmt: skip
def test_what_is_no_history_is_refused_in_one_sentence(data, said):
    for skip_bad in (False, True):
        with pytest.raises(DataError) as error:
            take(data, skip_bad=skip_bad)

        assert said in str(error.value)
        assert str(error.value).endswith(".")


def test_a_zip_bomb_is_refused_before_it_unfolds(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)

    with pytest.raises(DataError, match="expected at most 1,000,000 bytes when unpacked"):
        take(packed(**{"watched.csv": b"\0" * 5_000_000}))


def test_a_zip_that_lies_about_its_size_is_refused():
    data = packed(**{"watched.csv": b"x" * 100_000})
    place = data.rindex(b"PK\x01\x02")
    lying = data[: place + 24] + (10).to_bytes(4, "little") + data[place + 28 :]

    with pytest.raises(DataError):
        take(lying)


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 20)

    with pytest.raises(DataError, match="expected at most 20 bytes, found 75 bytes"):
        take(SHORT)


def test_too_many_files_in_a_zip_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_FILES", 3)

    with pytest.raises(DataError, match="expected at most 3 files in a zip, found 5"):
        take(packed(**{f"{n}.csv": b"" for n in range(5)}))


def test_quotes_that_never_close_are_given_up_after_a_while():
    lines = "\n".join('"Open,30/10/2026' for _ in range(200))

    with pytest.raises(DataError, match="more than 50 rows whose quotes do not close"):
        take("Title,Date\n" + lines, skip_bad=True)


def test_a_formula_is_a_title_like_any_other():
    mine = take('Title,Date\n"=HYPERLINK(""http://x"",""Heat"")",30/10/2026\n')

    assert list(mine.rows["title"]) == ['=HYPERLINK("http://x","Heat")']


def test_today_somewhere_else_is_not_the_future():
    late = datetime(2026, 10, 31, 23, tzinfo=UTC)

    mine = read_personal("n.csv", b"Title,Date\nHeat,2026-11-01\n", now=late)

    assert mine.rows["at"].iloc[0] == late
    with pytest.raises(DataError, match="expected a time before"):
        read_personal("n.csv", b"Title,Date\nHeat,2026-11-02\n", now=late)


LONG = """Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,\
Bookmark,Latest Bookmark,Country
Ana,2026-10-30 20:00:00,01:30:00,,Heat,,TV,01:30:00,01:30:00,DE (Germany)
Ana,2026-10-30 19:59:00,00:00:20,Autoplayed: user action: None; ,Heat_hook_primary_16x9,HOOK,TV,\
00:00:20,00:00:20,DE (Germany)
Ana,2026-10-29 20:00:00,00:00:30,,Casablanca,,TV,00:00:30,00:00:30,DE (Germany)
Ben,2026-10-28 23:42:00,00:43:26,,DAHMER: Monster: The Jeffrey Dahmer Story: The Good Boy Box \
(Episode 4),,PC,00:41:19,Not latest view,DE (Germany)
Ben,2026-10-27 20:00:00,00:50:00,,Dark: Staffel 1: Geheimnisse,,PC,00:50:00,00:50:00,DE (Germany)
"""
THUMBS = """Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts,\
Region View Date
Ben,Dark,thumb,,2,TV,2026-10-27 21:00:00,
Ana,Heat,star,3,,TV,2015-10-27 21:00:00,
Ana,Alien,thumb,,1,TV,2026-10-27 21:00:00,
"""


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


def test_one_profile_can_be_asked_for_and_must_exist():
    assert set(take(LONG, profile="Ben").rows["profile"]) == {"Ben"}
    with pytest.raises(DataError, match="expected a profile of Ana, Ben, not 'Cleo'"):
        take(LONG, profile="Cleo")


def test_a_profile_of_a_file_that_knows_none_is_refused():
    with pytest.raises(DataError, match="expected rows with profiles, found a file of one person"):
        take(SHORT, profile="Ana")


def test_a_present_without_its_zone_is_refused():
    with pytest.raises(DataError, match="expected the present with its time zone"):
        read_personal("n.csv", SHORT.encode(), now=datetime(2026, 11, 1))


def test_letters_that_are_not_unicode_are_said_to_be_assumed():
    note = "The file is not UTF-8: letters are read as Windows writes them in western Europe."

    assert note in take("Title,Date\nAmélie,30/10/2026\n".encode("cp1252")).notes
    assert note not in take("Title,Date\nAmélie,30/10/2026\n").notes


def test_the_whole_download_of_netflix_tells_likes_as_well():
    folder = "netflix-report/CONTENT_INTERACTION"

    mine = take(packed(**{f"{folder}/ViewingActivity.csv": LONG, f"{folder}/Ratings.csv": THUMBS}))

    told = mine.rows.set_index("title")
    assert bool(told.loc["Dark", "liked"])
    assert not bool(told.loc["Heat", "liked"])
    assert told.loc["Heat", "stars"] == 3
    assert "Alien" not in told.index


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


@given(st.permutations(range(8)))
def test_a_shuffled_file_gives_the_same_set(order):
    lines = [f'"Film {n % 5}",{13 + n}/10/2026' for n in range(6)]
    lines += ['"Dark: Season 1: A",20/10/2026', '"Dark: Season 1: B",20/10/2026']

    mine = take("Title,Date\n" + "\n".join(lines[n] for n in order))

    assert rows_of(mine) == rows_of(take("Title,Date\n" + "\n".join(lines)))


STARTS = st.sampled_from(
    [b"", b"Title,Date\n", b"PK\x03\x04", b"[", b"{", b"\xff\xfe",
     b"Date,Name,Year,Letterboxd URI\n",
     LONG[:200].encode(), b'[{"watched_at": "2026-01-01", "movie": ', b"sep=;\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(start=STARTS, rest=st.binary(max_size=200), skip_bad=st.booleans(), named=st.booleans())
def test_any_bytes_are_a_history_or_refused_in_a_sentence(start, rest, skip_bad, named):
    columns = {"title": "Title"} if named else None
    try:
        mine = take(start + rest, skip_bad=skip_bad, columns=columns)
    except DataError as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert len(mine.rows)


VALID = packed(
    **{
        "watched.csv": "Date,Name,Year,Letterboxd URI\n2026-01-01,Heat,1995,u\n",
        "a.json": json.dumps([{"watched_at": "2026-01-01", "movie": {"title": "Heat"}}]),
    }
)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(VALID) - 1), byte=st.integers(0, 255), cut=st.integers(0, 60))
def test_a_damaged_zip_is_read_or_refused_in_a_sentence(place, byte, cut):
    data = VALID[:place] + bytes([byte]) + VALID[place + 1 : len(VALID) - cut]
    with contextlib.suppress(DataError):
        assert len(take(data).rows)


def test_a_hundred_thousand_lines_take_less_than_three_seconds():
    rng = np.random.default_rng(1)
    titles, days = rng.integers(0, 3_000, 100_000), rng.integers(0, 3_000, 100_000)
    dates = [f"{day:%m/%d/%y}" for day in pd.Timestamp("2018-01-01") + pd.to_timedelta(days, "D")]
    lines = [
        f'"Show {title}: Season {title % 7}: Episode {day % 90}","{date}"'
        for title, day, date in zip(titles, days, dates, strict=True)
    ]
    data = ("Title,Date\n" + "\n".join(lines)).encode()

    began = time.process_time()
    mine = take(data)
    spent = time.process_time() - began
    found = match(mine.rows, CATALOGUE)

    assert mine.read == 100_000
    assert len(found.unmatched) == 3_000
    assert spent < 3


def test_a_folder_holds_what_the_file_tells_and_no_more(tmp_path):
    mine = take(LONG, profile="Ben")
    found = match(mine.rows, CATALOGUE)

    kept = convert_personal(mine, found, tmp_path / "out")

    events = read_events(tmp_path / "out/events.parquet")
    titles = read(tmp_path / "out/titles.csv", TITLES)
    history = read(tmp_path / "out/history.csv", HISTORY)
    assert kept.events == {"session": 2, "played": 2}
    assert list(events["type"]) == ["session", "played", "session", "played"]
    assert events["value"].dropna().round(2).tolist() == [50.0, 43.43]
    assert titles.set_index("title_id")["in_catalogue"].to_dict() == {
        "dark-2017": True,
        "dahmer-monster-the-jeffrey-dahmer-story": False,
    }
    assert list(history["line"]) == [6, 5]
    assert "shorter than 1 minute" not in (tmp_path / "out/README.md").read_text()


def test_stars_and_likes_become_events_once_a_title(tmp_path):
    text = "t,a,s\nHeat,2026-01-01,4.5\nHeat,2026-02-01,4.5\nDark,,2\n"
    mine = take(text, columns={"title": "t", "at": "a", "stars": "s"})

    kept = convert_personal(mine, match(mine.rows, CATALOGUE), tmp_path / "out")

    assert kept.events == {"session": 2, "rated": 1, "liked": 1}
    assert kept.rows == 3


def test_a_writing_that_stops_halfway_leaves_nothing_behind(tmp_path, monkeypatch):
    mine = take(SHORT)
    found = match(mine.rows, CATALOGUE)

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.importers.written.write_events", stop)
    with pytest.raises(KeyboardInterrupt):
        convert_personal(mine, found, tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    mine = take(SHORT)

    with pytest.raises(DataError, match="already holds something"):
        convert_personal(mine, match(mine.rows, CATALOGUE), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_history_is_ready_for_the_engine():
    mine = take(SHORT)

    history = interactions(match(mine.rows, CATALOGUE).history_frame()).history("you")

    assert len(history) == 2
    assert history.liked.all()
