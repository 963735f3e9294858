"""How well titles fit somebody, by rank: comparable between people, whatever their scores."""

import numpy as np

from core.recommend.guide import Guide
from core.recommend.history import History


def fits(guide: Guide, history: History) -> dict[str, float]:
    """Return how well each title fits, from 0 for the worst to 1 for the best.

    Args:
        guide: What was learned.
        history: What they took; an empty one gives no more than what is popular.
    """
    scores = guide.taste.scores(history)
    ranks = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    shares = ranks / max(len(ranks) - 1, 1)
    return dict(zip(guide.data.titles, shares.tolist(), strict=True))
