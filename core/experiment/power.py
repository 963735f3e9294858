"""How many members a test needs, and what it can notice with the members it has."""

import math

import numpy as np
from scipy import optimize, special

from core.errors import ExperimentError
from core.experiment.cuped import theta_of
from core.experiment.estimate import check_alpha, estimate, influence, label
from core.experiment.moments import Columns, Moments
from core.experiment.readout import Readout

_MOST_MEMBERS = 1e13
"""Where the search for members gives up: a thousand times mankind."""


def members_per_arm(
    baseline: float, lift: float, *, alpha: float = 0.05, power: float = 0.80
) -> int:
    """Return the members each arm needs for a two-sided test of two proportions.

    Args:
        baseline: Rate in control, a share strictly between 0 and 1.
        lift: Smallest change worth detecting, absolute, same unit: 0.02 is two percentage
            points. May be negative.
        alpha: Chance of calling noise an effect.
        power: Chance of noticing an effect as large as ``lift``.

    Returns:
        Members per arm, rounded up. Two equal arms need twice as many.

    Raises:
        ExperimentError: If ``lift`` is zero, either rate falls outside (0, 1), or ``alpha``
            or ``power`` is not valid.

    Example:
        >>> members_per_arm(0.25, 0.02)
        7550

    Source:
        Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003),
        ch. 4, without continuity correction.
    """
    _check(alpha, power)
    target = baseline + lift
    if not (0 < baseline < 1 and 0 < target < 1) or lift == 0:
        raise ExperimentError(
            f"Both rates must lie strictly between 0 and 1 and differ, not {baseline} and {target}."
        )
    middle = (baseline + target) / 2
    noise = math.sqrt(2 * middle * (1 - middle)) * float(special.ndtri(1 - alpha / 2))
    signal = math.sqrt(baseline * (1 - baseline) + target * (1 - target))
    return math.ceil(((noise + signal * float(special.ndtri(power))) / lift) ** 2)


def members_for_effect(
    effect: float, variance: float, *, alpha: float = 0.05, power: float = 0.80
) -> int:
    """Return the members each of two equal arms needs to notice a difference of means.

    Args:
        effect: Smallest change worth detecting, absolute; may be negative.
        variance: Variance of one member's contribution, ``member_variance``.
        alpha: Chance of calling noise an effect.
        power: Chance of noticing an effect as large as ``effect``.

    Returns:
        Members per arm, rounded up.

    Raises:
        ExperimentError: If ``effect`` is zero or too small for any population, ``variance``
            is not positive, or ``alpha`` or ``power`` is not valid.

    Example:
        >>> members_for_effect(5.0, 120.0**2)
        9043

    Source:
        Noncentral t with equal variances: Cohen, Statistical Power Analysis for the
        Behavioral Sciences, 2nd ed. (1988), ch. 2.
    """
    _check(alpha, power)
    if not (math.isfinite(effect) and effect) or not 0 < variance < math.inf:
        raise ExperimentError(
            f"An effect other than zero and a positive variance are needed, "
            f"not {effect} and {variance}."
        )

    def missing(n: float) -> float:
        return power - _power(effect, variance, n, n, alpha)

    if missing(2) <= 0:
        return 2
    if missing(_MOST_MEMBERS) > 0:
        raise ExperimentError(f"No population is large enough to notice an effect of {effect:g}.")
    logarithm = optimize.brentq(
        lambda x: missing(math.exp(x)), math.log(2), math.log(_MOST_MEMBERS), xtol=1e-13
    )
    return math.ceil(math.exp(logarithm) * (1 - 1e-11))


def members_for_lift(
    m: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    lift: float,
    covariate: Columns = (),
    covariate_denominator: Columns = (),
    alpha: float = 0.05,
    power: float = 0.80,
) -> int:
    """Return the members each of two equal arms needs to notice a relative lift.

    Args:
        m: Moments of members like those to be tested, over as long a time.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        lift: Smallest change worth detecting, as a share of the present figure: 0.02 is 2 %.
        covariate: If given, the test will be adjusted by it (CUPED).
        covariate_denominator: For a covariate that is a ratio itself.
        alpha: Chance of calling noise an effect.
        power: Chance of noticing a lift as large as ``lift``.

    Raises:
        ExperimentError: As ``members_for_effect`` and ``member_variance``, or if the present
            figure is zero.
    """
    value = influence(m, numerator, denominator)[0]
    if value == 0:
        raise ExperimentError(
            f"A relative lift of {label(numerator, denominator)} means nothing: it is zero now."
        )
    variance = member_variance(
        m,
        numerator,
        denominator,
        covariate=covariate,
        covariate_denominator=covariate_denominator,
    )
    return members_for_effect(lift * value, variance, alpha=alpha, power=power)


def member_variance(
    m: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    covariate: Columns = (),
    covariate_denominator: Columns = (),
) -> float:
    """Return the variance of one member's contribution to a metric, in its unit squared.

    Args:
        m: Moments of one group.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        covariate: If given, what is left after adjusting by it (CUPED).
        covariate_denominator: For a covariate that is a ratio itself.

    Raises:
        ExperimentError: If there are fewer than two members, a column is unknown or a
            denominator is zero.
    """
    variance = estimate(m, numerator, denominator).variance
    if not covariate:
        return variance
    before = covariate, covariate_denominator
    return variance * theta_of(m, numerator, denominator, covariate=before)[1]


def detectable_effect(
    variance: float,
    n_control: int,
    n_treatment: int,
    *,
    alpha: float = 0.05,
    power: float = 0.80,
) -> float:
    """Return the smallest effect that a test of this size notices with the given power.

    Args:
        variance: Variance of one member's contribution, the same in both arms.
        n_control: Members in control.
        n_treatment: Members in treatment.
        alpha: Chance of calling noise an effect.
        power: Chance of noticing the effect; above ``alpha``, which no effect at all reaches.

    Raises:
        ExperimentError: If an arm has fewer than two members, ``variance`` is not positive,
            or ``alpha`` or ``power`` is not valid.

    Example:
        >>> round(detectable_effect(120.0**2, 9_043, 9_043), 2)
        5.0
    """
    _check(alpha, power)
    _check_arms(variance, n_control, n_treatment)
    se = math.sqrt(variance / n_control + variance / n_treatment)
    standard_errors = optimize.brentq(
        lambda z: power - _power(z * se, variance, n_control, n_treatment, alpha), 0, 1e3
    )
    return float(standard_errors) * se


def smallest_seen(readout: Readout, *, power: float = 0.80) -> float:
    """Return the smallest effect a test as precise as this readout notices, in its unit.

    The variance is what the readout's standard error implies for arms of these sizes.

    Args:
        readout: Of a test that was run or simulated.
        power: Chance of noticing the effect.

    Raises:
        ExperimentError: If the standard error is zero, as in an untouched what-if.
    """
    variance = readout.se**2 / (1 / readout.n_control + 1 / readout.n_treatment)
    return detectable_effect(
        variance, readout.n_control, readout.n_treatment, alpha=readout.alpha, power=power
    )


def achieved_power(
    effect: float, variance: float, n_control: int, n_treatment: int, *, alpha: float = 0.05
) -> float:
    """Return the chance that a test of this size notices an effect.

    Args:
        effect: The true difference, absolute.
        variance: Variance of one member's contribution, the same in both arms.
        n_control: Members in control.
        n_treatment: Members in treatment.
        alpha: Chance of calling noise an effect, which is the power at no effect.

    Raises:
        ExperimentError: If an arm has fewer than two members, ``variance`` is not positive,
            or ``alpha`` is outside (0, 1).

    Example:
        >>> round(achieved_power(5.0, 120.0**2, 9_043, 9_043), 4)
        0.8
    """
    check_alpha(alpha)
    _check_arms(variance, n_control, n_treatment)
    return _power(effect, variance, n_control, n_treatment, alpha)


def _power(effect: float, variance: float, one: float, two: float, alpha: float) -> float:
    df = one + two - 2
    shift = abs(effect) / math.sqrt(variance / one + variance / two)
    critical = float(special.stdtrit(df, 1 - alpha / 2))
    if shift > 30 + critical:
        return 1.0
    # The far tail underflows to NaN in some versions of the library: it is then zero.
    wrong_side = float(np.nan_to_num(special.nctdtr(df, shift, -critical)))
    return 1 - float(special.nctdtr(df, shift, critical)) + wrong_side


def _check(alpha: float, power: float) -> None:
    check_alpha(alpha)
    if not alpha < power < 1:
        raise ExperimentError(f"power must lie between alpha ({alpha}) and 1, not {power}.")


def _check_arms(variance: float, n_control: int, n_treatment: int) -> None:
    if min(n_control, n_treatment) < 2 or not 0 < variance < math.inf:
        raise ExperimentError(
            f"Power needs 2 members in each arm and a positive variance, "
            f"not {n_control}, {n_treatment} and {variance}."
        )
