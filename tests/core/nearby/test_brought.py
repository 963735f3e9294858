"""A file of viewings with places: read or refused in a sentence, drawn once, and never kept."""

import csv
import gc
import io
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.importers import sheets
from core.nearby import brought as reading
from core.nearby import broughttable
from core.nearby.brought import LEAST_MEMBERS, read
from core.nearby.broughttable import SPELLED
from core.nearby.spot import DAY_S, DAYS

NOW = datetime(2026, 11, 27, tzinfo=UTC)
TITLES = pd.DataFrame(
    {
        "title_id": ["blue-1993", "heat-1995", "shogun-1980", "shogun-2024"],
        "title": ["Blue", "Heat", "Shōgun", "Shōgun"],
        "year": [1993, 1995, 1980, 2024],
        "kind": ["film", "film", "series", "series"],
    }
)
HEAD = "member,title,time,latitude,longitude"
GOOD = "ann,Heat,2026-11-01T20:00:00Z,51.5,-0.1"


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def crowded(*rows: str, members: int = LEAST_MEMBERS) -> bytes:
    """A table with enough members, and some rows more."""
    many = [f"m{each:05d},Heat,2026-11-01T20:00:00Z,51.5,-0.1" for each in range(members)]
    return table(*many, *rows)


@pytest.fixture
def few(monkeypatch):
    """Files with few members are read, so that a case can be looked at."""
    monkeypatch.setattr(reading, "LEAST_MEMBERS", 1)


def test_a_small_file_is_read_as_a_hand_would(few):
    given_file = table(
        'b;"heat (1995)";2026-11-02 01:30:00 +02:00;51,5;-0,25',
        "a;Blue;1793491200;-33.9;151.2",
        "b;blue-1993;1793491200000;51,5;-0,25",
        head="User ID;Film;Watched at;Lat;LNG",
    )

    found = read("few.csv", given_file, TITLES, now=NOW)

    assert found.members == 2
    assert found.notes == ()
    nov_1 = 1_793_491_200  # 2026-11-01T00:00Z: 20,758 days of 86,400 s
    assert nov_1 == datetime(2026, 11, 1, tzinfo=UTC).timestamp() == 20_758 * DAY_S
    assert found.days == range(20_758, 20_759)
    assert {name: column.tolist() for name, column in found.crowd.items()} == {
        "ts": [nov_1, nov_1, nov_1 + 23 * 3600 + 1800],
        "lat": [-33.9, 51.5, 51.5],
        "lon": [151.2, -0.25, -0.25],
        "title": [0, 0, 1],
        "user": [0, 1, 1],
    }


@pytest.mark.parametrize("row", range(6))
def test_columns_are_found_as_people_spell_them(few, row):
    names = [spelled[min(row, len(spelled) - 1)] for spelled in SPELLED.values()]
    head = ",".join(["Nr.", *(each.upper() for each in names[::-1])])
    cells = ["1", *GOOD.split(",")[::-1]]

    found = read("x.csv", table(",".join(cells), head=head), TITLES, now=NOW)

    assert found.crowd["lat"].tolist() == [51.5]
    assert found.crowd["title"].tolist() == [1]


REFUSED = {
    "nothing": (b"", "expected a file with rows, found an empty one"),
    "no table": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "expected text, found a NUL byte"),
    "a page": (b"<html>\n<p>hello</p>\n</html>", "expected columns for member, title, time"),
    "header alone": (table(), "expected rows below the header, found none"),
    "no longitude": (
        table("a,Heat,1793491200,1", head="user,title,at,lat"),
        "line 1: .* found none for longitude among 'user,title,at,lat'",
    ),
    "swapped": (
        table(GOOD, "ben,Heat,2026-11-01T20:00:00Z,139.7,35.7"),
        "line 3: A latitude is -90 to 90 degrees, not 139.7. Are latitude and longitude swapped",
    ),
    "off Earth": (
        table("\n", GOOD, "ben,Heat,2026-11-01T20:00:00Z,35.7,200"),
        "line 5: A longitude is -180 to 180 degrees, not 200",
    ),
    "infinite": (table("ann,Heat,1793491200,inf,0"), "A latitude is -90 to 90 degrees, not inf"),
    "no number": (
        table("ann,Heat,1793491200,51.5,W 0.1"),
        "line 2, column longitude: expected degrees as a number, found 'W 0.1'",
    ),
    "half a place": (table("ann,Heat,1793491200,51.5,"), "column longitude: expected degrees"),
    "no place": (table("ann,Heat,1793491200,,"), "expected rows with a place, found none"),
    "no zone": (
        table(GOOD, "ann,Heat,2026-11-01 20:00,51.5,-0.1"),
        "line 3, column time: expected a time with its zone, such as .* found '2026-11-01 20:00'",
    ),
    "no time": (table("ann,Heat,soon,51.5,-0.1"), "column time: expected a time, such as"),
    "no such day": (table("a,Heat,2026-02-30T20:00Z,1,1"), "column time: expected a time, such"),
    "to come": (
        table("ann,Heat,2027-01-01T00:00Z,51.5,-0.1"),
        "column time: expected a time before 2026-11-27 00:00 UTC, found '2027-01-01T00:00Z'",
    ),
    "nobody": (table(" ,Heat,1793491200,51.5,-0.1"), "column member: expected who watched"),
    "unknown titles": (
        table("ann,Nothing of this name,1793491200,51.5,-0.1"),
        "expected viewings of titles in the catalogue, found none",
    ),
    "cells short": (table(GOOD, "ann,Heat"), "line 3: expected 5 cells .* found 2"),
    "cells over": (table(GOOD, GOOD + ",1"), "line 3: expected 5 cells .* found 6"),
    "open quote": (table('ann,"Heat,1793491200,51.5,-0.1'), "line 2: expected a row of CSV"),
    "few members": (
        crowded(members=LEAST_MEMBERS - 1),
        "expected viewings of at least 200 members, found 199 members",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(DataError, match=sentence):
        read("x.csv", data, TITLES, now=NOW)


def test_a_file_that_is_too_large_is_told_the_limit(monkeypatch):
    monkeypatch.setattr(broughttable, "MOST_ROWS", 2)
    with pytest.raises(DataError, match="at most 2 viewings, found 3"):
        read("x.csv", table(GOOD, GOOD, GOOD), TITLES, now=NOW)
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    with pytest.raises(DataError, match=r"at most 100 bytes, found \d+ bytes"):
        read("x.csv", table(GOOD, GOOD, GOOD), TITLES, now=NOW)


def test_the_present_needs_a_zone():
    with pytest.raises(DataError, match="the present with its time zone"):
        read("x.csv", table(GOOD), TITLES, now=datetime(2026, 11, 27))


def test_what_is_left_out_is_counted_and_named():
    extra = [
        "m00001,Shōgun,2026-11-01T20:00:00Z,51.5,-0.1",
        "m00001,Nothing,2026-11-01T20:00:00Z,51.5,-0.1",
        "m00001,Nothing,2026-11-01T21:00:00Z,51.5,-0.1",
        "m00001,Heat,2026-11-01T20:00:00Z,,",
        "m00001,Heat,2026-11-01T20:00:00Z,0,0.0",
        "m00001,Heat,2026-09-01T20:00:00Z,51.5,-0.1",
    ]
    found = read("x.csv", crowded(*extra), TITLES, now=NOW)

    assert len(found.crowd["ts"]) == LEAST_MEMBERS
    assert found.notes == (
        "1 row without a place left out.",
        "2 titles in 3 rows left out, not in the catalogue or open which: 'Nothing', 'Shōgun'.",
        "1 row at latitude 0, longitude 0 left out.",
        "1 row older than the last 30 days left out.",
    )


def test_a_year_in_brackets_says_which_title_is_meant(few):
    found = read("x.csv", table("a,Shogun (2024),1793491200,1,1"), TITLES, now=NOW)

    assert found.crowd["title"].tolist() == [3]


def test_at_most_the_last_days_of_a_file_count(few):
    rows = [f"a,Heat,{1_793_491_200 - back * DAY_S},1,1" for back in range(40)]

    found = read("x.csv", table(*rows), TITLES, now=NOW)

    assert len(found.days) == len(found.crowd["ts"]) == DAYS


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(12)), split=st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_order_of_the_rows_makes_no_other_crowd(order, split):
    rows = [
        f"{'abc'[row % 3]},{('Heat', 'Blue')[row % 2]},{1_793_491_200 + row // 4},{row % 5},{row}"
        for row in range(12)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "LEAST_MEMBERS", 1)
        one = read("x.csv", table(*rows), TITLES, now=NOW)
        shuffled = split.join((HEAD, *(rows[each] for each in order))).encode()
        two = read("x.csv", shuffled, TITLES, now=NOW)

    assert {name: one.crowd[name].tolist() for name in one.crowd} == {
        name: two.crowd[name].tolist() for name in two.crowd
    }


def test_a_long_file_takes_a_few_times_what_splitting_its_lines_takes():
    draw = np.random.default_rng(3)
    places = draw.normal((51.5, -0.1), 0.05, (2_000, 2))
    block = "\n".join(
        f"m{each},Heat,2026-11-{1 + each % 20:02d}T20:15:00Z,{lat:.6f},{lon:.6f}"
        for each, (lat, lon) in enumerate(places)
    )
    data = "\n".join((HEAD, *[block] * 100)).encode()

    def taken(what) -> float:
        gc.collect()
        start = time.process_time()
        what()
        return time.process_time() - start

    alone = min(taken(lambda: list(csv.reader(io.StringIO(data.decode())))) for _ in range(2))
    ours = min(taken(lambda: read("x.csv", data, TITLES, now=NOW)) for _ in range(2))

    assert ours < 6 * alone
