"""Where "nearby" ends: a circle, a neighbourhood's outline, a city, or the whole world.

A circle is geodesic. An outline's sides are arcs of the planes through Earth's centre and two
corners: seen from the centre they are straight, so that one projection decides, at the antimeridian
and the poles as anywhere, and neighbours share a side without a gap. Over 25 km a side runs within
five centimetres of the geodesic.
"""

import dataclasses
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopy.distance import geodesic

from core.errors import NearbyError
from core.nearby.earth import (
    ROUNDEST_M,
    Array,
    Flags,
    check_places,
    ecef,
    surface,
    within,
)

SMALLEST_KM, LARGEST_KM = 0.5, 25.0
"""Radius a member may choose for a circle."""

WIDE_M = 200_000.0
"""Farthest an outline's corner may be from its middle; wider ones are refused."""

TURN = 72
"""Corners by which a circle is drawn."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """What lies within a geodesic distance of a centre.

    Args:
        lat: Degrees north of the centre, WGS84.
        lon: Degrees east.
        radius_km: Its radius, ``SMALLEST_KM`` to ``LARGEST_KM``.
        name: What the place is called; empty for a spot on the map.

    Raises:
        NearbyError: For a centre that is not on Earth, or a radius out of range.

    Example:
        >>> camden = Circle(lat=51.539, lon=-0.1426, radius_km=3)
        >>> camden.contains([51.55, 51.6], [-0.15, -0.15]).tolist()
        [True, False]
        >>> camden.describe()
        'within 3 km of 51.539° N, 0.143° W'
    """

    lat: float
    lon: float
    radius_km: float
    name: str = ""

    def __post_init__(self) -> None:
        check_places(self.lat, self.lon)
        if not SMALLEST_KM <= self.radius_km <= LARGEST_KM:
            raise NearbyError(
                f"A fence's radius is {SMALLEST_KM:g} to {LARGEST_KM:g} km, not "
                f"{self.radius_km:g} km."
            )

    def contains(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Flags:
        """Return which positions lie inside, as geopy's geodesic measures."""
        return within(self.lat, self.lon, self.radius_km * 1000, *check_places(lat, lon))

    def describe(self) -> str:
        """Return where it is, to follow "watched"."""
        where = self.name or _spot(self.lat, self.lon)
        return f"within {self.radius_km:g} km of {where}"

    def outline(self) -> list[tuple[float, float]]:
        """Return its edge to draw, latitude and longitude in degrees, not closed."""
        centre = (self.lat, self.lon)
        ahead = geodesic(kilometers=self.radius_km).destination  # type: ignore[no-untyped-call]
        edge = [ahead(centre, bearing=360 * turn / TURN) for turn in range(TURN)]  # type: ignore[no-untyped-call]
        return [(point.latitude, point.longitude) for point in edge]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A neighbourhood by its corners, in either sense of rotation, not closed.

    Args:
        name: What the neighbourhood is called.
        corners: Latitude and longitude of each corner, degrees, WGS84.

    Raises:
        NearbyError: For fewer than three corners, corners that are not on Earth, or an outline
            that is flat or too wide.
    """

    name: str
    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(set(self.corners)) < 3:
            raise NearbyError(f"{self.name} needs three corners or more, not {len(self.corners)}.")
        check_places(*np.array(self.corners).T)
        places = ecef(*np.array(self.corners).T)
        if np.linalg.norm(places - places.mean(axis=0), axis=1).max() > WIDE_M:
            raise NearbyError(
                f"{self.name} is wider than {WIDE_M / 500:g} km; a neighbourhood is not."
            )
        if abs(_area(_seen(places, *_view(places)))) < 1:
            raise NearbyError(f"{self.name} has no area: its corners lie on a line.")

    def contains(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Flags:
        """Return which positions lie inside."""
        places = ecef(*check_places(lat, lon))
        corners = ecef(*np.array(self.corners).T)
        view = _view(corners)
        near = places @ view[0] > ROUNDEST_M / 2  # the other side of Earth projects as well
        found = np.zeros(places.shape[:-1], dtype=bool)
        found[near] = _enclosed(_seen(places[near], *view), _seen(corners, *view))
        return found

    def describe(self) -> str:
        """Return where it is, to follow "watched"."""
        return f"in {self.name}"

    def outline(self) -> list[tuple[float, float]]:
        """Return its corners."""
        return list(self.corners)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The union of some neighbourhoods.

    Args:
        name: What the city is called.
        parts: Its neighbourhoods, at least one.

    Raises:
        NearbyError: Without any part.
    """

    name: str
    parts: tuple[Circle | Outline, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise NearbyError(f"{self.name} has no neighbourhoods; a city needs at least one.")

    @classmethod
    def of(cls, places: pd.DataFrame, name: str) -> Self:
        """Return a city of the sample world.

        Args:
            places: ``core.world.PLACES``.
            name: As in their column ``city``.

        Raises:
            NearbyError: If no place lies in it.
        """
        there = places[places["city"] == name]
        if there.empty:
            known = ", ".join(sorted(set(places["city"])))
            raise NearbyError(f"There is no city {name!r}; the cities are {known}.")
        return cls(name=name, parts=tuple(neighbourhood(place) for _, place in there.iterrows()))

    def contains(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Flags:
        """Return which positions lie in any of its neighbourhoods."""
        return np.asarray(np.any([part.contains(lat, lon) for part in self.parts], axis=0))

    def describe(self) -> str:
        """Return where it is, to follow "watched"."""
        return f"in {self.name}"

    def outline(self) -> list[tuple[float, float]]:
        """Return the edges of its parts, one after another."""
        return [corner for part in self.parts for corner in part.outline()]


@dataclasses.dataclass(frozen=True, slots=True)
class Everywhere:
    """The whole world: what is left where neither fence nor city holds anybody."""

    def contains(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Flags:
        """Return true for every position."""
        return np.ones(check_places(lat, lon)[0].shape, dtype=bool)

    def describe(self) -> str:
        """Return where it is, to follow "watched"."""
        return "anywhere in the world"

    def outline(self) -> list[tuple[float, float]]:
        """Return nothing: there is no edge to draw."""
        return []


Fence = Circle | Outline | City | Everywhere


def circle_of(fence: Circle | Outline | City) -> Circle:
    """Return a circle that holds a fence, as far as ``LARGEST_KM`` reaches.

    Example:
        >>> side = Outline(name="square", corners=((0, 0), (0, 0.02), (0.02, 0.02), (0.02, 0)))
        >>> round(circle_of(side).radius_km, 2)  # half of the diagonal of 2.23 by 2.21 km
        1.57
    """
    if isinstance(fence, Circle):
        return fence
    edge = ecef(*np.array(fence.outline()).T)
    lat, lon = surface((edge.min(axis=0) + edge.max(axis=0)) / 2)
    reach = float(np.linalg.norm(edge - ecef(lat, lon), axis=1).max()) / 1000
    return Circle(
        lat=lat, lon=lon, radius_km=float(np.clip(reach, SMALLEST_KM, LARGEST_KM)), name=fence.name
    )


def neighbourhood(place: pd.Series) -> Circle:
    """Return the fence of one row of ``core.world.PLACES``: its centre and rough radius."""
    return Circle(
        lat=float(place["latitude"]),
        lon=float(place["longitude"]),
        radius_km=float(np.clip(place["radius_km"], SMALLEST_KM, LARGEST_KM)),
        name=str(place["name"]),
    )


def _spot(lat: float, lon: float) -> str:
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.3f}° {north}, {abs(lon):.3f}° {east}"


def _view(places: Array) -> tuple[Array, Array, Array]:
    """Return the direction of the middle of some places, and two directions across it."""
    middle = places.mean(axis=0)
    middle = middle / np.linalg.norm(middle)
    across = np.cross(middle, np.eye(3)[np.abs(middle).argmin()])
    across = across / np.linalg.norm(across)
    return middle, across, np.cross(middle, across)


def _seen(places: Array, middle: Array, across: Array, up: Array) -> Array:
    """Return places as seen from Earth's centre on a plane, metres, shape ``(n, 2)``."""
    plane = np.stack([places @ across, places @ up], axis=-1)
    return np.asarray(plane / (places @ middle)[..., None] * ROUNDEST_M)


def _area(corners: Array) -> float:
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _enclosed(points: Array, corners: Array) -> Flags:
    """Return which points an outline encloses: a ray to the right crosses it an odd number of
    times (Shimrat, "Algorithm 112", CACM 5(8), 1962).
    """
    inside = np.zeros(len(points), dtype=bool)
    x, y = points.T
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        crosses = (ay > y) != (by > y)
        if ay != by:
            inside ^= crosses & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    return inside
