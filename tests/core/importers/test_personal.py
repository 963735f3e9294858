"""A person's own files: recognised by content, refused in one sentence, written whole."""

import contextlib
import json
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.importers import archives, sheets
from core.importers.matching import match
from core.importers.personal import read_personal
from core.recommend.history import interactions
from tests.core.importers.exports import CATALOGUE, SHORT, packed, take


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


def test_a_present_without_its_zone_is_refused():
    with pytest.raises(DataError, match="expected the present with its time zone"):
        read_personal("n.csv", SHORT.encode(), now=datetime(2026, 11, 1))


def test_letters_that_are_not_unicode_are_said_to_be_assumed():
    note = "The file is not UTF-8: letters are read as Windows writes them in western Europe."

    assert note in take("Title,Date\nAmélie,30/10/2026\n".encode("cp1252")).notes
    assert note not in take("Title,Date\nAmélie,30/10/2026\n").notes


def test_a_profile_of_a_file_that_knows_none_is_refused():
    with pytest.raises(DataError, match="expected rows with profiles, found a file of one person"):
        take(SHORT, profile="Ana")


@given(st.permutations(range(8)))
def test_a_shuffled_file_gives_the_same_set(order):
    lines = [f'"Film {n % 5}",{13 + n}/10/2026' for n in range(6)]
    lines += ['"Dark: Season 1: A",20/10/2026', '"Dark: Season 1: B",20/10/2026']

    mine = take("Title,Date\n" + "\n".join(lines[n] for n in order))

    assert rows_of(mine) == rows_of(take("Title,Date\n" + "\n".join(lines)))


STARTS = st.sampled_from(
    [b"", b"Title,Date\n", b"PK\x03\x04", b"[", b"{", b"\xff\xfe",
     b"Date,Name,Year,Letterboxd URI\n",
     b"Profile Name,Start Time,Duration,Title\n",
     b'[{"watched_at": "2026-01-01", "movie": ', b"sep=;\n"]
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


def test_a_history_is_ready_for_the_engine():
    mine = take(SHORT)

    history = interactions(match(mine.rows, CATALOGUE).history_frame()).history("you")

    assert len(history) == 2
    assert history.liked.all()
