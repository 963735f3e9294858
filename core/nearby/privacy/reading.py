"""What released numbers say about a circle and a time: zone, else city, else the world.

Everything here is computed from sheets and public numbers, so it may be shown.
"""

import dataclasses
import math
from typing import Self

import numpy as np
import numpy.typing as npt

from core.nearby.cells import Ids
from core.nearby.earth import Flags
from core.nearby.privacy.bounding import DAY_S, HOUR_S
from core.nearby.privacy.noise import ceiling
from core.nearby.privacy.sheet import Sheet, Sizes

Array = npt.NDArray[np.float64]

FALSE_ALARM = 0.05
"""Chance that noise alone lifts any title of an empty place above its ceiling."""

HALF_KNOWN = 60.0
"""People of a zone at which half of what it says about its surroundings is taken for noise
(assumption, 20 to 150)."""

UNEVEN = 0.5
"""Variance of a title between neighbouring zones, beyond chance, as a share of its square
(assumption, 0.1 to 2)."""

WORLD = 20.0
"""Viewings that the world's popularity weighs in a city's (assumption, 5 to 50)."""


TOLD = 0.1
"""Share of the rest of a district that a fence has to be, to be told by it (assumption, 0.05 to
0.2)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Zones:
    """Zones of one sheet with the share of each that a question is about.

    Args:
        share: Of each zone, by its people and by the hours of the window.
        local: Zones that tell of the place itself: cells and blocks that hold many. The rest of a
            district says nothing of a fence that is a small part of it.
        people: As the sheet has them.
        counts: Likewise.
    """

    share: Array
    local: Flags
    people: Array
    counts: Array

    @classmethod
    def of(cls, sheet: Sheet, cells: Ids, covered: Array, hours: Array) -> Self:
        """Return a sheet's zones as a question sees them.

        Args:
            sheet: What is released.
            cells: Cells the question is about, of any district.
            covered: Share of each.
            hours: Share of each hour of the day, ``(24,)``.
        """
        row = np.searchsorted(sheet.cells, cells)
        row[row == len(sheet.cells)] = 0
        here = sheet.cells[row] == cells
        row, covered = row[here], covered[here]
        zones = len(sheet.people)
        inside = np.bincount(sheet.zone[row], covered * sheet.spread[row], minlength=zones)
        share = inside / np.bincount(sheet.zone, sheet.spread, minlength=zones)
        local = (np.arange(zones) > 0) | (share >= TOLD)
        counts = sheet.counts.astype(float)
        return cls(share * _window(sheet.hours, hours), local, sheet.people, counts)


def _window(begun: npt.NDArray[np.int64], hours: Array) -> float:
    if (hours == 1).all():
        return 1.0
    likely = np.maximum(begun, 0) + 1.0
    return float((likely * hours).sum() / likely.sum())


def hours(day: int, t_from: int, t_to: int) -> Array:
    """Return which part of each hour of a day lies in a window."""
    starts = day * DAY_S + np.arange(24) * HOUR_S
    return np.clip(
        (np.minimum(t_to + 1, starts + HOUR_S) - np.maximum(t_from, starts)) / HOUR_S, 0, 1
    )


def told(zones: list[Zones]) -> Array:
    """Return viewings of each title that zones about the place itself have, ``(titles,)``."""
    return np.asarray(sum((each.share * each.local) @ each.counts for each in zones))


def squares(
    sheets: list[Sheet], hours_of: list[Array], cells: Ids, sizes: Sizes, least: float
) -> Array:
    """Return viewings told in each cell of one district, NaN where noise drowns them.

    Cells whose zones and shares are the same on every day have the same answer, worked out once.

    Args:
        sheets: The district's, one a day.
        hours_of: Share of each hour of each day, ``(24,)`` each.
        cells: Cells of the district.
        sizes: How their noise is sized.
        least: Viewings below which nothing is said.
    """
    row = np.searchsorted(sheets[0].cells, cells)
    zone = np.stack([sheet.zone[row] for sheet in sheets], axis=1)
    share = np.stack(
        [
            (sheet.spread / np.bincount(sheet.zone, sheet.spread)[sheet.zone])[row]
            for sheet in sheets
        ],
        axis=1,
    )
    kinds, back = np.unique(np.hstack([zone, share]), axis=0, return_inverse=True)
    zone, share = kinds[:, : len(sheets)].astype(np.int64), kinds[:, len(sheets) :]
    local = (zone > 0) | (share >= TOLD)
    window = [_window(sheet.hours, part) for sheet, part in zip(sheets, hours_of, strict=True)]
    share = share * np.array(window)
    found = np.full(len(kinds), np.nan)
    for kind in np.flatnonzero(local.any(axis=1)):
        counts = np.stack([sheet.counts[zone[kind, day]] for day, sheet in enumerate(sheets)])
        limit = ceiling(share[kind], sizes.titles_scale, FALSE_ALARM / sizes.titles)
        believed = share[kind] @ counts > limit
        sure = float(((share[kind] * local[kind]) @ counts)[believed].sum())
        if sure >= max(limit, least):
            found[kind] = sure
    return found[back.reshape(-1)]


def estimate(zones: list[Zones], sizes: Sizes, prior: Array) -> tuple[Array, Array, Flags, float]:
    """Return scores, the noise's variance in each, which titles are believed, and the ceiling.

    The zones' shares of what their surroundings watch are corrected by what each zone says for
    itself, as far as that is more than noise: the posterior mean for normal errors.

    Args:
        zones: Zones of every sheet that was asked, of all districts the question touches.
        sizes: How their noise is sized.
        prior: What is watched anywhere, ``(titles,)``.
    """
    share = np.concatenate([zone.share for zone in zones])
    people = np.maximum(np.concatenate([zone.people for zone in zones]), 1.0)
    counts = np.concatenate([zone.counts for zone in zones])
    tail = math.exp(-1 / sizes.titles_scale)
    noise = 2 * tail / (1 - tail) ** 2  # variance of one count
    expected = people[:, None] * _around(people, counts, noise, sizes, prior)
    variance = expected * (1 + UNEVEN * expected)
    trust = variance / (variance + noise)
    scores = share @ (expected + trust * (counts - expected))
    doubt = noise * share**2 @ trust**2
    limit = ceiling(share, sizes.titles_scale, FALSE_ALARM / sizes.titles)
    return np.maximum(scores, 0.0), doubt, share @ counts > limit, limit


def _around(people: Array, counts: Array, noise: float, sizes: Sizes, prior: Array) -> Array:
    """Return how many of the surroundings' people watch each title, a share of them."""
    sure = np.maximum(people - 2 * sizes.people_scale, 0.0)  # people that noise rarely makes up
    known = sure / (sure + HALF_KNOWN)
    pooled = np.maximum(known @ counts, 0.0)
    signal = pooled**3 / (pooled**2 + noise * (known**2).sum() + 1e-9)
    shape = (signal + WORLD * prior) / (signal.sum() + WORLD)
    each = np.clip(counts.sum() / max(people.sum(), HALF_KNOWN), 1.0, sizes.m)
    return np.asarray(each * shape)
