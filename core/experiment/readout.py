"""The readout of one metric: difference and relative lift of two arms, with intervals."""

import dataclasses
import math
from typing import Self

from scipy import special

from core.errors import ExperimentError
from core.experiment import cautions
from core.experiment.estimate import (
    Contrast,
    changed,
    check_alpha,
    estimate,
    independent,
    label,
    paired,
)
from core.experiment.guardrail import Direction, Guardrail, Kind, non_inferiority
from core.experiment.moments import Columns, Moments
from core.experiment.relative import METHODS, Method, lift
from core.experiment.sequential import always_valid

_IN_UNIT = (
    "control", "control_se", "treatment", "treatment_se", "effect", "se", "low", "high",
    "always_low", "always_high",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """What a test, or a what-if, says about one metric in one group of members.

    Args:
        metric: What was measured.
        persona: In whom: a persona's name or ``"all"``.
        method: How the interval was computed, for the screen.
        alpha: Two-sided error rate; intervals are 1 - alpha.
        n_control: Members in control.
        n_treatment: Members in treatment; in a what-if, the same members.
        control: Control's figure, in the metric's unit.
        control_se: Its standard error.
        treatment: Treatment's figure.
        treatment_se: Its standard error.
        effect: Treatment minus control.
        se: Its standard error.
        df: Degrees of freedom behind the interval.
        low: Lower end of the effect's interval.
        high: Upper end.
        p: Two-sided p-value of no effect.
        rel: Effect as a share of control; ``None`` where undefined (see ``rel_note``).
        rel_low: Lower end of its interval; ``None`` where there is none.
        rel_high: Upper end.
        rel_method: How that interval was computed, for the screen.
        rel_note: Why ``rel`` or its interval is missing; empty if nothing is.
        always_low: Lower end of the interval that stays valid under peeking.
        always_high: Upper end.
        always_p: The p-value that stays valid under peeking.
        p_holm: p adjusted over the family by Holm; ``None`` until ``multiple.adjust``.
        p_bh: p adjusted by Benjamini-Hochberg; ``None`` until ``multiple.adjust``.
        significant: Whether p, or the adjusted p once there is one, is below ``alpha``.
        guardrail: The non-inferiority verdict; ``None`` until ``judged``.
        warnings: Sentences to show beside the interval.
        contrast: The effect and its joint variance with control.
    """

    metric: str
    persona: str
    method: str
    alpha: float
    n_control: int
    n_treatment: int
    control: float
    control_se: float
    treatment: float
    treatment_se: float
    effect: float
    se: float
    df: float
    low: float
    high: float
    p: float
    rel: float | None
    rel_low: float | None
    rel_high: float | None
    rel_method: str
    rel_note: str
    always_low: float
    always_high: float
    always_p: float
    significant: bool
    contrast: Contrast
    p_holm: float | None = None
    p_bh: float | None = None
    guardrail: Guardrail | None = None
    warnings: tuple[str, ...] = ()

    def scaled(self, factor: float) -> Self:
        """Return the readout in another unit: figures times ``factor``, the rest as it is.

        Raises:
            ExperimentError: If ``factor`` is not a positive, finite number.
        """
        if not 0 < factor < math.inf:
            raise ExperimentError(f"A unit's factor must be positive and finite, not {factor}.")
        figures = {name: getattr(self, name) * factor for name in _IN_UNIT}
        if self.guardrail:
            rail = self.guardrail
            figures["guardrail"] = dataclasses.replace(
                rail,
                room=rail.room * factor,
                low=rail.low * factor,
                high=rail.high * factor,
                margin=rail.margin * (factor if rail.kind == "absolute" else 1.0),
            )
        return dataclasses.replace(self, contrast=self.contrast.scaled(factor), **figures)

    def judged(self, margin: float, good: Direction = "up", kind: Kind = "relative") -> Self:
        """Return the readout with its guardrail's verdict, as ``guardrail.non_inferiority``."""
        rail = non_inferiority(self.contrast, margin, good=good, kind=kind, alpha=self.alpha)
        return dataclasses.replace(self, guardrail=rail)

    def warned(self, *sentences: str) -> Self:
        """Return the readout with more warnings; empty sentences are left out."""
        return dataclasses.replace(self, warnings=(*self.warnings, *filter(None, sentences)))


def difference(
    control: Moments,
    treatment: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    metric: str = "",
    persona: str = "all",
    alpha: float = 0.05,
    relative: Method = "log-delta",
) -> Readout:
    """Return the readout of two arms of different members.

    Args:
        control: Moments of control.
        treatment: Moments of treatment.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        metric: Name; by default what is divided by what.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.

    Raises:
        ExperimentError: If an arm has fewer than two members, neither arm varies, a column
            is unknown, a denominator is zero, or ``alpha`` or ``relative`` is not valid.

    Example:
        >>> quiet = Moments.of({"minutes": [10, 20, 30, 40]})
        >>> lively = Moments.of({"minutes": [20, 30, 40, 50]})
        >>> readout = difference(quiet, lively, "minutes")
        >>> readout.effect, round(readout.low, 2), round(readout.high, 2), round(readout.p, 3)
        (10.0, -12.34, 32.34, 0.315)

    Source:
        Welch, Biometrika 34 (1947); ratios by the delta method (Deng et al., KDD 2018).
    """
    check_alpha(alpha)
    arms = (control, "control"), (treatment, "treatment")
    one, two = (estimate(m, numerator, denominator, arm=arm) for m, arm in arms)
    return of_contrast(
        independent(one, two),
        (one.n, two.n),
        members=one.n + two.n,
        metric=metric or label(numerator, denominator),
        persona=persona,
        alpha=alpha,
        relative=relative,
        method="Welch's t, delta method" if denominator else "Welch's t",
        warnings=tuple(
            text for m, arm in arms for text in cautions.of_arm(m, arm, numerator, denominator)
        ),
    )


def paired_difference(
    pairs: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    metric: str = "",
    persona: str = "all",
    alpha: float = 0.05,
    relative: Method = "log-delta",
) -> Readout:
    """Return the readout of a what-if: the same members in two worlds that share their draws.

    Args:
        pairs: Moments from ``Moments.paired``.
        numerator: Column of control, sum of columns or weighted sum; the change is implied.
        denominator: The same for a ratio metric; empty for a mean per member.
        metric: Name; by default what is divided by what.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.

    Returns:
        The readout; where no member's columns differ, exactly zero with a zero-width
        interval and p = 1.

    Raises:
        ExperimentError: As ``difference``, but columns that do not vary are fine.
    """
    check_alpha(alpha)
    contrast = paired(pairs, numerator, denominator)
    tail = numerator if denominator else changed(numerator)
    return of_contrast(
        contrast,
        (pairs.n, pairs.n),
        members=pairs.n,
        metric=metric or label(numerator, denominator),
        persona=persona,
        alpha=alpha,
        relative=relative,
        method="Paired t, shared draws" + (", delta method" if denominator else ""),
        warnings=cautions.of_arm(pairs, "the what-if", tail, denominator),
    )


def of_contrast(
    contrast: Contrast,
    arms: tuple[int, int],
    *,
    members: int,
    metric: str,
    persona: str,
    alpha: float,
    relative: Method,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Readout:
    """Return the readout of a contrast, however it was estimated.

    Args:
        contrast: The effect and its joint variance with control.
        arms: Members of control and of treatment.
        members: Different members behind both arms, for the always-valid interval.
        metric: Name.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.
        method: What to call the estimate on screen.
        warnings: Sentences to show beside the interval.

    Raises:
        ExperimentError: If ``relative`` is unknown.
    """
    se = math.sqrt(contrast.effect_variance)
    radius = float(special.stdtrit(contrast.df, 1 - alpha / 2)) * se
    if se == 0:
        p = float(contrast.effect == 0)
    else:
        p = 2 * float(special.stdtr(contrast.df, -abs(contrast.effect) / se))
    always_low, always_high, always_p = always_valid(contrast.effect, se, members, alpha=alpha)
    rel = lift(contrast, alpha, relative)
    return Readout(
        metric=metric,
        persona=persona,
        method=method,
        alpha=alpha,
        n_control=arms[0],
        n_treatment=arms[1],
        control=contrast.control,
        control_se=math.sqrt(contrast.control_variance),
        treatment=contrast.treatment,
        treatment_se=math.sqrt(contrast.treatment_variance),
        effect=contrast.effect,
        se=se,
        df=contrast.df,
        low=contrast.effect - radius,
        high=contrast.effect + radius,
        p=p,
        rel=rel.value,
        rel_low=rel.low,
        rel_high=rel.high,
        rel_method=METHODS[relative],
        rel_note=rel.note,
        always_low=always_low,
        always_high=always_high,
        always_p=always_p,
        significant=p < alpha,
        contrast=contrast,
        warnings=warnings,
    )
