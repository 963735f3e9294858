"""A member and a mood together."""

import numpy as np
import numpy.typing as npt

from core.recommend.mood.moods import Moods
from core.recommend.mood.wish import Wish

Array = npt.NDArray[np.float64]

FLOOR = 0.3
"""Taste of what is no better than usual, in spreads; chosen likewise, 0.1 to 1 did equally well."""

MOOD_SHARE = 0.7
"""Power of the mood beside the taste; chosen on the last fifth of the training part of each
member's history in ml-latest-small, where 0.5 to 1 did equally well."""


def personal(moods: Moods, taste_scores: Array, wish: Wish | str) -> Array:
    """Return how well titles suit a member who is in a mood; only the order means anything.

    Taste times mood, in logarithms: what is better than usual by the member's taste, scaled by
    the share of people who would say that it fits. A sum of the two scores did worse by a tenth
    on later likes in ml-latest-small: one strong score drowned the other.

    Args:
        moods: What titles do to people.
        taste_scores: How much a member likes each title, any scale, shape ``(titles,)`` or
            ``(members, titles)``; what is not finite stays last.
        wish: A wish, or a mood by its slug.
    """
    scores = np.asarray(taste_scores, dtype=float)
    fine = np.isfinite(scores)
    number = np.maximum(fine.sum(axis=-1, keepdims=True), 1)
    filled = np.where(fine, scores, 0.0)
    mean = filled.sum(axis=-1, keepdims=True) / number
    apart = np.where(fine, filled - mean, 0.0)
    spread = np.sqrt((apart**2).sum(axis=-1, keepdims=True) / number)
    better = np.maximum(np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0), 0.0)
    mood = MOOD_SHARE * np.log(np.maximum(moods.match(wish), 1e-9))
    return np.where(fine, np.log(better + FLOOR) + mood, -np.inf)
