"""The evening a shelf is for: the hour, the time there is, the screen, and who sits beside."""

import dataclasses
from typing import Annotated

from core.knobs import ASSUMPTION, Choice, Params, Range
from core.recommend.company import COMPANY

DAYS = (
    ("0", "Mon"),
    ("1", "Tue"),
    ("2", "Wed"),
    ("3", "Thu"),
    ("4", "Fri"),
    ("5", "Sat"),
    ("6", "Sun"),
)
SCREENS = (("tv", "TV"), ("laptop", "Laptop"), ("tablet", "Tablet"), ("phone", "Phone"))
SET = "set by the room"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Evening(Params):
    """What is known of the evening."""

    hour: Annotated[
        int,
        Range("Local hour", 0, 23, step=1, unit="o'clock", source=f"{ASSUMPTION}, 0 to 23; {SET}"),
    ] = 21
    day: Annotated[str, Choice("Day", DAYS, source=SET)] = "4"
    minutes: Annotated[
        float,
        Range(
            "Time there is",
            15,
            300,
            step=5,
            unit="min",
            source=f"{ASSUMPTION}, 15 to 300; {SET}",
        ),
    ] = 120.0
    screen: Annotated[str, Choice("Screen", SCREENS, source=SET)] = "tv"
    company: Annotated[str, Choice("Who is watching", COMPANY, source=SET)] = "alone"

    @property
    def weekday(self) -> int:
        """Return the day of the week, 0 for Monday."""
        return int(self.day)
