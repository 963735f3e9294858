"""Profiles of titles over moods, learned from tags, words and co-viewing."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import MOODS
from core.errors import RecommendError
from core.recommend.history import Interactions
from core.recommend.mood.evidence import genre_flags, genre_prior, tag_weights, tagged
from core.recommend.mood.moods import Moods

Array = npt.NDArray[np.float64]

NEEDED = ("title_id", "title", "year", "genres")
STRENGTH = 1.2
EDITOR = 3.0


def fit_moods(
    titles: pd.DataFrame,
    *,
    tags: pd.DataFrame | None = None,
    data: Interactions | None = None,
    factors: Array | None = None,
    seed: int = 0,
) -> Moods:
    """Return what people say each title does to them.

    Args:
        titles: ``title_id``, ``title``, ``year``, ``genres`` (of ``core.catalogue.GENRES``, joined
            by ;); ``synopsis``, ``moods`` (what an editor says, joined by ;), ``minutes`` and
            ``maturity`` where they are known.
        tags: ``member``, ``title_id``, ``tag``; none without it.
        data: Who took what, counted in the same titles.
        factors: Titles in taste space, shape ``(titles, d)``; made from ``data`` without it.
        seed: Seed of whatever is drawn.

    Raises:
        RecommendError: If a column is missing, a title comes twice, or ``data`` or ``factors``
            count other titles.
    """
    _check(titles, data, factors)
    index = pd.Index(titles["title_id"])
    flags = genre_flags(titles["genres"])
    prior = genre_prior(flags)
    said = tagged(index, tags) if tags is not None else None
    logit = np.log(prior) - np.log1p(-prior)
    if said is not None and len(said):
        distinct = {tag: tag_weights(tag) for tag in said["tag"].unique()}
        weights = np.stack([distinct[tag] for tag in said["tag"]])
        total = np.zeros_like(prior)
        np.add.at(total, said["title"].to_numpy(), weights)
        logit += STRENGTH * total
    if "moods" in titles:
        lists = titles["moods"].astype("string").fillna("").str.split(";")
        chosen = np.array([[mood in names for mood in MOODS] for names in lists], dtype=float)
        some = chosen.any(axis=1, keepdims=True)
        logit += EDITOR * some * (2 * chosen - 1)
    return Moods.build(titles, profile=1.0 / (1.0 + np.exp(-logit)), tags=said, flags=flags)


def _check(titles: pd.DataFrame, data: Interactions | None, factors: Array | None) -> None:
    absent = [name for name in NEEDED if name not in titles]
    if absent:
        raise RecommendError(f"Expected the columns {', '.join(NEEDED)}; {absent[0]} is missing.")
    index = pd.Index(titles["title_id"])
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise RecommendError(f"Expected every title once; {twice!r} comes twice.")
    if data is not None and not data.titles.equals(index):
        raise RecommendError("Expected interactions counted in the same titles, in their order.")
    if factors is not None and len(factors) != len(index):
        raise RecommendError(
            f"Expected a row of factors for each of {len(index)} titles, not {len(factors)}."
        )
