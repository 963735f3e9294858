"""How well suggestions find follows that were hidden, beside simpler ways to suggest people.

A fifth of the follows are hidden, the weights are learned on what is left, and each reader's
hidden follows are looked for among the first ten suggestions. Newcomers are readers of whom every
follow is hidden, of theirs and towards them: all that is known of them is what they watched.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from core import seeds
from core.errors import SocialError
from core.recommend.evaluate import bootstrap
from core.recommend.evaluate.report import Panel
from core.recommend.history import Array, Flags
from core.social.likely import SIGNS, Graph, Signs, fifth, learn
from core.social.tastes import Tastes

TEN = 10

WAYS = ("suggestions", "common neighbours", "taste", "popularity", "random")
"""Ways to suggest people; the second is Adamic & Adar's."""

ALONE = {"common neighbours": "friends", "taste": "taste", "popularity": "known"}
"""Ways that follow one of ``SIGNS``."""

FAINT = 1e-6
"""Weight of chance beside a score: it decides ties alone."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What each way found again for each reader.

    Args:
        recall: By way, the share of a reader's hidden follows among the first ten, ``(readers,)``.
        weights: What was learned of the follows that were not hidden.
    """

    recall: Mapping[str, Array]
    weights: Array


def panel(graph: Graph, tastes: Tastes, *, seed: int = 7, draws: int = bootstrap.DRAWS) -> Panel:
    """Return recall at ten of each way, for all readers and for newcomers, with 95 % intervals.

    Args:
        graph: Who follows whom; see ``core.social.suggestions.world_graph``.
        tastes: Of its people.
        seed: Of what is hidden, of chance and of the intervals.
        draws: Of the bootstrap over readers.

    Raises:
        SocialError: If the graph has too few follows to hide some.
    """
    hide = fifth(len(graph.ends), seed, "measure")
    new = fifth(len(graph.people), seed, "newcomers")
    every = found_again(graph, tastes, hide, seed=seed)
    cold = found_again(
        graph, tastes, np.asarray(new[graph.ends].any(axis=1)), readers=new, seed=seed
    )
    rows = [
        {"people by": way, **_cells("recall", every, way, seed, draws)}
        | _cells("newcomers", cold, way, seed, draws)
        for way in WAYS
    ]
    less = [f"{_less(every, way, seed, draws)} than {way}" for way in ("popularity", "random")]
    about = (
        f"Suggestions of people: {hide.sum():,} of {len(hide):,} follows hidden, looked for among "
        f"the first {TEN} suggestions to {len(every.recall['random']):,} readers; recall is the "
        "mean share found again. Newcomers: "
        f"{len(cold.recall['random']):,} readers of whom every follow is hidden. Intervals: "
        "bootstrap over readers.\n"
        f"Suggestions find {' and '.join(less)}."
    )
    return Panel(name="suggestions", about=about, frame=pd.DataFrame(rows))


def found_again(
    graph: Graph, tastes: Tastes, hide: Flags, *, readers: Flags | None = None, seed: int
) -> Found:
    """Return what each way finds again of the follows hidden.

    Args:
        graph: Who follows whom.
        tastes: Of its people.
        hide: Which of ``graph.ends`` are hidden, shape ``(follows,)``.
        readers: Whose hidden follows are looked for, all without it, shape ``(people,)``.
        seed: Of chance.

    Raises:
        SocialError: If no follow of a reader is hidden.
    """
    ends, left = graph.ends, graph.keeping(~hide)
    asked = hide if readers is None else hide & readers[ends[:, 0]]
    if not asked.any():
        raise SocialError(
            f"Nothing is hidden to be found again: {len(ends):,} follows are too few."
        )
    weights = learn(left, tastes, seed=seed)
    signs = Signs.of(left, tastes)
    recall: dict[str, list[float]] = {way: [] for way in WAYS}
    for me in np.unique(ends[asked, 0]).tolist():
        mine = ends[:, 0] == me
        out = np.append(ends[mine & ~hide, 1], me)
        chance = seeds.stream(seed, "suggestions", "chance", me).random(len(graph.people))
        for way, score in _scores(signs.about(me), weights).items():
            score = score + FAINT * chance
            score[out] = -np.inf
            first = np.argpartition(-score, TEN)[:TEN]
            recall[way].append(float(np.isin(ends[mine & hide, 1], first).mean()))
    return Found(recall={way: np.array(shares) for way, shares in recall.items()}, weights=weights)


def _scores(about: Array, weights: Array) -> dict[str, Array]:
    found = {way: about[:, SIGNS.index(sign)] for way, sign in ALONE.items()}
    return {"suggestions": about @ weights, **found, "random": np.zeros(len(about))}


def _cells(name: str, found: Found, way: str, seed: int, draws: int) -> dict[str, float]:
    shares = found.recall[way]
    drawn = bootstrap.means(shares, bootstrap.weights(len(shares), seed, draws))
    figure = bootstrap.figure(float(shares.mean()), drawn)
    return {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}


def _less(found: Found, way: str, seed: int, draws: int) -> str:
    """Return how much more suggestions find than another way, readers paired."""
    ours, theirs = found.recall["suggestions"], found.recall[way]
    drawn = bootstrap.weights(len(ours), seed, draws)
    gain = bootstrap.difference(
        float(ours.mean()),
        float(theirs.mean()),
        bootstrap.means(ours, drawn),
        bootstrap.means(theirs, drawn),
    )
    return f"{100 * gain.value:.1f} ({100 * gain.low:.1f} to {100 * gain.high:.1f}) points more"
