"""Sufficient statistics of per-member totals: all that a readout needs, and they add up.

Source for adding up: Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for
computing sample variances", COMPSTAT 1982; third moments by Pébay, SAND2008-6212.
"""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.errors import ExperimentError
from core.experiment import blocks
from core.experiment.blocks import Vector as Vector

Columns = str | Sequence[str] | Mapping[str, float]
"""One column, several that are added up, or weights by column."""

CHANGE = " (change)"
"""What ``Moments.paired`` appends to a column's name for treatment minus control."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Members, means and centred cross-products of the columns of one group of members.

    Two groups' moments add up to the moments of both together: ``a + b``.

    Args:
        n: Members.
        names: Columns, in the order of the arrays.
        means: Shape ``(columns,)``; the columns' units.
        products: Shape ``(columns, columns)``: sums over members of the product of two
            columns' deviations from their means.
        cubes: Shape ``(columns,)``: sums over members of the cubed deviations, for skewness.
    """

    n: int
    names: tuple[str, ...]
    means: Vector
    products: Vector
    cubes: Vector

    def __post_init__(self) -> None:
        k = len(self.names)
        shapes = (self.means.shape, self.products.shape, self.cubes.shape)
        if shapes != ((k,), (k, k), (k,)) or len(set(self.names)) != k or self.n < 0:
            raise ExperimentError(
                f"Moments of {k} different columns need {k} means, {k} x {k} products and "
                f"{k} cubes, not {shapes}, over at least 0 members, not {self.n}."
            )
        for array in (self.means, self.products, self.cubes):
            if not np.isfinite(array).all():
                raise ExperimentError("Moments must be finite numbers; found NaN or infinity.")
            array.setflags(write=False)

    @classmethod
    def of(cls, columns: Mapping[str, npt.ArrayLike]) -> Self:
        """Return the moments of per-member columns of equal length.

        Whole-number columns are summed exactly within blocks, so that the result does not
        depend on the machine's linear algebra library.

        Args:
            columns: One value per member in each, shape ``(members,)``; may be empty.

        Raises:
            ExperimentError: If a column is missing, of another length, or not finite.

        Example:
            >>> m = Moments.of({"minutes": [10.0, 20.0, 60.0], "reviews": [0, 1, 2]})
            >>> m.mean("minutes"), m.var("minutes"), m.cov("minutes", "reviews")
            (30.0, 700.0, 25.0)
        """
        if not columns:
            raise ExperimentError("Moments need at least one column.")
        arrays = blocks.checked(columns)
        names, n = tuple(columns), len(arrays[0])
        parts = [cls.empty(names)]
        for start in range(0, n, blocks.SIZE):
            x = np.array([array[start : start + blocks.SIZE] for array in arrays], dtype=np.float64)
            with np.errstate(invalid="ignore", over="ignore"):
                means, products, cubes = blocks.summed(x)
            if not np.isfinite(products).all():
                raise ExperimentError(blocks.unusable(columns))
            parts.append(cls(x.shape[1], names, means, products, cubes))
        return cls.total(parts)

    @classmethod
    def paired(
        cls, control: Mapping[str, npt.ArrayLike], treatment: Mapping[str, npt.ArrayLike]
    ) -> Self:
        """Return the joint moments of the same members in two worlds that share their draws.

        Kept are control's columns and the change of each, so that columns which do not
        differ have a change of exactly zero, whatever the rounding elsewhere.

        Raises:
            ExperimentError: If the worlds have different columns or members.

        Example:
            >>> pairs = Moments.paired({"reviews": [0, 2, 4]}, {"reviews": [1, 2, 5]})
            >>> pairs.names, round(pairs.mean("reviews (change)"), 3)
            (('reviews', 'reviews (change)'), 0.667)
        """
        if set(control) != set(treatment):
            raise ExperimentError(
                f"Both worlds need the same columns, not {sorted(control)} and {sorted(treatment)}."
            )
        before = dict(zip(control, blocks.checked(control), strict=True))
        after = dict(zip(treatment, blocks.checked(treatment), strict=True))
        if len(next(iter(before.values()), ())) != len(next(iter(after.values()), ())):
            raise ExperimentError("Both worlds need the same members, in the same order.")
        changes = {
            name + CHANGE: np.subtract(after[name], before[name], dtype=np.float64)
            for name in before
        }
        return cls.of(before | changes)

    @classmethod
    def empty(cls, names: Sequence[str]) -> Self:
        """Return the moments of nobody, which add nothing."""
        k = len(names)
        return cls(0, tuple(names), np.zeros(k), np.zeros((k, k)), np.zeros(k))

    @classmethod
    def total(cls, parts: Iterable[Self]) -> Self:
        """Return the moments of all parts together, added up in the order given.

        Raises:
            ExperimentError: If there is no part, or the parts have different columns.
        """
        together: Self | None = None
        for part in parts:
            together = part if together is None else together + part
        if together is None:
            raise ExperimentError("There is nothing to add up: give at least one Moments.")
        return together

    def __add__(self, other: Self) -> Self:
        if self.names != other.names:
            raise ExperimentError(
                f"Only moments of the same columns add up, not {self.names} and {other.names}."
            )
        if not self.n or not other.n:
            return self if self.n else other
        n = self.n + other.n
        gap = other.means - self.means
        share = other.n / n
        lever = self.n * share
        cubes = self.cubes + other.cubes + gap**3 * lever * (self.n - other.n) / n
        cubes += 3 * gap * (np.diag(other.products) * (self.n / n) - np.diag(self.products) * share)
        return type(self)(
            n,
            self.names,
            self.means + gap * share,
            self.products + other.products + np.outer(gap, gap) * lever,
            cubes,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moments) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.n, self.names, self.products.tobytes()))

    def weights(self, columns: Columns) -> Vector:
        """Return the weight of each stored column in ``columns``, shape ``(columns,)``.

        Raises:
            ExperimentError: If a column is not stored; names the nearest one.

        Example:
            >>> Moments.empty(["reviews", "minutes", "comments"]).weights(["reviews", "comments"])
            array([1., 0., 1.])
        """
        weights = np.zeros(len(self.names))
        for name, weight in weighted(columns).items():
            if name not in self.names:
                near = difflib.get_close_matches(name, self.names, n=1)
                hint = f"did you mean {near[0]!r}" if near else f"there are {list(self.names)}"
                raise ExperimentError(f"There is no column {name!r}: {hint}.")
            weights[self.names.index(name)] = weight
        return weights

    def mean(self, columns: Columns) -> float:
        """Return the mean per member of a column, or of a sum of columns."""
        return self.linear(self.weights(columns))

    def var(self, columns: Columns, ddof: int = 1) -> float:
        """Return the variance over members of a column, or of a sum of columns."""
        return self.cov(columns, columns, ddof)

    def cov(self, left: Columns, right: Columns, ddof: int = 1) -> float:
        """Return the covariance over members of two columns, or of two sums of columns."""
        return self.bilinear(self.weights(left), self.weights(right), ddof)

    def linear(self, weights: Vector) -> float:
        """Return the mean per member of a weighted sum of columns, weights as ``weights`` gives.

        Raises:
            ExperimentError: If there are no members.
        """
        self._need(1)
        return float((weights * self.means).sum())

    def bilinear(self, left: Vector, right: Vector, ddof: int = 1) -> float:
        """Return the covariance of two weighted sums of columns, weights as ``weights`` gives.

        Raises:
            ExperimentError: If there are not more than ``ddof`` members.
        """
        self._need(1 + ddof)
        return float((left[:, None] * right * self.products).sum()) / (self.n - ddof)

    def skewness(self, columns: Columns) -> float:
        """Return the skewness of a column; of a sum of columns, about its upper bound.

        Cube roots of third absolute moments obey the triangle inequality (Minkowski); for
        right-skewed counts they are close to the third moments kept here.
        """
        weights = self.weights(columns)
        variance = self.bilinear(weights, weights, ddof=0)
        if variance <= 0:
            return 0.0
        roots = np.cbrt(self.cubes / self.n)
        return float((weights * roots).sum() ** 3 / variance**1.5)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers and lists for JSON; ``from_dict`` gives back the same bits."""
        return {
            "n": self.n,
            "names": list(self.names),
            "means": self.means.tolist(),
            "products": self.products.tolist(),
            "cubes": self.cubes.tolist(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the moments that ``to_dict`` wrote.

        Raises:
            ExperimentError: If a part is missing, of the wrong type or of the wrong shape.
        """
        try:
            n, names = data["n"], tuple(data["names"])
            means, products, cubes = (
                np.array(data[part], dtype=np.float64) for part in ("means", "products", "cubes")
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ExperimentError(
                f"These are not moments that to_dict wrote: {error!r}."
            ) from error
        if type(n) is not int or not all(isinstance(name, str) for name in names):
            raise ExperimentError(f"Moments need a whole number of members, not {n!r}, and names.")
        return cls(n, names, means, products, cubes)

    def _need(self, members: int) -> None:
        if self.n < members:
            raise ExperimentError(
                f"This needs at least {members} member{'s' * (members > 1)}, not {self.n}."
            )


def weighted(columns: Columns) -> Mapping[str, float]:
    """Return the weight of each column that is named.

    Example:
        >>> weighted("reviews"), weighted(["reviews", "comments"])
        ({'reviews': 1.0}, {'reviews': 1.0, 'comments': 1.0})
    """
    if isinstance(columns, str):
        return {columns: 1.0}
    return columns if isinstance(columns, Mapping) else dict.fromkeys(columns, 1.0)
