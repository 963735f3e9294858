"""How alike neighbours are: what they watched foretells what they watch, better than a chart?

Each of the last ``WEEKS`` weeks is foretold by the others. A fence's ``AMONG`` titles are those
that its people watched most in the other weeks, the chart's those that are watched most anywhere; a
*hit* is a viewing of the week left out that is of such a title. With ``S`` the share of hits,

    gain = S(fence) / S(chart) - 1          share = gain / FULL, from 0 to 1

Where neighbours watch what everybody watches the gain is 0, and a wheel of the neighbourhood shows
no more than any chart does. Where a fence grows over people of other tastes its titles become the
chart's, and the gain falls. Everything is read from the release: a day's noise is independent of
every other day's, so that the noise of what foretells and of what is foretold have nothing in
common and the count of hits is right on average. It costs no privacy and may be shown. Where few
viewings are released the noise is larger than any likeness: such a fence leans on its city.
"""

import dataclasses
from typing import Self

import numpy as np

from core.nearby.fence import Everywhere, Fence
from core.nearby.spot import Nearby

WEEKS = 4
"""Weeks that are foretold, all that a crowd has."""

AMONG = 20
"""Titles that a wheel picks its slices from, taste deciding (assumption, 8 to 50)."""

FULL = 0.1
"""Gain at which the neighbourhood's whole assumed effect is granted (assumption, 0.05 to 0.3)."""


LEANS = 5_000.0
"""Viewings released in a fence at which it counts as much as its city (assumption, 2,000 to
10,000: the noise of the gain is then about as large as its spread between neighbourhoods)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """How well a fence's people are foretold.

    Args:
        fence: Share of their viewings that are of titles which they watched most before.
        chart: Share that are of titles which are watched most anywhere.
        viewings: Released in the fence, by which these shares are known.
    """

    fence: float
    chart: float
    viewings: float = 0.0

    @classmethod
    def of(cls, nearby: Nearby, fence: Fence, *, within: Fence | None = None) -> Self:
        """Return it for a fence, from the release alone.

        Args:
            nearby: The release.
            fence: Where.
            within: The city around it, on which it leans as far as little is known of itself.

        Example:
            >>> Alike(fence=0.33, chart=0.3).gain, Alike(fence=0.33, chart=0.3).share
            (0.1, 1.0)
        """
        if isinstance(fence, Everywhere):
            return cls(fence=0.0, chart=0.0)
        weeks = [nearby.read(fence, 7 * week, 7 * week + 7) for week in range(WEEKS)]
        scores = np.stack([each.scores for each in weeks])
        local = np.stack([each.local for each in weeks])
        other = np.argsort(scores - scores.sum(axis=0), kind="stable", axis=1)[:, :AMONG]
        charted = np.argsort(-nearby.chart, kind="stable")[:AMONG]
        hits = np.take_along_axis(local, other, axis=1).sum(), local[:, charted].sum()
        whole = max(float(local.sum()), 1.0)
        shares = [max(float(each), 0.0) / whole for each in hits]
        alone = cls(fence=shares[0], chart=shares[1], viewings=whole)
        return alone if within is None else alone.leaning(cls.of(nearby, within))

    def leaning(self, city: Self) -> Self:
        """Return this and a city's together, each by how much is known.

        Example:
            >>> few, many = Alike(fence=0.5, chart=0.5, viewings=LEANS), Alike(fence=0.4, chart=0.3)
            >>> few.leaning(many)
            Alike(fence=0.45, chart=0.4, viewings=5000.0)
        """
        own = self.viewings / (self.viewings + LEANS)
        return dataclasses.replace(
            self,
            fence=own * self.fence + (1 - own) * city.fence,
            chart=own * self.chart + (1 - own) * city.chart,
        )

    @property
    def gain(self) -> float:
        """Return how much more a fence's own titles foretell than the chart; 0 where not more."""
        return round(max(self.fence / self.chart - 1, 0.0), 9) if self.chart > 0 else 0.0

    @property
    def share(self) -> float:
        """Return how much of the neighbourhood's effect that is, 0 to 1."""
        return min(self.gain / FULL, 1.0)
