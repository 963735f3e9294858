"""Bringing friends: only those who are here and agreed are told, by login or by file."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SocialError
from core.identity.accounts import merge
from core.identity.naming import rename
from core.identity.users import guest
from core.social import friends, friends_file, providers
from core.social import relations as r
from core.social.local_provider import FRIENDS, LocalProvider
from core.store.store import open_store
from tests.learned import world

AT = datetime(2026, 6, 1, 20, tzinfo=UTC)
GUESTS = {"ga": "Ann Otter", "gb": "Zoë Heron", "gc": "Cid Vole"}


@pytest.fixture
def room(store):
    """Three guests who joined."""
    for each, name in GUESTS.items():
        guest(store, each, AT)
        rename(store, each, name)
        r.join(store, each, AT)
    return store


def local(store, at=AT, members=()):
    return LocalProvider(store=store, members=tuple(members), at=at)


def connected(store, user_id):
    provider = local(store)
    return friends.connect(store, user_id, provider, provider.agree(user_id), AT)


def names(found):
    return [each.name for each in found.people]


class Facebook:
    """Answers of the documented shape, for two pages of friends, and what was asked for."""

    def __init__(self, ids=("11", "12", "13"), total=120):
        self.ids, self.total, self.asked = ids, total, []

    def __call__(self, url, asked, headers):
        self.asked.append((url, dict(asked), dict(headers)))
        path = url.removeprefix(providers.GRAPH)
        if path == "/oauth/access_token":
            return json.dumps({"access_token": f"token of {asked['code']}", "token_type": "bearer"})
        token = headers["Authorization"].removeprefix("Bearer token of ")
        if path == "/me":
            return json.dumps({"id": token, "name": "Ann"})
        assert path == "/me/friends"
        first = int(asked.get("after", "0"))
        data = [{"id": each, "name": f"Friend {each}"} for each in self.ids[first : first + 2]]
        paging = {"cursors": {"before": str(first), "after": str(first + 2)}}
        if first + 2 < len(self.ids):
            paging["next"] = "https://graph.example/next"
        found = {"data": data, "paging": paging, "summary": {"total_count": self.total}}
        return json.dumps(found)


def facebook(fetch):
    return friends.FacebookProvider(
        client_id="app", client_secret="hush", redirect="https://app.example/back", fetch=fetch
    )


def test_friends_by_login_are_those_who_agreed_and_the_rest_is_a_number(room):
    token = connected(room, "ga")

    before = friends.by_provider(room, "ga", local(room), token)
    connected(room, "gb")
    after = friends.by_provider(room, "ga", local(room), token)

    assert str(before) == "0 of 0 are here and agreed to be found."
    assert (names(after), after.total) == (["Zoë Heron"], 1)


def test_sample_members_are_told_where_they_agreed_and_counted_where_not(room):
    with room.writing() as connection:
        r.seed(connection, world(), AT)
    members = tuple(world().members["member_id"].tolist())
    token = connected(room, "ga")

    found = friends.by_provider(room, "ga", local(room, members=members), token)

    opted = set(world().members.loc[world().members["social"], "member_id"])
    assert found.total == FRIENDS
    assert 0 < len(found.people) < FRIENDS / 2
    assert {each.member for each in found.people} <= opted
    first = local(room, members=members).friends(token)
    assert first.after
    assert len(first.friends) < len(found.people)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda store: r.leave(store, "gb", AT),
        lambda store: r.block(store, "gb", "ga", AT),
        lambda store: r.block(store, "ga", "gb", AT),
        lambda store: friends.disconnect(store, "gb", "local", AT),
    ],
    ids=["left", "blocking", "blocked", "agrees no longer"],
)
def test_a_friend_is_not_told_of_who(room, spoil):
    token = connected(room, "ga")
    connected(room, "gb")
    assert friends.by_provider(room, "ga", local(room), token).people

    spoil(room)

    assert friends.by_provider(room, "ga", local(room), token).people == ()


def test_a_code_works_once_for_ten_minutes_and_for_its_owner(room):
    code = local(room).agree("ga")
    with pytest.raises(SocialError, match="too old"):
        local(room, AT + timedelta(minutes=11)).exchange(code)
    with pytest.raises(SocialError, match="somebody else"):
        friends.connect(room, "gb", local(room), code, AT)
    with pytest.raises(SocialError, match="used"):
        local(room).exchange(code)
    with pytest.raises(SocialError, match="used"):
        local(room).exchange("")


def test_another_guests_token_and_an_ended_one_are_refused(room):
    theirs, mine = connected(room, "gb"), connected(room, "ga")
    with pytest.raises(SocialError, match="not yours"):
        friends.by_provider(room, "ga", local(room), theirs)

    friends.disconnect(room, "ga", "local", AT)

    with pytest.raises(SocialError, match="not yours"):
        friends.by_provider(room, "ga", local(room), mine)
    with pytest.raises(SocialError, match="is over"):
        local(room).me("")


def test_a_guest_who_becomes_an_account_is_found_still(room):
    theirs, mine = connected(room, "ga"), connected(room, "gb")
    guest(room, "gd", AT)
    r.follow(room, "ga", "gb", AT)
    with room.writing() as connection:
        merge(connection, "gb", "gd")

    found = friends.by_provider(room, "ga", local(room), theirs)

    assert [each.id for each in found.people] == ["gd"]
    assert friends.by_provider(room, "gd", local(room), mine).total == 1
    with room.reading() as connection:
        assert set(connection.execute(r.followed("ga")).scalars()) == {"gd"}


def test_facebook_is_asked_as_documented_and_its_pages_are_followed(room):
    fetch = Facebook()
    token = friends.connect(room, "ga", facebook(fetch), "11", AT)
    friends.connect(room, "gb", facebook(fetch), "13", AT)

    found = friends.by_provider(room, "ga", facebook(fetch), token)

    assert (names(found), found.total) == (["Zoë Heron"], 120)
    assert fetch.asked[0][1]["client_secret"] == "hush"
    later = [asked for asked in fetch.asked if asked[0].endswith("/me/friends")]
    assert [asked[1].get("after", "") for asked in later] == ["", "2"]
    assert all("client_secret" not in asked[1] for asked in later)
    assert "hush" not in repr(facebook(fetch))
    url = facebook(fetch).authorise_url("a&b")
    assert "state=a%26b" in url
    assert "scope=public_profile%2Cuser_friends" in url


def test_one_facebook_account_is_one_user_here(room):
    friends.connect(room, "ga", facebook(Facebook()), "11", AT)

    with pytest.raises(SocialError, match="connected to somebody else"):
        friends.connect(room, "gb", facebook(Facebook()), "11", AT)


def _raise(*asked):
    raise OSError("hush")


@pytest.mark.parametrize(
    ("fetch", "said"),
    [
        (lambda *asked: "<html>", "no JSON"),
        (lambda *asked: "[" * 100_000, "no JSON"),
        (lambda *asked: "[]", "no a table|holds no"),
        (lambda *asked: '{"error": {"code": 190, "message": "hush"}}', r"code 190\): log in"),
        (lambda *asked: '{"error": "hush"}', r"code \?"),
        (lambda *asked: '{"data": [{"id": 5, "name": "x"}]}', "holds no id"),
        (lambda *asked: '{"data": {}}', "holds no data"),
        (_raise, "cannot be reached"),
    ],
)
def test_what_facebook_should_not_answer_is_a_sentence_without_secrets(fetch, said):
    with pytest.raises(SocialError, match=said) as refused:
        facebook(fetch).friends("token")

    assert "hush" not in str(refused.value)


def test_pages_that_repeat_end():
    page = json.dumps(
        {"data": [], "paging": {"cursors": {"after": "same"}, "next": "x"}, "summary": {}}
    )
    with pytest.raises(SocialError, match="repeats itself"):
        providers.all_friends(facebook(lambda *asked: page), "token")


def test_a_file_finds_who_is_here_and_lets_friends_find_them_by_name(room):
    r.be_named(room, "gb", True, AT)
    file = friends.read_friends("f.csv", b"Name,Since\nZOE HERON,2020\nCid Vole,2021\n")

    found = friends.by_file(room, "ga", file)

    assert str(found) == "1 of 2 is here and agreed to be found."
    assert names(found) == ["Zoë Heron"]

    r.block(room, "gb", "ga", AT)

    assert friends.by_file(room, "ga", file).people == ()


def test_who_has_not_joined_brings_nobody_and_agrees_to_nothing(room):
    r.leave(room, "ga", AT)
    with pytest.raises(SocialError, match="join first"):
        local(room).agree("ga")
    file = friends.read_friends("f.csv", b"name\nCid Vole\n")
    with pytest.raises(SocialError, match="join first"):
        friends.by_file(room, "ga", file)


@given(
    st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20), min_size=1)
)
def test_facebooks_export_gives_back_names_that_it_mangled(some):
    rows = [{"name": each.encode().decode("latin-1"), "timestamp": 1} for each in some]

    found = friends.read_friends("friends.JSON", json.dumps({"friends_v2": rows}).encode())

    plain = io.StringIO(newline="")
    csv.writer(plain).writerows([["name"], *([each] for each in some)])
    assert found.names == friends.read_friends("f.csv", plain.getvalue().encode()).names


def test_bad_lines_are_named_and_the_others_kept():
    rows = [{"name": "Amber Badger"}, {"name": 5}, {}, "x", {"name": "a" * 101}, {"name": "\u200b"}]

    found = friends.read_friends("f.json", json.dumps(rows).encode())

    assert found.names == ("Amber Badger",)
    assert found.passed_over == 5
    assert found.bad[0] == "friend 2: A name is text."
    assert found.bad[3] == "friend 5: A name is at most 100 signs, not 101."


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("f.zip", b"PK", r"ends in \.json or \.csv, not 'f\.zip'"),
        ("f.csv", b"name\n" + b"x" * friends_file.LARGEST, "at most 5 MB, not 5.0 MB"),
        ("f.csv", b"name\n\xff", "byte 5 is not"),
        ("f.csv", b"first,last\na,b\n", "column called name; there are 'first, last'"),
        ("f.csv", b"", "column called name"),
        ("f.csv", b"name\n", "names nobody"),
        ("f.csv", b"name\n" + b"y" * 200_000, "no CSV, line 2"),
        ("f.json", b"{", "no JSON, line 1"),
        ("f.json", b"[" * 100_000, "nests too deeply|no JSON"),
        ("f.json", b"9" * 5_000, "no JSON"),
        ("f.json", b'{"friends_v3": []}', "holds a list friends_v2"),
        ("f.json", b'[{"name": 1}]', "names nobody. friend 1: A name is text"),
        (
            "f.csv",
            b"name\n" + b"\n".join(b"n%d" % each for each in range(10_001)),
            "at most 10,000",
        ),
    ],
)
def test_a_hostile_file_is_a_sentence(name, data, said):
    with pytest.raises(SocialError, match=said):
        friends.read_friends(name, data)


def test_ten_thousand_names_find_theirs(tmp_path):
    store = open_store(tmp_path / "store.sqlite")
    with store.writing() as connection:
        r.seed(connection, world(), AT)
    guest(store, "ga", AT)
    r.join(store, "ga", AT)
    members = world().members[["name", "social"]]
    lines = [f"Nobody {each}" for each in range(10_000 - len(members))]
    data = "\n".join(["name", *lines, *members["name"]]).encode()

    found = friends.by_file(store, "ga", friends.read_friends("f.csv", data))

    assert (len(found.people), found.total) == (int(members["social"].sum()), 10_000)
    store.engine.dispose()
