"""Moods by genre alone: the table every guess starts from."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import GENRES

Array = npt.NDArray[np.float64]

GENRE_MOODS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        #             laugh relax thrill cry scare think romance inspire
        "action": (0.15, 0.06, 0.75, 0.06, 0.08, 0.10, 0.05, 0.12),
        "adventure": (0.20, 0.22, 0.55, 0.08, 0.06, 0.12, 0.08, 0.22),
        "animation": (0.40, 0.55, 0.15, 0.15, 0.04, 0.10, 0.08, 0.20),
        "biography": (0.06, 0.08, 0.12, 0.40, 0.02, 0.40, 0.08, 0.55),
        "comedy": (0.85, 0.40, 0.06, 0.06, 0.03, 0.08, 0.18, 0.08),
        "crime": (0.12, 0.03, 0.65, 0.15, 0.12, 0.25, 0.04, 0.05),
        "documentary": (0.08, 0.12, 0.05, 0.15, 0.03, 0.60, 0.01, 0.35),
        "drama": (0.06, 0.08, 0.15, 0.45, 0.04, 0.30, 0.15, 0.25),
        "family": (0.45, 0.60, 0.08, 0.15, 0.02, 0.05, 0.06, 0.25),
        "fantasy": (0.22, 0.35, 0.25, 0.12, 0.12, 0.15, 0.12, 0.15),
        "gaming": (0.20, 0.20, 0.40, 0.02, 0.05, 0.15, 0.01, 0.20),
        "history": (0.05, 0.06, 0.20, 0.35, 0.03, 0.45, 0.10, 0.35),
        "horror": (0.08, 0.02, 0.40, 0.04, 0.88, 0.08, 0.02, 0.01),
        "music": (0.30, 0.45, 0.03, 0.20, 0.02, 0.06, 0.25, 0.35),
        "mystery": (0.06, 0.04, 0.70, 0.10, 0.30, 0.35, 0.06, 0.03),
        "romance": (0.25, 0.30, 0.03, 0.28, 0.01, 0.08, 0.90, 0.12),
        "scifi": (0.12, 0.06, 0.50, 0.06, 0.15, 0.40, 0.05, 0.10),
        "sport": (0.20, 0.20, 0.25, 0.22, 0.01, 0.06, 0.06, 0.70),
        "thriller": (0.04, 0.02, 0.88, 0.10, 0.25, 0.22, 0.04, 0.04),
        "war": (0.06, 0.02, 0.40, 0.55, 0.05, 0.35, 0.06, 0.30),
        "western": (0.10, 0.10, 0.45, 0.12, 0.02, 0.08, 0.05, 0.15),
    }
)
"""How probable it is that people say a title of one genre fits a mood (assumption, low to high)."""

BASE = (0.25, 0.16, 0.30, 0.20, 0.10, 0.22, 0.15, 0.15)
"""The same of a title of which nothing is known (assumption)."""


def genre_flags(genres: pd.Series) -> Array:
    """Return which of ``GENRES`` each title has, shape ``(titles, genres)``."""
    flags = np.zeros((len(genres), len(GENRES)))
    place = {genre: column for column, genre in enumerate(GENRES)}
    for row, names in enumerate(genres.astype("string").fillna("")):
        for name in names.split(";"):
            if name in place:
                flags[row, place[name]] = 1.0
    return flags


def genre_prior(flags: Array) -> Array:
    """Return the log odds of each mood by genre alone, shape ``(titles, moods)``.

    Genres that say the same are not independent, so their log odds are added up over the root
    of their number rather than in full.
    """
    base = _logit(np.array(BASE))
    table = _logit(np.array([GENRE_MOODS[genre] for genre in GENRES])) - base
    number = np.maximum(flags.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(base + flags @ table / np.sqrt(number))


def _logit(share: Array) -> Array:
    return np.log(share) - np.log1p(-share)
