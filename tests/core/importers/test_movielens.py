"""MovieLens folders: read, refused, and nothing left behind."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.events import EVENTS, read_events
from core.files.contracts import read
from core.importers.imported import MEMBERS
from core.importers.movielens import TIMES, convert
from core.importers.movies import TITLES

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT.parent / "shared" / "data" / "ml-latest-small"

MOVIES = """movieId,title,genres
1,Toy Story (1995),Adventure|Animation|Children
5,"City, The (""Ciudad, La"") (1998)",Drama|IMAX
7,Emma (1996),Comedy|Film-Noir|Crime
9,Emma (1996),(no genres listed)
"""
RATINGS = """userId,movieId,rating,timestamp
1,1,4.0,1000000000
1,5,3.5,1000003600
1,7,0.5,1000007201
2,9,5.0,1000000000
"""
TAGS = '''userId,movieId,tag,timestamp
2,9,"wry, and ""small""",1000000500
1,1,,1000000600
'''
LINKS = "movieId,imdbId,tmdbId\n1,0114709,862\n5,,\n"


def folder(path: Path, **files: str) -> Path:
    """Write a MovieLens folder in the latest layout; a file given replaces the good one."""
    path.mkdir(parents=True, exist_ok=True)
    good = {"movies": MOVIES, "ratings": RATINGS, "tags": TAGS, "links": LINKS}
    for stem, text in (good | files).items():
        (path / f"{stem}.csv").write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture
def imported(tmp_path) -> Path:
    return convert(folder(tmp_path / "ml"), tmp_path / "out").folder


def test_titles_have_ids_years_genres_and_other_names(imported):
    titles = read(imported / "titles.csv", TITLES).set_index("movielens_id")

    ids = ["toy-story-1995", "the-city-1998", "emma-1996", "emma-1996-9"]
    assert list(titles["title_id"]) == ids
    assert list(titles["title"]) == ["Toy Story", "The City", "Emma", "Emma"]
    assert list(titles["genres"]) == ["adventure;animation;family", "drama", "comedy;crime", ""]
    assert titles.loc[5, "also"] == '"Ciudad, La"'
    assert titles.loc[1, "imdb_id"] == "tt0114709"
    assert (titles["year"] == [1995, 1998, 1996, 1996]).all()


def test_a_rating_is_rated_liked_from_four_stars_and_opens_a_session_after_an_hour(imported):
    events = read_events(imported / "events.parquet")

    told = events[["member", "session", "type", "title_id"]]
    assert list(told.itertuples(index=False, name=None)) == [
        ("1", "1-1", "session", ""),
        ("1", "1-1", "rated", "toy-story-1995"),
        ("1", "1-1", "liked", "toy-story-1995"),
        ("1", "1-1", "rated", "the-city-1998"),
        ("1", "1-2", "session", ""),
        ("1", "1-2", "rated", "emma-1996"),
        ("2", "2-1", "session", ""),
        ("2", "2-1", "rated", "emma-1996-9"),
        ("2", "2-1", "liked", "emma-1996-9"),
    ]
    assert list(events["value"].dropna()) == [4.0, 3.5, 0.5, 5.0]
    assert events["at"].iloc[1] == pd.Timestamp("2001-09-09T01:46:40Z")


def test_the_log_has_the_columns_of_the_schema_in_order(imported):
    frame = pd.read_parquet(imported / "events.parquet")

    assert list(frame.columns) == [column.name for column in EVENTS]


def test_members_add_up_to_the_log(imported):
    members = read(imported / "members.csv", MEMBERS)

    assert list(members["member"]) == ["1", "2"]
    assert list(members["ratings"]) == [3, 1]
    assert list(members["sessions"]) == [2, 1]
    assert list(members["liked"]) == [1, 1]
    assert members["stars"].iloc[0] == pytest.approx(8 / 3, abs=1e-4)


def test_tags_are_kept_with_their_commas_and_quotes(imported):
    tags = pd.read_parquet(imported / "tags.parquet")

    assert list(tags["tag"]) == ["", 'wry, and "small"']
    assert list(tags["title_id"]) == ["toy-story-1995", "emma-1996-9"]


def test_the_older_layout_with_double_colons_and_latin_1_says_the_same(tmp_path):
    old = tmp_path / "ml-1m"
    old.mkdir()
    movies = "1::Toy Story (1995)::Adventure|Children's\n2::Misérables, Les (1995)::Drama\n"
    (old / "movies.dat").write_bytes(movies.encode("latin-1"))
    (old / "ratings.dat").write_text("1::1::5::978300760\n1::2::3::978300761\n")
    (old / "users.dat").write_text("1::F::1::10::48067\n")

    made = convert(old, tmp_path / "out")

    titles = read(tmp_path / "out" / "titles.csv", TITLES)
    assert list(titles["title"]) == ["Toy Story", "Les Misérables"]
    assert titles["title_id"].iloc[1] == "les-miserables-1995"
    assert (made.members, made.ratings, made.liked, made.sessions) == (1, 2, 1, 1)
    assert made.tags == 0


HEAD = "userId,movieId,rating,timestamp\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"ratings": RATINGS + "3,1,4.0\n"}, "ratings.csv, line 6: expected 4 cells"),
        ({"ratings": RATINGS + "3,1,4.3,1000000000\n"}, "line 6, column rating: expected stars"),
        ({"ratings": RATINGS + "3,1,6,1000000000\n"}, "line 6, column rating: expected stars"),
        ({"ratings": RATINGS + "3,1,good,1000000000\n"}, "found 'good'"),
        ({"ratings": RATINGS + "3,1,,1000000000\n"}, "column rating: expected stars"),
        ({"ratings": RATINGS + "x,1,4.0,1000000000\n"}, "line 6, column userId: expected a user"),
        ({"ratings": RATINGS + "3,2,4.0,1000000000\n"}, "column movieId: expected the id of a"),
        ({"ratings": RATINGS + "3,1,4.0,99\n"}, "column timestamp: expected seconds since 1970"),
        ({"ratings": RATINGS + "1,5,4.0,1000000000\n"}, "a user and title, as on line 3"),
        ({"ratings": HEAD}, "ratings.csv: expected ratings, found none"),
        ({"ratings": ""}, "ratings.csv, line 1: expected a header, found an empty file"),
        ({"ratings": "user,item,rating,time\n"}, "line 1: expected the header userId,movieId"),
        ({"movies": MOVIES + "11,Odd (1990),Cooking\n"}, "movies.csv, line 6, column genres"),
        ({"movies": MOVIES + "1,Twice (1990),Drama\n"}, "line 6, column movieId: expected an id"),
        ({"movies": MOVIES + "12,,Drama\n"}, "line 6, column title: expected a title, found ''"),
        ({"movies": MOVIES + '13,"Open (1990),Drama\n'}, "movies.csv, line 6: expected CSV"),
        ({"tags": TAGS + "2,99,dull,1000000000\n"}, "tags.csv, line 4, column movieId"),
        ({"links": LINKS + "9,tt1,2\n"}, "links.csv, line 4, column imdbId: expected a number"),
    ],
)
def test_a_bad_line_is_located_and_nothing_is_left_behind(tmp_path, files, said):
    source = folder(tmp_path / "ml", **files)

    with pytest.raises(DataError) as error:
        convert(source, tmp_path / "out")

    assert said in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["ml"]


def test_bad_lines_are_left_out_and_named_only_if_asked(tmp_path):
    bad_rating = "3,1,9,1000000000\n3,99,4.0,1000000000\n1,5,1.0,1000009999\n"
    source = folder(
        tmp_path / "ml",
        ratings=RATINGS + bad_rating,
        movies=MOVIES + "11,Odd (1990),Cooking\n",
        tags=TAGS + "2,99,dull,1000000000\n",
    )

    made = convert(source, tmp_path / "out", skip_bad=True)

    events = read_events(tmp_path / "out" / "events.parquet")
    assert (made.ratings, made.titles, made.tags) == (4, 4, 2)
    assert list(events["value"].dropna()) == [4.0, 3.5, 0.5, 5.0]
    assert [sentence.split(":")[0] for sentence in made.skipped] == [
        "movies.csv, line 6, column genres",
        "ratings.csv, line 6, column rating",
        "ratings.csv, line 7, column movieId",
        "ratings.csv, line 8, column movieId",
        "tags.csv, line 4, column movieId",
    ]
    assert "ratings.csv, line 7" in (tmp_path / "out" / "README.md").read_text()


def test_the_older_layout_leaves_bad_lines_out_too(tmp_path):
    old = tmp_path / "ml-1m"
    old.mkdir()
    (old / "movies.dat").write_bytes("1::Misérables, Les (1995)::Drama\n".encode("latin-1"))
    (old / "ratings.dat").write_text("1::1::5::978300760\n1::1\n2::1::4::978300760\n")

    made = convert(old, tmp_path / "out", skip_bad=True)

    assert made.ratings == 2
    assert made.skipped[0].startswith("ratings.dat, line 2: expected 4 cells")


def test_bytes_that_are_no_text_are_located(tmp_path):
    source = folder(tmp_path / "ml")
    (source / "movies.csv").write_bytes(MOVIES.encode() + b"11,\xff\xfe (1990),Drama\n")

    with pytest.raises(DataError, match=r"movies\.csv, line 6: expected UTF-8 text"):
        convert(source, tmp_path / "out")


def test_a_folder_that_is_not_movielens_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_bytes(b"")

    with pytest.raises(DataError, match=r"is no MovieLens folder: expected .* found cat\.png\.$"):
        convert(tmp_path / "photos", tmp_path / "out")
    with pytest.raises(DataError, match="is no folder"):
        convert(tmp_path / "missing", tmp_path / "out")


def test_a_folder_that_holds_something_is_never_written_over(tmp_path):
    source = folder(tmp_path / "ml")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")

    with pytest.raises(DataError, match="already holds something"):
        convert(source, tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_name_with_a_quote_does_not_break_the_import(tmp_path):
    source = folder(tmp_path / "it's 5 o'clock")

    assert convert(source, tmp_path / "o'ut").ratings == 4


def test_an_interrupted_import_leaves_nothing_behind(tmp_path):
    source = folder(tmp_path / "ml")

    def stop(share: float) -> None:
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(source, tmp_path / "out", progress=stop)

    assert [path.name for path in tmp_path.iterdir()] == ["ml"]


@settings(max_examples=15, deadline=None)
@given(
    ratings=st.dictionaries(
        st.tuples(st.integers(1, 4), st.sampled_from([1, 5, 7, 9])),
        st.tuples(st.integers(1, 10), st.integers(TIMES[0], TIMES[1])),
        min_size=1,
    )
)
def test_every_rating_is_kept_once_and_sessions_part_where_the_gap_is_long(
    tmp_path_factory, ratings
):
    lines = [f"{u},{m},{half / 2},{at}\n" for (u, m), (half, at) in ratings.items()]
    base = tmp_path_factory.mktemp("made")

    made = convert(folder(base / "ml", ratings=HEAD + "".join(lines)), base / "out")

    events = read_events(base / "out" / "events.parquet")
    rated = events[events["type"] == "rated"]
    assert sorted(rated["value"]) == sorted(half / 2 for half, _ in ratings.values())
    assert made.liked == sum(half >= 8 for half, _ in ratings.values())
    expected = 0
    for user in {u for u, _ in ratings}:
        times = sorted(at for (u, _), (_, at) in ratings.items() if u == user)
        expected += 1 + int((np.diff(times) > 3600).sum())
    assert made.sessions == expected == rated["session"].nunique()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    if not SMALL.is_dir():
        pytest.skip(f"MovieLens is not there: expected {SMALL}")
    return convert(SMALL, tmp_path_factory.mktemp("small") / "out").folder


def test_the_published_counts_of_ml_latest_small_come_out(small):
    """Its README says 100,836 ratings, 3,683 tags, 9,742 movies, 610 users, 1996 to 2018."""
    events = read_events(small / "events.parquet")
    titles = read(small / "titles.csv", TITLES)

    assert (events["type"] == "rated").sum() == 100_836
    assert len(pd.read_parquet(small / "tags.parquet")) == 3_683
    assert len(titles) == 9_742
    assert len(read(small / "members.csv", MEMBERS)) == 610
    assert f"{events['at'].min():%Y-%m-%d} {events['at'].max():%Y-%m-%d}" == "1996-03-29 2018-09-24"
    assert titles["title_id"].is_unique


def test_titles_without_a_year_or_genre_stay_without(small):
    titles = read(small / "titles.csv", TITLES).set_index("title")

    assert titles.loc["Babylon 5", "genres"] == "scifi"
    assert pd.isna(titles.loc["Babylon 5", "year"])
    assert titles.loc["Cosmos", "genres"] == ""
    assert titles["year"].isna().sum() == 12


def test_likes_and_sessions_of_ml_latest_small_agree_with_a_plain_count(small):
    ratings = pd.read_csv(SMALL / "ratings.csv").sort_values(["userId", "timestamp"])
    gap = ratings.groupby("userId")["timestamp"].diff()
    events = read_events(small / "events.parquet")

    assert (events["type"] == "liked").sum() == (ratings["rating"] >= 4).sum()
    assert (events["type"] == "session").sum() == (gap.isna() | (gap > 3600)).sum()
