"""One day of one district, released: numbers that may be shown, every title in every cell.

A day's release spends epsilon on three counts of the same people, each with noise of its own:

===========  =====================  ===========  ==================  ===========================
counted      by                     one member   share of epsilon    scale of the noise
===========  =====================  ===========  ==================  ===========================
people       cell, block, district  1 at each    3 x ``PEOPLE``      ``1 / (PEOPLE * epsilon)``
hours begun  district x hour        m            ``HOURS``           ``m / (HOURS * epsilon)``
titles       zone x title           m            ``TITLES``          ``m / (TITLES * epsilon)``
===========  =====================  ===========  ==================  ===========================

A *zone* is where titles are counted: a cell that seems to hold ``ENOUGH / epsilon`` people, what is
left of a block that does, and what is left of the district. Which zones there are is read off the
released numbers of people alone. Every cell lies in exactly one zone.

Proof. Let two sets of viewings differ by all that one member did on one day. By ``bounding`` they
differ by 1 in one cell, hence by 1 in one block and by 1 in one district: each of these three
releases is ``PEOPLE * epsilon``-private. Given their answers the zones are fixed and disjoint, so
the counts by zone and title differ by at most m in L1 and their release is ``TITLES * epsilon``-
private; the counts by hour differ by at most m and theirs is ``HOURS * epsilon``-private. Adaptive
composition adds up: ``3 * PEOPLE + HOURS + TITLES = 1``. What is computed from released numbers
costs nothing more, however often, by whomever, and with whatever else they know (Dwork & Roth, "The
algorithmic foundations of differential privacy", 2014, propositions 2.1 and 3.16 and theorem 3.6).
Accounts an attacker adds are other members and change nothing in this. Two days are two releases:
over n days epsilon adds up to n times as much, which ``meter`` counts.
"""

import dataclasses
import functools
from typing import Self

import numpy as np
import numpy.typing as npt

from core.nearby.cells import Ids, district_cells
from core.nearby.privacy.bounding import Bounded
from core.nearby.privacy.noise import Counts, draw

Array = npt.NDArray[np.float64]

PEOPLE, HOURS, TITLES = 0.03, 0.03, 0.88
"""Shares of epsilon (assumption: PEOPLE 0.02 to 0.05, HOURS 0.02 to 0.1)."""

ENOUGH = 350.0
"""People that make a zone of its own at epsilon 1 (assumption, 250 to 450): their titles stand out
of its noise, and a circle of a thousand people has few zones, each of which adds noise."""

PEOPLED = 0.5
"""Share of ``ENOUGH`` that whatever a zone lies in must seem to hold too: noise alone rarely makes
both (assumption, 0.4 to 0.7)."""

CELL, BLOCK, DISTRICT, HOUR, ZONE = range(5)
"""Names of the noise, by what it is added to."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sizes:
    """How the noise is sized.

    Args:
        epsilon: Privacy loss of one member and day, in all.
        m: Titles a member may count for in a day.
        titles: How many titles there are.
    """

    epsilon: float
    m: int
    titles: int

    @property
    def enough(self) -> float:
        """Return the people that make a zone."""
        return ENOUGH / self.epsilon

    @property
    def people_scale(self) -> float:
        """Return the scale of the noise on people."""
        return 1 / (PEOPLE * self.epsilon)

    @property
    def hours_scale(self) -> float:
        """Return the scale of the noise on an hour."""
        return self.m / (HOURS * self.epsilon)

    @property
    def titles_scale(self) -> float:
        """Return the scale of the noise on a title in a zone."""
        return self.m / (TITLES * self.epsilon)


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """What is released of one day in one district.

    Args:
        cells: Its cells, ascending.
        zone: Zone of each cell.
        spread: Estimated people of each cell, floored above zero: how a zone's people are spread.
        people: Estimated people of each zone, may be negative.
        counts: Members who watched each title in each zone, noisy, ``(zones, titles)``.
        hours: Titles begun in each hour of the day, UTC, noisy, ``(24,)``.
    """

    cells: Ids
    zone: Ids
    spread: Array
    people: Array
    counts: Counts
    hours: Counts

    @classmethod
    def of(cls, day: int, district: int, here: Bounded, sizes: Sizes, key: bytes) -> Self:
        """Return the release of a district's day.

        Args:
            day: Days since 1970.
            district: As ``district_of`` says.
            here: What was watched there on that day, and nothing else.
            sizes: How the noise is sized.
            key: What the noise is drawn from.
        """
        cells, blocks = district_cells(district)
        which, block = np.unique(blocks, return_inverse=True)
        noise = functools.partial(draw, key)
        scale = sizes.people_scale
        exact = np.bincount(np.searchsorted(cells, here.cell), minlength=len(cells))
        by_cell = exact + noise((CELL, day, district), len(cells), scale)
        by_block = np.bincount(block, exact).astype(np.int64) + noise(
            (BLOCK, day, district), len(which), scale
        )
        total = int(exact.sum() + noise((DISTRICT, day, district), 1, scale)[0])
        zones = _Zones.of(by_cell, by_block, total, block, sizes)
        titles = sizes.titles
        place = zones.zone[np.searchsorted(cells, here.title_cell)] * titles + here.title
        watched = np.bincount(place, minlength=len(zones.name) * titles).reshape(-1, titles)
        rows = [
            noise((ZONE, day, district, name), titles, sizes.titles_scale) for name in zones.name
        ]
        begun = np.bincount(here.hour, minlength=24)
        return cls(
            cells=cells,
            zone=zones.zone,
            spread=zones.spread,
            people=zones.people,
            counts=watched + np.stack(rows),
            hours=begun + noise((HOUR, day, district), 24, sizes.hours_scale),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Zones:
    """Zones as the released numbers of people make them: district, then blocks, then cells."""

    zone: Ids
    name: list[int]
    people: Array
    spread: Array

    @classmethod
    def of(cls, by_cell: Counts, by_block: Counts, total: int, block: Ids, sizes: Sizes) -> Self:
        enough, some = sizes.enough, PEOPLED * sizes.enough
        peopled = (by_block >= some) & (total >= some)
        own = np.flatnonzero((by_cell >= enough) & peopled[block])
        rest = by_block - np.bincount(block[own], by_cell[own], minlength=len(by_block))
        whole = np.flatnonzero((rest >= enough) & peopled)
        left = total - by_cell[own].sum() - rest[whole].sum()
        zone = np.zeros(len(by_cell), dtype=np.int64)
        number = np.zeros(len(by_block), dtype=np.int64)
        number[whole] = 1 + np.arange(len(whole))
        zone[:] = number[block]
        zone[own] = 1 + len(whole) + np.arange(len(own))
        likely = (
            np.maximum(rest - 2 * sizes.people_scale, 0) + 0.5
        )  # what noise alone rarely makes is people
        alone = np.ones(len(by_cell))
        alone[own] = 0
        spread = (likely / np.maximum(np.bincount(block, alone, minlength=len(rest)), 1))[block]
        spread[own] = by_cell[own]
        name = [0, *(1 + whole), *(1 + len(by_block) + own)]
        people = np.concatenate([[left], rest[whole], by_cell[own]])
        return cls(zone, [int(x) for x in name], people.astype(float), spread)
