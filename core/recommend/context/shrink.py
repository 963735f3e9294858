"""Empirical Bayes for counts: how many times likelier than expected, if few have said so.

A count of ``observed`` where ``expected`` was expected says that something is observed / expected
times likelier; of few counts that is noise. The ratio is taken to vary around 1 as a gamma does,
with the spread that the counts themselves show, and is pulled towards 1 accordingly.

Source:
    Clayton & Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in
    disease mapping", Biometrics 43:671, 1987; for many sparse counts DuMouchel, The American
    Statistician 53(3):177, 1999.
"""

import numpy as np
from scipy import special

from core.recommend.history import Array

WORTHS = np.geomspace(0.25, 65536.0, 19)
"""Counts that expectation may be worth, each twice the one before."""

SURE = 0.95
"""Posterior chance from which a page may say that something is likelier."""


def worth(observed: Array, expected: Array) -> float:
    """Return how many counts the expectation is worth: those that make the counts likeliest.

    With a gamma around 1 the counts are negative binomial. Noise without signal makes it large.

    Args:
        observed: Counts of disjoint events, any shape.
        expected: What was expected, same shape, not negative.

    Example:
        >>> worth(np.full(1000, 10.0), np.full(1000, 10.0))
        65536.0
    """
    some = expected > 0
    o, e = observed[some], expected[some]
    likely = [
        np.sum(
            special.gammaln(a + o) - special.gammaln(a) - a * np.log1p(e / a) - o * np.log(a + e)
        )
        for a in WORTHS
    ]
    return float(WORTHS[np.argmax(likely)]) if len(o) else float(WORTHS[-1])


def ratio(observed: Array, expected: Array, pull: float) -> Array:
    """Return how many times likelier than expected: the posterior mean, between 1 and the raw one.

    Example:
        >>> one, many = ratio(np.array([1.0, 100.0]), np.array([0.1, 10.0]), 10.0)
        >>> f"{one:.2f} {many:.2f}"
        '1.09 5.50'
    """
    mean: Array = (observed + pull) / (expected + pull)
    return mean


def surely(observed: float, expected: float, pull: float) -> float:
    """Return what the ratio exceeds with a posterior chance of ``SURE``."""
    return float(special.gammaincinv(observed + pull, 1 - SURE) / (expected + pull))


def centred(rates: Array, shares: Array) -> Array:
    """Return log-lifts from ratios, so that chances of all titles add up to 1 again.

    Args:
        rates: How many times likelier each title is, titles first.
        shares: Chance of each title everywhere, shape ``(titles,)``.
    """
    lifts: Array = np.log(rates / np.tensordot(shares, rates, axes=(0, 0)))
    return lifts
