"""Named streams: the same everywhere, and apart from one another."""

import numpy as np

from core import seeds


def test_a_key_is_the_same_on_every_machine():
    # BLAKE2b of the words "7", "str:rooms", "int:3" joined by a unit separator, little-endian
    assert f"{seeds.key(7, 'rooms', 3):032x}" == "ba46889be9abf581915594b4fc25b884"


def test_the_order_of_use_changes_nothing():
    one = seeds.stream(1, "a").random(3)
    seeds.stream(1, "b").random(1000)

    assert np.array_equal(seeds.stream(1, "a").random(3), one)


def test_names_that_look_alike_are_different_streams():
    keys = {
        seeds.key(1, "a", "b"),
        seeds.key(1, "ab"),
        seeds.key(1, "a b"),
        seeds.key(1, "b", "a"),
        seeds.key(1, "1"),
        seeds.key(1, 1),
        seeds.key(11),
        seeds.key(1),
    }

    assert len(keys) == 8
