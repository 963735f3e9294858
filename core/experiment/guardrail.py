"""Guardrails: is the harm, if any, within the margin we tolerate?"""

import dataclasses
import math
from typing import Literal

from scipy import special

from core.errors import ExperimentError
from core.experiment.estimate import Contrast, check_alpha

Direction = Literal["up", "down"]
Kind = Literal["relative", "absolute"]
Verdict = Literal["safe", "harmed", "undecided"]


@dataclasses.dataclass(frozen=True, slots=True)
class Guardrail:
    """A non-inferiority test of one metric.

    Args:
        verdict: ``"safe"`` if harm beyond the margin is ruled out, ``"harmed"`` if it is
            shown, else ``"undecided"``.
        room: How far the metric stays on the good side of its margin, in its own unit.
        low: Lower end of ``room``'s interval; above zero means safe.
        high: Upper end; below zero means harmed.
        p: Chance of this much room if the harm were exactly the margin (one-sided).
        margin: Harm that is tolerated.
        kind: Whether the margin is a share of control or in the metric's unit.
        good: The direction that is good.
    """

    verdict: Verdict
    room: float
    low: float
    high: float
    p: float
    margin: float
    kind: Kind
    good: Direction


def non_inferiority(
    contrast: Contrast,
    margin: float,
    *,
    good: Direction = "up",
    kind: Kind = "relative",
    alpha: float = 0.05,
) -> Guardrail:
    """Return whether a guardrail holds, given the harm that is tolerated.

    A relative margin is tested as treatment > (1 - margin) x control, which needs no
    division and so works for a control near zero. Guardrails must all hold, so their
    p-values need no correction for being many.

    Args:
        contrast: Difference of the arms.
        margin: Harm that is tolerated, at least 0: 0.02 with ``kind="relative"`` is 2 % of
            control.
        good: The direction that is good.
        kind: Whether the margin is a share of control or in the metric's unit.
        alpha: Two-sided error rate; each side gets half.

    Raises:
        ExperimentError: If the margin is negative or not finite, ``alpha`` is outside
            (0, 1), or a word is unknown.

    Source:
        Schuirmann-type one-sided tests as in Wellek, Testing Statistical Hypotheses of
        Equivalence and Noninferiority, 2nd ed. (2010), ch. 2; ratio form after Fieller.
    """
    check_alpha(alpha)
    if not 0 <= margin < math.inf:
        raise ExperimentError(f"A guardrail's margin must be at least 0, not {margin}.")
    if good not in ("up", "down"):
        raise ExperimentError(f"The good direction is 'up' or 'down', not {good!r}.")
    if kind not in ("relative", "absolute"):
        raise ExperimentError(f"A margin is 'relative' or 'absolute', not {kind!r}.")
    c = contrast
    sign = 1 if good == "up" else -1
    share = margin if kind == "relative" else 0.0
    room = sign * c.effect + (margin * c.control if kind == "relative" else margin)
    variance = c.effect_variance + 2 * sign * share * c.covariance + share**2 * c.control_variance
    se = math.sqrt(max(0.0, variance))
    radius = float(special.stdtrit(c.df, 1 - alpha / 2)) * se
    p = float(special.stdtr(c.df, -room / se)) if se else float(room < 0)
    low, high = room - radius, room + radius
    safe = low > 0 or (se == 0 and room >= 0)
    verdict: Verdict = "safe" if safe else "harmed" if high < 0 else "undecided"
    return Guardrail(verdict, room, low, high, p, margin, kind, good)
