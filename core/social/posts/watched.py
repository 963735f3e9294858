"""How far the sample members have come, from what they watched."""

import pandas as pd

from core.social.progress import Point
from core.world import World

EPISODES_A_SEASON = 8
"""Episodes of a season where the catalogue does not list them (assumption, 6 to 13)."""


def watched(world: World, members: set[int]) -> dict[tuple[int, str], Point]:
    """Return the furthest point of some members in each title, by member and title.

    A series is watched in the order of its story: the minutes watched, divided by those of an
    episode, are the episodes seen. Anything else finished once is seen whole.

    Example:
        >>> far = watched(World.load(), {1})
        >>> far[1, "the-lunchbox-2013"]
        Point(season=0, episode=0, minute=0)
    """
    seen = world.viewings[world.viewings["member_id"].isin(members)]
    sums = seen.groupby(["member_id", "title_id"], sort=True, observed=True).agg(
        watched=("minutes", "sum"), finished=("finished", "max")
    )
    titles = world.titles
    facts = dict(
        zip(
            titles["title_id"].tolist(),
            titles[["kind", "minutes", "seasons"]].to_numpy(object).tolist(),
            strict=True,
        )
    )
    episodes = _episodes(world.series)
    found = {}
    whole = Point()
    for (member, title_id), (minutes, finished) in zip(
        sums.index.tolist(), sums.to_numpy(object).tolist(), strict=True
    ):
        kind, each, seasons = facts[title_id]
        if kind == "series" and minutes >= 1:
            known = episodes.get(title_id) or [EPISODES_A_SEASON] * int(seasons)
            found[member, title_id] = in_series(int(minutes), int(each), known)
        elif finished or minutes >= each:
            found[member, title_id] = whole
        elif minutes >= 1:
            found[member, title_id] = Point(minute=int(minutes))
    return found


def in_series(minutes: int, each: int, episodes: list[int]) -> Point:
    """Return how far minutes of watching lead into a series.

    Args:
        minutes: Watched in all, at least 1.
        each: Minutes of an episode.
        episodes: Episodes of each season.

    Example:
        >>> in_series(100, 45, [1, 8]), in_series(45, 45, [1, 8]), in_series(9_000, 45, [1, 8])
        (Point(season=2, episode=2, minute=10), Point(season=1, episode=1, minute=0), \
Point(season=0, episode=0, minute=0))
    """
    whole, rest = divmod(minutes, each)
    for season, many in enumerate(episodes, start=1):
        if whole < many or (whole == many and not rest):
            return Point(season, whole + (rest > 0), rest)
        whole -= many
    return Point()


def _episodes(series: pd.DataFrame) -> dict[str, list[int]]:
    """Return the episodes of each season of the series that the catalogue tells of."""
    most = series.groupby(["title_id", "season"], sort=True)["episode"].max()
    found: dict[str, list[int]] = {}
    for (title_id, _), many in zip(most.index.tolist(), most.tolist(), strict=True):
        found.setdefault(title_id, []).append(int(many))
    return found
