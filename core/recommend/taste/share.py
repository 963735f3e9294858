"""The share of the sequence in the mix: the longer a history, the more its titles tell alone."""

import numpy as np

from core.recommend.history import Array, Ints

MOST = 0.9
"""Share of the sequence that no history exceeds: EASE is never left out."""


def share_for(share: float, lean: float, lengths: Ints) -> Array:
    """Return the share of the sequence for histories of these lengths.

    Args:
        share: Share at 128 titles.
        lean: What the share loses, relatively, each time a history grows by a factor of e;
            a history of fewer than 20 titles counts little less than one of 20.
        lengths: Titles in each history, shape ``(members,)``.

    Example:
        >>> share_for(0.4, 0.25, np.array([1, 128, 1000])).round(2).tolist()
        [0.6, 0.4, 0.21]
    """
    grown = 2 - np.log1p(np.asarray(lengths) / 20)
    return np.asarray(np.clip(share * (1 + lean * grown), 0.0, MOST))
