"""The event schema: who did what, when and where; one for demos, simulations and imported logs."""

import json
from pathlib import Path

import pandas as pd

from core.contracts import Column, check, read_cells
from core.errors import DataError

TYPES = {
    "subscribed": "a subscription starts or starts again",
    "cancelled": "a subscription ends",
    "session": "the app is opened",
    "shown": "a title is recommended",
    "played": "a title is watched; value: minutes",
    "liked": "a title is liked",
    "rated": "a title is rated; value: stars, 0.5 to 5",
    "browsed": "the first play of a session; value: minutes since it was opened",
    "social": "time on a social surface; value: minutes",
    "review": "a review is posted",
    "comment": "a comment is posted",
    "story": "a story is posted",
    "reaction": "a story is reacted to; target: its author",
    "complaint": "a complaint is made",
    "purchase": "money is paid; value: US dollars",
}
"""What a member can do."""

ARMS = ("control", "treatment")

EVENTS = (
    Column(name="event_id", kind="text", optional=True, meaning="id; repeated ones count once"),
    Column(name="at", kind="time", meaning="when, with time zone"),
    Column(name="member", kind="text", meaning="who"),
    Column(name="session", kind="text", optional=True, meaning="the member's session"),
    Column(name="type", kind="choice", options=tuple(TYPES), meaning="what was done"),
    Column(name="title_id", kind="text", optional=True, meaning="which title"),
    Column(
        name="value",
        kind="number",
        low=0,
        high=1e6,
        optional=True,
        meaning="minutes, stars or dollars, by type",
    ),
    Column(name="surface", kind="text", optional=True, meaning="where on screen"),
    Column(name="arm", kind="choice", options=ARMS, optional=True, meaning="arm of a test"),
    Column(name="persona", kind="text", optional=True, meaning="persona, where known"),
    Column(name="target", kind="text", optional=True, meaning="member it was done to"),
)
"""Columns of an event log; optional ones may be left out altogether."""

ABSENT = tuple(column.name for column in EVENTS if column.optional)
NEED_VALUE = ("played", "rated", "browsed", "social", "purchase")
NEED_TITLE = ("shown", "played", "liked", "rated")


def read_events(path: Path) -> pd.DataFrame:
    """Return the events of a log.

    Args:
        path: A ``.csv``, ``.parquet`` or ``.jsonl`` file with the columns of ``EVENTS``.

    Returns:
        The columns of ``EVENTS`` in order, ``at`` in UTC; text is empty where nothing is said.

    Raises:
        DataError: Naming file, line (or row), column, what was found and what was expected.
    """
    readers = {".csv": read_cells, ".parquet": _parquet, ".jsonl": _jsonl}
    if path.suffix not in readers:
        raise DataError(
            f"{path.name}: expected a file that ends in .csv, .parquet or .jsonl, "
            f"found {path.suffix or 'no ending'!r}."
        )
    events = check(path, readers[path.suffix](path), EVENTS, absent=ABSENT)
    for name, types in (("value", NEED_VALUE), ("title_id", NEED_TITLE), ("target", ("reaction",))):
        empty = events[name].isna() | (events[name].astype(str) == "")
        wrong = events["type"].isin(types) & empty
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise DataError(
                f"{path.name}, line {row + 2}, column {name}: expected a value for an event of "
                f"type {events['type'].iloc[row]!r}, found nothing."
            )
    return events


def write_events(events: pd.DataFrame, path: Path) -> None:
    """Write a log as Parquet, columns as in ``EVENTS``."""
    frame = events.reindex(columns=[column.name for column in EVENTS])
    frame.to_parquet(path, index=False)


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing.") from None
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:120]
        raise DataError(f"{path.name}: expected a Parquet file; {reason}") from None
    return _as_text(path, frame)


def _jsonl(path: Path) -> pd.DataFrame:
    rows = []
    try:
        with path.open(encoding="utf-8") as file:
            for line, text in enumerate(file, start=1):
                if not text.strip():
                    continue
                row = json.loads(text)
                if not isinstance(row, dict):
                    raise DataError(f"{path.name}, line {line}: expected a JSON object.")
                rows.append(row)
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path.name}: expected UTF-8 text.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path.name}, line {line}: expected JSON; {error}.") from None
    return _as_text(path, pd.DataFrame(rows))


def _as_text(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Return typed columns as text, so that every kind of file meets the same contract."""
    if frame.empty:
        raise DataError(f"{path.name}: expected events, found none.")
    made = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            made[name] = column.dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        else:
            text = column.astype("string")
            made[name] = text.fillna("").astype(object)
    return pd.DataFrame(made)
