"""MovieLens: a folder of ratings becomes a catalogue, members and events.

Read are the folders that GroupLens publishes: ``ratings.csv`` and ``movies.csv`` (latest, 20m to
32m; ``links.csv`` and ``tags.csv`` where they are), or ``ratings.dat`` and ``movies.dat`` with
"::" between cells (1m, 10m; ``users.dat`` is not read). Written is one folder:

    titles.csv       TITLES: the catalogue; a title's id is its name and year as one word
    members.csv      MEMBERS: one row a user, with what the ratings say about them
    events.parquet   core.events.EVENTS, ordered by member and time
    tags.parquet     member, title_id, tag, at; only where the folder has tags
    README.md        where it comes from, how it was read, what it cannot say

What becomes an event, and why:

- A rating is ``rated``, with its stars; from ``LIKED_FROM`` stars it is ``liked`` as well.
- Ratings of one member at most ``SESSION_GAP`` apart are one ``session``, opened with the first.
- Nothing is ``played``: the event needs minutes watched, and MovieLens users rate what they saw
  elsewhere, often years before. Nothing is ``shown`` either, so a take rate cannot be told.

Ratings and tags go through DuckDB, so 32 million fit in a few gigabytes. It only decides whether
a file is good; a bad one is read again in Python, which finds the line and words the sentence.
"""

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from core.errors import DataError
from core.events import EVENTS
from core.importers import movies
from core.importers.imported import LIKED_FROM, SESSION_GAP, Imported, readme
from core.importers.large import load
from core.importers.movies import IDS
from core.importers.rows import Cell, Style, Table, whole
from core.importers.sheets import Bad
from core.importers.whole import whole_folder

MEMORY = "6GB"
"""What DuckDB may hold; the rest goes to disk beside the output."""

TIMES = (
    int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()),
)
STARS = Cell(
    name="rating",
    keeps=lambda text: bool(re.fullmatch(r"[0-5](\.[05]0*)?", text)) and 0.5 <= float(text) <= 5,
    expected="stars in halves, 0.5 to 5",
)
USER = whole("userId", *IDS, "a user")
STAMP = whole("timestamp", *TIMES, "seconds since 1970")

STARS_SQL = "stars BETWEEN 0.5 AND 5 AND stars * 2 = round(stars * 2)"
KNOWN_SQL = f"""user >= {IDS[0]} AND "at" BETWEEN {TIMES[0]} AND {TIMES[1]}
    AND movie IN (SELECT movielens_id FROM titles)"""  # noqa: S608 - constants only

TWICE = "SELECT 1 FROM ratings GROUP BY user, movie HAVING count(*) > 1 LIMIT 1"
KEEP_FIRST = """
DELETE FROM ratings WHERE rowid NOT IN (SELECT min(rowid) FROM ratings GROUP BY user, movie)
"""

SESSIONS = """
CREATE TABLE steps AS
SELECT *, sum(opens) OVER (PARTITION BY user ORDER BY "at", movie ROWS UNBOUNDED PRECEDING) AS visit
FROM (
    SELECT user, movie, stars, "at",
        coalesce("at" - lag("at") OVER (PARTITION BY user ORDER BY "at", movie) > $gap, true)::INT
            AS opens
    FROM ratings
)
"""

EVENTS_OUT = """
SELECT {columns} FROM (
    SELECT user, "at", visit, 0 AS step, 'session' AS type, NULL AS movie, NULL AS value
    FROM steps WHERE opens = 1
    UNION ALL SELECT user, "at", visit, 1, 'rated', movie, stars FROM steps
    UNION ALL SELECT user, "at", visit, 2, 'liked', movie, NULL FROM steps WHERE stars >= $liked
) LEFT JOIN titles ON movie = movielens_id
ORDER BY user, "at", visit, step, movie
"""

TAGS_OUT = """
SELECT user::VARCHAR AS member, title_id, coalesce(tag, '') AS tag, to_timestamp("at") AS "at"
FROM tags JOIN titles ON movie = movielens_id ORDER BY user, tags."at", movie, tag
"""

CELLS: Mapping[str, str] = {
    "at": 'to_timestamp("at")',
    "member": "user::VARCHAR",
    "session": "user || '-' || visit",
    "type": "type",
    "title_id": "coalesce(title_id, '')",
    "value": "value::DOUBLE",
}
"""How each column of ``EVENTS`` is made; the others stay empty."""

MEMBERS_OUT = """
SELECT user::VARCHAR AS member, count(*) AS ratings, count(*) FILTER (stars >= $liked) AS liked,
    sum(opens)::BIGINT AS sessions, round(avg(stars), 4) AS stars,
    strftime(to_timestamp(min("at")), '%Y-%m-%dT%H:%M:%SZ') AS first_at,
    strftime(to_timestamp(max("at")), '%Y-%m-%dT%H:%M:%SZ') AS last_at
FROM steps GROUP BY user ORDER BY user
"""


def convert(
    source: Path,
    out: Path,
    *,
    progress: Callable[[float], None] | None = None,
    skip_bad: bool = False,
) -> Imported:
    """Turn a MovieLens folder into a catalogue, members and events.

    Args:
        source: The unpacked folder.
        out: Folder to write; new or empty. It appears whole or not at all.
        progress: Called with the share done.
        skip_bad: Leave bad lines out and say so, instead of refusing the folder.

    Returns:
        What was written.

    Raises:
        DataError: If the folder is no MovieLens folder, or a file breaks its contract; names
            file, line, column, what was found and what was expected.
    """
    style = _style(source)
    bad = Bad(skip=skip_bad)
    tell = progress or (lambda share: None)
    with whole_folder(out) as folder:
        titles = movies.titles(source, style, bad)
        tell(0.1)
        spill = folder / "spill"
        with duckdb.connect() as engine:
            engine.execute("SET TimeZone = 'UTC'")
            engine.execute("SET memory_limit = $most", {"most": MEMORY})
            engine.execute("SET temp_directory = $spill", {"spill": str(spill)})
            engine.register("titles", titles)
            _ratings(engine, source, style, titles, bad)
            tell(0.5)
            engine.execute(SESSIONS, {"gap": SESSION_GAP})
            _write_events(engine, folder / "events.parquet")
            tell(0.9)
            tags = _tags(engine, source, style, titles, folder / "tags.parquet", bad)
            members = engine.execute(MEMBERS_OUT, {"liked": LIKED_FROM}).df()
            first, last = engine.execute('SELECT min("at"), max("at") FROM steps').fetchall()[0]
        shutil.rmtree(spill, ignore_errors=True)
        titles.to_csv(folder / "titles.csv", index=False, lineterminator="\n")
        members.to_csv(folder / "members.csv", index=False, lineterminator="\n")
        made = Imported(
            folder=out,
            titles=len(titles),
            members=len(members),
            ratings=int(members["ratings"].sum()),
            liked=int(members["liked"].sum()),
            sessions=int(members["sessions"].sum()),
            tags=tags,
            first=datetime.fromtimestamp(first, UTC),
            last=datetime.fromtimestamp(last, UTC),
            skipped=tuple(bad.said),
        )
        (folder / "README.md").write_text(readme(source, made), encoding="utf-8")
    tell(1.0)
    return made


def _style(source: Path) -> Style:
    if not source.is_dir():
        raise DataError(f"{source} is no folder; expected an unpacked MovieLens folder.")
    for style in ("csv", "dat"):
        if all((source / f"{stem}.{style}").is_file() for stem in ("ratings", "movies")):
            return style
    found = ", ".join(sorted(path.name for path in source.iterdir())[:5]) or "nothing"
    raise DataError(
        f"{source} is no MovieLens folder: expected ratings.csv and movies.csv, or ratings.dat "
        f"and movies.dat, found {found}."
    )


def _ratings(
    engine: duckdb.DuckDBPyConnection,
    source: Path,
    style: Style,
    titles: pd.DataFrame,
    bad: Bad,
) -> None:
    """Read the ratings into the table ``ratings``: user, movie, stars, at."""
    table = Table(
        path=source / f"ratings.{style}",
        style=style,
        cells=(USER, _known(titles), STARS, STAMP),
    )
    types = {"user": "INTEGER", "movie": "INTEGER", "stars": "FLOAT", "at": "BIGINT"}
    load(engine, table, "ratings", types, f"{STARS_SQL} AND {KNOWN_SQL}", bad)
    if engine.execute(TWICE).fetchone():
        _refuse_twice(table, bad)
        engine.execute(KEEP_FIRST)
    if not engine.execute("SELECT 1 FROM ratings LIMIT 1").fetchone():
        raise DataError(f"{table.path.name}: expected ratings, found none.")


def _refuse_twice(table: Table, bad: Bad) -> None:
    """Refuse, or note, each rating of a user for a title rated on an earlier line."""
    first: dict[tuple[str, str], int] = {}
    for line, row in table.rows(Bad(skip=bad.skip)):
        before = first.setdefault((row[0], row[1]), line)
        if before != line:
            expected = f"one rating a user and title, as on line {before}"
            bad.refuse(str(table.refuse(line, "movieId", row[1], expected)))


def _known(titles: pd.DataFrame) -> Cell:
    known = {str(number) for number in titles["movielens_id"]}
    return Cell(name="movieId", keeps=known.__contains__, expected="the id of a title in movies")


def _tags(
    engine: duckdb.DuckDBPyConnection,
    source: Path,
    style: Style,
    titles: pd.DataFrame,
    out: Path,
    bad: Bad,
) -> int:
    """Write the tags where there are some; return how many."""
    path = source / f"tags.{style}"
    if not path.is_file():
        return 0
    text = Cell(name="tag", keeps=lambda text: True, expected="a tag")
    table = Table(path=path, style=style, cells=(USER, _known(titles), text, STAMP))
    types = {"user": "INTEGER", "movie": "INTEGER", "tag": "VARCHAR", "at": "BIGINT"}
    load(engine, table, "tags", types, KNOWN_SQL, bad)
    engine.sql(TAGS_OUT).write_parquet(str(out), compression="zstd")
    return int(engine.execute("SELECT count(*) FROM tags").fetchall()[0][0])


def _write_events(engine: duckdb.DuckDBPyConnection, path: Path) -> None:
    empty = "''"
    columns = ", ".join(f'{CELLS.get(each.name, empty)} AS "{each.name}"' for each in EVENTS)
    query = EVENTS_OUT.format(columns=columns)
    engine.sql(query, params={"liked": LIKED_FROM}).write_parquet(str(path), compression="zstd")
