import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from core.errors import NearbyError
from core.nearby.spins import Spins
from core.nearby.wheel import WheelParams

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCORES = np.linspace(1, 0, 40)


@pytest.fixture
def spins(tmp_path):
    return Spins(tmp_path / "spins.db")


def ask(spins, key="a", member="m1", scores=SCORES):
    return spins.spin(WheelParams(), scores, seed=7, key=key, member=member, at=NOW)


def test_a_replayed_request_gets_the_same_answer_and_one_entry(spins):
    first = ask(spins)

    again = ask(spins, scores=SCORES[::-1].copy())

    assert again == first
    assert [(who, at, found) for who, at, found in spins.read()] == [("m1", NOW, first)]


def test_another_key_is_another_spin(spins):
    found = {ask(spins, key=f"k{number}").angle for number in range(20)}

    assert len(found) == 20
    assert len(spins.read()) == 20


def test_twenty_requests_at_once_with_one_key_make_one_entry(spins):
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda number: ask(spins, scores=SCORES + number), range(20)))

    assert len({each.angle for each in found}) == 1
    assert len(spins.read()) == 1


def test_a_log_outlives_its_opener(spins):
    first = ask(spins)

    assert ask(Spins(spins.path)) == first


def test_another_members_key_is_refused(spins):
    ask(spins)

    with pytest.raises(NearbyError, match="'a' was used by another member"):
        ask(spins, member="m2")


def test_a_spin_without_zone_is_refused(spins):
    with pytest.raises(NearbyError, match="needs a time with zone"):
        spins.spin(WheelParams(), SCORES, seed=1, key="a", member="m", at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("key", ["", "x" * 101, "a\nb"])
def test_a_key_that_is_empty_long_or_does_not_print_is_refused(spins, key):
    with pytest.raises(NearbyError, match="key is 1 to 100 signs that print"):
        ask(spins, key=key)


def test_a_log_that_cannot_be_used_is_refused(tmp_path):
    broken = tmp_path / "broken.db"
    broken.write_text("no database, though long enough to be taken for one" * 20)

    for path in (broken, tmp_path / "nowhere" / "spins.db"):
        with pytest.raises(NearbyError, match=f"log of spins {path.name} cannot be used"):
            ask(Spins(path))


def test_three_processes_with_one_key_get_one_answer(spins):
    again = {"seed": 7, "key": "a", "member": "m1", "at": NOW}
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as processes:
        asked = [
            processes.submit(spins.spin, WheelParams(), SCORES[number:], **again)
            for number in range(12)
        ]
        found = {future.result() for future in asked}

    assert len(found) == 1
    assert len(spins.read()) == 1


def test_the_log_knows_when_and_gives_the_last_ones_in_order(spins):
    for number in range(5):
        ask(spins, key=f"k{number}")

    assert spins.at("k3") == NOW
    assert [found.key for _, _, found in spins.read(2)] == ["k3", "k4"]
    with pytest.raises(NearbyError, match="Nothing was spun by the key 'other'"):
        spins.at("other")
