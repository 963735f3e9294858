"""A persona seen in the sample world: how many, when, what, and what a day of one looks like."""

import dataclasses

import pandas as pd

from core.errors import DataError
from core.world import World

FAVOURITES = 8
"""Titles shown as a persona's favourites."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A persona's members in a world, in figures a stakeholder understands.

    Args:
        members: How many.
        weekly_viewings: Viewings a member and week, mean.
        different_titles: Different titles a member watched, median.
        finished: Share of viewings watched to the end.
        follows: Members a member follows, mean.
        social: Share who opted in to social features.
        hours: Share of viewings that start in each local hour, 24 of them.
        favourites: Rows of the catalogue most of them watched, with ``members``: how many.
    """

    members: int
    weekly_viewings: float
    different_titles: float
    finished: float
    follows: float
    social: float
    hours: tuple[float, ...]
    favourites: pd.DataFrame


def portrait(world: World, persona: str) -> Portrait:
    """Return a persona's portrait.

    Raises:
        DataError: If the world has no member of that persona who watched anything.
    """
    members = world.members_of(persona)
    seen = world.viewings[world.viewings["member_id"].isin(members["member_id"])]
    if seen.empty:
        raise DataError(f"The world has no {persona!r} who watched anything; expected at least 1.")
    weeks = (world.viewings["at"].max() - world.viewings["at"].min()) / pd.Timedelta(weeks=1)
    pairs = seen[["member_id", "title_id"]].drop_duplicates()
    most = pairs["title_id"].value_counts().head(FAVOURITES).rename("members")
    follows = world.follows["follower_id"].isin(members["member_id"]).sum()
    return Portrait(
        members=len(members),
        weekly_viewings=len(seen) / len(members) / weeks,
        different_titles=float(pairs.groupby("member_id").size().median()),
        finished=float(seen["finished"].mean()),
        follows=float(follows) / len(members),
        social=float(members["social"].mean()),
        hours=tuple(world.local_hours(persona)),
        favourites=most.to_frame().join(world.titles.set_index("title_id")).reset_index(),
    )


def fullest_day(world: World, member_id: int) -> pd.DataFrame:
    """Return a member's day with the most viewings, in time order.

    Args:
        world: The world.
        member_id: Whose day.

    Returns:
        One row a viewing: the columns of ``VIEWINGS`` and of the catalogue, ``local`` (start in
        the member's own time) and ``mood`` (first mood of the title). Empty if the member
        watched nothing.

    Raises:
        DataError: If there is no such member.
    """
    person = world.members[world.members["member_id"] == member_id]
    if person.empty:
        raise DataError(f"There is no member {member_id}; ids go from 1 to {len(world.members)}.")
    place = world.places.set_index("place_id").loc[person["place_id"].iloc[0]]
    seen = world.viewings[world.viewings["member_id"] == member_id].copy()
    seen["local"] = (seen["at"] + pd.Timedelta(hours=float(place["utc_offset_h"]))).dt.tz_localize(
        None
    )
    days = seen["local"].dt.date.value_counts()
    if not days.empty:
        # the most viewings; of several such days the latest
        fullest = max(days.index, key=lambda day: (days[day], day))
        seen = seen[seen["local"].dt.date == fullest].sort_values("local")
    day: pd.DataFrame = seen.merge(world.titles, on="title_id", suffixes=("", "_title"))
    return day.assign(mood=day["moods"].str.split(";").str[0])
