"""Five ways to find out what one member watched, played as games against a release.

A coin decides whether somebody's viewings are among those that are released. The attacker knows
everybody else's, where that somebody lives and which titles are in question (titles that hardly
anybody else watches, which tell most), asks what anybody may ask, and guesses the coin. Blind
guessing wins half of the games. Before the games that count, the attacker practises on worlds of
their own making to learn which answers tell most.

- *circles*: two overlapping circles, one with the home and one without it, and their difference;
- *repeats*: the same question and slight variations of it, again and again, averaged;
- *accounts*: ``ACCOUNTS`` made-up members in the home's cell, who watch the title too, to lift it
  over whatever threshold there may be;
- *presence*: all of the member's titles together, near and far: was anybody there at all?
- *rewards*: made-up members as before, then for which places the title is paid.

A sixth, *informed*, reads every released count of titles and weighs them as well as can be done: no
other use of them wins more. ``gauge.best_guess`` says exactly how often it does.
"""

import dataclasses
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import beta

from core.nearby.cells import cell_of, district_of
from core.nearby.games import DAY, Events, Game, moved
from core.nearby.privacy.bounding import DAY_S
from core.nearby.release import Release, Released

Array = npt.NDArray[np.float64]

ACCOUNTS = 24
REPEATS = 60
CEILING = 28.0
"""Noise's ceiling of one zone at epsilon 1, m 3 and 200 titles."""

HELD = 0.64
"""Success, as the upper end of a 95 % interval, that a release has to stay under (issue 4)."""


class Asked(Protocol):
    """Whatever answers as a release does."""

    def between(self, lat: float, lon: float, radius_m: float, t_from: int, t_to: int) -> Released:
        """Return what is watched around a place between two seconds."""


Make = Callable[[Events, bytes], Asked]
"""What builds a release from viewings and a secret."""


@dataclasses.dataclass(frozen=True)
class _Asking:
    """Who asks a release in one game: as it is, and with made-up members in the home's cell."""

    make: Make
    game: Game

    @functools.cached_property
    def plain(self) -> Callable[..., Released]:
        return functools.partial(_day, self.make(self.game.events(), self.game.secret))

    @functools.cached_property
    def helped(self) -> Callable[..., Released]:
        return functools.partial(
            _day, self.make(self.game.events(ACCOUNTS), self.game.secret[::-1])
        )

    @property
    def titles(self) -> npt.NDArray[Any]:
        return self.game.theirs["title"]

    @property
    def one(self) -> npt.NDArray[Any]:
        return self.titles[:1]

    def north(self, metres: float) -> tuple[Any, Any]:
        return moved(*self.game.home, metres, 0.0)


def _circles(who: _Asking) -> list[float]:
    one, places = who.one, map(who.north, (0, 950, 1_050, 2_500))
    inside, edge, beyond, away = (who.plain(*place, 1_000) for place in places)
    return [
        _score(edge, one) - _score(beyond, one),
        _score(inside, one) - _score(away, one),
        _counted(inside, one),
    ]


def _repeats(who: _Asking) -> list[float]:
    one, (lat, lon) = who.one, who.game.home
    again = _again(who.plain, lat, lon, 1_500)
    counted = [_counted(trend, one) for trend in again]
    varied = [who.plain(lat, lon, 1_500 + step, step) for step in (1, 2, 3)]
    return [
        float(np.mean(counted)),
        float(np.mean(np.log1p(counted))),
        float(np.median(counted)),
        float(np.mean([_score(trend, one) for trend in again])),
        float(np.mean([_counted(trend, one) for trend in varied])),
    ]


def _accounts(who: _Asking) -> list[float]:
    one, lifted = who.one, who.helped(*who.game.home, 1_500)
    return [_score(lifted, one), _counted(lifted, one), float(lifted.believed[one[0]])]


def _presence(who: _Asking) -> list[float]:
    titles = who.titles
    near, far = (who.plain(*who.game.home, radius_m) for radius_m in (1_500, 6_000))
    return [
        _counted(near, titles),
        float(near.scores[titles].min()),
        float(np.sqrt(near.scores[titles]).sum()),
        _counted(far, titles),
    ]


def _rewards(who: _Asking) -> list[float]:
    asked = (who.helped(*who.north(metres), 3_000) for metres in (0, 2_500))
    paid = [float(trend.believed[who.one[0]]) for trend in asked]
    return [sum(paid), *paid]


ATTACKS: Mapping[str, Callable[[_Asking], list[float]]] = {
    "circles": _circles,
    "repeats": _repeats,
    "accounts": _accounts,
    "presence": _presence,
    "rewards": _rewards,
}
"""Each attack, as what it learns from the answers to its questions."""


def attack(
    make: Make,
    *,
    only: Collection[str] = tuple(ATTACKS),
    games: int = 1_000,
    practice: int = 300,
    seed: int = 0,
    people: int = 200,
    titles: int = 200,
    m: int = 3,
) -> pd.DataFrame:
    """Return how often each of ``ATTACKS`` wins.

    Args:
        make: Builds the release under attack: ``make(events, secret)``.
        only: Names of the attacks to try.
        games: Games that count.
        practice: Games before, by which the attacker learns.
        seed: Of the worlds.
        people: Who live near, beside the one in question.
        titles: How many titles there are.
        m: Titles of the one in question.

    Returns:
        Index ``attack``; ``games``, ``wins``, ``success``, and ``low`` to ``high``, its 95 %
        interval (Clopper & Pearson, Biometrika 26, 1934).
    """
    coins, told = [], []
    for number in range(practice + games):
        game = Game.of(number, seed=seed, people=people, titles=titles, m=m)
        coins.append(game.coin)
        who = _Asking(make, game)
        told.append({name: ATTACKS[name](who) for name in only})
    coin = np.array(coins)
    wins = {}
    for name in only:
        answers = np.array([one[name] for one in told], dtype=float)
        guess = _learned(answers[:practice], coin[:practice])(answers[practice:])
        wins[name] = int((guess == coin[practice:]).sum())
    return score(wins, games)


def score(wins: dict[str, int], games: int) -> pd.DataFrame:
    """Return success and its exact 95 % interval, by attack.

    Example:
        >>> round(float(score({"circles": 610}, 1_000).loc["circles", "high"]), 3)
        0.64
    """
    won = np.array(list(wins.values()), dtype=float)
    with np.errstate(invalid="ignore"):
        low = np.where(won > 0, beta.ppf(0.025, won, games - won + 1), 0.0)
        high = np.where(won < games, beta.ppf(0.975, won + 1, games - won), 1.0)
    columns = {"games": games, "wins": won.astype(int), "success": won / games}
    index = pd.Index(wins, name="attack")
    return pd.DataFrame({**columns, "low": low, "high": high}, index=index)


def informed(release: Release, game: Game) -> float:
    """Return how much likelier the released counts are with somebody's viewings than without.

    Returns:
        Logarithm of the ratio; above 0 the best guess is that they are there.
    """
    lat, lon = game.home
    cell = int(cell_of(lat, lon))
    district = int(district_of(cell))
    known = Release.of(game.others, secret=bytes(8), titles=release.sizes.titles, m=release.sizes.m)
    here = known.held.at(DAY, district)
    sheet = release.sheet(DAY, district)
    zone = int(sheet.zone[np.searchsorted(sheet.cells, cell)])
    inside = sheet.zone[np.searchsorted(sheet.cells, here.title_cell)] == zone
    counts = np.bincount(here.title[inside], minlength=release.sizes.titles)
    over = (sheet.counts[zone] - counts)[game.theirs["title"]]
    return float((np.abs(over) - np.abs(over - 1)).sum() / release.sizes.titles_scale)


def _again(
    plain: Callable[..., Released], lat: float, lon: float, radius_m: float
) -> list[Released]:
    """Return answers to one question, asked ``REPEATS`` times unless the second is the first."""
    told = [plain(lat, lon, radius_m) for _ in range(2)]
    if np.array_equal(told[0].scores, told[1].scores):
        return told
    return told + [plain(lat, lon, radius_m) for _ in range(REPEATS - 2)]


def _score(trend: Released, titles: npt.NDArray[Any]) -> float:
    return float(trend.scores[titles].sum())


def _counted(trend: Released, titles: npt.NDArray[Any]) -> float:
    """Return scores in ceilings: what share of a zone a circle is cancels out."""
    return _score(trend, titles) / max(trend.noise_ceiling, 1e-9) * CEILING


def _day(asked: Asked, lat: float, lon: float, radius_m: float, late: int = 0) -> Released:
    return asked.between(lat, lon, radius_m, DAY * DAY_S + late, (DAY + 1) * DAY_S - 1)


def _learned(answers: Array, coin: npt.NDArray[np.bool_]) -> Callable[[Array], Array]:
    """Return the best rule of its kind in practice: one answer against a threshold.

    An answer may tell by being high, low, or far from what is usual.
    """
    usual = np.median(answers, axis=0)

    def seen(told: Array) -> Array:
        return np.concatenate([told, np.abs(told - usual)], axis=1)

    best, rule = 0.0, (0, 0.0, True)
    for column, values in enumerate(seen(answers).T):
        for limit in np.unique(values):
            right = float(((values >= limit) == coin).mean())
            for share, high in ((right, True), (1 - right, False)):
                if share > best:
                    best, rule = share, (column, float(limit), high)
    column, limit, high = rule
    return lambda told: (seen(told)[:, column] >= limit) == high
