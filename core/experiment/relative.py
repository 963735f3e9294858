"""Relative lift with an interval: three methods, and a sentence where there is none."""

import dataclasses
import math
from typing import Literal

from scipy import special

from core.errors import ExperimentError
from core.experiment.estimate import Contrast

Method = Literal["log-delta", "fieller", "delta"]

METHODS: dict[Method, str] = {
    "log-delta": "delta method on the logarithm",
    "fieller": "Fieller's theorem",
    "delta": "delta method",
}
"""How an interval of the relative lift may be computed, and what to call it on screen."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lift:
    """A relative lift: 0.05 is five per cent more than control.

    Args:
        value: Effect divided by control; ``None`` where control is not clearly above zero.
        low: Lower end of the interval; ``None`` where there is none.
        high: Upper end.
        note: Why something is missing; empty if nothing is.
    """

    value: float | None
    low: float | None
    high: float | None
    note: str


def lift(contrast: Contrast, alpha: float, method: Method = "log-delta") -> Lift:
    """Return the relative lift of a contrast with its 1 - alpha interval.

    ``"log-delta"`` never leaves -100 % and is what tea-tasting reports; ``"delta"`` is
    symmetric and is what gbstats reports; ``"fieller"`` inverts the test of
    treatment = (1 + lift) x control, and agrees with it about which lifts are rejected.

    Where control's own interval reaches zero, every method would pretend: the lift is then
    undefined, which is also exactly when Fieller's interval is unbounded.

    Raises:
        ExperimentError: If the method is unknown.

    Source:
        Fieller, "Some problems in interval estimation", JRSS B 16 (1954); Franz, "Ratios:
        a short guide to confidence limits and proper use", arXiv:0710.2024 (2007).
    """
    if method not in METHODS:
        raise ExperimentError(f"Relative intervals are by {', '.join(METHODS)}, not {method!r}.")
    c = contrast
    reach = float(special.stdtrit(c.df, 1 - alpha / 2)) * math.sqrt(c.control_variance)
    if c.control <= reach:
        return Lift(
            None,
            None,
            None,
            f"A relative change is undefined: control ({c.control:.4g}, give or take "
            f"{reach:.2g}) is not clearly above zero.",
        )
    value = c.effect / c.control
    variance = c.effect_variance - 2 * value * c.covariance + value**2 * c.control_variance
    radius = math.sqrt(max(0.0, variance)) / c.control
    if method == "fieller":
        return _fieller(c, alpha)
    if method == "delta":
        radius *= float(special.stdtrit(c.df, 1 - alpha / 2))
        return Lift(value, value - radius, value + radius, "")
    if value <= -1:
        return Lift(value, None, None, "Treatment is not above zero, so its logarithm is missing.")
    factor = math.exp(float(special.stdtrit(c.log_df, 1 - alpha / 2)) * radius / (1 + value))
    return Lift(value, (1 + value) / factor - 1, (1 + value) * factor - 1, "")


def _fieller(c: Contrast, alpha: float) -> Lift:
    square = float(special.stdtrit(c.df, 1 - alpha / 2)) ** 2
    a = c.control**2 - square * c.control_variance
    b = c.effect * c.control - square * c.covariance
    root = math.sqrt(max(0.0, b**2 - a * (c.effect**2 - square * c.effect_variance)))
    return Lift(c.effect / c.control, (b - root) / a, (b + root) / a, "")
