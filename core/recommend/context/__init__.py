"""What the moment tells: the hour, the place, the time there is, the screen, who is watching."""

from core.recommend.context.hours import Hours, fit_hours, part_of_day
from core.recommend.context.places import Places, fit_places
from core.recommend.context.tonight import (
    DEVICES,
    allowed,
    device_phrase,
    fits_device,
    fits_time,
    local_evening,
    time_phrase,
)

__all__ = [
    "DEVICES",
    "Hours",
    "Places",
    "allowed",
    "device_phrase",
    "fit_hours",
    "fit_places",
    "fits_device",
    "fits_time",
    "local_evening",
    "part_of_day",
    "time_phrase",
]
