"""What a meeting did so far, per guest: the success metrics before a month has passed.

The definitions are those of ``core.metrics``; only the scale differs. A meeting lasts an hour, so
what accrues over time is said as it stands, and not blown up to a day or a month.
"""

import dataclasses

import pandas as pd

from core.measure import measure
from core.metrics import metric
from core.tally import totals

SAMPLE = "m"
"""What ids of sample members begin with: their stories were there before the meeting."""

LEAST = 2
"""Guests below which there is no interval."""

UNITS = {
    "social_minutes": "minutes per guest so far",
    "posts_per_month": "per guest so far",
    "reactions_per_story": "reactions per Story",
}
"""Metrics a meeting can tell, and their units in it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """A metric of the meeting.

    Args:
        value: In ``UNITS``; nothing where it cannot be told yet.
        low: Low end of the 95 % interval; nothing with fewer than ``LEAST`` guests.
        high: High end.
        guests: How many did anything.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    guests: int = 0


def so_far(events: pd.DataFrame, slug: str) -> SoFar:
    """Return a metric of the room's log, per guest.

    Args:
        events: As ``core.room.Room.read`` returns.
        slug: One of ``UNITS``.

    Returns:
        Reactions to stories of sample members are left out, for nobody in the room posted those.
    """
    kept = events[~((events["type"] == "reaction") & events["target"].str.startswith(SAMPLE))]
    if kept.empty:
        return SoFar(value=None)
    found = totals(kept)
    definition = metric(slug)
    over = float(found[list(definition.numerator)].sum().sum())
    under = (
        float(found[list(definition.denominator)].sum().sum())
        if definition.is_ratio
        else float(len(found))
    )
    if not under:
        return SoFar(value=None, guests=len(found))
    value, low, high = over / under, None, None
    if len(found) >= LEAST:
        table = measure(found, definition.per_days or 1.0)
        row = table[(table["metric"] == slug) & (table[["arm", "persona"]] == "all").all(axis=1)]
        if not row.empty:
            low, high = max(float(row["low"].iloc[0]), 0.0), float(row["high"].iloc[0])
    return SoFar(value=value, low=low, high=high, guests=len(found))
