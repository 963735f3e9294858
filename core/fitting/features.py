"""The numbers that say what kind of member somebody is.

Each is a number that habits name too. What no habit names, such as the hour of day, may part
members as well, but the parts could not be told as personas.
"""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.fitting.sums import Floats
from core.people import Habits

UNKNOWN = 1e4
"""Error variance of a number the log does not tell."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A number that says what kind of member somebody is.

    Args:
        name: In reports.
        above: Column of ``Log.members`` above the line.
        below: Columns added up below the line.
        share: Whether the ratio is a share of what is below, and its logit is taken.
        squares: For amounts of a visit: the column of their squares.
        habit: The same number of a persona.
        needs: Types of events without which the log cannot tell.
    """

    name: str
    above: str
    below: tuple[str, ...]
    share: bool = False
    squares: str = ""
    habit: Callable[[Habits], float]
    needs: tuple[str, ...] = ()

    def of(self, habits: Habits) -> float:
        """Return a persona's number, on the scale of ``number``."""
        value = self.habit(habits)
        return float(np.log(value / (1 - value)) if self.share else np.log(value))

    def number(self, members: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the logarithm (of a share: logit) of a member's ratio, and its error variance.

        Half an event, or half an ordinary visit, is added (Haldane 1955, Anscombe 1956), so that a
        count of zero has a logarithm. What a single visit brings varies as it does in the log. A
        member with nothing below the line is known with no certainty at all.
        """
        above = members[self.above].to_numpy(dtype=float)
        below = members[list(self.below)].to_numpy(dtype=float).sum(axis=1)
        known = below > 0
        if self.share:
            number = np.log((above + 0.5) / (below - above + 0.5))
            error = 1 / (above + 0.5) + 1 / (below - above + 0.5)
        elif self.squares:
            mean = above.sum() / max(below.sum(), 1e-12)
            number = np.log((above + mean / 2 + 1e-9) / (below + 0.5))
            squares = members[self.squares].to_numpy(dtype=float)
            error = _visit_spread(above, below, squares) / (below + 0.5)
        else:
            number = np.log((above + 0.5) / np.where(known, below, 1.0))
            error = 1 / (above + 0.5)
        middle = float(number[known].mean()) if known.any() else 0.0
        return np.where(known, number, middle), np.where(known, error, UNKNOWN)


def _visit_spread(above: Floats, visits: Floats, squares: Floats) -> float:
    """Return the squared relative spread of a single visit's amount, within members."""
    often = visits > 1
    mean = above[often] / visits[often]
    inside = squares[often] - visits[often] * mean**2
    return float(inside.sum() / max(((visits[often] - 1) * mean**2).sum(), 1e-12))


def _taken(habits: Habits) -> float:
    return habits.explored_share + habits.rewatched_share + habits.liked_share


FEATURES = (
    Feature(
        name="visits a day", above="gaps", below=("days",), habit=lambda h: h.sessions_per_week / 7
    ),
    Feature(
        name="titles shown a visit",
        above="shown",
        below=("sessions",),
        squares="shown_squares",
        habit=lambda h: h.recommended_per_session,
        needs=("shown",),
    ),
    Feature(
        name="titles taken a visit",
        above="titles",
        below=("sessions",),
        squares="titles_squares",
        habit=lambda h: h.recommended_per_session * _taken(h) / 100,
    ),
    Feature(
        name="new among watched",
        above="explored",
        below=("explored", "rewatched"),
        share=True,
        habit=lambda h: h.explored_share / (h.explored_share + h.rewatched_share),
        needs=("played",),
    ),
    Feature(
        name="liked among taken",
        above="liked_only",
        below=("titles",),
        share=True,
        habit=lambda h: h.liked_share / _taken(h),
        needs=("liked", "played"),
    ),
    Feature(
        name="liked among rated",
        above="liked_rated",
        below=("rated",),
        share=True,
        habit=lambda h: h.liked_share / _taken(h),
        needs=("liked", "rated"),
    ),
    Feature(
        name="minutes a visit",
        above="minutes",
        below=("sessions",),
        squares="minutes_squares",
        habit=lambda h: h.minutes_per_session,
        needs=("played",),
    ),
    Feature(
        name="social minutes a visit",
        above="social",
        below=("sessions",),
        squares="social_squares",
        habit=lambda h: h.social_minutes,
        needs=("social",),
    ),
)
