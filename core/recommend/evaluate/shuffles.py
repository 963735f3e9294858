"""What hour, place and company are worth, on the simulated world, each beside a shuffled control.

Everything is learned from what came before a moment: the one that leaves a fifth of the viewings
after it. Judged are the titles that members then began for the first time, each by the place it
takes among all titles the member had not taken. Three orders are compared, the same viewings in
each:

- *with* what is known: taste, plus the log-lift of the viewing's own hour (or place);
- *shuffled*: the same, with the hours (or places) of the viewings dealt out anew among them;
- *without*: taste alone.

Company is judged in ``core.recommend.evaluate.sofa``: friends beside strangers.

A newcomer is a member whose history is hidden: popularity stands in for taste. How much the lift
weighs is chosen on a validation cut before the moment, once for all three orders.

The world is simulated: these figures say that the engine finds what the simulation put there, and
nothing about people. MovieLens holds no viewing hour and no neighbourhood worth using.
"""

import dataclasses

import numpy as np
import pandas as pd

from core import seeds
from core.recommend.evaluate import bootstrap, sofa
from core.recommend.evaluate.split import SHARE
from core.recommend.evaluate.stage import Stage, moment, stage
from core.recommend.history import Array, Ints
from core.world import World

WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Weights of a lift that are tried on the validation cut."""

TOP = 10
CHUNK = 2_000
"""Viewings ranked at once."""

COLUMNS = (
    "ingredient", "measure", "value", "low", "high", "shuffled", "shuffled_low", "shuffled_high",
    "without", "gain", "gain_low", "gain_high", "p", "weight", "n",
)  # fmt: skip
"""Columns of ``contexts``; ``gain`` is the value less the shuffled one, paired."""


def contexts(world: World, seed: int = 7, *, draws: int = bootstrap.DRAWS) -> pd.DataFrame:
    """Return what hour, place and company are worth.

    Args:
        world: The simulated world.
        seed: Of the shuffle and of the bootstrap over members.
        draws: Bootstrap draws.

    Returns:
        ``COLUMNS``, a row each for hour and place, for members and for newcomers, and for company.

    Raises:
        DataError: If the world holds too few viewings to judge by.
    """
    last = moment(world.viewings["at"], SHARE)
    earlier = world.viewings["at"][world.viewings["at"] < last]
    test = stage(world, last, None, seed)
    inner = stage(world, moment(earlier, SHARE), last, seed)
    rows = []
    for newcomer in (False, True):
        for name in ("hour", "place"):
            weight = _weight(inner, name, newcomer=newcomer)
            rows.append(_row(test, name, weight, seed, draws, newcomer=newcomer))
    rows += [dict(zip(COLUMNS, row, strict=True)) for row in sofa.rows(world, test, seed, draws)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _weight(inner: Stage, name: str, *, newcomer: bool) -> float:
    gains = [_gains(inner, name, inner.viewings, each, newcomer=newcomer) for each in WEIGHTS]
    return WEIGHTS[int(np.argmax([each.mean() for each in gains]))]


def _row(
    test: Stage, name: str, weight: float, seed: int, draws: int, *, newcomer: bool
) -> dict[str, object]:
    dealt = seeds.stream(seed, "evaluate", name).permutation(len(test.viewings))
    mixed = test.viewings.copy()
    for column in ("hour", "weekday", "place"):
        mixed[column] = mixed[column].to_numpy()[dealt]
    with_it = _gains(test, name, test.viewings, weight, newcomer=newcomer)
    shuffled = _gains(test, name, mixed, weight, newcomer=newcomer)
    without = _gains(test, name, test.viewings, 0.0, newcomer=newcomer)
    member = pd.factorize(test.viewings["member"])[0]
    drawn = bootstrap.weights(int(member.max()) + 1, seed, draws)
    found, control = (_means(gains, member, drawn) for gains in (with_it, shuffled))
    value, low, high = dataclasses.astuple(bootstrap.figure(with_it.mean(), found))
    mid, mid_low, mid_high = dataclasses.astuple(bootstrap.figure(shuffled.mean(), control))
    pair = bootstrap.difference(value, mid, found, control)
    cells = (
        f"{name}, for newcomers" if newcomer else name,
        f"nDCG@{TOP}",
        *(value, low, high, mid, mid_low, mid_high, float(without.mean())),
        *(pair.value, pair.low, pair.high, pair.p, weight, len(with_it)),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _means(gains: Array, member: Ints, drawn: Array) -> Array:
    """Return the mean gain of each draw of members, who weigh by their viewings."""
    return np.asarray(drawn @ np.bincount(member, gains) / (drawn @ np.bincount(member)))


def _gains(known: Stage, name: str, rows: pd.DataFrame, weight: float, *, newcomer: bool) -> Array:
    """Return the nDCG of each viewing: 1 / log2(place + 1) of its one title, 0 past the top."""
    lifts = known.hours if name == "hour" else known.places
    places = np.empty(len(rows))
    for start in range(0, len(rows), CHUNK):
        part = rows.iloc[start : start + CHUNK]
        member, title = part["member"].to_numpy(), part["title"].to_numpy()
        scores = np.tile(known.fame, (len(part), 1)) if newcomer else known.taste[member]
        if weight:
            scores = scores + weight * lifts(part)
        if not newcomer:
            scores = np.where(known.seen[member], -np.inf, scores)
        own = scores[np.arange(len(part)), title][:, None]
        level = (scores == own).sum(axis=1) - 1
        places[start : start + CHUNK] = 1 + (scores > own).sum(axis=1) + level / 2
    return np.where(places <= TOP, 1 / np.log2(places + 1), 0.0)
