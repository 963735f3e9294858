"""What a story or its comments would give away is masked until one has come there."""

import dataclasses

import pytest
from sqlalchemy import insert, select

from core.errors import SocialError
from core.social import progress, stories
from core.social.limits import Limits
from core.social.moderation import DECISIONS
from core.social.progress import Point
from core.social.tables_posts import REPORTS
from tests.core.social.telling import (
    ABSENT,
    AT,
    DRAFT,
    POLL,
    SPOILER,
    after,
    comment,
    post,
    react,
    read,
    vote,
)


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
