"""What readers do to a story: see, react, vote."""

import dataclasses
import threading

import pytest
from sqlalchemy import insert

from core.errors import SocialError
from core.social import relations, stories
from core.social.stories import tables
from core.social.stories.posting import put
from tests.core.social.telling import AT, DRAFT, POLL, after, post, react, read, vote


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
