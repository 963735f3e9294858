"""How much privacy has been spent, day by day: every new draw is written down before it is shown.

Asking a release again costs nothing. Drawing a day anew, with another secret, lets an attacker
average the two: epsilon adds up, and beyond a cap the meter refuses. A secret may not serve twice
for different viewings of a day either: their difference would stand there without any noise.

Over days epsilon adds up as well. A member who watches on 30 days of a month has spent up to 30
times the epsilon of a day; ``member`` says how much that is. The attacks that are tested look at
one day. Whoever follows the same habit in the same cell for weeks can be told in the long run, and
no noise that leaves a trend visible can change that: keep few days, or choose a smaller epsilon.
"""

import contextlib
import dataclasses
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

import pandas as pd

from core.errors import NearbyError

SLACK = 1e-9
"""Rounding that is no overdraft."""

MONTH = 35.0
"""Epsilon that a member's month may cost (a service that answers advertisers came to 34.9 a month:
Rogers et al., "LinkedIn's Audience Engagements API", arXiv 2002.05839, 2020)."""

TABLE = """
create table if not exists draws (
    day integer not null, release text not null, draw text not null, epsilon real not null,
    primary key (day, release)
) strict
"""


class Drawn(Protocol):
    """What the meter needs to know of a release."""

    @property
    def name(self) -> str:
        """Return what tells it from any other."""

    @property
    def draw(self) -> str:
        """Return a name of its secret."""

    @property
    def days(self) -> Sequence[int]:
        """Return the days it is about."""

    @property
    def epsilon(self) -> float:
        """Return what it costs a day."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a meter needs of a release, worked out once.

    Args:
        name: What tells it from any other.
        draw: A name of its secret.
        days: Since 1970.
        epsilon: What it costs a day.
    """

    name: str
    draw: str
    days: tuple[int, ...]
    epsilon: float

    @classmethod
    def of(cls, release: Drawn) -> Self:
        """Return a release's."""
        return cls(
            name=release.name,
            draw=release.draw,
            days=tuple(release.days),
            epsilon=release.epsilon,
        )


class Meter:
    """A file of what was spent.

    Args:
        path: Where it is kept; made if absent.
        cap: Epsilon that any one day may cost in all.
    """

    def __init__(self, path: Path, *, cap: float = 1.0) -> None:
        if not cap > 0:
            raise NearbyError(f"A cap on epsilon is above 0, not {cap:g}.")
        self.path, self.cap = path, cap

    def spend(self, release: Drawn) -> None:
        """Write down that a release is about to be shown: all of its days, or none.

        Raises:
            NearbyError: If a day would cost more than the cap, or the secret has served for other
                viewings of the same day. Nothing is written then, and it must not be shown.
        """
        with self._open() as log:
            log.execute("begin immediate")
            for day in release.days:
                row = (day, release.name)
                if log.execute("select 1 from draws where day = ? and release = ?", row).fetchone():
                    continue
                self._check(log, release, day)
                log.execute(
                    "insert into draws values (?, ?, ?, ?)", (*row, release.draw, release.epsilon)
                )

    def read(self) -> pd.DataFrame:
        """Return what was spent: ``day`` (since 1970), ``draws``, ``epsilon`` and ``left``."""
        with self._open() as log:
            rows = log.execute(
                "select day, count(*), sum(epsilon) from draws group by day order by day"
            ).fetchall()
        table = pd.DataFrame(rows, columns=["day", "draws", "epsilon"])
        return table.assign(left=(self.cap - table["epsilon"]).clip(lower=0.0))

    def most(self, days: Sequence[int]) -> float:
        """Return what the one of some days has cost that cost most."""
        table = self.read()
        return max(table.loc[table["day"].isin(list(days)), "epsilon"], default=0.0)

    def member(self, days: int = 30) -> float:
        """Return the most that a member who watches daily has spent over so many last days."""
        table = self.read()
        recent = table["day"] > table["day"].max() - days
        return float(table.loc[recent, "epsilon"].sum())

    def _check(self, log: sqlite3.Connection, release: Drawn, day: int) -> None:
        same = "select 1 from draws where day = ? and draw = ?"
        if log.execute(same, (day, release.draw)).fetchone():
            raise NearbyError(
                "These viewings are not those the secret was used for; draw with a new secret."
            )
        spent = log.execute("select total(epsilon) from draws where day = ?", (day,)).fetchone()[0]
        if spent + release.epsilon > self.cap + SLACK:
            raise NearbyError(
                f"A day may cost epsilon {self.cap:.3g} in all: {spent:g} is spent and another "
                f"draw costs {release.epsilon:g}. Nothing was drawn; show the release that was."
            )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with (
                contextlib.closing(sqlite3.connect(self.path, timeout=10)) as log,
                log,
            ):
                log.execute(TABLE)
                yield log
        except sqlite3.Error as error:
            raise NearbyError(f"The meter {self.path.name} cannot be used: {error}.") from None
