"""A presenter knows the code of this start, and no guess comes near it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.errors import SocialError
from core.identity import presenting
from core.identity.acting import acting, locked, presents
from core.identity.settings import put, setting
from core.identity.tables import USERS
from core.identity.users import guest, user

SECRET = b"s" * 32
AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
CODE, WRONG = "ACDEFGHJ", "ACDEFGHK"


@pytest.fixture
def house(store):
    """A store with two guests, opened with ``CODE``."""
    for each in ("g1", "g2"):
        guest(store, each, AT)
    presenting.open_house(store, SECRET, CODE)
    return store


def presenter(store, user_id: str) -> bool:
    with store.reading() as connection:
        return presents(connection, user_id)


def test_a_code_has_eight_signs_none_of_which_looks_like_another():
    code = presenting.new_code()

    assert len(code) == 8
    assert not set(presenting.SIGNS) & set("0O1IL2Z5S8BUV")
    assert len({presenting.new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("typed", [CODE, "acde-fghj", " ACDE FGHJ "])
def test_the_code_makes_a_presenter_however_it_is_typed(house, typed):
    presenting.enter(house, SECRET, "g1", typed, AT)

    assert presenter(house, "g1")
    assert not presenter(house, "g2")


@pytest.mark.parametrize("typed", ["", WRONG, CODE[:-1], CODE + "A", "é" * 9_000])
def test_another_code_makes_none(house, typed):
    with pytest.raises(SocialError, match="not the code of this start"):
        presenting.enter(house, SECRET, "g1", typed, AT)
    assert not presenter(house, "g1")


def test_a_new_start_ends_all_presenting(house):
    presenting.enter(house, SECRET, "g1", CODE, AT)
    presenting.open_house(house, SECRET, "GHJKMNPQ")

    assert not presenter(house, "g1")


def test_before_any_start_an_empty_code_makes_nobody_a_presenter(store):
    guest(store, "g1", AT)

    with pytest.raises(SocialError, match="not the code"):
        presenting.enter(store, SECRET, "g1", "", AT)
    assert not presenter(store, "g1")


def test_after_five_wrong_codes_even_the_right_one_waits_as_long_as_it_says(house):
    for minute in range(5):
        with pytest.raises(SocialError, match="not the code"):
            presenting.enter(house, SECRET, "g1", WRONG, AT + timedelta(minutes=minute))

    with pytest.raises(SocialError, match="try again in 5 minutes"):
        presenting.enter(house, SECRET, "g1", CODE, AT + timedelta(minutes=5))
    presenting.enter(house, SECRET, "g2", CODE, AT + timedelta(minutes=5))
    presenting.enter(house, SECRET, "g1", CODE, AT + timedelta(minutes=10))
    assert presenter(house, "g1")


def test_a_few_who_type_nonsense_do_not_keep_the_presenter_out(house):
    for number in range(8):
        guest(house, f"g8{number}", AT)
        for _ in range(presenting.OWN_TRIES):
            with pytest.raises(SocialError, match="not the code"):
                presenting.enter(house, SECRET, f"g8{number}", WRONG, AT)

    presenting.enter(house, SECRET, "g2", CODE, AT)


def test_new_guests_do_not_make_new_tries_without_end(house, monkeypatch):
    monkeypatch.setattr(presenting, "ALL_TRIES", 12)
    for number in range(presenting.ALL_TRIES):
        guest(house, f"g9{number}", AT)
        with pytest.raises(SocialError, match="not the code"):
            presenting.enter(house, SECRET, f"g9{number}", WRONG, AT)

    with pytest.raises(SocialError, match="Too many wrong codes: try again in 10 minutes"):
        presenting.enter(house, SECRET, "g2", CODE, AT)


def test_the_code_itself_is_nowhere_in_the_store(house):
    presenting.enter(house, SECRET, "g1", CODE, AT)

    with house.reading() as connection:
        held = connection.execute(select(USERS.c.presenter)).scalars().all()
        assert CODE not in held
        assert setting(connection, "presenter") not in (CODE, "")


def test_a_locked_demo_takes_writes_of_presenters_only(house):
    presenting.enter(house, SECRET, "g1", CODE, AT)
    presenting.lock(house, "g1", True)

    with acting(house, "g1"):
        pass
    with pytest.raises(SocialError, match="has locked the demo"), acting(house, "g2"):
        pass
    presenting.lock(house, "g1", False)
    with acting(house, "g2"):
        pass


@pytest.mark.parametrize(
    "act",
    [
        lambda store: presenting.lock(store, "g2", True),
        lambda store: presenting.reset(store, "g2", lambda connection: None),
    ],
)
def test_who_does_not_present_changes_nothing(house, act):
    with pytest.raises(SocialError, match="Only a presenter"):
        act(house)

    with house.reading() as connection:
        assert not locked(connection)
        assert user(connection, "g1").id == "g1"


def test_a_reset_leaves_the_presenter_and_what_refills(house):
    presenting.enter(house, SECRET, "g1", CODE, AT)
    presenting.lock(house, "g1", True)
    presenting.reset(house, "g1", lambda connection: put(connection, "new", "yes"))

    with house.reading() as connection:
        assert connection.execute(select(USERS.c.id)).scalars().all() == ["g1"]
        assert setting(connection, "new") == "yes"
        assert not locked(connection)
    assert presenter(house, "g1")


def test_a_reset_that_fails_half_way_changes_nothing(house):
    presenting.enter(house, SECRET, "g1", CODE, AT)

    def fails(connection):
        raise SocialError("no")

    with pytest.raises(SocialError, match="no"):
        presenting.reset(house, "g1", fails)
    with house.reading() as connection:
        assert connection.execute(select(func.count()).select_from(USERS)).scalar_one() == 2
