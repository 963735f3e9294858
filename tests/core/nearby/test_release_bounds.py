"""Nobody counts for more than m titles a day, each once and in one cell, as the noise is sized."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NearbyError
from core.nearby.cells import cell_of
from core.nearby.privacy.bounding import DAY_S, Watched, bounded

TITLES = 9
LATS = np.array([51.50, 51.51, 51.9, -16.8])

ROWS = st.lists(
    st.tuples(
        st.integers(0, 3 * DAY_S - 1),
        st.integers(0, 3),
        st.integers(0, TITLES - 1),
        st.integers(0, 4),
    ),
    max_size=40,
)


def _watched(rows: list[tuple[int, int, int, int]]) -> Watched:
    ts, place, title, user = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Watched.of(
        {"ts": ts, "lat": LATS[place], "lon": np.zeros(len(ts)), "title": title, "user": user},
        TITLES,
    )


def _histograms(rows, m, day):
    held = bounded(_watched(rows), m)
    of_day = held.title_day == day
    people = Counter(held.cell[held.day == day].tolist())
    titles = Counter(
        zip(held.title_cell[of_day].tolist(), held.title[of_day].tolist(), strict=True)
    )
    hours = Counter(zip(held.title_cell[of_day].tolist(), held.hour[of_day].tolist(), strict=True))
    return people, titles, hours


def _apart(one: Counter, other: Counter) -> int:
    return sum(abs(one[key] - other[key]) for key in one.keys() | other.keys())


@given(rows=ROWS, m=st.integers(1, 4), day=st.integers(0, 2))
def test_without_one_member_the_counts_of_a_day_change_by_one_person_and_m_titles(rows, m, day):
    without = [row for row in rows if row[3] != 0]

    people, titles, hours = (
        _apart(one, other)
        for one, other in zip(_histograms(rows, m, day), _histograms(without, m, day), strict=True)
    )

    assert people <= 1
    assert titles <= m
    assert hours <= m


@given(rows=ROWS, seed=st.integers(0, 99))
def test_the_order_of_the_log_changes_nothing(rows, seed):
    rows = list({(row[0], row[3]): row for row in rows}.values())  # nobody begins two at once
    mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]

    for day in range(3):
        assert _histograms(rows, 3, day)[1] == _histograms(mixed, 3, day)[1]


def test_a_day_counts_where_most_of_it_was_spent_with_its_first_titles():
    rows = [(0, 0, 5, 1), (60, 2, 6, 1), (120, 2, 5, 1), (180, 2, 7, 1), (240, 2, 8, 1)]

    held = bounded(_watched(rows), 3)

    assert held.title.tolist() == [5, 6, 7]
    assert set(held.title_cell.tolist()) == {int(cell_of(51.9, 0.0))}


def test_every_day_counts_anew():
    held = bounded(_watched([(0, 0, 5, 1), (DAY_S - 1, 0, 5, 1), (DAY_S, 0, 5, 1)]), 3)

    assert held.title_day.tolist() == [0, 1]


def test_a_frame_a_mapping_and_an_object_are_the_same_viewings():
    columns = {"ts": [5, 9], "lat": [51.5, 51.6], "lon": [0.0, 0.1], "title": [1, 2]}
    columns = {name: np.array(column) for name, column in columns.items()}
    columns["user"] = np.array(["ann", "bob"])

    told = [
        bounded(Watched.of(events, TITLES), 3)
        for events in (columns, pd.DataFrame(columns), pd.DataFrame(columns).to_records())
    ]

    assert {held.title.tobytes() + held.title_cell.tobytes() for held in told} == {
        told[0].title.tobytes() + told[0].title_cell.tobytes()
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": np.array([TITLES])}, "title is 0 to 8, not 9"),
        ({"title": np.array([-1])}, "title is 0 to 8"),
        ({"title": np.array([0.5])}, "whole numbers"),
        ({"ts": np.array([0.5])}, "whole numbers"),
        ({"lat": np.array([np.nan])}, "latitude"),
        ({"lat": np.array([151.2]), "lon": np.array([-33.9])}, "swapped"),
        ({"user": np.array([None])}, "has none"),
        ({"user": np.array([1, 2])}, "some lack one"),
    ],
)
def test_viewings_that_are_none_are_refused(change, said):
    events = {"ts": [0], "lat": [51.5], "lon": [0.0], "title": [1], "user": [1]}
    arrays = {name: np.array(column) for name, column in events.items()} | change

    with pytest.raises(NearbyError, match=said):
        Watched.of(arrays, TITLES)


def test_a_missing_column_is_named():
    with pytest.raises(NearbyError, match="lon is missing"):
        Watched.of(pd.DataFrame({"ts": [0], "lat": [1.0]}), TITLES)
