"""What an import of MovieLens wrote: its rules, its contract, its own README."""

import dataclasses
from datetime import datetime
from pathlib import Path

from core.files.contracts import Column
from core.importers.movies import TITLES

LIKED_FROM = 4.0
"""Stars from which a rating counts as a like: the upper part of the scale, as recommender studies
draw the line (Herlocker et al., ACM TOIS 22(1), 2004, use 4 and 5 of 5 on MovieLens)."""

SESSION_GAP = 3600
"""Seconds without a rating that end a session (Halfaker et al., WWW 2015: about an hour parts
the two modes of inter-activity time, MovieLens included)."""

MEMBERS = (
    Column(name="member", kind="text", unique=True, meaning="id, the user's number in MovieLens"),
    Column(name="ratings", kind="whole", low=1, meaning="ratings given"),
    Column(name="liked", kind="whole", low=0, meaning=f"ratings of {LIKED_FROM:g} stars or more"),
    Column(name="sessions", kind="whole", low=1, meaning="sessions with a rating"),
    Column(name="stars", kind="number", low=0.5, high=5, meaning="mean stars"),
    Column(name="first_at", kind="time", meaning="first rating, UTC"),
    Column(name="last_at", kind="time", meaning="last rating, UTC"),
)
"""The contract of ``members.csv``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import wrote.

    Args:
        folder: Where it stands.
        titles: Titles in the catalogue.
        members: Members with at least one rating.
        ratings: Ratings.
        liked: Ratings that count as likes.
        sessions: Sessions.
        tags: Tags kept.
        first: First rating, UTC.
        last: Last rating, UTC.
        skipped: What was bad and left out, a sentence each.
    """

    folder: Path
    titles: int
    members: int
    ratings: int
    liked: int
    sessions: int
    tags: int
    first: datetime
    last: datetime
    skipped: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.titles:,} titles, {self.members:,} members, {self.ratings:,} ratings "
            f"({self.liked:,} liked) in {self.sessions:,} sessions and {self.tags:,} tags, "
            f"{self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}.\n"
            "Minutes watched and titles shown are not in MovieLens: no event says played or "
            f"shown.\nSaved {self.folder}."
        )


def readme(source: Path, made: Imported) -> str:
    """Return the README of an imported folder."""
    lines = [
        f"# Imported from {source.name}",
        "",
        str(made).rsplit("\n", 1)[0],
        "",
        "MovieLens data belong to GroupLens, University of Minnesota, and may be used under the",
        "licence in the folder they came from; among other things it forbids commercial use and",
        "passing them on under other terms. Cite Harper & Konstan, ACM TiiS 5(4):19, 2015.",
        "",
        f"A rating of {LIKED_FROM:g} stars or more counts as a like. Ratings at most "
        f"{SESSION_GAP // 60} minutes apart are one session.",
    ]
    for stem, contract in (("titles.csv", TITLES), ("members.csv", MEMBERS)):
        lines += ["", f"## {stem}", ""]
        lines += [f"- `{column.name}`: {column.meaning}" for column in contract]
    lines += ["", "## events.parquet", "", "The event schema of Greenlight."]
    if made.skipped:
        lines += ["", "## Left out", "", *(f"- {sentence}" for sentence in made.skipped)]
    return "\n".join(lines) + "\n"
