"""The feed: everything visible once, nothing else, whatever happens between two pages."""

import dataclasses
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, literal, select

from core.errors import KnobError
from core.identity.acting import acting
from core.social import feed, posts, relations, talk
from core.social.posts import Review
from core.social.ranking import Candidate, Ranking, Signals, rank, score
from core.social.ref import Ref
from core.social.tables_posts import POSTS
from core.social.tables_relations import BLOCKS, FOLLOWS, MUTES
from core.store.store import open_store
from tests.core.social.people import AT, TITLES, Free, later, people

NOTHING = Signals(fits={}, followed=frozenset(), shared={}, likes={}, comments={})
WHO = ("g0", "g1", "g2", "g3", "g4")


def post(connection, author, place, at, *, audience="public", title_id="dark", halves=0):
    made = f"p{place:04}"
    values = {"season": 0, "episode": 0, "minute": 0, "spoiler": False, "edited": None}
    values |= {"id": made, "kind": "experience", "author_id": author, "title_id": title_id}
    values |= {"halves": halves, "text": "So", "company": "", "audience": audience, "at": at}
    connection.execute(insert(POSTS), values)
    return made


def walk(store, reader, order, *, size=3, between=lambda turn: None, **more):
    """Return the ids of all pages, letting something happen between them."""
    cursor, found, turn = feed.Cursor(later(600)), [], 0
    while cursor is not None:
        with store.reading() as connection:
            page = feed.page(connection, reader, cursor, size, order, **more)
        assert len(page.items) <= size
        assert len(page.items) == size or page.next is None
        found += page.items
        cursor = page.next
        between(turn)
        turn += 1
    return found


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A store with a few people in it, for many examples."""
    made = open_store(tmp_path_factory.mktemp("hall") / "store.sqlite")
    people(made, *WHO)
    yield made
    made.engine.dispose()


pairs = st.sets(st.tuples(st.sampled_from(WHO), st.sampled_from(WHO)), max_size=7)
written = st.lists(
    st.tuples(st.sampled_from(WHO), st.integers(0, 5), st.sampled_from(["public", "followers"])),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=written,
    follows=pairs,
    blocked=pairs,
    mutes=pairs,
    late=written,
    size=st.integers(1, 7),
    order=st.sampled_from(["new", "ranked"]),
    window=st.integers(1, 9),
)
def test_all_pages_together_hold_everything_visible_once_and_nothing_hidden(
    hall, written, follows, blocked, mutes, late, size, order, window
):
    apart = blocked | {(other, one) for one, other in blocked}
    follows = {pair for pair in follows if pair[0] != pair[1] and pair not in apart}
    with hall.writing() as connection:
        for table in (POSTS, FOLLOWS, BLOCKS, MUTES):
            connection.execute(delete(table))
        made = {
            post(connection, author, place, later(minute), audience=audience): (author, audience)
            for place, (author, minute, audience) in enumerate(written)
        }
        for table, rows, more in (
            (FOLLOWS, follows, {"accepted": True}),
            (BLOCKS, {pair for pair in blocked if pair[0] != pair[1]}, {}),
            (MUTES, mutes, {}),
        ):
            first, second = (column.name for column in table.primary_key.columns)
            for one, other in rows:
                connection.execute(insert(table), {first: one, second: other, "at": AT} | more)

    def wanted(author, audience):
        if author == "g0":
            return ("g0", "g0") not in mutes
        if (author, "g0") in apart or ("g0", author) in mutes:
            return False
        return ("g0", author) in follows or (order == "ranked" and audience == "public")

    def between(turn):
        if turn < len(late):
            author, minute, audience = late[turn]
            with hall.writing() as connection:
                moment = later(700 + minute)
                post(connection, author, 1_000 + turn, moment, audience=audience)
            others = list(made)
            if others:
                with hall.writing() as connection:
                    rows = {"kind": "experience", "user_id": "g1", "at": AT}
                    ref = Ref("experience", others[turn % len(others)])
                    mine = (talk.LIKES.c.object_id == ref.id, talk.LIKES.c.user_id == "g1")
                    connection.execute(delete(talk.LIKES).where(*mine))
                    if turn % 2:
                        connection.execute(insert(talk.LIKES), rows | {"object_id": ref.id})

    found = walk(hall, "g0", order, size=size, between=between, window=window)
    expected = {one for one, (author, audience) in made.items() if wanted(author, audience)}
    assert Counter(item.id for item in found) == Counter(expected)
    if order == "new":
        keys = [(item.at, item.id) for item in found]
        assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize("order", ["new", "ranked"])
def test_what_is_hidden_or_deleted_between_pages_is_not_on_the_next(store, order):
    people(store, "g0", "g1", "g2")
    for author in ("g1", "g2"):
        relations.follow(store, "g0", author, AT)
    with store.writing() as connection:
        for place in range(8):
            post(connection, ("g1", "g2")[place % 2], place, later(place))

    def between(turn):
        if turn == 0:
            relations.block(store, "g1", "g0", AT)
            with store.writing() as connection:
                connection.execute(delete(POSTS).where(POSTS.c.id == "p0001"))

    found = walk(store, "g0", order, size=2, between=between)
    after = {item.id for item in found[2:]}
    assert {item.author.id for item in found[2:]} == {"g2"}
    assert "p0001" not in after
    assert {item.id for item in found} >= {"p0003", "p0005", "p0007"}


def test_another_domain_adds_what_it_says_the_reader_may_see(store):
    people(store, "g0", "g1", "g2", "g3")
    relations.block(store, "g2", "g0", AT)
    relations.mute(store, "g0", "g3", AT)
    relations.follow(store, "g0", "g1", AT)
    with store.writing() as connection:
        post(connection, "g1", 1, later(5))

    def lists(reader):
        rows = [
            select(
                literal("list"), literal(f"{author}{i}"), literal(author),
                literal(later(i), POSTS.c.at.type),
            )
            for author in ("g1", "g2", "g3") for i in (2, 8)
        ]  # fmt: skip
        return select(*rows[0].union_all(*rows[1:]).subquery().c)

    for order in ("new", "ranked"):
        found = walk(store, "g0", order, size=2, sources=[lists])
        assert {(item.kind, item.id) for item in found} == {
            ("list", "g18"), ("experience", "p0001"), ("list", "g12"),
        }  # fmt: skip
        assert [item.post is None for item in found if item.kind == "list"] == [True, True]


def test_reasons_say_whom_one_follows_and_what_people_liked(store):
    people(store, "g0", "g1", "g2", "g3")
    relations.follow(store, "g0", "g1", AT)

    def write(who, title_id, stars):
        draft = Review(title_id=title_id, stars=stars, text="Yes")
        posts.review(store, who, draft, AT, titles=TITLES, limits=Free())

    for who in ("g0", "g2", "g3"):
        write(who, "dark", 4.5)
    for who in ("g2", "g3"):
        write(who, "heat", 4.0)
    write("g2", "solaris", 4.0)
    write("g1", "solaris", 1.0)
    with store.reading() as connection:
        page = feed.page(
            connection, "g0", feed.Cursor(later(1)), 20, "ranked", titles=TITLES,
        )  # fmt: skip
    reasons = {(item.author.id, item.post.title_id): item.reason for item in page.items}

    followed = next(item.author.name for item in page.items if item.author.id == "g1")
    assert reasons["g0", "dark"] == "your own"
    assert reasons["g1", "solaris"] == f"{followed}, whom you follow"
    assert reasons["g2", "heat"] == reasons["g3", "heat"] == "popular with people who liked Dark"
    assert reasons["g2", "solaris"] == "shared with everybody"


def test_strangers_come_in_by_taste_alone_where_taste_is_known(store):
    people(store, "g0", "g1", "g2")
    relations.follow(store, "g0", "g1", AT)
    with store.writing() as connection:
        for place, (author, title_id) in enumerate(
            [("g1", "heat"), ("g2", "dark"), ("g2", "heat"), ("g2", "")]
        ):
            post(connection, author, place, later(place), title_id=title_id)
    fits = {"dark": 0.9, "heat": 0.1}

    found = {item.id: item.reason for item in walk(store, "g0", "ranked", fits=fits)}
    assert found.keys() == {"p0000", "p0001"}
    assert found["p0001"] == "about a title that fits your taste"


def test_the_score_is_what_one_computes_by_hand():
    one = Candidate("review", "a", "m1", AT - timedelta(hours=72), "dark")
    signals = Signals(
        fits={"dark": 0.5},
        followed=frozenset({"m1"}),
        shared={},
        likes={one.key: 1},
        comments={one.key: 0},
    )

    # two half-lives, half a fit, followed, ln 2 of being heard
    assert score(one, signals, AT) == pytest.approx(0.25 * 1.5 * 2 * (1 + 0.2 * 0.693147), 1e-6)


OLD = Candidate("review", "old", "m1", AT - timedelta(hours=30), "dark")
NEW = Candidate("review", "new", "m2", AT)
OLD_IS = {
    "fit": dataclasses.replace(NOTHING, fits={"dark": 1.0}),
    "followed": dataclasses.replace(NOTHING, followed=frozenset({"m1"})),
    "heard": dataclasses.replace(NOTHING, likes={OLD.key: 20}),
    "half_life_h": dataclasses.replace(NOTHING, fits={"dark": 1.0}),
}


@pytest.mark.parametrize(
    ("knob", "low", "high"),
    [("fit", 0.0, 3.0), ("followed", 0.0, 3.0), ("heard", 0.0, 1.0), ("half_life_h", 12.0, 96.0)],
)
def test_each_knob_turned_up_brings_forward_what_it_speaks_for(knob, low, high):
    # 30 hours leave 0.56 of a score at 36 h, 0.18 at 12 h, 0.81 at 96 h
    below, above = (rank([OLD, NEW], OLD_IS[knob], AT, Ranking(**{knob: v})) for v in (low, high))

    assert [one.id for one in below] == ["new", "old"]
    assert [one.id for one in above] == ["old", "new"]


@given(
    knob=st.sampled_from(sorted(OLD_IS)),
    turned=st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
)
def test_no_knob_ever_turns_against_its_direction(knob, turned):
    ends = {"fit": 4.0, "followed": 6.0, "heard": 1.0, "half_life_h": 167.0}
    less, more = (Ranking(**{knob: (knob == "half_life_h") + ends[knob] * one}) for one in turned)

    assert score(OLD, OLD_IS[knob], AT, less) <= score(OLD, OLD_IS[knob], AT, more)
    assert score(NEW, NOTHING, AT, less) == score(NEW, NOTHING, AT, more) == 1


def test_a_page_is_ranked_as_the_knobs_are_turned(store):
    people(store, "g0", "g1", "g2")
    relations.follow(store, "g0", "g1", AT)
    with store.writing() as connection:
        friend = post(connection, "g1", 1, AT)
        stranger = post(connection, "g2", 2, later(400))

    for followed, first in ((0.0, stranger), (3.0, friend)):
        found = walk(store, "g0", "ranked", ranking=Ranking(followed=followed))
        assert found[0].id == first


def test_a_half_life_of_nothing_is_refused():
    with pytest.raises(KnobError, match="half_life_h must be 1 to 168 hours, not 0"):
        Ranking(half_life_h=0)


@given(
    ages=st.lists(st.floats(0, 200), min_size=2, max_size=2),
    likes=st.integers(0, 50),
    more=st.integers(0, 50),
)
def test_later_or_more_liked_never_ranks_lower(ages, likes, more):
    old, new = (
        Candidate("review", name, name, AT - timedelta(hours=age))
        for name, age in zip("ab", sorted(ages, reverse=True), strict=True)
    )
    heard = dataclasses.replace(NOTHING, likes={old.key: likes, new.key: likes + more})

    assert score(new, heard, AT) >= score(old, heard, AT)


def test_no_author_stands_twice_before_others_as_good_stand_once():
    at = AT - timedelta(hours=1)
    many = [Candidate("review", f"a{i}", "chatty", at) for i in range(10)]
    few = [Candidate("review", f"b{i}", f"m{i}", at) for i in range(5)]

    first = rank([*many, *few], NOTHING, AT)[:6]
    assert Counter(one.author for one in first)["chatty"] == 1


@given(st.permutations(range(12)))
def test_the_ranking_does_not_depend_on_the_order_it_is_given(order):
    made = [
        Candidate("review", f"a{i}", f"m{i % 3}", AT - timedelta(hours=i // 2)) for i in range(12)
    ]

    assert rank([made[i] for i in order], NOTHING, AT) == rank(made, NOTHING, AT)


def test_what_hidden_people_like_does_not_move_a_post(store):
    people(store, "g0", "g1", "g2", "g3")
    with store.writing() as connection:
        quiet, loud = (post(connection, who, place, AT) for place, who in enumerate(("g1", "g2")))
    with acting(store, "g3") as (connection, who):
        talk.like(connection, who, Ref("experience", quiet), AT)
        talk.comment(connection, who, Ref("experience", quiet), "So good", AT)
    assert [item.id for item in walk(store, "g0", "ranked")] == [quiet, loud]
    with acting(store, "g0") as (connection, who):
        talk.like(connection, who, Ref("experience", loud), AT)
    relations.block(store, "g0", "g3", AT)

    assert [item.id for item in walk(store, "g0", "ranked")] == [loud, quiet]


def test_an_empty_feed_ends_at_once(store):
    people(store, "g0")

    with store.reading() as connection:
        for order in ("new", "ranked"):
            assert feed.page(connection, "g0", feed.Cursor(AT), 20, order) == feed.Page((), None)
