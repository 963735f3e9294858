"""What people like, as far as it may speak for them: a direction in taste, and titles they told.

All of what somebody took gives a direction, which names no title. Titles are counted and named
only where the person told of them by a rating or review.
"""

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import scipy.sparse as sp

from core.identity.users import sample_id
from core.posters import NAMES
from core.recommend.guide import Guide
from core.recommend.history import Array, Interactions, Ints
from core.recommend.profile import PRIOR
from core.world import World

FEWEST = 5
"""Titles below which somebody's taste is not told to others: a summary of one title names it
(assumption, 3 to 10)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tastes:
    """The tastes of some people.

    Args:
        people: User ids, a row each.
        titles: The catalogue.
        data: What everybody took, columns as rows of the catalogue.
        factors: Titles in a space of tastes, shape ``(titles, d)``.
        taken: Whether each took each title, shape ``(people, titles)``.
        told: Whether each told of it, same shape.
    """

    people: tuple[str, ...]
    titles: pd.DataFrame
    data: Interactions
    factors: Array
    taken: sp.csr_array
    told: sp.csr_array

    @classmethod
    def of(cls, guide: Guide) -> "Tastes":
        """Return the tastes of a world's members; what they rated is what they told."""
        world: World = guide.world
        data = guide.data
        shape = (len(data.members), len(data.titles))
        told = sp.csr_array(
            (
                np.ones(len(world.ratings)),
                (
                    data.members.get_indexer(pd.Index(world.ratings["member_id"])),
                    data.titles.get_indexer(pd.Index(world.ratings["title_id"])),
                ),
            ),
            shape=shape,
        )
        return cls(
            people=tuple(sample_id(int(member)) for member in data.members),
            titles=world.titles,
            data=data,
            factors=guide.taste.factors,
            taken=sp.csr_array((np.ones(len(data)), (data.member, data.title)), shape=shape),
            told=told,
        )

    def adding(
        self,
        taken: Mapping[str, Iterable[str]],
        told: Mapping[str, Iterable[str]] | None = None,
    ) -> "Tastes":
        """Return these with more people, such as guests, or with others' titles anew.

        Args:
            taken: Ids of the titles each took in the room or chose as favourites; titles that the
                catalogue does not hold are passed over.
            told: Ids of the titles each reviewed where all may read it.
        """
        reviewed = told or {}
        more = tuple(dict.fromkeys([*taken, *reviewed]))
        kept = [row for row, person in enumerate(self.people) if person not in set(more)]
        rows = [list(taken.get(person, ())) for person in more]
        open_ = [list(reviewed.get(person, ())) for person in more]
        both = [[*some, *others] for some, others in zip(rows, open_, strict=True)]
        return dataclasses.replace(
            self,
            people=(*(self.people[row] for row in kept), *more),
            taken=sp.csr_array(sp.vstack([self.taken[kept], self._marked(both)])),
            told=sp.csr_array(sp.vstack([self.told[kept], self._marked(open_)])),
        )

    def rows(self, people: Iterable[str]) -> Ints:
        """Return the row of each person, -1 for who has none, shape ``(n,)``."""
        return (
            pd.Index(self.people).get_indexer(pd.Index(list(people), dtype=object)).astype(np.int64)
        )

    def directions(self) -> Array:
        """Return each person's direction in taste, shape ``(people, d)``; 0 for no titles.

        It is the mean of the titles taken, seldom ones weighing more, less everybody's mean.
        """
        found = (self.taken * self.rarity()) @ self.factors
        found /= np.maximum(self.taken.sum(axis=1), 1.0)[:, None]
        some = self.taken.sum(axis=1) > 0
        found[some] -= found[some].mean(axis=0)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(np.divide(found, length, out=np.zeros_like(found), where=length > 0))

    def enough(self) -> Array:
        """Return 1 for who took titles enough that taste names none, else 0, ``(people,)``."""
        return np.asarray(self.taken.sum(axis=1) >= FEWEST, dtype=np.float64)

    def together(self) -> sp.csr_array:
        """Return unit vectors of titles told, seldom ones weighing more, ``(people, titles)``."""
        found = sp.csr_array(self.told * self.rarity())
        length = np.sqrt((found * found).sum(axis=1))
        return sp.csr_array(sp.diags_array(1 / np.where(length > 0, length, 1.0)) @ found)

    def both_told(self, one: int, other: int) -> Ints:
        """Return the titles that two rows of people both told of, -1 for who is not there."""
        if min(one, other) < 0:
            return np.array([], dtype=np.int64)
        mine, theirs = (self.told[[row]].indices for row in (one, other))
        return np.intersect1d(mine, theirs).astype(np.int64)

    def lifts(self) -> pd.DataFrame:
        """Return how many times as much as everybody each watches of each genre, as ``profile``.

        A row for each of ``people``, a column for each genre.
        """
        cells = [
            [NAMES.get(genre, genre) for genre in str(cell).split(";")]
            for cell in self.titles["genres"]
        ]
        names = sorted({name for cell in cells for name in cell})
        has = np.array([[name in cell for name in names] for cell in cells], dtype=float)
        usual = np.bincount(self.data.title, minlength=len(has)) @ has / max(len(self.data), 1)
        count = self.taken.sum(axis=1)[:, None]
        mixed = (self.taken @ has + PRIOR * usual) / (count + PRIOR)
        there = usual > 0
        return pd.DataFrame(mixed[:, there] / usual[there], columns=np.array(names)[there])

    def history(self, person: str) -> Ints:
        """Return the rows of the titles somebody took, shape ``(n,)``."""
        row = int(self.rows([person])[0])
        return np.array([] if row < 0 else self.taken[[row]].indices, dtype=np.int64)

    def rarity(self) -> Array:
        """Return what each title weighs: the logarithm of how few took it, shape ``(titles,)``."""
        takers = np.bincount(self.data.title, minlength=len(self.titles))
        return np.asarray(np.log(len(self.data.members) / (takers + 1.0)).clip(min=0.1))

    def _marked(self, some: list[list[str]]) -> sp.csr_array:
        known = self.data.titles
        pairs = {
            (row, int(column))
            for row, titles in enumerate(some)
            for column in known.get_indexer(pd.Index(titles, dtype=object))
            if column >= 0
        }
        rows, columns = zip(*sorted(pairs), strict=True) if pairs else ((), ())
        return sp.csr_array(
            (np.ones(len(pairs)), (np.array(rows, dtype=int), np.array(columns, dtype=int))),
            shape=(len(some), len(known)),
        )
