"""Processes that write to one ledger; importable, so that a fork server can start them."""

import itertools
import time
from datetime import UTC, datetime

from core.rewards import shop
from core.rewards.ledger import POINTS, REVENUE, Decision, Posting, open_ledger, wallet

AT = datetime(2026, 11, 1, 20, tzinfo=UTC)


def shopper(path, name, tries, answers):
    """Try to buy again and again; send the number of orders."""
    ledger = open_ledger(path)
    made = [shop.buy(ledger, "ada", "mug", 10, f"{name}-{n}", at=AT) for n in range(tries)]
    answers.send(sum(isinstance(answer, shop.Bought) for answer in made))


def opener(path, name, together, answers):
    """Open a store that is not there yet at the same moment as others, and write to it."""
    together.wait(20)
    answers.send(open_ledger(path).earn("ada", 1, name, at=AT).replayed)


def careless_shopper(path, name, together, answers):
    """Read, compare, then write: what a shop must not do."""
    ledger, made = open_ledger(path), 0
    paid = (Posting(wallet("ada"), POINTS, -10), Posting(REVENUE, POINTS, 10))
    for number in range(10):
        together.wait(20)
        if ledger.balance("ada") >= 10:
            time.sleep(0.002)
            ledger.record(f"{name}-{number}", {}, AT, lambda _: Decision("earn", postings=paid))
            made += 1
    answers.send(made)


def writer(path, name, together, acknowledged):
    """Earn and buy until killed; send every key once its write has returned.

    The first write is made before all begin together: among busy writers it may wait for seconds.
    """
    ledger = open_ledger(path)
    for number in itertools.count():
        ledger.earn(f"m{number % 7}", 3, f"{name}-e{number}", at=AT)
        acknowledged.send(("earn", f"m{number % 7}", f"{name}-e{number}"))
        if number == 0:
            together.wait(20)
        answer = shop.buy(ledger, f"m{number % 5}", "mug", 5, f"{name}-b{number}", at=AT)
        acknowledged.send((type(answer).__name__, f"m{number % 5}", f"{name}-b{number}"))
