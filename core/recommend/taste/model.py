"""A fitted taste: linear in a member's history, so each title's score splits over it."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.recommend.history import Array, History, Ints


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taste:
    """A linear taste: scores are a base plus the history times ``weights``.

    Args:
        titles: Ids of the titles that columns count in.
        popularity: Share of members who took each title, shape ``(titles,)``.
        weights: What a title in the history adds to each score, shape ``(titles, titles)``.
        factors: Titles in a dense space of tastes, shape ``(titles, d)``.
        mix: What the fit chose, for people to read.
    """

    titles: pd.Index
    popularity: Array
    weights: Array
    factors: Array
    mix: Mapping[str, float]

    def scores(self, history: History) -> Array:
        """Return a score per title, seen ones included, shape ``(titles,)``."""
        return np.asarray(self.popularity * 1e-6 + self.weights[history.titles[history.liked]].sum(axis=0))

    def batch(self, histories: Sequence[History]) -> Array:
        """Return the scores of several members, shape ``(members, titles)``."""
        return np.array([self.scores(history) for history in histories])

    def parts(self, history: History, title: int) -> tuple[float, Array]:
        """Return a score as its base and what each title of the history adds, ``(n,)``."""
        return float(self.popularity[title] * 1e-6), self.weights[history.titles, title] * history.liked

    def neighbours(self, title: int, k: int) -> Ints:
        """Return the ``k`` titles most alike by taste, the closest first."""
        length = np.linalg.norm(self.factors, axis=1)
        alike = self.factors @ self.factors[title] / np.maximum(length * length[title], 1e-12)
        alike[title] = -np.inf
        return np.argsort(-alike, kind="stable")[: min(k, len(alike) - 1)]
