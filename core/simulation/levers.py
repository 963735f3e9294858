"""The knobs of every idea, and which rates of its users each knob moves.

No idea carries a made-up lift on a success metric. Each changes named rates of the members who
took it up: how many titles they try, how long they browse, what they post. The metrics follow.
"""

import dataclasses
from typing import Annotated, Literal, get_args

from core.knobs import ASSUMPTION, Params, Range, fields

WATCH_PARTY = "TDG 2021: 14 % of US adult SVOD users ever used a watch party (a ceiling)"
COMMENT_TIME = "KuaiComt: 5 to 6 % of time goes to comments, a ceiling; assumption 0 to 5 min"
WRAPPED = "Spotify Wrapped 2024: 36 % of monthly users engaged with their recap"
STORY_SEEN = "Conviva 2020: brand stories reach 7 % of followers; friends assumed 10 to 80 %"
HEADSET = f"{ASSUMPTION}, 1 to 15 %: needs a headset"
CONSENT = f"{ASSUMPTION}, 2 to 20 %: needs consent"
REMINDER = "Batch 2025: contextual push is opened by 14.4 %; assumption 0 to 20 %"

RateName = Literal[
    "sessions",
    "recommended",
    "explored",
    "rewatched",
    "liked",
    "minutes",
    "browse",
    "social",
    "reviews",
    "comments",
    "stories",
    "reactions",
    "complaints",
    "orders",
    "churn",
]
RATES: tuple[RateName, ...] = get_args(RateName)
"""The rates of a member that an idea can move; each starts from the persona's habits."""


@dataclasses.dataclass(frozen=True, slots=True)
class Moves:
    """What a knob does to a rate of the idea's users.

    Args:
        rate: The rate it moves.
        how: ``"more"`` and ``"less"`` read the knob as a percentage of the rate; ``"plus"``
            adds the knob's value in the rate's own unit.
    """

    rate: RateName
    how: Literal["more", "less", "plus"]


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What using an idea does to one rate: ``rate * times + plus``."""

    times: float = 1.0
    plus: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Params):
    """Base of an idea's knobs: how many take it up, and what it does to their rates."""

    uptake: Annotated[
        float,
        Range(
            "Take-up",
            0,
            100,
            unit="%",
            source=f"{ASSUMPTION}, 5 to 60 %",
            help="Members who use it in the long run, of those open to its kind.",
        ),
    ] = 30.0

    def effects(self) -> dict[str, Effect]:
        """Return the effect on each rate this idea moves, for a member who uses it."""
        found: dict[str, Effect] = {}
        for field in fields(type(self)):
            for moves in field.extra:
                if isinstance(moves, Moves):
                    size = float(getattr(self, field.name))
                    old = found.get(moves.rate, Effect())
                    if moves.how == "plus":
                        found[moves.rate] = Effect(old.times, old.plus + size)
                    else:
                        sign = 1 if moves.how == "more" else -1
                        found[moves.rate] = Effect(old.times * (1 + sign * size / 100), old.plus)
        return found


def _percent(label: str, high: float, source: str = "", about: str = "") -> Range:
    source = source or f"{ASSUMPTION}, 0 to {high / 2:g} %"
    return Range(label, 0, high, step=0.5, unit="%", source=source, help=about)


def _minutes(label: str, high: float = 15, source: str = COMMENT_TIME) -> Range:
    return Range(label, 0, high, step=0.1, unit="min", source=source)


def _monthly(label: str, high: float, source: str = "") -> Range:
    source = source or f"{ASSUMPTION}, 0 to {high / 2:g} a month"
    return Range(label, 0, high, step=0.05, unit="a month", source=source)


Explored = Moves("explored", "more")
Complaints = Moves("complaints", "more")
Social = Moves("social", "plus")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NearbyLever(Lever):
    """The neighbourhood wheel."""

    tried: Annotated[float, _percent("More new titles tried", 80), Explored] = 18.0
    browsing: Annotated[float, _percent("Shorter search", 60), Moves("browse", "less")] = 8.0
    orders: Annotated[
        float,
        Range(
            "Orders for points and snacks",
            0,
            12,
            step=0.1,
            unit="a year",
            source=f"{ASSUMPTION}, 0 to 3 a year",
        ),
        Moves("orders", "plus"),
    ] = 0.8
    complaints: Annotated[float, _percent("More complaints (location)", 50), Complaints] = 6.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TheatreLever(Lever):
    """Immersive theatre."""

    uptake: Annotated[
        float,
        Range("Take-up", 0, 100, unit="%", source=HEADSET),
    ] = 6.0
    minutes: Annotated[float, _percent("Longer sessions", 60), Moves("minutes", "more")] = 15.0
    browsing: Annotated[float, _percent("Longer set-up", 100), Moves("browse", "more")] = 25.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GazeLever(Lever):
    """Gaze playlists."""

    uptake: Annotated[float, Range("Take-up", 0, 100, unit="%", source=CONSENT)] = 8.0
    tried: Annotated[float, _percent("More new titles tried", 80), Explored] = 10.0
    browsing: Annotated[float, _percent("Shorter search", 60), Moves("browse", "less")] = 15.0
    complaints: Annotated[float, _percent("More complaints (camera)", 100), Complaints] = 20.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SocialLever(Lever):
    """Social: follows, reviews, comments."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 10 to 60 %")
    ] = 40.0
    minutes: Annotated[float, _minutes("Social minutes a session"), Social] = 2.5
    reviews: Annotated[float, _monthly("Reviews", 4), Moves("reviews", "plus")] = 0.25
    comments: Annotated[float, _monthly("Comments", 8), Moves("comments", "plus")] = 0.8
    tried: Annotated[
        float,
        _percent("More new titles tried", 60, about="Friends' reviews make people try."),
        Explored,
    ] = 8.0
    complaints: Annotated[float, _percent("More complaints (moderation)", 100), Complaints] = 10.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TogetherLever(Lever):
    """Meta Social: the immersive theatre with remote friends."""

    uptake: Annotated[float, Range("Take-up", 0, 100, unit="%", source=WATCH_PARTY)] = 6.0
    minutes: Annotated[float, _minutes("Social minutes a session", 30), Social] = 6.0
    sessions: Annotated[float, _percent("More sessions", 40), Moves("sessions", "more")] = 6.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoriesLever(Lever):
    """Stories; reactions follow from who follows, who is there, who sees and who reacts."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 10 to 50 %")
    ] = 30.0
    stories: Annotated[float, _monthly("Stories", 12), Moves("stories", "plus")] = 1.2
    followers: Annotated[
        float,
        Range(
            "Followers of one who posts",
            0,
            200,
            source=f"{ASSUMPTION}, 5 to 50; sample world: mean 9, 28 where a follow leads to",
            help="Reactions come from those of them who use Stories too, as the follow graph has "
            "it.",
        ),
    ] = 20.0
    seen: Annotated[float, _percent("Followers who see a Story", 100, STORY_SEEN)] = 50.0
    react: Annotated[float, _percent("Viewers who react", 100, f"{ASSUMPTION}, 2 to 30 %")] = 15.0
    minutes: Annotated[float, _minutes("Social minutes a session"), Social] = 1.2
    tried: Annotated[float, _percent("More new titles tried", 60), Explored] = 5.0

    def effects(self) -> dict[str, Effect]:
        """Add the reactions of followers, if all of them use Stories: who see x who react."""
        found = Lever.effects(self)
        found["reactions"] = Effect(plus=self.followers * self.seen / 100 * self.react / 100)
        return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecapLever(Lever):
    """Recaps and reminders."""

    uptake: Annotated[float, Range("Take-up", 0, 100, unit="%", source=WRAPPED)] = 36.0
    continued: Annotated[
        float, _percent("More series continued", 60, REMINDER), Moves("rewatched", "more")
    ] = 8.0
    sessions: Annotated[
        float, _percent("More sessions (reminders)", 30, REMINDER), Moves("sessions", "more")
    ] = 2.0
    complaints: Annotated[float, _percent("More complaints (messages)", 50), Complaints] = 5.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BehindLever(Lever):
    """Behind the scenes."""

    tried: Annotated[float, _percent("More new titles tried", 60), Explored] = 10.0
    minutes: Annotated[float, _percent("Longer sessions", 40), Moves("minutes", "more")] = 4.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GamingLever(Lever):
    """Live gaming."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 5 to 30 %")
    ] = 15.0
    sessions: Annotated[float, _percent("More sessions", 40), Moves("sessions", "more")] = 8.0
    minutes: Annotated[float, _percent("Longer sessions", 60), Moves("minutes", "more")] = 10.0
    chat: Annotated[float, _minutes("Social minutes a session"), Social] = 1.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MoodLever(Lever):
    """Mood of the day."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 15 to 60 %")
    ] = 40.0
    tried: Annotated[float, _percent("More new titles tried", 80), Explored] = 14.0
    browsing: Annotated[float, _percent("Shorter search", 60), Moves("browse", "less")] = 15.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RoomsLever(Lever):
    """Co-watching rooms."""

    uptake: Annotated[float, Range("Take-up", 0, 100, unit="%", source=WATCH_PARTY)] = 14.0
    chat: Annotated[float, _minutes("Social minutes a session", 30), Social] = 5.0
    minutes: Annotated[float, _percent("Longer sessions", 40), Moves("minutes", "more")] = 6.0
    comments: Annotated[float, _monthly("Comments", 8), Moves("comments", "plus")] = 0.6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistsLever(Lever):
    """Shared playlists."""

    tried: Annotated[float, _percent("More new titles tried", 60), Explored] = 9.0
    liked: Annotated[float, _percent("More titles liked", 100), Moves("liked", "more")] = 15.0
    comments: Annotated[float, _monthly("Comments", 4), Moves("comments", "plus")] = 0.2
    minutes: Annotated[float, _minutes("Social minutes a session"), Social] = 0.6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ForYouLever(Lever):
    """Personalisation that knows history, mood, hour and company."""

    uptake: Annotated[
        float,
        Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 60 to 100 %: on for everybody"),
    ] = 90.0
    tried: Annotated[float, _percent("More new titles tried", 60), Explored] = 10.0
    browsing: Annotated[float, _percent("Shorter search", 60), Moves("browse", "less")] = 10.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SeniorsLever(Lever):
    """A home for senior citizens."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 2 to 30 %")
    ] = 8.0
    sessions: Annotated[float, _percent("More sessions", 40), Moves("sessions", "more")] = 8.0
    browsing: Annotated[float, _percent("Shorter search", 60), Moves("browse", "less")] = 15.0
    staying: Annotated[float, _percent("Less churn", 50), Moves("churn", "less")] = 8.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MarketLever(Lever):
    """Marketplace and gifts."""

    uptake: Annotated[
        float, Range("Take-up", 0, 100, unit="%", source=f"{ASSUMPTION}, 5 to 40 %")
    ] = 20.0
    orders: Annotated[
        float,
        Range("Orders", 0, 24, step=0.1, unit="a year", source=f"{ASSUMPTION}, 0 to 6 a year"),
        Moves("orders", "plus"),
    ] = 2.0
    complaints: Annotated[float, _percent("More complaints (advertising)", 50), Complaints] = 4.0


LEVERS: dict[str, type[Lever]] = {
    "nearby": NearbyLever,
    "theatre": TheatreLever,
    "gaze": GazeLever,
    "social": SocialLever,
    "together": TogetherLever,
    "stories": StoriesLever,
    "recap": RecapLever,
    "behind": BehindLever,
    "gaming": GamingLever,
    "mood": MoodLever,
    "rooms": RoomsLever,
    "playlists": PlaylistsLever,
    "foryou": ForYouLever,
    "seniors": SeniorsLever,
    "market": MarketLever,
}
"""The knobs of every idea of the catalogue, by slug."""

SPREADS = frozenset({"social", "together", "stories", "rooms", "playlists"})
"""Ideas that only work if friends use them too: take-up spreads along the follow graph."""
