"""Social's people on screen: joining, who follows whom, requests, and somebody's profile."""

from collections.abc import Callable, Sequence

import streamlit as st
from sqlalchemy import Connection

from core.identity.users import User
from core.playlists import sharing
from core.recommend.mood.reasons import WANT
from core.social import circle, relations
from core.social.membership import settings
from core.social.profile import profile_of
from core.social.tastes import Tastes
from ui import acts, cache, faces, me, room
from ui.typed import plain

WHO = "social_who"
"""Whose profile is open; empty for the feed."""

FOUND, LISTED = 8, 10
"""People that a search and a list show."""

EMPTY = {
    "Following": "You follow nobody yet.",
    "Followers": "Nobody follows you yet.",
    "Asked": "You wait for nobody.",
    "Close friends": "Add some on their profile: Stories can be for them alone.",
    "Muted": "You muted nobody.",
    "Blocked": "You blocked nobody.",
}


def joined() -> bool:
    """Return whether who sits here takes part in Social."""
    with cache.store().reading() as connection:
        return relations.joined(connection, me.user().id)


def invite() -> None:
    """Say what Social is to somebody who has not joined, and let them."""
    with st.container(border=True):
        st.subheader("Social is off until you turn it on", anchor=False)
        st.markdown(
            "Join, and you can follow people, post and comment, and be followed. Until then nobody "
            "sees you here: not in a list, not in a count. You can leave at any moment, and what "
            "you wrote goes out of sight with you. The rest of the app stays as it is."
        )
        st.button(
            "Join Social",
            type="primary",
            icon=":material/group_add:",
            key="social_join",
            on_click=acts.do,
            args=("social", relations.join),
        )
        acts.said()


def chosen() -> str:
    """Return whose profile is open; empty for none."""
    return str(st.session_state.get(WHO, ""))


def open_profile(who: str) -> None:
    """Open somebody's profile in the place of the feed; nobody's brings the feed back."""
    st.session_state[WHO] = who


def people() -> None:
    """Draw who sits here, who asks to follow them, and how to find others."""
    mine = me.reader()
    with cache.store().reading() as connection:
        counts = circle.counts(connection, mine.id, mine.id)
        asking = circle.requests(connection, mine.id)
    with st.container(border=True):
        row(mine)
        st.caption(f"{counts.following} following · {counts.followers} followers")
        if mine.id == me.user().id:
            _settings(mine)
    if asking:
        st.markdown("**Wait for your approval**")
        for each in asking:
            _request(each)
    _circle(mine)
    _find(mine)


def _circle(mine: User) -> None:
    """Draw the lists of a circle; those that are nobody else's business only to their owner."""
    lists: dict[str, Callable[[Connection], Sequence[User]]] = {
        "Following": lambda connection: circle.following(connection, mine.id, mine.id),
        "Followers": lambda connection: circle.followers(connection, mine.id, mine.id),
    }
    if mine.id == me.user().id:
        lists |= {
            "Asked": lambda connection: circle.asked(connection, mine.id),
            "Close friends": lambda connection: circle.close_friends(connection, mine.id),
            "Muted": lambda connection: circle.muted_users(connection, mine.id),
            "Blocked": lambda connection: circle.blocked_users(connection, mine.id),
        }
    chosen = st.selectbox("People", list(lists), key="social_circle", persist_state="session")
    with cache.store().reading() as connection:
        there = lists.get(str(chosen), lists["Following"])(connection)
    for each in there[:LISTED]:
        if chosen == "Blocked":
            _blocked(each)
        else:
            row(each, "people")
    if not there:
        st.caption(EMPTY.get(str(chosen), "Nobody yet."))
    elif len(there) > LISTED:
        st.caption(f"And {len(there) - LISTED} more: find them by name.")


def _blocked(of: User) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        row(of)
        st.button(
            "Unblock",
            key=f"social_unblock_{of.id}",
            type="tertiary",
            on_click=acts.do,
            args=("social", relations.unblock, of.id),
        )


def row(of: User, where: str = "", words: str = "") -> None:
    """Draw somebody as a row: face and name, which opens their profile.

    Args:
        of: Whom.
        where: Names the list, so that the same person may stand in several; no link without it.
        words: Said below the name.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        faces.face(of, 36)
        with st.container(gap=None):
            if where:
                st.button(
                    plain(of.name),
                    key=f"social_{where}_{of.id}",
                    type="tertiary",
                    on_click=open_profile,
                    args=(of.id,),
                )
            else:
                st.markdown(f"**{plain(of.name)}**")
            if words:
                st.caption(plain(words))


def _settings(mine: User) -> None:
    with cache.store().reading() as connection:
        found = settings(connection, mine.id)
    with st.popover("Your Social", icon=":material/tune:"):
        for label, key, value, act, about in (
            (
                "I approve who follows me",
                "social_approves",
                found.approves,
                relations.approve_followers,
                "Those who follow you already stay. Turned off, those who wait are accepted.",
            ),
            (
                "Friends may find me by name",
                "social_named",
                found.named,
                relations.be_named,
                "Only then does a friends file or login of somebody else find you.",
            ),
        ):
            st.session_state.setdefault(key, value)
            st.toggle(
                label,
                key=key,
                help=about,
                on_change=_switch,
                args=(act, key),
            )
        st.button(
            "Leave Social",
            icon=":material/logout:",
            key="social_leave",
            on_click=acts.do,
            args=("social", relations.leave),
            help="Everything of yours goes out of sight at once, and comes back if you do.",
        )


def _switch(act: Callable[..., None], key: str) -> None:
    acts.do("social", act, bool(st.session_state[key]))


def _request(of: User) -> None:
    with st.container(border=True, gap="xsmall"):
        row(of, "asks")
        with st.container(horizontal=True, gap="small"):
            for label, icon, yes in (("Accept", "check", True), ("Refuse", "close", False)):
                st.button(
                    label,
                    key=f"social_answer_{yes}_{of.id}",
                    icon=f":material/{icon}:",
                    on_click=acts.do,
                    args=("social", relations.answer, of.id, yes),
                )


def _find(mine: User) -> None:
    typed = st.text_input(
        "Find people", key="social_find", placeholder="A name", icon=":material/search:"
    )
    if not typed.strip():
        return
    with cache.store().reading() as connection:
        found = circle.search(connection, mine.id, typed, limit=FOUND)
    for each in found:
        row(each, "found")
    if not found:
        st.caption("Nobody of that name has joined Social.")


def profile(whom: str) -> None:
    """Draw somebody's profile, and what one may do about them."""
    st.button("Back to the feed", icon=":material/arrow_back:", on_click=open_profile, args=("",))
    mine = me.reader()
    with cache.store().reading() as connection:
        found = profile_of(connection, mine.id, whom, _tastes(whom), cache.guide().moods)
    of, counts, between = found.user, found.counts, found.relation
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            faces.face(of, 72)
            with st.container(gap="xsmall"):
                st.subheader(plain(of.name), anchor=False)
                said = f"{counts.followers} followers · follows {counts.following}"
                said += " · approves followers" if counts.closed else ""
                said += " · follows you" if between is not None and between.followed else ""
                said += " · fictional sample member" if of.sample else ""
                st.caption(said)
        st.markdown(plain(found.words))
        if found.shared:
            st.caption(f"You both told of {found.shared} titles.")
        liked = [*found.genres, *found.moods]
        if liked:
            st.caption(
                " · ".join(
                    f"{plain(_named(each.name))} {each.share:.0%} (everybody {each.everybody:.0%})"
                    for each in liked
                )
            )
        if between is not None and mine.id == me.user().id:
            _buttons(of, between)


def _named(liking: str) -> str:
    """Return a genre or mood as it is told."""
    return f"to {WANT[liking]}" if liking in WANT else liking


def _tastes(whom: str) -> Tastes:
    """Return the tastes of the sample members, and of the two if they are guests."""
    tastes = cache.matchmaker().tastes
    guests = {each: room.titles(each) for each in (whom, me.reader().id) if each[0] != "m"}
    return tastes.adding(guests) if guests else tastes


def _buttons(of: User, between: circle.Relation) -> None:
    kinds: dict[str, tuple[str, str, Callable[..., object]]] = {
        "no": ("Follow", "person_add", relations.follow),
        "asked": ("Asked to follow", "hourglass_top", relations.unfollow),
        "follows": ("Following", "check", relations.unfollow),
    }
    offered = [kinds[between.follows]]
    if not of.sample:
        offered.append(
            ("Close friend", "favorite", relations.unfriend)
            if between.close
            else ("Add to close friends", "favorite_border", relations.befriend)
        )
        if between.followed:
            offered.append(("Remove follower", "person_remove", relations.remove_follower))
    offered.append(
        ("Unmute", "volume_up", relations.unmute)
        if between.muted
        else ("Mute", "volume_off", relations.mute)
    )
    offered.append(("Block", "block", relations.block))
    with st.container(horizontal=True, gap="small"):
        for label, icon, act in offered:
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"social_do_{label}_{of.id}",
                on_click=_do,
                args=(act, of.id),
            )


def _do(act: Callable[..., object], whom: str) -> None:
    if act is relations.block:
        acts.do("social", act, whom, ends=(sharing.part,))
        open_profile("")
    else:
        acts.do("social", act, whom)
