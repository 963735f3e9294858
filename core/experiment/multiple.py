"""Many metrics, one test: p-values adjusted for having looked at all of them."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.errors import ExperimentError
from core.experiment.moments import Vector
from core.experiment.readout import Readout


def holm(ps: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that any false alarm in the family is rarer than alpha.

    Raises:
        ExperimentError: If a p-value lies outside [0, 1].

    Example:
        >>> holm([0.001, 0.04, 0.03, 0.02])
        [0.004, 0.06, 0.06, 0.06]

    Source:
        Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6
        (1979).
    """
    p, order = _sorted(ps)
    steps = np.maximum.accumulate(p * np.arange(len(p), 0, -1))
    return _restored(np.minimum(steps, 1.0), order)


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that a share below alpha of the alarms is false, on average.

    Raises:
        ExperimentError: If a p-value lies outside [0, 1].

    Example:
        >>> benjamini_hochberg([0.001, 0.04, 0.03, 0.02])
        [0.004, 0.04, 0.04, 0.04]

    Source:
        Benjamini & Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
    """
    p, order = _sorted(ps)
    steps = p * len(p) / np.arange(1, len(p) + 1)
    return _restored(np.minimum.accumulate(steps[::-1])[::-1], order)


def adjust(readouts: Iterable[Readout], by: Literal["holm", "bh"] = "holm") -> tuple[Readout, ...]:
    """Return a family of readouts with both adjusted p-values and the flag that follows.

    Args:
        readouts: All success metrics of one test, in one group of members; guardrails are no
            part of the family.
        by: Which adjusted p decides ``significant``.

    Raises:
        ExperimentError: If ``by`` is unknown.
    """
    if by not in ("holm", "bh"):
        raise ExperimentError(f"Adjust by 'holm' or 'bh', not {by!r}.")
    family = tuple(readouts)
    ps = [readout.p for readout in family]
    return tuple(
        dataclasses.replace(
            readout,
            p_holm=strict,
            p_bh=mild,
            significant=(strict if by == "holm" else mild) < readout.alpha,
        )
        for readout, strict, mild in zip(family, holm(ps), benjamini_hochberg(ps), strict=True)
    )


def _sorted(ps: Sequence[float]) -> tuple[Vector, npt.NDArray[np.intp]]:
    p = np.array(ps, dtype=np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ExperimentError(f"p-values must lie in [0, 1], not {list(ps)}.")
    order = np.argsort(p, kind="stable")
    return p[order], order


def _restored(adjusted: Vector, order: npt.NDArray[np.intp]) -> list[float]:
    result = np.empty_like(adjusted)
    result[order] = adjusted
    return [float(value) for value in result]
