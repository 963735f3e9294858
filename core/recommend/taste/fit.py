"""The fit of a taste: closed forms, and a cut of the data on which to choose between them."""

import dataclasses
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

from core.errors import DataError
from core.recommend.history import Array, Interactions, Ints
from core.recommend.taste import cold
from core.recommend.taste.bench import WIDER, Bench, damper
from core.recommend.taste.choose import EASE_FADES, Chosen, choose
from core.recommend.taste.clocks import Clocks
from core.recommend.taste.model import Part, Taste
from core.recommend.taste.ridge import sequence
from core.recommend.taste.view import DISLIKED, ROWS_A_CHUNK, Mapper, View
from core.seeds import stream

COLUMNS = 4096
"""Titles learned from, at most: the most taken. Bounds time and memory of the fit."""

RECENT = 1536
"""Titles that the fast clock sees, at most."""

MANY = 2048
"""Titles from which on the rare are left out."""

RARE = 5
"""Takings below which a title is left out, where there are more titles than ``MANY``."""

FACTORS = 64
"""Dimensions of the space of tastes, at most."""

SHELVES = 610
"""Members on whose shelves reach is counted, at most."""

Progress = Callable[[float], None]


def fit_taste(
    data: Interactions,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    mapper: Mapper = map,
    rows_a_chunk: int = ROWS_A_CHUNK,
) -> Taste:
    """Return the taste of these interactions.

    Two closed forms are mixed: EASE on what was liked, and a ridge regression from the past as
    two exponential clocks show it to what was liked next. Their ridges, half-lives and shares
    are chosen on the end of each history, held back; then both learn from all of the data.

    Args:
        data: Who took what, in order.
        seed: Names the draw of members on whom the fit chooses.
        progress: Told the share of the view that is done.
        mapper: An ordered map over chunks of members: the builtin, that of an executor or of a
            cluster. The result is the same to the bit, since chunks add up in their order.
        rows_a_chunk: Rows summed at once.

    Raises:
        DataError: If there are no interactions.

    Source:
        Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019; Choi et al.,
        Session-aware Linear Item-Item Models (SLIST), WWW 2021.
    """
    if not len(data):
        raise DataError("Expected interactions to learn a taste from; there are none.")
    tell = progress or (lambda share: None)
    if not data.liked.any():
        data = dataclasses.replace(data, liked=np.ones(len(data), dtype=bool))
    core = _core(data)
    view = View(data, core, mapper, rows_a_chunk)
    chosen = choose(view, seed, tell)
    tell(0.5)
    mix = chosen.mix
    alone = Part(
        weights=view.ease(chosen.ease_ridge, len(core)),
        half_life=EASE_FADES if mix.share else None,
        disliked=0.0,
        relative=True,
    )
    groups: list[tuple[Part, ...]] = [(alone,)]
    tell(0.6)
    if chosen.clocks is not None and mix.share > 0:
        fast = min(RECENT, max(len(core) // 2, 512), len(core))
        clocks = dataclasses.replace(chosen.clocks, titles=len(core), recent=fast)
        found = view.sums(clocks)
        tell(0.75)
        groups.append(_parts(sequence(found, chosen.ridge), clocks))
    tell(0.95)
    recent, fading = cold.recent(data)
    taste = Taste(
        titles=data.titles,
        popularity=cold.popularity(data),
        recent=recent,
        core=core,
        groups=tuple(groups),
        share=mix.share,
        lean=mix.lean,
        damping=np.ones(len(core)),
        factors=_factors(data, seed),
        mix=_words(chosen, fading),
    )
    damping, power = _damping(taste, data, chosen, seed)
    tell(1.0)
    return dataclasses.replace(taste, damping=damping, mix={**taste.mix, "damping": power})


def _damping(taste: Taste, data: Interactions, chosen: Chosen, seed: int) -> tuple[Array, float]:
    """Return the least damping whose shelves reach enough titles, and its power.

    Reach asks for no truth held back, so it is counted on the fitted taste itself, over the
    shelves of members, drawn if they are many; validation says only how far damping may go.
    """
    starts = data.starts
    having = np.flatnonzero(np.diff(starts))
    if len(having) > SHELVES:
        having = stream(seed, "taste", "shelves").choice(having, SHELVES, replace=False)
    histories = [data.slice(*starts[[row, row + 1]].tolist()) for row in having]
    seen = View(data, taste.core, map, len(data)).taken(len(taste.core))[having].toarray() > 0
    lengths = np.diff(starts)[having]
    bench = Bench(seen=seen, wanted=seen, lengths=lengths)
    (part,), *_ = taste.groups
    unfaded = dataclasses.replace(part, half_life=None)
    plain = dataclasses.replace(taste, groups=((unfaded,),), share=0.0)
    mixed = taste.mixed(histories)
    enough = WIDER * bench.reach(plain.mixed(histories)) / chosen.narrower
    spreads = mixed.std(axis=0)
    damping, power = np.ones(len(taste.core)), 0.0
    for power in np.arange(0, chosen.mix.damping + 0.01, 0.05).round(2).tolist():
        damping = damper(spreads, power)
        if bench.reach(mixed * damping) >= enough:
            break
    return damping, power


def _words(chosen: Chosen, fading: float) -> dict[str, float]:
    said = {
        "sequence": chosen.mix.share,
        "sequence_leans_to_short": chosen.mix.lean,
        "ease": 1 - chosen.mix.share,
        "ease_ridge": chosen.ease_ridge,
        "popularity_half_life": fading,
        "validated_ndcg": chosen.mix.ndcg,
        "validated_ndcg_of_ease": chosen.mix.plain,
    }
    if chosen.clocks is not None:
        said |= {
            "sequence_ridge": chosen.ridge,
            "half_life_slow": chosen.clocks.long,
            "half_life_fast": chosen.clocks.short,
            "half_life_ahead": chosen.clocks.ahead,
        }
    return said


def _parts(weights: tuple[Array, Array], clocks: Clocks) -> tuple[Part, ...]:
    return tuple(
        Part(weights=each, half_life=half_life, disliked=DISLIKED)
        for each, half_life in zip(weights, (clocks.long, clocks.short), strict=True)
    )


def _core(data: Interactions) -> Ints:
    counts = np.bincount(data.title, minlength=len(data.titles))
    least = RARE if len(data.titles) > MANY and counts.max() >= RARE else 1
    order = np.argsort(-counts, kind="stable")[:COLUMNS]
    return order[counts[order] >= least].astype(np.int64)


def _factors(data: Interactions, seed: int) -> Array:
    """Return titles in the space of a truncated singular value decomposition.

    Both margins are divided by their square roots, lest the popular be alike by that alone.
    """
    taken = np.bincount(data.title, minlength=len(data.titles)).astype(np.float64)
    took = np.diff(data.starts).astype(np.float64)
    weight = 1 / np.sqrt(taken[data.title] * took[data.member])
    entries = sp.csr_array((weight, (data.member, data.title)), (len(took), len(taken)))
    size = min(FACTORS, *entries.shape)
    _, strength, right = randomized_svd(entries, size, n_iter=3, random_state=seed)
    return np.asarray(right.T * strength)
