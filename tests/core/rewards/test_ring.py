"""A ring of twenty fake accounts against twenty honest members, thirty days, three sets of rules.

The weekly cap follows from the sample's members (``house``), never from the members here.
"""

import numpy as np
import pytest

from core.rewards.audit import audit
from core.rewards.honest import house
from core.rewards.ledger import open_ledger
from core.rewards.rules import Rules
from tests.core.rewards.ring import (
    ACCOUNTS,
    DAYS,
    City,
    Release,
    capped_ring,
    honest,
    naive_ring,
    ring,
)

SEEDS = (101, 102)
NO_WEEK = Rules(per_week=140, wait_days=0)


@pytest.fixture(scope="module")
def rules(world):
    return house(world)


@pytest.fixture(scope="module")
def city(world):
    return City.of(world)


@pytest.fixture(scope="module")
def lifted(city):
    """The ring's own titles: the shortest ones that hardly anybody else watches."""
    rare = np.flatnonzero(city.shares[0] < 0.001)
    return rare[np.argsort(city.minutes[rare], kind="stable")[:3]]


@pytest.fixture(scope="module")
def month(city, lifted, rules, tmp_path_factory):
    """By seed: the honest members' month and the ring's, on one ledger, and the release."""
    found = {}
    for seed in SEEDS:
        ledger = open_ledger(tmp_path_factory.mktemp("ring") / f"{seed}.db")
        release = Release(city, seed, lifted)
        good = honest(ledger, city, release, rules, seed)
        bad = ring(ledger, city, release, rules)
        assert audit(ledger) == []
        found[seed] = good, bad, release
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ring_earns_at_most_one_and_a_half_times_what_honest_members_earn(month, seed):
    good, bad, _ = month[seed]

    ratio = bad.points / good.points
    print(f"\nours, seed {seed}: ring {bad.points}, honest {good.points}, ratio {ratio:.2f}")
    print(f"  honest refused {dict(good.no)} of {good.watched}; ring refused {dict(bad.no)}")

    assert 0.9 < ratio <= 1.5


@pytest.mark.parametrize("used", [0.5, 1.0, 3.0])
def test_a_ring_is_held_whatever_honest_use_is(world, city, lifted, tmp_path, used):
    rules, release = house(world, used), Release(city, SEEDS[0], lifted)
    ledger = open_ledger(tmp_path / "points.db")
    good = honest(ledger, city, release, rules, SEEDS[0], used)
    bad = ring(ledger, city, release, rules, accounts=2)

    ratio = ACCOUNTS / 2 * bad.points / good.points
    print(f"\n{used:g} a day, cap {rules.per_week}: {ratio:.2f}")
    assert 0.8 < ratio <= 1.5


@pytest.mark.parametrize("seed", SEEDS)
def test_no_cleverer_ring_could_pass_the_bound_either(month, rules, seed):
    good, bad, _ = month[seed]
    weeks, rest = divmod(DAYS - rules.wait_days, 7)
    most = weeks * rules.per_week + min(rest * rules.per_day, rules.per_week)

    assert bad.points <= ACCOUNTS * most * rules.points <= 1.5 * good.points


def test_naive_rules_pay_the_ring_hundreds_of_times_as_much(month):
    for good, _, _ in month.values():
        ratio = naive_ring() / good.watched
        print(f"\nnaive: {ratio:.0f}")

        assert ratio > 500


def test_simple_caps_pay_the_ring_several_times_as_much(month, city):
    for good, _, _ in month.values():
        ratio = capped_ring(len(city.titles)) / good.watched
        print(f"\nsimple caps, ten a day: {ratio:.1f}")

        assert ratio > 5


def test_the_daily_cap_alone_is_not_enough(city, lifted, tmp_path):
    release = Release(city, SEEDS[0], lifted)
    ledger = open_ledger(tmp_path / "points.db")

    good = honest(ledger, city, release, NO_WEEK, SEEDS[0])
    bad = ring(ledger, city, release, NO_WEEK, accounts=2)

    ratio = ACCOUNTS / 2 * bad.points / good.points
    print(f"\nthree a day, no weekly cap: {ratio:.2f}")
    assert ratio > 1.8


def test_the_ring_did_what_it_could(month, lifted):
    for good, bad, release in month.values():
        assert (release.counts[:, 0, lifted] > release.ceiling).all(), "it lifted its titles"
        assert {"new", "home", "day", "week"} <= set(bad.no), "it teleported and met every cap"
        assert 1.3 * ACCOUNTS * DAYS < good.watched < 1.7 * ACCOUNTS * DAYS
