"""Shelves one can act on: posters with reasons, and buttons that teach the shelf and the log."""

import streamlit as st

from core.recommend.blend import Choice
from core.recommend.guide import Ask, Guide, Shelf
from core.recommend.history import Ints
from core.recommend.reasons import Reason, explain
from ui import posters, room
from ui.typed import plain

SHOWN = 8
"""Titles on a shelf."""

SMALL = 86
"""Pixels of a poster in a plain row."""

MOST_REASONS = 3
"""Reasons under a poster; the others stand in its help."""


def acted(surface: str, viewer: str) -> dict[str, list[int]]:
    """Return the rows this browser took, turned down and wants more of, for a viewer on a page."""
    key = f"{surface}_acted_{viewer}"
    if key not in st.session_state:
        st.session_state[key] = {"taken": [], "skipped": [], "more": []}
    found: dict[str, list[int]] = st.session_state[key]
    return found


def draw(surface: str, viewer: str, guide: Guide, ask: Ask, shelf: Shelf) -> None:
    """Draw a shelf with its reasons and buttons, and log what was shown."""
    for note in shelf.notes:
        st.info(note, icon=":material/info:")
    titles = guide.world.titles
    room.shown(
        surface, viewer, [(titles["title_id"].iloc[c.title], lead(c)) for c in shelf.choices]
    )
    with st.grid(4, min_column_width=150, gap="small"):
        for choice, why in zip(
            shelf.choices, explain(guide, ask, shelf.choices, least=0.0), strict=True
        ):
            _card(surface, viewer, guide, choice, why)


def turns(surface: str, viewer: str) -> int:
    """Return how often this browser acted on a shelf."""
    return sum(map(len, acted(surface, viewer).values()))


def lead(choice: Choice) -> str:
    """Return the reason with the largest share."""
    return next(iter(choice.shares()), "taste")


def _card(surface: str, viewer: str, guide: Guide, choice: Choice, why: tuple[Reason, ...]) -> None:
    row = guide.world.titles.iloc[choice.title]
    done = acted(surface, viewer)
    with st.container(gap="xsmall"):
        posters.art(row, "stretch")
        for reason in why[:MOST_REASONS]:
            st.caption(f"**{reason.share:.0%}** {plain(reason.words)}")
        taken = choice.title in done["taken"]
        with st.container(horizontal=True, gap="xsmall"):
            for label, kind in (("Taken" if taken else "Watch", "taken"), ("Skip", "skipped")):
                st.button(
                    label,
                    key=f"{surface}_{kind}_{viewer}_{choice.title}",
                    disabled=taken,
                    on_click=_act,
                    args=(surface, viewer, kind, choice.title, row["title_id"], lead(choice)),
                )
        st.button(
            "More like this",
            icon=":material/add:",
            type="tertiary",
            key=f"{surface}_more_{viewer}_{choice.title}",
            on_click=_act,
            args=(surface, viewer, "more", choice.title, row["title_id"], lead(choice)),
            help="  \n".join(f"{each.share:.0%} {plain(each.words)}" for each in why),
        )


def _act(surface: str, viewer: str, kind: str, title: int, title_id: str, arm: str) -> None:
    rows = acted(surface, viewer)[kind]
    if title not in rows:
        rows.append(title)
        room.act(surface, viewer, kind, title_id, arm)


def again(surface: str, viewer: str) -> None:
    """Offer to forget what this browser took and turned down on a shelf."""
    done = acted(surface, viewer)
    if any(done.values()):
        said = f"{len(done['taken'])} taken, {len(done['skipped'])} turned down"
        said += f", more like {len(done['more'])}" if done["more"] else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{said}.")
            st.button(
                "Begin anew",
                icon=":material/restart_alt:",
                type="tertiary",
                key=f"{surface}_anew",
                on_click=_forget,
                args=(surface, viewer),
            )


def _forget(surface: str, viewer: str) -> None:
    for rows in acted(surface, viewer).values():
        rows.clear()


def row(guide: Guide, rows: Ints) -> None:
    """Draw titles as a plain row of posters."""
    posters.shelf(guide.world.titles.iloc[rows], wide=SMALL)
