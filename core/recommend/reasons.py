"""The reasons of a shelf in words: what each title owes its place to, and how much of it."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from core.recommend import context
from core.recommend.blend import SURPRISE, Choice
from core.recommend.guide import Ask, Guide
from core.recommend.history import Array

LEAST = 0.04
"""Share of a score from which a reason is worth saying (assumption, 0.02 to 0.1)."""

LABELS = {
    "taste": "Taste",
    "mood": "Mood",
    "hour": "Hour",
    "time": "Time",
    "device": "Screen",
    "company": "Company",
    "nearby": "Neighbourhood",
    "like": "More like this",
    SURPRISE: "Surprise",
}
"""Name of every reason, in the order they are listed."""


SCREEN = {"tv": "a television", "laptop": "a laptop", "tablet": "a tablet", "phone": "a phone"}


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """Why a title is on a shelf.

    Args:
        slug: Key of ``LABELS``.
        words: The reason, as one would say it.
        share: Its share of the title's score, 0 to 1.
    """

    slug: str
    words: str
    share: float


def reasons(guide: Guide, ask: Ask, choice: Choice, *, least: float = LEAST) -> tuple[Reason, ...]:
    """Return why a title was chosen, as ``explain`` does for a whole shelf."""
    return explain(guide, ask, (choice,), least=least)[0]


def explain(
    guide: Guide, ask: Ask, choices: Sequence[Choice], *, least: float = LEAST
) -> tuple[tuple[Reason, ...], ...]:
    """Return why each title of a shelf was chosen, the largest share first.

    Args:
        guide: Who chose them.
        ask: What was asked.
        choices: The choices.
        least: Shares below it are left out; with 0 the shares add up to 1.
    """
    rows = np.array([choice.title for choice in choices], dtype=np.int64)
    _, parts = guide.taste.shelf_parts(ask.history, rows)
    return tuple(
        tuple(
            Reason(
                slug,
                _taste(guide, ask, parts[:, place])
                if slug == "taste"
                else _SAY[slug](guide, ask, choice.title),
                share,
            )
            for slug, share in choice.shares().items()
            if share >= least
        )
        for place, choice in enumerate(choices)
    )


def _taste(guide: Guide, ask: Ask, parts: Array) -> str:
    if not len(ask.history):
        return "many members watch it"
    first = int(np.argmax(parts))
    if parts[first] <= 0:
        return "many members like you watch it"
    name = guide.world.titles["title"].iloc[int(ask.history.titles[first])]
    verb = "liked" if ask.history.liked[first] else "watched"
    return f"because you {verb} {name}"


def _mood(guide: Guide, ask: Ask, title: int) -> str:
    if ask.wish is None:
        return "fits the mood"
    said = guide.moods.why(title, ask.wish)
    return said[0] if said else "fits what you wished for"


def _hour(guide: Guide, ask: Ask, title: int) -> str:
    evening = ask.evening
    said = guide.hours.phrase(title, evening.hour, evening.weekday)
    return said or "a little more watched at this hour"


def _time(guide: Guide, ask: Ask, title: int) -> str:
    said = context.time_phrase(guide.world.titles.iloc[title], ask.evening.minutes)
    return said or "runs over a little"


def _device(guide: Guide, ask: Ask, title: int) -> str:
    said = context.device_phrase(guide.world.titles.iloc[title], ask.evening.screen)
    return said or f"can be watched on {SCREEN[ask.evening.screen]}"


def _company(guide: Guide, ask: Ask, title: int) -> str:
    return f"good for all {len(ask.beside) + 1} of you"


def _nearby(guide: Guide, ask: Ask, title: int) -> str:
    return guide.places.phrase(title, ask.place or "") or "a little more watched nearby"


def _like(guide: Guide, ask: Ask, title: int) -> str:
    alike = guide.looks[list(ask.like)] @ guide.looks[title]
    name = guide.world.titles["title"].iloc[ask.like[int(np.argmax(alike))]]
    return f"like {name}, as you asked"


def _surprise(guide: Guide, ask: Ask, title: int) -> str:
    return "few members know it" if not len(ask.history) else "off your usual path"


_SAY: dict[str, Callable[[Guide, Ask, int], str]] = {
    "mood": _mood,
    "hour": _hour,
    "time": _time,
    "device": _device,
    "company": _company,
    "nearby": _nearby,
    "like": _like,
    SURPRISE: _surprise,
}
