"""Titles: the contract of the catalogue, and of series told episode by episode."""

from pathlib import Path

import pandas as pd

from core.errors import DataError
from core.files.contracts import Column, check_distinct, read, refuse

KINDS = ("film", "series", "extra", "live")
GENRES = (
    "action", "adventure", "animation", "biography", "comedy", "crime", "documentary", "drama",
    "family", "fantasy", "gaming", "history", "horror", "music", "mystery", "romance", "scifi",
    "sport", "thriller", "war", "western",
)  # fmt: skip
MOODS = ("laugh", "relax", "thrill", "cry", "scare", "think", "romance", "inspire")
MATURITY = ("all", "7", "13", "16", "18")

TITLES = (
    Column(name="title_id", kind="text", unique=True, meaning="id, slug of title and year"),
    Column(name="kind", kind="choice", options=KINDS, meaning="film, series, extra or live show"),
    Column(name="title", kind="text", meaning="title as English-speaking viewers know it"),
    Column(name="year", kind="whole", low=1888, high=2030, meaning="year of first release"),
    Column(
        name="minutes",
        kind="whole",
        low=1,
        high=600,
        meaning="running time, or of a typical episode; minutes",
    ),
    Column(
        name="seasons",
        kind="whole",
        low=1,
        high=80,
        optional=True,
        meaning="seasons released by the end of 2024; empty unless a series",
    ),
    Column(name="genres", kind="choices", options=GENRES, meaning="one to three genres"),
    Column(name="moods", kind="choices", options=MOODS, meaning="moods one would choose it for"),
    Column(name="maturity", kind="choice", options=MATURITY, meaning="advisory age, years"),
    Column(name="language", kind="text", meaning="original language, ISO 639-1"),
    Column(name="country", kind="text", meaning="countries, ISO 3166-1 alpha-2, main one first"),
    Column(name="synopsis", kind="text", meaning="one sentence in our own words"),
    Column(name="demo", kind="flag", meaning="true for content made up for this demo"),
)
"""The contract of ``titles.csv``."""

EPISODES = (
    Column(name="season", kind="whole", low=1, high=50, meaning="season, from 1"),
    Column(name="episode", kind="whole", low=1, high=100, meaning="episode in its season, from 1"),
    Column(name="episode_title", kind="text", meaning="title of the episode"),
    Column(name="sentence", kind="whole", low=1, high=99, meaning="sentence of the synopsis"),
    Column(
        name="minute",
        kind="whole",
        low=1,
        high=240,
        meaning="minute of the episode at which this is known",
    ),
    Column(name="chapters", kind="text", meaning="chapters of the book it rests on"),
    Column(name="characters", kind="text", optional=True, meaning="characters named, by ;"),
    Column(
        name="text",
        kind="text",
        unique=True,
        meaning="one sentence that begins with its episode: S1E3: ...",
    ),
)
"""The contract of the files in ``series/``; a file's name is the series' ``title_id``."""


def read_titles(path: Path) -> pd.DataFrame:
    """Return the catalogue, columns as in ``TITLES``.

    Raises:
        DataError: If the file breaks its contract.
    """
    titles = read(path, TITLES)
    series, empty = titles["kind"] == "series", titles["seasons"].isna()
    found = titles["seasons"].astype("string").fillna("")
    refuse(path, "seasons", found, series & empty, "the number of seasons of a series")
    refuse(path, "seasons", found, ~series & ~empty, "nothing, for it is no series")
    return titles


def read_series(folder: Path, titles: pd.DataFrame) -> pd.DataFrame:
    """Return the synopses of every series told episode by episode.

    Args:
        folder: Files named by ``title_id``, columns as in ``EPISODES``.
        titles: The catalogue the series must be in.

    Returns:
        ``title_id`` and the columns of ``EPISODES``, in the order of the story.

    Raises:
        DataError: If a file breaks its contract, a sentence names another episode or comes
            twice, or a minute lies before the sentence before it or after the episode's end.
    """
    minutes = titles[titles["kind"] == "series"].set_index("title_id")["minutes"]
    parts = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in minutes.index:
            raise DataError(f"{path.name}: expected the title_id of a series as the file's name.")
        rows = _told(path, int(minutes[path.stem]))
        rows.insert(0, "title_id", path.stem)
        parts.append(rows)
    names = ["title_id", *(column.name for column in EPISODES)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)


def _told(path: Path, length: int) -> pd.DataFrame:
    rows = read(path, EPISODES)
    start = "S" + rows["season"].astype(str) + "E" + rows["episode"].astype(str) + ": "
    pairs = zip(start, rows["text"], strict=True)
    wrong = pd.Series([not text.startswith(begin) for begin, text in pairs], dtype=bool)
    begin = "".join(start[wrong].head(1))
    refuse(path, "text", rows["text"], wrong, f"a sentence that begins with {begin!r}")
    check_distinct(path, rows, ["season", "episode", "sentence"])
    refuse(path, "minute", rows["minute"], rows["minute"] > length, f"at most {length}")
    rows = rows.sort_values(["season", "episode", "sentence"], kind="stable")
    falls = rows.groupby(["season", "episode"])["minute"].diff() < 0
    refuse(path, "minute", rows["minute"].sort_index(), falls.sort_index(), "no earlier minute")
    return rows
