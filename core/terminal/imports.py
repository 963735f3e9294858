"""Commands that bring what other services wrote.

What a command needs is imported when it runs: help should not wait for what it does not use.
"""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from core.errors import DataError
from core.terminal.command import Command, Parser, bar

SKIP = "leave bad lines out and say which, instead of refusing the file"
COLUMNS = {
    "title": "column with the title; a year in brackets after it is a year",
    "year": "column with the year of release",
    "at": "column with the time",
    "stars": "column with the rating, of 5, 10 or 100",
    "liked": "column that says yes or no",
    "minutes": "column with the minutes watched, or h:mm:ss",
}
"""What can be said of a CSV file's columns."""


def _movielens_options(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, help="an unpacked MovieLens folder")
    parser.add_argument("--out", type=Path, required=True, help="folder to write; new or empty")
    parser.add_argument("--skip-bad", action="store_true", help=SKIP)


def _movielens(asked: argparse.Namespace) -> str:
    from core.importers import movielens
    from core.importers.told import skipped

    made = movielens.convert(
        asked.folder, asked.out, progress=bar("importing"), skip_bad=asked.skip_bad
    )
    return "\n".join([*skipped(made.skipped), str(made)])


def _history_options(what: str, *, dates: bool = False) -> Callable[[Parser], None]:
    def options(parser: Parser) -> None:
        parser.add_argument("file", type=Path, help=what)
        parser.add_argument("--out", type=Path, help="folder to write; new or empty")
        parser.add_argument("--skip-bad", action="store_true", help=SKIP)
        if dates:
            parser.add_argument(
                "--first",
                choices=("day", "month", "year"),
                help="which comes first in dates; found out from the file without it",
            )

    return options


def _netflix_options(parser: Parser) -> None:
    _history_options("NetflixViewingHistory.csv, ViewingActivity.csv or the zip", dates=True)(
        parser
    )
    parser.add_argument("--profile", help="whose rows to keep, in a file of several people")


def _csv_options(parser: Parser) -> None:
    _history_options("a CSV file", dates=True)(parser)
    for meaning, words in COLUMNS.items():
        parser.add_argument(
            f"--{meaning}", metavar="COLUMN", required=meaning == "title", help=words
        )


def _history(service: str) -> Callable[[argparse.Namespace], str]:
    """Return what a command does that reads the history of a service."""

    def run(asked: argparse.Namespace) -> str:
        columns = None
        if service == "CSV":
            columns = {name: each for name in COLUMNS if (each := getattr(asked, name))}
        return _brought(asked, service, columns)

    return run


def _brought(asked: argparse.Namespace, service: str, columns: Mapping[str, str] | None) -> str:
    from core.catalogue import read_titles
    from core.importers.matching import match
    from core.importers.personal import convert_personal, read_personal
    from core.importers.told import report
    from core.world import SAMPLE

    mine = read_personal(
        asked.file.name,
        _bytes(asked.file),
        now=datetime.now(UTC),
        skip_bad=asked.skip_bad,
        columns=columns,
        order=getattr(asked, "first", None),
        profile=getattr(asked, "profile", None),
    )
    if mine.service != service:
        raise DataError(
            f"{asked.file.name}: expected an export of {service}, found one of {mine.service}."
        )
    found = match(mine.rows, read_titles(SAMPLE / "titles.csv"))
    said = report(mine, found)
    if asked.out is None:
        return said
    kept = convert_personal(mine, found, asked.out)
    events = ", ".join(f"{count:,} {name}" for name, count in sorted(kept.events.items()))
    return f"{said}\nSaved {kept.folder}; events: {events or 'none'}."


def _bytes(path: Path) -> bytes:
    """Return what a file holds, unless it is too large to be a history.

    Raises:
        DataError: If there is no such file, or it is too large.
    """
    from core.importers.sheets import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; expected the file of an export.") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder; expected the file of an export.") from None


COMMANDS = (
    Command(
        name="import movielens",
        line="a MovieLens folder as catalogue, members and events",
        about="Turns a MovieLens folder (latest, 20m to 32m, or the older 1m and 10m) into "
        "titles.csv, members.csv, events.parquet and tags.parquet.",
        example="python -m core import movielens ml-latest-small --out imported",
        options=_movielens_options,
        run=_movielens,
    ),
    Command(
        name="import netflix",
        line="your own viewing history from Netflix",
        about="Reads a Netflix viewing history (title and date), the viewing activity of a data "
        "download, or its zip; says what was understood and what the sample catalogue has of it.",
        example="python -m core import netflix NetflixViewingHistory.csv --out mine",
        options=_netflix_options,
        run=_history("Netflix"),
    ),
    Command(
        name="import letterboxd",
        line="your own films from Letterboxd",
        about="Reads the zip of a Letterboxd export, or one of its files: diary, films watched, "
        "ratings and likes.",
        example="python -m core import letterboxd letterboxd-export.zip --out mine",
        options=_history_options("the zip of an export, or one of its CSV files"),
        run=_history("Letterboxd"),
    ),
    Command(
        name="import trakt",
        line="your own history from Trakt",
        about="Reads Trakt's JSON: history, watched titles and ratings, alone or in one zip.",
        example="python -m core import trakt history.json --out mine",
        options=_history_options("a JSON file, or a zip of them"),
        run=_history("Trakt"),
    ),
    Command(
        name="import csv",
        line="any table of films, its columns named",
        about="Reads any CSV file once its columns are named; delimiter, encoding, dates and the "
        "scale of ratings are found out.",
        example="python -m core import csv films.csv --title Film --at Seen --stars Mark",
        options=_csv_options,
        run=_history("CSV"),
    ),
)
