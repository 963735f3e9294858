"""The table of the evaluation: ours beside what is simpler, with intervals and a verdict."""

import dataclasses
import json

import numpy as np
import pandas as pd

from core.playlists.blend import WEIGHTS
from core.playlists.evaluation import themes
from core.playlists.evaluation.judge import TEST, VALIDATION, Cut, Fit, cut, learn
from core.playlists.evaluation.takeup import CHANCE, TITLES
from core.recommend.evaluate.bootstrap import Difference, difference, figure, means, weights
from core.recommend.evaluate.report import Panel
from core.recommend.history import Array, Interactions
from core.recommend.taste import fit_taste

BASELINES = ("popularity", "jaccard", "cosine")
"""What ours must beat: most followed first, and most titles in common, in two measures."""

ABOUT = (
    "Hidden followers of lists, found again. Lists are {lists} themes (two genres at once, a genre "
    "in its decade, a tag) that authors lean to, of what they liked in the first 60 % of their "
    "histories. A follower is who later liked {titles} titles of a list or more that they had not "
    "seen, which by the titles' popularity alone would happen in fewer than 1 of {once} cases. "
    "Followers of the next 20 % are known, those of the last 20 % hidden: {followers} of {judged} "
    "members. What is suggested rests on what lies before that.\n"
    "By this rule a list that still has more for a member is taken up sooner, which is what the "
    "sign taste sums; longest, the lists with most titles first, shows that length alone does "
    "little. Weights of ours are learned on an earlier cut of the same histories (40, 60 and "
    "80 %); shipped are those learned so on ml-latest-small."
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """How good suggestions are.

    Args:
        panel: The table.
        less: Ours less each baseline on nDCG, by its name.
    """

    panel: Panel
    less: dict[str, Difference]

    @property
    def verdict(self) -> str:
        """Return in words whether ours beats both baselines."""
        said = [
            f"{name} {found.value:+.4f} ({found.low:+.4f} to {found.high:+.4f})"
            for name, found in self.less.items()
        ]
        beaten = all(found.low > 0 for found in self.less.values())
        word = "beats" if beaten else "does NOT beat"
        return f"nDCG of ours {word} every baseline beyond chance: {', '.join(said)}."

    def to_json(self) -> str:
        """Return the same figures as JSON, unrounded."""
        rows = self.panel.frame.to_json(orient="records", double_precision=15)
        told = {
            "about": self.panel.about,
            "models": json.loads(rows),
            "differences": [
                {"less": name, **dataclasses.asdict(found)} for name, found in self.less.items()
            ],
        }
        return json.dumps(told, indent=1)

    def __str__(self) -> str:
        return f"{self.panel}\n\n{self.verdict}"


def evaluate(
    name: str,
    data: Interactions,
    genres: Array,
    years: pd.Series,
    tags: pd.DataFrame,
    *,
    k: int = 10,
    seed: int = 7,
    fit: Fit = fit_taste,
) -> Evaluation:
    """Return how well hidden followers of lists are found again.

    Args:
        name: What the data are.
        data: Who took what, in order.
        genres: 1 where a title is of a genre, shape ``(titles, genres)``.
        years: Year of each title, shape ``(titles,)``.
        tags: ``member``, ``title_id`` and ``tag``; may be empty.
        k: Places of a shelf.
        seed: Of the bootstrap.
        fit: How a taste is learned.

    Raises:
        DataError: If the data hold no lists, or nobody who takes one up.
    """
    found = themes.pairs(genres, years)
    chosen = learn(cut(data, found, tags, VALIDATION, fit))
    judged = cut(data, found, tags, TEST, fit)
    gains = {model: judged.gains(scores, k) for model, scores in _models(judged, chosen).items()}
    drawn = weights(len(judged.hidden), seed)
    rows = []
    for model, (ndcg, recall) in gains.items():
        row: dict[str, object] = {"model": model}
        for measure, values in ((f"nDCG@{k}", ndcg), (f"recall@{k}", recall)):
            each = figure(float(values.mean()), means(values, drawn))
            row |= {measure: each.value, f"{measure}_low": each.low, f"{measure}_high": each.high}
        rows.append(row)
    ours = gains["ours"][0]
    less = {
        other: difference(
            float(ours.mean()),
            float(gains[other][0].mean()),
            means(ours, drawn),
            means(gains[other][0], drawn),
        )
        for other in BASELINES
    }
    about = ABOUT.format(
        lists=f"{judged.hidden.shape[1]:,}",
        titles=TITLES,
        once=round(1 / CHANCE),
        followers=f"{int(judged.hidden.sum()):,}",
        judged=f"{len(judged.hidden):,}",
    )
    said = ", ".join(f"{sign} {weight:g}" for sign, weight in chosen.items())
    panel = Panel(
        name="playlists",
        about=f"{name}. {about}\nWeights of ours: {said}. Intervals are 95 %, from bootstrap draws "
        "of members.",
        frame=pd.DataFrame(rows),
    )
    return Evaluation(panel=panel, less=less)


def _models(judged: Cut, chosen: dict[str, float]) -> dict[str, Array]:
    sizes = np.broadcast_to(judged.sizes.astype(np.float64), judged.hidden.shape)
    return {
        "ours": judged.scores(chosen),
        "shipped": judged.scores(WEIGHTS),
        "popularity": judged.scores({"followed": 1.0}),
        "jaccard": judged.jaccard,
        "cosine": judged.scores({"overlap": 1.0}),
        "list-kNN": judged.scores({"company": 1.0}),
        "taste": judged.scores({"taste": 1.0}),
        "crowd": judged.scores({"crowd": 1.0}),
        "longest": np.asarray(sizes),
    }
