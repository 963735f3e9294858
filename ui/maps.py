"""A map that needs no internet: outlines, cells, a fence and pins on a blank ground.

Leaflet comes from this server (``ui.assets``); ``docs/decisions/0008-a-map-without-folium.md`` says
why it is not folium. A page calls ``draw`` inside a fragment: only a click runs it again.
"""

import dataclasses
import math
import os
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Self

import numpy as np
import streamlit as st

from core.errors import NearbyError
from core.nearby.earth import check_places
from ui.ground import DIGITS, TILES, Squares, tiles

Place = tuple[float, float]
"""Latitude and longitude, degrees, WGS84."""

METRES_PER_DEGREE = 111_195.0
"""Along a meridian, on a sphere of Earth's mean radius; good enough to draw a square."""

MERCATOR_ENDS = 85.0
"""Degrees north and south at which a map in Mercator's projection ends, rounded down."""

_FRONTEND = Path(__file__).resolve().parent / "frontend"
_MOUNT = st.components.v2.component(
    "greenlight_map",
    html=(_FRONTEND / "map.html").read_text(encoding="utf-8"),
    css=(_FRONTEND / "map.css").read_text(encoding="utf-8"),
    js=(_FRONTEND / "map.js").read_text(encoding="utf-8"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """A neighbourhood's border.

    Args:
        name: What is written in its middle; plain text.
        corners: Its corners in order, not closed.
    """

    name: str
    corners: Sequence[Place]


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A square of the ground, coloured by what is there.

    Args:
        corners: Its corners in order.
        value: What its colour stands for; ``None`` where too little is known to say.
        label: What is said while it is pointed at; plain text.
    """

    corners: Sequence[Place]
    value: float | None
    label: str = ""

    @classmethod
    def around(cls, centre: Place, size_m: float, value: float | None, label: str = "") -> Self:
        """Return a square by its middle and side.

        Raises:
            NearbyError: For a middle beyond the ends of the map.

        Example:
            >>> Cell.around((0.0, 10.0), 222_390, 5.0).corners
            ((-1.0, 9.0), (-1.0, 11.0), (1.0, 11.0), (1.0, 9.0))
        """
        _check_on_map(centre)
        lat, lon = centre
        north = size_m / METRES_PER_DEGREE / 2
        east = north / math.cos(math.radians(lat))
        return cls(
            corners=(
                (lat - north, lon - east),
                (lat - north, lon + east),
                (lat + north, lon + east),
                (lat + north, lon - east),
            ),
            value=value,
            label=label,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Pin:
    """A spot with words.

    Args:
        lat: Degrees north, WGS84.
        lon: Degrees east.
        text: What its popup says; plain text.
    """

    lat: float
    lon: float
    text: str


def draw(
    key: str,
    *,
    centre: Place,
    radius_km: float | None,
    outlines: Sequence[Outline] = (),
    cells: Sequence[Cell] = (),
    pins: Sequence[Pin] = (),
    squares: Squares | None = None,
    height: int = 420,
    alt: str,
    legend: str = "",
    on_click: Callable[[Place], None] | None = None,
) -> Place | None:
    """Draw a map and return where it was clicked since the last run.

    The view is chosen once, around the fence; from then on it is the visitor's, until the centre
    leaves it. Panning and zooming run nothing. With the keyboard, Enter stands for a click in the
    middle of the view.

    Args:
        key: Names the map; the same key keeps the same map.
        centre: Middle of the fence, and of the first view.
        radius_km: The fence's radius; ``None`` draws none.
        outlines: Neighbourhoods; where names would overlap the first is shown.
        cells: Coloured squares.
        pins: Spots with a popup.
        squares: More coloured squares, where there are very many.
        height: Pixels.
        alt: What the map shows, for those who cannot see it.
        legend: What the cells' colours stand for, with its unit.
        on_click: Called with the place before the page runs again, so that one run is enough.

    Raises:
        NearbyError: For a place that is not on Earth, a centre beyond ``MERCATOR_ENDS``, a radius
            that is not positive, or a value that is not finite.
    """

    def clicked() -> None:
        if on_click is not None:
            on_click(_clicked(st.session_state[key]["clicked"]))

    found = _MOUNT(
        key=key,
        data=prepare(
            centre=centre,
            radius_km=radius_km,
            outlines=outlines,
            cells=cells,
            pins=pins,
            squares=squares,
            height=height,
            alt=alt,
            legend=legend,
        ),
        on_clicked_change=clicked,
    ).clicked
    return None if found is None else _clicked(found)


def prepare(
    *,
    centre: Place,
    radius_km: float | None,
    outlines: Sequence[Outline],
    cells: Sequence[Cell],
    pins: Sequence[Pin],
    height: int,
    alt: str,
    legend: str,
    squares: Squares | None = None,
) -> dict[str, Any]:
    """Return what is sent to the browser: numbers and plain text; see ``draw``."""
    _check_on_map(centre)
    if radius_km is not None and not 0 < radius_km < math.inf:
        raise NearbyError(f"A fence's radius is more than 0 km, not {radius_km:g} km.")
    check_places([pin.lat for pin in pins], [pin.lon for pin in pins])
    borders = [*(each.corners for each in outlines), *(each.corners for each in cells)]
    corners = list(chain.from_iterable(borders))
    check_places([lat for lat, _ in corners], [_turned(lon) for _, lon in corners])
    return {
        "centre": list(centre),
        "radius_m": None if radius_km is None else 1000 * radius_km,
        "outlines": [[each.name, _rounded(each.corners)] for each in outlines],
        "cells": [[_rounded(each.corners), each.value, each.label] for each in cells],
        "pins": [[round(pin.lat, DIGITS), round(pin.lon, DIGITS), pin.text] for pin in pins],
        "squares": None if squares is None else squares.data(),
        "range": _range(
            [
                *(each.value for each in cells if each.value is not None),
                *([] if squares is None else squares.values[~np.isnan(squares.values)].tolist()),
            ]
        ),
        "tiles": tiles(os.environ.get(TILES, "")),
        "height": height,
        "alt": alt,
        "legend": legend,
    }


def _check_on_map(place: Place) -> None:
    check_places(*place)
    if abs(place[0]) > MERCATOR_ENDS:
        raise NearbyError(
            f"The map ends at {MERCATOR_ENDS:g} degrees north and south; {place[0]:g} cannot be "
            "drawn."
        )


def _turned(lon: float) -> float:
    """Return a longitude within half a turn; a square across the antimeridian reaches beyond."""
    return lon if abs(lon) <= 180 or not abs(lon) <= 360 else lon - math.copysign(360, lon)


def _rounded(corners: Sequence[Place]) -> list[list[float]]:
    return [[round(lat, DIGITS), round(lon, DIGITS)] for lat, lon in corners]


def _range(values: list[float]) -> list[float] | None:
    """Return what the weakest and the strongest colour stand for; 0 is always among it."""
    wrong = [value for value in values if not math.isfinite(value)]
    if wrong:
        raise NearbyError(f"A cell's value is a finite number or None, not {wrong[0]}.")
    return [min(0.0, *values), max(0.0, *values)] if values else None


def _clicked(found: object) -> Place:
    """Return a place that a browser sent, which may be anything."""
    if (
        not isinstance(found, list | tuple)
        or len(found) != 2
        or not all(type(part) in (int, float) for part in found)
    ):
        raise NearbyError(f"A click on the map is a latitude and a longitude, not {found!r}.")
    check_places(*found)
    return float(found[0]), float(found[1])
