"""What is popular now: what a stranger is shown, and how fast popularity fades."""

import numpy as np

from core.recommend.history import Array, Interactions

FADING = (0.02, 0.1, 0.5, np.inf)
"""Half-lives of popularity that are tried, as shares of the time the data spans."""


def popularity(data: Interactions) -> Array:
    """Return the share of members who took each title, shape ``(titles,)``."""
    counts = np.bincount(data.title, minlength=len(data.titles))
    return np.asarray(counts / max(len(data.members), 1))


def recent(data: Interactions) -> tuple[Array, float]:
    """Return what is popular at the end of the data, shares that add up to 1, and its fading.

    The half-life is the one under which the newest fifth of the members took, first of all,
    what the others had made popular by then.

    Returns:
        The shares, shape ``(titles,)``, and the half-life as a share of the data's span.
    """
    begun = data.starts[:-1][np.diff(data.starts) > 0]
    joined = data.at[begun]
    newest = joined > np.quantile(joined, 0.8)
    best = np.inf
    if newest.any():
        at = joined[newest].min()
        past = data.at < at
        first = np.concatenate([np.arange(row, min(row + 10, len(data))) for row in begun[newest]])
        first = first[np.isin(data.member[first], data.member[begun[newest]])]
        gains = [
            _likelihood(_faded(data, past, at, fading), data.title[first]) for fading in FADING
        ]
        best = FADING[int(np.argmax(gains))]
    return _faded(data, np.ones(len(data), dtype=bool), int(data.at.max()), best), best


def _faded(data: Interactions, rows: np.ndarray, at: int, fading: float) -> Array:
    span = max(float(np.ptp(data.at)), 1.0)
    weight = 0.5 ** ((at - data.at[rows]) / (span * fading))
    counts = np.bincount(data.title[rows], weight, minlength=len(data.titles)) + 1e-9
    return np.asarray(counts / counts.sum())


def _likelihood(shares: Array, taken: np.ndarray) -> float:
    return float(np.log(shares[taken] + 1 / len(shares) / 100).mean())
