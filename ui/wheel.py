"""A wheel that turns to where the server's draw landed; it decides nothing itself."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import NearbyError

WHITE, BLACK = "#ffffff", "#10151b"
COLOURS = (
    ("#332288", WHITE),
    ("#88ccee", BLACK),
    ("#117733", WHITE),
    ("#ddcc77", BLACK),
    ("#882255", WHITE),
    ("#a8dcb4", BLACK),
    ("#6b3e00", WHITE),
    ("#d9b8e8", BLACK),
    ("#1f5a7a", WHITE),
    ("#f5b87a", BLACK),
    ("#3d3d3d", WHITE),
    ("#f0a0a8", BLACK),
)
"""Fill and ink of slices, dark and light in turn so that neighbours differ in lightness too
(starting from Paul Tol's muted scheme, SRON/EPS/TN/09-002, 2021)."""

_FRONTEND = Path(__file__).resolve().parent / "frontend"
_MOUNT = st.components.v2.component(
    "greenlight_wheel",
    html=(_FRONTEND / "wheel.html").read_text(encoding="utf-8"),
    css=(_FRONTEND / "wheel.css").read_text(encoding="utf-8"),
    js=(_FRONTEND / "wheel.js").read_text(encoding="utf-8"),
)


def draw(
    key: str,
    slices: Sequence[tuple[str, float, float]],
    landed: int | None,
    angle: float | None,
    spin_id: str,
    label: str,
    *,
    on_spin: Callable[[], None] | None = None,
    on_rest: Callable[[str], None] | None = None,
) -> bool:
    """Draw a wheel and return whether a spin was asked for since the last run.

    The wheel turns when ``spin_id`` changes, and ends with its pointer at ``angle``; a page that is
    opened with a spin already made shows where it landed at once.

    Args:
        key: Names the wheel; the same key keeps the same wheel.
        slices: Title, start and end of each, degrees clockwise from the top; titles are plain text.
        landed: Which slice the server drew; ``None`` before the first spin.
        angle: Where exactly, degrees; ``None`` before the first spin.
        spin_id: Names the spin; empty before the first.
        label: What pressing the wheel does, for those who cannot see it.
        on_spin: Called before the page runs again, so that one run is enough.
        on_rest: Called with the spin's name once the wheel has come to rest, and the page runs
            again: for what must not be seen while it still turns.

    Raises:
        NearbyError: If there is no slice, or the angle is not inside the slice that it landed on.
    """

    def rested() -> None:
        if on_rest is not None:
            on_rest(str(st.session_state[key]["rested"]))

    found = _MOUNT(
        key=key,
        data={
            **prepare(slices, landed, angle, spin_id, label),
            "tells_rest": on_rest is not None,
        },
        on_asked_change=on_spin or (lambda: None),
        on_rested_change=rested,
    )
    return bool(found.asked)


def prepare(
    slices: Sequence[tuple[str, float, float]],
    landed: int | None,
    angle: float | None,
    spin_id: str,
    label: str,
) -> dict[str, Any]:
    """Return what is sent to the browser; see ``draw``."""
    if not slices:
        raise NearbyError("A wheel needs a slice or more; there is none.")
    if (landed is None) != (angle is None):
        raise NearbyError("A spin has a slice and an angle, or neither.")
    if landed is not None and angle is not None:
        if not 0 <= landed < len(slices):
            raise NearbyError(f"The wheel has slices 0 to {len(slices) - 1}, not {landed}.")
        title, start, end = slices[landed]
        if not (math.isfinite(angle) and start <= angle <= end):
            raise NearbyError(f"{title} is at {start:g} to {end:g} degrees, not {angle:g}.")
    return {
        "slices": [
            {"title": title, "start": start, "end": end, "fill": fill, "ink": ink}
            for (title, start, end), (fill, ink) in zip(slices, _colours(len(slices)), strict=True)
        ],
        "landed": landed,
        "angle": angle,
        "spin_id": spin_id,
        "label": label,
    }


def _colours(count: int) -> list[tuple[str, str]]:
    """Return colours of slices; no neighbour of another has the same, the first and last neither.

    Example:
        >>> [fill for fill, _ in _colours(13)][-1] in {COLOURS[0][0], COLOURS[11][0]}
        False
    """
    chosen = [COLOURS[number % len(COLOURS)] for number in range(count)]
    if count > 1 and count % len(COLOURS) == 1:
        chosen[-1] = COLOURS[len(COLOURS) // 2]
    return chosen
