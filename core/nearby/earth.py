"""WGS84 positions as Earth-centred coordinates, in which a straight line replaces the geodesic.

Every distance along the ellipsoid has nearly one chord through it: what lies nearer than the
shortest chord that a geodesic of that length can have is inside, what lies farther than the longest
is outside, and only what lies in the shell between (0.3 mm thick at 25 km) is asked of geopy.
So membership equals geopy's, without trigonometry per row, and neither the antimeridian nor a pole
is anything special.
"""

import dataclasses
import math
from collections.abc import Callable
from typing import Self

import numpy as np
import numpy.typing as npt
from geopy.distance import geodesic

from core.errors import NearbyError

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563
"""The ellipsoid (NGA.STND.0036, WGS 84, version 1.0.0, 2014, table 3.1)."""

POLE_M = EQUATOR_M * (1 - FLATTENING)
ROUNDEST_M, FLATTEST_M = POLE_M**2 / EQUATOR_M, EQUATOR_M**2 / POLE_M
"""Smallest and largest radius of curvature of the ellipsoid: north at the equator, at a pole."""

FARTHEST_M = 60_000.0
"""Largest radius that can be asked for."""

ROUNDING_M = 1e-6
"""Thickness added to either side of the shell: a hundred times the rounding of coordinates."""


def ecef(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Array:
    """Return Earth-centred coordinates, metres, shape ``(..., 3)``.

    Args:
        lat: Degrees north, WGS84.
        lon: Degrees east.

    Example:
        >>> ecef(0, 180).round(3).tolist()
        [-6378137.0, 0.0, 0.0]

    Source:
        Hofmann-Wellenhof, Lichtenegger & Wasle, GNSS (2008), section 8.2.1, at height 0.
    """
    north, east = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    squeezed = (1 - FLATTENING) ** 2
    sine, cosine = np.sin(north), np.cos(north)
    normal = EQUATOR_M / np.sqrt(cosine**2 + squeezed * sine**2)
    flat = normal * cosine
    return np.stack([flat * np.cos(east), flat * np.sin(east), squeezed * normal * sine], axis=-1)


def surface(point: Array) -> tuple[float, float]:
    """Return latitude and longitude of the place on Earth above or below a point, degrees.

    Args:
        point: Earth-centred coordinates, metres, shape ``(3,)``, near the surface.

    Example:
        >>> [round(degrees, 9) for degrees in surface(ecef(-78.22, 179.995))]
        [-78.22, 179.995]
    """
    x, y, z = (float(each) for each in point)
    north = math.atan2(z, (1 - FLATTENING) ** 2 * math.hypot(x, y))
    return math.degrees(north), math.degrees(math.atan2(y, x))


def shell(metres: float) -> tuple[float, float]:
    """Return the shortest and longest chord, metres, that a geodesic of this length can have.

    A geodesic bends as the surface does along it, so its curvature lies between those of two
    circles, and its chord between theirs: the lower bound is Schur's theorem (Chern, "Curves and
    surfaces in Euclidean space", 1967, section 5); the upper one leaves out the torsion, which
    adds less than a nanometre at 60 km.

    Example:
        >>> low, high = shell(25_000)
        >>> f"{25_000 - high:.4f} {high - low:.4f}"
        '0.0159 0.0003'
    """
    low, high = (2 * radius * math.sin(metres / 2 / radius) for radius in (ROUNDEST_M, FLATTEST_M))
    return low - ROUNDING_M, high + ROUNDING_M


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Disc:
    """What lies at most so far from a centre; make it with ``of``.

    Args:
        lat: Degrees north of the centre, WGS84.
        lon: Degrees east.
        metres: Its radius, along the ellipsoid.
        centre: The centre's coordinates, metres, shape ``(3,)``.
        low: Chord up to which a place is inside for sure, metres.
        high: Chord beyond which it is outside for sure.
    """

    lat: float
    lon: float
    metres: float
    centre: Array
    low: float
    high: float

    @classmethod
    def of(cls, lat: float, lon: float, metres: float) -> Self:
        """Return the disc around a centre.

        Raises:
            NearbyError: For coordinates out of range, or a radius that is not 0 to 60 km.
        """
        check_places(lat, lon)
        check_radius(metres)
        low, high = shell(metres)
        return cls(lat=lat, lon=lon, metres=metres, centre=ecef(lat, lon), low=low, high=high)

    def holds(self, places: Array, coordinates: Callable[[Rows], tuple[Array, Array]]) -> Flags:
        """Return which places lie inside, as geopy's geodesic measures.

        Args:
            places: Earth-centred coordinates, shape ``(n, 3)``.
            coordinates: Returns latitude and longitude of some rows of ``places``.
        """
        squared = squares(places - self.centre)
        inside = squared <= self.low**2
        edge = np.flatnonzero(~inside & (squared <= self.high**2))
        if len(edge):
            inside[edge] = self._reaches(*coordinates(edge))
        return np.asarray(inside)

    def _reaches(self, lats: Array, lons: Array) -> Flags:
        """Return which positions geopy finds inside; slow, for the few in the shell."""
        pairs, back = np.unique(np.stack([lats, lons], axis=-1), axis=0, return_inverse=True)
        near = [
            geodesic((self.lat, self.lon), (float(a), float(b))).m <= self.metres  # type: ignore[no-untyped-call]
            for a, b in pairs
        ]
        return np.array(near, dtype=bool)[back.reshape(-1)]


def squares(away: Array) -> Array:
    """Return the squared length of each row, shape ``(n,)``."""
    return np.asarray(np.einsum("ij,ij->i", away, away))


def within(lat: float, lon: float, metres: float, lats: Array, lons: Array) -> Flags:
    """Return which positions lie at most so far from a centre, as geopy's geodesic measures.

    Raises:
        NearbyError: For coordinates out of range, or a radius that is not 0 to 60 km.

    Example:
        >>> within(0, 180, 1000, np.array([0, 0.0]), np.array([-179.995, -179.99])).tolist()
        [True, False]
    """
    lats, lons = check_places(lats, lons)
    disc, flat = Disc.of(lat, lon, metres), ecef(lats, lons).reshape(-1, 3)
    inside = disc.holds(flat, lambda rows: (lats.ravel()[rows], lons.ravel()[rows]))
    return np.asarray(inside.reshape(lats.shape))


def check_places(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Array, Array]:
    """Return positions as arrays, refusing any that is not on Earth.

    Raises:
        NearbyError: Naming the first coordinate that is wrong, and a swap that would explain it.
    """
    lats, lons = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    if lats.shape != lons.shape:
        raise NearbyError(
            f"Every latitude needs a longitude: there are {lats.size} and {lons.size}."
        )
    fits = (np.abs(lats) <= 90) & (np.abs(lons) <= 180)  # false for NaN as well
    if fits.all():
        return lats, lons
    row = int(np.argmin(fits))
    north, east = float(lats.flat[row]), float(lons.flat[row])
    if not abs(north) <= 90:
        swap = 90 < abs(north) <= 180 and abs(east) <= 90
        hint = " Are latitude and longitude swapped?" if swap else ""
        raise NearbyError(f"A latitude is -90 to 90 degrees, not {north:g}.{hint}")
    raise NearbyError(f"A longitude is -180 to 180 degrees, not {east:g}.")


def check_radius(metres: float) -> None:
    """Refuse a radius of nothing, or beyond ``FARTHEST_M``.

    Raises:
        NearbyError: Naming the allowed range.
    """
    if not 0 < metres <= FARTHEST_M:
        raise NearbyError(
            f"A radius is more than 0 and at most {FARTHEST_M / 1000:g} km, not "
            f"{metres / 1000:g} km."
        )
