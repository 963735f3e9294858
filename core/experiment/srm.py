"""Sample-ratio check: did chance split the members, or did something else?"""

import dataclasses

from scipy import special

from core.errors import ExperimentError

THRESHOLD = 0.001
"""p-value below which a split is called broken (Fabijan et al., KDD 2019, use 0.0005 to 0.01)."""


@dataclasses.dataclass(frozen=True, slots=True)
class SampleRatio:
    """Whether the arms hold the members they were meant to.

    Args:
        statistic: Pearson's chi-square, one degree of freedom.
        p: Chance of a split at least this uneven, if assignment works.
        warning: What to tell the room; empty if the split is believable.
    """

    statistic: float
    p: float
    warning: str


def sample_ratio(n_control: int, n_treatment: int, *, share: float = 0.5) -> SampleRatio:
    """Return the chi-square check of the arms' sizes.

    Args:
        n_control: Members in control.
        n_treatment: Members in treatment.
        share: Planned share of treatment, strictly between 0 and 1.

    Raises:
        ExperimentError: If ``share`` is outside (0, 1), or nobody was assigned.

    Example:
        >>> round(sample_ratio(2_013, 1_987).p, 6), sample_ratio(2_013, 1_987).warning
        (0.681002, '')

    Source:
        Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments",
        KDD 2019.
    """
    n = n_control + n_treatment
    if not 0 < share < 1:
        raise ExperimentError(f"Treatment's share must lie strictly between 0 and 1, not {share}.")
    if min(n_control, n_treatment) < 0 or n == 0:
        raise ExperimentError(f"Arms of {n_control} and {n_treatment} members cannot be checked.")
    statistic = (n_treatment - share * n) ** 2 / (n * share * (1 - share))
    p = float(special.chdtrc(1, statistic))
    warning = (
        f"Sample-ratio mismatch (p = {p:.1g}): treatment holds {n_treatment:,} of {n:,} members, "
        f"not about {share * n:,.0f}; mend the assignment before reading any metric."
    )
    return SampleRatio(statistic, p, warning if p < THRESHOLD else "")
