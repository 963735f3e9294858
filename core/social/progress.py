"""How far everybody has watched, so that nobody is told what comes after."""

import dataclasses
import functools
import math
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from core.errors import SocialError
from core.identity.acting import acting
from core.social.tables_posts import PROGRESS
from core.store.store import Store

LIMITS = {"season": 50, "episode": 1_000, "minute": 1_000}
"""The highest number of each part of a point; the catalogue's series stay well below."""


@functools.total_ordering
@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A point in a title; a part left out (0) means the whole of it, so its end.

    ``Point(2, 3, 10)`` is minute 10 of episode 3 of season 2, ``Point(2, 3)`` that episode whole,
    ``Point(2)`` the season, ``Point(minute=50)`` minute 50 of a film, ``Point()`` all of a title.

    Args:
        season: From 1; 0 for a film.
        episode: From 1, in its season.
        minute: From 1, of the episode or film.

    Raises:
        SocialError: If a part is out of range, or one stands without the part it belongs to.

    Example:
        >>> Point(2, 3, 10) < Point(2, 3) < Point(2, 4, 1) < Point(2) < Point()
        True
    """

    season: int = 0
    episode: int = 0
    minute: int = 0

    def __post_init__(self) -> None:
        for (name, highest), value in zip(
            LIMITS.items(), (self.season, self.episode, self.minute), strict=True
        ):
            if not 0 <= value <= highest:
                raise SocialError(f"The {name} of a point is 0 to {highest:,}, not {value:,}.")
        if self.episode and not self.season:
            raise SocialError(f"Episode {self.episode} needs the season it belongs to.")
        if self.minute and self.season and not self.episode:
            raise SocialError(f"Minute {self.minute} needs the episode it belongs to.")

    def __lt__(self, other: "Point") -> bool:
        return self._key < other._key

    def __str__(self) -> str:
        """Return the point in words, such as ``season 2, episode 3, minute 10``."""
        parts = [f"{name} {getattr(self, name)}" for name in LIMITS if getattr(self, name)]
        return ", ".join(parts) or "the whole of it"

    def columns(self) -> dict[str, int]:
        """Return the point as a row's columns."""
        return {"season": self.season, "episode": self.episode, "minute": self.minute}

    @property
    def _key(self) -> tuple[float, float, float]:
        return self.season or math.inf, self.episode or math.inf, self.minute or math.inf


def masked(reached: Point | None, spoiler: Point | None) -> bool:
    """Return whether a reader who has come so far should not read about a point yet.

    Args:
        reached: The furthest the reader has watched, None for nothing.
        spoiler: What the words are about, None for no spoiler.

    Example:
        >>> masked(Point(2, 3, 20), Point(2, 3)), masked(Point(2, 3), Point(2, 3))
        (True, False)
    """
    return spoiler is not None and (reached is None or reached < spoiler)


def reached(connection: Connection, user_id: str, title_id: str) -> Point | None:
    """Return the furthest point a user has watched of a title, None for nothing."""
    return reached_all(connection, user_id, [title_id]).get(title_id)


def reached_all(connection: Connection, user_id: str, title_ids: list[str]) -> dict[str, Point]:
    """Return the furthest points a user has watched of those titles that were begun."""
    rows = connection.execute(
        select(PROGRESS).where(PROGRESS.c.user_id == user_id, PROGRESS.c.title_id.in_(title_ids))
    )
    return {row.title_id: point_of(row) for row in rows}


def note(store: Store, user_id: str, title_id: str, point: Point, at: datetime) -> Point:
    """Keep how far a user has watched; watching an earlier part again takes nothing back.

    Returns:
        The furthest point now.

    Raises:
        SocialError: If the user may not write.
    """
    with acting(store, user_id) as (connection, _):
        before = reached(connection, user_id, title_id)
        if before is not None and before >= point:
            return before
        connection.execute(
            delete(PROGRESS).where(PROGRESS.c.user_id == user_id, PROGRESS.c.title_id == title_id)
        )
        connection.execute(
            insert(PROGRESS),
            {"user_id": user_id, "title_id": title_id, "at": at} | point.columns(),
        )
    return point


def point_of(row: Any) -> Point:
    """Return the point that a row's columns ``season``, ``episode`` and ``minute`` name."""
    return Point(row.season, row.episode, row.minute)
