"""Whom a simulated test treats together, what it then sees, and what that costs.

A test by member splits friends. A test by cluster treats communities of the follow graph as a
whole: more friends live in the same world, and fewer members' worth of chance is in the figures.
"""

import dataclasses

from core.experiment import Moments
from core.simulation.scenario import Setup

WITHIN = 0.46
"""Share of follows inside communities (sample_data/follows.csv, communities of at most 50)."""

DESIGN_EFFECT = 1.12
"""Members that a test by cluster needs for each of a test by member: those communities, and loners
alone, with members alike by 0.01 (Adams et al., JCE 57, 2004; assumption, 1.0 to 1.6)."""


def together(setup: Setup) -> float:
    """Return the share of a treated member's friends who are treated too.

    Example:
        >>> together(Setup()), together(Setup(question="ab"))
        (1.0, 0.5)
        >>> together(Setup(question="ab", unit="cluster"))
        0.73
    """
    if setup.question == "what-if":
        return 1.0
    return (1 + WITHIN) / 2 if setup.unit == "cluster" else 0.5


def by_cluster(setup: Setup) -> bool:
    """Return whether a set-up is a test that treats communities as a whole."""
    return setup.question == "ab" and setup.unit == "cluster"


def worth(moments: Moments) -> Moments:
    """Return the moments of as many independent members as those of clusters are worth.

    Means and variances stay; standard errors grow by the root of ``DESIGN_EFFECT``, and degrees
    of freedom shrink. The engines draw members who are alike by persona only, so the figures of a
    simulated test by cluster scatter a little less than these intervals say.

    Source:
        Kish, Survey Sampling (1965), ch. 5 and 8: effective sample size.
    """
    if moments.n < 2:
        return moments
    n = max(2, round(moments.n / DESIGN_EFFECT))
    return dataclasses.replace(
        moments,
        n=n,
        products=moments.products * ((n - 1) / (moments.n - 1)),
        cubes=moments.cubes * (n / moments.n),
    )
