"""Nobody writes a ticket but the server, and none is good for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from core.identity import tickets

SECRET, OTHER = b"s" * 32, b"o" * 32
AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
GUEST = "g0123456789abcdef"
SECOND = timedelta(seconds=1)


def test_a_ticket_holds_to_the_last_second_and_no_longer():
    token = tickets.ticket(SECRET, GUEST, AT)

    assert tickets.holder(SECRET, token, AT + tickets.GOOD_FOR - SECOND) == GUEST
    assert tickets.holder(SECRET, token, AT + tickets.GOOD_FOR) is None
    assert tickets.holder(SECRET, token, AT - SECOND) is None


def test_a_ticket_ages_at_half_its_time():
    token = tickets.ticket(SECRET, GUEST, AT)

    assert not tickets.ages(SECRET, token, AT + tickets.GOOD_FOR / 2 - SECOND)
    assert tickets.ages(SECRET, token, AT + tickets.GOOD_FOR / 2)


@given(st.data())
def test_a_changed_or_cut_ticket_is_nobodys(data):
    token = tickets.ticket(SECRET, GUEST, AT)
    place = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.sampled_from("ABab01_-.").filter(lambda each: each != token[place]))

    assert tickets.holder(SECRET, token[:place], AT) is None
    # the last sign of base64 holds bits that mean nothing: only there may another be as good
    if place < len(token) - 1:
        assert tickets.holder(SECRET, token[:place] + sign + token[place + 1 :], AT) is None


@given(st.text(max_size=300))
def test_no_text_at_all_is_a_ticket_or_an_error(typed):
    assert tickets.holder(SECRET, typed, AT) is None
    assert tickets.user_of(typed, SECRET, AT) is None
    assert tickets.user_of({tickets.cookie_name(SECRET): typed}, SECRET, AT) is None


def test_what_another_secret_signed_is_nobodys():
    token = tickets.ticket(OTHER, GUEST, AT)

    assert tickets.holder(SECRET, token, AT) is None
    assert tickets.user_of({tickets.cookie_name(SECRET): token}, SECRET, AT) is None


@pytest.mark.parametrize("said", [["m1", 0], [GUEST], [GUEST, "now"], {"g": GUEST}, "g", None])
def test_even_signed_it_must_be_a_guest_and_a_time(said):
    signer = URLSafeSerializer(
        SECRET,
        salt=tickets.SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": __import__("hashlib").sha256},
    )

    assert tickets.holder(SECRET, signer.dumps(said), AT) is None


def test_the_cookie_header_is_read_as_the_mapping_is():
    token = tickets.ticket(SECRET, GUEST, AT)
    name = tickets.cookie_name(SECRET)

    assert tickets.user_of(f"a=b; {name}={token}; c=d", SECRET, AT) == GUEST
    assert tickets.user_of({name: token}, SECRET, AT) == GUEST
    assert tickets.user_of("", SECRET, AT) is None


def test_servers_side_by_side_do_not_take_each_others_cookie():
    assert tickets.cookie_name(SECRET) != tickets.cookie_name(OTHER)


def test_heirs_are_guests_and_never_come_back():
    line = [GUEST]
    for _ in range(20):
        line.append(tickets.heir(SECRET, line[-1]))

    assert len(set(line)) == len(line)
    assert all(tickets.GUEST.fullmatch(each) for each in line)
    assert tickets.heir(OTHER, GUEST) != tickets.heir(SECRET, GUEST)


def test_new_guests_are_all_different():
    assert len({tickets.new_guest() for _ in range(1_000)}) == 1_000
