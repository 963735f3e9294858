"""CUPED: the same effect with less noise, from what members did before the test."""

from core.experiment import cautions
from core.experiment.estimate import (
    Estimate,
    check_alpha,
    independent,
    influence,
    label,
    two_members,
)
from core.experiment.moments import Columns, Moments, Vector
from core.experiment.readout import Readout, of_contrast
from core.experiment.relative import Method


def cuped_difference(
    control: Moments,
    treatment: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    covariate: Columns,
    covariate_denominator: Columns = (),
    metric: str = "",
    persona: str = "all",
    alpha: float = 0.05,
    relative: Method = "log-delta",
) -> Readout:
    """Return the readout of two arms, adjusted by a covariate from before the test.

    Both figures are moved to what they would be if the arms had started level: by theta
    times the covariate's gap to its mean over both arms. Theta is estimated over both arms
    together, as tea-tasting and gbstats do.

    Args:
        control: Moments of control, with the covariate's columns.
        treatment: Moments of treatment, likewise.
        numerator: Column, sum of columns or weighted sum.
        denominator: The same for a ratio metric; empty for a mean per member.
        covariate: What the treatment cannot have changed, as a rule the same column in the
            period before.
        covariate_denominator: For a covariate that is a ratio itself.
        metric: Name; by default what is divided by what.
        persona: In whom.
        alpha: Two-sided error rate, strictly between 0 and 1.
        relative: How the relative lift's interval is computed, a key of ``METHODS``.

    Raises:
        ExperimentError: As ``readout.difference``.

    Source:
        Deng, Xu, Kohavi & Walker, "Improving the sensitivity of online controlled experiments
        by utilizing pre-experiment data", WSDM 2013.
    """
    check_alpha(alpha)
    arms = (control, "control"), (treatment, "treatment")
    for m, arm in arms:
        two_members(m, arm)
    both = control + treatment
    before = covariate, covariate_denominator
    theta, kept = theta_of(both, numerator, denominator, covariate=before)
    level = influence(both, *before)[0]
    one, two = (
        _adjusted(m, (numerator, denominator), before, theta=theta, level=level) for m, _ in arms
    )
    warnings = [text for m, arm in arms for text in cautions.of_arm(m, arm, numerator, denominator)]
    if theta == 0:
        warnings.append(f"{label(*before).capitalize()} explains nothing, so nothing is adjusted.")
    return of_contrast(
        independent(one, two),
        (one.n, two.n),
        members=both.n,
        metric=metric or label(numerator, denominator),
        persona=persona,
        alpha=alpha,
        relative=relative,
        method=f"Welch's t{', delta method' if denominator else ''}, CUPED by {label(*before)} "
        f"(theta {theta:.3g}, {kept:.0%} of the variance left)",
        warnings=tuple(warnings),
    )


def theta_of(
    m: Moments,
    numerator: Columns,
    denominator: Columns = (),
    *,
    covariate: tuple[Columns, Columns],
) -> tuple[float, float]:
    """Return how much the metric moves with the covariate, and what variance that leaves.

    Args:
        m: Moments of all members together.
        numerator: As for the readout.
        denominator: As for the readout.
        covariate: Numerator and denominator of the covariate; the latter may be empty.

    Returns:
        Theta, zero for a covariate that does not vary, and the share of the metric's
        variance that is left after adjusting.

    Raises:
        ExperimentError: If there are fewer than two members, a column is unknown or a
            denominator is zero.
    """
    y, x = influence(m, numerator, denominator)[1], influence(m, *covariate)[1]
    spread, shared, noise = m.bilinear(x, x), m.bilinear(x, y), m.bilinear(y, y)
    if spread <= 0 or noise <= 0:
        return 0.0, 1.0
    return shared / spread, max(0.0, 1 - shared**2 / (spread * noise))


def _adjusted(
    m: Moments,
    metric: tuple[Columns, Columns],
    before: tuple[Columns, Columns],
    *,
    theta: float,
    level: float,
) -> Estimate:
    value, y = influence(m, *metric)
    past, x = influence(m, *before)
    weights: Vector = y - theta * x
    return Estimate(value - theta * (past - level), max(0.0, m.bilinear(weights, weights)), m.n)
