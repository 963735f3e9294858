"""Whole-numbered noise with two geometric tails, drawn from a secret instead of from a generator.

``P(X = k)`` is ``(1 - a) / (1 + a) * a ** |k|`` with ``a = exp(-1 / scale)``. Added to counts of
which one member can change at most ``s`` in total, it is differentially private with epsilon
``s / scale`` (Ghosh, Roughgarden & Sundararajan, "Universally utility-maximizing privacy
mechanisms", SIAM J. Comput. 41(6), 2012). Whole numbers avoid the leak in the low bits of floating
Laplace noise (Mironov, "On significance of the least significant bits", CCS 2012).

Draws are looked up in the cumulative distribution, tabulated to 2**-64, with 64 bits of SHAKE-256
each. What is left beyond the table is less than 2**-63 a draw. The bits depend on the secret, the
day, the square and what is counted, so that noise is the same whenever it is asked for, and noise
of places where nobody watches needs no storage.
"""

import decimal
import functools
import hashlib
import struct

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

Counts = npt.NDArray[np.int64]
Table = npt.NDArray[np.uint64]


@functools.lru_cache(maxsize=64)
def table(scale: float) -> Table:
    """Return ``P(X <= k)`` in units of 2**-64, for ``k`` from minus to plus half its length.

    Example:
        >>> values = table(3.0)
        >>> round(float(values[len(values) // 2]) / 2**64, 6)  # P(X <= 0) = 1 / (1 + a)
        0.58257
    """
    with decimal.localcontext(prec=40):
        tail = (-1 / decimal.Decimal(scale)).exp()
        whole, power = decimal.Decimal(2**64), decimal.Decimal(1)
        low = []
        while (share := power * tail / (1 + tail) * whole) >= 1:  # P(X <= -1), P(X <= -2), ...
            low.append(int(share))
            power *= tail
        high = [2**64 - 1 - share for share in low]
        return np.array([*reversed(low), *high], dtype=np.uint64)


def draw(key: bytes, names: tuple[int, ...], size: int, scale: float) -> Counts:
    """Return the noise called ``names`` under ``key``: the same every time, shape ``(size,)``.

    Example:
        >>> bool((draw(b"k", (1, 2), 9, 3.0) == draw(b"k", (1, 2), 9, 3.0)).all())
        True
    """
    label = struct.pack(f"<{len(names) + 1}q", len(names), *names)
    bits = np.frombuffer(hashlib.shake_256(key + label).digest(8 * size), dtype="<u8")
    values = table(scale)
    return np.searchsorted(values, bits, side="right") - len(values) // 2


def key_of(secret: bytes) -> bytes:
    """Return 32 bytes that stand for a secret of any length."""
    return hashlib.blake2b(secret, digest_size=32, person=b"nearby release").digest()


def ceiling(weights: npt.NDArray[np.float64], scale: float, chance: float) -> float:
    """Return what a weighted sum of draws exceeds with about this chance, within 5 %.

    Esscher's tilt: the chance of exceeding the mean ``c(t)`` of the distribution tilted by ``t`` is
    ``exp(L(t) - t c(t) + x**2 / 2) * (1 - Phi(x))`` with ``L`` the logarithm of the moment
    generating function and ``x**2 = t**2 * L''(t)``.

    Args:
        weights: Weight of each independent draw.
        scale: Scale of every draw.
        chance: Chance of exceeding it, below a half.

    Example:
        >>> f"{ceiling(np.ones(1), 3.0, 0.05 / 200):.0f}"  # one draw: 22.8 between whole numbers
        '23'

    Source:
        Jensen, Saddlepoint approximations (1995), section 2.2.
    """
    weights = np.abs(weights[weights != 0])
    if not len(weights):
        return 0.0
    tilt = np.linspace(0.001, 0.999, 400)[:, None] / (scale * weights.max())
    up, down = (np.exp(-1 / scale + sign * tilt * weights) for sign in (1, -1))
    log_m = (2 * np.log(-np.expm1(-1 / scale)) - np.log1p(-up) - np.log1p(-down)).sum(axis=1)
    mean = (weights * (up / (1 - up) - down / (1 - down))).sum(axis=1)
    variance = (weights**2 * (up / (1 - up) ** 2 + down / (1 - down) ** 2)).sum(axis=1)
    steep = tilt[:, 0] * np.sqrt(variance)
    log_chance = log_m - tilt[:, 0] * mean + steep**2 / 2 + log_ndtr(-steep)
    return float(np.interp(-np.log(chance), -log_chance, mean))
