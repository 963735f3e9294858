"""Tonight on screen: the wish, the evening, the blend, and the shelf that follows from them."""

import dataclasses

import streamlit as st

from core.catalogue import MOODS
from core.errors import RecommendError
from core.ideas import Idea
from core.recommend.blend import Blend, unspoiled
from core.recommend.company import who_is_there
from core.recommend.evening import Evening
from core.recommend.guide import Ask, Guide, Shelf
from core.recommend.mood import WANT, Wish
from core.recommend.plain import common, genre_row, watched
from core.recommend.wishing import wished
from ui import cache, learning, problems, shelves
from ui.knobs import knobs
from ui.typed import plain
from ui.viewers import Viewer

SEED = 7
"""Of who sits beside whom."""

HOST = 1
"""Sample member whose friends sit beside somebody who is none."""


def wish() -> Wish | None:
    """Let the room say a mood by pills or in words; return what was understood."""
    mood = st.pills(
        "I want to",
        list(MOODS),
        default=MOODS[0],
        format_func=lambda slug: WANT.get(slug, slug),
        key="wish_mood",
        wrap=True,
        bind="query-params",
    )
    text = st.text_input(
        "Or say it in words",
        key="wish_words",
        max_chars=300,
        placeholder="something light but not stupid",
        bind="query-params",
    )
    chosen, moods = str(mood) if mood in MOODS else "", cache.guide().moods
    try:
        found = wished(moods, chosen, text or "")
    except RecommendError as error:
        st.warning(plain(str(error)), icon=":material/help:")
        return wished(moods, chosen, "")
    if found is not None and text:
        said = f"Understood: {plain(', '.join(found.understood))}."
        if found.ignored:
            said += f" Passed over: {plain(', '.join(found.ignored))}."
        st.caption(said)
    return found


def evening() -> Evening:
    """Draw what is known of the evening, what matters most in sight; return it."""
    found = knobs("tonight", Evening(), only=("company", "minutes"))
    with st.expander("Hour, day and screen", icon=":material/schedule:"):
        return knobs("tonight", found, only=("hour", "day", "screen"))


def blend(viewer: Viewer) -> Blend:
    """Draw the knobs of the blend; return them as they are set, for this viewer."""
    with st.expander("What counts, and how much", icon=":material/tune:"):
        weights = knobs("blend", Blend())
    if viewer.persona == "focused":
        st.caption(
            ":material/shield_person: A focused consumer's shelf stays personal and unspoiled: "
            "neighbourhood and creativity count nothing."
        )
        return unspoiled(weights)
    return weights


def place(viewer: Viewer) -> str | None:
    """Let a member allow the shelf to know the neighbourhood; return it if they do."""
    if not viewer.place:
        return None
    name = cache.world().place(viewer.place)["name"]
    focused = viewer.persona == "focused"
    allowed = st.toggle(
        "May know my area",
        key="tonight_place",
        disabled=focused,
        help=f"{viewer.name} lives around {name}. Off until somebody allows it. Sample members "
        "are fictional; what their neighbourhood watches is simulated.",
    )
    return viewer.place if allowed and not focused else None


def ask(
    viewer: Viewer,
    evening: Evening,
    weights: Blend,
    *,
    wish: Wish | None = None,
    place: str | None = None,
) -> Ask:
    """Return what a shelf is asked for."""
    beside = _who(viewer, evening)
    return Ask(
        history=viewer.history,
        evening=evening,
        weights=weights,
        wish=wish,
        place=place,
        beside=tuple(cache.guide().data.history(each) for each in beside),
    )


def _who(viewer: Viewer, evening: Evening) -> tuple[int, ...]:
    return who_is_there(cache.world(), viewer.member or HOST, evening.company, seed=SEED)


def _beside(viewer: Viewer, asked: Ask, found: Shelf) -> None:
    """Say who sits beside, and how happy each of them is with the shelf."""
    if not asked.beside:
        return
    world = cache.world()
    happy = cache.guide().happiness(asked, found)
    people = [
        viewer.name,
        *(str(world.member(each)["name"]) for each in _who(viewer, asked.evening)),
    ]
    shares = ", ".join(f"{who} {share:.0%}" for who, share in zip(people, happy.share, strict=True))
    worst = int(happy.miserable.sum())
    said = "nobody is miserable" if not worst else f"{worst} titles somebody would rather not see"
    st.caption(
        f":material/group: How happy each would be, of their own best shelf: {shares}; {said}."
    )


@problems.part
def shelf(of: Idea, viewer: Viewer, asked: Ask) -> None:
    """Draw the shelf for what is asked; its buttons run this part of the page only."""
    guide, done = cache.guide(), shelves.acted(of.slug, viewer.key)
    now = dataclasses.replace(
        asked,
        hidden=tuple(done["skipped"]),
        like=tuple(done["more"]),
        arms=learning.arms(of.slug, shelves.turns(of.slug, viewer.key)),
    )
    found = guide.shelf(now, shelves.SHOWN)
    st.subheader(f"{viewer.whose} shelf tonight", anchor=False)
    shelves.draw(of.slug, viewer.key, guide, now, found)
    _beside(viewer, now, found)
    shelves.again(of.slug, viewer.key)
    if asked.wish is not None:
        _beside_genres(guide, asked, found)
    learning.panel(of)


def _beside_genres(guide: Guide, asked: Ask, found: Shelf) -> None:
    row = genre_row(guide, asked, shelves.SHOWN)
    st.markdown("**The same wish as a plain genre row**")
    shelves.row(guide, row)
    st.caption(
        f"The most watched of the genre that stands for the mood. {common(found, row)} of "
        f"{len(found.choices)} titles stand on both; a title on the shelf above is watched by "
        f"{watched(guide, found.rows):.0%} of members on average, one in the row by "
        f"{watched(guide, row):.0%}."
    )
