"""A person's history written down as a folder: catalogue, history and events."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd

from core.events import write_events
from core.files.contracts import Column
from core.importers.imported import SESSION_GAP
from core.importers.matching import YOU, Matched
from core.importers.names import FIRST_YEAR, LAST_YEAR, Name
from core.importers.viewings import LONGEST_MINUTES, Personal
from core.importers.whole import whole_folder

TITLES = (
    Column(
        name="title_id", kind="text", unique=True, meaning="id, the catalogue's where it is there"
    ),
    Column(name="title", kind="text", meaning="title as it was imported"),
    Column(
        name="year",
        kind="whole",
        low=FIRST_YEAR,
        high=LAST_YEAR,
        optional=True,
        meaning="year of first release, where the file says one",
    ),
    Column(name="in_catalogue", kind="flag", meaning="whether the catalogue has it"),
)
"""The contract of ``titles.csv``."""

HISTORY = (
    Column(name="at", kind="time", optional=True, meaning="when, UTC; empty where unknown"),
    Column(name="title_id", kind="text", meaning="which title"),
    Column(name="title", kind="text", meaning="its title"),
    Column(name="episode", kind="text", optional=True, meaning="episode, as the file calls it"),
    Column(name="stars", kind="number", low=0.5, high=5, optional=True, meaning="stars given"),
    Column(name="liked", kind="flag", meaning="whether it was liked, as far as the file tells"),
    Column(
        name="minutes",
        kind="number",
        low=0,
        high=LONGEST_MINUTES,
        optional=True,
        meaning="minutes watched",
    ),
    Column(name="line", kind="whole", low=1, meaning="line or entry it comes from"),
)
"""The contract of ``history.csv``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written.

    Args:
        folder: Where it stands.
        titles: Titles in ``titles.csv``.
        rows: Rows of ``history.csv``.
        events: Events of each type.
    """

    folder: Path
    titles: int
    rows: int
    events: dict[str, int]


def convert_personal(mine: Personal, found: Matched, out: Path) -> Kept:
    """Write a history as a folder: titles.csv, history.csv, events.parquet and README.md.

    An event is written only where the file tells it: ``played`` where minutes are known,
    ``rated`` where stars are, ``liked`` where it was liked; rows without a time are in
    ``history.csv`` alone.

    Args:
        mine: What was read.
        found: Its titles in the catalogue.
        out: Folder to write; new or empty. It appears whole or not at all.

    Raises:
        DataError: If ``out`` already holds something.
    """
    rows = _with_ids(mine.rows, found)
    events = _events(rows)
    titles = _titles(rows)
    with whole_folder(out) as folder:
        titles.to_csv(folder / "titles.csv", index=False, lineterminator="\n")
        _history(rows).to_csv(folder / "history.csv", index=False, lineterminator="\n")
        write_events(events, folder / "events.parquet")
        kept = Kept(
            folder=out,
            titles=len(titles),
            rows=len(rows),
            events={str(name): int(n) for name, n in events["type"].value_counts().items()},
        )
        (folder / "README.md").write_text(_readme(mine, kept), encoding="utf-8")
    return kept


def _with_ids(rows: pd.DataFrame, found: Matched) -> pd.DataFrame:
    """Return rows with ``title_id`` and ``in_catalogue``; unmatched titles get ids of their own."""
    rows = rows.assign(title_id=found.rows["title_id"].reindex(rows.index))
    rows["in_catalogue"] = rows["title_id"].notna()
    taken = set(rows["title_id"].dropna())
    own: dict[tuple[str, object], str] = {}
    missing = rows[~rows["in_catalogue"]]
    for title, year in zip(missing["title"], missing["year"], strict=True):
        key = title, None if pd.isna(year) else int(year)
        if key in own:
            continue
        slug = Name(*key).slug or "title"
        number = 2
        made = slug
        while made in taken:
            made, number = f"{slug}-{number}", number + 1
        taken.add(made)
        own[key] = made
    keys = [
        (title, None if pd.isna(year) else int(year))
        for title, year in zip(rows["title"], rows["year"], strict=True)
    ]
    ids = [
        given if known else own[key]
        for given, known, key in zip(rows["title_id"], rows["in_catalogue"], keys, strict=True)
    ]
    return rows.assign(title_id=ids)


def _titles(rows: pd.DataFrame) -> pd.DataFrame:
    names = [column.name for column in TITLES]
    titles = rows.drop_duplicates("title_id")[names].sort_values("title_id")
    return titles.assign(in_catalogue=titles["in_catalogue"].map({True: "true", False: "false"}))


def _history(rows: pd.DataFrame) -> pd.DataFrame:
    at = rows["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    liked = rows["liked"].map({True: "true", False: "false"})
    return rows.assign(at=at, liked=liked)[[column.name for column in HISTORY]]


def _events(rows: pd.DataFrame) -> pd.DataFrame:
    dated = rows[rows["at"].notna()].reset_index(drop=True)
    end = dated["at"] + pd.to_timedelta(dated["minutes"].fillna(0), unit="min")
    opens = (dated["at"] - end.shift()).dt.total_seconds().fillna(np.inf) > SESSION_GAP
    base = dated.assign(
        member=YOU,
        session=[f"{YOU}-{number}" for number in opens.cumsum()],
        event_id=dated.index.astype(str),
        value=np.nan,
    )
    told = {
        "session": base[opens].assign(title_id=""),
        "played": _valued(base, "minutes"),
        "rated": _once(_valued(base, "stars")),
        "liked": _once(base[base["liked"]]),
    }
    parts = [
        part.assign(type=name, step=step, event_id=f"{name}-" + part["event_id"])
        for step, (name, part) in enumerate(told.items())
    ]
    events = pd.concat(parts).sort_values(["at", "step"], kind="stable", ignore_index=True)
    return events[["event_id", "at", "member", "session", "type", "title_id", "value"]]


def _valued(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that have a value in a column, as ``value``."""
    some = rows[rows[column].notna()]
    return some.assign(value=some[column])


def _once(events: pd.DataFrame) -> pd.DataFrame:
    """Return ratings or likes, each title's only once: viewings repeat them."""
    return events.drop_duplicates(["title_id", "value"])


def _readme(mine: Personal, kept: Kept) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in sorted(kept.events.items())) or "none"
    lines = [
        f"# A history from {mine.service}",
        "",
        f"{kept.rows:,} viewings of {kept.titles:,} titles; events: {counts}.",
        "",
        "The data are personal: they belong to whoever watched, and stay on this machine unless",
        "somebody moves them. Played needs minutes, rated needs stars, and nothing says shown: a",
        "take rate cannot be told. Rows without a time are in history.csv alone.",
        "",
    ]
    lines += [f"- {note}" for note in (*mine.notes, *mine.skipped)]
    for stem, contract in (("titles.csv", TITLES), ("history.csv", HISTORY)):
        lines += ["", f"## {stem}", ""]
        lines += [f"- `{column.name}`: {column.meaning}" for column in contract]
    lines += ["", "## events.parquet", "", "The event schema of Greenlight."]
    return "\n".join(lines) + "\n"
