"""When a title pays points: rules with names, each with a sentence for the member."""

import dataclasses
import enum
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from geopy.distance import geodesic

from core.knobs import ASSUMPTION, Params, Range

Believed = Callable[[str, str], bool]
"""Whether the private release believes that a title (its id) is liked in a place (its id)."""

ROUGH_KM = 17.0
"""What two positions kept to a tenth of a degree may be off by together: twice half a diagonal."""


class Rule(enum.Enum):
    """What a claim can fail, by the name it has in logs and on the page."""

    WHEEL = "wheel"
    WATCHED = "watched"
    NEW = "new"
    HOME = "home"
    ONE_SCREEN = "one screen"
    TRAVEL = "travel"
    NEIGHBOURS = "neighbours"
    ONCE = "once"
    DAY = "day"
    WEEK = "week"
    MOVE = "move"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Params):
    """What a presenter can turn; how the defaults hold a ring down is in decision 0007."""

    points: Annotated[int, Range("Points for a title", 1, 100, source=f"{ASSUMPTION}, 5 to 20")] = (
        10
    )
    per_day: Annotated[
        int,
        Range("Titles paid a day", 1, 20, source="the brief: near what a keen member earns"),
    ] = 3
    per_week: Annotated[
        int,
        Range(
            "Titles paid in seven days",
            1,
            140,
            source="what honest members earn, core.rewards.honest.house",
        ),
    ] = 7
    wait_days: Annotated[
        int,
        Range(
            "Days until a new account earns",
            0,
            60,
            unit="days",
            source="a week makes the weekly cap hold over any span, decision 0007",
        ),
    ] = 7
    watched_share: Annotated[
        float,
        Range(
            "Watched, of the running time", 10, 100, unit="%", source=f"{ASSUMPTION}, 30 to 90 %"
        ),
    ] = 50.0
    valid_h: Annotated[
        float,
        Range(
            "A recommendation pays for", 1, 168, unit="hours", source=f"{ASSUMPTION}, 12 to 48 h"
        ),
    ] = 24.0
    home_days: Annotated[
        int, Range("Days between two moves", 1, 365, unit="days", source="the brief")
    ] = 30
    top_speed_kmh: Annotated[
        float,
        Range(
            "Fastest travel", 100, 2000, step=50, unit="km/h", source="airliners cruise at 900 km/h"
        ),
    ] = 1000.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One viewing that a member wants points for; the server fills it from its own logs.

    Args:
        member: Who.
        title_id: What.
        title: Its name, for sentences.
        place: Neighbourhood the wheel was spun for.
        spun_at: When the wheel recommended the title to the member; None if it did not.
        began: When the viewing began.
        ended: When it ended.
        minutes: Minutes of it that were played.
        running: Minutes of the film or one episode.
        latitude: Where it was watched, degrees north.
        longitude: Degrees east.
    """

    member: str
    title_id: str
    title: str
    place: str
    spun_at: datetime | None
    began: datetime
    ended: datetime
    minutes: float
    running: float
    latitude: float
    longitude: float


@dataclasses.dataclass(frozen=True, slots=True)
class PaidViewing:
    """A viewing that was paid, as the ledger keeps it: its position in tenths of a degree."""

    title_id: str
    began: datetime
    ended: datetime
    latitude: int
    longitude: int


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """No points: the rule, and a sentence for the member."""

    rule: Rule
    sentence: str


def house_rules(rules: Rules) -> dict[Rule, str]:
    """Return every rule as a sentence to be shown before anybody spins."""
    return {
        Rule.WHEEL: f"A title pays if the wheel chose it for you in the {rules.valid_h:g} hours "
        "before you began it.",
        Rule.WATCHED: f"Watch at least {rules.watched_share:g} % of it.",
        Rule.NEW: f"A new account earns after {rules.wait_days} days at home."
        if rules.wait_days
        else "New accounts earn at once here; in a service they would wait 7 days.",
        Rule.HOME: "Points are paid on the wheel of the neighbourhood you live in.",
        Rule.ONE_SCREEN: "Of titles watched at the same time only one pays.",
        Rule.TRAVEL: f"Nobody travels at more than {rules.top_speed_kmh:,g} km/h between titles.",
        Rule.NEIGHBOURS: "A title pays while enough neighbours like it for the anonymous count "
        "to be sure.",
        Rule.ONCE: "A title pays once a day.",
        Rule.DAY: f"{rules.per_day} titles pay a day.",
        Rule.WEEK: f"{rules.per_week} titles pay in seven days.",
        Rule.MOVE: f"Your home neighbourhood can change once in {rules.home_days} days.",
    }


def judge(
    claim: Claim,
    *,
    home: str | None,
    since: datetime | None,
    paid: Sequence[PaidViewing],
    believed: Believed,
    rules: Rules,
) -> Refused | None:
    """Return the first rule that a claim fails, or None if it pays.

    Nothing that other members did is read but through ``believed``: what is paid tells no more
    about a neighbour than the release has told already.

    Args:
        claim: The viewing.
        home: Neighbourhood the member lives in; None if never said.
        since: When the member first said where that is; None if never.
        paid: What was paid to the member within seven days of it.
        believed: The release.
        rules: The knobs.
    """
    own = (
        _own_deeds(claim, home, rules)
        or _new(claim, since, rules)
        or _elsewhere(claim, paid, rules)
    )
    if own is not None:
        return own
    if not believed(claim.title_id, claim.place):
        said = f"{claim.title} is not liked by enough neighbours at the moment to pay points."
        return Refused(Rule.NEIGHBOURS, said)
    return _too_often(claim, paid, rules)


def _own_deeds(claim: Claim, home: str | None, rules: Rules) -> Refused | None:
    spun = claim.spun_at
    valid = timedelta(hours=rules.valid_h)
    if spun is None or not spun <= claim.began <= spun + valid:
        said = f"The wheel did not choose {claim.title} for you in the {rules.valid_h:g} hours"
        return Refused(Rule.WHEEL, f"{said} before you watched it.")
    needed = claim.running * rules.watched_share / 100
    # a player that says "two hours" after two minutes is not believed
    played = min(claim.minutes, (claim.ended - claim.began) / timedelta(minutes=1))
    if played < needed:
        said = f"You watched {played:.0f} minutes of {claim.title}; points need {needed:.0f}."
        return Refused(Rule.WATCHED, said)
    if home is None:
        return Refused(Rule.HOME, "Say which neighbourhood you live in, then points can be paid.")
    if home != claim.place:
        said = "The wheel was spun for another neighbourhood; points are paid where you live."
        return Refused(Rule.HOME, said)
    return None


def _new(claim: Claim, since: datetime | None, rules: Rules) -> Refused | None:
    if since is None or claim.began >= since + timedelta(days=rules.wait_days):
        return None
    first = (since + timedelta(days=rules.wait_days)).date()
    said = f"A new account earns after {rules.wait_days} days at home; yours from {first} on."
    return Refused(Rule.NEW, said)


def _elsewhere(claim: Claim, paid: Sequence[PaidViewing], rules: Rules) -> Refused | None:
    here = (tenths(claim.latitude), tenths(claim.longitude))
    for each in paid:
        gap = max(each.began - claim.ended, claim.began - each.ended)
        if gap < timedelta(0):
            if (each.title_id, each.began) == (claim.title_id, claim.began):
                continue  # the same viewing again: the rule of once a day has the better sentence
            said = f"{claim.title} ran while another title did that paid already."
            return Refused(Rule.ONE_SCREEN, said)
        hours = gap / timedelta(hours=1)
        far = distance_km(here, (each.latitude, each.longitude))
        if far > hours * rules.top_speed_kmh:
            said = f"{claim.title} was watched at least {far:,.0f} km from the title before, "
            return Refused(Rule.TRAVEL, f"{said}{hours:.1f} hours apart: nobody travels so fast.")
    return None


def _too_often(claim: Claim, paid: Sequence[PaidViewing], rules: Rules) -> Refused | None:
    today = _day(claim.ended)
    same_day = [each for each in paid if _day(each.ended) == today]
    if any(each.title_id == claim.title_id for each in same_day):
        return Refused(Rule.ONCE, f"Already paid today for {claim.title}.")
    if len(same_day) >= rules.per_day:
        said = f"{rules.per_day} titles were paid today; tomorrow counts anew."
        return Refused(Rule.DAY, said)
    week = [each for each in paid if abs((_day(each.ended) - today).days) < 7]
    if len(week) >= rules.per_week:
        first = min(_day(each.ended) for each in week) + timedelta(days=7)
        said = f"{rules.per_week} titles were paid in seven days; the next can be on {first}."
        return Refused(Rule.WEEK, said)
    return None


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def tenths(degrees: float) -> int:
    """Return an angle in whole tenths of a degree.

    Example:
        >>> tenths(51.5390)
        515
    """
    return round(degrees * 10)


def distance_km(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how far apart two rough positions are at least, in km on WGS84.

    Args:
        one: Latitude and longitude in tenths of a degree.
        other: Likewise.

    Example:
        >>> distance_km((515, -1), (515, -1))
        0.0
    """
    here, there = ((latitude / 10, longitude / 10) for latitude, longitude in (one, other))
    apart = geodesic(here, there)  # type: ignore[no-untyped-call]
    return max(float(apart.km) - ROUGH_KM, 0.0)
