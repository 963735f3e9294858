"""A MovieLens folder as interactions, for evaluation: the same files and checks as its import.

Read are the layouts of ``core.importers.movielens``. Order is by time, equal times as they stand in
the file. The catalogue is every title of ``movies``, rated or not.
"""

import dataclasses
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from core.catalogue import GENRES
from core.errors import DataError
from core.importers import movies
from core.importers.imported import LIKED_FROM
from core.importers.large import load
from core.importers.movielens import KNOWN_SQL, STAMP, STARS, STARS_SQL, USER
from core.importers.rows import Cell, Style, Table
from core.recommend.history import Array, Interactions, interactions

RATINGS = {"user": "INTEGER", "movie": "INTEGER", "stars": "FLOAT", "at": "BIGINT"}
TAGS = {"user": "INTEGER", "movie": "INTEGER", "tag": "VARCHAR", "at": "BIGINT"}

RATED = """
SELECT user AS member, title_id AS title, "at", stars >= $liked AS liked, stars::DOUBLE AS stars
FROM ratings JOIN titles ON movie = movielens_id
"""

TAGGED = """
SELECT user AS member, title_id, coalesce(tag, '') AS tag, "at"
FROM tags JOIN titles ON movie = movielens_id ORDER BY user, tags."at", movie, tag
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Folder:
    """What a MovieLens folder holds.

    Args:
        data: Ratings as interactions; stars of ``LIKED_FROM`` and more are likes.
        titles: The catalogue, ``core.importers.movies.TITLES``; its rows are ``data.titles``.
        tags: ``member``, ``title_id``, ``tag``, ``at`` (seconds since 1970); empty without tags.
    """

    data: Interactions
    titles: pd.DataFrame
    tags: pd.DataFrame

    @property
    def genres(self) -> Array:
        """Return 1 where a title is of a genre of ``GENRES``, shape ``(titles, genres)``."""
        return genre_flags(self.titles["genres"])


def genre_flags(column: pd.Series) -> Array:
    """Return 1 where a cell of genres by ; holds a genre of ``GENRES``, ``(titles, genres)``."""
    words = column.fillna("").str.split(";")
    return np.array([[genre in row for genre in GENRES] for row in words], dtype=np.float64)


def read_folder(source: Path) -> Folder:
    """Return what a MovieLens folder holds.

    Raises:
        DataError: If the folder is no MovieLens folder, or a file breaks its contract; names
            file, line, column, what was found and what was expected.
    """
    style = _style(source)
    titles = movies.titles(source, style)
    ids = {str(number) for number in titles["movielens_id"]}
    movie = Cell(name="movieId", keeps=ids.__contains__, expected="the id of a title in movies")
    with duckdb.connect() as engine:
        engine.register("titles", titles)
        ratings = Table(
            path=source / f"ratings.{style}", style=style, cells=(USER, movie, STARS, STAMP)
        )
        load(engine, ratings, "ratings", RATINGS, f"{STARS_SQL} AND {KNOWN_SQL}")
        frame = engine.execute(
            f"{RATED} ORDER BY ratings.rowid",
            {"liked": LIKED_FROM},
        ).df()
        tags = _tags(engine, source / f"tags.{style}", style, movie)
    if frame.empty:
        raise DataError(f"{ratings.path.name}: expected ratings, found none.")
    data = interactions(frame, titles=pd.Index(titles["title_id"]))
    return Folder(data=data, titles=titles, tags=tags)


def _style(source: Path) -> Style:
    if not source.is_dir():
        raise DataError(f"{source} is no folder; expected an unpacked MovieLens folder.")
    for style in ("csv", "dat"):
        if all((source / f"{stem}.{style}").is_file() for stem in ("ratings", "movies")):
            return style
    raise DataError(
        f"{source} is no MovieLens folder: expected ratings.csv and movies.csv, or ratings.dat "
        "and movies.dat."
    )


def _tags(engine: duckdb.DuckDBPyConnection, path: Path, style: Style, movie: Cell) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame({"member": [], "title_id": [], "tag": [], "at": []})
    text = Cell(name="tag", keeps=lambda text: True, expected="a tag")
    load(
        engine,
        Table(path=path, style=style, cells=(USER, movie, text, STAMP)),
        "tags",
        TAGS,
        KNOWN_SQL,
    )
    found: pd.DataFrame = engine.execute(TAGGED).df()
    return found
