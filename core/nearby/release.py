"""What the neighbourhood watches, from released numbers alone: the only source of map and rewards.

``privacy.sheet`` says what is released and proves that it is private. Here it is asked: a circle
and a time become a score per title. Where little is known, the wider surroundings stand in, and for
them what is popular anywhere: the weight of each follows from how far the noise reaches.
"""

import dataclasses
import functools
import hashlib
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.errors import NearbyError
from core.nearby.cells import Ids, coverage, district_of
from core.nearby.earth import Flags
from core.nearby.privacy.bounding import DAY_S, Bounded, Watched, bounded
from core.nearby.privacy.file import read, write
from core.nearby.privacy.noise import key_of
from core.nearby.privacy.reading import Zones, estimate, hours, squares, told
from core.nearby.privacy.sheet import Sheet, Sizes

Array = npt.NDArray[np.float64]

SMALLEST_EPSILON, LARGEST_EPSILON = 0.01, 10.0
"""What epsilon may be: noise of thousands, and none worth the name."""

LONGEST_DAYS = 366
"""Days a question may span."""


@dataclasses.dataclass(frozen=True, slots=True)
class Released:
    """What a neighbourhood watches, as far as a release can tell.

    Args:
        scores: Estimated members who watched each title, counted once a day, ``(titles,)``; never
            negative.
        believed: Which titles stand above the noise, ``(titles,)``.
        noise_ceiling: What noise alone exceeds for any title in 5 of 100 places, in the same unit.
        cells: Cells that were asked.
        noise: Variance that the noise has in each score, ``(titles,)``.
        local: Viewings of each title in zones that tell of the circle itself, with noise, not of
            the rest of a district that it is a small part of, ``(titles,)``.
    """

    scores: Array
    believed: Flags
    noise_ceiling: float
    cells: Ids
    noise: Array
    local: Array


@dataclasses.dataclass(frozen=True, slots=True)
class Release:
    """Everything that is known of who watched what where, with noise; see ``of``.

    Args:
        held: What counts, kept to draw sheets as they are asked for. Never shown.
        sizes: How the noise is sized.
        key: What the noise is drawn from. Never shown.
        prior: Popularity anywhere, public, ``(titles,)``, sums to 1.
    """

    held: Bounded = dataclasses.field(repr=False)
    sizes: Sizes
    key: bytes = dataclasses.field(repr=False)
    prior: Array = dataclasses.field(repr=False)
    _sheets: dict[tuple[int, int], Sheet] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        events: Any,
        *,
        secret: bytes,
        titles: int,
        epsilon: float = 1.0,
        m: int = 3,
        prior: npt.ArrayLike | None = None,
    ) -> Self:
        """Return the release of every day of some viewings.

        Args:
            events: ``ts`` (whole seconds since 1970 UTC), ``lat``, ``lon``, ``title`` (0 to
                ``titles`` - 1), ``user``; a frame, a mapping of arrays, or an object with them.
            secret: What the noise is drawn from; at least 8 random bytes that nobody else knows.
                The same secret draws the same noise: use another for other viewings.
            titles: How many titles there are, watched or not.
            epsilon: Privacy loss of one member and day.
            m: Titles a member counts for in a day.
            prior: Popularity that is public anyway (a catalogue's), ``(titles,)``; all titles
                alike if left out.

        Raises:
            NearbyError: For a knob out of range, a short secret, or viewings that are none.
        """
        if not SMALLEST_EPSILON <= epsilon <= LARGEST_EPSILON:
            raise NearbyError(
                f"Epsilon is {SMALLEST_EPSILON:g} to {LARGEST_EPSILON:g}, not {epsilon:g}."
            )
        if not 1 <= m <= 100:
            raise NearbyError(f"A member counts for 1 to 100 titles a day, not {m}.")
        if titles < 1:
            raise NearbyError(f"A release needs at least 1 title, not {titles}.")
        check_secret(secret)
        held = bounded(Watched.of(events, titles), m)
        return cls(held, Sizes(epsilon, m, titles), key_of(secret), _public(prior, titles))

    def around(
        self, lat: float, lon: float, radius_m: float, day_from: int, day_to: int
    ) -> Released:
        """Return what is watched around a place on some days (since 1970, both included).

        Raises:
            NearbyError: For a place that is not on Earth, a radius of 0, or days in reverse.
        """
        if day_from > day_to:
            raise NearbyError(f"A window starts before it ends: {day_from} is after {day_to}.")
        return self.between(lat, lon, radius_m, day_from * DAY_S, (day_to + 1) * DAY_S - 1)

    def between(self, lat: float, lon: float, radius_m: float, t_from: int, t_to: int) -> Released:
        """Return what is watched around a place between two seconds (both included).

        Raises:
            NearbyError: For a place that is not on Earth, a radius of 0, a window in reverse or
                one of more than a year.
        """
        days = _days(t_from, t_to)
        cells, share = coverage(lat, lon, radius_m)
        zones = [
            Zones.of(self.sheet(day, int(district)), cells, share, hours(day, t_from, t_to))
            for district in _districts(lat, lon, radius_m)
            for day in days
        ]
        scores, noise, believed, limit = estimate(zones, self.sizes, self.prior)
        return Released(scores, believed, limit, cells, noise, told(zones))

    def squares(self, cells: Ids, t_from: int, t_to: int, *, least: float = 1.0) -> Array:
        """Return viewings released in each of some cells, NaN where noise drowns them.

        Args:
            cells: Any cells, in any order.
            t_from: From this second on.
            t_to: To this second, included.
            least: Viewings below which nothing is said of a cell.

        Raises:
            NearbyError: For a window in reverse or one of more than a year.
        """
        days = _days(t_from, t_to)
        parts = [hours(day, t_from, t_to) for day in days]
        found = np.full(len(cells), np.nan)
        districts = district_of(cells)
        for district in np.unique(districts):
            here = districts == district
            sheets = [self.sheet(day, int(district)) for day in days]
            found[here] = squares(sheets, parts, cells[here], self.sizes, least)
        return found

    @property
    def days(self) -> list[int]:
        """Return the days on which anybody counts, since 1970."""
        return [int(day) for day in np.unique(self.held.day)]

    @property
    def name(self) -> str:
        """Return what tells this release from any other, and says nothing of what it holds."""
        digest = hashlib.blake2b(key=self.key, digest_size=16)
        digest.update(repr(self.sizes).encode())
        for column in self._columns().values():
            digest.update(column.tobytes())
        return digest.hexdigest()

    @property
    def epsilon(self) -> float:
        """Return the privacy loss of one member and day."""
        return self.sizes.epsilon

    @property
    def draw(self) -> str:
        """Return a name of the secret, which does not tell it."""
        return hashlib.blake2b(self.key, digest_size=16, person=b"nearby draw").hexdigest()

    def save(self, path: Path) -> None:
        """Write the release to a file that only its owner can read: whole, or not at all.

        The file holds what counts and the key of the noise, so that places nobody has asked about
        yet will answer as they would have. It is as secret as the viewings themselves.

        Raises:
            NearbyError: If it cannot be written.
        """
        sizes = dataclasses.asdict(self.sizes)
        write(path, {"key": self.key.hex(), **sizes}, {**self._columns(), "prior": self.prior})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return a release as it was saved: it answers what it would have answered.

        Raises:
            NearbyError: If there is no such file, or it is damaged.
        """
        about, arrays = read(path)
        key, prior = bytes.fromhex(str(about.pop("key"))), arrays.pop("prior")
        return cls(Bounded(**arrays), Sizes(**about), key, prior)

    def _columns(self) -> dict[str, Ids]:
        return {name: getattr(self.held, name) for name in Bounded.__slots__}

    def sheet(self, day: int, district: int) -> Sheet:
        """Return the released numbers of a district's day: drawn once, then the same for ever."""
        found = self._sheets.get((day, district))
        if found is None:
            here = self.held.at(day, district)
            found = Sheet.of(day, district, here, self.sizes, self.key)
            self._sheets[day, district] = found
        return found


def check_secret(secret: bytes) -> None:
    """Refuse a secret that could be guessed.

    Raises:
        NearbyError: If it has fewer than 8 bytes.
    """
    if len(secret) < 8:
        raise NearbyError(f"A secret is at least 8 bytes, not {len(secret)}.")


def _days(t_from: int, t_to: int) -> range:
    if t_from > t_to:
        raise NearbyError(f"A window starts before it ends: {t_from} is after {t_to}.")
    days = range(int(t_from // DAY_S), int(t_to // DAY_S) + 1)
    if len(days) > LONGEST_DAYS:
        raise NearbyError(f"A window is at most {LONGEST_DAYS} days, not {len(days)}.")
    return days


@functools.lru_cache(maxsize=256)
def _districts(lat: float, lon: float, radius_m: float) -> Ids:
    return np.unique(district_of(coverage(lat, lon, radius_m)[0]))


def _public(prior: npt.ArrayLike | None, titles: int) -> Array:
    if prior is None:
        return np.full(titles, 1 / titles)
    shares = np.asarray(prior, dtype=float)
    if shares.shape != (titles,) or not (shares >= 0).all() or not 0 < shares.sum() < np.inf:
        raise NearbyError(f"A prior has one number for each of {titles} titles, none negative.")
    return np.asarray(shares / shares.sum())
