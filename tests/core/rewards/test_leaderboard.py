from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RewardError
from core.rewards.claims import claim, move
from core.rewards.leaderboard import (
    Row,
    board,
    earned,
    hidden_members,
    hide,
    leaderboard,
    week_of,
)
from core.rewards.ledger import open_ledger
from core.rewards.rules import Claim, Rules

MONDAY = datetime(2026, 11, 2, 20, tzinfo=UTC)
POINTS = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 5), max_size=12)


def test_ties_share_a_rank_and_the_next_one_skips_it():
    seen = board({"cy": 10, "ada": 30, "bo": 30, "di": 0}, "di")

    assert seen.rows == (Row(1, "ada", 30), Row(1, "bo", 30), Row(3, "cy", 10))
    assert (seen.own, seen.members) == (None, 3)


@given(points=POINTS)
def test_ranks_are_those_that_pandas_gives(points):
    held = pd.Series({name: each for name, each in points.items() if each > 0}, dtype=float)

    seen = board(points, "a", top=20)

    expected = held.rank(method="min", ascending=False).astype(int).to_dict()
    assert {row.member: row.rank for row in seen.rows} == expected


def test_ones_own_rank_is_shown_outside_the_top():
    seen = board({f"m{n:02}": 100 - n for n in range(50)}, "m40", top=3)

    assert [row.rank for row in seen.rows] == [1, 2, 3]
    assert seen.own == Row(41, "m40", 60)


@given(points=POINTS, hidden=st.sets(st.sampled_from("abcdefghijkl")), viewer=st.sampled_from("az"))
def test_to_others_a_hidden_member_is_as_if_there_was_none(points, hidden, viewer):
    others = hidden - {viewer}
    without = {member: each for member, each in points.items() if member not in others}

    assert board(points, viewer, hidden=hidden) == board(without, viewer)


def test_who_hides_sees_an_own_rank_and_nobody_else_sees_the_line():
    points = {"ada": 30, "bo": 20, "cy": 10}

    own = board(points, "bo", hidden={"bo"})
    theirs = board(points, "cy", hidden={"bo"})

    assert own.own == Row(2, "bo", 20)
    assert theirs.rows == (Row(1, "ada", 30), Row(2, "cy", 10))
    assert theirs.members == 2


@given(points=POINTS, order=st.randoms())
def test_the_order_does_not_depend_on_who_was_counted_first(points, order):
    shuffled = list(points.items())
    order.shuffle(shuffled)

    assert board(dict(shuffled), "a") == board(points, "a")


def test_a_board_without_lines_is_refused():
    with pytest.raises(RewardError, match="The lines of a board must be a whole number from 1"):
        board({"ada": 1}, "ada", top=0)


@pytest.fixture
def ledger(tmp_path):
    """ada and bo in Camden, cy in Hackney; one title each on Monday, ada two; bo's a week on."""
    made = open_ledger(tmp_path / "points.db")
    for member, place, days in (
        ("ada", "camden", (0, 6)), ("bo", "camden", (7,)), ("cy", "hackney", (0,)),
    ):  # fmt: skip
        move(made, member, place, at=MONDAY - timedelta(days=30), rules=Rules())
        for day in days:
            at = MONDAY + timedelta(days=day)
            asked = Claim(
                member=member, title_id="alien-1979", title="Alien", place=place, spun_at=at,
                began=at, ended=at + timedelta(hours=2), minutes=117, running=117,
                latitude=51.5, longitude=-0.1,
            )  # fmt: skip
            claim(made, asked, lambda title, place: True, Rules())
    return made


def test_points_count_where_and_in_the_week_they_were_paid(ledger):
    week = date(2026, 11, 4)

    assert earned(ledger, ["camden"], week) == {"ada": 20}
    assert earned(ledger, ["camden", "hackney"], week) == {"ada": 20, "cy": 10}
    assert earned(ledger, ["camden", "hackney"], week + timedelta(days=7)) == {"bo": 10}
    assert earned(ledger, [], week) == {}


def test_points_given_or_spent_otherwise_change_no_board(ledger):
    ledger.earn("ada", 500, "gift", at=MONDAY)

    assert earned(ledger, ["camden"], MONDAY.date()) == {"ada": 20}


def test_a_week_is_monday_to_sunday_as_iso_has_it():
    for day in (date(2026, 1, 1), date(2026, 11, 1), date(2024, 12, 30)):
        monday, sunday = week_of(day)

        assert monday.isocalendar()[:2] == day.isocalendar()[:2] == sunday.isocalendar()[:2]
        assert (monday.isoweekday(), sunday.isoweekday()) == (1, 7)


def test_opting_out_holds_until_one_comes_back(ledger):
    city, day = ["camden", "hackney"], MONDAY.date()
    hide(ledger, "ada", True, at=MONDAY)
    hide(ledger, "ada", True, at=MONDAY)

    assert hidden_members(ledger) == {"ada"}
    assert [row.member for row in leaderboard(ledger, "cy", city, day).rows] == ["cy"]
    assert leaderboard(ledger, "ada", city, day).own == Row(1, "ada", 20)

    hide(ledger, "ada", False, at=MONDAY)

    assert hidden_members(ledger) == frozenset()
    assert [row.member for row in leaderboard(ledger, "cy", city, day).rows] == ["ada", "cy"]


def test_an_opt_out_of_nobody_is_refused(ledger):
    with pytest.raises(RewardError, match="A member's id must not be empty"):
        hide(ledger, "", True, at=MONDAY)
    with pytest.raises(RewardError, match="Hidden is True or False, not 'yes'"):
        hide(ledger, "ada", "yes", at=MONDAY)
