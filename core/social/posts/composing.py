"""Composing the sample members' words: varied, true of the title, the least used sentence first."""

import dataclasses
from collections import Counter
from collections.abc import Sequence

import numpy as np

from core.social.posts.sentences import (
    ANSWERS,
    BORED,
    EVENINGS,
    FOREIGN,
    GENRES,
    LANGUAGES,
    LONG,
    OLD,
    OPENINGS,
    REPLIES,
    SERIES,
    SHORT,
)

ALONE = 0.25
"""Share of reviews that are one sentence (assumption, 0.1 to 0.5)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the catalogue knows of a title, as far as words need it."""

    title: str
    kind: str
    year: int
    minutes: int
    genres: tuple[str, ...]
    moods: tuple[str, ...]
    language: str


class Composer:
    """Puts sentences together; the same in the same order from the same stream."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self._used: Counter[str] = Counter()
        self._written: set[str] = set()

    def review(self, facts: Facts, stars: float) -> str:
        """Return a review of one or two sentences."""
        band = _band(stars)
        opening = self._one([one for mood in facts.moods for one in OPENINGS[mood][band]])
        more = _true_of(facts, band)
        fresh = [one for one in more if f"{opening} {one}" not in self._written]
        alone = self._chance.random() < ALONE and opening not in self._written
        told = opening if alone or not fresh else f"{opening} {self._one(fresh)}"
        self._written.add(told)
        return told

    def episode(self, stars: float, episode_title: str, character: str) -> str:
        """Return a review of an episode, which gives something away."""
        filled = [
            one.format(episode_title=f"“{episode_title}”", character=character)
            for one in SERIES[_band(stars)]
        ]
        told = self._one([one for one in filled if one not in self._written] or filled)
        self._written.add(told)
        return told

    def evening(self, facts: Facts) -> tuple[str, str]:
        """Return the words about an evening, and who was there."""
        company = dict(EVENINGS)
        told = self._one(list(company))
        return told.format(title=facts.title), company[told]

    def reply(self, about: str) -> str:
        """Return a comment; ``about`` is a key of ``REPLIES``."""
        return self._one(REPLIES[about])

    def answer(self, about: str) -> str:
        """Return what the author answers to a comment."""
        return self._one(ANSWERS[about])

    def _one(self, options: Sequence[str]) -> str:
        """Return one of the options that were used least."""
        least = min(self._used[one] for one in options)
        fresh = [one for one in options if self._used[one] == least]
        chosen = fresh[int(self._chance.integers(len(fresh)))]
        self._used[chosen] += 1
        return chosen


def _band(stars: float) -> str:
    if stars >= 4:
        return "high"
    return "mid" if stars > 2.5 else "low"


def _true_of(facts: Facts, band: str) -> list[str]:
    """Return second sentences that are true of a title."""
    if band == "low":
        return [one.format(third=facts.minutes // 3) for one in BORED]
    found = [one for genre in facts.genres for one in GENRES[genre]]
    film = facts.kind == "film"
    if film and facts.minutes <= 95 and band == "high":
        found += [one.format(minutes=facts.minutes) for one in SHORT]
    if film and facts.minutes >= 150:
        found += [one.format(minutes=facts.minutes) for one in LONG]
    if facts.year < 1980 and band == "high":
        found += [one.format(year=facts.year) for one in OLD]
    if facts.language in LANGUAGES:
        found += [one.format(language=LANGUAGES[facts.language]) for one in FOREIGN]
    return found
