"""Stories: who meets them when, compared with a model in plain Python, and what is done to them."""

import dataclasses
import threading
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select

from core.errors import SocialError
from core.identity.tables import USERS
from core.identity.users import guest
from core.social import progress, relations, stories, talk
from core.social.limits import Limits
from core.social.moderation import DECISIONS
from core.social.progress import Point
from core.social.stories import sample, tables
from core.social.stories.posting import put
from core.social.tables_posts import REPORTS
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MEMBERSHIPS, MUTES
from core.world import World

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)
GUESTS = ("ga", "gb", "gc")
EVERYBODY = (*GUESTS, "m1", "m2")
ABSENT = r"^There is no such story\.$"
DRAFT = stories.StoryDraft(title_id="sholay-1975", point=Point(minute=50), text="The train!")
POLL = dataclasses.replace(DRAFT, question="Again?", options=("Yes", "No"))
SPOILER = dataclasses.replace(
    POLL, title_id="dark-2017", point=Point(1, 3, 20), spoiler=Point(1, 3, 20)
)


def after(seconds=0, hours=0):
    return AT + timedelta(seconds=seconds, hours=hours)


def post(store, who, draft, at):
    return stories.post(store, who, draft, at, limits=Limits())


def react(store, who, story_id, reaction, at):
    stories.react(store, who, story_id, reaction, at, limits=Limits())


def vote(store, who, story_id, place, at):
    stories.vote(store, who, story_id, place, at, limits=Limits())


def comment(store, who, story_id, words, at):
    return stories.comment(store, who, story_id, words, at, limits=Limits())


def user_row(user_id):
    kind = "sample" if user_id.startswith("m") else "guest"
    member = int(user_id[1:]) if kind == "sample" else 0
    row = {"id": user_id, "kind": kind, "name": user_id, "skeleton": user_id, "at": AT}
    return row | {"colour": "#1f77b4", "member_id": member, "account": None, "presenter": ""}


@pytest.fixture
def peopled(store):
    """A store with three guests and two sample members, of whom all have joined Social."""
    with store.writing() as connection:
        connection.execute(insert(USERS), [user_row(each) for each in EVERYBODY])
        choices = {"joined": True, "approves": False, "named": False, "at": AT}
        connection.execute(insert(MEMBERSHIPS), [{"user_id": e, **choices} for e in EVERYBODY])
    return store


@pytest.fixture
def friends(peopled):
    """The same, where gb and gc follow ga, and gb is ga's close friend."""
    for who in ("gb", "gc"):
        relations.follow(peopled, who, "ga", AT)
    relations.befriend(peopled, "ga", "gb", AT)
    return peopled


def read(store, story_id, reader, at=AT):
    with store.reading() as connection:
        return stories.story(connection, reader, story_id, at)


def ids(found):
    return [each.id for each in found]


# ------------------------------------------------------------------ who meets what, when

PAIRS = st.frozensets(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=8,
)
EDGES = (-5, 0, 1, 86_399, 86_400, 86_401, 200_000)


@dataclasses.dataclass(frozen=True)
class Society:
    """Users, relations and stories: what may be met follows from it without any SQL."""

    joined: frozenset
    follows: frozenset
    close: frozenset
    blocks: frozenset
    mutes: frozenset
    told: tuple
    reactions: frozenset
    seen: frozenset
    come: frozenset

    def hides(self, reader, who):
        apart = {(reader, who), (who, reader)} & self.blocks
        strange = reader.startswith("m") and who.startswith("g")
        return who != reader and (strange or who not in self.joined or bool(apart))

    def lets_in(self, reader, author):
        return reader in self.joined and not self.hides(reader, author)

    def opens(self, reader, place):
        author, age, audience, kept, _ = self.told[place]
        if author == reader:
            return True
        if age < 0 or (age >= 86_400 and not kept) or self.hides(reader, author):
            return False
        if audience == "public":
            return True
        tie = (reader, author) in self.follows
        if audience == "close":
            tie = (author, reader) in self.close
        return tie and self.lets_in(reader, author)

    def tells(self, reader, place):
        author, age, *_ = self.told[place]
        muted = (reader, author) in self.mutes
        return self.opens(reader, place) and 0 <= age < 86_400 and not muted

    def masks(self, reader, place):
        author, _, _, _, spoiler = self.told[place]
        return spoiler and author != reader and reader not in self.come

    def reacted(self, reader, place):
        return sum(at == place and not self.hides(reader, who) for at, who in self.reactions)

    def ring(self, reader):
        order = []
        for author in EVERYBODY:
            mine = [p for p in range(len(self.told)) if self.told[p][0] == author]
            there = [place for place in mine if self.tells(reader, place)]
            if there:
                new = author != reader and any((p, reader) not in self.seen for p in there)
                order.append(
                    (author != reader, not new, min(self.told[p][1] for p in there), author)
                )
        return [entry[:3] for entry in sorted(order)], {entry[3] for entry in order}


@st.composite
def societies(draw):
    told = draw(
        st.lists(
            st.tuples(
                st.sampled_from(EVERYBODY),
                st.sampled_from(EDGES),
                st.sampled_from(stories.AUDIENCES),
                st.booleans(),
                st.booleans(),
            ),
            min_size=1,
            max_size=6,
        )
    )
    done = st.frozensets(
        st.tuples(st.integers(0, len(told) - 1), st.sampled_from(EVERYBODY)), max_size=8
    )
    people = st.frozensets(st.sampled_from(EVERYBODY))
    return Society(
        joined=frozenset(EVERYBODY) - draw(st.frozensets(st.sampled_from(EVERYBODY), max_size=2)),
        follows=draw(PAIRS),
        close=draw(PAIRS),
        blocks=draw(PAIRS.map(lambda pairs: frozenset(sorted(pairs)[:2]))),
        mutes=draw(PAIRS.map(lambda pairs: frozenset(sorted(pairs)[:2]))),
        told=tuple(told),
        reactions=draw(done),
        seen=draw(done),
        come=draw(people),
    )


def settle(connection, society):
    """Make a store hold a society and nothing else."""
    connection.execute(delete(USERS))
    connection.execute(insert(USERS), [user_row(each) for each in EVERYBODY])
    for table, rows in (
        (MEMBERSHIPS, [{"user_id": e, "joined": True, "approves": False, "named": False}
                       for e in society.joined]),
        (FOLLOWS, [{"follower_id": a, "followed_id": b, "accepted": True}
                   for a, b in society.follows]),
        (CLOSE, [{"user_id": a, "friend_id": b} for a, b in society.close]),
        (BLOCKS, [{"user_id": a, "blocked_id": b} for a, b in society.blocks]),
        (MUTES, [{"user_id": a, "muted_id": b} for a, b in society.mutes]),
        (progress.PROGRESS, [{"user_id": e, "title_id": "dark-2017", "season": 1, "episode": 3,
                              "minute": 20} for e in society.come]),
    ):  # fmt: skip
        if rows:
            connection.execute(insert(table), [row | {"at": AT} for row in rows])
    put(
        connection,
        [
            (
                str(place),
                author,
                dataclasses.replace(SPOILER if spoiler else DRAFT, audience=audience),
                after(-age),
            )
            for place, (author, age, audience, _, spoiler) in enumerate(society.told)
        ],
    )
    highlights = [str(place) for place, each in enumerate(society.told) if each[3]]
    where = tables.STORIES.c.id.in_(highlights)
    connection.execute(tables.STORIES.update().where(where).values(kept=AT))
    for table, pairs, more in (
        (tables.REACTIONS, society.reactions, {"reaction": "love"}),
        (tables.SEEN, society.seen, {}),
    ):
        rows = [{"story_id": str(p), "user_id": who, "at": AT, **more} for p, who in pairs]
        if rows:
            connection.execute(insert(table), rows)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(society=societies())
def test_every_reader_meets_exactly_what_the_model_says(store, society):
    with store.writing() as connection:
        settle(connection, society)

    places = range(len(society.told))
    with store.reading() as connection:
        for reader in EVERYBODY:
            there = {each.id: each for each in stories.live(connection, reader, AT)}
            assert there.keys() == {str(p) for p in places if society.tells(reader, p)}
            for place in places:
                if not society.opens(reader, place):
                    with pytest.raises(SocialError, match=ABSENT):
                        stories.story(connection, reader, str(place), AT)
                    continue
                met = stories.story(connection, reader, str(place), AT)
                assert met.masked == society.masks(reader, place)
                assert (met.text == "" and met.poll is None) or not met.masked
                assert sum(met.reactions.values()) == society.reacted(reader, place)
            ring = stories.ring(connection, reader, AT)
            order, authors = society.ring(reader)
            assert {each.author for each in ring} == authors
            assert [
                (not e.mine, not e.unseen, (AT - e.latest).total_seconds()) for e in ring
            ] == order
            assert {s for e in ring for s in e.stories} == there.keys()


def test_a_story_is_over_to_the_second(friends):
    made = post(friends, "ga", DRAFT, AT)

    assert read(friends, made, "gb", after(24 * 3600 - 1)).live
    with pytest.raises(SocialError, match=ABSENT):
        read(friends, made, "gb", after(24 * 3600))


def test_what_is_over_is_in_the_author_s_archive_and_gone_for_all_others(friends):
    made = post(friends, "ga", DRAFT, AT)
    late = after(hours=30)

    with friends.reading() as connection:
        assert ids(stories.archive(connection, "ga", late)) == [made]
        assert stories.archive(connection, "gb", late) == ()
    said = set()
    for wrong in (made, "no-such-id"):
        for act in (
            lambda i: react(friends, "gb", i, "love", late),
            lambda i: vote(friends, "gb", i, 0, late),
            lambda i: comment(friends, "gb", i, "hello", late),
            lambda i: stories.see(friends, "gb", i, late),
            lambda i: stories.watch(friends, "gb", i, late),
            lambda i: stories.report(friends, "gb", i, "spam", late),
            lambda i: stories.keep(friends, "gb", i, True, late),
            lambda i: stories.remove(friends, "gb", i, late),
            lambda i: read(friends, i, "gb", late),
        ):
            with pytest.raises(SocialError) as refused:
                act(wrong)
            said.add(str(refused.value))

    assert said == {"There is no such story."}


def test_a_highlight_stays_until_its_author_lets_it_go(friends):
    made = post(friends, "ga", DRAFT, AT)
    stories.keep(friends, "ga", made, True, after(5))
    late = after(hours=24 * 40)

    assert read(friends, made, "gb", late).kept
    with friends.reading() as connection:
        assert ids(stories.highlights(connection, "gb", "ga", late)) == [made]
        assert stories.ring(connection, "gb", late) == ()

    stories.keep(friends, "ga", made, False, late)

    with pytest.raises(SocialError, match=ABSENT):
        read(friends, made, "gb", late)


def test_only_the_author_keeps_and_deletes(friends):
    made = post(friends, "ga", DRAFT, AT)

    for act in (lambda: stories.keep(friends, "gb", made, True, AT),
                lambda: stories.remove(friends, "gb", made, AT)):  # fmt: skip
        with pytest.raises(SocialError, match=ABSENT):
            act()

    assert not read(friends, made, "gb").kept


def test_deleting_leaves_nothing_behind(friends):
    made = post(friends, "ga", POLL, AT)
    stories.see(friends, "gb", made, AT)
    react(friends, "gb", made, "love", AT)
    vote(friends, "gb", made, 1, AT)
    comment(friends, "gb", made, "Yes!", AT)

    stories.remove(friends, "ga", made, after(1))

    with friends.reading() as connection:
        for table in (
            tables.STORIES,
            tables.OPTIONS,
            tables.VOTES,
            tables.REACTIONS,
            tables.SEEN,
            talk.COMMENTS,
        ):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_what_a_presenter_took_down_is_gone_for_all(friends):
    made = post(friends, "ga", DRAFT, AT)
    row = {"kind": "story", "object_id": made, "decision": "remove", "standing": True, "at": AT}
    row |= {"season": 0, "episode": 0, "minute": 0, "presenter": "P", "note": ""}
    with friends.writing() as connection:
        connection.execute(insert(DECISIONS), row)

    for reader in GUESTS:
        with pytest.raises(SocialError, match=ABSENT):
            read(friends, made, reader)


# ------------------------------------------------------------------ what one does to it


def test_seen_counts_once_and_only_the_author_learns_who(friends):
    made = post(friends, "ga", DRAFT, AT)

    assert [stories.see(friends, "gb", made, after(each)) for each in (1, 2)] == [True, False]
    assert stories.see(friends, "ga", made, AT) is False
    react(friends, "gc", made, "thrill", after(3))

    with friends.reading() as connection:
        who = stories.witnesses(connection, "ga", made, after(4))
        assert [(each.user_id, each.at, each.reaction) for each in who] == [
            ("gb", after(1), ""),
            ("gc", None, "thrill"),
        ]
        with pytest.raises(SocialError, match=r"for its author only"):
            stories.witnesses(connection, "gb", made, after(4))


def test_nobody_sees_as_a_sample_member(peopled):
    draft = stories.checked(dataclasses.replace(DRAFT, audience="public"))
    with peopled.writing() as connection:
        put(connection, [("s", "m2", draft, AT)])

    with pytest.raises(SocialError, match="Sample members are fictional"):
        stories.see(peopled, "m1", "s", AT)

    assert not read(peopled, "s", "m1").seen


def test_who_views_as_a_sample_author_learns_of_no_guest_who_saw_or_reacted(peopled):
    draft = dataclasses.replace(DRAFT, audience="public")
    with peopled.writing() as connection:
        put(connection, [("s", "m1", stories.checked(draft), AT)])
        connection.execute(insert(tables.SEEN), {"story_id": "s", "user_id": "m2", "at": AT})
    stories.see(peopled, "ga", "s", AT)
    react(peopled, "ga", "s", "love", AT)

    with peopled.reading() as connection:
        assert [w.user_id for w in stories.witnesses(connection, "m1", "s", AT)] == ["m2"]
    assert read(peopled, "s", "gb").reactions == {"love": 1}


def test_a_reaction_is_one_each_changed_and_taken_back(friends):
    made = post(friends, "ga", DRAFT, AT)
    react(friends, "gb", made, "love", AT)
    react(friends, "gc", made, "love", AT)

    react(friends, "gb", made, "gasp", AT)

    found = read(friends, made, "gb")
    assert (found.reactions, found.reaction) == ({"love": 1, "gasp": 1}, "gasp")
    react(friends, "gb", made, "", AT)
    assert read(friends, made, "ga").reactions == {"love": 1}


def test_two_threads_at_once_keep_one_reaction_each(friends):
    made = post(friends, "ga", DRAFT, AT)
    gate = threading.Barrier(4)
    failed = []

    def tap(who, reactions):
        gate.wait()
        try:
            for each in reactions:
                react(friends, who, made, each, AT)
        except Exception as error:  # a thread's error would be lost
            failed.append(error)

    slugs = list(stories.REACTIONS)
    threads = [
        threading.Thread(target=tap, args=(who, order))
        for who in ("gb", "gc")
        for order in (slugs, slugs[::-1])
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert sum(read(friends, made, "ga").reactions.values()) == 2


def test_a_blocked_or_gone_user_s_reaction_is_in_no_count(friends):
    made = post(friends, "ga", POLL, AT)
    for who in ("gb", "gc"):
        react(friends, who, made, "love", AT)
        vote(friends, who, made, 0, AT)

    relations.block(friends, "gb", "gc", AT)
    assert read(friends, made, "gb").reactions == {"love": 1}
    assert read(friends, made, "gb").poll.votes == (1, 0)
    assert read(friends, made, "ga").reactions == {"love": 2}

    relations.leave(friends, "gc", AT)
    assert read(friends, made, "ga").reactions == {"love": 1}
    with friends.reading() as connection:
        assert [w.user_id for w in stories.witnesses(connection, "ga", made, AT)] == ["gb"]


def test_a_poll_shows_how_others_voted_after_voting_or_to_its_author(friends):
    made = post(friends, "ga", POLL, AT)
    vote(friends, "gb", made, 1, AT)

    assert read(friends, made, "ga").poll.votes == (0, 1)
    assert read(friends, made, "gc").poll.votes is None
    vote(friends, "gb", made, 0, after(1))
    assert read(friends, made, "gb").poll.votes == (1, 0)
    assert read(friends, made, "gb").poll.vote == 0


def test_voting_ends_with_the_24_hours_even_of_a_highlight(friends):
    made = post(friends, "ga", POLL, AT)
    stories.keep(friends, "ga", made, True, AT)

    with pytest.raises(SocialError, match="Voting ended"):
        vote(friends, "gb", made, 0, after(hours=24))

    assert read(friends, made, "gb", after(hours=24)).poll.votes == (0, 0)


def test_a_spoiler_carries_nothing_until_the_reader_has_come_there(friends):
    made = post(friends, "ga", SPOILER, AT)
    progress.note(friends, "gb", "dark-2017", Point(1, 3, 19), AT)

    found = read(friends, made, "gb")
    assert "The train" not in repr(found)
    assert "Again" not in repr(found)
    for act in (lambda: react(friends, "gb", made, "love", AT),
                lambda: vote(friends, "gb", made, 0, AT),
                lambda: comment(friends, "gb", made, "?", AT)):  # fmt: skip
        with pytest.raises(SocialError, match=r"masked for you until season 1, episode 3"):
            act()
    comment(friends, "ga", made, "The twist!", AT)
    with friends.reading() as connection:
        assert stories.comments(connection, "gb", made, AT) == []

    assert stories.watch(friends, "gb", made, AT) == ("dark-2017", Point(1, 3, 20))

    assert read(friends, made, "gb").text == "The train!"
    with friends.reading() as connection:
        assert [c.text for c in stories.comments(connection, "gb", made, AT)] == ["The twist!"]


def mark(store, kind, object_id, point):
    row = {"kind": kind, "object_id": object_id, "decision": "spoiler", "standing": True, "at": AT}
    row |= point.columns() | {"presenter": "P", "note": ""}
    with store.writing() as connection:
        connection.execute(insert(DECISIONS), row)


def test_a_presenter_s_mark_masks_a_story_until_the_reader_has_come_there(friends):
    made = post(friends, "ga", dataclasses.replace(POLL, title_id="dark-2017"), AT)
    comment(friends, "gc", made, "The twin!", AT)
    mark(friends, "story", made, Point(1, 3))

    found = read(friends, made, "gb")
    assert (found.masked, found.spoiler, found.text, found.poll) == (True, Point(1, 3), "", None)
    assert read(friends, made, "ga").text == "The train!"
    with friends.reading() as connection:
        assert stories.comments(connection, "gb", made, AT) == []
        assert [each.masked for each in stories.live(connection, "gb", AT)] == [True]
    with pytest.raises(SocialError, match=r"masked for you until season 1, episode 3"):
        react(friends, "gb", made, "love", AT)

    progress.note(friends, "gb", "dark-2017", Point(1, 3), AT)

    assert read(friends, made, "gb").text == "The train!"


@pytest.mark.parametrize("point", [Point(1, 2), Point(1, 9)])
def test_a_mark_never_masks_less_than_the_author_did(friends, point):
    made = post(friends, "ga", SPOILER, AT)
    mark(friends, "story", made, point)

    assert read(friends, made, "gb").spoiler == max(point, SPOILER.spoiler)


def test_a_comment_on_a_story_is_unmasked_for_who_has_come_as_far(friends):
    made = post(friends, "ga", dataclasses.replace(DRAFT, title_id="dark-2017"), AT)
    mark(friends, "comment", comment(friends, "ga", made, "The twin!", AT), Point(1, 3, 20))
    progress.note(friends, "gb", "dark-2017", Point(1, 3, 19), AT)
    progress.note(friends, "gc", "dark-2017", Point(1, 3, 20), AT)

    def said(reader):
        with friends.reading() as connection:
            return [(c.text, c.masked) for c in stories.comments(connection, reader, made, AT)]

    assert said("gb") == [("", True)]
    assert said("gc") == said("ga") == [("The twin!", False)]


def heard(store, reader, story_id, at):
    with store.reading() as connection:
        return stories.comments(connection, reader, story_id, at)


def test_a_commenter_marks_what_gives_away_and_a_reader_sees_it_all_the_same(friends):
    made = post(friends, "ga", dataclasses.replace(DRAFT, audience="public"), AT)
    mark = {"limits": Limits(), "spoiler": Point(minute=90)}
    said = stories.comment(friends, "gb", made, "It was him", after(1), **mark)
    assert [(e.text, e.point) for e in heard(friends, "ga", made, after(2))] == [
        ("", Point(minute=90))
    ]

    stories.reveal_comment(friends, "ga", made, said, after(3))

    assert [e.text for e in heard(friends, "ga", made, after(4))] == ["It was him"]
    assert [e.text for e in heard(friends, "gc", made, after(4))] == [""]


def test_one_s_own_comment_on_a_story_is_changed_and_deleted_by_oneself_alone(friends):
    made = post(friends, "ga", dataclasses.replace(DRAFT, audience="public"), AT)
    said = comment(friends, "gb", made, "Ti was him", after(1))
    for act in (
        lambda: stories.edit_comment(friends, "gc", said, "Mine", after(2), limits=Limits()),
        lambda: stories.delete_comment(friends, "gc", said),
        lambda: stories.reveal_comment(friends, "gc", made, "nothing", after(2)),
        lambda: stories.report(friends, "gc", made, "spam", after(2), comment_id="nothing"),
    ):
        with pytest.raises(SocialError, match=r"^There is no such comment\.$"):
            act()

    stories.edit_comment(friends, "gb", said, "It was him", after(2), limits=Limits())
    assert [(e.text, e.edited) for e in heard(friends, "gc", made, after(3))] == [
        ("It was him", True)
    ]
    with pytest.raises(SocialError, match=ABSENT):  # over for others: nothing is changed there
        stories.edit_comment(friends, "gb", said, "Later", after(hours=25), limits=Limits())
    stories.delete_comment(friends, "gb", said)
    assert heard(friends, "gc", made, after(3)) == []


def test_a_comment_on_a_story_reaches_the_presenter_with_its_words(friends):
    made = post(friends, "ga", dataclasses.replace(DRAFT, audience="public"), AT)
    mark = {"limits": Limits(), "spoiler": Point(minute=90)}
    said = stories.comment(friends, "gb", made, "It was him", after(1), **mark)

    stories.report(friends, "gc", made, "spoiler", after(2), "So soon?", comment_id=said)

    with friends.reading() as connection:
        told = connection.execute(select(REPORTS)).one()
    found = (told.kind, told.object_id, told.author_id, told.quoted, told.words)
    assert found == ("comment", said, "gb", "It was him", "So soon?")


def test_the_ring_begins_where_one_has_not_been_yet(friends):
    made = [post(friends, "ga", DRAFT, after(each)) for each in range(3)]
    for seen in (made[0], made[2]):
        stories.see(friends, "gb", seen, after(3))

    with friends.reading() as connection:
        (teller,) = stories.ring(connection, "gb", after(3))
    assert (teller.stories, teller.start, teller.unseen) == (tuple(made), made[1], 1)


def test_a_muted_author_tells_nothing_in_the_ring_but_a_link_still_opens(friends):
    made = post(friends, "ga", DRAFT, AT)
    relations.mute(friends, "gb", "ga", AT)

    with friends.reading() as connection:
        assert stories.ring(connection, "gb", AT) == ()
    assert read(friends, made, "gb").id == made


@given(
    title=st.text(max_size=40),
    year=st.integers(0, 2030),
    genres=st.lists(st.sampled_from(["drama", "scifi", "war", "no such"]), max_size=3),
    colours=st.sampled_from(["", "comedy"]),
    crop=st.sampled_from(stories.CROPS),
)
def test_every_look_is_a_drawing_without_a_word_of_the_title(title, year, genres, colours, crop):
    drawn = stories.picture(title, year, genres, stories.Look(colours=colours, crop=crop))

    root = ElementTree.fromstring(drawn)
    assert "".join(root.itertext()) == ""
    assert not [each for each in root.iter() if each.tag.endswith(("script", "image", "a"))]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "needs some words"),
        ({"text": "x" * 281}, "at most 280 signs, not 281"),
        ({"text": "x" * 10_000}, "at most 280 signs"),
        ({"text": "![](http://tracker/x.png)"}, "may not hold a picture"),
        ({"title_id": ""}, "title of a story needs some words"),
        ({"point": Point(1, 2)}, "needs a minute"),
        ({"kind": "song"}, "one of line, words; not 'song'"),
        ({"audience": "private"}, "one of public, followers, close; not 'private'"),
        ({"look": stories.Look(colours="beige")}, "colours of a story"),
        ({"look": stories.Look(crop="round")}, "crop of a story"),
        ({"options": ("a", "b")}, "needs a question"),
        ({"question": "q?", "options": ("a",)}, "2 to 4 answers, not 1"),
        ({"question": "q?", "options": tuple("abcde")}, "2 to 4 answers, not 5"),
        ({"question": "q?", "options": ("Yes", "YES")}, "look the same"),
        ({"question": "q" * 121, "options": ("a", "b")}, "at most 120 signs"),
        ({"question": "q?", "options": ("a" * 61, "b")}, "at most 60 signs"),
    ],
)
def test_a_draft_that_breaks_a_rule_is_refused_with_a_sentence(change, words):
    with pytest.raises(SocialError, match=words):
        stories.checked(dataclasses.replace(DRAFT, **change))


def test_who_has_not_joined_or_is_the_author_is_told_so(friends):
    made = post(friends, "ga", POLL, AT)
    guest(friends, "gnew", AT)

    with pytest.raises(SocialError, match="join first"):
        post(friends, "gnew", DRAFT, AT)
    for act in (lambda: react(friends, "ga", made, "love", AT),
                lambda: vote(friends, "ga", made, 0, AT)):  # fmt: skip
        with pytest.raises(SocialError, match="This story is yours"):
            act()
    with pytest.raises(SocialError, match="one of love, funny"):
        react(friends, "gb", made, "dislike", AT)
    with pytest.raises(SocialError, match="answers 0 to 1, not 2"):
        vote(friends, "gb", made, 2, AT)


def test_who_posts_too_much_is_told_when_again_and_nothing_is_kept(friends):
    limits = Limits()
    for second in range(5):
        stories.post(friends, "ga", DRAFT, after(second), limits=limits)

    with pytest.raises(SocialError, match=r"You may post again in 55 seconds\."):
        stories.post(friends, "ga", DRAFT, after(5), limits=limits)

    with friends.reading() as connection:
        assert len(stories.live(connection, "gb", after(5))) == 5


# ------------------------------------------------------------------ sample members' stories


@pytest.fixture(scope="module")
def world():
    return World.load()


def test_a_new_demo_opens_on_live_stories_and_the_next_day_too(store, world):
    with store.writing() as connection:
        relations.seed(connection, world, AT)
        stories.seed(connection, world, AT)
    guest(store, "ga", AT)
    relations.join(store, "ga", AT)

    with store.reading() as connection:
        ring = stories.ring(connection, "ga", AT)
        met = stories.live(connection, "ga", AT)
        total = connection.execute(select(func.count()).select_from(tables.STORIES)).scalar_one()
        assert len(ring) >= 10
        assert total == len(sample.TOLD) + len(sample.KEPT)
        assert any(each.poll for each in met)
        assert any(each.masked for each in met)
        assert all(AT - timedelta(hours=20) <= each.at <= AT for each in met)
        assert not stories.stale(connection, AT)
    tomorrow = after(hours=26)
    with store.writing() as connection:
        assert stories.stale(connection, tomorrow)
        stories.freshen(connection, world, tomorrow)
        assert len(stories.ring(connection, "ga", tomorrow)) >= 10
        before = ids(stories.live(connection, "ga", tomorrow))
        stories.freshen(connection, world, tomorrow)
        assert ids(stories.live(connection, "ga", tomorrow)) == before
        again = connection.execute(select(func.count()).select_from(tables.STORIES)).scalar_one()
        assert again == total


def test_every_sample_story_pins_a_moment_that_its_title_has(world):
    about = world.titles.set_index("title_id")

    for told in (*sample.TOLD, *sample.KEPT):
        row = about.loc[told.title_id]
        assert told.point.minute <= row["minutes"]
        assert (told.point.season > 0) == (row["kind"] == "series")
        if told.point.season:
            assert told.point.season <= row["seasons"]
