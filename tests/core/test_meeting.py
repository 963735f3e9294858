"""A meeting's metrics are those of the metrics module, told per guest."""

from datetime import UTC, datetime, timedelta

import pytest

from core.meeting import so_far
from core.room import Room, RoomEvent

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)


def logged(tmp_path, *events):
    room = Room(tmp_path / "room.jsonl")
    room.add(
        [
            RoomEvent(
                at=AT + timedelta(minutes=number),
                member=member,
                session=member,
                type=kind,
                value=value,
                target=target,
            )
            for number, (member, kind, value, target) in enumerate(events)
        ]
    )
    return room.read()


def test_nothing_is_told_of_an_empty_room(tmp_path):
    assert so_far(Room(tmp_path / "room.jsonl").read(), "social_minutes").value is None


def test_minutes_are_shared_among_all_who_did_anything(tmp_path):
    events = logged(
        tmp_path, ("g1", "social", 3.0, ""), ("g1", "social", 1.0, ""), ("g2", "review", None, "")
    )
    found = so_far(events, "social_minutes")

    assert (found.value, found.guests) == (2.0, 2)
    assert found.low <= 2.0 <= found.high


def test_reviews_and_comments_are_told_as_they_stand_and_not_blown_up_to_a_month(tmp_path):
    events = logged(tmp_path, ("g1", "review", None, ""), ("g2", "comment", None, ""))

    assert so_far(events, "posts_per_month").value == 1.0


def test_reactions_to_stories_of_sample_members_do_not_count(tmp_path):
    events = logged(
        tmp_path,
        ("g1", "story", None, ""),
        ("g2", "reaction", None, "g1"),
        ("g2", "reaction", None, "m12"),
    )

    assert so_far(events, "reactions_per_story").value == 1.0


def test_without_a_story_there_is_no_rate_of_reactions(tmp_path):
    events = logged(tmp_path, ("g2", "reaction", None, "g1"))

    assert so_far(events, "reactions_per_story").value is None


@pytest.mark.parametrize("guests", [1, 2, 3])
def test_an_interval_needs_two_guests(tmp_path, guests):
    events = logged(tmp_path, *((f"g{n}", "social", 1.0 + n, "") for n in range(guests)))

    assert (so_far(events, "social_minutes").low is None) == (guests < 2)
