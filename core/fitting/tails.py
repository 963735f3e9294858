"""How unevenly members use the service, beside what the simulation assumes."""

from collections.abc import Callable

import numpy as np
from scipy import optimize, special

from core import seeds
from core.fitting.sums import ALPHA, Figure, Floats, Z

RESAMPLES = 400
EVEN = 200.0
"""A gamma shape above this is no spread that anybody would see."""


def activity_shape(counts: Floats, exposure: Floats) -> Figure | None:
    """Return the gamma shape of members' own rates, freed of chance: small is heavy-tailed.

    Args:
        counts: What each member did.
        exposure: Time each was followed; members without are left out.

    Returns:
        The shape, one over the squared relative spread of the rates; ``None`` where the counts
        spread no more than chance does, or fewer than two members count.

    Source:
        The negative binomial's likelihood with exposure (Hilbe, Negative Binomial Regression,
        2nd ed., 2011, ch. 8), maximised; Wald interval of the shape's logarithm.
    """
    used = exposure > 0
    counts, exposure = counts[used], exposure[used] / max(float(exposure[used].mean()), 1e-12)
    if len(counts) < 2 or counts.sum() == 0:
        return None
    levels, inverse = np.unique(counts, return_inverse=True)
    often = np.bincount(inverse)

    def unlikely(logs: Floats) -> float:
        mean, shape = np.exp(logs)
        rate = shape / mean
        fixed = often @ (special.gammaln(shape + levels) - special.gammaln(shape))
        spread = shape * np.log(rate) - (shape + counts) * np.log(rate + exposure)
        return float(-(fixed + spread.sum()))

    mean = counts.sum() / exposure.sum()
    start = np.array([np.log(mean), 0.0])
    bounds = [(start[0] - 5, start[0] + 5), (np.log(1e-3), np.log(2 * EVEN))]
    best = optimize.minimize(unlikely, start, method="L-BFGS-B", bounds=bounds)
    shape = float(np.exp(best.x[1]))
    curvature = _curvature(unlikely, best.x)
    if shape >= EVEN or np.linalg.det(curvature) <= 0:
        return None
    width = float(np.exp(Z * np.sqrt(np.linalg.inv(curvature)[1, 1])))
    return Figure(
        value=shape,
        low=shape / width,
        high=shape * width,
        n=len(counts),
        method="negative binomial, maximum likelihood",
    )


def _curvature(function: Callable[[Floats], float], at: Floats, step: float = 1e-3) -> Floats:
    made = np.empty((2, 2))
    unit = np.eye(2) * step
    for i in range(2):
        for j in range(2):
            made[i, j] = (
                function(at + unit[i] + unit[j])
                - function(at + unit[i] - unit[j])
                - function(at - unit[i] + unit[j])
                + function(at - unit[i] - unit[j])
            ) / (4 * step**2)
    return made


def top_share(counts: Floats, part: float) -> float:
    """Return the share of everything that the most active ``part`` of members did.

    Example:
        >>> top_share(np.array([8.0, 1, 1, 0]), 0.25)
        0.8
    """
    ordered = np.sort(counts)[::-1]
    reach = part * len(ordered)
    whole = int(reach)
    rest = (reach - whole) * ordered[whole] if whole < len(ordered) else 0.0
    return float((ordered[:whole].sum() + rest) / max(ordered.sum(), 1e-300))


def top_figure(counts: Floats, part: float, seed: int) -> Figure:
    """Return ``top_share`` with a bootstrap interval over members.

    Args:
        counts: What each member did; not all zero.
        part: Part of members, 0 to 1.
        seed: Seed of the resamples.

    Source:
        Percentile bootstrap (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13).
    """
    ordered = np.sort(counts)[::-1]
    draw = seeds.stream(seed, "fit", "top")
    n = len(ordered)
    found = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        times = draw.multinomial(n, np.full(n, 1 / n))
        before = np.cumsum(times) - times
        taken = np.clip(part * n - before, 0, times)
        found[number] = (taken @ ordered) / max(float(times @ ordered), 1e-300)
    low, high = np.quantile(found, [ALPHA / 2, 1 - ALPHA / 2])
    return Figure(
        value=top_share(counts, part),
        low=float(low),
        high=float(high),
        n=n,
        method=f"bootstrap over members, {RESAMPLES}",
    )
