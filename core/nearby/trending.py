"""What is trending here: watched lately inside the fence, and more than it is elsewhere.

A viewing counts half after each half-life. What a title got is compared with what its popularity
everywhere would bring, and that lift is drawn towards 1 by how little was seen: with counts the
posterior mean of a gamma prior and Poisson viewings (Clayton & Kaldor, Biometrics 43(3), 1987),
whose spread is learned from all titles at once. Written as a linear estimate (Buehlmann,
ASTIN Bulletin 4(3), 1967) the same formula takes decayed counts, which vary less than the Poisson
law says, so that it is cautious there, and those of a private release, whose noise is one more
reason to doubt.
"""

import dataclasses
import math
from datetime import datetime

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError
from core.nearby.earth import Array
from core.nearby.wheel import WheelParams
from core.recommend.blend import ranked

EVEN = 0.01
"""Share of viewings everywhere thought to be spread evenly over titles, so that none is impossible
(assumption, 0.001 to 0.05)."""

LEAST_SPREAD, MOST_SPREAD = 0.01, 1.0
"""Variance of true lifts, at least and at most. At 1 a title that nobody was expected to watch has
twice the lift after one viewing and three times after two (assumption, 0.5 to 2)."""

SEEN = 1.0
"""Viewings to expect of a title before the spread is learned from it (assumption, 0.5 to 5)."""

EMPTY = "Nobody here watched anything in the last {days} days; this is what is popular everywhere."

LEAST_LIFT = 0.01
"""Smallest lift that is believed; noise may push an estimate below 0."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend:
    """How titles do in the neighbourhood, each array of shape ``(titles,)``.

    Args:
        scores: What the wheel goes by, 0 to 1.
        lift: How many times as much a title is watched here as elsewhere, smoothed.
        here: Viewings expected here now: popularity times lift.
        trust: How far each title's own figures count against the prior, 0 to 1.
        note: What a member should know; empty where nothing is amiss.
    """

    scores: Array
    lift: Array
    here: Array
    trust: Array
    note: str = ""


def ages_h(at: npt.NDArray[np.datetime64], now: datetime) -> Array:
    """Return hours since each time, negative for what is yet to come.

    Args:
        at: Times in UTC.
        now: The moment to count back from, with zone.

    Raises:
        NearbyError: If ``now`` has no zone, or a time is missing.
    """
    if now.utcoffset() is None:
        raise NearbyError(f"The time must have a zone, unlike {now.isoformat()}.")
    if np.isnat(at).any():
        raise NearbyError(f"Viewing {int(np.isnat(at).argmax())} has no time.")
    seconds = at.astype("datetime64[us]").astype(np.int64) / 1e6
    return np.asarray((now.timestamp() - seconds) / 3600)


def decayed(
    title: npt.NDArray[np.integer], age_h: Array, titles: int, params: WheelParams
) -> Array:
    """Return each title's viewings in the window, every one weighed by its age.

    Args:
        title: Row in the catalogue of each viewing, shape ``(viewings,)``.
        age_h: Hours since each; what is older than the window or yet to come is left out.
        titles: Titles in the catalogue.
        params: The knobs ``window_days`` and ``half_life_h``.

    Example:
        >>> decayed(np.array([1, 1, 0]), np.array([0.0, 24, 9999]), 2, WheelParams()).tolist()
        [0.0, 1.5]
    """
    weight = weights(age_h, params)
    return np.bincount(title, weights=weight, minlength=titles).astype(float)


def weights(age_h: Array, params: WheelParams) -> Array:
    """Return what viewings of some ages count, 0 to 1."""
    counts = (age_h >= 0) & (age_h <= params.window_days * 24)
    return np.where(counts, 0.5 ** (np.where(counts, age_h, 0) / params.half_life_h), 0.0)


def trending(
    here: Array,
    everywhere: Array,
    taste: Array,
    params: WheelParams,
    *,
    noise: Array | float = 0.0,
) -> Trend:
    """Return how titles do here, for one member.

    Args:
        here: Viewings of each title inside the fence and window, shape ``(titles,)``: counts,
            decayed counts, or a private release of them, which may be below 0.
        everywhere: Popularity of each title anywhere, on any scale: viewings or shares.
        taste: The member's scores, on any scale; what is unseen and unknown may be all equal.
        params: The knobs.
        noise: Variance that a release has added to ``here``.

    Raises:
        NearbyError: If the arrays differ in shape or hold what is not a number.
    """
    for name, values in (("here", here), ("everywhere", everywhere), ("taste", taste)):
        if values.shape != here.shape or not np.isfinite(values).all():
            raise NearbyError(f"{name} must hold a number for each of {len(here)} titles.")
    popular = _shares(everywhere)
    lift, trust = lifts(here, popular, noise=noise)
    rate = popular * lift
    flavour, taste_share, surprise = params.flavour / 100, params.taste / 100, params.surprise / 100
    local = ranked(flavour * np.log(lift) + (1 - flavour) * np.log(rate))
    fits = (1 - taste_share) * local + taste_share * ranked(taste)
    scores = fits * (1 - surprise * ranked(popular))
    return Trend(
        scores=scores,
        lift=lift,
        here=rate * max(float(here.sum()), 0.0),
        trust=trust,
        note="" if np.any(here > 0) else EMPTY.format(days=params.window_days),
    )


def _shares(everywhere: Array) -> Array:
    known = np.maximum(everywhere, 0)
    whole = float(known.sum())
    even = EVEN if whole > 0 else 1.0
    return (1 - even) * known / (whole or 1.0) + even / max(len(known), 1)


def lifts(here: Array, popular: Array, *, noise: Array | float = 0.0) -> tuple[Array, Array]:
    """Return each title's smoothed lift, and how far its own figures counted, 0 to 1.

    Args:
        here: Viewings of each title, shape ``(titles,)``.
        popular: Each title's share of viewings everywhere, adding up to 1.
        noise: Variance added to ``here`` besides that of chance.

    Example:
        >>> lift, trust = lifts(np.array([30.0, 10, 0]), np.array([0.5, 0.25, 0.25]))
        >>> lift.round(2).tolist()
        [1.43, 1.0, 0.23]
    """
    expected = popular * max(float(here.sum()), 0.0)
    doubt = expected + np.broadcast_to(noise, expected.shape)
    spread = _spread(here, expected, doubt)
    trust = np.divide(
        expected**2 * spread,
        expected**2 * spread + doubt,
        out=np.zeros_like(expected),
        where=doubt > 0,
    )
    raw = np.divide(here, expected, out=np.ones_like(expected), where=expected > 0)
    return np.maximum(1 + trust * (raw - 1), LEAST_LIFT), trust


def _spread(here: Array, expected: Array, doubt: Array) -> float:
    """Return the variance of true lifts that, with chance and noise, explains what was seen.

    Source:
        Paule & Mandel, "Consensus values and weighting factors", Journal of Research of the
        National Bureau of Standards 87(5), 1982.
    """
    known = expected >= SEEN
    squares, scale, doubt = (here - expected)[known] ** 2, expected[known] ** 2, doubt[known]
    low, high = LEAST_SPREAD, MOST_SPREAD
    while high > 1.001 * low:
        middle = math.sqrt(low * high)
        if float((squares / (scale * middle + doubt)).sum()) > len(squares):
            low = middle
        else:
            high = middle
    return high
