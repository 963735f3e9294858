"""A taste as one can read it: what somebody watches more, or less, than everybody does."""

import numpy as np
import pandas as pd

from core.posters import NAMES
from core.recommend.history import Array, History, Interactions

PRIOR = 10.0
"""Viewings of everybody that a short history is mixed with (assumption, 5 to 30)."""

KINDS = ("genre", "decade")


def profile(titles: pd.DataFrame, data: Interactions, history: History) -> pd.DataFrame:
    """Return what somebody watches beside what everybody watches.

    Args:
        titles: The catalogue the columns of both count in.
        data: What everybody watched.
        history: What the one watched; may be empty, then nothing differs.

    Returns:
        ``kind`` (genre or decade), ``name``, ``share`` and ``everybody`` (shares of titles taken
        that are of it; a title may be of several genres), and ``lift``: how many times as much
        as everybody, short histories mixed with ``PRIOR`` titles of everybody's. By kind, the
        largest lift first.
    """
    everybody = np.bincount(data.title, minlength=len(titles)).astype(float)
    mine = np.bincount(history.titles, minlength=len(titles)).astype(float)
    parts = [_shares(kind, *_traits(kind, titles), mine, everybody) for kind in KINDS]
    return pd.concat(parts, ignore_index=True)


def in_words(found: pd.DataFrame) -> str:
    """Return a profile as a sentence or two: the most and the least, where they differ.

    Args:
        found: As ``profile`` returns it.
    """
    more = found[found["lift"] >= 1.25].nlargest(3, "lift")
    less = found[(found["lift"] <= 0.75) & (found["everybody"] >= 0.03)].nsmallest(2, "lift")
    said = []
    if len(more):
        said.append(f"More than others: {_listed(more)}.")
    if len(less):
        said.append(f"Less than others: {_listed(less)}.")
    return " ".join(said) or "Much like everybody else so far."


def _listed(rows: pd.DataFrame) -> str:
    pairs = zip(rows["name"], rows["lift"], strict=True)
    return ", ".join(f"{name} ({lift:.1f} times)" for name, lift in pairs)


def _traits(kind: str, titles: pd.DataFrame) -> tuple[list[str], Array]:
    """Return the names of a kind and which titles have each, shape ``(titles, names)``."""
    if kind == "decade":
        cells = [[f"{int(year) // 10 * 10}s"] for year in titles["year"]]
    else:
        cells = [
            [NAMES.get(each, each) for each in str(cell).split(";")] for cell in titles["genres"]
        ]
    names = sorted({name for cell in cells for name in cell})
    return names, np.array([[name in cell for name in names] for cell in cells], dtype=float)


def _shares(kind: str, names: list[str], has: Array, mine: Array, everybody: Array) -> pd.DataFrame:
    usual = everybody @ has / max(everybody.sum(), 1.0)
    count = mine.sum()
    mixed = (mine @ has + PRIOR * usual) / (count + PRIOR)
    frame = pd.DataFrame(
        {
            "kind": kind,
            "name": names,
            "share": mine @ has / max(count, 1.0),
            "everybody": usual,
            "lift": mixed / np.where(usual > 0, usual, 1.0),
        }
    )
    known: pd.DataFrame = frame[usual > 0]
    return known.sort_values(["lift", "name"], ascending=[False, True])
