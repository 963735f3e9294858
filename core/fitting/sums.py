"""Figures made of sums over members, with intervals that treat the member as the unit."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]

ALPHA = 0.05
"""Two-sided error rate of every interval: 95 % intervals."""

FEW = 5
"""Members that must add to a sum, at least, to see how much they differ."""

Z = float(special.ndtri(1 - ALPHA / 2))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An estimate and its 95 % interval.

    Args:
        value: The estimate.
        low: Low end of the interval.
        high: High end.
        n: What was counted: members, or times followed.
        method: How the interval was made.
    """

    value: float
    low: float
    high: float
    n: int
    method: str

    def times(self, factor: float) -> "Figure":
        """Return the figure in another unit; ``factor`` is positive."""
        return dataclasses.replace(
            self, value=self.value * factor, low=self.low * factor, high=self.high * factor
        )

    def at_most(self, most: float) -> "Figure":
        """Return the figure with nothing above ``most``, such as 100 %."""
        low, value, high = (min(each, most) for each in (self.low, self.value, self.high))
        return dataclasses.replace(self, value=value, low=low, high=high)


def product(
    members: Mapping[str, Floats], powers: Mapping[str, int], weights: Floats
) -> Figure | None:
    """Return a product of powers of sums over members: a ratio of sums is the simplest.

    Args:
        members: Columns by name, one value a member.
        powers: The power of each column's sum; they add up to zero.
        weights: How much of each member counts, 0 to 1.

    Returns:
        The figure, or ``None`` where fewer than ``FEW`` members add to a sum below the line.

    Example:
        >>> members = {"liked": np.array([1.0, 1, 2, 2, 1]), "shown": np.array([9.0, 5, 15, 9, 7])}
        >>> figure = product(members, {"liked": 1, "shown": -1}, np.ones(5))
        >>> f"{figure.value:.3f}, {figure.low:.3f} to {figure.high:.3f}"
        '0.156, 0.076 to 0.318'

    Source:
        The delta method on the logarithm: every member's influence on it is the sum of powers
        times the member's share of each sum (Casella & Berger, Statistical Inference, 2nd ed.,
        2002, section 5.5). Degrees of freedom after Satterthwaite, Biometrics Bulletin 2:110,
        1946. Where few members or none add to the sum above the line, their number is taken as a
        Poisson count, with its exact interval (Garwood, Biometrika 28:437, 1936).
    """
    did = {name: float(weights @ (members[name] > 0)) for name in powers}
    rare = [name for name in powers if did[name] < FEW]
    if rare and [powers[name] for name in rare] != [1]:
        return None
    sums = {name: float(weights @ members[name]) for name in powers}
    size = round(float(weights.sum()))
    if rare:
        return _rare(sums, powers, rare[0], round(did[rare[0]]), size)
    value = float(np.prod([sums[name] ** power for name, power in powers.items()]))
    share = np.zeros(len(weights))
    for name, power in powers.items():
        share += power * weights * members[name] / sums[name]
    squares = share**2
    # few members may make up a figure: as many degrees of freedom as there are of those
    freedom = max(float(squares.sum() ** 2 / max((squares**2).sum(), 1e-300)) - 1, 1.0)
    error = float(np.sqrt(squares.sum() * (1 + 1 / freedom)))
    width = float(np.exp(stats.t.ppf(1 - ALPHA / 2, freedom) * error))
    return Figure(value=value, low=value / width, high=value * width, n=size, method="delta, log")


def _rare(
    sums: Mapping[str, float], powers: Mapping[str, int], name: str, did: int, size: int
) -> Figure:
    """Return a figure that few members or none add to: the number of those is a Poisson count."""
    rest = float(np.prod([sums[each] ** powers[each] for each in powers if each != name]))
    one = sums[name] / did if did else 1.0
    low = stats.gamma.ppf(ALPHA / 2, did) if did else 0.0
    high = stats.gamma.ppf(1 - ALPHA / 2, did + 1)
    return Figure(
        value=did * one * rest,
        low=float(low) * one * rest,
        high=float(high) * one * rest,
        n=size,
        method=f"Poisson, exact, of {did} members",
    )


def proportion(successes: float, trials: float) -> Figure:
    """Return a share with Wilson's interval.

    Example:
        >>> figure = proportion(8, 10)
        >>> f"{figure.low:.3f} to {figure.high:.3f}"
        '0.490 to 0.943'

    Source:
        Wilson, JASA 22:209, 1927; recommended by Brown, Cai & DasGupta, Statistical Science
        16(2):101, 2001.
    """
    share = successes / trials
    middle = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z / (1 + Z**2 / trials) * np.sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2))
    return Figure(
        value=share,
        low=max(middle - half, 0.0),
        high=min(middle + half, 1.0),
        n=round(trials),
        method="Wilson",
    )
