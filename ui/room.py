"""What the room does with a prototype, written into the room's log, and what comes of it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.errors import DataError
from core.meeting import SoFar
from core.recommend.explore import Exploration
from core.rewards.shop import DOLLARS_PER_POINT
from core.room import Room, RoomEvent, TakeRate
from ui import cache, house, me
from ui.house import own_secret as own_secret

PATH = house.DATA / "room.jsonl"
"""The room's log: everybody who opens this server adds to it."""

TYPES = {"taken": "played", "skipped": "skipped", "more": "liked"}
"""Event that a button stands for; who takes a title has watched none of it yet: 0 minutes."""

AWAY_MIN = 3.0
"""Minutes without a click after which somebody has left the page (assumption, 1 to 10)."""

_SHOWN, _SINCE = "room_shown", "room_since"


def guest() -> str:
    """Return the id of who sits at this browser: opaque, and nobody's name."""
    return me.user().id


def shown(surface: str, viewer: str, titles: Sequence[tuple[str, str]]) -> None:
    """Log titles that are on the screen, each once a visit.

    Args:
        surface: Slug of the idea.
        viewer: Whose shelf it is: another one is another session.
        titles: Ids of titles, and the reason that leads each.
    """
    seen: set[tuple[str, str, str]] = st.session_state.setdefault(_SHOWN, set())
    new = [(title, arm) for title, arm in titles if (surface, viewer, title) not in seen]
    seen |= {(surface, viewer, title) for title, _ in new}
    _add([_event("shown", surface, viewer, title, arm) for title, arm in new])


def act(surface: str, viewer: str, kind: str, title: str, arm: str) -> None:
    """Log what somebody did with a title: took it, turned it down, asked for more like it."""
    _add([_event(TYPES[kind], surface, viewer, title, arm)])


def titles(member: str) -> tuple[str, ...]:
    """Return the titles that somebody took or liked in the room, the first first."""
    events = cache.room(str(PATH), Room(PATH).mark())
    theirs = events[(events["member"] == member) & events["type"].isin(["played", "liked"])]
    return tuple(dict.fromkeys(theirs["title_id"]))


def rate(surface: str) -> TakeRate:
    """Return the take rate of the room on a surface."""
    return cache.rate(str(PATH), Room(PATH).mark(), surface)


def believed(surface: str) -> Exploration:
    """Return which reasons the room's clicks on a surface teach to trust."""
    return cache.believed(str(PATH), Room(PATH).mark(), surface)


def bought(item: str, points: int) -> None:
    """Log that somebody bought an item with points, at what the points are worth."""
    _add(
        [
            RoomEvent(
                at=datetime.now(UTC),
                member=guest(),
                session=guest(),
                type="purchase",
                surface=f"market/{item}",
                value=points * DOLLARS_PER_POINT,
            )
        ]
    )


def present(surface: str) -> None:
    """Log the minutes since this browser last did something on the same social page.

    Somebody who does nothing for longer than ``AWAY_MIN`` was away, and is not counted as there.
    """
    now = datetime.now(UTC)
    where, since = st.session_state.get(_SINCE, ("", now))
    st.session_state[_SINCE] = surface, now
    minutes = (now - since).total_seconds() / 60
    if where == surface and 0 < minutes <= AWAY_MIN:
        did("social", surface, value=round(minutes, 3))


def so_far(slug: str) -> SoFar:
    """Return a social metric of the room's log."""
    return cache.so_far(str(PATH), Room(PATH).mark(), slug)


def did(
    kind: str, surface: str, title_id: str = "", value: float | None = None, target: str = ""
) -> None:
    """Log something this browser did on a page that is no shelf.

    Args:
        kind: One of ``core.events.TYPES``, such as ``"story"``.
        surface: Slug of the idea.
        title_id: Which title it was about; may be empty.
        value: Minutes or stars, by type.
        target: The user it was done to, for a reaction.
    """
    _add(
        [
            RoomEvent(
                at=datetime.now(UTC),
                member=guest(),
                session=guest(),
                type=kind,
                title_id=title_id,
                surface=surface,
                value=value,
                target=target,
            )
        ]
    )


def _event(kind: str, surface: str, viewer: str, title: str, arm: str) -> RoomEvent:
    return RoomEvent(
        at=datetime.now(UTC),
        member=guest(),
        session=f"{guest()}-{viewer}",
        type=kind,
        title_id=title,
        surface=f"{surface}/{arm}",
        value=0.0 if kind == "played" else None,
    )


def _add(events: Sequence[RoomEvent]) -> None:
    if not events:
        return
    house.folder()
    try:
        Room(PATH).add(events)
    except DataError as error:
        st.warning(f"Not logged: {error}", icon=":material/warning:")
