"""Members influence one another: tests by cluster, and the effect on everybody.

A test that splits friends measures less than what happens when everybody gets an idea: treated
members lack treated friends, untreated ones have some. Treating whole communities of the follow
graph keeps most friends together, and what crosses the border is put right by a regression on
each member's share of treated friends.

Sources: Ugander, Karrer, Backstrom & Kleinberg, "Graph cluster randomization", KDD 2013; Aronow
& Samii, "Estimating average causal effects under general interference", Annals of Applied
Statistics 11 (2017), for exposure; Chin, "Regression adjustments for estimating the global
treatment effect in experiments with interference", Journal of Causal Inference 7 (2019); Hayes &
Moulton, Cluster Randomised Trials, 2nd ed. (2017).
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from core import seeds
from core.errors import ExperimentError
from core.experiment import blocks
from core.experiment.estimate import Estimate, check_alpha, independent, label
from core.experiment.moments import Columns, weighted
from core.experiment.readout import Readout, of_contrast
from core.experiment.relative import Method

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEW_CLUSTERS = 40
"""Clusters under which intervals may be too narrow (Cameron & Miller, "A practitioner's guide to
cluster-robust inference", Journal of Human Resources 50, 2015: 20 to 50)."""


def assign_clusters(cluster: npt.ArrayLike, seed: int) -> Ints:
    """Return each member's arm, where half of the clusters are treated as a whole.

    Args:
        cluster: Cluster of each member, any whole numbers, shape ``(members,)``.
        seed: Same seed, same arms.

    Returns:
        0 for control and 1 for treatment, shape ``(members,)``.

    Raises:
        ExperimentError: If there are fewer than two clusters.

    Example:
        >>> arms = assign_clusters([3, 3, 5, 5, 5, 8], seed=1)
        >>> int(arms[0] == arms[1]), int(arms[2] == arms[3] == arms[4])
        (1, 1)
    """
    names, place = np.unique(np.asarray(cluster), return_inverse=True)
    if len(names) < 2:
        raise ExperimentError(f"A test by cluster needs at least 2 clusters, not {len(names)}.")
    order = seeds.stream(seed, "interference", "arms").permutation(len(names))
    arms: Ints = (order % 2)[place]
    return arms


def exposed(arm: npt.ArrayLike, follower: npt.ArrayLike, followed: npt.ArrayLike) -> Floats:
    """Return the share of those each member follows who are treated.

    Who follows nobody counts as exposed to the own arm alone: neither an idea for everybody nor
    one for nobody would change what such a member's friends do.

    Args:
        arm: 0 or 1 for each member, shape ``(members,)``.
        follower: Who follows, as places in ``arm``, shape ``(follows,)``.
        followed: Whom, likewise.

    Example:
        >>> exposed([1, 0, 1], follower=[0, 0, 1], followed=[1, 2, 2]).tolist()
        [0.5, 1.0, 1.0]
    """
    arms = np.asarray(arm, dtype=np.float64)
    who, whom = (np.asarray(ends, dtype=np.int64) for ends in (follower, followed))
    friends = np.bincount(who, minlength=len(arms))
    treated = np.bincount(who, arms[whom], minlength=len(arms))
    share: Floats = np.divide(treated, friends, out=arms.copy(), where=friends > 0)
    return share


def cluster_difference(
    columns: Mapping[str, npt.ArrayLike],
    arm: npt.ArrayLike,
    cluster: npt.ArrayLike,
    numerator: Columns,
    denominator: Columns = (),
    *,
    exposure: npt.ArrayLike | None = None,
    metric: str = "",
    persona: str = "all",
    alpha: float = 0.05,
    relative: Method = "log-delta",
) -> Readout:
    """Return the readout of a test by cluster: everybody treated against nobody.

    With ``exposure``, a metric is taken to be linear in the share of treated friends, each arm
    with a line of its own; control is read where nobody is treated, treatment where everybody
    is. Without it the arms are compared as they are, and what crosses the clusters' borders
    goes missing. Standard errors leave out one cluster at a time, which for a ratio of totals
    is the delete-one form of the delete method's variance.

    Args:
        columns: One value per member in each, shape ``(members,)``.
        arm: 0 or 1 for each member.
        cluster: Cluster of each member, any whole numbers.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        exposure: Share of each member's friends who are treated, 0 to 1.
        metric: Name; by default what is divided by what.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.

    Raises:
        ExperimentError: If an arm has fewer than three clusters, a column is unknown or of
            another length, a denominator is zero, or exposure does not vary where it would
            have to tell.

    Source:
        Jackknife: MacKinnon, Nielsen & Webb, "Cluster-robust inference: a guide to empirical
        practice", Journal of Econometrics 232 (2023), CV3.
    """
    check_alpha(alpha)
    given = dict(columns) | {"arm": arm, "cluster": cluster}
    given |= {} if exposure is None else {"exposure": exposure}
    arrays = dict(zip(given, blocks.checked(given), strict=True))
    over = _summed(arrays, numerator)
    under = _summed(arrays, denominator) if denominator else np.ones_like(over)
    arms = []
    for number, name in enumerate(("control", "treatment")):
        mine = arrays["arm"] == number
        apart = None if exposure is None else arrays["exposure"][mine] - float(number)
        arms.append(
            _arm(over[mine], under[mine], arrays["cluster"][mine], apart, (name, label(numerator)))
        )
    sizes = [int((arrays["arm"] == number).sum()) for number in (0, 1)]
    return of_contrast(
        independent(*arms),
        (sizes[0], sizes[1]),
        members=sum(sizes),
        metric=metric or label(numerator, denominator),
        persona=persona,
        alpha=alpha,
        relative=relative,
        method="By cluster, jackknife"
        + (", adjusted for exposure" if exposure is not None else ""),
    )


def _summed(arrays: Mapping[str, npt.NDArray[np.float64]], columns: Columns) -> Floats:
    total = np.zeros(len(arrays["arm"]))
    for name, weight in weighted(columns).items():
        total += weight * arrays[name]
    return total


def _arm(
    over: Floats, under: Floats, cluster: Ints, apart: Floats | None, what: tuple[str, str]
) -> Estimate:
    """Return an arm's figure where ``apart`` is zero, with its variance over clusters."""
    names, place = np.unique(cluster, return_inverse=True)
    if len(names) < 3:
        raise ExperimentError(f"A test by cluster needs 3 clusters in {what[0]}, not {len(names)}.")
    level = apart is None or not apart.any()
    basis = [np.ones_like(over)] if level else [np.ones_like(over), np.asarray(apart)]
    size = len(names)
    known = np.stack(
        [[np.bincount(place, under * a * b, size) for a in basis] for b in basis], axis=-1
    ).transpose(1, 0, 2)
    wanted = np.stack([np.bincount(place, over * a, size) for a in basis], axis=-1)
    whole = known.sum(axis=0), wanted.sum(axis=0)
    value = float(np.linalg.solve(whole[0], whole[1])[0])
    left = np.linalg.solve(whole[0] - known, (whole[1] - wanted)[..., None])[:, 0, 0]
    variance = (size - 1) / size * float(((left - value) ** 2).sum())
    n = size - (len(basis) - 1)
    return Estimate(value, variance * n, n)
