"""Stories: how long they last, who may tell them, and those of sample members."""

import dataclasses
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from core.errors import SocialError
from core.identity.users import guest
from core.social import relations, stories, talk
from core.social.limits import Limits
from core.social.moderation import DECISIONS
from core.social.progress import Point
from core.social.stories import sample, tables
from tests.core.social.telling import (
    ABSENT,
    AT,
    DRAFT,
    GUESTS,
    POLL,
    after,
    comment,
    ids,
    post,
    react,
    read,
    vote,
)


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
