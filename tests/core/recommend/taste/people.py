"""Made-up histories for tests of taste: some with an order that tells, some without."""

import numpy as np
import pandas as pd

from core.recommend.history import Interactions, interactions


def chains(members: int = 150, titles: int = 60, length: int = 25, seed: int = 0) -> pd.DataFrame:
    """Return members who mostly take the next title of a ring, and like two in three."""
    draw = np.random.default_rng(seed)
    rows = []
    for member in range(members):
        at, seen = int(draw.integers(titles)), set()
        for step in range(length):
            at = (at + 1) % titles if draw.random() < 0.7 else int(draw.integers(titles))
            if at not in seen:
                rows.append((member, at, 1_000 * step, bool(draw.random() < 2 / 3)))
                seen.add(at)
    return pd.DataFrame(rows, columns=["member", "title", "at", "liked"])


def chained(**sizes: int) -> Interactions:
    return interactions(chains(**sizes))


def shuffled(frame: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return the same takings, each member's in an order that means nothing."""
    return frame.assign(at=np.random.default_rng(seed).permutation(len(frame)))
