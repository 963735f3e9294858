"""What a guest earned follows it into its account; nothing is made, lost or paid twice by that."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import RewardError
from core.rewards.audit import audit
from core.rewards.claims import Paid, claim, home, move
from core.rewards.leaderboard import hidden_members, hide, leaderboard
from core.rewards.ledger import ISSUER, POINTS, open_ledger, total
from core.rewards.merging import hand_over
from core.rewards.rules import Claim, Refused, Rules
from core.rewards.shop import Bought, Item, buy, orders, put

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)
MUG = Item(item="mug", name="Mug", kind="snack", price=10)


@pytest.fixture
def ledger(tmp_path):
    made = open_ledger(tmp_path / "points.db")
    put(made, MUG, 9, "put", at=AT)
    return made


def watch(ledger, member, title="alien", at=AT):
    asked = Claim(
        member=member, title_id=title, title=title, place="camden", spun_at=at, began=at,
        ended=at + timedelta(minutes=117), minutes=117, running=117,
        latitude=51.5, longitude=-0.1,
    )  # fmt: skip
    return claim(ledger, asked, lambda *_: True, Rules())


def settle(ledger, member):
    move(ledger, member, "camden", at=AT - timedelta(days=90), rules=Rules())


def test_points_pieces_and_orders_follow_and_the_book_still_adds_up(ledger):
    """By hand: 30 earned, one mug for 10 bought; the account had 5, so 25 and one order."""
    ledger.earn("g2", 30, "e1", at=AT)
    ledger.earn("g1", 5, "e2", at=AT)
    assert isinstance(buy(ledger, "g2", "mug", 10, "b", at=AT), Bought)

    hand_over(ledger, "g2", "g1", at=AT)

    assert (ledger.balance("g2"), ledger.balance("g1")) == (0, 25)
    assert [each.item for each in orders(ledger, "g1")] == [MUG]
    assert orders(ledger, "g2") == ()
    with ledger.engine.connect() as connection:
        assert total(connection, "member:g1", "item:mug") == 1
        assert total(connection, ISSUER, POINTS) == -35
    assert audit(ledger) == []


def test_a_merge_again_moves_nothing_and_one_after_new_earnings_moves_those(ledger):
    ledger.earn("g2", 30, "e1", at=AT)
    hand_over(ledger, "g2", "g1", at=AT)
    hand_over(ledger, "g2", "g1", at=AT + timedelta(hours=1))
    assert (ledger.balance("g2"), ledger.balance("g1")) == (0, 30)

    ledger.earn("g2", 7, "e2", at=AT)
    assert ledger.balance("g2") == 7
    hand_over(ledger, "g2", "h1", at=AT)

    assert [ledger.balance(each) for each in ("g2", "g1", "h1")] == [0, 30, 7]
    assert audit(ledger) == []


def test_who_was_never_here_leaves_no_entry(ledger):
    before = ledger.engine.connect().exec_driver_sql("SELECT count(*) FROM entries").scalar()
    hand_over(ledger, "g2", "g1", at=AT)

    after = ledger.engine.connect().exec_driver_sql("SELECT count(*) FROM entries").scalar()
    assert after == before


def test_what_a_guest_was_paid_for_does_not_pay_its_account_again(ledger):
    for each in ("g1", "g2"):
        settle(ledger, each)
    assert isinstance(watch(ledger, "g2"), Paid)
    hand_over(ledger, "g2", "g1", at=AT)

    again = watch(ledger, "g1", at=AT - timedelta(hours=3))

    assert isinstance(again, Refused)
    assert audit(ledger) == []


def test_a_browser_that_logged_out_is_not_paid_again_for_the_same_evening(ledger):
    settle(ledger, "g2")
    watch(ledger, "g2")
    hand_over(ledger, "g2", "g1", at=AT)

    again = watch(ledger, "g2", at=AT - timedelta(hours=3))

    assert isinstance(again, Refused)
    assert audit(ledger) == []


def test_the_leaderboard_shows_the_account_in_the_guests_place(ledger):
    settle(ledger, "g2")
    watch(ledger, "g2")
    hand_over(ledger, "g2", "g1", at=AT)

    seen = leaderboard(ledger, "g1", ["camden"], AT.date())

    assert [row.member for row in seen.rows] == ["g1"]
    assert seen.own is not None


def test_home_and_hiding_follow_where_the_account_never_said(ledger):
    settle(ledger, "g2")
    hide(ledger, "g2", True, at=AT)
    move(ledger, "h1", "soho", at=AT, rules=Rules())

    hand_over(ledger, "g2", "g1", at=AT)
    hand_over(ledger, "g2", "h1", at=AT)

    assert (home(ledger, "g1"), home(ledger, "h1")) == ("camden", "soho")
    assert "g1" in hidden_members(ledger)


def test_a_member_without_an_id_is_refused(ledger):
    with pytest.raises(RewardError, match="must not be empty"):
        hand_over(ledger, "g2", "", at=AT)


STEPS = st.lists(
    st.tuples(st.sampled_from("eebm"), st.sampled_from("abc"), st.sampled_from("abc")), max_size=12
)


@settings(max_examples=12, deadline=None)
@example([("e", "a", "a"), ("m", "a", "b"), ("m", "a", "b"), ("m", "a", "c")])
@given(STEPS)
def test_however_merges_and_deeds_follow_one_another_every_invariant_holds(steps):
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder) / "points.db")
        put(ledger, MUG, 9, "put", at=AT)
        bought = 0
        for number, (deed, one, other) in enumerate(steps):
            if deed == "e":
                ledger.earn(one, 10, f"k{number}", at=AT)
            elif deed == "b":
                bought += isinstance(buy(ledger, one, "mug", 10, f"k{number}", at=AT), Bought)
            else:
                hand_over(ledger, one, other, at=AT)

        assert audit(ledger) == []
        held = sum(ledger.balance(each) for each in "abc")
        assert held == 10 * sum(deed == "e" for deed, _, _ in steps) - 10 * bought
        ledger.engine.dispose()
