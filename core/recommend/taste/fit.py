"""The fit of a taste: closed form, from who took what."""

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.linalg import svds

from core.errors import DataError
from core.recommend.history import Array, Interactions
from core.recommend.taste.model import Taste

RIDGE = 200.0


def fit_taste(
    data: Interactions,
    *,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    mapper: Callable[..., object] = map,
) -> Taste:
    """Return the taste of these interactions.

    Raises:
        DataError: If there are no interactions.
    """
    if not len(data):
        raise DataError("Expected interactions to learn a taste from; there are none.")
    shape = (len(data.members), len(data.titles))
    liked = data.liked if data.liked.any() else np.ones(len(data), dtype=bool)
    rows = sp.csr_array((np.ones(len(data)), (data.member, data.title)), shape=shape)
    likes = sp.csr_array((np.ones(liked.sum()), (data.member[liked], data.title[liked])), shape)
    weights = _ease(likes)
    if progress is not None:
        progress(1.0)
    return Taste(
        titles=data.titles,
        popularity=np.asarray(rows.sum(axis=0)) / max(shape[0], 1),
        weights=weights,
        factors=_factors(likes, seed),
        mix={"ease": 1.0},
    )


def _ease(likes: sp.csr_array) -> Array:
    members = likes.shape[0]
    gram = (likes @ likes.T).toarray() + RIDGE * np.eye(members)
    dense = likes.toarray()
    inverse = -(dense.T @ cho_solve(cho_factor(gram), dense)) / RIDGE
    inverse[np.diag_indices_from(inverse)] += 1 / RIDGE
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


def _factors(likes: sp.csr_array, seed: int) -> Array:
    size = min(64, min(likes.shape) - 1)
    if size < 1:
        return np.zeros((likes.shape[1], 1))
    _, strength, right = svds(likes, k=size, random_state=seed)
    return np.asarray((right.T * strength)[:, ::-1])
