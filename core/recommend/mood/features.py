"""What is known of every title, tagged or not: genres, year, renown, who took it, its words."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.linalg import svds

from core.catalogue import MOODS
from core.recommend.history import Interactions
from core.recommend.mood.evidence import weigh
from core.recommend.mood.genres import genre_flags, genre_prior
from core.recommend.mood.subjects import Subjects

Array = npt.NDArray[np.float64]

TASTES = 46
"""Dimensions of taste space; 24 to 46 did equally well on hidden tags of ml-latest-small."""

TOPICS = 24
"""Dimensions synopses are drawn together to (assumption)."""

TASTE_SCALE = 4.0
"""How far taste counts against genres and year in the ridge; 2 to 6 did equally well."""

RENOWN = 0.15
"""Power of how often, and how often lately, a title is taken in how many people name it; 0.12 to
0.2 did equally well on tags of members held out of ml-latest-small."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """What is known of titles whether or not anybody tagged them.

    Args:
        genres: Which of ``GENRES`` a title has, shape ``(titles, genres)``.
        prior: Log odds of each mood by genre alone, shape ``(titles, moods)``.
        plain: Year, how often it was taken, lately too, and its stars; shape ``(titles, 5)``.
        taste: Place in taste space, rows of length one or zero, shape ``(titles, d)``.
        words: What title and synopsis say by the lexicon, shape ``(titles, moods)``.
        topics: What synopses are about, shape ``(titles, d)``.
        renown: How well known a title is, a logarithm, shape ``(titles,)``.
    """

    genres: Array
    prior: Array
    plain: Array
    taste: Array
    words: Array
    topics: Array
    renown: Array


def features(
    titles: pd.DataFrame, data: Interactions | None, factors: Array | None, subjects: Subjects
) -> Features:
    """Return what is known of titles; see ``fit_moods`` for the arguments."""
    count = len(titles)
    genres = genre_flags(titles["genres"])
    years = pd.to_numeric(titles["year"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    middle = np.nanmedian(years) if np.isfinite(years).any() else 0.0
    years = np.where(np.isfinite(years), years, middle)
    often, lately, stars = _counts(data) if data is not None else (np.zeros(count),) * 3
    taste = _length_one(factors) if factors is not None else _taste(data, count)
    return Features(
        genres=genres,
        prior=genre_prior(genres),
        plain=np.column_stack(
            [(years - 1990) / 20, np.maximum(years - 2005, 0) / 10, often / 2, lately / 2, stars]
        ),
        taste=taste,
        words=_words(titles),
        topics=_topics(subjects) if "synopsis" in titles else np.zeros((count, 0)),
        renown=RENOWN * (often + lately),
    )


def _counts(data: Interactions) -> tuple[Array, Array, Array]:
    count = len(data.titles)
    taken = np.bincount(data.title, minlength=count).astype(float)
    if not len(data):
        return taken, taken, taken
    late = data.at > (int(data.at.min()) + int(data.at.max())) / 2
    given = ~np.isnan(data.stars)
    number = np.bincount(data.title[given], minlength=count)
    total = np.bincount(data.title[given], data.stars[given], minlength=count)
    usual = float(data.stars[given].mean()) if given.any() else 0.0
    stars = (total + 5 * usual) / (number + 5) - usual  # five ratings of doubt (assumption)
    lately = np.bincount(data.title[late], minlength=count)
    return np.log1p(taken), np.log1p(lately), stars


def _taste(data: Interactions | None, count: int) -> Array:
    """Return titles in the space that who-took-what spans, the common direction left out."""
    if data is None or not len(data):
        return np.zeros((count, 0))
    shape = len(data.members), count
    size = min(TASTES + 1, min(shape) - 1)
    if size < 2:
        return np.zeros((count, 0))
    active = 1 / np.sqrt(1 + np.bincount(data.member, minlength=shape[0]))
    known = 1 / np.sqrt(1 + np.bincount(data.title, minlength=shape[1]))
    values = active[data.member] * known[data.title]
    matrix = sparse.csr_array((values, (data.member, data.title)), shape=shape)
    _, strength, right = svds(matrix, size, v0=np.ones(min(shape)))
    order = np.argsort(-strength)[1:]
    return _length_one(right[order].T * strength[order])


def _words(titles: pd.DataFrame) -> Array:
    texts = titles["title"].astype(str)
    if "synopsis" in titles:
        texts = texts + ". " + titles["synopsis"].astype("string").fillna("").astype(str)
    return np.array([np.clip(weigh(text).sum(axis=0), -1.0, 1.0) for text in texts]).reshape(
        len(titles), -1 if len(titles) else len(MOODS)
    )


def _topics(subjects: Subjects) -> Array:
    size = min(TOPICS, min(subjects.weights.shape) - 1)
    if size < 1:
        return np.zeros((subjects.weights.shape[0], 0))
    left, strength, _ = svds(subjects.weights, size, v0=np.ones(min(subjects.weights.shape)))
    return _length_one(left * strength)


def _length_one(rows: Array) -> Array:
    size = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, size, out=np.zeros_like(rows, dtype=float), where=size > 0))
