"""A member and a mood together."""

import numpy as np
import numpy.typing as npt

from core.recommend.mood.moods import Moods
from core.recommend.mood.wish import Wish

Array = npt.NDArray[np.float64]

MOOD_SHARE = 0.5
"""Weight of the mood beside the taste, both standardised (assumption until measured)."""


def personal(moods: Moods, taste_scores: Array, wish: Wish | str) -> Array:
    """Return how well each title suits a member who is in a mood; only the order means anything.

    Args:
        moods: What titles do to people.
        taste_scores: How much the member likes each title, any scale, shape ``(titles,)`` or
            ``(members, titles)``; what is not finite stays last.
        wish: The mood, or a wish.
    """
    match = moods.match(wish)
    scores = np.asarray(taste_scores, dtype=float)
    fine = np.isfinite(scores)
    filled = np.where(fine, scores, 0.0)
    spread = filled.std(axis=-1, keepdims=True)
    standard = (filled - filled.mean(axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    logit = np.log(match + 1e-4) - np.log1p(1e-4 - match)
    return np.where(fine, standard + MOOD_SHARE * logit, -np.inf)
