"""How much members enjoy what they watch, and the stars they give."""

import numpy as np
import pandas as pd

from core import seeds
from core.sampling.shop import Array, Shop

RATED = 0.12
"""Share of titles watched that are rated (assumption, 0.02 to 0.3)."""


def joy(taste: Array, factors: Array) -> Array:
    """Return how much members enjoy titles, 0 to 1, row by row."""
    enjoyed: Array = (1 + np.tanh((taste * factors).sum(axis=1) / 2)) / 2
    return enjoyed


def ratings(
    seed: int, block: int, seen: pd.DataFrame, first: int, taste: Array, shop: Shop
) -> pd.DataFrame:
    """Return the ratings of a block, ``core.world.RATINGS``, given as a viewing ends.

    Args:
        seed: Of the world.
        block: Number of the block.
        seen: Its viewings.
        first: Id of its first member.
        taste: Of its members.
        shop: The catalogue.
    """
    draw = seeds.stream(seed, "sample", "ratings", block)
    once = seen.drop_duplicates(["member_id", "title_id"], keep="last")
    once = once[draw.random(len(once)) < RATED]
    title = pd.Index(shop.ids).get_indexer(pd.Index(once["title_id"]))
    enjoyed = joy(taste[once["member_id"].to_numpy() - first], shop.factors[title])
    stars = 1.8 + 2.6 * enjoyed + draw.normal(0, 0.6, len(once))
    return pd.DataFrame(
        {
            "member_id": once["member_id"].to_numpy(),
            "title_id": once["title_id"].to_numpy(),
            "stars": np.clip(np.rint(2 * stars) / 2, 0.5, 5.0),
            "at": (once["at"] + pd.to_timedelta(once["minutes"], unit="min")).array,
        }
    )
