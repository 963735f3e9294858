"""A persona seen in the sample world."""

import pytest

from core.errors import DataError
from core.people import PERSONAS
from core.portrait import fullest_day, portrait


def test_the_personas_leave_nobody_out(world):
    assert sum(portrait(world, each.slug).members for each in PERSONAS) == len(world.members)


def test_a_portrait_is_what_counting_by_hand_gives(world):
    seen = portrait(world, "occasional")

    mine = world.members[world.members["persona"] == "occasional"]["member_id"]
    viewings = world.viewings[world.viewings["member_id"].isin(set(mine))]
    first = seen.favourites.iloc[0]
    watched = viewings[viewings["title_id"] == first["title_id"]]
    assert first["members"] == watched["member_id"].nunique()
    assert seen.finished == pytest.approx(viewings["finished"].sum() / len(viewings))
    assert sum(seen.hours) == pytest.approx(1)


def test_a_discoverer_sees_more_titles_than_anybody(world):
    seen = {each.slug: portrait(world, each.slug).different_titles for each in PERSONAS}

    assert seen["discoverer"] > seen["focused"]
    assert seen["discoverer"] > seen["occasional"]


def test_the_fullest_day_is_one_day_in_order_and_no_day_is_fuller(world):
    member = int(world.members["member_id"].iloc[0])
    day = fullest_day(world, member)

    assert day["local"].dt.date.nunique() == 1
    assert day["local"].is_monotonic_increasing
    hours = world.places.set_index("place_id")["utc_offset_h"]
    offset = hours[world.members["place_id"].iloc[0]]
    mine = world.viewings[world.viewings["member_id"] == member]
    local = mine["at"].dt.tz_localize(None) + offset * (day["local"].iloc[0] - day["local"].iloc[0])
    assert len(day) <= len(local)
    assert len(day) >= 1


def test_a_persona_without_members_is_refused(world):
    with pytest.raises(DataError, match="no 'senior'"):
        portrait(world, "senior")


def test_a_member_who_does_not_exist_is_refused(world):
    with pytest.raises(DataError, match="no member 0"):
        fullest_day(world, 0)
