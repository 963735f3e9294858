"""How far somebody has watched, and what is kept from them because of it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SocialError
from core.identity.users import guest
from core.social.posts.watched import in_series, watched
from core.social.progress import Point, masked, note, reached
from core.world import World

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)

films = st.builds(Point, minute=st.integers(0, 240))
episodes = st.builds(Point, st.integers(1, 9), st.integers(1, 20), st.integers(0, 99))
seasons = st.builds(Point, st.integers(1, 9))
points = films | episodes | seasons


@pytest.mark.parametrize(
    ("come", "spoiler", "shut"),
    [
        (None, Point(1, 1, 1), True),
        (Point(2, 3, 9), Point(2, 3, 10), True),
        (Point(2, 3, 10), Point(2, 3, 10), False),
        (Point(2, 3, 59), Point(2, 3), True),
        (Point(2, 3), Point(2, 3), False),
        (Point(2, 4, 1), Point(2, 3), False),
        (Point(2, 8), Point(2), True),
        (Point(3, 1, 1), Point(2), False),
        (Point(minute=95), Point(minute=96), True),
        (Point(), Point(minute=96), False),
        (Point(9, 9), Point(), True),
        (None, None, False),
    ],
)
def test_words_are_masked_until_the_reader_is_past_the_point(come, spoiler, shut):
    assert masked(come, spoiler) == shut


@given(points, points, points)
def test_points_are_in_one_order_and_watching_on_never_masks_again(one, other, spoiler):
    assert (one < other) + (other < one) + (one == other) == 1
    if one <= other and not masked(one, spoiler):
        assert not masked(other, spoiler)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((51, 1, 1), "season of a point is 0 to 50, not 51"),
        ((1, -1, 0), "episode of a point is 0 to 1,000, not -1"),
        ((0, 3, 0), "Episode 3 needs the season"),
        ((2, 0, 10), "Minute 10 needs the episode"),
    ],
)
def test_a_point_that_is_nowhere_is_refused(wrong, said):
    with pytest.raises(SocialError, match=said):
        Point(*wrong)


def test_watching_an_earlier_part_again_takes_nothing_back(store):
    guest(store, "g1", AT)
    note(store, "g1", "dark", Point(1, 3, 10), AT)

    assert note(store, "g1", "dark", Point(1, 2), AT) == Point(1, 3, 10)
    assert note(store, "g1", "dark", Point(1, 3), AT) == Point(1, 3)
    with store.reading() as connection:
        assert reached(connection, "g1", "dark") == Point(1, 3)
        assert reached(connection, "g1", "other") is None


def test_a_sample_member_cannot_be_watched_for(store):
    with pytest.raises(SocialError, match="nobody of that name"):
        note(store, "m1", "dark", Point(1), AT)


@given(
    each=st.integers(20, 60),
    many=st.lists(st.integers(1, 10), min_size=1, max_size=4),
    minutes=st.integers(1, 2_000),
)
def test_minutes_into_a_series_are_counted_back_to_the_same_minutes(each, many, minutes):
    point = in_series(minutes, each, many)

    if point == Point():
        assert minutes >= each * sum(many)
    else:
        before = sum(many[: point.season - 1]) + point.episode - 1
        assert before * each + (point.minute or each) == minutes
        assert point.episode <= many[point.season - 1]


def test_a_member_who_finished_a_film_has_seen_all_of_it():
    world = World.load()
    row = world.viewings.merge(world.titles[["title_id", "kind"]], on="title_id")
    row = row[row["finished"] & (row["kind"] == "film")].iloc[0]

    assert watched(world, {row.member_id})[row.member_id, row.title_id] == Point()
