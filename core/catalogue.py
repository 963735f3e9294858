"""Titles: the contract of the catalogue, and of series told episode by episode."""

from pathlib import Path

import pandas as pd

from core.contracts import Column, check_refers, read
from core.errors import DataError

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
    series = titles["kind"] == "series"
    for line, (is_series, seasons) in enumerate(zip(series, titles["seasons"].isna(), strict=True)):
        if is_series == seasons:
            wanted = "the number of seasons" if is_series else "nothing, for it is no series"
            raise DataError(f"{path.name}, line {line + 2}, column seasons: expected {wanted}.")
    return titles


def read_series(folder: Path, titles: pd.DataFrame) -> pd.DataFrame:
    """Return the synopses of every series told episode by episode.

    Args:
        folder: Files named by ``title_id``, columns as in ``EPISODES``.
        titles: The catalogue the series must be in.

    Returns:
        ``title_id`` and the columns of ``EPISODES``, in the order of the story.

    Raises:
        DataError: If a file breaks its contract, or a sentence names another episode.
    """
    parts = []
    for path in sorted(folder.glob("*.csv")):
        rows = read(path, EPISODES)
        for line, row in enumerate(rows.itertuples(index=False)):
            start = f"S{row.season}E{row.episode}: "
            if not str(row.text).startswith(start):
                raise DataError(
                    f"{path.name}, line {line + 2}, column text: expected it to begin with "
                    f"{start!r}, found {str(row.text)[:20]!r}."
                )
        rows.insert(0, "title_id", path.stem)
        check_refers(path, rows, "title_id", titles["title_id"], "titles.csv")
        parts.append(rows.sort_values(["season", "episode", "sentence"], kind="stable"))
    names = ["title_id", *(column.name for column in EPISODES)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
