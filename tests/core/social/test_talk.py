"""Comments in threads, and likes, on an object of any kind."""

import functools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.presenting import enter, open_house
from core.social import moderation, relations, talk
from core.social.progress import Point
from core.social.tables_posts import COMMENTS, REPORTS
from core.social.tables_relations import BLOCKS
from core.social.talk import Ref
from core.store.store import open_store
from tests.core.social.people import AT, later, people

LIST = Ref("list", "a1")
WHO = ("g0", "g1", "g2", "g3")


def say(store, who, text="Well", at=AT, parent=None, point=None, ref=LIST):
    with acting(store, who) as (connection, user):
        return talk.comment(connection, user, ref, text, at, parent, point)


def heard(store, reader, ref=LIST, reached=None):
    with store.reading() as connection:
        return talk.comments(connection, reader, ref, reached)


def decide(store, comment_id, decision, **more):
    """Let a presenter decide on a comment."""
    people(store, "gp")
    open_house(store, b"secret", "ACDEFGHJ")
    enter(store, b"secret", "gp", "ACDEFGHJ", AT)
    do(
        store,
        "gp",
        functools.partial(moderation.decide, **more),
        Ref("comment", comment_id),
        decision,
        AT,
    )


def kept(store):
    """Rows of comments in the store, by id."""
    with store.reading() as connection:
        return dict(connection.execute(select(COMMENTS.c.id, COMMENTS.c.text)).all())


def do(store, who, act, *given_):
    with acting(store, who) as (connection, user):
        act(connection, user, *given_)


def test_answers_follow_what_they_answer_the_older_first(store):
    people(store, "g1", "g2")
    one = say(store, "g1", "one", later(0))
    two = say(store, "g2", "two", later(1))
    say(store, "g1", "two-one", later(2), two)
    inner = say(store, "g2", "one-one", later(3), one)
    say(store, "g1", "one-two", later(5), one)
    say(store, "g2", "one-one-one", later(6), inner)

    assert [(each.depth, each.text) for each in heard(store, "g1")] == [
        (0, "one"), (1, "one-one"), (2, "one-one-one"), (1, "one-two"), (0, "two"), (1, "two-one"),
    ]  # fmt: skip


def test_a_thread_may_be_a_thousand_deep(store):
    people(store, "g1")
    first = say(store, "g1", "0")
    chain = [first, *(f"c{i}" for i in range(1, 1_200))]
    row = {"kind": "list", "object_id": "a1", "author_id": "g1", "spoiler": False, "edited": None}
    row |= {"text": "So", "season": 0, "episode": 0, "minute": 0}
    with store.writing() as connection:
        connection.execute(
            insert(COMMENTS),
            [
                row | {"id": chain[i], "parent_id": chain[i - 1], "at": later(i)}
                for i in range(1, 1_200)
            ],
        )

    assert heard(store, "g1")[-1].depth == 1_199
    do(store, "g1", talk.delete_comment, first)
    assert [each.deleted for each in heard(store, "g1")] == [True] + 1_199 * [False]
    with store.writing() as connection:
        connection.execute(update(COMMENTS).where(COMMENTS.c.id != chain[-1]).values(text=""))
    do(store, "g1", talk.delete_comment, chain[-1])
    assert kept(store) == {}


def test_a_comment_elsewhere_or_nowhere_cannot_be_answered(store):
    people(store, "g1")
    elsewhere = say(store, "g1", ref=Ref("list", "b2"))
    other_kind = say(store, "g1", ref=Ref("story", "a1"))

    for parent in (elsewhere, other_kind, "nowhere", ""):
        with pytest.raises(SocialError, match=r"There is no such comment\."):
            say(store, "g1", parent=parent)


def test_one_changes_and_deletes_only_ones_own_comment(store):
    people(store, "g1", "g2")
    made = say(store, "g1", "First")
    say(store, "g2", "To that", parent=made)

    with pytest.raises(SocialError, match="no such comment"):
        do(store, "g2", talk.edit_comment, made, "Mine", AT)
    with pytest.raises(SocialError, match="no such comment"):
        do(store, "g2", talk.delete_comment, made)
    do(store, "g1", talk.edit_comment, made, "Second", later(1))
    assert [(each.text, each.edited) for each in heard(store, "g2")] == [
        ("Second", True), ("To that", False),
    ]  # fmt: skip
    do(store, "g1", talk.delete_comment, made)
    assert [each.text for each in heard(store, "g2")] == ["", "To that"]


def test_a_deleted_comment_that_was_answered_keeps_its_place_without_words_or_a_name(store):
    people(store, "g1", "g2", "g3")
    made = say(store, "g1", "It was him", point=Point(1, 5))
    do(store, "g2", talk.like, Ref("comment", made), AT)
    do(store, "g1", talk.edit_comment, made, "It was her", later(1))
    answer = say(store, "g2", "No!", later(2), made)
    alone = say(store, "g1", "Alone", later(3))
    name = heard(store, "g3")[0].author.name
    for one in (made, alone):
        do(store, "g1", talk.delete_comment, one)

    for reader in WHO:
        place, said = heard(store, reader)
        assert (place.id, place.depth, place.deleted) == (made, 0, True)
        assert (place.text, place.point, place.masked, place.edited) == ("", None, False, False)
        assert place.author.name != name
        assert (said.id, said.text, said.parent, said.deleted) == (answer, "No!", made, False)
        with store.reading() as connection:
            assert talk.counts(connection, reader, [LIST]) == {LIST: 1}
            assert talk.likes(connection, reader, Ref("comment", made)).count == 0
    assert kept(store) == {made: "", answer: "No!"}


def test_a_place_goes_with_its_last_answer_and_so_do_the_places_above(store):
    people(store, "g1", "g2")
    top = say(store, "g1", "top")
    inner = say(store, "g2", "inner", later(1), top)
    last = [say(store, "g2", f"{at}", later(at), inner) for at in (2, 3)]
    do(store, "g1", talk.delete_comment, top)
    do(store, "g2", talk.delete_comment, inner)
    assert [each.text for each in heard(store, "g1")] == ["", "", "2", "3"]

    do(store, "g2", talk.delete_comment, last[0])
    assert [each.text for each in heard(store, "g1")] == ["", "", "3"]
    do(store, "g2", talk.delete_comment, last[1])
    assert kept(store) == {}


def test_a_comment_that_is_there_stays_when_its_answer_goes(store):
    people(store, "g1", "g2")
    made = say(store, "g1", "made")
    answer = say(store, "g2", "answer", later(1), made)
    do(store, "g2", talk.delete_comment, answer)

    assert kept(store) == {made: "made"}


def test_nobody_answers_changes_or_deletes_what_was_deleted(store):
    people(store, "g1", "g2")
    made = say(store, "g1")
    say(store, "g2", "To that", later(1), made)
    do(store, "g1", talk.delete_comment, made)

    for act in (
        lambda: say(store, "g2", "And another thing", parent=made),
        lambda: do(store, "g1", talk.edit_comment, made, "I was here", AT),
        lambda: do(store, "g1", talk.delete_comment, made),
    ):
        with pytest.raises(SocialError, match=r"^There is no such comment\.$"):
            act()


def test_a_place_tells_nothing_of_answers_that_are_hidden_from_the_reader(store):
    people(store, "g1", "g2", "g3")
    made = say(store, "g1")
    say(store, "g2", "To that", later(1), made)
    do(store, "g1", talk.delete_comment, made)
    relations.block(store, "g3", "g2", AT)

    assert heard(store, "g3") == []
    assert len(heard(store, "g1")) == 2


def test_what_answers_a_deleted_comment_stays_hidden_from_whom_its_author_blocked(store):
    people(store, "g1", "g2", "g3")
    made = say(store, "g1")
    say(store, "g2", "To that", later(1), made)
    relations.block(store, "g1", "g3", AT)
    do(store, "g1", talk.delete_comment, made)

    assert heard(store, "g3") == []


def test_what_a_presenter_took_down_stays_down_when_its_author_deletes_it(store):
    people(store, "g1", "g2")
    made = say(store, "g1")
    say(store, "g2", "To that", later(1), made)
    decide(store, made, "remove")
    assert heard(store, "g2") == []
    do(store, "g1", talk.delete_comment, made)

    assert heard(store, "g2") == []


def test_a_presenters_mark_stays_when_the_comment_is_edited(store):
    people(store, "g1", "g2")
    made = say(store, "g1", "It was him")
    decide(store, made, "spoiler", point=Point(1, 5))
    do(store, "g1", talk.edit_comment, made, "It was her", later(1))

    (shut,) = heard(store, "g2", reached=Point(1, 4))
    assert (shut.masked, shut.text, shut.point, shut.edited) == (True, "", Point(1, 5), True)
    assert heard(store, "g2", reached=Point(1, 5))[0].text == "It was her"


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 1_001, "![x](y)"])
def test_a_comment_that_cannot_be_kept_is_refused(store, text):
    people(store, "g1")

    with pytest.raises(SocialError, match="A comment"):
        say(store, "g1", text)


def test_a_comment_that_gives_something_away_is_masked_for_who_is_not_there_yet(store):
    people(store, "g1", "g2")
    say(store, "g1", "He did it", point=Point(1, 5))

    assert [(one.masked, one.text) for one in heard(store, "g2")] == [(True, "")]
    assert "did it" not in repr(heard(store, "g2", reached=Point(1, 4)))
    assert heard(store, "g2", reached=Point(1, 5))[0].text == "He did it"
    assert heard(store, "g1")[0].text == "He did it"


def test_liking_twice_is_once_and_unliking_takes_it_back(store):
    people(store, "g1", "g2")
    do(store, "g1", talk.like, LIST, AT)
    do(store, "g1", talk.like, LIST, AT)
    do(store, "g2", talk.like, LIST, AT)

    with store.reading() as connection:
        assert talk.likes(connection, "g1", LIST) == talk.Likes(2, True)
        assert talk.likes(connection, "g3", LIST) == talk.Likes(2, False)
        assert talk.likes(connection, "g1", Ref("story", "a1")) == talk.Likes(0, False)
    do(store, "g1", talk.unlike, LIST)
    do(store, "g1", talk.unlike, LIST)
    with store.reading() as connection:
        assert talk.likes(connection, "g1", LIST) == talk.Likes(1, False)


def test_a_like_that_was_counted_before_a_block_is_not_counted_after(store):
    people(store, "g1", "g2")
    do(store, "g1", talk.like, LIST, AT)
    relations.block(store, "g1", "g2", AT)

    with store.reading() as connection:
        assert talk.likes(connection, "g2", LIST) == talk.Likes(0, False)
        assert talk.likes(connection, "g1", LIST) == talk.Likes(1, True)


def test_forgetting_an_object_forgets_likes_and_reports_of_its_comments_too(store):
    people(store, "g1", "g2")
    made = say(store, "g1")
    other = say(store, "g1", ref=Ref("list", "b2"))
    with acting(store, "g2") as (connection, who):
        for one in (made, other):
            ref = Ref("comment", one)
            talk.like(connection, who, ref, AT)
            moderation.report(connection, who, ref, "spam", AT, author="g1", quoted="Well")
        talk.forget(connection, LIST)

    with store.reading() as connection:
        assert talk.comments(connection, "g1", LIST) == []
        assert talk.likes(connection, "g1", Ref("comment", made)).count == 0
        assert talk.likes(connection, "g1", Ref("comment", other)).count == 1
        told = connection.execute(select(REPORTS)).all()
    assert [one.object_id for one in told] == [other]


said = st.lists(
    st.tuples(st.sampled_from(WHO), st.integers(0, 30), st.booleans(), st.booleans()),
    min_size=1,
    max_size=14,
)
blocks = st.sets(st.tuples(st.sampled_from(WHO), st.sampled_from(WHO)), max_size=4)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A store with a few people in it, for many examples."""
    made = open_store(tmp_path_factory.mktemp("hall") / "store.sqlite")
    people(made, *WHO)
    yield made
    made.engine.dispose()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=said, blocks=blocks)
def test_who_is_hidden_and_what_answers_them_is_not_there_in_threads_or_counts(hall, said, blocks):
    ref = Ref("list", "p1")
    with hall.writing() as connection:
        talk.forget(connection, ref)
        connection.execute(delete(BLOCKS))
    made = []
    for place, (who, answers, top, _) in enumerate(said):
        parent = None if top or not made else made[answers % len(made)]
        text = f"{place}"
        at = AT + timedelta(seconds=place)
        made.append((say(hall, who, text, at, parent and parent[0], ref=ref), who, parent))
    gone = [entry for entry, (*_, deleted) in zip(made, said, strict=True) if deleted]
    for entry in gone:
        do(hall, entry[1], talk.delete_comment, entry[0])
    for one, other in blocks:
        if one != other:
            relations.block(hall, one, other, AT)
    apart = {(one, other) for one, other in blocks} | {(other, one) for one, other in blocks}

    def up(entry):
        return () if entry[2] is None else (entry[2], *up(entry[2]))

    def there(entry, reader):
        _, who, parent = entry
        if who != reader and (who, reader) in apart:
            return False
        return parent is None or there(parent, reader)

    for reader in WHO:
        seen = {entry for entry in made if entry not in gone and there(entry, reader)}
        places = {above for entry in seen for above in up(entry) if above in gone}
        found = heard(hall, reader, ref)
        assert {one.id for one in found} == {entry[0] for entry in seen | places}
        assert {one.id for one in found if one.deleted} == {entry[0] for entry in places}
        with hall.reading() as connection:
            assert talk.counts(connection, reader, [ref]) == {ref: len(seen)}
    answered = {above for entry in made if entry not in gone for above in up(entry)}
    with hall.reading() as connection:
        rows = set(
            connection.execute(
                select(COMMENTS.c.id).where(COMMENTS.c.object_id == ref.id)
            ).scalars()
        )
    assert rows == {entry[0] for entry in made if entry not in gone or entry in answered}
