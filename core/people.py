"""The people: three personas that leave nobody out, and room for a fourth."""

import dataclasses
from typing import Annotated

from core.knobs import ASSUMPTION, Params, Range

NETFLIX_VIEWING = "MoffettNathanson/Nielsen via MediaPost 2025: 84 min per account and day (US)"
GRACENOTE = "Nielsen/Gracenote State of Play 2023: 10.5 min to decide"
GOMEZ_URIBE = "Gomez-Uribe & Hunt, ACM TMIS 6(4) 2015: 10-20 titles reviewed before choosing"
ANTENNA = "Antenna 2024: Netflix gross churn 1.8 % a month, premium SVOD average 5.3 %"
RESUB = "Antenna 2024: a third of gross adds resubscribe; assumption 5 to 40 % a month"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Habits(Params):
    """What a persona does when nothing new is offered; the simulation and the page share it."""

    share: Annotated[
        float,
        Range(
            "Share of members",
            0,
            100,
            step=1,
            unit="%",
            help="Shares are scaled to 100.",
            source=f"{ASSUMPTION}, 20 to 60 %",
        ),
    ] = 33.0
    sessions_per_week: Annotated[
        float, Range("Sessions a week", 0.1, 6.8, step=0.1, source=NETFLIX_VIEWING)
    ] = 4.0
    recommended_per_session: Annotated[
        float, Range("Titles shown per session", 1, 40, step=1, source=GOMEZ_URIBE)
    ] = 12.0
    explored_share: Annotated[
        float,
        Range(
            "New titles watched, of shown",
            0,
            30,
            step=0.1,
            unit="%",
            source=f"{ASSUMPTION}, 2 to 10 %",
        ),
    ] = 5.0
    rewatched_share: Annotated[
        float,
        Range(
            "Continued or watched again, of shown",
            0,
            30,
            step=0.1,
            unit="%",
            source=f"{ASSUMPTION}, 3 to 15 %",
        ),
    ] = 7.0
    liked_share: Annotated[
        float,
        Range(
            "Liked without watching, of shown",
            0,
            20,
            step=0.1,
            unit="%",
            source=f"{ASSUMPTION}, 0 to 5 %",
        ),
    ] = 1.0
    minutes_per_session: Annotated[
        float, Range("Minutes watched a session", 1, 300, unit="min", source=NETFLIX_VIEWING)
    ] = 100.0
    browse_minutes: Annotated[
        float, Range("Time to first play", 0.5, 30, step=0.5, unit="min", source=GRACENOTE)
    ] = 10.0
    social_minutes: Annotated[
        float,
        Range(
            "Social minutes a session",
            0,
            30,
            step=0.1,
            unit="min",
            source=f"{ASSUMPTION}, 0 to 3 min",
        ),
    ] = 0.5
    reviews_per_month: Annotated[
        float,
        Range(
            "Reviews a month",
            0,
            10,
            step=0.01,
            help="Mean; most members write none.",
            source=f"{ASSUMPTION}, 0 to 0.3 a month",
        ),
    ] = 0.05
    comments_per_month: Annotated[
        float,
        Range(
            "Comments a month",
            0,
            20,
            step=0.01,
            help="Mean; most members write none.",
            source=f"{ASSUMPTION}, 0 to 0.6 a month",
        ),
    ] = 0.1
    stories_per_month: Annotated[
        float,
        Range(
            "Stories a month",
            0,
            20,
            step=0.01,
            help="Mean; most members post none.",
            source=f"{ASSUMPTION}, 0 to 0.5 a month",
        ),
    ] = 0.1
    reactions_per_story: Annotated[
        float, Range("Reactions per Story", 0, 50, step=0.1, source=f"{ASSUMPTION}, 1 to 5 a Story")
    ] = 2.0
    complaints_per_year: Annotated[
        float,
        Range("Complaints a year", 0, 5, step=0.01, source=f"{ASSUMPTION}, 0.05 to 0.5 a year"),
    ] = 0.1
    orders_per_year: Annotated[
        float,
        Range("Marketplace orders a year", 0, 50, step=0.1, source=f"{ASSUMPTION}, 0 to 2 a year"),
    ] = 0.0
    churn_per_month: Annotated[
        float, Range("Churn a month", 0, 20, step=0.1, unit="%", source=ANTENNA)
    ] = 1.8
    return_per_month: Annotated[
        float, Range("Cancelled members who return a month", 0, 60, unit="%", source=RESUB)
    ] = 15.0
    open_to_discovery: Annotated[
        float,
        Range(
            "Open to new ways of discovering",
            0,
            100,
            step=5,
            unit="%",
            source=f"{ASSUMPTION}, 20 to 90 %",
        ),
    ] = 50.0
    open_to_social: Annotated[
        float,
        Range(
            "Open to social features", 0, 100, step=5, unit="%", source=f"{ASSUMPTION}, 5 to 80 %"
        ),
    ] = 50.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A persona as a stakeholder meets it.

    Args:
        slug: Name in scenario files.
        title: Name on screen.
        icon: A Material icon name.
        line: Who they are, in one sentence.
        wants: What they need.
        avoids: What drives them away.
        evening: What an evening of one looks like.
        habits: The declaration the simulation uses.
    """

    slug: str
    title: str
    icon: str
    line: str
    wants: tuple[str, ...]
    avoids: tuple[str, ...]
    evening: str
    habits: Habits


PERSONAS: tuple[Persona, ...] = (
    Persona(
        slug="discoverer",
        title="Content discoverer",
        icon="travel_explore",
        line="Explores everything, wants company and an opinion to share.",
        wants=("A fun way to find something new", "People to talk to about it", "Unique content"),
        avoids=("The same row of recommendations every night", "Watching alone"),
        evening="Browses a while, asks a friend, starts something unknown, and says what it was "
        "like.",
        habits=Habits(
            share=45,
            sessions_per_week=5.2,
            recommended_per_session=16,
            explored_share=6.5,
            rewatched_share=6.5,
            liked_share=2.5,
            minutes_per_session=140,
            browse_minutes=12,
            social_minutes=1.5,
            reviews_per_month=0.12,
            comments_per_month=0.3,
            stories_per_month=0.2,
            reactions_per_story=2.5,
            complaints_per_year=0.12,
            orders_per_year=0.3,
            churn_per_month=1.8,
            return_per_month=18,
            open_to_discovery=80,
            open_to_social=65,
        ),
    ),
    Persona(
        slug="focused",
        title="Focused consumer",
        icon="center_focus_strong",
        line="Knows what to watch and keeps the personal feed unspoiled.",
        wants=("To go on where they stopped", "A feed that is theirs alone", "Peace"),
        avoids=("Other people's recommendations", "Social features that cannot be turned off"),
        evening="Opens the app, continues the series, two episodes, closes the app.",
        habits=Habits(
            share=32,
            sessions_per_week=4.6,
            recommended_per_session=10,
            explored_share=3.0,
            rewatched_share=12.0,
            liked_share=0.5,
            minutes_per_session=155,
            browse_minutes=7,
            social_minutes=0.2,
            reviews_per_month=0.02,
            comments_per_month=0.03,
            stories_per_month=0.02,
            reactions_per_story=1.2,
            complaints_per_year=0.10,
            orders_per_year=0.1,
            churn_per_month=1.3,
            return_per_month=12,
            open_to_discovery=25,
            open_to_social=8,
        ),
    ),
    Persona(
        slug="occasional",
        title="Occasional watcher",
        icon="event_available",
        line="Busy; comes for one or two very famous titles, alone or with friends.",
        wants=("The title everybody talks about", "A quick start", "An easy evening with friends"),
        avoids=("Long searching", "Paying for months without watching"),
        evening="Friends are here, the famous new series it is; then nothing for ten days.",
        habits=Habits(
            share=23,
            sessions_per_week=1.3,
            recommended_per_session=11,
            explored_share=5.0,
            rewatched_share=5.0,
            liked_share=0.8,
            minutes_per_session=130,
            browse_minutes=12,
            social_minutes=0.4,
            reviews_per_month=0.01,
            comments_per_month=0.02,
            stories_per_month=0.02,
            reactions_per_story=1.8,
            complaints_per_year=0.08,
            orders_per_year=0.1,
            churn_per_month=2.6,
            return_per_month=18,
            open_to_discovery=40,
            open_to_social=30,
        ),
    ),
)

SENIOR = Persona(
    slug="senior",
    title="Senior citizen",
    icon="elderly",
    line="Much free time, left out for lack of information; an untapped segment.",
    wants=("Entertaining and informative content", "Large type and few choices", "Company"),
    avoids=("Small print", "Being rushed", "Jargon"),
    evening="The news, a documentary after tea, a call to the family about what to watch next.",
    habits=Habits(
        share=0,
        sessions_per_week=5.0,
        recommended_per_session=8,
        explored_share=5.0,
        rewatched_share=9.0,
        liked_share=0.4,
        minutes_per_session=130,
        browse_minutes=14,
        social_minutes=0.5,
        reviews_per_month=0.01,
        comments_per_month=0.03,
        stories_per_month=0.01,
        reactions_per_story=1.5,
        complaints_per_year=0.2,
        orders_per_year=0.1,
        churn_per_month=1.5,
        return_per_month=8,
        open_to_discovery=35,
        open_to_social=30,
    ),
)
"""The fourth persona, an acquisition segment: its share is zero until somebody gives it one."""
