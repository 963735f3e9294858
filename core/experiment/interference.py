"""Members influence one another: tests by cluster, and the effect on everybody.

A test that splits friends measures less than what happens when everybody gets an idea: treated
members lack treated friends, untreated ones have some. Treating whole communities of the follow
graph keeps most friends together, and what crosses the border is put right by a regression on
each member's share of treated friends, and on how many they are.

Sources: Ugander, Karrer, Backstrom & Kleinberg, "Graph cluster randomization", KDD 2013; Aronow
& Samii, "Estimating average causal effects under general interference", Annals of Applied
Statistics 11 (2017), for exposure; Chin, "Regression adjustments for estimating the global
treatment effect in experiments with interference", Journal of Causal Inference 7 (2019); Hayes &
Moulton, Cluster Randomised Trials, 2nd ed. (2017).
"""

import dataclasses
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
from core.knobs import unknown_key

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEW_CLUSTERS = 20
"""Clusters of an arm under which intervals may be too narrow (Cameron & Miller, "A practitioner's
guide to cluster-robust inference", Journal of Human Resources 50, 2015: 20 to 50)."""

BARELY = 1e-9
"""Share of a line's information that is left when exposure does not vary but for rounding."""


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
    friends: npt.ArrayLike | None = None,
    metric: str = "",
    persona: str = "all",
    alpha: float = 0.05,
    relative: Method = "log-delta",
) -> Readout:
    """Return the readout of a test by cluster: everybody treated against nobody.

    With ``exposure``, a metric is taken to be linear in the share of treated friends, in each
    arm with a line of its own; control is read where nobody is treated, treatment where
    everybody is. Without it the arms are compared as they are, and what friends in other
    clusters do goes missing. With ``friends``, level and slope may grow with their number: who
    follows one member is at an end of the line more often than who follows twenty, and loses
    less by it, so that one line for both would be too flat. Standard errors come from leaving
    out one cluster at a time.

    Args:
        columns: One value per member in each, shape ``(members,)``.
        arm: 0 or 1 for each member.
        cluster: Cluster of each member, any whole numbers.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        exposure: Share of each member's friends who are treated, 0 to 1.
        friends: How many these are; only beside ``exposure``.
        metric: Name; by default what is divided by what.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.

    Raises:
        ExperimentError: If an arm has fewer than three clusters, a column is unknown or not a
            number for each member, a denominator is zero, friends come without exposure, or
            exposure does not vary in an arm where it would have to tell.

    Source:
        Jackknife: MacKinnon, Nielsen & Webb, "Cluster-robust inference: a guide to empirical
        practice", Journal of Econometrics 232 (2023), CV3; for means by cluster of unequal size
        Middleton & Aronow, Statistics, Politics and Policy 6 (2015).
    """
    check_alpha(alpha)
    test = _checked(columns, arm, cluster, numerator, denominator, exposure, friends)
    what = label(numerator, denominator)
    arms = [_arm(test, number, name, what) for number, name in enumerate(("control", "treatment"))]
    sizes = int((test.arm == 0).sum()), int((test.arm == 1).sum())
    return of_contrast(
        independent(*arms),
        sizes,
        members=sum(sizes),
        metric=metric or what,
        persona=persona,
        alpha=alpha,
        relative=relative,
        method="By cluster, jackknife" + _adjusted(test),
        warnings=_warnings(test),
    )


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Test:
    """One value per member: what over what, arm, cluster, way to the arm's end, friends."""

    over: Floats
    under: Floats
    arm: Ints
    cluster: Ints
    apart: Floats
    friends: Floats


def _checked(
    columns: Mapping[str, npt.ArrayLike],
    arm: npt.ArrayLike,
    cluster: npt.ArrayLike,
    numerator: Columns,
    denominator: Columns,
    exposure: npt.ArrayLike | None,
    friends: npt.ArrayLike | None,
) -> _Test:
    if exposure is None and friends is not None:
        raise ExperimentError("The number of friends tells nothing without exposure to them.")
    sides = weighted(numerator), weighted(denominator)
    for name in (name for side in sides for name in side):
        if name not in columns:
            raise ExperimentError(unknown_key(name, list(columns)))
    given = {f"column {name}": columns[name] for side in sides for name in side}
    given |= {"arm": arm, "cluster": cluster, "exposure": arm if exposure is None else exposure}
    given |= {"friends": np.zeros(np.shape(arm)) if friends is None else friends}
    arrays = dict(zip(given, blocks.checked(given), strict=True))
    arms, share = arrays["arm"], arrays["exposure"]
    if not np.isin(arms, (0, 1)).all():
        raise ExperimentError("arm must be 0 for control or 1 for treatment, for every member.")
    if not ((share >= 0) & (share <= 1)).all():
        raise ExperimentError("exposure must be a share from 0 to 1, for every member.")
    if not (np.isfinite(arrays["friends"]) & (arrays["friends"] >= 0)).all():
        raise ExperimentError("friends must be a number from 0, for every member.")
    over, under = (
        sum((w * arrays[f"column {name}"] for name, w in side.items()), np.zeros(len(arms)))
        for side in sides
    )
    if not np.isfinite([over.sum(), under.sum()]).all():
        raise ExperimentError(f"{label(numerator, denominator)} must be finite for every member.")
    return _Test(
        over=over,
        under=under if denominator else np.ones(len(arms)),
        arm=arms.astype(np.int64),
        cluster=arrays["cluster"].astype(np.int64),
        apart=share - arms,
        friends=arrays["friends"],
    )


def _arm(test: _Test, number: int, arm: str, what: str) -> Estimate:
    """Return an arm's figure where all friends are treated alike, its variance over clusters.

    The lines are fitted by the arm's totals: ``over - under * fit`` is to be zero in the mean, and
    in the mean weighted by each part of the fit. Both sides add up over clusters. The figure is
    the mean of the fit where nobody is apart from the arm's end.
    """
    mine = test.arm == number
    over, under = test.over[mine], test.under[mine]
    names, place = np.unique(test.cluster[mine], return_inverse=True)
    size = len(names)
    if size < 3:
        raise ExperimentError(f"A test by cluster needs at least 3 clusters in {arm}, not {size}.")
    levels, slopes = _basis(test.apart[mine], test.friends[mine])
    basis = levels + slopes
    rows = [[np.bincount(place, under * a * b, size) for a in basis] for b in basis]
    left = np.moveaxis(np.array(rows), -1, 0)
    right = np.stack([np.bincount(place, over * a, size) for a in basis], axis=-1)
    whole = left.sum(axis=0), right.sum(axis=0)
    lefts = np.concatenate([whole[0][None], whole[0] - left])
    rights = np.concatenate([whole[1][None], whole[1] - right])
    _check_told(lefts, arm, what)
    fits = np.linalg.solve(lefts, rights[..., None])[..., 0]
    at = lefts[:, 0, : len(levels)] / lefts[:, 0, :1]
    figures = (at * fits[:, : len(levels)]).sum(axis=1)
    variance = (size - 1) / size * float(((figures[1:] - figures[0]) ** 2).sum())
    free = size + 1 - len(basis)
    return Estimate(float(figures[0]), variance * free, free)


def _basis(apart: Floats, friends: Floats) -> tuple[list[Floats], list[Floats]]:
    """Return what level and slope of an arm are made of; friends are counted from their mean."""
    levels = [np.ones_like(apart)]
    if not apart.any():
        return levels, []
    if np.ptp(friends) > 0:
        levels.append((friends - friends.mean()) / friends.std())
    return levels, [level * apart for level in levels]


def _check_told(lefts: Floats, arm: str, what: str) -> None:
    """Refuse lines that the arm, or the arm without one cluster, does not determine."""
    if not (lefts[:, 0, 0] > 0).all():
        raise ExperimentError(
            f"{what} is undefined in {arm}, or would be without one of its clusters: what it is "
            "divided by is zero."
        )
    if lefts.shape[1] > 1:
        told = np.linalg.det(lefts) > BARELY * np.diagonal(lefts, axis1=1, axis2=2).prod(axis=1)
        if not told.all():
            raise ExperimentError(
                f"Exposure hardly varies in {arm}, or would not without one of its clusters, so it "
                f"cannot tell what treated friends do to {what}; leave it out, and read the arms "
                "as they are."
            )


def _adjusted(test: _Test) -> str:
    if not test.apart.any():
        return ""
    return ", adjusted for exposure" + (" and friends" if np.ptp(test.friends) > 0 else "")


def _warnings(test: _Test) -> tuple[str, ...]:
    arms = [set(np.unique(test.cluster[test.arm == number]).tolist()) for number in (0, 1)]
    found = []
    fewest = min(len(clusters) for clusters in arms)
    if fewest < FEW_CLUSTERS:
        found.append(
            f"An arm has {fewest} clusters: under about {FEW_CLUSTERS} its interval may be too "
            "narrow."
        )
    split = len(arms[0] & arms[1])
    if split:
        found.append(
            f"{split:,} clusters have members in both arms, so this is no test by cluster."
        )
    return tuple(found)
