"""Which titles a simulated member is shown and plays: the engines draw counts, not titles."""

import numpy as np

from core.errors import ScenarioError
from core.simulation.draws import Ints


def each(counts: Ints) -> tuple[Ints, Ints]:
    """Return, for every single thing counted, whose it is and its place among theirs.

    Example:
        >>> each(np.array([2, 0, 3]))
        (array([0, 0, 2, 2, 2]), array([0, 1, 0, 1, 2]))
    """
    rows = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    return rows, np.arange(len(rows)) - np.repeat(ends - counts, counts)


class Shelf:
    """Every member's titles in an order of their own: first those to explore, old ones last.

    Title ``k`` of a member is ``(first + k * stride) modulo titles``; with a stride that has no
    common divisor with the number of titles it passes all of them. A member explores from the
    front. Old favourites, begun before the horizon, stand at the back.

    Args:
        titles: Titles there are.
        members: Members there are.
        draw: Gives each member an order; all titles are equally popular (assumption).
    """

    def __init__(self, titles: int, members: int, draw: np.random.Generator) -> None:
        strides = np.flatnonzero(np.gcd(np.arange(titles + 1), titles) == 1)
        self._titles = titles
        self._first = draw.integers(0, titles, members)
        self._stride: Ints = draw.choice(strides, members)
        self._old = 1
        self._explored = np.zeros(members, dtype=np.int64)

    def reserve(self, who: Ints, ahead: Ints, again: Ints) -> Ints:
        """Make room for a day; return by how many more titles each could look ahead.

        Args:
            who: Who visits, shape ``(visitors,)``.
            ahead: Titles not yet explored that each is shown, same shape.
            again: Titles begun earlier that each goes on with, same shape.

        Raises:
            ScenarioError: If there are too few titles.
        """
        self._old = max(self._old, int(again.max(initial=0)) + 1)
        used = self._explored.copy()
        used[who] += ahead
        needed = int(used.max()) + self._old
        if needed > self._titles:
            raise ScenarioError(
                f"The journal of this scenario needs at least {needed} titles, not {self._titles}."
            )
        room: Ints = self._titles - self._old - used[who]
        return room

    def ahead(self, who: Ints, places: Ints) -> Ints:
        """Return the titles some places after those that members have explored."""
        return self._title(who, self._explored[who] + places)

    def begun(self, who: Ints, number: Ints) -> Ints:
        """Return titles that members explored before today, or old favourites.

        As many numbers in a row as were reserved name as many different titles.
        """
        explored = self._explored[who]
        pick = number % (explored + self._old)
        back = self._titles - 1 - (pick - explored)
        return self._title(who, np.where(pick < explored, pick, back))

    def explore(self, who: Ints, titles: Ints) -> None:
        """Note how many titles members explored today."""
        self._explored[who] += titles

    def _title(self, who: Ints, place: Ints) -> Ints:
        titles: Ints = (self._first[who] + self._stride[who] * place) % self._titles
        return titles
