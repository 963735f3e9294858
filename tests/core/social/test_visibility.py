"""Who sees what of whom, by every relation between two users, in every query."""

from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import insert

from core.errors import SocialError
from core.identity.naming import rename
from core.identity.tables import USERS
from core.identity.users import guest
from core.social import circle, friends, suggestions
from core.social import relations as r
from core.social.likely import SIGNS
from core.social.local_provider import LocalProvider
from core.social.profile import profile_of
from core.social.tables_relations import MEMBERSHIPS
from core.social.tastes import FEWEST
from core.store.store import open_store
from tests.learned import guide, tastes

AT = datetime(2026, 6, 1, 20, tzinfo=UTC)
NAME = "Unmistakable"
GUESTS = {"ga": "Ann", "gb": NAME, "gc": "Cid"}


def titles(count, first=0):
    return tastes().titles["title_id"].iloc[first : first + count].tolist()


@pytest.fixture
def room(tmp_path):
    """Ann, Unmistakable and Cid have joined; a sample member too."""
    store = open_store(tmp_path / "store.sqlite")
    for each, name in GUESTS.items():
        guest(store, each, AT)
        rename(store, each, name)
        r.join(store, each, AT)
        r.be_named(store, each, True, AT)
    sample = {"id": "m1", "kind": "sample", "name": "Amber Badger", "skeleton": "amberbadger"}
    more = {"colour": "#5c6570", "member_id": 1, "account": None, "presenter": "", "at": AT}
    opted = {"user_id": "m1", "joined": True, "approves": False, "named": True, "at": AT}
    with store.writing() as connection:
        connection.execute(insert(USERS), {**sample, **more})
        connection.execute(insert(MEMBERSHIPS), opted)
    yield store
    store.engine.dispose()


def _asks(store):
    r.approve_followers(store, "gb", True, AT)
    r.follow(store, "ga", "gb", AT)


def _accepted(store):
    _asks(store)
    r.answer(store, "gb", "ga", True, AT)


def _close_follower(store):
    r.follow(store, "ga", "gb", AT)
    r.befriend(store, "gb", "ga", AT)


RELATIONS = {
    "nothing": (lambda store: None, "public"),
    "muting": (lambda store: r.mute(store, "ga", "gb", AT), "public"),
    "being followed": (lambda store: r.follow(store, "gb", "ga", AT), "public"),
    "counting as close": (lambda store: r.befriend(store, "ga", "gb", AT), "public"),
    "asking": (_asks, "public"),
    "following": (lambda store: r.follow(store, "ga", "gb", AT), "public followers"),
    "following by approval": (_accepted, "public followers"),
    "close": (lambda store: r.befriend(store, "gb", "ga", AT), "public close"),
    "close and following": (_close_follower, "public followers close"),
    "blocking": (lambda store: (_close_follower(store), r.block(store, "ga", "gb", AT)), ""),
    "blocked": (lambda store: (_close_follower(store), r.block(store, "gb", "ga", AT)), ""),
    "after leaving": (lambda store: (_close_follower(store), r.leave(store, "gb", AT)), ""),
    "having left": (lambda store: (_close_follower(store), r.leave(store, "ga", AT)), "public"),
}
"""What Ann is to the author, and which audiences she is in."""


@pytest.mark.parametrize(("make", "expected"), RELATIONS.values(), ids=RELATIONS)
def test_an_audience_holds_whom_its_name_says(room, make, expected):
    make(room)

    with room.reading() as connection:
        seen = [each for each in r.AUDIENCES if r.may_see(connection, "ga", "gb", each)]
        own = [each for each in r.AUDIENCES if r.may_see(connection, "gb", "gb", each)]
    assert seen == expected.split()
    assert own == list(r.AUDIENCES)


HIDING = {
    "blocking": lambda store: r.block(store, "ga", "gb", AT),
    "blocked": lambda store: r.block(store, "gb", "ga", AT),
    "after leaving": lambda store: r.leave(store, "gb", AT),
}


def _everything(store, reader):
    """Return all that queries say to a reader: of all they may ask for, and of everybody."""
    mixed = tastes().adding({each: titles(12) for each in GUESTS})
    by = suggestions.Matchmaker(tastes=mixed, weights=np.ones(len(SIGNS)))
    file = friends.read_friends("f.csv", f"name\n{NAME}\n".encode())
    provider = LocalProvider(store=store, members=(), at=AT)
    token = friends.connect(store, reader, provider, provider.agree(reader), AT)
    said = [
        friends.by_file(store, reader, file).people,
        friends.by_provider(store, reader, provider, token).people,
    ]
    with store.reading() as connection:
        lists = (circle.requests, circle.asked, circle.close_friends, circle.muted_users)
        said += [each(connection, reader) for each in lists]
        said.append(circle.search(connection, reader, NAME))
        said.append(suggestions.suggest(connection, reader, by))
        for whom in ("ga", "gc", "m1"):
            said.append(circle.followers(connection, reader, whom))
            said.append(circle.following(connection, reader, whom))
            said.append(profile_of(connection, reader, whom, mixed))
        for ask in (circle.followers, circle.following, circle.counts, circle.relation):
            said.append(_refused(ask, connection, reader, "gb"))
        said.append(_refused(profile_of, connection, reader, "gb", mixed))
    return said


def _refused(ask, *arguments):
    try:
        return ask(*arguments)
    except SocialError as error:
        return str(error)


def _everybody_knows(store):
    provider = LocalProvider(store=store, members=(), at=AT)
    friends.connect(store, "gb", provider, provider.agree("gb"), AT)
    for one, other in (("gc", "gb"), ("gb", "gc"), ("gb", "m1"), ("ga", "gc"), ("gc", "ga")):
        r.follow(store, one, other, AT)
    r.befriend(store, "ga", "gb", AT)
    r.mute(store, "gc", "gb", AT)


@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING)
def test_who_is_hidden_is_in_no_answer_as_if_never_there(room, hide):
    _everybody_knows(room)
    assert "gb" in repr(_everything(room, "ga"))

    hide(room)

    said = _everything(room, "ga")
    assert "gb" not in repr(said)
    assert NAME not in repr(said)
    assert said[-5:] == ["There is nobody of that name here."] * 5
    with room.reading() as connection:
        assert circle.counts(connection, "ga", "gc").followers == 1
        assert circle.counts(connection, "gc", "gc").followers == (
            1 if hide is HIDING["after leaving"] else 2
        )


def test_a_profile_tells_taste_in_summary_and_no_title(room):
    mixed = tastes().adding(
        {"gb": titles(30), "ga": titles(30)}, {"gb": titles(4), "ga": titles(9)}
    )

    with room.reading() as connection:
        found = profile_of(connection, "ga", "gb", mixed, guide().moods)

    assert (found.titles, found.shared) == (30, 4)
    assert found.genres
    assert all(each.share > each.everybody for each in found.genres)
    assert all(0 <= each.everybody <= 1 for each in found.moods)
    names = [name for name in tastes().titles["title"].iloc[:30] if len(name) > 8]
    assert len(names) > 15
    assert not any(name in repr(found) for name in names)


def test_a_profile_of_few_titles_tells_nothing_to_others_and_all_to_oneself(room):
    mixed = tastes().adding({"gb": titles(FEWEST - 1)})

    with room.reading() as connection:
        theirs = profile_of(connection, "ga", "gb", mixed, guide().moods)
        own = profile_of(connection, "gb", "gb", mixed, guide().moods)

    assert (theirs.titles, theirs.genres, theirs.moods) == (None, (), ())
    assert (own.titles, own.relation) == (FEWEST - 1, None)
    assert own.genres


def test_what_is_between_two_is_told_to_each_as_far_as_it_is_theirs(room):
    r.approve_followers(room, "gb", True, AT)
    r.follow(room, "ga", "gb", AT)
    r.befriend(room, "ga", "gb", AT)
    r.mute(room, "gb", "ga", AT)

    with room.reading() as connection:
        mine, theirs = (circle.relation(connection, *two) for two in (("ga", "gb"), ("gb", "ga")))

    assert mine == circle.Relation(
        follows="asked", followed=False, asks=False, close=True, muted=False
    )
    assert theirs == circle.Relation(
        follows="no", followed=False, asks=True, close=False, muted=True
    )


def test_names_are_found_as_the_eye_sees_them_and_signs_are_no_wildcards(room):
    with room.reading() as connection:
        assert [each.id for each in circle.search(connection, "ga", " UNMISTAK")] == ["gb"]
        assert circle.search(connection, "ga", "%") == []
        assert circle.search(connection, "ga", "_") == []
        assert circle.search(connection, "ga", " ") == []
        assert [each.id for each in circle.blocked_users(connection, "ga")] == []


def test_lists_are_paged_newest_first(room):
    for minute, who in enumerate(("ga", "gc")):
        r.follow(room, who, "gb", AT.replace(minute=minute))

    with room.reading() as connection:
        pages = [circle.followers(connection, "gb", "gb", skip=skip, limit=1) for skip in (0, 1, 2)]
    assert [[each.id for each in page] for page in pages] == [["gc"], ["ga"], []]
