"""What is said of the title a wheel landed on; never how many watch it where they are few."""

from core.nearby.fence import Circle
from core.nearby.spot import Around

NOTABLE = 1.2
"""Lift from which a title is said to be a local favourite (assumption, 1.1 to 2)."""


def reasons(around: Around, title: int, radius_km: float) -> tuple[str, ...]:
    """Return why a title is on the wheel, the neighbourhood's reason first.

    Args:
        around: What trends around the spot.
        title: Row of the title.
        radius_km: Of the fence.
    """
    lift, fence = float(around.trend.lift[title]), around.fence
    if not around.believed[title]:
        return ("popular further around: too few watch it here for the anonymous count to be sure",)
    near = isinstance(fence, Circle) and not fence.name
    where = f"within {radius_km:g} km" if near else fence.describe()
    said = [f"watched by many {where}"]
    if lift >= NOTABLE:
        said.append(f"{lift:.1f} times as much as elsewhere")
    return tuple(said)
