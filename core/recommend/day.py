"""How a shelf changes through the day."""

import dataclasses
from collections.abc import Mapping

from core.recommend.guide import Ask, Guide, Shelf

PARTS: Mapping[str, int] = {"Morning": 8, "Afternoon": 15, "Evening": 20, "Late night": 24}
"""Parts of the day and the hour that stands for each; 24 is midnight."""


def through_the_day(guide: Guide, ask: Ask, count: int) -> dict[str, Shelf]:
    """Return the shelf at each part of the day; nothing else of what is asked changes."""
    return {
        name: guide.shelf(
            dataclasses.replace(ask, evening=dataclasses.replace(ask.evening, hour=hour % 24)),
            count,
        )
        for name, hour in PARTS.items()
    }
