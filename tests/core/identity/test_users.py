"""Guests have names and colours of their own."""

from datetime import UTC, datetime

import pytest

from core.errors import SocialError
from core.identity.acting import acting
from core.identity.naming import rename
from core.identity.users import guest, user

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


@pytest.mark.parametrize("name", ["The Presenter", "Greenlight Team", "The.Presenter", "ADMIN 1"])
def test_no_name_speaks_for_the_house(store, name):
    guest(store, "g1", AT)

    with pytest.raises(SocialError, match="speaks for the house"):
        rename(store, "g1", name)
