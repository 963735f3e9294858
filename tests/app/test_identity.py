"""Who sits at a browser: the card in the sidebar, viewing as, presenting, logging in."""

from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.identity import tickets
from core.identity.acting import acting, locked, presents
from core.identity.presenting import open_house
from core.identity.users import guest
from core.rewards.audit import audit
from core.store.store import POINTS
from ui import cache, house, invite, me

CODE = "ACDEFGHJ"
AT = datetime(2026, 11, 27, 20, tzinfo=UTC)


class Logged(dict):
    """What ``st.user`` is while somebody is logged in, or nobody."""

    @property
    def is_logged_in(self) -> bool:
        return bool(self)


@pytest.fixture
def app(open_page):
    """A page, and who sits there without a cookie."""
    return open_page("people")


@pytest.fixture
def logged_in(monkeypatch):
    """Log somebody in, or out, as ``st.login`` would."""
    monkeypatch.setattr(me, "_can_log_in", lambda: True)

    def be(**claims):
        monkeypatch.setattr(st, "user", Logged(claims))

    be()
    return be


def who(app) -> str:
    return app.sidebar.markdown[0].value.strip("*")


def open_own(app):
    app.session_state["me_own"] = True
    return app.run()


def ids() -> set[str]:
    from sqlalchemy import select

    from core.identity.tables import USERS

    with cache.store().reading() as connection:
        return set(connection.execute(select(USERS.c.id)).scalars())


def test_a_session_without_a_cookie_is_a_guest_of_its_own_and_stays_it(app, open_page):
    assert who(app).startswith("Guest ")
    assert who(app.run()) == who(app)
    assert who(open_page("people")) != who(app)


def test_a_guest_gives_itself_a_name(app):
    open_own(app)
    app.sidebar.text_input[0].set_value("Teal *Otter*")
    app.sidebar.button(key="me_rename").click().run()

    assert not app.exception
    assert app.sidebar.markdown[0].value == r"**Teal \*Otter\***"
    assert "This is your name now." in [each.value for each in app.success]


def test_a_name_of_nothing_is_refused_with_a_sentence(app):
    open_own(app)
    app.sidebar.text_input[0].set_value("\u200b\u3164")
    app.sidebar.button(key="me_rename").click().run()

    assert "needs some words" in app.error[0].value


@pytest.mark.parametrize("name", ["id", "user", "guest", "me_guest", "g", "as", "me_as"])
def test_no_id_in_the_address_chooses_who_acts(open_page, name):
    guest(cache.store(), "g00000000000000aa", AT)

    app = open_page("people", **{name: "g00000000000000aa"})

    assert app.session_state["me_guest"] != "g00000000000000aa"


def test_the_code_of_this_start_makes_a_presenter_who_locks_the_demo(app):
    store, secret = cache.store(), house.own_secret()
    open_house(store, secret, CODE)
    open_own(app)
    app.sidebar.text_input(key="me_code").set_value("acde-fghj")
    app.sidebar.button(key="me_enter").click().run()
    app.sidebar.button(key="me_lock").click().run()
    try:
        with store.reading() as connection:
            assert locked(connection)
            assert presents(connection, app.session_state["me_guest"])
        with acting(store, app.session_state["me_guest"]):
            pass
    finally:
        app.sidebar.button(key="me_lock").click().run()
    with store.reading() as connection:
        assert not locked(connection)


def test_a_wrong_code_is_a_sentence_and_no_presenter(app):
    open_house(cache.store(), house.own_secret(), CODE)
    open_own(app)
    app.sidebar.text_input(key="me_code").set_value("ACDE-FGHK")
    app.sidebar.button(key="me_enter").click().run()

    assert "not the code of this start" in app.error[0].value
    assert "me_lock" not in [each.key for each in app.sidebar.button]


def test_the_first_login_keeps_who_the_guest_was_and_logging_out_ends_it(app, logged_in):
    before, name = app.session_state["me_guest"], who(app)
    logged_in(iss="https://id.example", sub="amber")
    assert who(app.run()) == name
    assert "account" in app.sidebar.caption[0].value

    logged_in()

    assert who(app.run()) != name
    with cache.store().reading() as connection:
        from core.identity.users import user

        assert user(connection, before).kind == "account"


def test_another_browser_that_logs_in_is_the_same_account(open_page, logged_in):
    logged_in(iss="https://id.example", sub="badger")
    first = open_page("people")
    logged_in()
    second = open_page("people")
    guest_id = second.session_state["me_guest"]
    assert guest_id in ids()

    logged_in(iss="https://id.example", sub="badger")

    assert who(second.run()) == who(first)
    assert guest_id not in ids()


def test_points_of_the_next_browser_come_along_when_it_logs_in(open_page, logged_in):
    logged_in(iss="https://id.example", sub="otter")
    first = open_page("people").session_state["me_guest"]
    logged_in()
    second = open_page("people")
    ledger, guest_id = cache.ledger(str(house.folder() / POINTS)), second.session_state["me_guest"]
    ledger.earn(guest_id, 30, f"test {guest_id}", at=AT)

    logged_in(iss="https://id.example", sub="otter")
    second.run()

    assert (ledger.balance(guest_id), ledger.balance(first)) == (0, 30)
    assert audit(ledger) == []


def test_without_a_share_the_invitation_says_how(app, monkeypatch):
    monkeypatch.delenv(invite.SHARED, raising=False)
    app.session_state["me_call"] = True

    app.run()

    assert any("make share" in each.value for each in app.sidebar.markdown)


def test_a_shared_link_never_holds_the_code():
    address = invite.link("http://localhost:8501/lab", {"x": ["1", "2"]}, lan="10.0.0.5")

    assert address == "http://10.0.0.5:8501/lab?x=1&x=2"
    assert invite.picture(address).startswith("<svg")


def test_a_machine_without_network_invites_nobody():
    assert invite.link("http://127.0.0.1:8501/", {}, lan="127.0.0.1") == ""


def test_the_terminal_shows_code_address_and_picture(monkeypatch):
    monkeypatch.setenv(invite.SHARED, "1")
    monkeypatch.setattr(invite, "lan_address", lambda: "10.0.0.5")

    said = invite.invitation(CODE, 8501)

    assert "ACDE-FGHJ" in said
    assert "http://10.0.0.5:8501" in said
    assert "█" in said


def test_a_ticket_of_another_server_is_no_guest_here():
    other = b"o" * 32
    token = tickets.ticket(other, "g00000000000000aa", AT)
    cookies = {tickets.cookie_name(house.own_secret()): token}

    assert tickets.user_of(cookies, house.own_secret(), AT) is None


def looking() -> None:
    """A page that lets its reader look as somebody else."""
    import streamlit as st

    from ui import me

    me.view_as()
    st.text(f"{me.reader().id} {me.user().id}")


def test_who_looks_as_a_sample_member_still_acts_as_themselves(shelf):
    app = AppTest.from_function(looking, default_timeout=60).run()
    myself = app.text[0].value.split()[1]
    member = next(iter(me._members()))

    app.selectbox[0].select(member).run()

    assert app.text[0].value == f"m{member} {myself}"
    assert "You look as" in app.info[0].value
    assert "you still act as yourself" in app.info[0].value
    app.button(key="me_as_myself").click().run()
    assert app.text[0].value == f"{myself} {myself}"
    assert not app.info


@pytest.mark.parametrize("sent", [10**9, -1, "m1", "g00000000000000aa"])
def test_a_made_up_member_is_nobody_to_look_as(shelf, sent):
    app = AppTest.from_function(looking, default_timeout=60)
    app.session_state["me_as"] = sent

    app.run()

    looked, acts = app.text[0].value.split()
    assert not app.exception
    assert looked == acts


def test_a_reset_brings_back_the_sample_members_and_nobody_else(app, open_page, shelf):
    other = open_page("people").session_state["me_guest"]
    mine, samples = app.session_state["me_guest"], {each for each in ids() if each[0] == "m"}
    open_house(cache.store(), house.own_secret(), CODE)
    open_own(app)
    app.sidebar.text_input(key="me_code").set_value(CODE)
    app.sidebar.button(key="me_enter").click().run()

    assert app.sidebar.button(key="me_reset").disabled
    ledger = cache.ledger(str(house.folder() / POINTS))
    ledger.earn(mine, 30, f"test {mine}", at=AT)
    app.sidebar.checkbox(key="me_sure").check().run()
    app.sidebar.button(key="me_reset").click().run()

    assert "The demo is as new." in [each.value for each in app.success]
    assert samples
    assert ids() == samples | {mine}
    assert other not in ids()
    assert cache.ledger(str(house.folder() / POINTS)).balance(mine) == 0
    assert ledger.balance(mine) == 30
