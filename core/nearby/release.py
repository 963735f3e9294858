"""What the neighbourhood watches, from released numbers alone: the only source of map and rewards.

``privacy.sheet`` says what is released and proves that it is private. Here it is asked: a circle
and a time become a score per title. Where little is known, the wider surroundings stand in, and for
them what is popular anywhere: the weight of each follows from how far the noise reaches.
"""

import dataclasses
import functools
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError
from core.nearby.cells import Ids, coverage, district_of
from core.nearby.earth import Flags
from core.nearby.privacy.bounding import DAY_S, HOUR_S, Bounded, Watched, bounded
from core.nearby.privacy.noise import ceiling, key_of
from core.nearby.privacy.sheet import Budget, Sheet

Array = npt.NDArray[np.float64]

SMALLEST_EPSILON, LARGEST_EPSILON = 0.01, 10.0
"""What epsilon may be: noise of thousands, and none worth the name."""

LONGEST_DAYS = 366
"""Days a question may span."""

FALSE_ALARM = 0.05
"""Chance that noise alone lifts any title of an empty place above its ceiling."""

HALF_KNOWN = 60.0
"""People of a zone at which half of what it says about its surroundings is taken for noise
(assumption, 30 to 120)."""

UNEVEN = 0.5
"""How much titles differ between neighbours, as a share of what is expected (assumption, 0.2 to 1):
variance of a zone's count about its surroundings, beyond chance."""


@dataclasses.dataclass(frozen=True, slots=True)
class Trend:
    """What a neighbourhood watches, as far as a release can tell.

    Args:
        scores: Estimated members who watched each title, counted once a day, ``(titles,)``; never
            negative.
        believed: Which titles stand above the noise, ``(titles,)``.
        noise_ceiling: What noise alone exceeds for any title in 5 of 100 places, in the same unit.
        cells: Cells that were asked.
    """

    scores: Array
    believed: Flags
    noise_ceiling: float
    cells: Ids


@dataclasses.dataclass(frozen=True, slots=True)
class Release:
    """Everything that is known of who watched what where, with noise; see ``of``.

    Args:
        held: What counts, kept to draw sheets as they are asked for. Never shown.
        budget: How the noise is sized.
        key: What the noise is drawn from. Never shown.
        prior: Popularity anywhere, public, ``(titles,)``, sums to 1.
    """

    held: Bounded = dataclasses.field(repr=False)
    budget: Budget
    key: bytes = dataclasses.field(repr=False)
    prior: Array = dataclasses.field(repr=False)
    _sheets: dict[tuple[int, int], Sheet] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        events: Any,
        *,
        secret: bytes,
        titles: int,
        epsilon: float = 1.0,
        m: int = 3,
        prior: npt.ArrayLike | None = None,
    ) -> Self:
        """Return the release of every day of some viewings.

        Args:
            events: ``ts`` (whole seconds since 1970 UTC), ``lat``, ``lon``, ``title`` (0 to
                ``titles`` - 1), ``user``; a frame, a mapping of arrays, or an object with them.
            secret: What the noise is drawn from; at least 8 random bytes that nobody else knows.
                The same secret draws the same noise: use another for other viewings.
            titles: How many titles there are, watched or not.
            epsilon: Privacy loss of one member and day.
            m: Titles a member counts for in a day.
            prior: Popularity that is public anyway (a catalogue's), ``(titles,)``; all titles
                alike if left out.

        Raises:
            NearbyError: For a knob out of range, a short secret, or viewings that are none.
        """
        if not SMALLEST_EPSILON <= epsilon <= LARGEST_EPSILON:
            raise NearbyError(
                f"Epsilon is {SMALLEST_EPSILON:g} to {LARGEST_EPSILON:g}, not {epsilon:g}."
            )
        if not 1 <= m <= 100:
            raise NearbyError(f"A member counts for 1 to 100 titles a day, not {m}.")
        if titles < 1:
            raise NearbyError(f"A release needs at least 1 title, not {titles}.")
        if len(secret) < 8:
            raise NearbyError(f"A secret is at least 8 bytes, not {len(secret)}.")
        held = _sorted(bounded(Watched.of(events, titles), m))
        return cls(held, Budget(epsilon, m, titles), key_of(secret), _public(prior, titles))

    def around(self, lat: float, lon: float, radius_m: float, day_from: int, day_to: int) -> Trend:
        """Return what is watched around a place on some days (since 1970, both included).

        Raises:
            NearbyError: For a place that is not on Earth, a radius of 0, or days in reverse.
        """
        if day_from > day_to:
            raise NearbyError(f"A window starts before it ends: {day_from} is after {day_to}.")
        return self.between(lat, lon, radius_m, day_from * DAY_S, (day_to + 1) * DAY_S - 1)

    def between(self, lat: float, lon: float, radius_m: float, t_from: int, t_to: int) -> Trend:
        """Return what is watched around a place between two seconds (both included).

        Raises:
            NearbyError: For a place that is not on Earth, a radius of 0, a window in reverse or
                one of more than a year.
        """
        if t_from > t_to:
            raise NearbyError(f"A window starts before it ends: {t_from} is after {t_to}.")
        days = range(int(t_from // DAY_S), int(t_to // DAY_S) + 1)
        if len(days) > LONGEST_DAYS:
            raise NearbyError(f"A window is at most {LONGEST_DAYS} days, not {len(days)}.")
        cells, share = coverage(lat, lon, radius_m)
        districts = _districts(lat, lon, radius_m)
        zones = [
            _Zones.of(self.sheet(day, int(district)), cells, share, _hours(day, t_from, t_to))
            for district in np.unique(districts)
            for day in days
        ]
        scores, raw, limit = _estimate(zones, self.budget, self.prior)
        return Trend(scores, raw > limit, limit, cells)

    def sheet(self, day: int, district: int) -> Sheet:
        """Return the released numbers of a district's day: drawn once, then the same for ever."""
        found = self._sheets.get((day, district))
        if found is None:
            here = _part(self.held, day, district)
            found = Sheet.of(day, district, here, self.budget, self.key)
            self._sheets[day, district] = found
        return found


@dataclasses.dataclass(frozen=True, slots=True)
class _Zones:
    """Zones of one sheet with the share of each that a question is about."""

    share: Array
    people: Array
    counts: Array

    @classmethod
    def of(cls, sheet: Sheet, cells: Ids, covered: Array, hours: Array) -> Self:
        row = np.searchsorted(sheet.cells, cells)
        row[row == len(sheet.cells)] = 0
        here = sheet.cells[row] == cells
        row, covered = row[here], covered[here]
        zones = len(sheet.people)
        inside = np.bincount(sheet.zone[row], covered * sheet.spread[row], minlength=zones)
        share = inside / np.bincount(sheet.zone, sheet.spread, minlength=zones)
        return cls(share * _window(sheet.hours, hours), sheet.people, sheet.counts.astype(float))


def _window(begun: npt.NDArray[np.int64], hours: Array) -> float:
    if (hours == 1).all():
        return 1.0
    likely = np.maximum(begun, 0) + 1.0
    return float((likely * hours).sum() / likely.sum())


def _hours(day: int, t_from: int, t_to: int) -> Array:
    """Return which part of each hour of a day lies in a window."""
    starts = day * DAY_S + np.arange(24) * HOUR_S
    return np.clip(
        (np.minimum(t_to + 1, starts + HOUR_S) - np.maximum(t_from, starts)) / HOUR_S, 0, 1
    )


def _estimate(zones: list[_Zones], budget: Budget, prior: Array) -> tuple[Array, Array, float]:
    share = np.concatenate([zone.share for zone in zones])
    people = np.maximum(np.concatenate([zone.people for zone in zones]), 0.0)
    counts = np.concatenate([zone.counts for zone in zones])
    tail = np.exp(-1 / budget.titles_scale)
    noise = 2 * tail / (1 - tail) ** 2  # variance of one count
    known = people / (people + HALF_KNOWN)
    pooled = known @ counts
    spread = noise * (known**2).sum() + 1e-9
    signal = np.maximum(pooled, 0) ** 3 / (pooled**2 + spread)
    shape = (signal + prior) / (signal.sum() + 1)
    each = np.clip(counts.sum() / max(people.sum(), HALF_KNOWN), 1.0, budget.m)
    expected = (people * each)[:, None] * shape
    variance = expected * (1 + UNEVEN * expected)
    trust = (variance + 1e-9) / (variance + noise)
    scores = share @ (expected + trust * (counts - expected))
    asked = share > 0
    limit = ceiling(share[asked], budget.titles_scale, FALSE_ALARM / budget.titles)
    return np.maximum(scores, 0.0), share @ counts, limit


@functools.lru_cache(maxsize=256)
def _districts(lat: float, lon: float, radius_m: float) -> Ids:
    return np.unique(district_of(coverage(lat, lon, radius_m)[0]))


def _sorted(held: Bounded) -> Bounded:
    one = np.lexsort((district_of(held.cell), held.day))
    many = np.lexsort((district_of(held.title_cell), held.title_day))
    return Bounded(
        day=held.day[one],
        cell=held.cell[one],
        title_day=held.title_day[many],
        title_cell=held.title_cell[many],
        title=held.title[many],
        hour=held.hour[many],
    )


def _part(held: Bounded, day: int, district: int) -> Bounded:
    one = slice(*np.searchsorted(held.day, [day, day + 1]))
    many = slice(*np.searchsorted(held.title_day, [day, day + 1]))
    person = district_of(held.cell[one]) == district
    title = district_of(held.title_cell[many]) == district
    return Bounded(
        day=held.day[one][person],
        cell=held.cell[one][person],
        title_day=held.title_day[many][title],
        title_cell=held.title_cell[many][title],
        title=held.title[many][title],
        hour=held.hour[many][title],
    )


def _public(prior: npt.ArrayLike | None, titles: int) -> Array:
    if prior is None:
        return np.full(titles, 1 / titles)
    shares = np.asarray(prior, dtype=float)
    if shares.shape != (titles,) or not (shares >= 0).all() or not 0 < shares.sum() < np.inf:
        raise NearbyError(f"A prior has one number for each of {titles} titles, none negative.")
    return np.asarray(shares / shares.sum())
