"""Always-valid intervals: look as often as you like, stop when you like.

An asymptotic confidence sequence covers the truth at every look at once with probability
1 - alpha, where a fixed-sample interval promises that for one look only.

Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and
asymptotic confidence sequences", Annals of Statistics 52 (2024), arXiv:2103.06476; the same
choice of boundary as gbstats.
"""

import math

import numpy as np
import numpy.typing as npt

from core.errors import ExperimentError
from core.experiment.estimate import check_alpha

TUNING = 5_000
"""Members of both arms at which the interval is tightest: assumption, 1,000 to 1,000,000."""


def multiplier(
    members: npt.ArrayLike, *, alpha: float = 0.05, tuning: float = TUNING
) -> npt.NDArray[np.float64]:
    """Return how many standard errors an always-valid interval reaches to either side.

    Args:
        members: Members of both arms seen so far; any shape.
        alpha: Chance that the interval ever misses the truth.
        tuning: Members at which the interval is to be tightest.

    Returns:
        Standard errors, in the shape of ``members``.

    Raises:
        ExperimentError: If ``alpha`` is outside (0, 1), or a number is not positive.

    Example:
        >>> multiplier([1_000, 5_000, 50_000]).round(2).tolist()
        [3.36, 3.04, 3.24]
    """
    n = np.asarray(members, dtype=np.float64)
    check_alpha(alpha)
    if not (tuning > 0 and (n > 0).all()):
        raise ExperimentError("Members and tuning must be positive numbers.")
    precision = n * _rho_squared(alpha, tuning)
    reach = np.sqrt(2 * (1 + 1 / precision) * (np.log1p(precision) / 2 - np.log(alpha)))
    return np.asarray(reach, dtype=np.float64)


def always_valid(
    effect: float, se: float, members: int, *, alpha: float = 0.05, tuning: float = TUNING
) -> tuple[float, float, float]:
    """Return the always-valid interval and p-value of an effect.

    Args:
        effect: Treatment minus control.
        se: Its standard error.
        members: Members of both arms seen so far.
        alpha: Chance that the interval ever misses the truth.
        tuning: Members at which the interval is to be tightest.

    Returns:
        Low, high, and the p-value that may be watched as members arrive.

    Raises:
        ExperimentError: If ``alpha`` is outside (0, 1), or a count is not positive.

    Example:
        >>> low, high, p = always_valid(0.5, 0.1, 4_000)
        >>> round(low, 3), round(high, 3), round(p, 6)
        (0.196, 0.804, 5.5e-05)
    """
    radius = float(multiplier(members, alpha=alpha, tuning=tuning)) * se
    if se == 0:
        return effect, effect, float(effect == 0)
    precision = members * _rho_squared(alpha, tuning)
    z = effect / se
    log_evidence = z**2 * precision / (precision + 1) / 2 - math.log1p(precision) / 2
    return effect - radius, effect + radius, math.exp(min(0.0, -log_evidence))


def _rho_squared(alpha: float, tuning: float) -> float:
    wanted = -2 * math.log(alpha)
    return (wanted + math.log1p(wanted)) / tuning
