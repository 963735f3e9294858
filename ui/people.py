"""Personas on screen: who they are, their habits as knobs, and the sample members behind them."""

import dataclasses
from collections.abc import Mapping

import streamlit as st

from core.errors import DataError
from core.knobs import fields
from core.people import PERSONAS, SENIOR, Habits, Persona
from core.simulation import link
from ui import cache, charts, controls, posters
from ui.knobs import knobs

GROUPS: Mapping[str, tuple[str, ...]] = {
    "How many, how often": ("share", "sessions_per_week", "minutes_per_session"),
    "In front of the shelf": (
        "recommended_per_session",
        "explored_share",
        "rewatched_share",
        "liked_share",
        "browse_minutes",
    ),
    "With others": (
        "social_minutes",
        "reviews_per_month",
        "comments_per_month",
        "stories_per_month",
        "reactions_per_story",
    ),
    "Loyalty and money": (
        "churn_per_month",
        "return_per_month",
        "complaints_per_year",
        "orders_per_year",
    ),
    "Open to something new": ("open_to_discovery", "open_to_social"),
}
"""Habits by what they are about, in the order of the page."""

EVERYONE = (*PERSONAS, SENIOR)


def cards() -> Persona:
    """Show every persona as a card and let the room choose one; return it."""
    shares = {slug: habits.share for slug, habits in _now().items()}
    total = sum(shares.values())
    with st.grid(4, min_column_width=230, gap="small"):
        for persona in EVERYONE:
            _card(persona, shares[persona.slug] / total)
    titles = {persona.slug: persona.title for persona in EVERYONE}
    slug = st.segmented_control(
        "Look closer at",
        list(titles),
        default=PERSONAS[0].slug,
        format_func=lambda slug: titles.get(slug, slug),
        required=True,
        key="people_persona",
        bind="query-params",
    )
    return next((each for each in EVERYONE if each.slug == slug), PERSONAS[0])


def _card(persona: Persona, share: float) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f":material/{persona.icon}: **{persona.title}**")
        if share > 0:
            st.badge(f"{share:.0%} of members", color="green")
        else:
            st.badge("not in the mix yet", color="gray")
        st.caption(persona.line)


def _now() -> dict[str, Habits]:
    """Return every persona's habits as the room has set them."""
    turned = {name: [text] for name, text in controls.carried().items()}
    for name in [name for name in st.session_state if str(name).endswith("_share")]:
        turned[str(name)] = [str(st.session_state[name])]
    scenario, _ = link.read(turned)
    return {
        each.slug: scenario.personas.get(each.slug, dataclasses.replace(each.habits, share=0))
        for each in EVERYONE
    }


def who(persona: Persona) -> None:
    """Say who a persona is: what they want, what they avoid, and an evening."""
    st.subheader(persona.title, anchor=False)
    st.markdown(f"*{persona.evening}*")
    for title, icon, lines in (
        ("Wants", ":green[:material/thumb_up:]", persona.wants),
        ("Avoids", ":red[:material/thumb_down:]", persona.avoids),
    ):
        st.markdown(f"{icon} **{title}**  \n" + "  \n".join(lines))


def habits(persona: Persona) -> Habits:
    """Draw a persona's habits as knobs; return them as they are set."""
    values = _now()[persona.slug]
    for number, (title, names) in enumerate(GROUPS.items()):
        with st.expander(title, expanded=number == 0):
            values = knobs(persona.slug, values, only=names, bound=False)
    st.button(
        "Back to the declared habits",
        icon=":material/undo:",
        on_click=_reset,
        args=(persona,),
        key=f"people_reset_{persona.slug}",
    )
    controls.carry(persona.slug, values)
    return values


def _reset(persona: Persona) -> None:
    for field in fields(Habits):
        st.session_state[link.key(persona.slug, field.name)] = getattr(persona.habits, field.name)


def behind(persona: Persona) -> None:
    """Show the sample members behind a persona, and a day of one of them."""
    st.subheader("In the sample world", anchor=False)
    try:
        seen = cache.portrait(persona.slug)
    except DataError:
        st.info(
            "The sample world has no members of this persona: it is a segment to win. Give it a "
            "share and the simulation includes it.",
            icon=":material/person_add:",
        )
        return
    figures = (
        ("Members", f"{seen.members:,}"),
        ("Viewings a week", f"{seen.weekly_viewings:.1f}"),
        ("Different titles", f"{seen.different_titles:.0f}"),
        ("Watched to the end", f"{seen.finished:.0%}"),
        ("Follow", f"{seen.follows:.1f}"),
        ("Opted in to social", f"{seen.social:.0%}"),
    )
    with st.grid(6, min_column_width=120, gap="small"):
        for label, value in figures:
            st.metric(label, value)
    charts.hours(seen.hours)
    st.markdown("**What most of them watched**")
    posters.shelf(seen.favourites, [f"{count:,} members" for count in seen.favourites["members"]])
    _day(persona)


def _day(persona: Persona) -> None:
    members = cache.world().members_of(persona.slug).head(200)
    names = dict(zip(members["member_id"], members["name"], strict=True))
    chosen = st.selectbox(
        "A full day of one of them",
        list(names),
        format_func=lambda member: names.get(member, str(member)),
        key=f"people_member_{persona.slug}",
        help="Fictional people; the day on which they watched most.",
    )
    day = cache.fullest_day(int(chosen))
    if day.empty:
        st.caption(f"{names[chosen]} has not watched anything yet.")
        return
    st.caption(f"{names[chosen]}, {day['local'].iloc[0]:%A, %d %B}")
    st.dataframe(
        {
            "At": [f"{at:%H:%M}" for at in day["local"]],
            "Title": list(day["title"]),
            "Minutes": list(day["minutes"]),
            "Finished": list(day["finished"]),
            "Liked": list(day["liked"]),
            "Chosen from": list(day["surface"]),
            "Mood": list(day["mood"]),
        },
        hide_index=True,
        alt=f"What {names[chosen]} watched that day, in order",
    )
