"""The catalogue as numbers: where each title lies in taste space, how famous, at which hours."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from core import seeds
from core.catalogue import MOODS

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FACTORS = 16
"""Dimensions of taste space."""

SEASON = 8
"""Episodes of a season where nobody says (assumption, 6 to 24)."""

MOOD_HOURS = {
    "laugh": (18, 22), "relax": (20, 24), "thrill": (21, 25), "cry": (14, 19), "scare": (22, 27),
    "think": (19, 23), "romance": (15, 21), "inspire": (7, 13),
}  # fmt: skip
"""Local hours in which a mood is likelier (assumption); past 24 is after midnight."""

MOOD_PULL = 0.9
"""What its hours add to a mood, on the logarithm of a title's weight (assumption, 0.3 to 1.5)."""

LIKE_THE_LAST = 1.2
"""What likeness to the title before adds, on the logarithm (assumption, 0.5 to 2)."""

FAMOUS = (
    "stranger-things-2016", "squid-game-2021", "wednesday-2022", "breaking-bad-2008",
    "money-heist-2017", "friends-1994", "bridgerton-2020", "the-crown-2016", "oppenheimer-2023",
    "game-of-thrones-2011", "the-matrix-1999", "interstellar-2014", "spirited-away-2001",
    "the-office-2005", "titanic-1997", "parasite-2019", "the-godfather-1972", "coco-2017",
    "sherlock-2010", "dark-2017", "the-lion-king-1994", "inception-2010", "rrr-2022",
    "black-mirror-2011",
)  # fmt: skip
"""Titles the sample world watches most, in this order (assumption); the rest follow by chance."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shop:
    """The catalogue as numbers.

    Args:
        ids: Title ids, shape ``(titles,)``.
        factors: Place of each title in taste space, unit vectors, shape ``(titles, FACTORS)``.
        fame: Logarithm of each title's fame.
        by_hour: What each local hour multiplies a title's weight with, shape ``(24, titles)``.
        after: What a title before multiplies it with, shape ``(titles + 1, titles)``; the last
            row, which -1 finds, is for none before.
        minutes: Running time of the film or one episode, minutes.
        episodes: Episodes of a series, 0 for what is none.
        demo: Whether it is an extra or a live show.
    """

    ids: npt.NDArray[np.object_]
    factors: Array
    fame: Array
    by_hour: Array
    after: Array
    minutes: Ints
    episodes: Ints
    demo: Flags


def shop(seed: int, titles: pd.DataFrame, told: pd.DataFrame) -> Shop:
    """Return the catalogue as numbers.

    Args:
        seed: Of the world.
        titles: ``core.catalogue.TITLES``.
        told: Series told by episode, as ``core.catalogue.read_series`` returns.
    """
    draw = seeds.stream(seed, "sample", "titles")
    factors = _factors(seed, titles, draw.normal(0, 0.35, (len(titles), FACTORS)))
    place = {name: number for number, name in enumerate(FAMOUS)}
    chance = draw.permutation(len(titles)) + len(FAMOUS)
    order = [place.get(name, later) for name, later in zip(titles["title_id"], chance, strict=True)]
    rank = np.argsort(np.argsort(order)) + 1
    return Shop(
        ids=titles["title_id"].to_numpy(dtype=object),
        factors=factors,
        fame=-0.8 * np.log(rank + 3),  # Zipf-Mandelbrot (assumption: exponent 0.6 to 1.1)
        by_hour=_by_hour(titles),
        after=np.exp(LIKE_THE_LAST * np.vstack([factors @ factors.T, np.zeros(len(titles))])),
        minutes=titles["minutes"].to_numpy(dtype=np.int64),
        episodes=_episodes(titles, told),
        demo=titles["kind"].isin(["extra", "live"]).to_numpy(),
    )


def word(seed: int, text: str) -> Array:
    """Return the direction in taste space that a word stands for."""
    return seeds.stream(seed, "sample", "word", text).normal(0, 1, FACTORS)


def _factors(seed: int, titles: pd.DataFrame, factors: Array) -> Array:
    for name, weight in (("genres", 1.0), ("moods", 0.8)):
        for row, cell in enumerate(titles[name]):
            words = str(cell).split(";")
            factors[row] += weight * sum(word(seed, each) for each in words) / len(words)
    for row, (language, year) in enumerate(zip(titles["language"], titles["year"], strict=True)):
        factors[row] += 0.4 * word(seed, str(language))
        factors[row] += 0.3 * word(seed, f"{int(year) // 10}0s")
    unit: Array = factors / np.sqrt((factors**2).sum(axis=1, keepdims=True))
    return unit


def _episodes(titles: pd.DataFrame, told: pd.DataFrame) -> Ints:
    guess = SEASON * titles["seasons"].fillna(0)
    known = told[["title_id", "season", "episode"]].drop_duplicates()["title_id"].value_counts()
    return np.asarray(titles["title_id"].map(known).fillna(guess)).astype(np.int64)


def _by_hour(titles: pd.DataFrame) -> Array:
    pull = np.zeros((24, len(titles)))
    for mood in MOODS:
        hours = np.array([hour % 24 for hour in range(*MOOD_HOURS[mood])])
        fits = np.array([mood in str(cell).split(";") for cell in titles["moods"]])
        pull[np.ix_(hours, np.flatnonzero(fits))] += MOOD_PULL
    return np.exp(pull)
