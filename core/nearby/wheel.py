"""The neighbourhood wheel: a slice's angle is its probability, a seeded draw says where it lands.

The draw is made here, before anything turns: a screen only shows it. It is a function of seed and
key alone, and ``core.nearby.spins`` keeps what came of each.
"""

import bisect
import dataclasses
from collections.abc import Sequence
from typing import Annotated

import numpy as np

from core.errors import NearbyError
from core.knobs import ASSUMPTION, Params, Range
from core.nearby.earth import Array
from core.seeds import stream

FLOOR = 0.03
"""Least probability of a slice: 11 degrees, about what a finger or an eye can tell on a phone
(assumption, 0.02 to 0.05)."""

TEMPER = 0.25
"""Difference of score that makes a title e times as likely (assumption, 0.1 to 0.5)."""

CLEAR = 0.1
"""Share of a slice at either side where the wheel never stops, so that nobody argues (chosen)."""

LONGEST = 100
"""Signs of a spin's key."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WheelParams(Params):
    """What a presenter can turn on the neighbourhood wheel."""

    radius_km: Annotated[
        float,
        Range(
            "Radius",
            0.5,
            25,
            step=0.5,
            unit="km",
            source=f"{ASSUMPTION}, 1 to 5 km: a walk or a short ride",
            help="How far around you the neighbourhood reaches.",
        ),
    ] = 3.0
    window_days: Annotated[
        int,
        Range(
            "Window",
            1,
            30,
            unit="days",
            source=f"{ASSUMPTION}, 3 to 14 days",
            help="How far back viewings count at all.",
        ),
    ] = 7
    half_life_h: Annotated[
        float,
        Range(
            "Half-life of a viewing",
            1,
            168,
            unit="hours",
            source=f"{ASSUMPTION}, 12 to 72 h",
            help="After so long a viewing counts half.",
        ),
    ] = 24.0
    flavour: Annotated[
        float,
        Range(
            "Local flavour",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 25 to 75 %",
            help="From what most people here watch to what they watch more than people elsewhere.",
        ),
    ] = 50.0
    taste: Annotated[
        float,
        Range(
            "Your taste",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 20 to 60 %",
            help="How much your own taste counts beside the neighbourhood's.",
        ),
    ] = 40.0
    surprise: Annotated[
        float,
        Range(
            "Surprise",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 0 to 60 %, as the creativity of a shelf",
            help="How much of the score goes to titles that few know.",
        ),
    ] = 20.0
    slices: Annotated[
        int,
        Range(
            "Slices",
            6,
            12,
            source="chosen: fewer bore, more cannot be read on a phone",
            help="Titles on the wheel.",
        ),
    ] = 8


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One title on the wheel.

    Args:
        title: Its row in the catalogue.
        probability: Chance that the wheel lands on it.
        start: Where it begins, degrees clockwise from the top.
        end: Where it ends.
    """

    title: int
    probability: float
    start: float
    end: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Spin:
    """A wheel and where it landed.

    Args:
        key: What the request called itself.
        slices: The wheel, clockwise, 0 to 360 degrees without a gap.
        landed: Which slice it landed on.
        angle: Where exactly, degrees; strictly inside that slice.
    """

    key: str
    slices: tuple[Slice, ...]
    landed: int
    angle: float

    @property
    def title(self) -> int:
        """The row of the title it landed on."""
        return self.slices[self.landed].title


def wheel(params: WheelParams, scores: Array) -> tuple[Slice, ...]:
    """Return the slices for the best titles, the likeliest first.

    Args:
        params: The knobs; only ``slices`` counts here.
        scores: How well each title does, 0 to 1, shape ``(titles,)``; ``-inf`` for titles that
            must not be on the wheel.

    Raises:
        NearbyError: If a score is not a number, or fewer titles are allowed than the wheel has
            slices.
    """
    if np.isnan(scores).any():
        raise NearbyError(f"Title {int(np.isnan(scores).argmax())} has no score: it is NaN.")
    allowed = int(np.isfinite(scores).sum())
    if allowed < params.slices:
        raise NearbyError(
            f"A wheel of {params.slices} slices needs as many titles, and {allowed} are allowed."
        )
    best = np.argsort(-scores, kind="stable")[: params.slices]
    weight = np.exp((scores[best] - scores[best[0]]) / TEMPER)
    chance = FLOOR + (1 - FLOOR * len(best)) * weight / weight.sum()
    edges = np.concatenate([[0.0], np.cumsum(chance)[:-1], [1.0]]) * 360
    return tuple(
        Slice(title=int(title), probability=float(p), start=float(start), end=float(end))
        for title, p, start, end in zip(best, chance, edges[:-1], edges[1:], strict=True)
    )


def spin(params: WheelParams, scores: Array, *, seed: int, key: str) -> Spin:
    """Return a wheel and where it lands, the same whenever asked with the same seed and key.

    Args:
        params: The knobs.
        scores: As for ``wheel``.
        seed: The server's secret; who knows it knows every landing.
        key: What the request calls itself: another for each spin.

    Raises:
        NearbyError: As ``wheel``, or if the key is empty or too long.

    Example:
        >>> found = spin(WheelParams(slices=6), np.linspace(1, 0, 20), seed=7, key="a")
        >>> found == spin(WheelParams(slices=6), np.linspace(1, 0, 20), seed=7, key="a")
        True
    """
    check_key(key)
    slices = wheel(params, scores)
    landed, angle = land(slices, seed=seed, key=key)
    return Spin(key=key, slices=slices, landed=landed, angle=angle)


def land(slices: Sequence[Slice], *, seed: int, key: str) -> tuple[int, float]:
    """Return which slice a spin lands on, and at what angle, degrees."""
    whole, part = (float(each) for each in stream(seed, "wheel", key).random(2))
    landed = bisect.bisect_right(slices, whole * 360, key=_end)
    start, end = slices[landed].start, slices[landed].end
    return landed, start + (end - start) * (CLEAR + (1 - 2 * CLEAR) * part)


def _end(each: Slice) -> float:
    return each.end


def check_key(key: str) -> None:
    """Refuse a key that cannot be kept.

    Raises:
        NearbyError: Saying what a key is.
    """
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise NearbyError(f"A spin's key is 1 to {LONGEST} signs that print, not {len(key)}.")
