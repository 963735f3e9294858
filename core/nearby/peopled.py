"""Where to look when a fence seems empty: in its city, then in the whole world.

A private count cannot tell nobody from few, and must not; the sentence says so.
"""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.errors import NearbyError
from core.nearby.earth import ecef
from core.nearby.fence import City, Everywhere, Fence

CITY_KM = 60.0
"""Farthest a city may be and still stand in for a fence where nobody watches (assumption, 20 to
100)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Peopled:
    """A fence that holds somebody.

    Args:
        fence: The first that does.
        note: Why it is not the one asked for; empty where it is.
    """

    fence: Fence
    note: str = ""


def peopled(
    fence: Fence, places: pd.DataFrame, watched: Callable[[Fence], float], *, least: float = 1.0
) -> Peopled:
    """Return the fence, or its city or the world where nobody watches inside it.

    Args:
        fence: What was asked for.
        places: ``core.world.PLACES``.
        watched: How many viewings a fence holds in the window, as far as a release is sure.
        least: Viewings from which a fence counts as peopled.

    Raises:
        NearbyError: If nobody watched anything anywhere.
    """
    if watched(fence) >= least:
        return Peopled(fence=fence)
    said = f"The anonymous count sees nobody {fence.describe()} (open water, or too few people)"
    city = city_of(fence, places)
    wide: list[Fence] = [city, Everywhere()] if city else [Everywhere()]
    for wider in wide:
        if wider != fence and watched(wider) >= least:
            return Peopled(
                fence=wider, note=f"{said}; this is what is watched {wider.describe()} instead."
            )
    raise NearbyError(
        "Nobody watched anything anywhere in this window; choose a longer or earlier one."
    )


def city_of(fence: Fence, places: pd.DataFrame) -> City | None:
    """Return the city of the nearest place, if that is near enough."""
    edge = fence.outline()
    if not edge or places.empty:
        return None
    middle = ecef(*np.array(edge).T).mean(axis=0)
    away = np.linalg.norm(
        ecef(places["latitude"].to_numpy(), places["longitude"].to_numpy()) - middle, axis=1
    )
    row = int(away.argmin())
    near = away[row] <= CITY_KM * 1000
    return City.of(places, str(places["city"].iloc[row])) if near else None
