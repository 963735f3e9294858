"""Fixed public squares of about 800 m, blocks of 3.2 km and districts of 51.2 km, over all Earth.

Earth is cut into bands of equal latitude, and every band into columns of equal longitude, as many
as make them about as wide as the band is high: an even number of them, the first around 180 degrees
east. So a square has nearly the same area in London, at 180 degrees east and at a pole, where a
band has four columns, and the meridians of 0 and 180 degrees and the equator, near which people
live, run through the middle of districts. Squares are the same for everybody and were there before
anybody watched anything: which square is which says nothing about people.

A square is known by one number, ``band * 65536 + column``. Blocks and districts are cut the same
way, with 4 and 64 bands in one; a cell belongs to the block that holds its middle, a block to the
district that holds its own.
"""

import functools
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from core.nearby.earth import Array, check_places, check_radius, ecef, shell

Ids = npt.NDArray[np.int64]

CELL_BANDS = 25_024
"""Bands of cells from pole to pole: 20,003.9 km / 25,024 = 799.4 m, and a multiple of 64."""

MERIDIAN_KM, EQUATOR_KM = 20_003.931, 40_075.017
"""Pole to pole along a meridian, and once around (WGS84)."""

BLOCK, DISTRICT = 4, 64
"""Cells along the side of a block and of a district."""

COLUMNS = 65_536
"""Ids a band has room for; the equator needs 50,130."""

SMALLEST_M = 450.0
"""A circle of this radius has the area of one cell; a smaller one is answered as if it had."""


def cell_of(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Ids:
    """Return the cells that positions lie in.

    Args:
        lat: Degrees north, WGS84.
        lon: Degrees east; -180 and 180 are the same meridian.

    Raises:
        NearbyError: For coordinates that are not on Earth, NaN or swapped.

    Example:
        >>> bool(cell_of(10.0, 180.0) == cell_of(10.0, -180.0))
        True
    """
    return _square(*check_places(lat, lon), 1)


def middle(cell: npt.ArrayLike) -> tuple[Array, Array]:
    """Return latitude and longitude of the middles of cells, degrees."""
    return _middle(np.asarray(cell, dtype=np.int64), 1)


def outline(cell: int) -> list[tuple[float, float]]:
    """Return the four corners of a cell, ``(lat, lon)`` in degrees, against the clock.

    Longitudes run on past 180, so that a polygon does not go around the Earth the other way.
    """
    band, column = divmod(int(cell), COLUMNS)
    high = 180 / CELL_BANDS
    wide = 360 / int(_columns(np.array(band), 1))
    south, west = band * high - 90, (column - 0.5) * wide - 180
    north, east = south + high, west + wide
    return [(south, west), (south, east), (north, east), (north, west)]


def edges(cells: npt.ArrayLike) -> Array:
    """Return south, west, north and east of cells, degrees, shape ``(cells, 4)``; as ``outline``.

    Example:
        >>> bool((edges([cell_of(51.5, -0.1)])[0, :2] == outline(cell_of(51.5, -0.1))[0]).all())
        True
    """
    band, column = np.divmod(np.asarray(cells, dtype=np.int64), COLUMNS)
    high = 180 / CELL_BANDS
    wide = 360 / _columns(band, 1)
    south, west = band * high - 90, (column - 0.5) * wide - 180
    return np.stack([south, west, south + high, west + wide], axis=-1)


def cells_within(lat: float, lon: float, radius_m: float) -> Ids:
    """Return the cells that a circle covers at least half of, and the one its centre lies in.

    Raises:
        NearbyError: For a centre that is not on Earth, or a radius of 0 or beyond 60 km.

    Example:
        >>> len(cells_within(51.5, -0.1, 3_000))  # 28.3 km2 in cells of 0.64 km2
        43
    """
    ids, share = coverage(lat, lon, radius_m)
    return np.asarray(ids[(share >= 0.5) | (ids == cell_of(lat, lon))])


@functools.lru_cache(maxsize=256)
def coverage(lat: float, lon: float, radius_m: float) -> tuple[Ids, Array]:
    """Return the cells a circle touches and the share of each that it covers.

    Shares are measured on 4 x 4 points of a cell. No circle is smaller than ``SMALLEST_M``.

    Raises:
        NearbyError: For a centre that is not on Earth, or a radius of 0 or beyond 60 km.
    """
    check_places(lat, lon)
    check_radius(radius_m)
    radius = max(radius_m, SMALLEST_M)
    high = 180 / CELL_BANDS
    reach = radius / 1000 / MERIDIAN_KM * CELL_BANDS * 1.01 + 1  # meridians differ by 1 %
    own = (lat + 90) / high
    bands = np.arange(max(0, int(own - reach)), min(CELL_BANDS, int(own + reach) + 1))
    turn = radius / 1000 / EQUATOR_KM * 360 * 1.01
    cosine = math.cos(math.radians(min(90.0, abs(lat) + turn)))
    ids = np.concatenate([_row(int(band), lon, turn / max(cosine, 1e-9)) for band in bands])
    points = (np.arange(4) + 0.5) / 4
    band, column = ids // COLUMNS, ids % COLUMNS
    lats = (band[:, None, None] + points[:, None]) * high - 90
    lons = (column[:, None, None] - 0.5 + points) / _columns(band, 1)[:, None, None] * 360 - 180
    away = ((ecef(*np.broadcast_arrays(lats, lons)) - ecef(lat, lon)) ** 2).sum(axis=-1)
    share = (away <= shell(radius)[1] ** 2).mean(axis=(1, 2))
    share[ids == cell_of(lat, lon)] = np.maximum(share[ids == cell_of(lat, lon)], 1 / 16)
    return _frozen(ids[share > 0]), _frozen(share[share > 0])


def block_of(cell: npt.ArrayLike) -> Ids:
    """Return the block that the middle of each cell lies in."""
    return _square(*middle(cell), BLOCK)


def district_of(cell: npt.ArrayLike) -> Ids:
    """Return the district of each cell: the one that the middle of its block lies in."""
    return _square(*_middle(block_of(cell), BLOCK), DISTRICT)


@functools.lru_cache(maxsize=256)
def district_cells(district: int) -> tuple[Ids, Ids]:
    """Return a district's cells, ascending, and the block of each."""
    lon = float(_middle(np.array(district), DISTRICT)[1])
    band = district // COLUMNS
    wide = 360 / int(_columns(np.array(band), DISTRICT))
    rows = range(band * DISTRICT, (band + 1) * DISTRICT)
    ids = np.concatenate([_row(row, lon, wide) for row in rows])
    ids = np.sort(ids[district_of(ids) == district])
    return _frozen(ids), _frozen(block_of(ids))


def _square(lat: Array, lon: Array, side: int) -> Ids:
    bands = CELL_BANDS // side
    band = np.minimum(((lat + 90) / 180 * bands).astype(np.int64), bands - 1)
    columns = _columns(band, side)
    column = np.floor((lon + 180) / 360 * columns + 0.5).astype(np.int64) % columns
    return np.asarray(band * COLUMNS + column)


def _middle(square: Ids, side: int) -> tuple[Array, Array]:
    band, column = square // COLUMNS, square % COLUMNS
    lat = (band + 0.5) / (CELL_BANDS // side) * 180 - 90
    return np.asarray(lat), np.asarray(column / _columns(band, side) * 360 - 180)


def _columns(band: Ids, side: int) -> Ids:
    high = 180 / (CELL_BANDS // side)
    around = EQUATOR_KM * np.cos(np.radians((band + 0.5) * high - 90))
    half = np.rint(around / (MERIDIAN_KM * high / 180) / 2)  # an even number: see the module
    return np.asarray(2 * np.maximum(2, half), dtype=np.int64)


def _row(band: int, lon: float, reach: float) -> Ids:
    """Return the cells of a band that lie within so many degrees of a longitude."""
    columns = int(_columns(np.array(band), 1))
    own, side = (lon + 180) / 360 * columns + 0.5, reach / 360 * columns + 1
    if 2 * side + 2 >= columns:
        return np.asarray(band * COLUMNS + np.arange(columns, dtype=np.int64))
    near = np.arange(math.floor(own - side), math.floor(own + side) + 1, dtype=np.int64) % columns
    return np.asarray(band * COLUMNS + near)


def _frozen(values: Any) -> Any:
    values.setflags(write=False)
    return values
