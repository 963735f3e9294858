"""A file that breaks its contract is refused with file, line, column, found and expected."""

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.files.contracts import Column, markdown, read, read_parquet

COLUMNS = (
    Column(name="id", kind="whole", low=1, unique=True, meaning="number"),
    Column(name="stars", kind="number", low=0.5, high=5, step=0.5, optional=True, meaning="stars"),
    Column(name="on", kind="flag", meaning="whether"),
    Column(name="at", kind="time", meaning="when, UTC"),
    Column(name="size", kind="choice", options=("s", "m", "l"), meaning="size"),
    Column(name="tags", kind="choices", options=("a", "b", "c"), optional=True, meaning="tags"),
    Column(name="note", kind="text", optional=True, meaning="words"),
)
HEADER = "id,stars,on,at,size,tags,note"
GOOD = "1,4.5,true,2026-10-31T20:15:00Z,m,a;c,hello"


def file(tmp_path, *lines, encoding="utf-8", end="\n"):
    path = tmp_path / "things.csv"
    path.write_bytes(end.join((HEADER, *lines, "")).encode(encoding))
    return path


def test_a_good_file_is_read_as_what_it_means(tmp_path):
    frame = read(file(tmp_path, GOOD, "2,,false,2026-10-31T20:15:00.5+05:30,s,,"), COLUMNS)

    assert frame["id"].tolist() == [1, 2]
    assert frame["stars"].tolist()[0] == 4.5
    assert frame["stars"].isna().tolist() == [False, True]
    assert frame["on"].tolist() == [True, False]
    assert frame["at"].tolist() == [
        pd.Timestamp("2026-10-31 20:15", tz="UTC"),
        pd.Timestamp("2026-10-31 14:45:00.5", tz="UTC"),
    ]
    assert frame["tags"].tolist() == ["a;c", ""]


def test_columns_may_stand_in_any_order(tmp_path):
    path = tmp_path / "things.csv"
    names = HEADER.split(",")
    path.write_text(",".join(names[::-1]) + "\n" + ",".join(GOOD.split(",")[::-1]) + "\n")

    assert list(read(path, COLUMNS)) == names


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("id", "", "a value"),
        ("id", "  ", "no blanks alone"),
        ("id", "0", "a whole number from 1"),
        ("id", "1.5", "a whole number from 1"),
        ("id", "one", "a whole number from 1"),
        ("id", "nan", "a whole number from 1"),
        ("id", "1e300", "a whole number from 1"),
        ("id", "1.0", "a value that no other row has"),
        ("stars", "5.5", "a number from 0.5 to 5 in steps of 0.5"),
        ("stars", "3.3", "a number from 0.5 to 5 in steps of 0.5"),
        ("stars", "inf", "a number from 0.5 to 5 in steps of 0.5"),
        ("on", "True", "true or false"),
        ("on", "1", "true or false"),
        ("at", "2026-10-31T20:15:00", "a time with zone such as 2026-10-31T20:15:00Z"),
        ("at", "2026-02-30T20:15:00Z", "a time with zone such as 2026-10-31T20:15:00Z"),
        ("at", "31/10/2026", "a time with zone such as 2026-10-31T20:15:00Z"),
        ("size", "xl", "one of s, m, l"),
        ("size", "", "a value"),
        ("tags", "a;d", "some of a, b, c, each once, joined by ;"),
        ("tags", "a;a", "some of a, b, c, each once, joined by ;"),
        ("tags", "a;", "some of a, b, c, each once, joined by ;"),
    ],
)
def test_a_breach_is_named_with_file_line_column_found_and_expected(
    tmp_path, column, cell, expected
):
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {"id": "2", column: cell}
    path = file(tmp_path, GOOD, ",".join(cells.values()))

    with pytest.raises(DataError) as error:
        read(path, COLUMNS)

    assert str(error.value) == (
        f"things.csv, line 3, column {column}: expected {expected}, found {cell!r}."
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_through_line_breaks_inside_cells(tmp_path, end):
    verse = f'1,,true,2026-10-31T20:15:00Z,m,,"one{end}two{end}three"'
    path = file(tmp_path, verse, "0" + GOOD[1:], end=end)

    with pytest.raises(DataError, match=r"^things\.csv, line 5, column id: "):
        read(path, COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path, encoding, end):
    path = file(tmp_path, GOOD[:-5] + "Mercédès", encoding=encoding, end=end)

    assert read(path, COLUMNS)["note"].tolist() == ["Mercédès"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "things.csv, line 1: expected a header, found an empty file."),
        (
            f"{HEADER}\n{GOOD},more\n".encode(),
            "things.csv, line 2, column note: expected 7 cells, found 8.",
        ),
        (
            f"{HEADER}\n{GOOD}\n{GOOD},more\n".encode(),
            "things.csv, line 3, column note: expected 7 cells, found 8.",
        ),
        (
            f"{HEADER}\n1,4.5,true,2026-10-31T20:15:00Z,m\n".encode(),
            "things.csv, line 2, column tags: expected 7 cells, found 5.",
        ),
        (
            f"{HEADER}\n{GOOD}\n\n{GOOD}\n".encode(),
            "things.csv, line 3, column id: expected 7 cells, found 0.",
        ),
        (
            f"{HEADER}\n{GOOD}\n{GOOD[:-5]}café\n".encode("latin-1"),
            "things.csv, line 3, column note: expected UTF-8 text, found the byte 0xe9.",
        ),
        (
            f"{HEADER}\n{GOOD}\n".encode("utf-16"),
            "things.csv, line 1, column 1: expected UTF-8 text, found the byte 0xff.",
        ),
        (
            f'{HEADER}\n{GOOD}\n{GOOD[:-5]}"open\n{GOOD}\n'.encode(),
            "things.csv, line 3: expected CSV, found a quote that is not closed before the next "
            "comma or line (unexpected end of data).",
        ),
        (
            f"{HEADER},more\n".encode(),
            f"things.csv, line 1: column 'more' is unknown; expected {HEADER.replace(',', ', ')}.",
        ),
        (
            HEADER[3:].encode() + b"\n",
            f"things.csv, line 1: column 'id' is missing; expected {HEADER.replace(',', ', ')}.",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_where_it_leaves_it(tmp_path, content, sentence):
    path = tmp_path / "things.csv"
    path.write_bytes(content)

    with pytest.raises(DataError) as error:
        read(path, COLUMNS)

    assert str(error.value) == sentence


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    (tmp_path / "world").mkdir()

    with pytest.raises(DataError, match=r"^things\.csv is missing; expected it in world\.$"):
        read(tmp_path / "world" / "things.csv", COLUMNS)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@settings(max_examples=40, deadline=None)
@given(notes=st.lists(TEXTS, min_size=1, max_size=5), wrong=st.data())
def test_whatever_text_a_cell_holds_it_comes_back_and_lines_stay_right(
    tmp_path_factory, notes, wrong
):
    path = tmp_path_factory.getbasetemp() / "things.csv"
    notes = [note for note in notes if note and not note.isspace()] or ["x"]
    bad = wrong.draw(st.integers(0, len(notes) - 1))
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEADER.split(","))
    begins = []
    for number, note in enumerate(notes, start=1):
        begins.append(len(re.split("\r\n|\r|\n", text.getvalue())))
        rows.writerow([number, "", "true", "2026-10-31T20:15:00Z", "s", "", note])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")

    assert read(path, COLUMNS)["note"].tolist() == notes

    lines = text.getvalue().replace(f"\n{bad + 1},,true", f"\n{bad + 1},,false?")
    path.write_text(lines, encoding="utf-8", newline="")
    with pytest.raises(DataError, match=rf"^things\.csv, line {begins[bad]}, column on: "):
        read(path, COLUMNS)


def frame(**changes):
    good = {
        "id": [1, 2],
        "stars": [4.5, None],
        "on": [True, False],
        "at": pd.to_datetime(["2026-10-31T20:15:00Z"] * 2),
        "size": ["m", "l"],
        "tags": ["a;b", ""],
        "note": ["", "x"],
    }
    return pd.DataFrame(good | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": [1, 1]}, r", row 2, column id: expected a value that no other row has, found '1'"),
        ({"id": [1, 0]}, r", row 2, column id: expected a whole number from 1, found '0'"),
        ({"id": ["1", "2"]}, r", column id: expected a whole number from 1, found the type str"),
        ({"stars": [0.7, 1]}, r", row 1, column stars: expected a number from 0\.5 to 5 in "),
        ({"on": [1, 0]}, r", column on: expected true or false, found the type int64"),
        ({"at": pd.to_datetime(["2026-10-31"] * 2)}, r", column at: expected a time with zone "),
        ({"size": ["m", "xl"]}, r", row 2, column size: expected one of s, m, l, found 'xl'"),
        ({"size": ["m", None]}, r", row 2, column size: expected a value, found "),
        ({"more": [1, 2]}, r": column 'more' is unknown; expected id, stars, "),
    ],
)
def test_parts_in_parquet_keep_the_same_contract(tmp_path, changes, said):
    path = tmp_path / "things" / "part-00000.parquet"
    path.parent.mkdir()
    frame().to_parquet(path)
    assert read_parquet(path, COLUMNS)["id"].tolist() == [1, 2]

    frame(**changes).to_parquet(path)
    with pytest.raises(DataError, match=r"^things/part-00000\.parquet" + said):
        read_parquet(path, COLUMNS)


def test_a_part_that_is_no_parquet_is_refused(tmp_path):
    path = tmp_path / "part-00000.parquet"
    path.write_text("id,stars")

    with pytest.raises(DataError, match=r"expected a Parquet file"):
        read_parquet(path, COLUMNS)


def test_a_contract_becomes_a_table_that_says_what_a_cell_holds():
    assert markdown(COLUMNS).splitlines()[2:5] == [
        "| `id` | a whole number from 1; no two rows the same | number |",
        "| `stars` | a number from 0.5 to 5 in steps of 0.5; may be empty | stars |",
        "| `on` | true or false | whether |",
    ]
