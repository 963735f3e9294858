"""What was understood of a history, in words for a terminal."""

from collections.abc import Sequence

import pandas as pd

from core.importers.matching import Matched
from core.importers.sheets import many
from core.importers.viewings import Personal

SHOWN = 20
"""Lines of a list that are shown; the rest is counted."""


def report(mine: Personal, found: Matched) -> str:
    """Return what was read, what of it the catalogue has, what not, and what was assumed."""
    known = found.rows["title_id"].nunique()
    lines = [
        f"{mine.service}: {many(mine.read, 'row')} read, {many(len(mine.rows), 'viewing')} of "
        f"{many(len(mine.titles), 'title')}, {_span(mine.rows['at'])}.",
        f"{many(known, 'title')} of the catalogue found, in {many(len(found.rows), 'viewing')}.",
    ]
    notes = (*mine.notes, *found.notes)
    lines += _listed("Note", notes, len(notes))
    lines += skipped(mine.skipped)
    unclear = [
        f"{_named(row)}: {row.candidates}" for row in found.ambiguous.itertuples(index=False)
    ]
    lines += _listed("Open which", unclear, SHOWN)
    missing = [_named(row) for row in found.unmatched.itertuples(index=False)]
    lines += _listed("Not in the catalogue", missing, SHOWN)
    return "\n".join(lines)


def skipped(sentences: Sequence[str]) -> list[str]:
    """Return the lines that say what was left out."""
    return _listed("Skipped", sentences, SHOWN)


def _span(at: pd.Series) -> str:
    if at.isna().all():
        return "no times"
    return f"{at.min():%Y-%m-%d} to {at.max():%Y-%m-%d}"


def _named(row: tuple[object, ...]) -> str:
    title, year, times = row[:3]
    when = "" if pd.isna(year) else f" ({year})"  # type: ignore[call-overload]
    return f"{title}{when}" + (f" x {times}" if times != 1 else "")


def _listed(what: str, items: Sequence[str], most: int) -> list[str]:
    shown = [f"{what}: {item}" for item in items[:most]]
    rest = len(items) - most
    return [*shown, f"{what}: {rest:,} more."] if rest > 0 else shown
