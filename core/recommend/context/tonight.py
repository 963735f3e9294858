"""What fits tonight: the time there is, the screen, who is watching, and what the clock says."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from core.catalogue import MATURITY
from core.errors import RecommendError
from core.knobs import unknown_key
from core.recommend.history import Array, Flags

PATIENCE = 0.2
"""Part of the time there is by which a title may run over until its fit has fallen to 0.61, that of
a normal curve at one deviation (assumption, 0.1 to 0.5)."""

DEVICES = ("tv", "laptop", "phone", "tablet")

SCREENS: dict[str, tuple[tuple[float, float], ...]] = {
    "tv": ((10, 0.4), (60, 0.9), (90, 1.0)),
    "laptop": ((10, 0.8), (30, 1.0), (120, 1.0), (180, 0.8)),
    "tablet": ((10, 0.9), (20, 1.0), (60, 1.0), (150, 0.6)),
    "phone": ((30, 1.0), (60, 0.8), (120, 0.4), (180, 0.2)),
}
"""Minutes of a film or episode, and how well they suit a screen: straight lines between;
a phone likes what is short, a television what is long (assumption, each 0.2 lower to higher)."""

SUITS = 0.9
"""Fit from which a page may say that a title suits the screen (assumption, 0.8 to 1)."""

AGES = dict(zip(MATURITY, (0, 7, 13, 16, 18), strict=True))
"""Age from which each advisory allows a viewer."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def fits_time(titles: pd.DataFrame, minutes: float | None) -> Array:
    """Return how well each title fits the time there is, shape ``(titles,)``, 0 to 1.

    A film fits if it ends in time, a series if one episode does. What runs over fits less and
    less, as a normal curve falls.

    Args:
        titles: ``core.catalogue.TITLES``.
        minutes: Time there is tonight; everything fits without it.

    Raises:
        RecommendError: If there is no time at all.

    Example:
        >>> films = pd.DataFrame({"minutes": [96, 120, 200]})
        >>> fits_time(films, 100).round(2)
        array([1.  , 0.61, 0.  ])
    """
    if minutes is None:
        return np.ones(len(titles))
    over = np.maximum(titles["minutes"].to_numpy(dtype=float) / _minutes(minutes) - 1, 0)
    fit: Array = np.exp(-((over / PATIENCE) ** 2) / 2)
    return fit


def time_phrase(row: pd.Series, minutes: float | None) -> str:
    """Return what may be said of a title and the time there is; nothing if it runs over.

    Args:
        row: A row of ``core.catalogue.TITLES``.
        minutes: Time there is tonight.

    Example:
        >>> time_phrase(pd.Series({"kind": "film", "minutes": 96}), 100)
        '96 min: short enough for tonight'
        >>> time_phrase(pd.Series({"kind": "series", "minutes": 45}), 100)
        'two episodes fit'
    """
    if minutes is None or row["minutes"] > _minutes(minutes):
        return ""
    if row["kind"] != "series":
        return f"{row['minutes']} min: short enough for tonight"
    episodes = int(minutes // row["minutes"])
    if episodes == 1:
        return "one episode fits"
    return f"{NUMBERS[episodes] if episodes < len(NUMBERS) else episodes} episodes fit"


def fits_device(titles: pd.DataFrame, device: str) -> Array:
    """Return how well each title suits a screen, shape ``(titles,)``, 0 to 1.

    Args:
        titles: ``core.catalogue.TITLES``.
        device: One of ``DEVICES``.

    Raises:
        RecommendError: If there is no such device; names the nearest.
    """
    if device not in SCREENS:
        raise RecommendError(unknown_key(device, list(DEVICES)))
    at, fit = zip(*SCREENS[device], strict=True)
    fits: Array = np.interp(titles["minutes"].to_numpy(dtype=float), at, fit)
    return fits


def device_phrase(row: pd.Series, device: str) -> str:
    """Return what may be said of a title and the screen; nothing if it does not stand out.

    Example:
        >>> device_phrase(pd.Series({"kind": "series", "minutes": 22}), "phone")
        'short episodes suit a phone'
    """
    fit = fits_device(pd.DataFrame({"minutes": [row["minutes"]]}), device)[0]
    if fit < SUITS or device == "laptop":
        return ""
    if device == "tv":
        return "long enough for the television"
    return f"short {'episodes suit' if row['kind'] == 'series' else 'enough for'} a {device}"


def allowed(titles: pd.DataFrame, youngest: int | None) -> Flags:
    """Return which titles the youngest viewer may watch, shape ``(titles,)``.

    Args:
        titles: ``core.catalogue.TITLES``.
        youngest: Age of the youngest viewer, years; everything is allowed without it.

    Raises:
        RecommendError: If the age is negative.

    Example:
        >>> allowed(pd.DataFrame({"maturity": ["all", "13", "18"]}), 13)
        array([ True,  True, False])
    """
    if youngest is None:
        return np.ones(len(titles), dtype=bool)
    if youngest < 0:
        raise RecommendError(f"An age must be 0 years or more, not {youngest}.")
    fits: Flags = titles["maturity"].map(AGES).to_numpy() <= youngest
    return fits


def local_evening(at: datetime, utc_offset_h: float) -> tuple[int, int]:
    """Return the hour, 0 to 23, and the weekday, 0 for Monday, where a clock shows local time.

    Args:
        at: A moment with zone.
        utc_offset_h: Local time minus UTC, hours.

    Raises:
        RecommendError: If the moment has no zone.

    Example:
        >>> from datetime import UTC
        >>> local_evening(datetime(2026, 10, 31, 20, 15, tzinfo=UTC), 5.5)
        (1, 6)
    """
    offset = at.utcoffset()
    if offset is None:
        raise RecommendError(f"A moment needs its zone; {at.isoformat()} has none.")
    local = at.replace(tzinfo=None) - offset + timedelta(hours=utc_offset_h)
    return local.hour, local.weekday()


def _minutes(minutes: float) -> float:
    if not minutes > 0:
        raise RecommendError(f"The time there is must be more than 0 min, not {minutes:g}.")
    return minutes
