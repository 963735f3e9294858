"""What must not be seen appears in no answer and no error, whoever asks, whatever they ask.

Every public function of the package that takes a reader, or acts for a user, is found by looking at
the package, and asked by every kind of reader about a list of every visibility.
"""

import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest
from sqlalchemy import insert

from core import playlists
from core.errors import SocialError
from core.identity.tables import USERS
from core.playlists import contents, lists, making, sharing, speaking, suggesting
from core.playlists.sight import ABSENT, VISIBILITIES
from core.social import relations
from core.social.tables_posts import DECISIONS
from core.social.tables_relations import MEMBERSHIPS
from tests.core.playlists.cast import AT, people
from tests.core.playlists.suggested import TASTES, TITLES

OWNER = "gowner"
NAME, ABOUT, NOTE = "Zanzibarine evenings", "Quokkas under moonlight", "Xylophone of reasons"
SAID = "Wombats agree entirely"
HELD = tuple(TITLES["title_id"][:7])
"""The list holds seven titles, and has seven followers: no other count in the house is 7."""

READERS = (
    "stranger", "follower", "followed", "mutual", "close", "blocked", "blocking", "muted",
    "adds", "suggests", "invited", "ex_helper", "ex_follower", "old_link", "link", "sample",
    "unjoined",
)  # fmt: skip

SEES = {
    "public": set(READERS) - {"blocked", "blocking", "sample"},
    "followers": {"follower", "mutual", "adds", "suggests", "invited"},
    "link": {"link", "adds", "suggests", "invited"},
    "private": {"adds", "suggests", "invited"},
}
"""Who must see the list, by its visibility; nobody else may."""

NOT_ASKED = {
    "core.playlists.sharing.part": "ends what two users share, in a transaction of a block",
    "core.playlists.suggesting.index": "holds lists that are shown, for no reader; asked below",
    "core.playlists.suggesting.mark": "tells that something changed, to the cache alone",
    "core.playlists.planting.seed": "makes the sample members' lists",
}
"""Public functions with a connection that take no reader, and why that is right."""


def functions():
    for module in pkgutil.walk_packages(playlists.__path__, "core.playlists."):
        if "evaluation" in module.name:
            continue  # imported histories: no store
        held = importlib.import_module(module.name)
        for name, each in inspect.getmembers(held, inspect.isfunction):
            if each.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}", each


def asks(function):
    """Return whether a function takes a store or a connection, and does not run inside others'."""
    names = list(inspect.signature(function).parameters)
    return names[:1] in (["store"], ["connection"])


INSIDE = {
    "insert_list", "insert_items", "touch", "order", "read", "owning", "editing", "check_seen",
    "veiled",
}  # fmt: skip
"""Steps of the functions that are asked: they run in a transaction that has checked the reader,
or, as ``read``, ``check_seen`` and ``veiled``, are what the others ask."""

QUERIES = {
    name: each for name, each in functions() if asks(each) and name.rpartition(".")[2] not in INSIDE
}


def test_every_function_that_reads_the_store_takes_a_reader():
    for name, each in QUERIES.items():
        names = list(inspect.signature(each).parameters)
        assert names[1:2] in (["reader"], ["user_id"]) or name in NOT_ASKED, name
    parts = [
        name
        for name, each in functions()
        if next(iter(inspect.signature(each).parameters), "") == "reader"
    ]
    assert sorted(parts) == ["core.playlists.lists.in_feed", "core.playlists.sight.visible"]


@pytest.fixture(params=VISIBILITIES)
def house(store, request):
    """A list of a visibility, and every kind of reader."""
    ids = {each: f"g{each}" for each in READERS if each != "sample"}
    people(store, OWNER, *ids.values(), *(f"gfan{number}" for number in range(7)))
    relations.leave(store, ids["unjoined"], AT)
    with store.writing() as connection:
        _sample(connection)
    ids["sample"] = "m1"
    for each in ("follower", "mutual", "blocked", "blocking"):
        relations.follow(store, ids[each], OWNER, AT)
    for each in ("followed", "mutual"):
        relations.follow(store, OWNER, ids[each], AT)
    relations.befriend(store, OWNER, ids["close"], AT)
    relations.mute(store, ids["muted"], OWNER, AT)
    list_id = making.make(store, OWNER, NAME, AT, about=ABOUT)
    contents.add(store, OWNER, list_id, HELD, set(TITLES["title_id"]), AT)
    contents.note(store, OWNER, list_id, HELD[0], NOTE, AT)
    making.set_visibility(store, OWNER, list_id, "public", AT)
    for each in ("ex_follower", *(f"fan{number}" for number in range(6))):
        sharing.follow(store, f"g{each}", list_id, AT)
    said = speaking.comment(store, OWNER, list_id, SAID, AT)
    for each in ("adds", "suggests", "invited", "ex_helper", "blocked", "blocking"):
        role = "adds" if each != "suggests" else each
        sharing.invite(store, OWNER, list_id, ids[each], role, AT)
        if each != "invited":
            sharing.answer(store, ids[each], list_id, True, AT)
    sharing.dismiss(store, OWNER, list_id, ids["ex_helper"], AT)
    relations.block(store, OWNER, ids["blocked"], AT)
    relations.block(store, ids["blocking"], OWNER, AT)
    tokens = dict.fromkeys(READERS, "")
    tokens["old_link"] = making.new_link(store, OWNER, list_id, AT)
    sharing.follow(store, ids["old_link"], list_id, AT, tokens["old_link"])
    link = making.new_link(store, OWNER, list_id, AT)
    tokens |= dict.fromkeys(("link", "blocked", "blocking"), link)
    if request.param != "link":
        making.set_visibility(store, OWNER, list_id, request.param, AT)
    return SimpleNamespace(
        store=store,
        list_id=list_id,
        said=said,
        ids=ids,
        tokens=tokens,
        visibility=request.param,
    )


def _sample(connection):
    user = {"id": "m1", "kind": "sample", "name": "Amber Badger", "skeleton": "x", "member_id": 1}
    more = {"colour": "#1f77b4", "account": None, "presenter": "", "at": AT}
    connection.execute(insert(USERS), user | more)
    joined = {"user_id": "m1", "joined": True, "approves": False, "named": True, "at": AT}
    connection.execute(insert(MEMBERSHIPS), joined)


def arguments(name, function, house, reader, connection):
    """Return arguments that aim a function at the list, by the names of its parameters."""
    known = set(TITLES["title_id"])
    values = {
        "store": house.store, "connection": connection, "reader": reader, "user_id": reader,
        "list_id": house.list_id, "token": house.tokens[house.who], "owner": OWNER, "at": AT,
        "title_id": HELD[0], "title_ids": [TITLES["title_id"].iloc[9]], "known": known,
        "words": NAME, "titles": dict(zip(TITLES["title_id"], TITLES["title"], strict=True)),
        "form": "csv", "place": 0, "name": "Mine now", "about": "Mine", "cover": "",
        "visibility": "public", "whom": "gstranger", "role": "adds", "yes": True, "why": "spam",
        "content": b'{"titles": []}', "note": "", "parent": None, "comment_id": house.said,
        "ids": [house.list_id], "count": 10, "spoiler": None,
    }  # fmt: skip
    if name.startswith("core.playlists.files."):
        values |= {"titles": TITLES, "name": "a.json"}
    if name == "core.playlists.suggesting.suggested":
        house.index = getattr(house, "index", None) or suggesting.index(connection, TASTES)
        values |= {"tastes": TASTES, "index": house.index}
        values |= {"history": TASTES.data.history(1)}
    if name == "core.playlists.speaking.report":
        values |= {"comment_id": None}  # the list itself; a comment on it is asked for after it
    return {each: values[each] for each in inspect.signature(function).parameters}


READING = [
    name
    for name, each in QUERIES.items()
    if next(iter(inspect.signature(each).parameters)) == "connection" and name not in NOT_ASKED
]
WRITING = [name for name in QUERIES if name not in READING and name not in NOT_ASKED]


def answers(house, names):
    """Yield what every reader gets from every function: its name, the reader, answer or error."""
    for who in READERS:
        house.who = who
        for name in names:
            with house.store.reading() as connection:
                found = _asked(name, house, house.ids[who], connection)
            yield name, who, found


def _asked(name, house, reader, connection):
    function = QUERIES[name]
    try:
        found = function(**arguments(name, function, house, reader, connection))
    except SocialError as error:
        return error
    return found


def leaks(house, found):
    told = str(found) if isinstance(found, Exception) else repr(found)
    secrets = (NAME, ABOUT, NOTE, SAID, house.list_id, "count=7", "followers=7")
    return [each for each in secrets if each in told]


def test_no_answer_to_a_reader_who_must_not_see_a_list_tells_anything_of_it(house):
    sees = SEES[house.visibility]
    for name, who, found in answers(house, READING):
        if who in sees:
            continue
        assert leaks(house, found) == [], (name, who)
        if isinstance(found, Exception):
            assert str(found) == ABSENT, (name, who)


def test_who_may_see_a_list_does(house):
    for who in SEES[house.visibility]:
        house.who = who
        with house.store.reading() as connection:
            found = lists.one(connection, house.ids[who], house.list_id, house.tokens[who])

        assert found.name == NAME, who


@pytest.mark.parametrize("house", ["private"], indirect=True)
def test_no_refusal_to_write_tells_a_hidden_list_from_one_that_is_not_there(house):
    real = house.list_id
    hidden_from = [who for who in READERS if who not in SEES["private"] and who != "sample"]
    for name in WRITING:
        house.who, house.list_id = "stranger", "0123456789abcdef"
        absent = _asked(name, house, house.ids["stranger"], None)
        house.list_id = real
        for who in hidden_from:
            house.who = who
            told = _asked(name, house, house.ids[who], None)
            if "list_id" in inspect.signature(QUERIES[name]).parameters:
                assert str(told) == str(absent), (name, who)
                assert told is None or str(told) == ABSENT, (name, who)
            assert leaks(house, told) == [], (name, who)


def test_the_feed_holds_lists_that_are_shown_to_the_reader_and_no_muted_ones(house):
    for who in READERS:
        with house.store.reading() as connection:
            rows = connection.execute(lists.in_feed(house.ids[who])).all()

        seen = who in SEES[house.visibility] and house.visibility in ("public", "followers")
        assert [row.id for row in rows] == ([house.list_id] if seen and who != "muted" else []), who


def test_a_list_that_was_taken_down_is_its_owners_alone(store):
    people(store, OWNER, "gstranger")
    list_id = making.make(store, OWNER, NAME, AT)
    making.set_visibility(store, OWNER, list_id, "public", AT)
    decision = {
        "kind": "list", "object_id": list_id, "decision": "remove", "standing": True,
        "presenter": "P", "note": "", "at": AT, "season": 0, "episode": 0, "minute": 0,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(DECISIONS), decision)

    with store.reading() as connection:
        assert lists.one(connection, OWNER, list_id).name == NAME
        with pytest.raises(SocialError, match="no such playlist"):
            lists.one(connection, "gstranger", list_id)


@pytest.mark.parametrize("shown", ["private", "link"])
def test_the_index_of_suggestions_holds_only_lists_that_are_shown(store, shown):
    people(store, OWNER)
    list_id = making.make(store, OWNER, NAME, AT)
    contents.add(store, OWNER, list_id, HELD, set(TITLES["title_id"]), AT)
    making.set_visibility(store, OWNER, list_id, shown, AT)

    with store.reading() as connection:
        assert list_id not in suggesting.index(connection, TASTES).ids
