"""One arm's figure, and the difference of two, with their variances by the delta method."""

import dataclasses
from collections.abc import Mapping
from typing import Self

from core.errors import ExperimentError
from core.experiment.moments import CHANGE, Columns, Moments, Vector, weighted


@dataclasses.dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or a ratio of means in one arm.

    Args:
        value: The figure.
        variance: Variance of one member's contribution; the figure's is ``variance / n``.
        n: Members.
    """

    value: float
    variance: float
    n: int

    @property
    def error_variance(self) -> float:
        """Squared standard error of ``value``."""
        return self.variance / self.n


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Treatment minus control, with everything an interval needs.

    Args:
        control: Control's figure.
        effect: Treatment's figure minus control's.
        control_variance: Squared standard error of ``control``.
        effect_variance: Squared standard error of ``effect``.
        covariance: Error covariance of ``control`` and ``effect``; for independent arms
            ``-control_variance``.
        df: Degrees of freedom of the effect.
        log_df: Degrees of freedom of the logarithm of treatment / control.
    """

    control: float
    effect: float
    control_variance: float
    effect_variance: float
    covariance: float
    df: float
    log_df: float

    @property
    def treatment(self) -> float:
        """Treatment's figure."""
        return self.control + self.effect

    @property
    def treatment_variance(self) -> float:
        """Squared standard error of treatment's figure."""
        variance = self.control_variance + 2 * self.covariance + self.effect_variance
        return max(0.0, variance)

    def scaled(self, factor: float) -> Self:
        """Return the contrast in another unit: figures times ``factor``."""
        return dataclasses.replace(
            self,
            control=self.control * factor,
            effect=self.effect * factor,
            control_variance=self.control_variance * factor**2,
            effect_variance=self.effect_variance * factor**2,
            covariance=self.covariance * factor**2,
        )


def influence(m: Moments, numerator: Columns, denominator: Columns = ()) -> tuple[float, Vector]:
    """Return a metric's figure and the weight of each column in a member's contribution.

    For a ratio R = N / D of means, a member contributes (N_i - R D_i) / D to its error
    (delta method); for a mean, N_i. Variances and covariances of metrics are then those of
    weighted sums of columns.

    Args:
        m: Moments of one group.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same; empty for a mean per member.

    Returns:
        The figure, and weights of shape ``(columns,)`` in the order of ``m.names``.

    Raises:
        ExperimentError: If a column is unknown or the denominator is zero in this group.

    Source:
        Deng, Knoblich & Lu, "Applying the delta method in metric analytics", KDD 2018.
    """
    metric = numerator, denominator
    return _influence(m, m.weights(numerator), m.weights(denominator), metric)


def _influence(
    m: Moments, over: Vector, under: Vector, metric: tuple[Columns, Columns]
) -> tuple[float, Vector]:
    top = m.linear(over)
    if not metric[1]:
        return top, over
    bottom = m.linear(under)
    if bottom == 0:
        raise ExperimentError(
            f"{label(*metric)} is undefined: {label(metric[1])} is zero for all {m.n:,} members."
        )
    return top / bottom, (over - top / bottom * under) / bottom


def estimate(
    m: Moments, numerator: Columns, denominator: Columns = (), *, arm: str = "group"
) -> Estimate:
    """Return the figure of one group and its variance, by the delta method for a ratio.

    Raises:
        ExperimentError: If the group has fewer than two members, a column is unknown, or
            the denominator is zero.

    Example:
        >>> arm = Moments.of({"taken": [1, 2, 3, 2], "recommended": [10, 10, 10, 10]})
        >>> estimate(arm, "taken", "recommended").value
        0.2
    """
    two_members(m, arm)
    value, weights = influence(m, numerator, denominator)
    return Estimate(value, max(0.0, m.bilinear(weights, weights)), m.n)


def independent(control: Estimate, treatment: Estimate) -> Contrast:
    """Return the difference of two arms of different members (Welch's degrees of freedom).

    Raises:
        ExperimentError: If neither arm varies.
    """
    if control.variance == 0 and treatment.variance == 0:
        raise ExperimentError(
            f"Every member of an arm has the same value ({control.value:g} in control, "
            f"{treatment.value:g} in treatment): without variation there is no interval."
        )
    one, two = control.error_variance, treatment.error_variance
    df = log_df = _welch(one, control.n, two, treatment.n)
    if control.value > 0 and treatment.value > 0:
        log_df = _welch(one / control.value**2, control.n, two / treatment.value**2, treatment.n)
    return Contrast(
        control=control.value,
        effect=treatment.value - control.value,
        control_variance=one,
        effect_variance=one + two,
        covariance=-one,
        df=df,
        log_df=log_df,
    )


def paired(pairs: Moments, numerator: Columns, denominator: Columns = ()) -> Contrast:
    """Return the difference of two worlds of the same members, from ``Moments.paired``.

    The effect is (dN - R dD) / (D + dD) with R = N / D in control and d for the change, so
    worlds that agree in these columns differ by exactly zero, without error.

    Raises:
        ExperimentError: If there are fewer than two members, a column is unknown, or a
            denominator is zero in either world.
    """
    two_members(pairs, "the what-if")
    metric = numerator, denominator
    over, under = (pairs.weights(columns) for columns in metric)
    more, wider = (pairs.weights(changed(columns)) for columns in metric)
    control, weights = _influence(pairs, over, under, metric)
    after = _influence(pairs, over + more, under + wider, metric)[1]
    effect = pairs.linear(more)
    if denominator:
        effect -= control * pairs.linear(wider)
        effect /= pairs.linear(under + wider)
    change = after - weights
    df = pairs.n - 1.0
    return Contrast(
        control=control,
        effect=effect,
        control_variance=max(0.0, pairs.bilinear(weights, weights)) / pairs.n,
        effect_variance=max(0.0, pairs.bilinear(change, change)) / pairs.n,
        covariance=pairs.bilinear(weights, change) / pairs.n,
        df=df,
        log_df=df,
    )


def changed(columns: Columns) -> Mapping[str, float]:
    """Return the change of some columns of ``Moments.paired``, as weights by column.

    Example:
        >>> changed(["reviews", "comments"])
        {'reviews (change)': 1.0, 'comments (change)': 1.0}
    """
    return {name + CHANGE: weight for name, weight in weighted(columns).items()}


def check_alpha(alpha: float) -> None:
    """Refuse an error rate outside (0, 1).

    Raises:
        ExperimentError: If it is not strictly between 0 and 1.
    """
    if not 0 < alpha < 1:
        raise ExperimentError(f"alpha must lie strictly between 0 and 1, not {alpha}.")


def two_members(m: Moments, arm: str) -> None:
    """Refuse a group without spread.

    Raises:
        ExperimentError: If it has fewer than two members.
    """
    if m.n < 2:
        raise ExperimentError(f"An interval needs at least 2 members in {arm}, not {m.n}.")


def label(numerator: Columns, denominator: Columns = ()) -> str:
    """Return how a metric reads in a sentence.

    Example:
        >>> label(("reviews", "comments")), label("taken", "recommended")
        ('reviews + comments', 'taken / recommended')
    """
    top = numerator if isinstance(numerator, str) else " + ".join(numerator)
    return f"{top} / {label(denominator)}" if denominator else top


def _welch(one: float, n_one: int, two: float, n_two: int) -> float:
    # Satterthwaite (1946); divided through by the sum, so that tiny variances do not underflow.
    share = one / (one + two)
    return 1 / (share**2 / (n_one - 1) + (1 - share) ** 2 / (n_two - 1))
