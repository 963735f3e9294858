"""How long members stay, some of them still there when the log ends."""

import dataclasses

import numpy as np

from core.fitting.sums import ALPHA, Figure, Floats, Z

MONTH = 365 / 12
"""Days of a month, as in the simulation's rate of churn."""

WINDOW = 3 * MONTH
"""Days the monthly rate is read off at, at most: later departures say little about a month."""

SHORTEST = 14.0
"""Days a curve is read off at, at least: a month is not told from less than half of it."""

FEWEST = 20
"""Members a curve must know of where it is read off, at least (assumption, 10 to 50)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A Kaplan-Meier curve, a step down at each time somebody left.

    Args:
        times: Times somebody left, days, ascending.
        survival: Share still there just after each of them.
        hazard_sum: Greenwood's sum of d / (n (n - d)) up to each of them.
        durations: How long each was followed, days, ascending.
        unknown: How many of those before, in order, were still there when last seen; one longer.
        followed: How many were followed at all.
    """

    times: Floats
    survival: Floats
    hazard_sum: Floats
    durations: Floats
    unknown: Floats
    followed: float

    def at(self, days: float) -> tuple[float, float]:
        """Return the share still there after ``days``, and Greenwood's sum."""
        step = int(np.searchsorted(self.times, days, side="right")) - 1
        if step < 0:
            return 1.0, 0.0
        return float(self.survival[step]), float(self.hazard_sum[step])

    def known(self, days: float) -> float:
        """Return for how many it is known whether they were still there after ``days``.

        Nobody, past the longest time anybody was followed, unless all had left by then.
        """
        place = int(np.searchsorted(self.durations, days, side="left"))
        if place == len(self.durations) and self.at(days)[0] > 0:
            return 0.0
        return float(self.followed - self.unknown[place])

    def standard_error(self, days: float) -> float:
        """Return Greenwood's standard error of the share still there after ``days``."""
        share, total = self.at(days)
        return share * float(np.sqrt(total))

    def still_there(self, days: float) -> Figure:
        """Return the share still there after ``days`` with its log-log interval.

        Source:
            Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed.
            (2002), section 1.4. Nobody or everybody gone: the exact binomial end.
        """
        share, total = self.at(days)
        n = round(self.followed)
        if share in (0.0, 1.0):
            exact = (ALPHA / 2) ** (1 / max(self.known(days), 1.0))
            low, high = (exact, 1.0) if share == 1.0 else (0.0, 1 - exact)
            return Figure(value=share, low=low, high=high, n=n, method="binomial, exact")
        width = Z * np.sqrt(total) / abs(np.log(share))
        return Figure(
            value=share,
            low=float(share ** np.exp(width)),
            high=float(share ** np.exp(-width)),
            n=n,
            method="Kaplan-Meier, Greenwood",
        )

    def a_month(self) -> tuple[Figure, float] | None:
        """Return the share that leaves in a month, and the day the curve was read off.

        Returns:
            ``None`` where fewer than ``FEWEST`` are known for ``SHORTEST`` days.
        """
        enough = self.durations[self.followed - self.unknown[:-1] >= FEWEST]
        day = WINDOW if self.known(WINDOW) >= FEWEST else float(max(enough, default=0.0))
        if day < SHORTEST:
            return None
        stay = self.still_there(day)
        low, value, high = (
            1 - share ** (MONTH / day) for share in (stay.high, stay.value, stay.low)
        )
        return Figure(value=value, low=low, high=high, n=stay.n, method=stay.method), day


def kaplan_meier(days: Floats, left: np.ndarray, weights: Floats | None = None) -> Curve:
    """Return the curve of who is still there.

    Args:
        days: How long each was followed.
        left: Whether each left then; the others were still there when they were last seen.
        weights: How much of each counts, 0 to 1; everybody fully without it.

    Example:
        >>> curve = kaplan_meier(np.array([1.0, 2, 2, 3]), np.array([True, True, False, True]))
        >>> curve.survival
        array([0.75, 0.5 , 0.  ])

    Source:
        Kaplan & Meier, JASA 53:457, 1958.
    """
    weights = np.ones(len(days)) if weights is None else weights
    order = np.argsort(days, kind="stable")
    days, left, weights = days[order], left[order], weights[order]
    following = np.cumsum(weights[::-1])[::-1]
    unknown = np.concatenate([[0.0], np.cumsum(weights * ~left)])
    times, first = np.unique(days, return_index=True)
    gone = np.add.reduceat(weights * left, first) if len(days) else np.empty(0)
    at_risk = following[first]
    step = gone > 0
    times, gone, at_risk = times[step], gone[step], at_risk[step]
    stays = np.maximum(at_risk - gone, 0.0)
    with np.errstate(divide="ignore"):
        hazard_sum = np.cumsum(gone / (at_risk * stays))
    return Curve(
        times=times,
        survival=np.cumprod(stays / at_risk, dtype=np.float64),
        hazard_sum=hazard_sum,
        durations=days,
        unknown=unknown,
        followed=float(weights.sum()),
    )
