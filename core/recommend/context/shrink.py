"""Empirical Bayes for counts: how many times likelier than expected, if few have said so.

A count of ``observed`` where ``expected`` was expected says that something is observed / expected
times likelier; of few counts that is noise. The ratio is taken to vary around a prior as a gamma
does, with the spread that the counts themselves show, and is pulled towards it.

Source:
    Clayton & Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in
    disease mapping", Biometrics 43:671, 1987; for many sparse counts DuMouchel, The American
    Statistician 53(3):177, 1999.
"""

import numpy as np
from scipy import special

from core.recommend.history import Array

STRENGTHS = np.geomspace(0.25, 65536.0, 37)
"""Prior counts that are tried, a factor of the square root of two apart."""


def strength(observed: Array, expected: Array, prior: Array) -> float:
    """Return the counts that the prior is worth: those under which the counts are likeliest.

    With a gamma prior the counts are negative binomial; the strength is of maximum likelihood
    among ``STRENGTHS``. Much noise and little signal make it large.

    Args:
        observed: Counts of disjoint events, any shape.
        expected: What would be expected of no effect, same shape, not negative.
        prior: Ratio expected before these counts are seen, same shape, positive.

    Example:
        >>> even = np.full(1000, 10.0)
        >>> strength(even, even, np.ones(1000))
        65536.0
    """
    some = expected > 0
    if not some.any():
        return float(STRENGTHS[-1])
    o, e, mean = observed[some], expected[some], prior[some]
    said = np.empty(len(STRENGTHS))
    for place, each in enumerate(STRENGTHS):
        shape = each * mean
        gains = special.gammaln(shape + o) - special.gammaln(shape)
        said[place] = np.sum(gains + shape * np.log(each / (each + e)) + o * np.log(e / (each + e)))
    return float(STRENGTHS[np.argmax(said)])


def ratio(observed: Array, expected: Array, prior: Array, worth: float) -> Array:
    """Return the posterior mean of the ratio, between the prior and observed / expected.

    Example:
        >>> float(ratio(np.array([1.0]), np.array([0.1]), np.array([1.0]), 10.0)[0])
        1.0891089108910892
    """
    mean: Array = (observed + worth * prior) / (expected + worth)
    return mean


def surely(observed: float, expected: float, prior: float, worth: float) -> float:
    """Return what the ratio exceeds with a posterior chance of 95 %."""
    low = special.gammaincinv(observed + worth * prior, 0.05)
    return float(low / (expected + worth))


def centred(rates: Array, shares: Array) -> Array:
    """Return log-lifts from ratios: their mean by ``shares`` over the first axis is 1.

    Args:
        rates: Ratios, titles first.
        shares: Share of each title everywhere, shape ``(titles,)``, which add up to 1.
    """
    total = np.tensordot(shares, rates, axes=(0, 0))
    lifts: Array = np.log(rates / total)
    return lifts
