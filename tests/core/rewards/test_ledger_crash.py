"""Many processes on one ledger, and what is left when they are killed."""

import multiprocessing
import os
import sys
import time

import pytest
from sqlalchemy import func, select

from core import seeds
from core.rewards import shop
from core.rewards.audit import audit
from core.rewards.ledger import open_ledger
from core.rewards.tables import ENTRIES
from tests.core.rewards.writers import AT, careless_shopper, opener, shopper, writer

ROUNDS = 20
WRITERS = 4
MUG = shop.Item(item="mug", name="Mug", kind="snack", price=10)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.core.rewards.writers"])
    return context


def start(processes, target, *arguments):
    """Start a process and return it with the end of the pipe that hears it."""
    heard, says = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*arguments, says), daemon=True)
    process.start()
    says.close()
    return process, heard


def drained(heard):
    """Everything a dead process had sent; a message cut short by its death was not said."""
    found = []
    try:
        while heard.poll(0):
            found.append(heard.recv())
    except (EOFError, OSError):
        pass
    return found


def test_four_hundred_tries_from_eight_processes_make_the_twenty_orders_there_is_money_for(
    tmp_path, processes
):
    path = tmp_path / "points.db"
    ledger = open_ledger(path)
    shop.put(ledger, MUG, 1000, "put", at=AT)
    ledger.earn("ada", 200, "pay", at=AT)

    started = [start(processes, shopper, path, f"p{n}", 50) for n in range(8)]
    made = [heard.recv() for _, heard in started]
    for process, _ in started:
        process.join(30)

    assert sum(made) == shop.count_orders(ledger) == 20
    assert (ledger.balance("ada"), shop.stock(ledger, "mug")) == (0, 980)
    assert audit(ledger) == []


def test_a_new_store_can_be_opened_by_many_at_the_same_moment(tmp_path, processes):
    path, together = tmp_path / "points.db", processes.Barrier(8)

    started = [start(processes, opener, path, f"p{n}", together) for n in range(8)]

    assert [heard.recv() for _, heard in started] == [False] * 8
    for process, _ in started:
        process.join(30)
    assert (open_ledger(path).balance("ada"), audit(open_ledger(path))) == (8, [])


def test_the_last_piece_is_sold_once_however_many_want_it(tmp_path, processes):
    path = tmp_path / "points.db"
    ledger = open_ledger(path)
    shop.put(ledger, MUG, 3, "put", at=AT)
    ledger.earn("ada", 100_000, "pay", at=AT)

    started = [start(processes, shopper, path, f"p{n}", 10) for n in range(4)]

    assert sum(heard.recv() for _, heard in started) == 3
    for process, _ in started:
        process.join(30)
    assert (shop.stock(ledger, "mug"), audit(ledger)) == (0, [])


def test_a_shop_that_reads_compares_and_then_writes_is_caught(tmp_path, processes):
    path = tmp_path / "points.db"
    ledger = open_ledger(path)
    ledger.earn("ada", 60, "pay", at=AT)
    together = processes.Barrier(4)

    started = [start(processes, careless_shopper, path, f"p{n}", together) for n in range(4)]
    made = sum(heard.recv() for _, heard in started)
    for process, _ in started:
        process.join(30)

    assert made > 6
    assert any("Negative balance: member:ada" in said for said in audit(ledger))


def test_twenty_rounds_of_kill_9_break_nothing_and_lose_no_acknowledged_write(tmp_path, processes):
    path = tmp_path / "points.db"
    ledger = open_ledger(path)
    shop.put(ledger, shop.Item(item="mug", name="Mug", kind="snack", price=5), 10**6, "p", at=AT)
    draw = seeds.stream(4, "kill")
    told = []

    for round_ in range(ROUNDS):
        together = processes.Barrier(WRITERS)
        names = [f"r{round_}w{n}" for n in range(WRITERS)]
        started = [start(processes, writer, path, name, together) for name in names]
        assert all(heard.poll(20) for _, heard in started), "every writer has written"
        for process, heard in started:
            time.sleep(draw.uniform(0, 0.05))
            process.kill()
            process.join(20)
            assert process.exitcode == -9
            told += drained(heard)

        assert audit(ledger) == [], f"after round {round_}"

    with ledger.engine.connect() as connection:
        before = connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()
    print(f"\n{len(told)} acknowledged writes, {before} entries, {ROUNDS} rounds")
    assert len(told) > 2 * ROUNDS * WRITERS, "they were killed while they wrote"
    assert before - 1 - len(told) <= ROUNDS * WRITERS, "at most one unheard write each"
    for kind, member, key in told:
        if kind == "earn":
            assert ledger.earn(member, 3, key, at=AT).replayed
        else:
            answer = shop.buy(ledger, member, "mug", 5, key, at=AT)
            assert type(answer).__name__ == kind
    with ledger.engine.connect() as connection:
        after = connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()
    assert after == before, "every acknowledged write was there: a retry added none"
    assert audit(ledger) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_ledger_opened_before_a_fork_still_counts_right_after_it(tmp_path):
    ledger = open_ledger(tmp_path / "points.db")
    ledger.earn("ada", 5, "k0", at=AT)

    child = multiprocessing.get_context("fork").Process(
        target=ledger.earn, args=("ada", 7, "k1"), kwargs={"at": AT}
    )
    child.start()
    ledger.earn("ada", 11, "k2", at=AT)
    child.join(30)

    assert child.exitcode == 0
    assert (ledger.balance("ada"), audit(ledger)) == (23, [])
