"""The words of wishes as they are looked up: by key, in one table for each kind."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from core.catalogue import GENRES
from core.recommend.mood.lexicon import MOODS_WORDS
from core.recommend.mood.vocabulary import (
    AGES,
    ASKED,
    AVOIDABLE,
    DECADE_WORDS,
    ERAS,
    GENRE_WORDS,
    LENGTHS,
    STRONG,
)
from core.recommend.mood.words import key


def _mood_words() -> Mapping[str, Mapping[str, float]]:
    """Return, for each plain word or phrase of a wish, the weights it gives to moods."""
    found: dict[str, dict[str, float]] = {}
    for mood, words in MOODS_WORDS.items():
        for word, weight in words.items():
            found.setdefault(word, {})[mood] = weight
    chosen: dict[str, dict[str, float]] = {}
    for word, weights in found.items():
        best = max(weights, key=lambda mood: (abs(weights[mood]), mood))
        if abs(weights[best]) >= STRONG:
            strong = {mood: weight for mood, weight in weights.items() if weight >= STRONG}
            chosen[word] = strong | {best: weights[best]}
    for mood, text in ASKED.items():
        for word in text.split(", "):
            chosen[key(word)] = {mood: 1.0}
    return MappingProxyType(chosen)


def _genre_words() -> Mapping[str, tuple[str, ...]]:
    """Return, for each plain word or phrase, the genres it names."""
    found: dict[str, tuple[str, ...]] = {}
    for genre in GENRES:
        for word in GENRE_WORDS[genre].split(", "):
            found[key(word)] = (*found.get(key(word), ()), genre)
    return MappingProxyType(found)


@dataclasses.dataclass(frozen=True, slots=True)
class Tables:
    """Words and phrases by key, and what each means.

    Args:
        moods: Weights of moods.
        genres: Genres named.
        avoidable: Words that give away what is avoided.
        ages: Highest advisory age.
        lengths: Longest minutes.
        eras: First and last year.
        single: Words long enough to be recognised in a slip of the pen, sorted.
    """

    moods: Mapping[str, Mapping[str, float]]
    genres: Mapping[str, tuple[str, ...]]
    avoidable: Mapping[str, list[str]]
    ages: Mapping[str, str]
    lengths: Mapping[str, int]
    eras: Mapping[str, tuple[int, int]]
    single: tuple[str, ...]


def _tables() -> Tables:
    decades = {word: (year, year + 9) for word, year in DECADE_WORDS.items()}
    moods, genres = _mood_words(), _genre_words()
    single = sorted({word for word in (*moods, *genres) if len(word) >= 5})
    return Tables(
        moods=moods,
        genres=genres,
        avoidable={key(word): text.split() for word, text in AVOIDABLE.items()},
        ages={key(word): age for word, age in AGES.items()},
        lengths={key(word): minutes for word, minutes in LENGTHS.items()},
        eras={key(word): years for word, years in {**ERAS, **decades}.items()},
        single=tuple(single),
    )


TABLES = _tables()
"""The words of wishes as they are looked up."""
