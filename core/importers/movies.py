"""The catalogue of a MovieLens folder: names taken apart, genres in the catalogue's words."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from core.catalogue import GENRES
from core.files.contracts import Column
from core.importers.names import FIRST_YEAR, LAST_YEAR, Name, take_apart
from core.importers.rows import Cell, Style, Table, whole
from core.importers.sheets import Bad

IDS = (1, 2**31 - 1)

GENRE: Mapping[str, str] = {
    "Action": "action", "Adventure": "adventure", "Animation": "animation", "Children": "family",
    "Children's": "family", "Comedy": "comedy", "Crime": "crime", "Documentary": "documentary",
    "Drama": "drama", "Fantasy": "fantasy", "Film-Noir": "crime", "Horror": "horror", "IMAX": "",
    "Musical": "music", "Mystery": "mystery", "Romance": "romance", "Sci-Fi": "scifi",
    "Thriller": "thriller", "War": "war", "Western": "western", "(no genres listed)": "",
}  # fmt: skip
"""MovieLens genres in the catalogue's words; IMAX is a format, Film-Noir the nearest: crime."""

TITLES = (
    Column(name="title_id", kind="text", unique=True, meaning="id, slug of title and year"),
    Column(name="title", kind="text", meaning="title, its article in front"),
    Column(
        name="year",
        kind="whole",
        low=FIRST_YEAR,
        high=LAST_YEAR,
        optional=True,
        meaning="year of first release, where the name says one",
    ),
    Column(
        name="genres",
        kind="choices",
        options=GENRES,
        optional=True,
        meaning="genres by ;, empty where none is listed",
    ),
    Column(name="also", kind="text", optional=True, meaning="other titles, joined by |"),
    Column(name="movielens_id", kind="whole", low=1, unique=True, meaning="id in MovieLens"),
    Column(name="imdb_id", kind="text", optional=True, meaning="id in IMDb, where known"),
    Column(name="tmdb_id", kind="text", optional=True, meaning="id in TMDB, where known"),
)
"""The contract of ``titles.csv``; no running time, mood or language: MovieLens has none."""


def titles(source: Path, style: Style, bad: Bad | None = None) -> pd.DataFrame:
    """Return the catalogue of a MovieLens folder.

    Args:
        source: The folder.
        style: How its files are written.
        bad: What happens to bad rows; refused without it.

    Returns:
        Columns of ``TITLES``, ordered by MovieLens id.

    Raises:
        DataError: If ``movies`` or ``links`` breaks its contract.
    """
    table = _movie_table(source, style)
    names: dict[int, tuple[Name, str]] = {}
    bad = bad or Bad(skip=False)
    for line, (number, text, genres) in table.rows(bad):
        if int(number) in names:
            bad.refuse(str(table.refuse(line, "movieId", number, "an id of its own")))
            continue
        words = dict.fromkeys(GENRE[genre] for genre in genres.split("|"))
        names[int(number)] = take_apart(text), ";".join(word for word in words if word)
    links = _links(source, style, bad)
    taken: set[str] = set()
    rows = []
    for key, (name, genres) in sorted(names.items()):
        slug = name.slug or f"movielens-{key}"
        slug = f"{slug}-{key}" if slug in taken else slug
        taken.add(slug)
        also = "|".join(other.replace("|", "/") for other in name.also)
        ids = links.get(key, ("", ""))
        rows.append((slug, name.title, name.year, genres, also, key, *ids))
    frame = pd.DataFrame(rows, columns=[column.name for column in TITLES])
    return frame.astype({"year": "Int64", "movielens_id": "int64"})


def _movie_table(source: Path, style: Style) -> Table:
    known = ", ".join(GENRE)
    return Table(
        path=source / f"movies.{style}",
        style=style,
        cells=(
            whole("movieId", *IDS, "a title's id"),
            Cell(name="title", keeps=lambda text: bool(text.strip()), expected="a title"),
            Cell(
                name="genres",
                keeps=lambda text: all(genre in GENRE for genre in text.split("|")),
                expected=f"some of {known}, joined by |",
            ),
        ),
    )


def _links(source: Path, style: Style, bad: Bad) -> dict[int, tuple[str, str]]:
    path = source / "links.csv"
    if style == "dat" or not path.is_file():
        return {}
    empty_or_number = re.compile(r"[0-9]*").fullmatch
    other = [
        Cell(name=name, keeps=lambda text: bool(empty_or_number(text)), expected="a number")
        for name in ("imdbId", "tmdbId")
    ]
    table = Table(path=path, style="csv", cells=(whole("movieId", *IDS, "a title's id"), *other))
    return {
        int(number): (f"tt{imdb}" if imdb else "", tmdb)
        for _, (number, imdb, tmdb) in table.rows(bad)
    }
