"""What privacy costs: how often the best attacker is right, and how often the shelf is.

The attacker's side is exact, with no simulation. Everything a release says of one member's day is
known to differ by at most so much, so the chance of the best guess is a finite sum. The shelf's
side is played: a neighbourhood is drawn, released and asked, and its top five are compared.
"""

import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from core import seeds
from core.errors import NearbyError
from core.nearby.games import DAY, HOMES, Game
from core.nearby.privacy.sheet import HOURS, PEOPLE, TITLES
from core.nearby.release import LARGEST_EPSILON, SMALLEST_EPSILON, Release

TITLES_PLAYED = 200
GAMES = 100
"""Neighbourhoods played for a recall: its standard error is then below 0.03."""

TOP = 5


def best_guess(epsilon: float, m: int, *, titles: int | None = None) -> float:
    """Return how often the best guess is right about a member who is there or not, even odds.

    The attacker knows everybody else's viewings and sees all that is released of one day: the
    noise on the member's titles, on the hour in which all were begun, and on the people of the
    cell, its block and its district.

    Args:
        epsilon: Privacy loss of one member and day.
        m: Titles the noise is sized for.
        titles: Titles the member watches, at most ``m`` of which count; ``m`` if left out.

    Returns:
        A share, 0.5 to ``e**epsilon / (1 + e**epsilon)``.

    Example:
        >>> round(best_guess(1.0, 3), 3), round(best_guess(1.0, 3, titles=1), 3)
        (0.608, 0.573)
    """
    _check(epsilon, m)
    counted = min(m if titles is None else titles, m)
    seen = [_odds(m / (TITLES * epsilon), 1)] * counted
    seen += [_odds(1 / (PEOPLE * epsilon), 1)] * 3 + [_odds(m / (HOURS * epsilon), counted)]
    together: dict[float, float] = {0.0: 1.0}
    for one in seen:
        following: dict[float, float] = {}
        for (a, chance), (b, share) in itertools.product(together.items(), one.items()):
            key = round(a + b, 9)
            following[key] = following.get(key, 0.0) + chance * share
        together = following
    return float(sum(p * max(1.0, math.exp(-ratio)) for ratio, p in together.items()) / 2)


def gauge(
    epsilon: float | Sequence[float], m: int, people: int, *, games: int = GAMES, seed: int = 0
) -> pd.DataFrame:
    """Return the trade-off between privacy and truth, one row for each epsilon.

    Args:
        epsilon: One or more, 0.01 to 10.
        m: Titles a member counts for in a day.
        people: Who watch something that day, within 1.5 km.
        games: Neighbourhoods to play for the recall; the same ones for every epsilon.
        seed: Of the neighbourhoods.

    Returns:
        ``epsilon``; ``attack_success``, how often the best guess about a member with ``m`` titles
        is right, exactly; ``low``, the same about a single title; ``high``, what epsilon promises
        against any attacker about any member; ``recall``, which share of the five most watched
        titles is among the released five.

    Raises:
        NearbyError: If a knob is out of range.
    """
    if not 10 <= people <= 1_000_000:
        raise NearbyError(f"People in the area are 10 to 1,000,000, not {people}.")
    values = [float(value) for value in np.atleast_1d(np.asarray(epsilon, dtype=float))]
    rows = [
        {
            "epsilon": value,
            "attack_success": best_guess(value, m),
            "low": best_guess(value, m, titles=1),
            "high": 1 / (1 + math.exp(-value)),
            "recall": recall(value, m, people, games=games, seed=seed),
        }
        for value in values
    ]
    return pd.DataFrame(rows)


def recall(epsilon: float, m: int, people: int, *, games: int = GAMES, seed: int = 0) -> float:
    """Return which share of the true top five of a neighbourhood a release names, on average."""
    _check(epsilon, m)
    shares = []
    for number in range(games):
        game = _neighbourhood(number, seed, people)
        release = Release.of(
            game.others, secret=game.secret, titles=TITLES_PLAYED, epsilon=epsilon, m=m
        )
        told = release.around(*game.home, 1_600, DAY, DAY).scores
        user, title = game.others["user"], game.others["title"]
        pairs = np.unique(user * TITLES_PLAYED + title) % TITLES_PLAYED
        shares.append(_shared(told, np.bincount(pairs, minlength=TITLES_PLAYED).astype(float)))
    return float(np.mean(shares))


def _neighbourhood(number: int, seed: int, people: int) -> Game:
    numbered = seeds.key(seed, "gauge") % 2**31
    first = number * len(HOMES)  # all in the first of them, well inside its district
    return Game.of(first, seed=numbered, people=people, titles=TITLES_PLAYED, m=3)


def _shared(told: npt.NDArray[np.float64], true: npt.NDArray[np.float64]) -> float:
    best, right = (np.argsort(-scores, kind="stable")[:TOP] for scores in (told, true))
    return len(np.intersect1d(best, right)) / TOP


@functools.lru_cache(maxsize=64)
def _odds(scale: float, shift: int) -> dict[float, float]:
    """Return log ratios of a count with and without ``shift`` more, and their chances with."""
    tail = math.exp(-1 / scale)
    inside = {
        round((2 * k - shift) / scale, 9): tail ** (shift - k) * (1 - tail) / (1 + tail)
        for k in range(1, shift)
    }
    outer = {-shift / scale: tail**shift / (1 + tail), shift / scale: 1 / (1 + tail)}
    return inside | {round(ratio, 9): chance for ratio, chance in outer.items()}


def _check(epsilon: float, m: int) -> None:
    if not SMALLEST_EPSILON <= epsilon <= LARGEST_EPSILON:
        raise NearbyError(
            f"Epsilon is {SMALLEST_EPSILON:g} to {LARGEST_EPSILON:g}, not {epsilon:g}."
        )
    if not 1 <= m <= 100:
        raise NearbyError(f"A member counts for 1 to 100 titles a day, not {m}.")
