"""What a map may lie on: very many squares at once, and pictures of streets for who wants them."""

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError
from core.nearby.earth import check_places

DIGITS = 6
"""Of a degree: 0.1 m."""

TILES = "GREENLIGHT_TILES"
"""Environment variable that turns tiles on; the server's policy has to allow their host too."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Squares:
    """Very many squares of the ground at once, as arrays: 10,000 take some 10 ms of Python.

    Args:
        edges: South, west, north and east of each, degrees, shape ``(squares, 4)``.
        values: What their colours stand for, shape ``(squares,)``; NaN where too little is known.
        said: What is said of a value while it is pointed at; ``{}`` stands for it, in whole
            numbers.
        unsaid: What is said where too little is known.
    """

    edges: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    said: str = "{}"
    unsaid: str = ""

    def data(self) -> dict[str, Any]:
        """Return what is sent to the browser.

        Raises:
            NearbyError: If a square is not on Earth, or arrays differ in length.
        """
        if self.edges.shape != (len(self.values), 4):
            raise NearbyError(
                f"{len(self.values)} squares have 4 edges each, not {self.edges.shape}."
            )
        check_places(self.edges[:, [0, 2]], (self.edges[:, [1, 3]] + 180) % 360 - 180)
        if np.isinf(self.values).any():
            raise NearbyError("A square's value is a finite number, or NaN if unknown.")
        return {
            "edges": self.edges.round(DIGITS).ravel().tolist(),
            "values": [
                None if value != value else value for value in self.values.round(2).tolist()
            ],
            "said": self.said.split("{}", 1),
            "unsaid": self.unsaid,
        }


def tiles(template: str) -> str | None:
    """Return where a map's pictures of streets come from; none by default, so nobody is asked.

    Args:
        template: An address with ``{z}``, ``{x}`` and ``{y}`` in it, as ``GREENLIGHT_TILES`` has;
            empty for none.

    Raises:
        NearbyError: If that is no such address.

    Example:
        >>> tiles("")
        >>> tiles("https://tile.example.org/{z}/{x}/{y}.png")
        'https://tile.example.org/{z}/{x}/{y}.png'
    """
    if not template:
        return None
    parts = ("{z}", "{x}", "{y}")
    if not template.startswith(("https://", "http://")) or not all(p in template for p in parts):
        raise NearbyError(
            f"{TILES} is an address with {{z}}, {{x}} and {{y}}, such as "
            f"https://tile.example.org/{{z}}/{{x}}/{{y}}.png, not {template!r}."
        )
    return template
