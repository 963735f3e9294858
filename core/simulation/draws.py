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

NEVER = 1e-17  # a chance too small for a random number to tell
DENSE = 4.0  # from this mean on the normal expansion is close enough to start from


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
        distribution function", ACM TOMS 42(1), 2016: the normal asymptotic expansion, here
        with one more term.
    """
    count = np.zeros_like(mean)
    small = mean < DENSE
    many = np.flatnonzero(~small)
    if many.size:
        count[many] = _expand(u[many], mean[many])
    some = np.flatnonzero(small & (u > np.exp(-mean)))
    if some.size:
        count[some] = _search(u[some], mean[some])
    return count


def _expand(u: Floats, mean: Floats) -> Floats:
    z = special.ndtri(u)
    root = np.sqrt(mean)
    z2 = z * z
    x = mean + root * z + (1 / 3 + z2 / 6)
    x -= z * (2 + z2) / (72 * root)
    x += (-8 / 405 + z2 * (7 / 810 + z2 / 270)) / mean
    x += z * (671 / 38880 - z2 * (137 / 38880 + z2 * (23 / 17280))) / (mean * root)
    count = np.floor(x)
    # from a mean of 4 on the expansion is off by less than 0.003 for |z| < 2, by 0.03 for |z| < 3
    step = np.abs(x - count - 0.5)
    doubt = np.flatnonzero((step > 0.497) | ((z2 > 4) & (step > 0.47)) | (z2 > 9))
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


def _search(u: Floats, mean: Floats) -> Floats:
    """Search each count from one upwards; ``u`` lies above the chance of zero."""
    term = np.exp(-mean)
    left = u - term
    count = np.ones_like(mean)
    term *= mean
    k = 1
    while (above := left > term).any() and term.max() > NEVER:
        count += above
        left -= term  # once it is below the term it stays there: terms are not negative
        k += 1
        term *= mean
        term /= k
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

    A guide table holds the outcome of each cell of width ``1 / GUIDE`` (Chen & Asau, 1974).
    Numbers in the few cells that hold a step of their distribution function are looked for
    among the steps of all rows at once, as whole numbers: row first, then 53 bits of the
    number, all there are (fewer for more than 512 rows). So the draw is exact.
    """

    GUIDE = 512

    def __init__(self, mass: Floats) -> None:
        rows, self._outcomes = mass.shape
        cdf = np.cumsum(mass, axis=1)
        cdf[:, -1] = 2.0
        self._bits = min(53, 62 - (rows - 1).bit_length())
        law = np.arange(rows)[:, None]
        whole = np.ceil(cdf * 2.0**self._bits).astype(np.int64)
        self._steps = (whole + (law << (self._bits + 1))).ravel()
        edges = self.GUIDE + 1
        # the first cell edge that each step of a distribution function does not lie above
        edge = np.minimum(np.ceil(cdf * self.GUIDE), edges).astype(np.int64)
        passed = np.bincount((edge + law * (edges + 1)).ravel(), minlength=rows * (edges + 1))
        guide = np.cumsum(passed.reshape(rows, -1), axis=1)[:, :edges]
        # in the smallest type that holds an outcome, to stay in the processor's cache
        self._guide = guide.astype(np.min_scalar_type(self._outcomes)).ravel()

    def draw(self, row: Ints, u: Floats) -> Ints:
        """Return the outcome of law ``row`` at the uniform number ``u``; shapes ``(members,)``."""
        cell = (u * self.GUIDE).astype(np.int64)
        cell += row * (self.GUIDE + 1)
        first = self._guide.take(cell)
        cell += 1
        torn = np.flatnonzero(first != self._guide.take(cell))
        law = row[torn]
        number = (u[torn] * 2.0**self._bits).astype(np.int64) + (law << (self._bits + 1))
        step = np.searchsorted(self._steps, number, side="right")
        outcome = first.astype(np.int64)
        outcome[torn] = step - law * self._outcomes
        return outcome


def poisson_lookup(mean: Floats) -> Lookup:
    """Return a table of Poisson laws, one row for each of a few means."""
    steps = np.arange(1, outcomes(float(mean.max())))
    logs = np.zeros((len(mean), len(steps) + 1))
    logs[:, 1:] = np.cumsum(np.log(np.maximum(mean, 1e-300))[:, None] - np.log(steps), axis=1)
    return Lookup(np.exp(logs - mean[:, None]))


def outcomes(mean: float) -> int:
    """Return how many counts, from zero, a table holds of a Poisson law; 1e-30 lies beyond."""
    return int(mean + 12 * np.sqrt(mean) + 13)
