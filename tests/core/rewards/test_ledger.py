import json
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import DataError, RewardError
from core.rewards import shop
from core.rewards.audit import audit
from core.rewards.ledger import ISSUER, POINTS, Decision, Posting, open_ledger
from core.rewards.tables import GUARDS, METADATA
from core.store.engine import open_engine

AT = datetime(2026, 11, 1, 20, tzinfo=UTC)
MEMBERS = st.sampled_from(["ada", "bo", "cy"])
KEYS = st.integers(0, 15).map(lambda number: f"k{number}")


def item(name="mug", price=10, **more):
    return shop.Item(item=name, name=name.title(), kind="snack", price=price, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "points.db"


@pytest.fixture
def ledger(path):
    return open_ledger(path)


def test_a_month_of_a_hand_kept_book_has_the_balances_of_the_hand(ledger):
    """Counted on paper: 30 + 45 - 20 - 20 = 35 for ada, 10 for bo; 2 of 4 mugs are left."""
    shop.put(ledger, item("mug", 20), 4, "p1", at=AT)
    for member, points, key in (("ada", 30, "e1"), ("bo", 10, "e2"), ("ada", 45, "e3")):
        ledger.earn(member, points, key, at=AT)
    for key in ("b1", "b2"):
        assert isinstance(shop.buy(ledger, "ada", "mug", 20, key, at=AT), shop.Bought)

    assert (ledger.balance("ada"), ledger.balance("bo"), shop.stock(ledger, "mug")) == (35, 10, 2)
    assert audit(ledger) == []


def test_the_trial_balance_is_zero_as_another_reader_adds_it_up(ledger, path):
    shop.put(ledger, item(), 4, "p", at=AT)
    ledger.earn("ada", 30, "e", at=AT)
    shop.buy(ledger, "ada", "mug", 10, "b", at=AT)

    rows = sqlite3.connect(path).execute("SELECT account, unit, amount FROM postings").fetchall()

    assert sum(amount for _, _, amount in rows) == 0
    assert sorted(rows) == sorted(
        [
            ("supplier:all", "item:mug", -4), ("shop:shelf", "item:mug", 4),
            ("issuer:rewards", "points", -30), ("member:ada", "points", 30),
            ("member:ada", "points", -10), ("shop:revenue", "points", 10),
            ("shop:shelf", "item:mug", -1), ("member:ada", "item:mug", 1),
        ]
    )  # fmt: skip


def test_the_same_key_and_body_is_one_entry_with_one_answer(ledger):
    shop.put(ledger, item(), 4, "p", at=AT)
    first = ledger.earn("ada", 15, "e", at=AT)
    again = ledger.earn("ada", 15, "e", at=AT + timedelta(days=1))
    bought = [shop.buy(ledger, "ada", "mug", 10, "b", at=AT) for _ in range(3)]

    assert (again.number, again.replayed, first.replayed) == (first.number, True, False)
    assert bought[0] == bought[1] == bought[2] == shop.Bought(bought[0].order)
    assert (ledger.balance("ada"), shop.count_orders(ledger)) == (5, 1)


def test_a_retry_of_a_refused_purchase_is_refused_even_when_there_is_money_by_then(ledger):
    shop.put(ledger, item(), 4, "p", at=AT)
    first = shop.buy(ledger, "ada", "mug", 10, "b", at=AT)
    ledger.earn("ada", 15, "e", at=AT)

    assert shop.buy(ledger, "ada", "mug", 10, "b", at=AT) == first
    assert isinstance(shop.buy(ledger, "ada", "mug", 10, "b2", at=AT), shop.Bought)


@pytest.mark.parametrize(
    "again",
    [
        lambda ledger: ledger.earn("ada", 16, "k", at=AT),
        lambda ledger: ledger.earn("bo", 15, "k", at=AT),
        lambda ledger: shop.buy(ledger, "ada", "mug", 10, "k", at=AT),
        lambda ledger: shop.put(ledger, item(), 4, "k", at=AT),
    ],
)
def test_the_same_key_with_another_body_is_refused_and_writes_nothing(ledger, again):
    shop.put(ledger, item(), 4, "p", at=AT)
    ledger.earn("ada", 15, "k", at=AT)

    with pytest.raises(RewardError, match="The key 'k' was used for another request"):
        again(ledger)

    assert (ledger.balance("ada"), ledger.balance("bo"), shop.count_orders(ledger)) == (15, 0, 0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda led: led.earn("ada", -5, "k", at=AT), "whole number from 1 to 1,000,000, not -5"),
        (lambda led: led.earn("ada", 0, "k", at=AT), "from 1 to 1,000,000, not 0"),
        (lambda led: led.earn("ada", 2.5, "k", at=AT), "not 2.5"),
        (lambda led: led.earn("ada", True, "k", at=AT), "not True"),
        (lambda led: led.earn("ada", 10**30, "k", at=AT), "not 1000000000"),
        (lambda led: led.earn("ada", 5, "", at=AT), "A key must not be empty"),
        (lambda led: led.earn("ada", 5, "  ", at=AT), "A key must not be empty"),
        (lambda led: led.earn("", 5, "k", at=AT), "A member's id must not be empty"),
        (lambda led: led.earn("a" * 10**6, 5, "k", at=AT), "may have 200 characters, not 1,000,00"),
        (lambda led: led.earn("ada", 5, "k" * 201, at=AT), "may have 200 characters, not 201"),
        (lambda led: led.earn("a\x00b", 5, "k", at=AT), "characters that can be shown"),
        (lambda led: led.earn("a\ud800", 5, "k", at=AT), "characters that can be shown"),
        (lambda led: led.earn(7, 5, "k", at=AT), "must be text, not int"),
        (lambda led: led.earn("ada", 5, "k", at=AT.replace(tzinfo=None)), "needs its zone"),
        (lambda led: led.balance(""), "must not be empty"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(ledger, call, said):
    with pytest.raises(RewardError, match=said) as caught:
        call(ledger)

    assert len(str(caught.value)) < 200
    assert str(caught.value).endswith(".")
    assert ledger.balance("ada") == 0


def test_no_name_reaches_an_account_of_the_house(ledger):
    for name in ("issuer:rewards", "shop:revenue", "'; DROP TABLE entries; --", "%"):
        ledger.earn(name, 5, f"k-{name}", at=AT)

        assert ledger.balance(name) == 5
    assert audit(ledger) == []


def test_an_entry_that_does_not_add_up_is_refused(ledger):
    lopsided = Decision("earn", postings=(Posting(ISSUER, POINTS, -5), Posting("x", POINTS, 6)))

    with pytest.raises(RewardError, match="must add up to zero; its points add up to 1"):
        ledger.record("k", {}, AT, lambda _: lopsided)


@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE {0} SET rowid = rowid + 100",
        "DELETE FROM {0}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    ],
)
def test_sqlite_itself_refuses_to_change_or_remove_a_row(ledger, path, table, verb):
    shop.put(ledger, item(), 4, "p", at=AT)
    ledger.earn("ada", 30, "e", at=AT)
    shop.buy(ledger, "ada", "mug", 10, "b", at=AT)
    with sqlite3.connect(path) as outside:
        outside.execute("INSERT OR IGNORE INTO homes VALUES (1, 'ada', 'x', 'now')")
        outside.execute("INSERT OR IGNORE INTO hidings VALUES (1, 'ada', 1, 'now')")
        outside.execute("INSERT OR IGNORE INTO merges VALUES (3, 'ada', 'bo')")
        outside.execute(
            "INSERT INTO claims VALUES (2, 'ada', 't', 'x', '2026-11-01', 'then', 'now', 0, 0)"
        )
        outside.commit()

        with pytest.raises(sqlite3.IntegrityError, match="the ledger is append-only"):
            outside.execute(verb.format(table))


TAMPERED = {
    "UPDATE postings SET amount = 31 WHERE amount = 30": "Entry 2 is unbalanced: its points",
    "UPDATE postings SET amount = amount * 9 WHERE entry = 3 AND unit = 'points'": "Negative bal",
    "DELETE FROM postings WHERE account = 'supplier:all' OR amount = 4": "Negative stock: shop:sh",
    "DELETE FROM postings WHERE entry = 3": "Entry 3, kind order, has no posting",
    "DELETE FROM orders": "Entry 3 is of kind order, and there is no such order",
    "INSERT INTO orders VALUES (2, 'ada', 1)": "Order 2 has no entry",
    "UPDATE orders SET member = 'bo'": "Order 3 has no posting of the price",
    "DELETE FROM entries WHERE entry = 2": "refers to a row of entries that is not there",
    "UPDATE entries SET kind = 'refusal' WHERE entry = 2": "is a refusal and yet moves something",
    "DROP TRIGGER homes_never_delete": "The guard homes_never_delete is gone",
}


@pytest.mark.parametrize("change", TAMPERED)
def test_the_audit_names_what_somebody_changed_behind_the_guards(ledger, path, change):
    shop.put(ledger, item(), 4, "p", at=AT)
    ledger.earn("ada", 30, "e", at=AT)
    shop.buy(ledger, "ada", "mug", 10, "b", at=AT)
    assert audit(ledger) == []
    with sqlite3.connect(path) as outside:
        if not change.startswith("DROP"):
            for guard in GUARDS:
                outside.execute(f"DROP TRIGGER {guard}")
        outside.execute(change)

    assert any(TAMPERED[change] in said for said in audit(ledger)), audit(ledger)


def test_the_audit_names_a_key_that_came_twice(tmp_path):
    ledger = open_ledger(tmp_path / "points.db")
    ledger.earn("ada", 30, "e", at=AT)
    with sqlite3.connect(tmp_path / "points.db") as outside:
        columns = "entry, key, kind, body, answer, at"
        for statement in (
            "PRAGMA foreign_keys = OFF",
            "ALTER TABLE entries RENAME TO old",
            "CREATE TABLE entries (entry INTEGER PRIMARY KEY, key, kind, body, answer, at)",
            f"INSERT INTO entries SELECT {columns} FROM old",
            f"INSERT INTO entries SELECT 9, {columns.partition(', ')[2]} FROM old",
        ):
            outside.execute(statement)

    assert any("Duplicate key: ask:e" in said for said in audit(ledger))


def test_what_was_written_is_there_when_the_store_is_opened_again(path):
    open_ledger(path).earn("ada", 5, "k", at=AT)

    ledger = open_ledger(path)

    assert ledger.balance("ada") == 5
    assert ledger.earn("ada", 5, "k", at=AT).replayed


def test_a_file_that_is_no_store_and_a_folder_that_is_not_there_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Dear diary, " * 200)

    with pytest.raises(DataError, match="file is not a database"):
        open_ledger(tmp_path / "notes.txt")
    with pytest.raises(DataError, match="needs a folder that exists"):
        open_ledger(tmp_path / "nowhere" / "points.db")
    with pytest.raises(DataError, match="expected one such as sqlite:///"):
        open_engine("post gres://")


def test_a_url_opens_the_same_store_as_its_path(path):
    open_ledger(path).earn("ada", 5, "k", at=AT)

    assert open_ledger(f"sqlite:///{path}").balance("ada") == 5


class Book(RuleBasedStateMachine):
    """The ledger beside a dictionary that says what it should hold."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = open_ledger(Path(self.folder.name) / "points.db")
        self.points, self.pieces, self.price = {}, 0, None
        self.asked, self.made = {}, 0

    def teardown(self):
        self.ledger.engine.dispose()
        self.folder.cleanup()

    def known(self, key, body, call):
        """Whether the key decides alone: it was used before."""
        if key not in self.asked:
            return False
        before, answer = self.asked[key]
        if before == body:
            assert call() == answer
        else:
            with pytest.raises(RewardError, match="used for another request"):
                call()
        return True

    @rule(member=MEMBERS, points=st.integers(1, 30), key=KEYS)
    def earn(self, member, points, key):
        def call():
            return self.ledger.earn(member, points, key, at=AT).number

        body = ("earn", member, points)
        if not self.known(key, body, call):
            self.asked[key] = body, call()
            self.points[member] = self.points.get(member, 0) + points

    @rule(price=st.integers(1, 20), pieces=st.integers(0, 3), key=KEYS)
    def put(self, price, pieces, key):
        def call():
            return shop.put(self.ledger, item("mug", price), pieces, key, at=AT)

        body = ("put", price, pieces)
        if not self.known(key, body, call):
            self.asked[key] = body, call()
            self.price, self.pieces = price, pieces

    @precondition(lambda self: self.price is not None)
    @rule(member=MEMBERS, key=KEYS, off=st.sampled_from([0, 0, 0, 1]))
    def buy(self, member, key, off):
        price = self.price + off

        def call():
            return shop.buy(self.ledger, member, "mug", price, key, at=AT)

        if self.known(key, ("buy", member, price), call):
            return
        if off:
            with pytest.raises(RewardError, match=f"shown at {price} .* costs {self.price} now"):
                call()
            return
        answer = call()
        can = self.pieces > 0 and self.points.get(member, 0) >= price
        assert isinstance(answer, shop.Bought) == can
        self.asked[key] = ("buy", member, price), answer
        if can:
            self.pieces, self.made = self.pieces - 1, self.made + 1
            self.points[member] -= price

    @invariant()
    def the_books_agree(self):
        for member in ("ada", "bo", "cy"):
            assert self.ledger.balance(member) == self.points.get(member, 0) >= 0
        assert shop.count_orders(self.ledger) == self.made
        if self.price is not None:
            assert shop.stock(self.ledger, "mug") == self.pieces >= 0
        assert audit(self.ledger) == []


Book.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestBook = Book.TestCase

STEPS = st.lists(
    st.tuples(st.sampled_from(["earn", "buy"]), MEMBERS, st.integers(1, 12)), max_size=12
)


def play(ledger, steps):
    for number, (what, member, points) in enumerate(steps):
        if what == "earn":
            ledger.earn(member, points, f"k{number}", at=AT)
        else:
            shop.buy(ledger, member, "mug", 10, f"k{number}", at=AT)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS, data=st.data())
def test_playing_any_prefix_first_and_then_all_again_ends_in_the_same_books(steps, data):
    prefix = data.draw(st.integers(0, len(steps)))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, parts in (("once", [steps]), ("twice", [steps[:prefix], steps])):
            ledger = open_ledger(Path(folder) / name)
            shop.put(ledger, item(), 3, "put", at=AT)
            for part in parts:
                play(ledger, part)
            with ledger.engine.connect() as connection:
                rows = connection.exec_driver_sql("SELECT * FROM postings").fetchall()
                answers = connection.exec_driver_sql("SELECT body, answer FROM entries").fetchall()
            found.append((rows, [(json.loads(body), answer) for body, answer in answers]))
            ledger.engine.dispose()

    assert found[0] == found[1]


@pytest.mark.parametrize(("mode", "number"), [("NORMAL", 1), ("FULL", 2)])
def test_a_store_waits_for_the_disk_as_it_was_told(path, mode, number):
    """1 and 2 are SQLite's own numbers for the two modes."""
    with open_engine(path, synchronous=mode).connect() as connection:
        said = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert said == ["wal", number, 1, 30_000]
