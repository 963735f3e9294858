"""Where the normal approximation behind an interval is not good enough to trust unsaid."""

from core.experiment.estimate import label
from core.experiment.moments import Columns, Moments

RATIO_MEMBERS = 4_000
"""Members an arm needs before a ratio metric's interval is taken at its word: assumption, 1,000
to 10,000; tests/core/experiment/test_proof.py measures the coverage at this size."""

SKEW_FACTOR = 355
"""Members an arm needs per squared skewness of a mean (Kohavi, Deng, Longbotham & Xu, "Seven
rules of thumb for web site experimenters", KDD 2014, rule 7)."""

DENOMINATOR_NOISE = 0.1
"""Largest relative standard error of a ratio's denominator (Cochran, Sampling Techniques,
3rd ed., 1977, section 6.3)."""


def of_arm(m: Moments, arm: str, numerator: Columns, denominator: Columns = ()) -> tuple[str, ...]:
    """Return what to say beside an interval from this arm: nothing, or a sentence each.

    Args:
        m: The arm's moments, of at least one member.
        arm: What the arm is called.
        numerator: As for the readout.
        denominator: As for the readout.
    """
    if denominator:
        return _of_ratio(m, arm, numerator, denominator)
    skewness = m.skewness(numerator)
    needed = SKEW_FACTOR * skewness**2
    if m.n >= needed:
        return ()
    tail = f"{label(numerator).capitalize()} in {arm} has a heavy tail (skewness {skewness:.1f})"
    return (f"{tail}: its interval wants about {needed:,.0f} members, there are {m.n:,}.",)


def _of_ratio(m: Moments, arm: str, numerator: Columns, denominator: Columns) -> tuple[str, ...]:
    found = []
    if m.n < RATIO_MEMBERS:
        found.append(
            f"{label(numerator, denominator).capitalize()} is a ratio over {m.n:,} members in "
            f"{arm}: under about {RATIO_MEMBERS:,} its interval may be too narrow."
        )
    noise = (m.var(denominator) / m.n) ** 0.5 / abs(m.mean(denominator))
    if noise > DENOMINATOR_NOISE:
        found.append(
            f"The denominator {label(denominator)} in {arm} is itself uncertain by "
            f"{noise:.0%}; the ratio's interval is only a rough guide."
        )
    return tuple(found)
