"""Judging: a model fitted on the training part, measured on the held-out one."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from core.errors import DataError
from core.recommend.evaluate import bootstrap, measures
from core.recommend.evaluate.bootstrap import DRAWS, Difference, Figure
from core.recommend.evaluate.measures import Ranks
from core.recommend.evaluate.split import Cut
from core.recommend.history import Array, History, Interactions, Ints

RECALL_AT = 20
CHUNK = 4_000_000
"""Scores held at once: members times titles."""

Progress = Callable[[float], None]


class Model(Protocol):
    """What a recommender must do to be judged."""

    def batch(self, histories: Sequence[History]) -> Array:
        """Return scores of every title, shape ``(members, titles)``."""


Fit = Callable[[Interactions], Model]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """How one model did.

    Args:
        name: The model.
        settings: What was chosen for it on the validation cut, in words.
        figures: By measure.
        draws: The bootstrap draws of each measure, shape ``(draws,)``.
        fit_wall: Seconds its fit took, choice of settings left out.
        fit_cpu: Processor seconds of the same.
        score_cpu: Processor seconds of scoring and ranking all judged members.
    """

    name: str
    settings: str
    figures: Mapping[str, Figure]
    draws: Mapping[str, Array]
    fit_wall: float
    fit_cpu: float
    score_cpu: float

    def less(self, other: "Judged") -> dict[str, Difference]:
        """Return this model less another, on every measure."""
        return {
            name: bootstrap.difference(
                mine.value, other.figures[name].value, self.draws[name], other.draws[name]
            )
            for name, mine in self.figures.items()
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruler:
    """What every model of an evaluation is measured with.

    Args:
        cut: The two parts.
        k: Places of a shelf.
        genres: 0 and 1, shape ``(titles, genres)``; without it variety is not measured.
        seed: Of the bootstrap.
        draws: Bootstrap draws.
    """

    cut: Cut
    k: int
    genres: Array | None
    seed: int
    draws: int = DRAWS

    def judge(self, name: str, fit: Fit, *, settings: str = "") -> Judged:
        """Fit a model on the training part and measure it on the held-out one."""
        wall, busy = time.perf_counter(), time.process_time()
        model = fit(self.cut.train)
        wall, busy = time.perf_counter() - wall, time.process_time() - busy
        began = time.process_time()
        ranks = rankings(model, self.cut, max(self.k, RECALL_AT))
        scored = time.process_time() - began
        figures, draws = self._measure(ranks)
        return Judged(
            name=name,
            settings=settings,
            figures=figures,
            draws=draws,
            fit_wall=wall,
            fit_cpu=busy,
            score_cpu=scored,
        )

    def _measure(self, ranks: Ranks) -> tuple[dict[str, Figure], dict[str, Array]]:
        drawn = bootstrap.weights(len(ranks.first), self.seed, self.draws)
        titles = len(self.cut.train.titles)
        shelves = ranks.shelves[:, : self.k]
        estimates, draws = {}, {}
        for name, each in self._by_member(ranks).items():
            estimates[name], draws[name] = float(each.mean()), bootstrap.means(each, drawn)
        name = f"Coverage@{self.k}"
        estimates[name] = len(np.unique(shelves)) / titles
        draws[name] = bootstrap.shares_reached(shelves, titles, drawn)
        return {name: bootstrap.figure(estimates[name], draws[name]) for name in draws}, draws

    def _by_member(self, ranks: Ranks) -> dict[str, Array]:
        train, relevant = self.cut.train, np.diff(self.cut.relevant.indptr).astype(np.int64)
        takers = np.bincount(train.title, minlength=len(train.titles)).astype(np.float64)
        news = measures.surprise(takers, len(train.members))
        shelves = ranks.shelves[:, : self.k]
        found = {
            f"nDCG@{self.k}": measures.ndcg(ranks.hits[:, : self.k], relevant),
            f"Recall@{RECALL_AT}": measures.recall(ranks.hits[:, :RECALL_AT], relevant),
            "MRR": 1 / ranks.first,
            "Novelty": news[shelves].mean(axis=1),
        }
        if self.genres is not None:
            found["Variety"] = measures.variety(shelves, self.genres)
        return found


def rankings(model: Model, cut: Cut, depth: int) -> Ranks:
    """Return how a model ranks for every judged member.

    Raises:
        DataError: If there are fewer titles than places.
    """
    titles = len(cut.train.titles)
    if titles < depth:
        raise DataError(f"An evaluation needs at least {depth} titles, not {titles}.")
    liked = np.bincount(cut.train.title[cut.train.liked], minlength=titles)
    order = np.argsort(-liked, kind="stable").astype(np.int64)
    parts = []
    for rows in _chunks(len(cut.judged), max(1, CHUNK // titles)):
        histories = _histories(cut.train, cut.judged[rows])
        scores = model.batch(histories)
        seen = _seen(histories, titles)
        parts.append(measures.rank(scores, seen, cut.relevant[rows], order, depth))
    return Ranks.join(parts)


def _chunks(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def _histories(train: Interactions, members: Ints) -> list[History]:
    starts = train.starts
    return [train.slice(int(starts[row]), int(starts[row + 1])) for row in members]


def _seen(histories: Sequence[History], titles: int) -> sp.csr_array:
    ends = np.cumsum([0, *(len(each) for each in histories)])
    columns = np.concatenate([each.titles for each in histories])
    return sp.csr_array((np.ones(len(columns)), columns, ends), shape=(len(histories), titles))
