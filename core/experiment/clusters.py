"""Clusters of a follow graph: communities small enough to be treated as a whole by the toss.

A community is what modularity makes of the graph (Louvain); one that is too large is taken apart
as a graph of its own, until none holds more than a few dozen members.

Sources: Blondel, Guillaume, Lambiotte & Lefebvre, "Fast unfolding of communities in large
networks", Journal of Statistical Mechanics (2008), P10008; Ugander, Karrer, Backstrom & Kleinberg,
"Graph cluster randomization: network exposure to multiple universes", KDD 2013.
"""

import dataclasses

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sknetwork.clustering import Louvain  # type: ignore[import-untyped]

from core.errors import ExperimentError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST = 50
"""Members of a cluster at most (assumption, 20 to 500: a school class to a small town)."""

ALIKE = 0.01
"""Correlation of two members of a cluster (Adams et al., "Patterns of intra-cluster correlation
from primary care research", Journal of Clinical Epidemiology 57, 2004: median 0.01, quartiles 0 to
0.03; another field's figure, so an assumption here, 0 to 0.05)."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Clusters:
    """A partition of members along whom they follow.

    Args:
        label: Cluster of each member, from 0, shape ``(members,)``; who neither follows nor is
            followed is a cluster alone.
        within: Share of follows inside clusters, 0 to 1; 0 without follows.
        stretch: Times the variance that reading both arms at their ends costs, with level and
            slope by number of friends: where friends are mostly of the same cluster, everybody is
            near an end already.
    """

    label: Ints
    within: float
    stretch: float

    @property
    def sizes(self) -> Ints:
        """Members of each cluster, shape ``(clusters,)``."""
        return np.bincount(self.label)

    @property
    def communities(self) -> int:
        """Clusters of at least two members."""
        return int((self.sizes > 1).sum())

    def design_effect(self, alike: float = ALIKE) -> float:
        """Return how many times the members of a per-member test a test by cluster needs.

        Args:
            alike: Correlation of two members of a cluster in what is measured.

        Source:
            Eldridge, Ashby & Kerry, "Sample size for cluster randomized trials: effect of
            coefficient of variation of cluster size and analysis method", International
            Journal of Epidemiology 35 (2006), for clusters of unequal size.
        """
        sizes = self.sizes.astype(float)
        together = (sizes @ sizes) / sizes.sum()
        return float((1 + (together - 1) * alike) * self.stretch)


def communities(
    members: int, follower: npt.ArrayLike, followed: npt.ArrayLike, *, most: int = MOST
) -> Clusters:
    """Return clusters of a follow graph.

    Args:
        members: Members, also those without follows.
        follower: Who follows, from 0 to ``members`` - 1, shape ``(follows,)``.
        followed: Whom, likewise.
        most: Members of a cluster at most, 2 or more.

    Returns:
        The clusters, the same for the same graph.

    Raises:
        ExperimentError: If there is nobody, an end of a follow is not a member, or ``most`` is
            less than 2.

    Example:
        >>> found = communities(7, follower=[0, 1, 2, 3, 4, 5], followed=[1, 2, 0, 4, 5, 3])
        >>> found.label.tolist(), found.within, found.communities
        ([0, 0, 0, 1, 1, 1, 2], 1.0, 2)
    """
    who, whom = (np.asarray(ends, dtype=np.int64) for ends in (follower, followed))
    if members < 1 or who.shape != whom.shape or who.ndim != 1:
        raise ExperimentError(
            f"Clusters need members and as many followers as followed, not {members} members, "
            f"{who.shape} and {whom.shape}."
        )
    if who.size and not (min(who.min(), whom.min()) >= 0 and max(who.max(), whom.max()) < members):
        raise ExperimentError(f"Follows must join members numbered 0 to {members - 1:,}.")
    if most < 2:
        raise ExperimentError(f"A cluster must be allowed at least 2 members, not {most}.")
    one_way = sparse.csr_array((np.ones(who.size), (who, whom)), shape=(members, members))
    label = _split((one_way + one_way.T).tocsr(), most)
    return Clusters(
        label=label,
        within=float((label[who] == label[whom]).mean()) if who.size else 0.0,
        stretch=_stretch(np.bincount(who, minlength=members), *_distance(label, who, whom)),
    )


def _split(ties: sparse.csr_array, most: int) -> Ints:
    """Return labels in the order in which clusters first appear."""
    label = np.arange(ties.shape[0], dtype=np.int64)
    tied = np.flatnonzero(np.diff(ties.indptr))
    waiting = [(tied, 1.0)] if tied.size else []
    while waiting:
        nodes, resolution = waiting.pop()
        part = ties[nodes][:, nodes]
        found = Louvain(resolution=resolution, random_state=0).fit_predict(sparse.csr_matrix(part))
        order = np.argsort(found, kind="stable")
        groups = np.split(nodes[order], np.cumsum(np.bincount(found))[:-1])
        for group in groups:
            label[group] = group[0]
        finer = 2 * resolution if len(groups) == 1 else 1.0
        waiting += [(group, finer) for group in groups if len(group) > most]
    named: Ints = np.unique(label, return_inverse=True)[1]
    return named


def _distance(label: Ints, who: Ints, whom: Ints) -> tuple[Floats, Floats]:
    """Return how far each member is from their arm's end: its mean, and the mean of its square.

    Each cluster is treated with chance one half. A member is as far from the end as the share
    of friends in clusters treated otherwise: half of those outside the own cluster, give or
    take the toss of each of their clusters.
    """
    members, clusters = len(label), int(label.max()) + 1
    friends = np.bincount(who, minlength=members)
    outside = label[who] != label[whom]
    pairs, count = np.unique(who[outside] * clusters + label[whom[outside]], return_counts=True)
    mine = pairs // clusters
    share = count / friends[mine]
    away = np.bincount(mine, share, minlength=members) / 2
    toss = np.bincount(mine, share**2, minlength=members) / 4
    return away, away**2 + toss


def _stretch(friends: Ints, away: Floats, square: Floats) -> float:
    """Return the variance of a fit read at the end, as a multiple of that of a mean.

    The fit is that of ``interference``: level and slope, both with the number of friends.
    """
    if not away.any():
        return 1.0
    levels = [np.ones(len(friends))]
    if np.ptp(friends) > 0:
        levels.append((friends - friends.mean()) / friends.std())
    basis = np.array(levels)
    level, both, slope = (basis * by @ basis.T / len(friends) for by in (1.0, away, square))
    told = np.block([[level, both], [both, slope]])
    return max(1.0, float(np.linalg.pinv(told, hermitian=True)[0, 0]))
