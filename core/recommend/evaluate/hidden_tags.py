"""How well moods are told for titles whose tags are hidden, beside genres and words.

The titles to which people gave a tag of some mood are dealt into five folds. For each fold a model
sees every title and member, but the tags of the other folds only; it orders the fold's titles for
each mood, and what people tagged them is the truth. Figures are means over folds; intervals come
from titles drawn again and again.

- *genres*: titles of the mood's genres first, the most taken first: what a shelf by genre shows.
- *words*: TF-IDF of a title's words and genres, likeness to the mean of the other folds' titles of
  that mood.
"""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from core import seeds
from core.catalogue import MOODS
from core.errors import DataError
from core.recommend.evaluate import bootstrap, measures
from core.recommend.history import Array, Flags, Interactions, Ints
from core.recommend.mood import fit_moods

TOP = 10
FOLDS = 5
FEWEST = 10 * FOLDS
"""Titles with a tag of a mood an evaluation needs at least: ten to order in each fold."""


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


TRUTH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "laugh": _words_of(
            "funny, very funny, hilarious, comedy, humor, humour, humorous, witty, laugh, silly, "
            "dark comedy, black comedy, satire, parody, spoof, slapstick, dark humor, crude humor, "
            "off-beat comedy, british comedy, screwball, mockumentary, sarcasm, irreverent"
        ),
        "relax": _words_of(
            "feel-good, feel good, feel good movie, heartwarming, relaxing, light, lighthearted, "
            "light-hearted, cozy, calm, sweet, cute, charming, fun, whimsical, gentle, comforting, "
            "easygoing, family, friendship"
        ),
        "thrill": _words_of(
            "suspense, suspenseful, tense, tension, thrilling, thriller, exciting, action, "
            "action packed, gripping, fast-paced, fast paced, intense, adrenaline, chase, heist, "
            "car chase, survival, kidnapping, assassination, hit men, spying"
        ),
        "cry": _words_of(
            "sad, tear jerker, tearjerker, heartbreaking, tragic, tragedy, emotional, moving, "
            "touching, bittersweet, depressing, poignant, sentimental, melancholy, melancholic, "
            "grief, death, made me cry, terminal illness, loneliness, holocaust, orphans"
        ),
        "scare": _words_of(
            "scary, horror, creepy, frightening, terrifying, eerie, disturbing, haunting, slasher, "
            "ghosts, haunted house, zombies, gory, gore, spooky, nightmare, demons, gothic, "
            "evil children, serial killer, halloween"
        ),
        "think": _words_of(
            "thought-provoking, thought provoking, philosophical, philosophy, mindfuck, "
            "mind-bending, mind bending, cerebral, intelligent, complex, complicated, clever, "
            "psychological, psychology, social commentary, existential, existentialism, deep, "
            "intellectual, surreal, enigmatic, nonlinear, dystopia, artificial intelligence, "
            "alternate reality, twist ending"
        ),
        "romance": _words_of(
            "romance, romantic, love, love story, romantic comedy, chick flick, wedding, marriage, "
            "true love, relationships, jane austen, adultery"
        ),
        "inspire": _words_of(
            "inspirational, inspiring, uplifting, motivational, hope, hopeful, true story, "
            "based on a true story, courage, triumph, redemption, underdog, freedom, "
            "life-affirming, boxing, baseball, basketball, sports, disability, biopic, girl power"
        ),
    }
)
"""Tags that say a title is of a mood, for judging only: our own list (assumption), read in lower
case and whole. It is kept apart from what the engine knows of words."""

GENRES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "laugh": ("comedy",),
        "relax": ("family", "animation", "comedy", "music"),
        "thrill": ("thriller", "action", "crime"),
        "cry": ("drama", "war"),
        "scare": ("horror",),
        "think": ("documentary", "mystery", "scifi", "drama"),
        "romance": ("romance",),
        "inspire": ("biography", "sport", "documentary", "drama"),
    }
)
"""A plain genre shelf for each mood (assumption): its first genre counts most."""

COLUMNS = (
    "mood", "model", "value", "low", "high",
    "ours_less", "ours_less_low", "ours_less_high", "p", "titles", "n",
)  # fmt: skip
"""Columns of ``moods``: ``ours_less`` is ours less a baseline, paired; ``titles`` are those of the
mood among ``n`` with a tag of any."""

OURS = "moods"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """What moods are judged on.

    Args:
        rows: Tagged titles, rows of the catalogue, shape ``(n,)``.
        fold: Fold of each, shape ``(n,)``.
        truth: Whether people tagged it so, shape ``(n, moods)``.
        scores: What each model made of it while its tags were hidden, ``(n, moods)``.
    """

    rows: Ints
    fold: Ints
    truth: Flags
    scores: Mapping[str, Array]


def moods(
    titles: pd.DataFrame,
    tags: pd.DataFrame,
    data: Interactions,
    *,
    factors: Array | None = None,
    seed: int = 7,
    draws: int = bootstrap.DRAWS,
) -> pd.DataFrame:
    """Return how well each mood is told for titles whose tags are hidden.

    Args:
        titles: The catalogue: ``title_id``, ``title``, ``year``, ``genres``.
        tags: ``member``, ``title_id``, ``tag``.
        data: Who took what, counted in the same titles.
        factors: Titles in taste space; made from ``data`` without it.
        seed: Of folds and bootstrap.
        draws: Bootstrap draws of titles.

    Returns:
        ``COLUMNS``: ours and the two baselines for each mood that two titles in each fold have,
        and their mean over these moods as ``all``.

    Raises:
        DataError: If too few titles are tagged, or no mood is tagged often enough.
    """
    bench = judge(titles, tags, data, factors=factors, seed=seed)
    per_fold = np.array([bench.truth[bench.fold == each].sum(axis=0) for each in range(FOLDS)])
    told = np.flatnonzero(per_fold.min(axis=0) >= 2).tolist()
    if not told:
        raise DataError("Expected tags that name a mood for two titles in each fold; none do.")
    picked = bootstrap.weights(len(bench.rows), seed, draws)
    once = np.ones((1, len(bench.rows)))
    found = []
    for model, scores in bench.scores.items():
        values = np.array([_values(scores, bench, each, once)[0] for each in told])
        drawn = np.array([_values(scores, bench, each, picked) for each in told])
        counts = bench.truth[:, told].sum(axis=0)
        for place, each in enumerate(told):
            found.append((MOODS[each], model, values[place], drawn[place], counts[place]))
        some = bench.truth[:, told].any(axis=1).sum()
        found.append(("all", model, values.mean(), drawn.mean(axis=0), some))
    frame = pd.DataFrame(_rows(found, len(bench.rows)), columns=list(COLUMNS))
    order = {mood: place for place, mood in enumerate((*MOODS, "all"))}
    return frame.sort_values("mood", key=lambda each: each.map(order), kind="stable").reset_index(
        drop=True
    )


def _rows(found: list[tuple[str, str, float, Array, int]], count: int) -> list[tuple[object, ...]]:
    """Return the rows of ``COLUMNS``; ours is held against each baseline, draw by draw."""
    ours = {mood: (value, drawn) for mood, model, value, drawn, _ in found if model == OURS}
    rows: list[tuple[object, ...]] = []
    for mood, model, value, drawn, titles in found:
        less: tuple[float, ...] = (np.nan,) * 4
        if model != OURS:
            pair = bootstrap.difference(ours[mood][0], value, ours[mood][1], drawn)
            less = pair.value, pair.low, pair.high, pair.p
        figure = dataclasses.astuple(bootstrap.figure(value, drawn))
        rows.append((mood, model, *figure, *less, int(titles), count))
    return rows


def judge(
    titles: pd.DataFrame,
    tags: pd.DataFrame,
    data: Interactions,
    *,
    factors: Array | None,
    seed: int,
) -> Bench:
    """Return what each model makes of every tagged title while its tags are hidden."""
    index = pd.Index(titles["title_id"])
    said = tags["tag"].str.casefold().str.strip()
    tagged = index.get_indexer(pd.Index(tags["title_id"]))
    telling = said.isin([word for words in TRUTH.values() for word in words]).to_numpy()
    rows = np.unique(tagged[telling])
    if len(rows) < FEWEST:
        raise DataError(
            f"Moods are judged on at least {FEWEST} titles with a tag of a mood, not {len(rows)}."
        )
    truth = np.zeros((len(rows), len(MOODS)), dtype=bool)
    for column, mood in enumerate(MOODS):
        truth[np.searchsorted(rows, tagged[said.isin(TRUTH[mood]).to_numpy()]), column] = True
    fold = seeds.stream(seed, "evaluate", "folds").permutation(len(rows)) % FOLDS
    scores = {name: np.zeros(truth.shape) for name in (OURS, "words")}
    words = _words(titles, rows)
    for each in range(FOLDS):
        hidden = fold == each
        shown = tags[~np.isin(tagged, rows[hidden])]
        made = fit_moods(titles, tags=shown, data=data, factors=factors, seed=seed)
        scores[OURS][hidden] = made.profile[rows[hidden]]
        scores["words"][hidden] = words[hidden] @ _centres(words[~hidden], truth[~hidden])
    scores["genres"] = _by_genre(titles, data)[rows]
    return Bench(rows=rows, fold=fold, truth=truth, scores=scores)


def _values(scores: Array, bench: Bench, mood: int, picked: Array) -> Array:
    """Return the mean nDCG of the folds for a mood in each draw, shape ``(draws,)``.

    A title stands in a draw's order as often as it was picked; folds without a title of the mood
    are left out of the mean.
    """
    worth = np.concatenate([[0.0], np.cumsum(measures.discounts(TOP))])
    total, folds = np.zeros(len(picked)), np.zeros(len(picked))
    for each in range(FOLDS):
        mine = np.flatnonzero(bench.fold == each)
        order = mine[np.argsort(-scores[mine, mood], kind="stable")]
        copies = picked[:, order].astype(np.int64)
        ends = np.minimum(copies.cumsum(axis=1), TOP)
        begins = np.concatenate([np.zeros((len(picked), 1), dtype=np.int64), ends[:, :-1]], axis=1)
        hits = bench.truth[order, mood]
        gained = (worth[ends] - worth[begins]) @ hits
        best = worth[np.minimum(copies @ hits, TOP)]
        total += np.divide(gained, best, out=np.zeros(len(picked)), where=best > 0)
        folds += best > 0
    return np.asarray(total / np.maximum(folds, 1))


def _words(titles: pd.DataFrame, rows: Ints) -> Array:
    genres = titles["genres"].fillna("").str.replace(";", " ")
    text = (titles["title"] + " " + genres).iloc[rows]
    counting: Any = TfidfVectorizer
    return np.asarray(counting(stop_words="english").fit_transform(text).toarray())


def _centres(words: Array, truth: Flags) -> Array:
    """Return the mean words of each mood's titles, of length 1, shape ``(words, moods)``."""
    centres = words.T @ truth / np.maximum(truth.sum(axis=0), 1)
    return np.asarray(centres / np.maximum(np.linalg.norm(centres, axis=0), 1e-12))


def _by_genre(titles: pd.DataFrame, data: Interactions) -> Array:
    """Return what a shelf by genre makes of each title, shape ``(titles, moods)``."""
    takers = np.bincount(data.title, minlength=len(titles))
    fame = takers / (takers.max(initial=1) + 1)
    lists = titles["genres"].fillna("").str.split(";")
    table = np.zeros((len(titles), len(MOODS)))
    for column, mood in enumerate(MOODS):
        worth = {genre: 1 / (1 + place) for place, genre in enumerate(GENRES_OF[mood])}
        table[:, column] = [max([worth.get(each, 0.0) for each in row]) for row in lists]
    return np.asarray(2 * (table > 0) * (1 + table) + fame[:, None])
