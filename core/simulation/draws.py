"""Draws by inversion: one random number per member and quantity, more rate never fewer events.

Every count is the inverse of its distribution function at the member's own random number.
Two worlds that share the number therefore differ only where their rates differ, and a higher
rate gives every member at least as many events: common random numbers in their strongest form.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DENSE = 10.0  # from this mean on the normal expansion is close enough to start from


def poisson(u: Floats, mean: Floats) -> Floats:
    """Return the Poisson count at the uniform number ``u`` of each member.

    The count is exact: the smallest ``k`` with ``P(X <= k) >= u``. Large means start from an
    expansion in ``1 / sqrt(mean)`` and check the distribution function where the expansion
    lands close to a step; small means are searched from zero.

    Args:
        u: Uniform numbers in (0, 1), shape ``(members,)``.
        mean: Expected counts, same shape, not negative.

    Returns:
        Counts as floats, same shape; non-decreasing in ``mean`` and in ``u``.

    Example:
        >>> poisson(np.array([0.5, 0.5, 0.98]), np.array([0.0, 50.0, 50.0]))
        array([ 0., 50., 65.])

    Source:
        M. B. Giles, "Algorithm 955: approximation of the inverse Poisson cumulative
        distribution function", ACM TOMS 42(1), 2016: the normal asymptotic expansion.
    """
    dense = np.flatnonzero(mean >= DENSE)
    if dense.size == mean.size:
        return _expand(u, mean)
    count = np.zeros_like(mean)
    if dense.size == 0:
        return _search(u, mean, count)
    count[dense] = _expand(u[dense], mean[dense])
    rest = np.flatnonzero(mean < DENSE)
    count[rest] = _search(u[rest], mean[rest], count[rest])
    return count


def _expand(u: Floats, mean: Floats) -> Floats:
    z = special.ndtri(u)
    root = np.sqrt(mean)
    z2 = z * z
    x = mean + root * z + (1 / 3 + z2 / 6)
    x -= z * (2 + z2) / (72 * root)
    x += (-8 / 405 + z2 * (7 / 810 + z2 / 270)) / mean
    count = np.floor(x)
    step = x - count
    # the expansion is off by less than 0.03 for a mean of 10 and |z| < 3, and less above
    doubt = np.flatnonzero((np.abs(step - 0.5) > 0.47) | (np.abs(z) > 3))
    if doubt.size:
        count[doubt] = _settle(count[doubt], u[doubt], mean[doubt])
    return count


def _settle(guess: Floats, u: Floats, mean: Floats) -> Floats:
    """Walk from a guess to the smallest count whose distribution function reaches ``u``."""
    count = np.maximum(guess, 0.0)
    low = np.flatnonzero(special.pdtr(count, mean) < u)
    while low.size:
        count[low] += 1
        low = low[special.pdtr(count[low], mean[low]) < u[low]]
    high = np.flatnonzero((count > 0) & (special.pdtr(count - 1, mean) >= u))
    while high.size:
        count[high] -= 1
        at = count[high]
        high = high[(at > 0) & (special.pdtr(at - 1, mean[high]) >= u[high])]
    return count


def _search(u: Floats, mean: Floats, count: Floats) -> Floats:
    """Search each count from zero upwards; ``count`` holds zeros and takes the answer."""
    term = np.exp(-mean)
    pending = np.flatnonzero(u > term)
    left, term, rate = u[pending] - term[pending], term[pending], mean[pending]
    k = 0
    while pending.size:
        k += 1
        count[pending] = k
        term = term * rate / k
        more = np.flatnonzero((left > term) & (term > 1e-300))
        left, term, rate, pending = (left - term)[more], term[more], rate[more], pending[more]
    return count


class Gamma:
    """Inverse distribution function of a sum of Gamma variables, one law for each number of them.

    Args:
        shape: Shape of one summand; its mean is one.
        most: Largest number of summands.

    The cube root of a Gamma variable is nearly normal (Wilson & Hilferty, 1931), so its quantile
    is nearly a straight line over the normal score: a table with knots every 0.05 scores, read
    off linearly, is within 1e-4 of the exact quantile.
    """

    STEP, REACH = 0.05, 6.0

    def __init__(self, shape: float, most: int) -> None:
        scores = np.arange(-self.REACH, self.REACH + 2 * self.STEP, self.STEP)
        tail = special.ndtr(-scores)
        sums = np.arange(1, most + 1)[:, None]
        roots = np.zeros((most + 1, len(scores)))
        roots[1:] = np.cbrt(special.gammainccinv(shape * sums, tail) / shape)
        self._knots = scores.size
        self._roots = roots.ravel()
        self._rises = np.diff(self._roots, append=0.0)

    def draw(self, score: Floats, count: Ints) -> Floats:
        """Return the sum of ``count`` summands at each standard normal score.

        Args:
            score: Standard normal scores, shape ``(members,)``.
            count: Number of summands, same shape; zero gives zero.

        Returns:
            Sums, same shape; non-decreasing in ``score`` and in ``count``.
        """
        place = np.clip(score, -self.REACH, self.REACH)
        place += self.REACH
        place *= 1 / self.STEP
        knot = place.astype(np.int64)
        place -= knot
        knot += count * self._knots
        root = self._roots[knot]
        place *= self._rises[knot]
        root += place
        return root * root * root


@cache
def gamma_law(shape: float, most: int) -> Gamma:
    """Return the table of a Gamma law, made once for each shape and size."""
    return Gamma(shape, most)


class Lookup:
    """Inverse distribution functions of a few discrete laws, one law a row, drawn in bulk.

    Args:
        mass: Probabilities, shape ``(rows, outcomes)``; every row adds up to one.

    A guide table finds the outcome for most numbers in one step; the few that fall into a
    guide cell with a step of the distribution function inside are walked to the right side,
    so the draw is exact (Chen & Asau, 1974, the method of guide tables).
    """

    GUIDE = 256

    def __init__(self, mass: Floats) -> None:
        rows, self.outcomes = mass.shape
        cdf = np.cumsum(mass, axis=1)
        cdf[:, -1] = 2.0
        self._cdf = np.ascontiguousarray(cdf).ravel()
        # one search over all rows at once: row r lives in the interval [3r, 3r + 2]
        lift = 3.0 * np.arange(rows)[:, None]
        edges = (lift + np.arange(self.GUIDE) / self.GUIDE).ravel()
        found = np.searchsorted((cdf + lift).ravel(), edges, side="right")
        self._guide = found - np.repeat(np.arange(rows) * self.outcomes, self.GUIDE)

    def draw(self, row: Ints, u: Floats) -> Ints:
        """Return the outcome of law ``row`` at the uniform number ``u``; shapes ``(members,)``."""
        outcome: Ints = self._guide[row * self.GUIDE + (u * self.GUIDE).astype(np.int64)]
        base = row * self.outcomes
        late = np.flatnonzero(self._cdf[base + outcome] <= u)
        while late.size:
            outcome[late] += 1
            late = late[self._cdf[base[late] + outcome[late]] <= u[late]]
        return outcome
