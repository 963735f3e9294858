"""Viewings as the index takes them: when, where and what, checked once and in time order."""

import dataclasses
from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError
from core.nearby.earth import Array, Rows, check_places

LATEST_S = 2**31
"""Seconds from the first viewing to the last, at most: 68 years."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Viewings:
    """Viewings in time order; make them with ``of``.

    Args:
        at: Seconds since 1970 UTC, never falling, shape ``(n,)``.
        lat: Degrees north, WGS84.
        lon: Degrees east.
        title: Row in ``titles``.
        titles: Ids of titles, each once, ascending.
    """

    at: Rows
    lat: Array
    lon: Array
    title: npt.NDArray[np.integer]
    titles: npt.NDArray[np.generic]

    def __len__(self) -> int:
        return len(self.at)

    def part(self, start: int, end: int) -> Self:
        """Return some rows of them, of the same list of titles."""
        rows = slice(start, end)
        cut = {name: getattr(self, name)[rows] for name in ("at", "lat", "lon", "title")}
        return dataclasses.replace(self, **cut)

    @classmethod
    def of(
        cls,
        *,
        at: npt.ArrayLike,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        title: npt.ArrayLike | Sequence[object],
    ) -> Self:
        """Return viewings from columns of one length.

        Args:
            at: Whole seconds since 1970 UTC; brought into order where they are not.
            lat: Degrees north, WGS84.
            lon: Degrees east.
            title: Ids of titles, numbers or texts.

        Raises:
            NearbyError: For columns of different lengths, times that are not whole numbers, or
                coordinates out of range, naming the first that is wrong.
        """
        when, what = np.asarray(at), np.asarray(title)
        lats, lons = check_places(lat, lon)
        if not len(when) == len(lats) == len(what):
            raise NearbyError(
                "Times, places and titles must be equally many, not "
                f"{len(when):,}, {len(lats):,} and {len(what):,}."
            )
        if when.dtype.kind not in "iu" and len(when):
            raise NearbyError(
                f"Times are whole seconds since 1970 UTC, not of the type {when.dtype}; "
                "a time without zone has none."
            )
        when = when.astype(np.int64, copy=False)
        if len(when) and when.max() - when.min() >= LATEST_S:
            raise NearbyError("The first and last viewing may be 68 years apart, not more.")
        titles, rows = _coded(what)
        if np.any(when[1:] < when[:-1]):
            order = np.argsort(when, kind="stable")
            when, lats, lons, rows = when[order], lats[order], lons[order], rows[order]
        return cls(at=when, lat=lats, lon=lons, title=rows, titles=titles)


def check_window(start: int, end: int) -> None:
    """Refuse a window that ends before it starts.

    Raises:
        NearbyError: Saying by how much.
    """
    if end < start:
        raise NearbyError(f"A window ends after it starts, not {start - end:,} s before.")


def _coded(
    title: npt.NDArray[np.generic],
) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.integer]]:
    """Return the ids, ascending, and the row of each title among them, as small as it can be."""
    numbers = (
        title.dtype.kind in "iu" and title.size and int(title.max()) - int(title.min()) < 2**24
    )
    if numbers:  # counting is ten times as fast as sorting
        least = title.min()
        used = np.bincount(title - least) > 0
        titles = (np.flatnonzero(used) + least).astype(title.dtype)
        rows = (np.cumsum(used) - 1)[title - least]
    else:
        titles, rows = np.unique(title, return_inverse=True)
    small = np.uint16 if len(titles) <= 2**16 else np.int32
    return titles, rows.astype(small)
