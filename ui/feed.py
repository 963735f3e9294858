"""Social's feed on screen: what people posted, what others say to it, and what is masked."""

from contextlib import suppress

import streamlit as st

from core.errors import SocialError
from core.ideas import Idea
from core.social import feed, posts, talk
from core.social.moderation import REASONS, REMOVED
from core.social.posts import Post
from core.social.ranking import Ranking
from ui import acts, cache, composer, faces, fits, me, posters, room, society
from ui.ago import ago
from ui.knobs import knobs
from ui.shelves import plain

SIZE = 8
"""Posts on a page of the feed."""

DEEPEST = 3
"""Steps that answers are moved in; deeper ones stand below one another."""

ORDERS = {"ranked": "For you", "new": "Newest"}
WHY = {
    "spam": "It is spam",
    "spoiler": "It gives something away",
    "abuse": "It hurts somebody",
    "other": "Something else",
}

WALK, OPEN, EDITED = "social_walk", "social_open", "social_edited"
"""Cursors of the pages below the first, the post whose comments are open, the one in edit."""

RANKED = "social_ranked"
"""What the walk was ranked by."""


def draw(of: Idea) -> None:
    """Draw the feed: newest first of those one follows, or the best first."""
    chosen = st.segmented_control(
        "Order",
        list(ORDERS),
        default="ranked",
        format_func=lambda each: ORDERS.get(each, str(each)),
        required=True,
        key="social_order",
        on_change=lambda: st.session_state.pop(WALK, None),
        bind="query-params",
        label_visibility="collapsed",
        help="For you: those you follow, and what strangers say of titles that fit you.",
    )
    ranking = _ranking() if chosen == "ranked" else Ranking()
    reader = me.reader()
    walk: list[feed.Cursor] = st.session_state.setdefault(WALK, [])
    cursors = walk or [feed.Cursor(acts.now())]
    items: list[feed.Item] = []
    with cache.store().reading() as connection:
        for cursor in cursors:
            page = feed.page(
                connection,
                reader.id,
                cursor,
                SIZE,
                "new" if chosen == "new" else "ranked",
                fits=fits.of(reader),
                titles=cache.names(),
                ranking=ranking,
            )
            items += page.items
    if not items:
        st.info(
            "Nobody you follow has posted yet. Follow somebody on the right, or look at *For you*.",
            icon=":material/dynamic_feed:",
        )
    just = _just(reader.id)
    if just is not None:
        _card(of, just, "you, just now")
    for item in items:
        if item.post is not None and (just is None or item.id != just.id):
            _card(of, item.post, item.reason)
    if page.next is not None:
        st.button(
            "Show more",
            key="social_more",
            icon=":material/expand_more:",
            on_click=_further,
            args=(cursors, page.next),
        )
    elif items:
        st.caption("That is everything, and nothing came twice.")


def _ranking() -> Ranking:
    """Draw the knobs of the ranked feed; another ranking begins its walk anew."""
    with st.expander("What comes first", icon=":material/tune:"):
        found = knobs("feed", Ranking())
    if st.session_state.get(RANKED, found) != found:
        st.session_state.pop(WALK, None)
    st.session_state[RANKED] = found
    return found


def _just(reader: str) -> Post | None:
    """Return what this browser posted last: whoever posts looks for it first."""
    made = str(st.session_state.get(composer.MADE, ""))
    with cache.store().reading() as connection, suppress(SocialError):
        return posts.post(connection, reader, made) if made else None
    return None


def posts_of(of: Idea, whom: str) -> None:
    """Draw what somebody posted, the newest first, as far as the reader may see it."""
    with cache.store().reading() as connection:
        found = posts.posts_of(connection, me.reader().id, whom)
    if not found:
        st.caption("Nothing posted yet that you may see.")
    for each in found[:SIZE]:
        _card(of, each, f"{each.author.name}'s")


def _further(cursors: list[feed.Cursor], after: feed.Cursor) -> None:
    st.session_state[WALK] = [*cursors, after]


def _card(of: Idea, post: Post, reason: str) -> None:
    with st.container(border=True, gap="small"):
        said = ago(post.at, acts.now()) + (" · edited" if post.edited else "")
        said += " · followers only" if post.audience == "followers" else ""
        society.row(post.author, f"feed_{post.id}", f"{said} · {reason}")
        if post.removed:
            st.warning(REMOVED, icon=":material/gavel:")
        art, words = st.columns([1, 6], gap="small") if post.title_id else (None, st.container())
        row = cache.title(post.title_id) if post.title_id else None
        if art is not None and row is not None:
            with art:
                posters.art(row, 72)
        with words:
            if post.title_id:
                name = plain(posts.named(cache.names(), post.title_id))
                stars = f"{_stars(post.stars)}  " if post.stars else ""
                st.markdown(f"{stars}**{name}**")
            _words(post)
        _actions(of, post)
        if st.session_state.get(OPEN) == post.id:
            _comments(of, post)


def _words(post: Post) -> None:
    if post.masked:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f":material/visibility_off: Spoiler: {post.warning}.")
            if me.reader().id == me.user().id:
                st.button(
                    "Show it anyway",
                    key=f"social_reveal_{post.id}",
                    type="tertiary",
                    on_click=acts.do,
                    args=("social", posts.reveal, post.id),
                )
        return
    if post.text:
        st.text(post.text)
    there = [person.name for person in post.joined]
    company = ", ".join([*([post.company] if post.company else []), *there])
    if company:
        st.caption(f":material/group: With {plain(company)}")


def _actions(of: Idea, post: Post) -> None:
    mine = post.author.id == me.user().id
    may = me.reader().id == me.user().id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            f"{post.likes.count}",
            key=f"social_like_{post.id}",
            icon=":material/favorite:" if post.likes.mine else ":material/favorite_border:",
            type="tertiary",
            disabled=not may,
            help="Take your like back" if post.likes.mine else "Like",
            on_click=acts.do,
            args=("social", posts.unlike if post.likes.mine else posts.like, post.id),
        )
        st.button(
            f"{post.comments}",
            key=f"social_talk_{post.id}",
            icon=":material/chat_bubble:",
            type="tertiary",
            help="Comments",
            on_click=_toggle,
            args=(post.id,),
        )
        if mine and not post.removed:
            st.button(
                "Edit",
                key=f"social_edit_{post.id}",
                icon=":material/edit:",
                type="tertiary",
                on_click=composer.edit,
                args=(post,),
            )
            st.button(
                "Delete",
                key=f"social_delete_{post.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=acts.do,
                args=("social", posts.withdraw, post.id),
            )
        elif may and not mine:
            _report(post.id)


def _report(post_id: str, comment_id: str | None = None) -> None:
    key = f"social_report_{comment_id or post_id}"
    with st.popover("Report", icon=":material/flag:", type="tertiary", key=f"{key}_open"):
        why = st.radio("Why", REASONS, format_func=lambda each: WHY[each], key=f"{key}_why")
        words = st.text_input("What the presenter should know", key=f"{key}_words")
        if st.button("Report to the presenter", key=key):
            given = {"words": words, "comment_id": comment_id}
            if acts.do("social", posts.report, post_id, why, **given):
                st.toast("Reported. The presenter will look at it.", icon=":material/flag:")


def _toggle(post_id: str) -> None:
    st.session_state[OPEN] = "" if st.session_state.get(OPEN) == post_id else post_id
    room.present("social")


def _comments(of: Idea, post: Post) -> None:
    reader = me.reader()
    with cache.store().reading() as connection:
        said = posts.comments(connection, reader.id, post.id)
    may = reader.id == me.user().id and not post.masked
    for each in said:
        _comment(post, each, may=may)
    if not said:
        st.caption("Nobody has said anything yet.")
    if not may:
        return
    answered = st.session_state.get("social_answered", "")
    to = next((each.author.name for each in said if each.id == answered), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Answer {plain(to)}" if to else "Comment",
            key=f"social_say_{post.id}",
            placeholder="Say something kind, or something true",
            label_visibility="visible" if to else "collapsed",
        )
        st.button(
            "Send",
            key=f"social_send_{post.id}",
            icon=":material/send:",
            on_click=_say,
            args=(of, post, answered if to else None),
        )


def _comment(post: Post, each: talk.Comment, *, may: bool) -> None:
    with st.container(horizontal=True, gap="small"):
        if each.depth:
            st.space(24 * min(each.depth, DEEPEST))
        faces.face(each.author, 28)
        with st.container(gap=None):
            said = ago(each.at, acts.now()) + (" · edited" if each.edited else "")
            st.caption(f"**{plain(each.author.name)}** · {said}")
            if each.removed:
                st.caption(REMOVED)
            if each.masked:
                st.caption(f":material/visibility_off: Spoiler: mentions {each.point}.")
            else:
                st.text(each.text)
            if may:
                _about(post, each)


def _about(post: Post, each: talk.Comment) -> None:
    with st.container(horizontal=True, gap="small"):
        if each.masked:
            st.button(
                "Show it anyway",
                key=f"social_unmask_{each.id}",
                type="tertiary",
                on_click=acts.do,
                args=("social", posts.reveal_comment, post.id, each.id),
            )
        st.button(
            "Answer",
            key=f"social_answer_{each.id}",
            type="tertiary",
            on_click=_answer,
            args=(each.id,),
        )
        if each.author.id == me.user().id:
            st.button(
                "Delete",
                key=f"social_unsay_{each.id}",
                type="tertiary",
                on_click=acts.do,
                args=("social", posts.delete_comment, each.id),
            )
        else:
            _report(post.id, each.id)


def _answer(comment_id: str) -> None:
    st.session_state["social_answered"] = comment_id


def _say(of: Idea, post: Post, parent: str | None) -> None:
    key = f"social_say_{post.id}"
    words = str(st.session_state.get(key, ""))
    if acts.do("social", posts.comment, post.id, words, parent=parent):
        room.did("comment", of.slug, post.title_id)
        st.session_state[key] = ""
        st.session_state["social_answered"] = ""


def _stars(stars: float) -> str:
    """Return stars as signs.

    Example:
        >>> _stars(3.5)
        '★★★½'
    """
    return "★" * int(stars) + "½" * (stars % 1 > 0)
