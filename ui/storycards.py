"""The ring of stories and a story's card: components that show, and tell what was asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from core.identity.users import User
from core.social import stories
from core.social.progress import Point
from core.social.stories import Story, Teller
from ui import cache, faces
from ui.ago import ago

_FRONTEND = Path(__file__).resolve().parent / "frontend"


def _component(name: str) -> Any:
    return st.components.v2.component(
        f"greenlight_{name}",
        html=(_FRONTEND / f"{name}.html").read_text(encoding="utf-8"),
        css=(_FRONTEND / f"{name}.css").read_text(encoding="utf-8"),
        js=(_FRONTEND / f"{name}.js").read_text(encoding="utf-8"),
    )


_RING, _STORY = _component("ring"), _component("story")

AROUND = "Around you"

AUDIENCES = {
    "followers": "My followers",
    "close": "My close friends",
    "public": "Everybody on Social",
}
"""Who may see a story, in words."""


def ring(
    key: str,
    tellers: Sequence[Teller],
    people: dict[str, User],
    opened: str,
    own: User | None,
    on_open: Callable[[str], None],
) -> None:
    """Draw who has stories; what is new has a coloured hoop.

    Args:
        key: Names the ring.
        tellers: Of the ring, in the order they are shown.
        people: Tellers by id.
        opened: Whose story is open; empty for nobody's.
        own: Who sits there, if they tell nothing yet; ``None`` for who does, or looks as another.
        on_open: Called with the id of who was chosen.
    """
    shown: list[dict[str, Any]] = []
    if own is not None:
        shown.append(_entry(own, "Your story", "Your story: post one", "", adds=True))
    near = [each for each in tellers if each.mine or each.followed]
    far = [each for each in tellers if not (each.mine or each.followed)]
    shown += [_teller(each, people[each.author], opened) for each in near]
    if far:
        shown.append({"apart": AROUND})
    shown += [_teller(each, people[each.author], opened) for each in far]
    _RING(
        key=key,
        data={"tellers": shown},
        on_opened_change=lambda: on_open(str(st.session_state[key]["opened"])),
    )


def _teller(of: Teller, who: User, opened: str) -> dict[str, Any]:
    count = len(of.stories)
    said = f"{who.name}: {count} {'story' if count == 1 else 'stories'}"
    said += f", {of.unseen} new" if of.unseen else ", seen"
    name = "Your story" if of.mine else who.name.removeprefix("Guest ")
    found = _entry(who, name, said, opened, adds=False)
    return found | {"fresh": of.unseen > 0, "close": of.close and not of.mine}


def _entry(who: User, name: str, label: str, opened: str, *, adds: bool) -> dict[str, Any]:
    return {
        "who": who.id,
        "name": name,
        "label": label,
        "initials": faces.initials(who.name),
        "colour": who.colour,
        "open": who.id == opened,
        "adds": adds,
        "fresh": False,
        "close": False,
    }


def card(
    key: str,
    data: dict[str, Any],
    *,
    on_step: Callable[[str, int], None],
    on_react: Callable[[str], None],
    on_vote: Callable[[int], None],
) -> None:
    """Draw a story's card.

    Args:
        key: Names the card.
        data: As ``told`` or ``cover`` return it.
        on_step: Called with the story's id and how many steps from it to go, back if negative.
        on_react: Called with the slug of a reaction, or nothing to take it back.
        on_vote: Called with the answer's place.
    """
    _STORY(
        key=key,
        data=data,
        on_step_change=lambda: on_step(*_way(st.session_state[key]["step"])),
        on_reacted_change=lambda: on_react(str(st.session_state[key]["reacted"])),
        on_voted_change=lambda: on_vote(int(st.session_state[key]["voted"])),
    )


def _way(asked: Any) -> tuple[str, int]:
    return str(asked["from"]), int(asked["by"])


def told(
    story: Story, who: User, now: datetime, *, place: int, count: int, back: bool, may: bool
) -> dict[str, Any]:
    """Return what a card shows of a story.

    Args:
        story: As its reader meets it.
        who: Its author.
        now: This moment.
        place: Which of the author's stories it is, from 0.
        count: How many these are.
        back: Whether one was before it.
        may: Whether the reader may react and vote.
    """
    about = cache.title(story.title_id)
    hides = f"A spoiler: masked until you reach {story.spoiler}."
    answers = may and not story.mine and not story.masked
    return {
        "id": story.id,
        "kind": "words" if story.masked else story.kind,
        "masked": story.masked,
        "label": f"Story of {who.name}, {place + 1} of {count}",
        "art": _art(about, story.look),
        "place": place,
        "count": count,
        "back": back,
        "on": True,
        "name": "Your story" if story.mine else who.name,
        "initials": faces.initials(who.name),
        "colour": who.colour,
        "when": _when(story, now),
        "title": str(about.title) if about is not None else "A title that is no longer here",
        "moment": moment(story.point),
        "text": hides if story.masked else story.text,
        "poll": _poll(story, answers),
        "may_react": answers,
        "reactions": [] if story.masked else _reactions(story),
    }


def cover(story: Story, who: User, others: int, unseen: int) -> dict[str, Any]:
    """Return what a card shows before any story is open: who waits to be looked at."""
    about = cache.title(story.title_id)
    more = f" and {others} more" if others else ""
    return {
        "id": "",
        "kind": "words",
        "masked": False,
        "label": "New stories",
        "art": _art(about, story.look),
        "place": 0,
        "count": 1,
        "back": False,
        "on": True,
        "name": f"{who.name}{more}",
        "initials": faces.initials(who.name),
        "colour": who.colour,
        "when": "told a story",
        "title": "",
        "moment": "Press the arrow, or somebody in the ring.",
        "text": f"{unseen} new {'story' if unseen == 1 else 'stories'}" if unseen else "All seen",
        "poll": None,
        "may_react": False,
        "reactions": [],
    }


def moment(point: Point) -> str:
    """Return a moment in few signs.

    Example:
        >>> moment(Point(1, 3, 20)), moment(Point(minute=72))
        ('Season 1, episode 3, minute 20', 'Minute 72')
    """
    return str(point)[:1].upper() + str(point)[1:]


def _when(story: Story, now: datetime) -> str:
    said = ago(story.at, now)
    if story.audience == "close":
        said += " · close friends"
    if story.kept:
        said += " · highlight"
    elif not story.live:
        said += " · over, only you see it"
    return said


def _art(about: Any, look: stories.Look) -> str:
    if about is None:
        return stories.picture("", 0, [], look)
    return stories.picture(str(about.title), int(about.year), str(about.genres).split(";"), look)


def _reactions(story: Story) -> list[dict[str, Any]]:
    return [
        {
            "slug": slug,
            "name": name,
            "count": story.reactions.get(slug, 0),
            "mine": story.reaction == slug,
        }
        for slug, (_, name) in stories.REACTIONS.items()
    ]


def _poll(story: Story, answers: bool) -> dict[str, Any] | None:
    poll = story.poll
    if poll is None:
        return None
    return {
        "question": poll.question,
        "options": list(poll.options),
        "vote": poll.vote,
        "votes": None if poll.votes is None else list(poll.votes),
        "may": answers and poll.open,
    }
