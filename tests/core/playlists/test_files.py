"""What goes out to a file comes back the same, runs in no spreadsheet, and is refused by name."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError, SocialError
from core.playlists import contents, files, lists, making, sheets
from core.playlists.pasting import pasted
from core.playlists.sheets import FORMS, Line, Sheet
from tests.core.playlists.cast import AT, KNOWN, made, people

SIGNS = st.characters(exclude_categories=["Cs", "Cc"])
WORDS = st.text(SIGNS, max_size=30) | st.sampled_from(
    [
        "=1+2",
        "+1",
        "-1",
        "@x",
        "'quoted",
        "''",
        'a "b", c',
        "é🎬👩‍👩‍👧",
        "\\n",
        "a\nb\\",
        " (1999)",
        "#EXTM3U",
    ]
)
RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Beginnings of a cell that some spreadsheet runs, wide ones included (OWASP, CSV Injection)."""

LINES = st.builds(
    Line,
    title_id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    title=WORDS,
    year=st.just(0) | st.integers(1888, 2030),
    minutes=st.integers(0, 600),
    note=WORDS,
)
SHEETS = st.builds(Sheet, name=WORDS, about=WORDS, lines=st.lists(LINES, max_size=5).map(tuple))

CATALOGUE = pd.DataFrame(
    {
        "title_id": list(KNOWN),
        "title": list(KNOWN.values()),
        "year": 2000,
        "minutes": 90,
        "kind": "film",
    }
)


@pytest.mark.parametrize("form", FORMS)
@given(sheet=SHEETS)
def test_a_sheet_comes_back_from_a_file_as_it_was(form, sheet):
    assert sheets.read(f"list.{form}", sheets.write(sheet, form)) == sheet


@given(sheet=SHEETS)
def test_no_cell_of_a_csv_begins_like_a_formula(sheet):
    text = sheets.write(sheet, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]

    assert not [cell for cell in cells if cell[:1] in RUN]


@pytest.mark.parametrize("sign", RUN)
def test_what_a_spreadsheet_would_run_stands_behind_a_mark_and_comes_back_without_it(sign):
    words = f"{sign}HYPERLINK(1)"
    sheet = Sheet(name=words, about=words, lines=(Line(title_id="heat", title=words, note=words),))
    written = sheets.write(sheet, "csv")

    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [rows[1][2], rows[1][5], rows[2][2], rows[2][5]] == [f"'{words}"] * 4
    assert sheets.read("list.csv", written) == sheet


def test_an_m3u_reads_as_players_write_them():
    text = "#EXTM3U\r\n#EXTINF:7020,Alien (1979)\r\nfilms/alien.mkv\r\n\r\nheat.mkv\r\n"

    found = sheets.read("evening.M3U8", text.encode())

    assert found.lines[0] == Line(title="Alien", year=1979, minutes=117)
    assert len(found.lines) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", b"x", r"a\.exe: expected a playlist that ends in"),
        ("a.csv", b"\x89PNG\r\n\x00\xff", "expected UTF-8 text, found other bytes"),
        ("a.json", b"x" * 1_000_001, "at most 1,000,000 bytes, found 1,000,001"),
        ("a.csv", b"name,year\n", r"line 1: expected what,title_id,.* found 'name,year'"),
        ("a.csv", ",".join(sheets.HEADER).encode() + b"\ntitle,a\n", "line 2: expected 6 cells"),
        ("a.csv", ",".join(sheets.HEADER).encode() + b'\ntitle,"a', "expected CSV"),
        ("a.json", b"{", "expected JSON"),
        ("a.json", b"[" * 200_000, "expected JSON"),
        ("a.json", b"[]", "expected an object with"),
        ("a.json", b'{"titles": [{"title": 3}]}', "title 1: expected title as text, found '3'"),
        ("a.json", b'{"titles": [{"year": "x"}]}', "expected year as a whole number"),
        ("a.m3u", b"hello", "line 1: expected #EXTM3U, found 'hello'"),
        ("a.m3u", b"#EXTM3U\n#EXTINF:soon\n", "line 2: expected #EXTINF:seconds,title"),
    ],
)
def test_a_file_that_is_no_playlist_is_refused_in_a_sentence(name, content, sentence):
    with pytest.raises(DataError, match=sentence):
        sheets.read(name, content)


def test_too_many_titles_are_refused():
    sheet = Sheet(name="Long", lines=(Line(title_id="a"),) * 501)

    with pytest.raises(DataError, match="at most 500 titles, found 501"):
        sheets.read("a.json", sheets.write(sheet, "json"))


@pytest.mark.parametrize("form", FORMS)
def test_a_list_goes_out_and_comes_back_with_order_and_notes(store, form):
    people(store, "ga", "gb")
    list_id = made(store, "ga", name="=cmd()", about="Tea,\nand rain 🌧")
    contents.note(store, "ga", list_id, "t1", "- why not?", AT)
    contents.move(store, "ga", list_id, "t2", 0, AT)
    with store.reading() as connection:
        content = files.export(connection, "gb", list_id, form, CATALOGUE)

    brought = files.bring(store, "gb", f"x.{form}", content, CATALOGUE, AT)

    with store.reading() as connection:
        copy = lists.one(connection, "gb", brought.list_id)
        assert (copy.name, copy.about, copy.visibility) == ("=cmd()", "Tea,\nand rain 🌧", "private")
        found = [(each.title_id, each.note) for each in lists.items(connection, "gb", copy.id)]
    assert found == [("t2", ""), ("t0", ""), ("t1", "- why not?")]
    assert brought.unmatched == ()


def test_titles_the_catalogue_lacks_are_named_and_ids_are_not_needed(store):
    people(store, "ga")
    content = json.dumps({"titles": [{"title": "title 3"}, {"title": "Nowhere", "year": 1999}]})

    brought = files.bring(store, "ga", "mine.json", content.encode(), CATALOGUE, AT)

    assert (brought.count, brought.unmatched) == (1, ("Nowhere",))


def test_a_file_whose_words_cannot_be_leaves_no_half_made_list(store):
    people(store, "ga")
    note = "![x](http://elsewhere.example/x.png)"
    content = json.dumps({"playlist": "Ok", "titles": [{"title_id": "t1", "note": note}]})

    with pytest.raises(SocialError, match="picture from elsewhere"):
        files.bring(store, "ga", "a.json", content.encode(), CATALOGUE, AT)

    with store.reading() as connection:
        assert lists.mine(connection, "ga") == []


def test_nobody_exports_what_they_may_not_see(store):
    people(store, "ga", "gb")
    list_id = making.make(store, "ga", "Mine", AT)

    with store.reading() as connection, pytest.raises(SocialError, match="no such playlist"):
        files.export(connection, "gb", list_id, "csv", CATALOGUE)


def test_pasted_lines_become_titles_and_the_rest_is_named():
    found = pasted("1. Title 3 (2000)\n- title 7\n\n* Nowhere (1950)\nTitle 3", CATALOGUE)

    assert found.titles == ("t3", "t7")
    assert found.unmatched == ("Nowhere",)
    with pytest.raises(SocialError, match="there is none"):
        pasted(" \n ", CATALOGUE)
