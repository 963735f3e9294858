"""One contender of benchmarks.recommend, in a process of its own: fit, shelves, batch, memory.

    PYTHON benchmarks/peers.py CONTENDER TASK.npz RESULT.npz

Needs numpy and scipy, and what the contender needs; nothing of ours unless it is ours. That is how
LensKit, which cannot be installed beside pandas 3, runs from an environment of its own.
"""

import abc
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Ints = npt.NDArray[np.int64]
Task = dict[str, npt.NDArray[Any]]

SHELF = 20
SINGLE, PATIENCE = 400, 30
"""Members whose shelf is timed one by one, at most; seconds after which no more are."""

FACTORS, RIDGE, EASE_RIDGE, NEIGHBOURS = 64, 10.0, 200.0, 50
"""Settings of every peer, so that like is set beside like."""


class Contender(abc.ABC):
    """What the benchmark asks of a library; a subclass for each.

    Args:
        task: Columns of the training part: ``member``, ``title``, ``at``, ``liked``, ``stars``,
            by member and time; ``shape`` (members, titles).
    """

    name = ""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.members, self.titles = (int(size) for size in task["shape"])
        self.starts = np.searchsorted(task["member"], np.arange(self.members + 1))
        liked = task["liked"]
        rows, columns = task["member"][liked], task["title"][liked]
        ones = np.ones(len(rows), dtype=np.float32)
        self.likes = sp.csr_matrix((ones, (rows, columns)), shape=(self.members, self.titles))

    def taken(self, member: int) -> Ints:
        """Return what a member took, liked or not: never shown again."""
        return np.asarray(self.task["title"][self.starts[member] : self.starts[member + 1]])

    @abc.abstractmethod
    def fit(self) -> None:
        """Learn from the task."""

    @abc.abstractmethod
    def shelf(self, member: int) -> Ints:
        """Return the member's shelf, the best first; all that a page needs to show it."""

    def batch(self, members: Ints) -> npt.NDArray[np.int64]:
        """Return the shelves of many members, shape ``(members, SHELF)``."""
        return np.array([self.shelf(int(member)) for member in members])

    def unseen(self, ranked: Ints, member: int) -> Ints:
        """Return the first titles of a ranking that a member had not taken."""
        left = ranked[~np.isin(ranked, self.taken(member))][:SHELF]
        return np.concatenate([left, np.full(SHELF - len(left), -1, dtype=np.int64)])


class Ours(Contender):
    """Our taste; a single shelf comes with its reasons."""

    def fit(self) -> None:
        """Learn from the task."""
        import pandas as pd

        from core.recommend.history import Interactions
        from core.recommend.taste import fit_taste

        columns = ("member", "title", "at", "liked", "stars")
        self.data = Interactions(
            members=pd.RangeIndex(self.members),
            titles=pd.RangeIndex(self.titles),
            **{name: self.task[name] for name in columns},
        )
        self.taste = fit_taste(self.data)
        self.name = "ours: taste"

    def shelf(self, member: int) -> Ints:
        """Return the member's shelf, each title with what every title of the past adds to it."""
        history = self.data.slice(int(self.starts[member]), int(self.starts[member + 1]))
        shelf: Ints = _top(self.taste.batch([history]), [history.titles])[0]
        self.taste.shelf_parts(history, shelf)
        return shelf

    def batch(self, members: Ints) -> npt.NDArray[np.int64]:
        """Return the shelves of many members, without reasons."""
        histories = [
            self.data.slice(int(self.starts[each]), int(self.starts[each + 1])) for each in members
        ]
        return _top(self.taste.batch(histories), [each.titles for each in histories])


class Implicit(Contender):
    """One of implicit's models, on likes."""

    def __init__(self, task: Task, model: str) -> None:
        super().__init__(task)
        self.kind = model

    def fit(self) -> None:
        """Learn from the task."""
        implicit = importlib.import_module("implicit")
        als = importlib.import_module("implicit.als").AlternatingLeastSquares
        knn = importlib.import_module("implicit.nearest_neighbours").CosineRecommender
        bpr = importlib.import_module("implicit.bpr").BayesianPersonalizedRanking

        made: dict[str, Callable[[], Any]] = {
            "ALS": lambda: als(factors=FACTORS, regularization=RIDGE, alpha=2.0, random_state=7),
            "item-kNN": lambda: knn(K=NEIGHBOURS),
            "BPR": lambda: bpr(factors=FACTORS, random_state=7),
        }
        self.model = made[self.kind]()
        self.model.fit(self.likes, show_progress=False)
        self.name = f"implicit {implicit.__version__}: {self.kind}"
        liked = np.bincount(self.task["member"][self.task["liked"]], minlength=self.members)
        self.disliked = np.diff(self.starts) - liked

    def shelf(self, member: int) -> Ints:
        """Return the member's shelf."""
        most = min(SHELF + int(self.disliked[member]), self.titles)
        ranked, _ = self.model.recommend(member, self.likes[member], N=most)
        return self.unseen(np.asarray(ranked, dtype=np.int64), member)

    def batch(self, members: Ints) -> npt.NDArray[np.int64]:
        """Return the shelves of many members, by the library's own batch call."""
        most = min(SHELF + int(self.disliked[members].max()), self.titles)
        ranked, _ = self.model.recommend(members, self.likes[members], N=most)
        found = [self.unseen(row, each) for row, each in zip(ranked, members, strict=True)]
        return np.array(found, dtype=np.int64)


class LensKit(Contender):
    """One of LensKit's models, on likes, in its own pipeline."""

    def __init__(self, task: Task, model: str) -> None:
        super().__init__(task)
        self.kind = model

    def fit(self) -> None:
        """Learn from the task."""
        import pandas as pd

        lenskit = importlib.import_module("lenskit")
        data = importlib.import_module("lenskit.data")
        knn, als = (importlib.import_module(f"lenskit.{name}") for name in ("knn", "als"))
        made: dict[str, Callable[[], Any]] = {
            "EASE": lambda: knn.EASEScorer(regularization=EASE_RIDGE),
            "ALS": lambda: als.ImplicitMFScorer(
                embedding_size=FACTORS, regularization=RIDGE, weight=1, epochs=15
            ),
            "item-kNN": lambda: knn.ItemKNNScorer(max_nbrs=NEIGHBOURS, feedback="implicit"),
        }
        rows, columns = self.likes.nonzero()
        frame = pd.DataFrame({"user_id": rows, "item_id": columns})
        self.pipeline = importlib.import_module("lenskit.pipeline").topn_pipeline(made[self.kind]())
        self.pipeline.train(data.from_interactions_df(frame))
        self.recommend = lenskit.recommend
        self.name = f"lenskit {lenskit.__version__}: {self.kind}"
        liked = np.bincount(self.task["member"][self.task["liked"]], minlength=self.members)
        self.disliked = np.diff(self.starts) - liked

    def shelf(self, member: int) -> Ints:
        """Return the member's shelf."""
        most = SHELF + int(self.disliked[member])
        ranked = self.recommend(self.pipeline, member, n=most).ids()
        return self.unseen(np.asarray(ranked, dtype=np.int64), member)


CONTENDERS: dict[str, Callable[[Task], Contender]] = {
    "taste": Ours,
    "implicit-ALS": lambda task: Implicit(task, "ALS"),
    "implicit-item-kNN": lambda task: Implicit(task, "item-kNN"),
    "implicit-BPR": lambda task: Implicit(task, "BPR"),
    "lenskit-EASE": lambda task: LensKit(task, "EASE"),
    "lenskit-ALS": lambda task: LensKit(task, "ALS"),
    "lenskit-item-kNN": lambda task: LensKit(task, "item-kNN"),
}


def run(contender: Contender, judged: Ints) -> tuple[dict[str, object], Ints]:
    """Return what a contender needed, and the shelves of the members judged."""
    wall, busy = time.perf_counter(), time.process_time()
    contender.fit()
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    some = np.random.default_rng(1).permutation(judged)[:SINGLE]
    contender.shelf(int(some[0]))  # the first call loads what is loaded once
    took, until = [], time.perf_counter() + PATIENCE
    for member in some:
        if time.perf_counter() > until:
            break
        began = time.perf_counter()
        contender.shelf(int(member))
        took.append(1000 * (time.perf_counter() - began))
    shelves, began = [], time.perf_counter()
    for start in range(0, len(judged), 512):
        shelves.append(contender.batch(judged[start : start + 512]))
    return {
        "name": contender.name,
        "fit_cpu": busy,
        "fit_wall": wall,
        "p50": float(np.quantile(took, 0.5)),
        "p95": float(np.quantile(took, 0.95)),
        "members_a_second": len(judged) / (time.perf_counter() - began),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }, np.concatenate(shelves)


def _top(scores: npt.NDArray[Any], taken: list[Ints]) -> npt.NDArray[np.int64]:
    for row, titles in zip(scores, taken, strict=True):
        row[titles] = -np.inf
    best = np.argpartition(-scores, SHELF, axis=1)[:, :SHELF]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
    return np.take_along_axis(best, order, axis=1)


def main() -> None:
    """Run one contender on a task and save its result."""
    which, task_path, result_path = sys.argv[1:]
    with np.load(task_path) as file:
        task = {name: file[name] for name in file.files}
    figures, shelves = run(CONTENDERS[which](task), task["judged"])
    np.savez(result_path, shelves=shelves, figures=np.array(json.dumps(figures)))


if __name__ == "__main__":
    main()
