"""A simulated world at a moment: what is known of it by then, and what members begin later."""

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.errors import DataError
from core.recommend.context import fit_hours, fit_places
from core.recommend.evaluate.split import FEWEST
from core.recommend.history import Array, Flags, Interactions, of_world
from core.recommend.taste import fit_taste
from core.world import World

Lifts = Callable[[pd.DataFrame], Array]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """A world at a moment: what is learned of it, and what is judged after it.

    Args:
        before: The moment.
        data: What was taken before it.
        taste: Taste scores of all members, each with mean 0 and spread 1, ``(members, titles)``.
        fame: Log of each title's share of what was taken, shape ``(titles,)``.
        seen: What each member had taken, shape ``(members, titles)``.
        viewings: What is judged: ``member`` and ``title`` (rows), ``hour``, ``weekday``, ``place``.
        hours: Log-lift of each viewing's hour, from a frame like ``viewings``.
        places: The same of its place.
    """

    before: pd.Timestamp
    data: Interactions
    taste: Array
    fame: Array
    seen: Flags
    viewings: pd.DataFrame
    hours: Lifts
    places: Lifts


def moment(at: pd.Series, share: float) -> pd.Timestamp:
    """Return the moment after which a share of the times lies.

    Raises:
        DataError: If there are no times.
    """
    if at.empty:
        raise DataError("Expected viewings to judge contexts by; there are none.")
    return pd.Timestamp(at.sort_values().iloc[int((1 - share) * (len(at) - 1))]).ceil("s")


def stage(world: World, before: pd.Timestamp, until: pd.Timestamp | None, seed: int) -> Stage:
    """Return a world as known at a moment, and the first viewings from then until another.

    Raises:
        DataError: If fewer members than a bootstrap needs began anything new.
    """
    data = of_world(world, before=before)
    taste = fit_taste(data, seed=seed)
    ends = itertools.pairwise(data.starts.tolist())
    scores = taste.batch([data.slice(first, last) for first, last in ends])
    spread = scores.std(axis=1, keepdims=True)
    seen = np.zeros(scores.shape, dtype=bool)
    seen[data.member, data.title] = True
    count = np.bincount(data.title, minlength=len(data.titles)) + 1
    hours, places = fit_hours(world, before=before), fit_places(world, before=before)
    viewings = _viewings(world, data, seen, before, until)
    if viewings["member"].nunique() < FEWEST:
        raise DataError(f"Expected at least {FEWEST} members who began something new.")
    return Stage(
        before=before,
        data=data,
        taste=(scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0),
        fame=np.log(count / count.sum()),
        seen=seen,
        viewings=viewings,
        hours=lambda rows: _looked_up(hours.lift, rows[["hour", "weekday"]]),
        places=lambda rows: _looked_up(places.lift, rows[["place"]]),
    )


def _viewings(
    world: World,
    data: Interactions,
    seen: Flags,
    before: pd.Timestamp,
    until: pd.Timestamp | None,
) -> pd.DataFrame:
    """Return the first viewing by each member of each title they had not taken before."""
    later = world.viewings[world.viewings["at"] >= before]
    later = later if until is None else later[later["at"] < until]
    later = later.drop_duplicates(["member_id", "title_id"])
    homes = world.members.merge(world.places[["place_id", "utc_offset_h"]], on="place_id")
    homes = homes.set_index("member_id").loc[later["member_id"]]
    local = later["at"] + pd.to_timedelta(homes["utc_offset_h"].to_numpy(), unit="h")
    rows = pd.DataFrame(
        {
            "member": data.members.get_indexer(pd.Index(later["member_id"])),
            "title": data.titles.get_indexer(pd.Index(later["title_id"])),
            "hour": local.dt.hour.to_numpy(),
            "weekday": local.dt.day_of_week.to_numpy(),
            "place": homes["place_id"].to_numpy(),
        }
    )
    return rows[~seen[rows["member"], rows["title"]]].reset_index(drop=True)


def _looked_up(lift: Callable[..., Array], rows: pd.DataFrame) -> Array:
    """Return a lift per row, asking once for each combination, shape ``(rows, titles)``."""
    number, keys = pd.MultiIndex.from_frame(rows).factorize()
    return np.asarray(np.array([lift(*key) for key in keys])[number])
