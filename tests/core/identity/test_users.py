"""Guests have names and colours of their own."""

from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.naming import rename
from core.identity.tables import USERS
from core.identity.users import LONGEST_NAME, guest, names_from, user
from core.sampling import people
from core.wording import skeleton

AT = datetime(2026, 11, 27, 20, tzinfo=UTC)


def test_a_guest_is_made_once_and_keeps_its_name(store):
    first = guest(store, "g1", AT)

    assert guest(store, "g1", AT) == first
    assert guest(store, "g2", AT).name != first.name


@pytest.mark.parametrize("name", ["Teal Otter", "TEAL  OTTER", "Teal\u200b Otter", "Tea1 0tter"])
def test_a_name_that_looks_like_anothers_is_refused(store, name):
    guest(store, "g1", AT)
    guest(store, "g2", AT)
    rename(store, "g1", "Teal Otter")

    with pytest.raises(SocialError, match="Somebody here is called"):
        rename(store, "g2", name)


def test_nobody_acts_as_who_is_not_there(store):
    with pytest.raises(SocialError, match="nobody"), acting(store, "g9"):
        pass


def test_an_unknown_user_is_a_sentence(store):
    with store.reading() as connection, pytest.raises(SocialError, match="There is nobody"):
        user(connection, "x")


PAIRS = len(people.COLOURS) * len(people.ANIMALS)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**48), st.integers(1, 3 * PAIRS))
def test_names_never_run_out_and_no_two_look_alike(number, many):
    names = list(islice(names_from(number), many))

    assert len({skeleton(name) for name in names}) == many
    assert max(map(len, names)) <= LONGEST_NAME


def test_when_every_pair_is_taken_a_guest_is_named_with_a_number(store):
    rows = [
        {
            "id": f"t{turn}", "kind": "guest", "name": name, "skeleton": skeleton(name),
            "colour": "#1f77b4", "member_id": 0, "account": None, "presenter": "", "at": AT,
        }
        for turn, name in enumerate(islice(names_from(0), PAIRS + 7))
    ]  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(USERS), rows)

    made = {guest(store, f"g{each}", AT).name for each in range(5)}

    assert len(made) == 5
    assert not made & {row["name"] for row in rows}
    assert all(name.endswith(" 2") for name in made)


@pytest.mark.parametrize("name", ["The Presenter", "Greenlight Team", "The.Presenter", "ADMIN 1"])
def test_no_name_speaks_for_the_house(store, name):
    guest(store, "g1", AT)

    with pytest.raises(SocialError, match="speaks for the house"):
        rename(store, "g1", name)
