"""Settings of the baselines, chosen on a validation cut of the training part: a fair contest.

The training part is cut once more by the rule that made it, every setting of a small grid is
fitted on the earlier part, and the best nDCG on the later one wins. The test is never looked at.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping

import numpy as np

from core import seeds
from core.recommend.evaluate import baselines, measures
from core.recommend.evaluate.baselines import Baseline, Scorer
from core.recommend.evaluate.judge import Fit, Progress, rankings
from core.recommend.evaluate.split import Cut, cut
from core.recommend.history import Interactions

JUDGES = 2_000
"""Members of the validation cut that choose, at most; more would change little and cost much."""

Settings = Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A baseline before its settings are chosen.

    Args:
        make: Fits it to a matrix of members and titles, given its settings.
        grid: Settings to try; each with likes and with everything taken.
    """

    make: Callable[..., Scorer]
    grid: tuple[Settings, ...] = ({},)

    def fits(self) -> dict[str, Fit]:
        """Return every way to fit it, by its settings in words."""
        found: dict[str, Fit] = {}
        for likes in (True, False):
            for settings in self.grid:
                words = [f"{name} {value:g}" for name, value in settings.items()]
                words.append("likes" if likes else "all taken")
                fit = functools.partial(_fit, make=self.make, likes=likes, settings=settings)
                found[", ".join(words)] = fit
        return found


BASELINES: Mapping[str, Candidate] = {
    "popularity": Candidate(make=baselines.popularity),
    "item-kNN": Candidate(
        make=baselines.item_knn,
        grid=tuple(
            {"neighbours": most, "shrink": damp} for most in (20, 50, 200) for damp in (10, 50)
        ),
    ),
    "ALS": Candidate(
        make=baselines.als,
        grid=tuple(
            {"factors": factors, "alpha": alpha, "ridge": ridge}
            for factors, alpha, ridge in (
                (32, 1, 10), (32, 5, 50), (64, 1, 10), (64, 5, 50), (128, 5, 50),
            )
        ),
    ),
    "EASE": Candidate(
        make=baselines.ease, grid=tuple({"ridge": ridge} for ridge in (30, 100, 300, 1000))
    ),
}  # fmt: skip
"""Every baseline by its name in the table."""


def choose(candidate: Candidate, inner: Cut, k: int, progress: Progress) -> tuple[str, Fit]:
    """Return the settings of the best nDCG on the validation cut, in words, and the fit."""
    fits = candidate.fits()
    relevant = np.diff(inner.relevant.indptr).astype(np.int64)
    scores = {}
    for done, (words, fit) in enumerate(fits.items(), start=1):
        ranks = rankings(fit(inner.train), inner, k)
        scores[words] = float(measures.ndcg(ranks.hits, relevant).mean())
        progress(done / len(fits))
    best = max(scores, key=lambda words: scores[words])
    return best, fits[best]


def validation(train: Interactions, seed: int) -> Cut:
    """Return the training part cut once more; at most ``JUDGES`` members judge.

    Raises:
        DataError: If too few members liked something in the later part.
    """
    inner = cut(train)
    if len(inner.judged) <= JUDGES:
        return inner
    drawn = np.sort(
        seeds.stream(seed, "evaluate", "judges").permutation(len(inner.judged))[:JUDGES]
    )
    return dataclasses.replace(inner, judged=inner.judged[drawn], relevant=inner.relevant[drawn])


def _fit(
    data: Interactions, *, make: Callable[..., Scorer], likes: bool, settings: Settings
) -> Baseline:
    scorer = make(baselines.matrix(data, likes=likes), **settings)
    return Baseline(scorer=scorer, likes=likes, size=len(data.titles))
