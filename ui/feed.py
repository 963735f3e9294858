"""Social's feed on screen: what people posted, what others say to it, and what is masked."""

from contextlib import suppress

import streamlit as st

from core.errors import SocialError
from core.ideas import Idea
from core.playlists import lists
from core.playlists.playlist import Playlist
from core.social import feed, posts
from core.social.moderation import REMOVED
from core.social.posts import Post
from core.social.ranking import Ranking
from ui import acts, cache, composer, covers, fits, me, navigation, posters, room, society, talking
from ui.ago import ago
from ui.knobs import knobs
from ui.typed import plain

SIZE = 8
"""Posts on a page of the feed."""

ORDERS = {"ranked": "For you", "new": "Newest"}
WALK, OPEN, EDITED = "social_walk", "social_open", "social_edited"
"""Cursors of the pages below the first, the post whose comments are open, the one in edit."""

FOLDED = 600
"""Signs of a post that are shown unasked (assumption, 300 to 1,000: about ten lines)."""

WHOLE = "social_whole"
"""Posts that are shown whole."""

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
    fitting = fits.of(reader)
    with cache.store().reading() as connection:
        for cursor in cursors:
            page = feed.page(
                connection,
                reader.id,
                cursor,
                SIZE,
                "new" if chosen == "new" else "ranked",
                fits=fitting,
                sources=[lists.in_feed],
                titles=cache.names(),
                ranking=ranking,
            )
            items += page.items
        shown = lists.read_lists(
            connection, reader.id, [each.id for each in items if each.kind == "list"]
        )
    if not items:
        st.info(
            "Nobody you follow has posted yet. Follow somebody on the right, or look at *For you*.",
            icon=":material/dynamic_feed:",
        )
    just = _just(reader.id)
    if just is not None:
        _card(of, just, "you, just now")
    for item in items:
        if item.id in shown:
            _list(shown[item.id], item)
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
        _card(of, each, "")


def _further(cursors: list[feed.Cursor], after: feed.Cursor) -> None:
    st.session_state[WALK] = [*cursors, after]


def _card(of: Idea, post: Post, reason: str) -> None:
    with st.container(border=True, gap="small"):
        said = ago(post.at, acts.now()) + (" · edited" if post.edited else "")
        said += " · followers only" if post.audience == "followers" else ""
        society.row(post.author, f"feed_{post.id}", f"{said} · {reason}" if reason else said)
        if post.removed:
            st.warning(REMOVED, icon=":material/gavel:")
        row = cache.title(post.title_id) if post.title_id else None
        with st.container(horizontal=True, gap="small", wrap=False):
            if row is not None:
                posters.art(row, 72)
            words = st.container(width="stretch")
        with words:
            if post.title_id:
                name = plain(posts.named(cache.names(), post.title_id))
                stars = f"{_stars(post.stars)}  " if post.stars else ""
                st.markdown(f"{stars}**{name}**")
            _words(post)
        _actions(of, post)
        if st.session_state.get(OPEN) == post.id:
            talking.comments(of, post)


def _list(found: Playlist, item: feed.Item) -> None:
    with st.container(border=True, gap="small"):
        society.row(
            item.author, f"feed_{item.id}", f"{ago(item.at, acts.now())} · shared a playlist"
        )
        with st.container(horizontal=True, gap="small", wrap=False):
            covers.show(found, 72)
            with st.container(width="stretch", gap="xsmall"):
                st.markdown(f"**{plain(found.name)}**")
                if found.about:
                    st.text(found.about)
                navigation.link("playlists", "Open the playlist", list=[found.id])


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
        _text(post)
    there = [person.name for person in post.joined]
    company = ", ".join([*([post.company] if post.company else []), *there])
    if company:
        st.caption(f":material/group: With {plain(company)}")


def _text(post: Post) -> None:
    """Draw a post's words, folded if they are many: one post must not be the page."""
    whole: set[str] = st.session_state.setdefault(WHOLE, set())
    if len(post.text) <= FOLDED or post.id in whole:
        st.text(post.text)
        return
    st.text(f"{post.text[:FOLDED].rstrip()}…")
    st.button(
        "Show all of it",
        key=f"social_whole_{post.id}",
        type="tertiary",
        icon=":material/unfold_more:",
        on_click=whole.add,
        args=(post.id,),
    )


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
            talking.report(post.id)


def _toggle(post_id: str) -> None:
    st.session_state[OPEN] = "" if st.session_state.get(OPEN) == post_id else post_id
    room.present("social")


def _stars(stars: float) -> str:
    """Return stars as signs.

    Example:
        >>> _stars(3.5)
        '★★★½'
    """
    return "★" * int(stars) + "½" * (stars % 1 > 0)
