"""Columns as they come: checked, and summed a block of members at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ExperimentError

Vector = npt.NDArray[np.float64]

SIZE = 16_384
"""Members per block: 14 columns of it fit a core's second-level cache."""


def checked(columns: Mapping[str, npt.ArrayLike]) -> list[npt.NDArray[Any]]:
    """Return the columns as arrays of equal length.

    Raises:
        ExperimentError: If a column is not one number per member, or of another length.
    """
    arrays = [np.asarray(values) for values in columns.values()]
    for name, array in zip(columns, arrays, strict=True):
        if array.ndim != 1 or array.dtype.kind not in "biuf":
            raise ExperimentError(
                f"Column {name!r} must be one number per member, "
                f"not {array.dtype} of shape {array.shape}."
            )
        if len(array) != len(arrays[0]):
            raise ExperimentError(
                f"Column {name!r} has {len(array)} members, the first has {len(arrays[0])}."
            )
    return arrays


def unusable(columns: Mapping[str, npt.ArrayLike]) -> str:
    """Return what is wrong with columns whose sums are not finite."""
    for name, values in columns.items():
        bad = int(np.count_nonzero(~np.isfinite(np.asarray(values))))
        if bad:
            return f"Column {name!r} must be finite for every member; {bad} are NaN or infinite."
    return f"Columns {list(columns)} hold numbers too large to square; choose a larger unit."


def summed(x: Vector) -> tuple[Vector, Vector, Vector]:
    """Return means, centred products and centred cubes of a block; ``x`` is overwritten.

    Args:
        x: Shape ``(columns, members)``.
    """
    n = x.shape[1]
    centre = _centre(x)
    x -= centre[:, None]
    offset = x.sum(axis=1) / n
    products = x @ x.T
    squares = products.diagonal()
    cubes = np.einsum("ij,ij->i", x * x, x) - 3 * offset * squares + 2 * n * offset**3
    return centre + offset, products - n * np.outer(offset, offset), cubes


def _centre(x: Vector) -> Vector:
    centre: Vector = x.mean(axis=1)
    # A rounded mean keeps whole numbers whole: their sums are then exact in any order.
    whole = (x[:, :64] == np.rint(x[:, :64])).all(axis=1)
    centre[whole] = np.rint(centre[whole])
    for row in np.flatnonzero((x[:, 0] == x[:, -1]) & ~whole):
        if (x[row] == x[row, 0]).all():
            centre[row] = x[row, 0]
    return centre
