"""Trakt documents: plays, summaries and ratings, alone or in one zip."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.importers.personal import read_personal

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEAT = {"title": "Heat", "year": 1995, "ids": {"trakt": 1, "slug": "heat-1995", "tmdb": 949}}
DARK = {"title": "Dark", "year": 2017, "ids": {"trakt": 2, "slug": "dark"}}
ALIEN = {"title": "Alien", "year": 1979, "ids": {"trakt": 3}}


def play(at, number=1, **about):
    kind = "movie" if "movie" in about else "episode"
    return {"id": number, "watched_at": at, "action": "scrobble", "type": kind, **about}


HISTORY = [
    play("2026-10-30T20:00:00.000Z", movie=HEAT),
    play("2026-10-29T20:00:00.000Z", show=DARK, episode={"season": 1, "number": 2, "title": "B"}),
    play("2026-10-28T20:00:00.000Z", show=DARK, episode={"season": 1, "number": 1, "title": "A"}),
    play("2020-01-01T20:00:00.000Z", movie=HEAT),
]
RATINGS = [
    {"rated_at": "2026-10-30T22:00:00.000Z", "rating": 8, "type": "movie", "movie": HEAT},
    {"rated_at": "2019-01-01T22:00:00.000Z", "rating": 5, "type": "movie", "movie": ALIEN},
    {"rated_at": "2026-10-30T22:00:00.000Z", "rating": 9, "type": "episode", "show": DARK,
     "episode": {"season": 1, "number": 1}},
]  # fmt: skip
SHOWS = [
    {
        "plays": 3,
        "last_watched_at": "2026-10-29T20:00:00.000Z",
        "reset_at": None,
        "show": DARK,
        "seasons": [
            {
                "number": 1,
                "episodes": [
                    {"number": 1, "plays": 2, "last_watched_at": "2026-10-28T20:00:00.000Z"},
                    {"number": 3, "plays": 1, "last_watched_at": "2018-01-01T20:00:00.000Z"},
                ],
            }
        ],
    }
]
MOVIES = [{"plays": 1, "last_watched_at": "2026-10-30T20:00:00.000Z", "movie": HEAT}]
WANTED = [{"rank": 1, "listed_at": "2026-01-01T00:00:00.000Z", "type": "movie", "movie": ALIEN}]


def take(document, **options):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_personal("history.json", data, now=NOW, **options)


def test_plays_come_oldest_first_with_series_and_episodes_told_apart():
    mine = take(HISTORY)

    assert mine.service == "Trakt"
    assert mine.rows["title"].tolist() == ["Heat", "Dark", "Dark", "Heat"]
    assert mine.rows["episode"].tolist() == ["", "S1E1", "S1E2", ""]
    assert mine.rows["kind"].tolist() == ["film", "series", "series", "film"]
    assert mine.rows["year"].tolist() == [1995, 2017, 2017, 1995]
    assert mine.titles.set_index("title")["episodes"].to_dict() == {"Heat": 0, "Dark": 2}


def test_the_zip_puts_files_together_and_counts_no_play_twice():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, entries in {
            "watched/watched-history-1.json": HISTORY[:2],
            "watched/watched-history-2.json": HISTORY[2:],
            "watched/watched-movies.json": MOVIES,
            "watched/watched-shows.json": SHOWS,
            "ratings/ratings-movies.json": RATINGS[:2],
            "ratings/ratings-episodes.json": RATINGS[2:],
            "lists/lists-watchlist.json": WANTED,
            "user/user-profile.json": {"username": "nobody"},
        }.items():
            archive.writestr(name, json.dumps(entries))

    mine = read_personal("trakt.zip", made.getvalue(), now=NOW)

    told = mine.rows.set_index(["title", "episode"]).sort_index()
    assert sorted(told.index) == [
        ("Alien", ""), ("Dark", "S1E1"), ("Dark", "S1E2"), ("Dark", "S1E3"), ("Heat", ""),
        ("Heat", ""),
    ]  # fmt: skip
    assert told.loc[("Heat", ""), "stars"].tolist() == [4.0, 4.0]
    assert told.loc[("Heat", ""), "liked"].all()
    assert mine.rows.loc[mine.rows["title"] == "Alien", "at"].tolist() == [
        pd.Timestamp("2019-01-01T22:00Z")
    ]
    said = " ".join(mine.notes)
    assert "Left out 1 entry: wanted or owned, not watched." in said
    assert "Left out 1 rating: of a season or an episode." in said
    assert "1 title was rated without a play" in said


def test_a_backup_of_one_object_is_read_like_its_lists():
    mine = take({"type": "full", "username": "nobody", "history": HISTORY, "ratings": RATINGS})

    assert len(mine.rows) == 5


def test_an_unknown_time_is_no_time():
    mine = take([play(at, movie=ALIEN) for at in ("1970-01-01T00:00:00.000Z", None)])

    assert mine.rows["at"].isna().all()
    assert len(mine.rows) == 1


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (play("2027-01-01T00:00:00.000Z", movie=HEAT),
         "history.json, entry 5, watched_at: expected a time before 2026-11-01"),
        (play(12, movie=HEAT), "entry 5, watched_at: expected a time such as"),
        (play("soon", movie=HEAT), "entry 5, watched_at: expected a date"),
        (play("2026-01-01T00:00:00Z", movie=HEAT | {"title": None}), "movie.title: expected a"),
        (play("2026-01-01T00:00:00Z", movie=HEAT | {"year": 3000}), "movie.year: expected a year"),
        (play("2026-01-01T00:00:00Z", movie=HEAT | {"year": "1995"}), "movie.year: expected a"),
        (play("2026-01-01T00:00:00Z", show=DARK, episode={"season": "x"}), "episode: expected its"),
        (RATINGS[0] | {"rating": 11}, "rating: expected a whole number from 1 to 10, found '11'"),
        (RATINGS[0] | {"rating": True}, "rating: expected a whole number from 1 to 10"),
        (RATINGS[0] | {"rating": 7.5}, "rating: expected a whole number from 1 to 10"),
        (SHOWS[0] | {"seasons": 3}, "seasons: expected a list, found '3'"),
        ("text", "entry 5, the entry: expected a film or show with its time, found 'text'"),
        ({"watched_at": "2026-01-01T00:00:00Z"}, "the entry: expected a film or show"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_located_and_left_out_if_asked(entry, said):
    with pytest.raises(DataError) as error:
        take([*HISTORY, entry])
    mine = take([*HISTORY, entry], skip_bad=True)

    assert said in str(error.value)
    assert len(mine.rows) == 4
    assert len(mine.skipped) == 1


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ODD = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
FIELDS = st.sampled_from(
    ["watched_at", "last_watched_at", "rated_at", "rating", "movie", "show", "episode", "seasons"]
)
INNER = st.fixed_dictionaries(
    {}, optional={"title": LEAF, "year": LEAF, "ids": ODD, "number": LEAF, "episodes": ODD}
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(FIELDS, INNER | ODD, max_size=5), max_size=3), st.booleans())
def test_json_of_any_shape_is_a_history_or_refused_in_a_sentence(entries, skip_bad):
    try:
        mine = take(entries, skip_bad=skip_bad)
    except DataError as error:
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert len(mine.rows)
