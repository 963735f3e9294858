"""What a fit chooses on a cut of its own data: the end of each history, held back."""

import dataclasses
from collections.abc import Callable

import numpy as np

from core.recommend.history import Array, Flags, Interactions, Ints
from core.recommend.taste.bench import Bench, Mix, clearly, spread
from core.recommend.taste.clocks import Clocks
from core.recommend.taste.ridge import ease, sequence
from core.recommend.taste.view import View
from core.seeds import stream

HELD_BACK = 0.2
"""Share of a history, its end, that is held back to choose on."""

COLUMNS = 1536
"""Titles on which the fit chooses, at most: the most taken carry most of what is liked."""

TRIED = 768
"""Titles on which half-lives are chosen, at most."""

JUDGED = 800
"""Members on whom the fit chooses, at most; the pasts of all are learned from."""

SAMPLED = (25_000, 100_000)
"""Rows from which half-lives are chosen: a quarter of all, but no fewer and no more."""

EASE_FADES = 0.5
"""Half-life of likes in EASE, beside a sequence, as a share of the history."""

EASE_FIRMER = 3.0
"""Ridge of EASE beside a sequence, in the one that is best for it alone."""

NEXT = 0.05
"""Half-life of what comes next under which only the very next title counts."""

HALF_LIVES = ((2.0, 20.0), (1.0, 8.0), (4.0, 60.0))
"""Half-lives of the fast and the slow clock that are tried, titles."""

AHEAD = (1.5, NEXT)
"""Half-lives of what comes next that are tried, titles."""

RIDGE, EASE_RIDGE = 1000.0, 200.0
"""Where the search for ridges begins; it climbs by factors while that helps."""

STEP, CLIMBS = 3.0, 4


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a fit chose.

    Args:
        clocks: Clocks of the sequence; None where nothing could be judged.
        mix: Shares, damping and what they reached.
        ridge: Ridge of the sequence.
        ease_ridge: Ridge of EASE.
        narrower: Titles that EASE reaches under that ridge, in those under the one best alone.
    """

    clocks: Clocks | None
    mix: Mix
    ridge: float
    ease_ridge: float
    narrower: float


def choose(view: View, seed: int, tell: Callable[[float], None]) -> Chosen:
    """Return what does best on the end of each history, learned from what came before."""
    data = view.data
    held = _held(data)
    width = min(COLUMNS, max(len(view.core) // 2, 512), len(view.core))
    past = view.on(data.take(~held))
    judged = _judged(view, held, width, seed)
    if not len(judged):
        mix = Mix(share=0.0, lean=0.0, damping=0.0, ndcg=np.nan, plain=np.nan)
        return Chosen(clocks=None, mix=mix, ridge=RIDGE, ease_ridge=EASE_RIDGE, narrower=1.0)
    bench = _bench(view, past, held, judged, width)
    likes, gram = past.likes(width), past.gram(width)
    mine = likes[judged]
    ease_ridge, plain = _climb(
        EASE_RIDGE,
        lambda ridge: spread(mine @ ease(likes, ridge, gram)),
        lambda scores: bench.judge(scores),
    )
    beside = ease(likes, EASE_FIRMER * ease_ridge, gram)
    base = spread(past.fading_likes(EASE_FADES, width)[judged] @ beside)
    tell(0.05)
    clocks = _clocks(past, bench, judged, seed, base)
    tell(0.3)
    found = past.sums(clocks)
    ridge, ordered = _climb(
        RIDGE,
        lambda ridge: _sequence(past, judged, clocks, sequence(found, ridge)),
        lambda scores: bench.usual(scores, base),
    )
    tell(0.45)
    mix = bench.choose(plain, base, ordered)
    return Chosen(
        clocks=clocks,
        mix=mix,
        ridge=ridge,
        ease_ridge=ease_ridge * (EASE_FIRMER if mix.share else 1),
        narrower=bench.reach(mine @ beside) / bench.reach(plain) if mix.share else 1.0,
    )


def _clocks(past: View, bench: Bench, judged: Ints, seed: int, base: Array) -> Clocks:
    """Return the clocks whose sequence adds most to EASE, learned from a sample of members."""
    least, most = SAMPLED
    full = base.shape[1]
    rows = min(max(len(past.data) // 4, least), most)
    some = past.sample(rows, stream(seed, "taste", "half-lives"))
    width = min(base.shape[1], TRIED)
    narrow, base = bench.narrowed(width), base[:, :width]

    def gains(clocks: Clocks) -> Array:
        scores = _sequence(past, judged, clocks, sequence(some.sums(clocks), RIDGE))
        return narrow.usual(scores, base)

    (short, long), *others = HALF_LIVES
    best = Clocks(short=short, long=long, ahead=AHEAD[0], titles=width, recent=(width + 1) // 2)
    reached = gains(best)
    trials = [(pair, None) for pair in others] + [(None, ahead) for ahead in AHEAD[1:]]
    for pair, ahead in trials:
        short, long = pair or (best.short, best.long)
        other = dataclasses.replace(best, short=short, long=long, ahead=ahead or best.ahead)
        tried = gains(other)
        if clearly(tried, reached):
            best, reached = other, tried
    return dataclasses.replace(best, titles=full, recent=(full + 1) // 2)


def _sequence(past: View, judged: Ints, clocks: Clocks, weights: tuple[Array, Array]) -> Array:
    slow, fast = weights
    found = past.faded(clocks.long, len(slow))[judged] @ slow
    found += past.faded(clocks.short, len(fast))[judged] @ fast
    return spread(found)


def _climb(
    start: float, scores: Callable[[float], Array], gains: Callable[[Array], Array]
) -> tuple[float, Array]:
    """Return a ridge and its scores, uphill from a start as long as a step clearly helps."""
    best, found = start, scores(start)
    reached = gains(found)
    for factor in (STEP, 1 / STEP):
        if best != start:
            break
        for _ in range(CLIMBS):
            tried = scores(best * factor)
            gain = gains(tried)
            if not clearly(gain, reached):
                break
            best, found, reached = best * factor, tried, gain
    return best, found


def _held(data: Interactions) -> Flags:
    """Return the rows held back: the last fifth of each history, one at least of two."""
    counts = np.diff(data.starts)
    back = np.where(counts > 1, np.maximum(np.rint(counts * HELD_BACK), 1), 0)
    place = np.arange(len(data)) - data.starts[data.member]
    return np.asarray(place >= (counts - back)[data.member])


def _judged(view: View, held: Flags, width: int, seed: int) -> Ints:
    """Return members, drawn if too many, who liked a title tried on after their past."""
    data = view.data
    column = view.columns[data.title]
    able = np.unique(data.member[held & data.liked & (column >= 0) & (column < width)])
    if len(able) > JUDGED:
        able = np.sort(stream(seed, "taste", "judged").choice(able, JUDGED, replace=False))
    return able.astype(np.int64)


def _bench(view: View, past: View, held: Flags, judged: Ints, width: int) -> Bench:
    later = view.on(view.data.take(held)).likes(width)
    return Bench(
        seen=past.taken(width)[judged].toarray() > 0,
        wanted=later[judged].toarray() > 0,
        lengths=np.diff(past.data.starts)[judged],
    )
