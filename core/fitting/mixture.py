"""A Gaussian mixture of numbers that are known with an error of their own, one by one.

A member seen three times is known less well than one seen a hundred times. A plain mixture takes
that noise for a second kind of member; here every number brings its own error variance, and the
clusters are those of the true numbers behind them.
"""

import dataclasses

import numpy as np
from sklearn.cluster import KMeans

from core.fitting.sums import Floats

FLOOR = 0.001
"""Added to every variance at every step, so that no cluster shrinks to a point."""

STEPS = 200
CLOSE = 1e-2
"""Gain in log-likelihood, of the whole sample, under which the steps end."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Clusters of members.

    Args:
        share: Share of members in each cluster, shape ``(clusters,)``.
        means: Mean true numbers, shape ``(clusters, numbers)``.
        spreads: Their covariance inside a cluster, shape ``(clusters, numbers, numbers)``.
        likelihood: Log-likelihood of the sample it was fitted to.
        diagonal: Whether numbers do not go together inside a cluster.
    """

    share: Floats
    means: Floats
    spreads: Floats
    likelihood: float
    diagonal: bool

    def criterion(self, members: int) -> float:
        """Return the Bayesian information criterion; smaller is better."""
        clusters, width = self.means.shape
        spread = width if self.diagonal else width * (width + 1) / 2
        free = clusters * (1 + width + spread) - 1
        return float(free * np.log(members) - 2 * self.likelihood)

    def chances(self, numbers: Floats, errors: Floats) -> Floats:
        """Return each member's chance of belonging to each cluster, ``(members, clusters)``."""
        return _expect(self, numbers, errors)[0]

    def covariance(self, numbers: Floats, errors: Floats) -> Floats:
        """Return the covariance of the estimated shares, shape ``(clusters, clusters)``.

        The spreads inside clusters are taken as known: their many parameters would only add noise.

        Source:
            The empirical information matrix (McLachlan & Peel, Finite Mixture Models, 2000,
            section 2.15).
        """
        chances, _, steps = _expect(self, numbers, errors)
        clusters = len(self.share)
        parts = [chances[:, k, None] * solved for k, (solved, _) in enumerate(steps)]
        last = chances[:, -1:] / self.share[-1]
        parts.append(chances[:, :-1] / self.share[:-1] - last)
        scores = np.concatenate(parts, axis=1)
        inner = np.linalg.pinv(scores.T @ scores)[1 - clusters :, 1 - clusters :]
        spread = np.concatenate([np.eye(clusters - 1), -np.ones((1, clusters - 1))])
        return np.asarray(spread @ inner @ spread.T, dtype=float)


def mixture(
    numbers: Floats, errors: Floats, clusters: int, seed: int, *, diagonal: bool = False
) -> Mixture:
    """Fit a mixture by expectation and maximisation, from k-means.

    Args:
        numbers: Shape ``(members, numbers)``.
        errors: Variance of each number's error, same shape.
        clusters: How many.
        seed: Seed of the start.
        diagonal: Whether numbers do not go together inside a cluster: far fewer parameters.

    Source:
        Bovy, Hogg & Roweis, Annals of Applied Statistics 5(2B):1657, 2011 ("extreme
        deconvolution"), without projections.
    """
    scale = numbers.std(axis=0)
    near = KMeans(clusters, n_init=8, random_state=seed)  # type: ignore[no-untyped-call]
    start = near.fit_predict(numbers / np.where(scale > 0, scale, 1.0))  # type: ignore[no-untyped-call]
    means = np.array([numbers[start == k].mean(axis=0) for k in range(clusters)])
    left = numbers - means[start]
    inside = left.T @ left / len(numbers) + np.diag(0.05 * scale**2 + FLOOR)
    now = Mixture(
        share=np.bincount(start, minlength=clusters) / len(numbers),
        means=means,
        spreads=np.repeat(inside[None], clusters, axis=0),
        likelihood=-np.inf,
        diagonal=diagonal,
    )
    for _ in range(STEPS):
        following = _step(now, numbers, errors)
        gain = following.likelihood - now.likelihood
        now = following
        if gain < CLOSE:
            break
    return dataclasses.replace(now, likelihood=_expect(now, numbers, errors)[1])


def _expect(
    now: Mixture, numbers: Floats, errors: Floats
) -> tuple[Floats, float, list[tuple[Floats, Floats]]]:
    """Return chances, log-likelihood, and per cluster what each member's distance solves to."""
    logs, steps = [], []
    diagonal = np.arange(numbers.shape[1])
    for share, mean, spread in zip(now.share, now.means, now.spreads, strict=True):
        total = np.repeat(spread[None], len(numbers), axis=0)
        total[:, diagonal, diagonal] += errors
        inverse = np.linalg.inv(total)
        away = numbers - mean
        solved = np.einsum("nij,nj->ni", inverse, away)
        _, size = np.linalg.slogdet(total)
        logs.append(np.log(share) - 0.5 * (size + (solved * away).sum(axis=1)))
        steps.append((solved, inverse))
    each = np.stack(logs, axis=1) - 0.5 * numbers.shape[1] * np.log(2 * np.pi)
    top = each.max(axis=1, keepdims=True)
    whole = top + np.log(np.exp(each - top).sum(axis=1, keepdims=True))
    return np.exp(each - whole), float(whole.sum()), steps


def _step(now: Mixture, numbers: Floats, errors: Floats) -> Mixture:
    chances, likelihood, steps = _expect(now, numbers, errors)
    means, spreads = [], []
    for k, (solved, inverse) in enumerate(steps):
        weight = chances[:, k] / max(chances[:, k].sum(), 1e-9)
        spread = now.spreads[k]
        true = now.means[k] + solved @ spread
        mean = weight @ true
        left = true - mean
        inside = spread - spread @ np.tensordot(weight, inverse, 1) @ spread
        means.append(mean)
        made = (left * weight[:, None]).T @ left + inside + FLOOR * np.eye(len(mean))
        spreads.append(made * np.eye(len(mean)) if now.diagonal else made)
    share = np.maximum(chances.mean(axis=0), 1e-9)
    return Mixture(
        share=share / share.sum(),
        means=np.array(means),
        spreads=np.array(spreads),
        likelihood=likelihood,
        diagonal=now.diagonal,
    )
