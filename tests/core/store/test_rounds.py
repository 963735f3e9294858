"""A new round begins at nothing, and takes nothing from the one before."""

from datetime import UTC, datetime

from core.nearby.spins import Spins
from core.rewards.audit import audit
from core.rewards.ledger import open_ledger
from core.rewards.shop import Item, buy, orders, put, stock
from core.store import rounds
from core.store.store import POINTS, SPINS, set_aside

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
MUG = Item(item="mug", name="Mug", kind="snack", price=10)


def test_the_first_round_is_the_file_itself_and_each_next_one_has_a_number(tmp_path):
    path = tmp_path / POINTS
    assert rounds.begin(path) is None
    path.touch()

    begun = [rounds.begin(path) for _ in range(3)]

    assert [each.name for each in begun] == [f"points-{number}.sqlite" for number in (2, 3, 4)]
    assert rounds.current(path) == begun[-1]


def test_after_a_reset_everybody_has_no_points_and_the_shelf_is_full(tmp_path):
    old = open_ledger(tmp_path / POINTS)
    put(old, MUG, 2, "put", at=AT)
    old.earn("g1", 30, "e1", at=AT)
    buy(old, "g1", "mug", 10, "b1", at=AT)

    assert set_aside(tmp_path, AT) == [POINTS]
    new = open_ledger(tmp_path / POINTS)
    put(new, MUG, 2, "put", at=AT)

    assert (new.balance("g1"), stock(new, "mug"), orders(new)) == (0, 2, ())
    new.earn("g1", 5, "e1", at=AT)
    assert new.balance("g1") == 5
    assert (old.balance("g1"), audit(old), audit(new)) == (20, [], [])
    for each in (old, new):
        each.engine.dispose()


def test_the_log_of_spins_begins_anew_too(tmp_path):
    log = Spins(tmp_path / SPINS)
    log.read()
    with log._open() as opened:
        opened.execute("INSERT INTO spins VALUES ('k', 'g1', ?, '{}')", (AT.isoformat(),))
    log.hand_over("g1", "g2")
    with log._open() as opened:
        assert opened.execute("SELECT member FROM spins").fetchall() == [("g2",)]

    set_aside(tmp_path, AT)

    assert log.read() == []
