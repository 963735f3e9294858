"""Worlds to play against a release in: a coin decides whether somebody is in it."""

import dataclasses
import hashlib
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from core import seeds
from core.nearby.cells import cell_of, middle
from core.nearby.privacy.bounding import DAY_S

Array = npt.NDArray[np.float64]
Events = dict[str, npt.NDArray[Any]]

HOMES = ((51.54, -0.14), (-16.8, 179.995), (78.22, 15.64), (-89.99, 40.0), (0.001, 0.001))
"""London, the antimeridian, Svalbard, near the south pole, where the axes meet: places to play."""

DAY = 20_000
"""The day on which games are played, since 1970."""

DEGREE_M = 111_195.0


@dataclasses.dataclass(frozen=True, slots=True)
class Game:
    """One world, and somebody who may be in it.

    Args:
        others: What everybody else watched, known to the attacker.
        theirs: What that somebody watches, if the coin says so.
        coin: Whether it does.
        home: Where, degrees.
        secret: What the release draws its noise from.
    """

    others: Events
    theirs: Events
    coin: bool
    home: tuple[float, float]
    secret: bytes

    @classmethod
    def of(cls, number: int, *, seed: int, people: int, titles: int, m: int) -> "Game":
        """Return a world of ``people`` within 1.5 km, who watch what is popular (Zipf)."""
        draw = seeds.stream(seed, "attack", number)
        lat, lon = (float(x) for x in middle(cell_of(*HOMES[number % len(HOMES)])))
        watched = np.repeat(np.arange(people), draw.integers(1, 5, people))
        away, turn = 1_500 * np.sqrt(draw.random(people)), draw.random(people) * 2 * math.pi
        shares = 1 / (1 + draw.permutation(titles))
        others = _events(
            *moved(lat, lon, (away * np.cos(turn))[watched], (away * np.sin(turn))[watched]),
            draw.choice(titles, len(watched), p=shares / shares.sum()),
            watched,
            draw.integers(0, DAY_S, len(watched)),
        )
        often = np.bincount(others["title"], minlength=titles)
        wanted = np.lexsort((draw.random(titles), often))[:m]  # what hardly anybody else watches
        second = draw.integers(0, DAY_S, m)
        theirs = _events(*_at((lat, lon), m), wanted, np.full(m, people), second)
        secret = hashlib.blake2b(f"{seed} {number}".encode()).digest()
        return cls(others, theirs, bool(draw.random() < 0.5), (lat, lon), secret)

    def events(self, accounts: int = 0) -> Events:
        """Return what is released, with so many made-up members of the attacker's."""
        title = np.full(accounts, self.theirs["title"][0])
        user = 1_000_000 + np.arange(accounts)
        fake = _events(*_at(self.home, accounts), title, user, np.zeros(accounts, np.int64))
        held = [self.others, fake, *([self.theirs] if self.coin else [])]
        return {name: np.concatenate([part[name] for part in held]) for name in self.others}


def moved(lat: float, lon: float, north: Any, east: Any) -> tuple[Any, Any]:
    """Return where one gets going so many metres, near enough for a game."""
    there = np.clip(lat + north / DEGREE_M, -90, 90)
    around = lon + east / DEGREE_M / np.maximum(np.cos(np.radians(there)), 1e-4)
    return there, (around + 180) % 360 - 180


def _at(home: tuple[float, float], size: int) -> tuple[Array, Array]:
    return np.full(size, home[0]), np.full(size, home[1])


def _events(lat: Any, lon: Any, title: Any, user: Any, second: Any) -> Events:
    ts = DAY * DAY_S + np.asarray(second, dtype=np.int64)
    return {"ts": ts, "lat": lat, "lon": lon, "title": title, "user": user}
