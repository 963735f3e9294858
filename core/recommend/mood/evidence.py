"""What tags say of titles, by the lexicon."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import GENRES, MOODS
from core.recommend.mood.lexicon import BASE, GENRE_MOODS, MOODS_WORDS
from core.recommend.mood.words import NEGATIONS, key, phrases, plain

Array = npt.NDArray[np.float64]

PART = 0.7
"""Share of a phrase's weight where it is only part of a longer tag (assumption)."""


def tag_weights(tag: str) -> Array:
    """Return what one tag says of each mood, from -1 to 1, in the order of ``MOODS``.

    Example:
        >>> [round(float(weight), 1) for weight in tag_weights("Hilarious!")][:3]
        [1.0, 0.0, 0.0]
        >>> float(tag_weights("not very scary")[4]) < 0
        True
    """
    words = plain(tag)
    whole = key(tag)
    parts = phrases(words)
    denied = [
        any(word in NEGATIONS for word in words[max(0, at - 2) : at]) for at in range(len(words))
    ]
    weights = np.zeros(len(MOODS))
    for column, mood in enumerate(MOODS):
        lexicon = MOODS_WORDS[mood]
        if whole in lexicon:
            weights[column] = lexicon[whole]
            continue
        said = [
            PART * lexicon[found] * (-1.0 if denied[start] else 1.0)
            for start, _, found in parts
            if found in lexicon
        ]
        weights[column] = max(said, key=abs, default=0.0)
    return weights


def tagged(titles: pd.Index, tags: pd.DataFrame) -> pd.DataFrame:
    """Return each member's distinct tags of the titles: ``title`` (row), ``tag``, a row each."""
    frame = pd.DataFrame(
        {
            "member": tags["member"].to_numpy(),
            "title": titles.get_indexer(pd.Index(tags["title_id"])),
            "tag": tags["tag"].astype("string").str.strip(),
        }
    )
    frame = frame[(frame["title"] >= 0) & frame["tag"].notna() & (frame["tag"] != "")]
    return frame.drop_duplicates().reset_index(drop=True)


def genre_flags(genres: pd.Series) -> Array:
    """Return which of ``GENRES`` each title has, shape ``(titles, genres)``."""
    lists = genres.astype("string").fillna("").str.split(";")
    flags = np.zeros((len(lists), len(GENRES)))
    place = {genre: column for column, genre in enumerate(GENRES)}
    for row, names in enumerate(lists):
        for name in names:
            if name in place:
                flags[row, place[name]] = 1.0
    return flags


def genre_prior(flags: Array) -> Array:
    """Return how probable each mood is by genre alone, shape ``(titles, moods)``."""
    base = _logit(np.array(BASE))
    table = _logit(np.array([GENRE_MOODS[genre] for genre in GENRES])) - base
    count = flags.sum(axis=1, keepdims=True)
    return _expit(base + flags @ table / np.sqrt(np.maximum(count, 1.0)))


def _logit(share: Array) -> Array:
    return np.log(share) - np.log1p(-share)


def _expit(logit: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-logit))
