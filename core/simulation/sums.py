"""Sums over members of what they did, of its squares and its products, the same on any machine.

Columns hold whole multiples of a power of two, so the sums over ``CHUNK`` members are exact in
whatever order a processor adds them, and chunks are added in order. Two worlds of the same
members are summed once: control's columns beside each column's change hold treatment's too.
"""

import dataclasses
from collections.abc import Iterator
from typing import Self

import numpy as np

from core.experiment.moments import Moments
from core.metrics import TOTALS
from core.simulation.draws import Floats, Ints

ARMS = ("control", "treatment")
COLUMNS = tuple(TOTALS)
WIDTH = len(COLUMNS)

CHUNK = 1 << 13
"""Members added up together: a value may reach a million units before a sum of squares rounds."""

Table = dict[str, Floats]
"""Per-member columns of ``TOTALS``, each of shape ``(members,)``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """Power sums of columns over some members; they add up.

    Args:
        n: Members.
        sums: Shape ``(columns,)``.
        products: Sums of products of two columns, shape ``(columns, columns)``.
        cubes: Sums of third powers, shape ``(columns,)``; alone not exact.
    """

    n: int
    sums: Floats
    products: Floats
    cubes: Floats

    @classmethod
    def zero(cls, columns: int) -> Self:
        """Return the sums over nobody."""
        return cls(0, np.zeros(columns), np.zeros((columns, columns)), np.zeros(columns))

    @classmethod
    def of(cls, table: Floats) -> Self:
        """Return the sums of a table of shape ``(columns, members)``."""
        return cls(table.shape[1], table.sum(axis=1), table @ table.T, _cubes(table))

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.n + other.n,
            self.sums + other.sums,
            self.products + other.products,
            self.cubes + other.cubes,
        )

    def worlds(self, cubes: Floats) -> tuple[Self, Self]:
        """Return control's and treatment's sums, where these are of control and the change.

        Args:
            cubes: Treatment's sums of third powers, which do not follow from the others.
        """
        one, two = slice(len(cubes)), slice(len(cubes), None)
        mixed = self.products[one, two]
        control = self.products[one, one]
        treatment = control + (mixed + mixed.T) + self.products[two, two]
        return (
            type(self)(self.n, self.sums[one], control, self.cubes[one]),
            type(self)(self.n, self.sums[one] + self.sums[two], treatment, cubes),
        )

    def moments(self, names: tuple[str, ...]) -> Moments:
        """Return the moments about the mean."""
        means = self.sums / max(self.n, 1)
        squares = np.diag(self.products)
        cubes = self.cubes - 3 * means * squares + 2 * means * means * self.sums
        return Moments(
            n=self.n,
            names=names,
            means=means,
            products=self.products - np.outer(self.sums, means),
            # kept to five digits, cubes too are equal everywhere
            cubes=np.array([float(f"{cube:.5g}") for cube in cubes.tolist()]),
        )


Groups = dict[str, list[Sums]]
"""Sums of each persona, per arm; of paired worlds also of ``"joint"``: control and change."""


def add_up(tables: dict[str, Table], groups: dict[str, Ints], *, paired: bool) -> Groups:
    """Return the sums of two worlds.

    Args:
        tables: Per arm the members' columns, persona after persona.
        groups: Per arm the members of each persona.
        paired: Whether both worlds hold the same members.
    """
    if paired:
        return _paired(tables, groups[ARMS[0]])
    return {
        arm: [
            sum((Sums.of(_stacked(part, tables[arm])[0]) for part in parts), Sums.zero(WIDTH))
            for parts in _parts(groups[arm])
        ]
        for arm in ARMS
    }


def _paired(tables: dict[str, Table], sizes: Ints) -> Groups:
    found: Groups = {name: [] for name in (*ARMS, "joint")}
    for parts in _parts(sizes):
        joint, cubes = Sums.zero(2 * WIDTH), np.zeros(WIDTH)
        for part in parts:
            both = _stacked(part, *(tables[arm] for arm in ARMS))
            cubes += _cubes(both[1])
            both[1] -= both[0]
            joint += Sums.of(both.reshape(2 * WIDTH, -1))
        for name, sums in zip(found, (*joint.worlds(cubes), joint), strict=True):
            found[name].append(sums)
    return found


def _parts(sizes: Ints) -> Iterator[list[slice]]:
    """Yield each persona's members in chunks."""
    ends = np.cumsum(sizes).tolist()
    for end, size in zip(ends, sizes.tolist(), strict=True):
        yield [slice(at, min(at + CHUNK, end)) for at in range(end - size, end, CHUNK)]


def _stacked(members: slice, *tables: Table) -> Floats:
    """Return the columns of some members, shape ``(tables, columns, members)``."""
    columns = [table[name][members] for table in tables for name in COLUMNS]
    return np.concatenate(columns).reshape(len(tables), WIDTH, -1)


def _cubes(table: Floats) -> Floats:
    cubes: Floats = np.vecdot(table * table, table)
    return cubes
