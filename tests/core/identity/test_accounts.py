"""Who logs in keeps what the guest made, on every browser; nobody else gets it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select

from core.identity.accounts import account_of, here, merge
from core.identity.acting import presents
from core.identity.presenting import enter, open_house
from core.identity.tables import USERS
from core.identity.users import guest
from core.social.tables_relations import BLOCKS, FOLLOWS, MEMBERSHIPS, MUTES
from core.store.rows import naming, tables

SECRET = b"s" * 32
AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
AMBER = account_of("https://id.example", "amber")


def ids(store) -> set[str]:
    with store.reading() as connection:
        return set(connection.execute(select(USERS.c.id)).scalars())


def follows(store) -> set[tuple[str, str]]:
    with store.reading() as connection:
        rows = connection.execute(select(FOLLOWS.c.follower_id, FOLLOWS.c.followed_id))
        return {(one, other) for one, other in rows}


def follow(store, *pairs: tuple[str, str]) -> None:
    with store.writing() as connection:
        for one, other in pairs:
            row = {"follower_id": one, "followed_id": other, "accepted": True, "at": AT}
            connection.execute(insert(FOLLOWS), row)


def test_the_first_login_makes_the_guest_the_account(store):
    before = here(store, SECRET, "g1", AT)
    after = here(store, SECRET, "g1", AT, AMBER)

    assert (after.id, after.name, after.colour) == (before.id, before.name, before.colour)
    assert (before.kind, after.kind) == ("guest", "account")


def test_a_login_before_any_page_was_drawn_is_an_account_too(store):
    assert here(store, SECRET, "g1", AT, AMBER).kind == "account"


def test_the_next_browser_brings_what_its_guest_made_to_the_account(store):
    here(store, SECRET, "g1", AT, AMBER)
    for each in ("g2", "g3"):
        here(store, SECRET, each, AT)
    follow(store, ("g2", "g3"), ("g3", "g2"))

    assert here(store, SECRET, "g2", AT, AMBER).id == "g1"

    assert follows(store) == {("g1", "g3"), ("g3", "g1")}
    assert ids(store) == {"g1", "g3"}


def test_what_both_have_is_there_once_and_nobody_follows_themselves(store):
    for each in ("g1", "g2", "g3"):
        guest(store, each, AT)
    follow(store, ("g1", "g3"), ("g2", "g3"), ("g1", "g2"), ("g3", "g2"))
    with store.writing() as connection:
        merge(connection, "g2", "g1")

    assert follows(store) == {("g1", "g3"), ("g3", "g1")}


def test_the_accounts_own_word_stands_where_there_is_one(store):
    for each in ("g1", "g2"):
        guest(store, each, AT)
    with store.writing() as connection:
        for who, joined in (("g1", False), ("g2", True)):
            row = {"user_id": who, "joined": joined, "approves": True, "named": False, "at": AT}
            connection.execute(insert(MEMBERSHIPS), row)
        merge(connection, "g2", "g1")

        assert connection.execute(select(MEMBERSHIPS.c.user_id, MEMBERSHIPS.c.joined)).all() == [
            ("g1", False)
        ]


def test_a_block_follows_the_guest_into_the_account(store):
    for each in ("g1", "g2", "g3"):
        guest(store, each, AT)
    with store.writing() as connection:
        connection.execute(insert(BLOCKS), {"user_id": "g3", "blocked_id": "g2", "at": AT})
        connection.execute(insert(MUTES), {"user_id": "g2", "muted_id": "g1", "at": AT})
        merge(connection, "g2", "g1")

        pairs = connection.execute(select(BLOCKS.c.user_id, BLOCKS.c.blocked_id)).all()
        assert pairs == [("g3", "g1")]
        assert connection.execute(select(MUTES)).all() == []


def test_no_column_that_names_a_user_keeps_the_old_one(store):
    """Every foreign key to users is moved or gone, whatever domains there will be."""
    guest(store, "g1", AT)
    guest(store, "g2", AT)
    follow(store, ("g2", "g1"))
    with store.writing() as connection:
        merge(connection, "g2", "g1")
        people = [column for table in tables(connection) for column in naming(table, "users")]

        assert len(people) > 8
        for column in people:
            assert not connection.execute(select(column).where(column == "g2")).all(), column


def test_after_logging_out_the_browser_is_somebody_new(store):
    here(store, SECRET, "g1", AT, AMBER)
    out = here(store, SECRET, "g1", AT)

    assert out.kind == "guest"
    assert out.id != "g1"
    assert here(store, SECRET, "g1", AT) == out
    assert here(store, SECRET, "g1", AT, AMBER).id == "g1"
    assert out.id not in ids(store)


def test_two_accounts_on_one_browser_stay_two(store):
    other = account_of("https://id.example", "badger")
    first = here(store, SECRET, "g1", AT, AMBER)
    second = here(store, SECRET, "g1", AT, other)

    assert first.id != second.id
    assert here(store, SECRET, "g1", AT, AMBER).id == first.id
    assert here(store, SECRET, "g1", AT, other).id == second.id
    assert here(store, SECRET, "g1", AT).id not in (first.id, second.id)


def test_the_same_name_at_another_provider_is_another_account():
    assert account_of("https://a.example", "1") != account_of("https://b.example", "1")


def test_who_presented_as_a_guest_still_presents_logged_in(store):
    open_house(store, SECRET, "ACDEFGHJ")
    here(store, SECRET, "g1", AT, AMBER)
    here(store, SECRET, "g2", AT)
    enter(store, SECRET, "g2", "ACDEFGHJ", AT)
    here(store, SECRET, "g2", AT, AMBER)

    with store.reading() as connection:
        assert presents(connection, "g1")


def test_a_merge_that_fails_moves_nothing(store):
    for each in ("g1", "g2", "g3"):
        guest(store, each, AT)
    follow(store, ("g2", "g3"))

    def half():
        with store.writing() as connection:
            merge(connection, "g2", "g1")
            connection.execute(delete(FOLLOWS))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert follows(store) == {("g2", "g3")}


def test_what_lies_outside_the_store_follows_once_or_nobody_was_merged(store):
    here(store, SECRET, "g1", AT, AMBER)
    here(store, SECRET, "g2", AT)
    told = []

    def fails(connection, one, into):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        here(store, SECRET, "g2", AT, AMBER, fails)
    assert ids(store) == {"g1", "g2"}

    for _ in range(2):
        here(store, SECRET, "g2", AT, AMBER, lambda _, *names: told.append(names))
    assert told == [("g2", "g1")]
