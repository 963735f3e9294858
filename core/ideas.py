"""The catalogue of ideas: what each proposes, for which pain point, at what effort and impact."""

import dataclasses
from typing import Literal

from core.errors import ScenarioError
from core.knobs import unknown_key

Level = Literal["medium", "high", "super high"]
Section = Literal["Discover", "Together", "Follow along", "Something new", "Reach and revenue"]

PAIN_POINTS = {
    "recommendations": "Bored of the usual recommendations, wants a fun way to discover",
    "theatre": "Misses the social feeling of the theatre, wary of going out",
    "series": "Lost in long series: forgets what happened in earlier seasons",
    "unique": "Looks for unique content that is fun and exciting",
    "acquisition": "Older people are left out for want of information",
    "monetisation": "The service needs new revenue that alienates nobody",
}
"""Pain points by slug; the first four are the discoverer's, in the order the brief ranks them."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One proposed feature.

    Args:
        number: Its number in the brief, 1 to 15.
        slug: Its name in addresses, files and scenario files.
        title: Its name on screen.
        icon: A Material icon name.
        section: The group it stands under in the navigation.
        pitch: One sentence for a stakeholder, at most 200 characters.
        pain_points: Keys of ``PAIN_POINTS`` it answers, the main one first.
        effort: What building it takes.
        impact: What it is expected to bring.
        judged_by: ``"brief"`` where the argument gives effort and impact, else ``"us"``.
        moves: Slugs of the metrics it should move, the main one first.
        mvp: Whether the argument chose it for the first release.
    """

    number: int
    slug: str
    title: str
    icon: str
    section: Section
    pitch: str
    pain_points: tuple[str, ...]
    effort: Level
    impact: Level
    judged_by: Literal["brief", "us"] = "brief"
    moves: tuple[str, ...]
    mvp: bool = False


IDEAS: tuple[Idea, ...] = (
    Idea(
        number=1,
        slug="nearby",
        title="Neighbourhood wheel",
        icon="explore_nearby",
        section="Discover",
        pitch="Spin a wheel for what your neighbourhood is watching, earn points for good finds "
        "and spend them in a small marketplace.",
        pain_points=("recommendations",),
        effort="medium",
        impact="high",
        moves=("take_rate", "catalogue_reach", "revenue"),
        mvp=True,
    ),
    Idea(
        number=2,
        slug="theatre",
        title="Immersive theatre",
        icon="panorama_photosphere",
        section="Something new",
        pitch="Step inside the film: a theatre you can look around in, without leaving the sofa.",
        pain_points=("recommendations",),
        effort="super high",
        impact="high",
        moves=("minutes_watched",),
    ),
    Idea(
        number=3,
        slug="gaze",
        title="Gaze playlists",
        icon="visibility",
        section="Discover",
        pitch="Where your eyes linger on the shelf becomes a playlist, if you allow it.",
        pain_points=("recommendations",),
        effort="super high",
        impact="medium",
        moves=("take_rate", "time_to_first_play"),
    ),
    Idea(
        number=4,
        slug="social",
        title="Social",
        icon="group",
        section="Together",
        pitch="Follow people whose taste you trust, bring your friends, and talk about what you "
        "watched in reviews and comments.",
        pain_points=("theatre",),
        effort="high",
        impact="high",
        moves=("social_minutes", "posts_per_month", "take_rate"),
        mvp=True,
    ),
    Idea(
        number=5,
        slug="together",
        title="Meta Social",
        icon="communities",
        section="Together",
        pitch="Sit in the same immersive theatre as friends and family who live far away.",
        pain_points=("theatre",),
        effort="super high",
        impact="high",
        moves=("social_minutes", "sessions_per_week"),
    ),
    Idea(
        number=6,
        slug="stories",
        title="Stories",
        icon="auto_stories",
        section="Together",
        pitch="Post the moment or the line you are watching for 24 hours; followers react, "
        "comment and watch from there.",
        pain_points=("theatre",),
        effort="high",
        impact="high",
        moves=("reactions_per_story", "social_minutes", "take_rate"),
        mvp=True,
    ),
    Idea(
        number=7,
        slug="recap",
        title="Recaps and reminders",
        icon="history",
        section="Follow along",
        pitch="A short recap of what you have seen so far, and two or three reminders you asked "
        "for when a series is left in between.",
        pain_points=("series",),
        effort="medium",
        impact="medium",
        moves=("minutes_watched", "retention"),
    ),
    Idea(
        number=8,
        slug="behind",
        title="Behind the scenes",
        icon="movie",
        section="Something new",
        pitch="How the scene was made, right after the scene: short extras for the curious.",
        pain_points=("unique",),
        effort="medium",
        impact="high",
        moves=("minutes_watched", "catalogue_reach"),
    ),
    Idea(
        number=9,
        slug="gaming",
        title="Live gaming",
        icon="sports_esports",
        section="Something new",
        pitch="Professional players live, with the crowd cheering along on screen.",
        pain_points=("unique",),
        effort="medium",
        impact="high",
        moves=("minutes_watched", "sessions_per_week"),
    ),
    Idea(
        number=10,
        slug="mood",
        title="Mood of the day",
        icon="mood",
        section="Discover",
        pitch="Say your mood and get titles that fit it, more creative than a genre row.",
        pain_points=("recommendations",),
        effort="medium",
        impact="high",
        judged_by="us",
        moves=("take_rate", "time_to_first_play"),
    ),
    Idea(
        number=11,
        slug="rooms",
        title="Co-watching rooms",
        icon="live_tv",
        section="Together",
        pitch="Watch in step with friends, chat, react to what is on screen and play small games "
        "about the plot.",
        pain_points=("theatre",),
        effort="high",
        impact="high",
        judged_by="us",
        moves=("social_minutes", "minutes_watched"),
    ),
    Idea(
        number=12,
        slug="playlists",
        title="Shared playlists",
        icon="playlist_play",
        section="Discover",
        pitch="Make lists, keep them private or share them, and meet the lists of people with "
        "your taste.",
        pain_points=("recommendations", "theatre"),
        effort="medium",
        impact="medium",
        judged_by="us",
        moves=("take_rate", "catalogue_reach", "posts_per_month"),
    ),
    Idea(
        number=13,
        slug="foryou",
        title="For you, right now",
        icon="tune",
        section="Discover",
        pitch="Recommendations that know your history and also the hour, your mood and who sits "
        "beside you, and say why.",
        pain_points=("recommendations",),
        effort="high",
        impact="high",
        judged_by="us",
        moves=("take_rate", "time_to_first_play"),
    ),
    Idea(
        number=14,
        slug="seniors",
        title="A home for seniors",
        icon="elderly",
        section="Reach and revenue",
        pitch="Large type, calm choices, informative titles and a phone-a-friend: a home for "
        "people with time and too little information.",
        pain_points=("acquisition",),
        effort="medium",
        impact="medium",
        judged_by="us",
        moves=("sessions_per_week", "retention"),
    ),
    Idea(
        number=15,
        slug="market",
        title="Marketplace and gifts",
        icon="storefront",
        section="Reach and revenue",
        pitch="Merchandise, sponsored snacks and gifts around what people love to watch: revenue "
        "that interrupts nobody.",
        pain_points=("monetisation",),
        effort="medium",
        impact="medium",
        judged_by="us",
        moves=("revenue",),
    ),
)


def idea(slug: str) -> Idea:
    """Return the idea named ``slug``.

    Raises:
        ScenarioError: If the catalogue has no such idea; names the nearest one.

    Example:
        >>> idea("mood").number
        10
    """
    for candidate in IDEAS:
        if candidate.slug == slug:
            return candidate
    raise ScenarioError(unknown_key(slug, [candidate.slug for candidate in IDEAS]))
