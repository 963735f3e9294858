"""What is watched at which hour: learned from when viewings began on the watcher's own clock.

A title's viewings at an hour are compared with what its popularity and the hour's bustle would make
of them (``core.recommend.context.shrink``). Three things stand in for counts that are too few:

- *the hours next to it*: counts are pooled by a circular kernel, so that 23:30 helps 00:30; where
  an hour's own counts say enough, they stand for themselves;
- *its genres and moods*: what they add at each hour (``core.recommend.context.loglinear``) is what
  a title's own counts are pulled to, and all that is said of a title that nobody watched yet;
- *all days*: a weekday's or a weekend's figures are pulled to those of all days.

Each pull is as strong as the counts say (empirical Bayes), so that where hours tell nothing, as in
viewings whose times were shuffled, the lifts vanish.

Source:
    Counts pooled by a kernel: Tibshirani & Hastie, "Local likelihood estimation", JASA 82:559,
    1987. That the hour is worth knowing: Baltrunas & Amatriain, "Towards time-dependant
    recommendation based on implicit feedback", CARS at RecSys 2009.
"""

import dataclasses

import numpy as np
import pandas as pd

from core.catalogue import GENRES, MOODS
from core.errors import RecommendError
from core.recommend.context.loglinear import log_linear
from core.recommend.context.shrink import centred, ratio, surely, worth
from core.recommend.history import Array, Interactions
from core.world import World

HOURS, KINDS = 24, 2
"""Hours of a day; kinds of days: weekdays, and the weekend."""

SATURDAY = 5
"""The weekend's first day: days are local ones, from midnight to midnight."""

WIDTH_H = 1.5
"""Width of the kernel over hours, a standard deviation (assumption, 1 to 3 hours)."""

BLOCK_H = 3
"""Hours that are counted together where counts must be disjoint, about as wide as the kernel."""

NOTABLE = 1.25
"""Times likelier than at other hours from which a page may say so (assumption, 1.1 to 2)."""

PARTS_OF_DAY = (
    (5, "late at night"),
    (9, "early in the morning"),
    (12, "in the morning"),
    (17, "in the afternoon"),
    (20, "in the early evening"),
    (23, "in the evening"),
    (24, "late at night"),
)
"""Hour each part of the day ends before, and how it is called."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hours:
    """How much likelier each title is at each hour, on weekdays (0) and at weekends (1).

    Args:
        lifts: Log-lifts, shape ``(titles, 24, 2)``: log P(title | hour, kind of day) / P(title).
        observed: Viewings pooled over neighbouring hours, same shape.
        expected: What the prior would make of them, same shape.
        prior: Ratio that its genres and moods, and all days, make expected, same shape.
        pull: Viewings that the expectation is worth.
    """

    lifts: Array
    observed: Array
    expected: Array
    prior: Array
    pull: float

    def lift(self, hour: int, weekday: int) -> Array:
        """Return each title's log-lift at a local hour, shape ``(titles,)``; 0 where unknown.

        Args:
            hour: Local hour, 0 to 23.
            weekday: 0 for Monday to 6 for Sunday.

        Raises:
            RecommendError: If there is no such hour or weekday.
        """
        cell: Array = self.lifts[:, _hour(hour), _kind_of(weekday)]
        return cell

    def phrase(self, title: int, hour: int, weekday: int) -> str:
        """Return what may be said of a title at this hour; nothing unless it is notable.

        It is notable if the title is ``NOTABLE`` times likelier than at other hours, and if
        that it is likelier at all is 95 % sure.
        """
        cell = title, _hour(hour), _kind_of(weekday)
        seen, expected = float(self.observed[cell]), float(self.expected[cell])
        sure = self.prior[cell] * surely(seen, expected, self.pull)
        if self.lifts[cell] < np.log(NOTABLE) or sure <= 1:
            return ""
        return f"watched {part_of_day(hour)} more than others"


def fit_hours(
    world: World, data: Interactions | None = None, *, before: pd.Timestamp | None = None
) -> Hours:
    """Return what is watched at which hour, from the viewings of a world.

    Args:
        world: The world; its clocks are those of the members' places.
        data: Viewings to learn from instead of the world's; of a member whom the world does
            not know the clock is taken to be UTC, and titles it lacks are left out.
        before: Leave out what began then or later, so that the rest can judge.

    Raises:
        RecommendError: If the world holds no title.
    """
    if world.titles.empty:
        raise RecommendError("Hours are learned for the titles of a world; this one has none.")
    counts = _counts(world, data, before)
    total = counts.sum()
    shares = counts.sum(axis=(1, 2)) / total if total else np.full(len(counts), 1 / len(counts))
    even = shares[:, None, None] * counts.sum(axis=0)
    prior = _prior(_marks(world.titles), counts, even)
    pull = worth(_blocks(counts), _blocks(even * prior))
    observed, expected = _pool(counts), _pool(even * prior)
    return Hours(
        lifts=centred(prior * ratio(observed, expected, pull), shares),
        observed=observed,
        expected=expected,
        prior=prior,
        pull=pull,
    )


def part_of_day(hour: int) -> str:
    """Return what an hour is called.

    Example:
        >>> part_of_day(23), part_of_day(1), part_of_day(19)
        ('late at night', 'late at night', 'in the early evening')
    """
    return next(name for end, name in PARTS_OF_DAY if _hour(hour) < end)


def _prior(marks: Array, counts: Array, even: Array) -> Array:
    """Return the ratio expected of a title on a kind of day: of its marks, and of all days."""
    days, even_days = counts.sum(axis=2), even.sum(axis=2)
    near = log_linear(marks, _pool(days), _pool(even_days), np.zeros((marks.shape[1], HOURS)))
    own = log_linear(marks, days, even_days, near)
    prior = np.exp(marks @ own)
    pull = worth(_blocks(days), _blocks(even_days * prior))
    daily = prior * ratio(_pool(days), _pool(even_days * prior), pull)
    kinds = [log_linear(marks, counts[:, :, kind], even[:, :, kind], own) for kind in range(KINDS)]
    return np.stack([daily * np.exp(marks @ (then - own)) for then in kinds], axis=2)


def _counts(world: World, data: Interactions | None, before: pd.Timestamp | None) -> Array:
    """Return the viewings of each title, shape ``(titles, 24, 2)``."""
    if data is None:
        seen = world.viewings[["member_id", "title_id", "at"]]
        member, title, at = seen["member_id"], seen["title_id"], seen["at"]
    else:
        member = pd.Series(data.members[data.member])
        title = pd.Series(data.titles[data.title])
        at = pd.Series(pd.to_datetime(data.at, unit="s", utc=True))
    keep = np.ones(len(at), dtype=bool) if before is None else (at < before).to_numpy()
    row = pd.Index(world.titles["title_id"]).get_indexer(pd.Index(title))
    keep = keep & (row >= 0)
    homes = world.members.merge(world.places[["place_id", "utc_offset_h"]], on="place_id")
    offset = member.map(homes.set_index("member_id")["utc_offset_h"]).fillna(0.0)
    local = at + pd.to_timedelta(offset, unit="h")
    kind = (local.dt.day_of_week >= SATURDAY).to_numpy()
    cell = (row * HOURS + local.dt.hour.to_numpy()) * KINDS + kind
    shape = len(world.titles), HOURS, KINDS
    return np.bincount(cell[keep], minlength=int(np.prod(shape))).reshape(shape).astype(float)


def _pool(counts: Array) -> Array:
    """Return counts with those of neighbouring hours, which count for less, added to them."""
    apart = np.abs(np.arange(HOURS)[:, None] - np.arange(HOURS))
    kernel = np.exp(-((np.minimum(apart, HOURS - apart) / WIDTH_H) ** 2) / 2)
    return np.asarray(np.einsum("gh,th...->tg...", kernel, counts))


def _blocks(counts: Array) -> Array:
    """Return the counts of each block of hours, shape ``(titles, 8, ...)``."""
    blocks: Array = counts.reshape(len(counts), -1, BLOCK_H, *counts.shape[2:]).sum(axis=2)
    return blocks


def _marks(titles: pd.DataFrame) -> Array:
    """Return what a title is told by: a constant, its genres and its moods."""
    columns = [np.ones(len(titles))]
    for name, words in (("genres", GENRES), ("moods", MOODS)):
        said = [set(str(cell).split(";")) for cell in titles[name]]
        columns += [np.array([word in each for each in said], dtype=float) for word in words]
    return np.stack(columns, axis=1)


def _hour(hour: int) -> int:
    if not 0 <= hour < HOURS:
        raise RecommendError(f"The hour must be 0 to 23, not {hour!r}.")
    return int(hour)


def _kind_of(weekday: int) -> int:
    if not 0 <= weekday <= 6:
        raise RecommendError(f"The weekday must be 0 (Monday) to 6 (Sunday), not {weekday!r}.")
    return int(weekday >= SATURDAY)
