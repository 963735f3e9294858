"""Titles in an order that people change by dragging, by keys or by buttons; it decides nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.playlists.lists import Item
from core.posters import poster
from ui import cache

PICTURED = 80
"""Titles whose posters are drawn; a longer list shows words alone further down."""

GONE = "A title that is no longer here"

_FRONTEND = Path(__file__).resolve().parent / "frontend"
_MOUNT = st.components.v2.component(
    "greenlight_order",
    html=(_FRONTEND / "order.html").read_text(encoding="utf-8"),
    css=(_FRONTEND / "order.css").read_text(encoding="utf-8"),
    js=(_FRONTEND / "order.js").read_text(encoding="utf-8"),
)


def draw(
    key: str,
    items: Sequence[Item],
    *,
    edits: bool,
    on_move: Callable[[str, int], None],
    on_remove: Callable[[str], None],
    on_note: Callable[[str], None],
) -> None:
    """Draw titles in their order.

    Args:
        key: Names the list.
        items: Its titles.
        edits: Whether the reader may change it.
        on_move: Called with a title's id and the place it is to take, from 0.
        on_remove: Called with the id of a title to take out.
        on_note: Called with the id of a title whose note is to be changed.
    """

    def moved() -> None:
        found = _told(key, "moved")
        if isinstance(found, dict) and isinstance(found.get("place"), int):
            on_move(str(found.get("id", "")), found["place"])

    def with_id(name: str, act: Callable[[str], None]) -> Callable[[], None]:
        def told() -> None:
            found = _told(key, name)
            if isinstance(found, str) and found:
                act(found)

        return told

    _MOUNT(
        key=key,
        data={"edits": edits, "rows": [row(each) for each in items]},
        on_moved_change=moved,
        on_removed_change=with_id("removed", on_remove),
        on_noted_change=with_id("noted", on_note),
    )


def row(item: Item) -> dict[str, Any]:
    """Return what is sent to the browser of a title."""
    found = cache.title(item.title_id)
    told = {"id": item.title_id, "note": item.note}
    if found is None:
        return told | {"title": GONE, "about": "", "art": "", "gone": True}
    genres = str(found.genres).split(";")
    art = poster(str(found.title), int(found.year), genres) if item.place < PICTURED else ""
    length = f"{found.minutes} min" + (" an episode" if found.kind == "series" else "")
    return told | {
        "title": str(found.title),
        "about": f"{found.year} · {length}",
        "art": art,
        "gone": False,
    }


def _told(key: str, name: str) -> object:
    return st.session_state[key].get(name)
