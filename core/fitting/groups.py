"""Which persona each member is: as the log says, or by clustering what members do.

Clustering, where the log names no personas: every member becomes a few numbers that habits name
too (``core.fitting.features``), each with its own error, for a member hardly seen is hardly known.
A Gaussian mixture of one to ``MOST`` clusters is fitted to the numbers behind the errors
(``core.fitting.mixture``); one more cluster must be very strongly supported by the Bayesian
information criterion, must hold enough members, and must be told apart from the others.

Clusters become personas by optimal assignment: each number is standardised across the clusters,
each habit across the personas, and the pairing with the smallest sum of squared distances wins
(Kuhn, Naval Research Logistics 2, 1955). What is compared is thus who is the busier, the more
curious or the more sociable one, not absolute rates: a log of ratings has other units. A cluster
left over where there are more clusters than personas joins its nearest persona.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import optimize
from threadpoolctl import threadpool_limits

from core import seeds
from core.fitting.features import FEATURES, Feature
from core.fitting.log import Log
from core.fitting.mixture import Mixture, mixture
from core.fitting.sums import Figure, Floats, Z, proportion
from core.people import PERSONAS

MOST = 4
FEWEST = 20
SMALLEST = 0.03
"""A cluster holds at least so many members, and this share of them (assumption)."""

TOLD_APART = 0.85
"""Certainty with which the members of each cluster are placed, at least: two that overlap may
describe the numbers better, but are not two kinds (assumption, 0.8 to 0.93; kinds that are there
came out at 0.94 and more, the halves of a single skewed one at 0.77 and less)."""

EVIDENCE = 10.0
"""What one more cluster must lower the criterion by: very strong evidence (Kass & Raftery, JASA
90:773, 1995)."""

HOPELESS = 50.0
"""By how much a number of clusters must be worse than the best so far that no more are tried."""

SAMPLE = 2_000
"""Members the mixture is fitted to, at most; all are then assigned."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Who belongs to which persona.

    Args:
        weights: By persona, how much of each member of the log belongs to it, 0 to 1.
        shares: By persona, its share of members, with the interval.
        certainty: Mean chance of the cluster each member is assigned to; 1 where the log says.
        labelled: Whether the log names the personas.
        clusters: How many clusters were found.
        features: Names of the numbers that were clustered.
    """

    weights: Mapping[str, Floats]
    shares: Mapping[str, Figure]
    certainty: float
    labelled: bool
    clusters: int
    features: tuple[str, ...]


def group(log: Log, *, seed: int) -> Groups:
    """Return which persona each member is.

    Args:
        log: The log; where it names the persona of nine members in ten, those names count.
        seed: Seed of the clustering; members' order and names do not matter.
    """
    named = log.members["persona"].to_numpy(dtype=object)
    if (named != "").mean() >= 0.9:
        weights = {slug: (named == slug).astype(float) for slug in _slugs(named)}
        size = float((named != "").sum())
        shares = {slug: proportion(float(part.sum()), size) for slug, part in weights.items()}
        return Groups(
            weights=weights, shares=shares, certainty=1.0, labelled=True, clusters=0, features=()
        )
    used = [each for each in FEATURES if log.types.issuperset(each.needs)]
    pairs = {each: each.number(log.members) for each in used}
    used = [each for each, (number, _) in pairs.items() if number.std() > 1e-6]
    if not used:
        return _alike(len(log.members), ())
    numbers, errors = (np.column_stack([pairs[each][i] for each in used]) for i in (0, 1))
    # many small matrices: threads only wait for one another
    with threadpool_limits(1):  # type: ignore[no-untyped-call]
        return _clustered(used, numbers, errors, seed)


def _slugs(named: np.ndarray) -> list[str]:
    order = [persona.slug for persona in PERSONAS]
    found = {str(slug) for slug in named if slug}
    return [slug for slug in order if slug in found] + sorted(found.difference(order))


def _alike(members: int, features: tuple[str, ...]) -> Groups:
    return Groups(
        weights={}, shares={}, certainty=1.0, labelled=False, clusters=1, features=features
    )


def _clustered(used: Sequence[Feature], numbers: Floats, errors: Floats, seed: int) -> Groups:
    names = tuple(each.name for each in used)
    order = np.lexsort(
        np.hstack([numbers, errors]).T
    )  # the same members in any order give the same clusters
    draw = seeds.stream(seed, "fit", "sample")
    pick = order[np.sort(draw.permutation(len(order))[:SAMPLE])]
    found = _best(numbers[pick], errors[pick], seed)
    if found is None:
        return _alike(len(numbers), names)
    chances = found.chances(numbers, errors)
    persona = match(found.means, used)
    covariance = found.covariance(numbers[pick], errors[pick]) * len(pick) / len(numbers)
    weights, shares = {}, {}
    for place, each in enumerate(PERSONAS):
        mine = persona == place
        weights[each.slug] = chances[:, mine].sum(axis=1)
        error = float(np.sqrt(max(mine @ covariance @ mine, 0.0)))
        shares[each.slug] = _share(weights[each.slug], error)
    return Groups(
        weights=weights,
        shares=shares,
        certainty=float(chances.max(axis=1).mean()),
        labelled=False,
        clusters=len(found.share),
        features=names,
    )


def _best(numbers: Floats, errors: Floats, seed: int) -> Mixture | None:
    """Return the mixture the information criterion prefers; ``None`` for a single cluster."""
    best, least = None, np.inf
    for clusters in range(1, MOST + 1):
        if clusters > 1 and len(numbers) < clusters * FEWEST:
            break
        start = seeds.key(seed, "fit") % 2**32
        found = min(
            (mixture(numbers, errors, clusters, start, diagonal=shape) for shape in (True, False)),
            key=lambda each: each.criterion(len(numbers)),
        )
        criterion = found.criterion(len(numbers))
        if criterion > least + HOPELESS:
            break
        smallest = found.share.min()
        chances = found.chances(numbers, errors)
        certainty = ((chances**2).sum(axis=0) / np.maximum(chances.sum(axis=0), 1e-9)).min()
        apart = certainty >= TOLD_APART and smallest >= max(SMALLEST, FEWEST / len(numbers))
        if apart and criterion < least - EVIDENCE:
            best, least = found, criterion
    return None if best is None or len(best.share) == 1 else best


def match(centres: Floats, used: Sequence[Feature]) -> np.ndarray:
    """Return the index in ``PERSONAS`` that each cluster is matched with.

    Args:
        centres: The clusters' mean numbers, shape ``(clusters, features)``.
        used: The features, in the order of the columns.
    """
    ideal = np.array([[each.of(persona.habits) for each in used] for persona in PERSONAS])
    apart = ((_standard(centres)[:, None] - _standard(ideal)[None]) ** 2).sum(axis=2)
    found = apart.argmin(axis=1)
    rows, columns = optimize.linear_sum_assignment(apart)
    found[rows] = columns
    return np.asarray(found)


def _standard(rows: Floats) -> Floats:
    spread = rows.std(axis=0)
    return np.asarray((rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _share(weights: Floats, error: float) -> Figure:
    n = len(weights)
    share = float(weights.mean())
    wilson = proportion(share * n, n)
    half = Z * error
    return Figure(
        value=share,
        low=max(min(wilson.low, share - half), 0.0),
        high=min(max(wilson.high, share + half), 1.0),
        n=n,
        method="mixture, empirical information",
    )
