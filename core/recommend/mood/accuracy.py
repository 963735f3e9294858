"""How well moods are recognised in titles whose moods the fit was not shown."""

import zlib

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from core.catalogue import MOODS
from core.errors import RecommendError
from core.recommend.history import Interactions
from core.recommend.mood.evidence import evidence
from core.recommend.mood.fit import fit_moods
from core.recommend.mood.genres import genre_flags, genre_prior

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SAYS_SO = 0.8
"""Weight of a tag from which a tagged title counts as having the mood."""


def accuracy(
    titles: pd.DataFrame,
    *,
    tags: pd.DataFrame | None = None,
    data: Interactions | None = None,
    folds: int = 5,
    k: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how well moods are recognised, each title judged by a fit that was not shown its own.

    True is what an editor says where titles carry moods, else what tags say.

    Args:
        titles: As for ``fit_moods``.
        tags: As for ``fit_moods``.
        data: As for ``fit_moods``.
        folds: Parts that titles are held out in.
        k: Length of the shelf that precision and nDCG look at.
        seed: Which titles are held out together.

    Returns:
        A row for each mood: ``mood``; ``titles`` judged; ``n`` of them that have it;
        ``precision``, ``ndcg`` (both at ``k``) and ``auc``; and the same three of a genre table
        by renown, ``genre_precision``, ``genre_ndcg`` and ``genre_auc``. NaN where no title has
        the mood, or every one does.

    Raises:
        RecommendError: If nothing is said of any title, or ``folds`` is less than two.
    """
    if folds < 2:
        raise RecommendError(f"folds must be 2 or more, not {folds}.")
    said = evidence(titles, tags)
    judged = said.edited if said.edited.any() else said.count > 0
    if not judged.any():
        raise RecommendError("Expected moods or tags to judge by; no title has any.")
    truth = said.editor if said.edited.any() else said.said >= SAYS_SO
    part = np.array([zlib.crc32(f"judged {seed}:{name}".encode()) for name in titles["title_id"]])
    part = part % folds
    scores = np.zeros(truth.shape)
    renown = np.zeros(len(titles))
    for fold in range(folds):
        hidden = judged & (part == fold)
        moods = fit_moods(titles, tags=tags, data=data, seed=seed, hidden=hidden)
        renown = moods.known.renown
        scores[hidden] = (moods.profile * np.exp(renown)[:, None])[hidden]
    table = genre_prior(genre_flags(titles["genres"])) + 1e-3 * renown[:, None]
    rows = []
    for column, mood in enumerate(MOODS):
        has = truth[judged, column]
        ours = _figures(scores[judged, column], has, k)
        genre = {f"genre_{name}": v for name, v in _figures(table[judged, column], has, k).items()}
        counts = {"mood": mood, "titles": int(judged.sum()), "n": int(has.sum())}
        rows.append({**counts, **ours, **genre})
    return pd.DataFrame(rows)


def _figures(scores: Array, has: Flags, k: int) -> dict[str, float]:
    """Return precision and nDCG of the first ``k``, and the area under the ROC curve.

    Source:
        Järvelin & Kekäläinen, ACM TOIS 20(4), 2002, for nDCG; Hanley & McNeil, Radiology
        143(1), 1982, for the area as a rank sum.
    """
    number = int(has.sum())
    if number in (0, len(has)):
        return {"precision": np.nan, "ndcg": np.nan, "auc": np.nan}
    first = has[np.argsort(-scores, kind="stable")[:k]]
    discount = 1 / np.log2(np.arange(len(first)) + 2)
    ranks = float(rankdata(scores)[has].sum())
    return {
        "precision": float(first.mean()),
        "ndcg": float(first @ discount / discount[: min(number, len(first))].sum()),
        "auc": (ranks - number * (number + 1) / 2) / (number * (len(has) - number)),
    }
