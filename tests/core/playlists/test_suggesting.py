"""Lists are suggested to similar tastes, with reasons that count what is there."""

import numpy as np
import pytest
import scipy.sparse as sp
from sqlalchemy import insert

from core.identity.tables import USERS
from core.playlists import blend, leanings, making, sharing, suggesting
from core.playlists.blend import SIGNS, Eyes, Shelf
from core.playlists.tables import FOLLOWERS
from core.recommend.history import History
from core.social import relations
from core.social.tables_relations import MEMBERSHIPS
from tests.core.playlists.cast import AT, made, people
from tests.core.playlists.suggested import TASTES, TITLES


@pytest.fixture
def house(store, monkeypatch):
    monkeypatch.setattr("tests.core.playlists.cast.KNOWN", set(TITLES["title_id"]))
    people(store, "ga", "gb", "gc")
    return store


def suggested(store, reader, history, count=8):
    with store.reading() as connection:
        index = suggesting.index(connection, TASTES)
        return suggesting.suggested(connection, reader, index, TASTES, history, count)


HEISTS, WALTZES = [f"t{n:02}" for n in range(2, 9)], [f"t{n:02}" for n in range(12, 19)]
LIKES_HEISTS = History.of([0, 1, 2, 3])


def test_who_likes_heists_is_shown_the_heists_first_and_told_why(house):
    heists = made(house, "ga", "Heists", HEISTS)
    made(house, "ga", "Waltzes", WALTZES)

    first, second = suggested(house, "gc", LIKES_HEISTS)

    assert first.playlist.id == heists
    assert first.shared == 2  # t02 and t03
    assert first.leaning in ("heists", "crime")
    assert first.reason.startswith(f"You share 2 titles and a weakness for {first.leaning}")
    assert second.shared == 0
    assert second.leaning == ""


def test_own_followed_muted_and_helped_lists_are_not_suggested(house):
    made(house, "gc", "Mine", HEISTS)
    followed = made(house, "ga", "Followed", HEISTS)
    helped = made(house, "ga", "Helped", HEISTS)
    made(house, "gb", "Muted", HEISTS)
    kept = made(house, "ga", "Kept", HEISTS)
    sharing.follow(house, "gc", followed, AT)
    sharing.invite(house, "ga", helped, "gc", "adds", AT)
    relations.mute(house, "gc", "gb", AT)

    assert [each.playlist.id for each in suggested(house, "gc", LIKES_HEISTS)] == [kept]


def test_a_list_that_turns_private_is_gone_though_the_index_is_old(house):
    list_id = made(house, "ga", "Heists", HEISTS)
    with house.reading() as connection:
        old = suggesting.index(connection, TASTES)
    making.set_visibility(house, "ga", list_id, "private", AT)

    with house.reading() as connection:
        assert suggesting.suggested(connection, "gc", old, TASTES, LIKES_HEISTS) == []


def test_where_the_best_are_hidden_the_next_ones_come(house, monkeypatch):
    monkeypatch.setattr(suggesting, "ASKED", 1)
    made(house, "ga", "Heists", HEISTS, visibility="followers")
    waltzes = made(house, "ga", "Waltzes", WALTZES)

    assert [each.playlist.id for each in suggested(house, "gc", LIKES_HEISTS)] == [waltzes]


def test_a_newcomer_without_a_history_gets_lists_and_no_made_up_reason(house):
    made(house, "ga", "Heists", HEISTS)

    (found,) = suggested(house, "gc", History.of([]))

    assert (found.shared, found.leaning) == (0, "")


def test_a_house_without_lists_suggests_none(house):
    assert suggested(house, "gc", LIKES_HEISTS) == []


def test_the_mark_changes_when_a_list_or_a_follower_does(house):
    def mark():
        with house.reading() as connection:
            return suggesting.mark(connection)

    first = mark()
    list_id = made(house, "ga", "Heists", HEISTS)
    second = mark()
    sharing.follow(house, "gc", list_id, AT)

    assert len({first, second, mark()}) == 3


def test_the_followers_taste_counts_where_they_are_sample_members(house):
    with house.writing() as connection:
        for number in (1, 3, 2, 4):
            user = {"id": f"m{number}", "kind": "sample", "name": f"N{number}"}
            rest = {"skeleton": f"n{number}", "colour": "#1f77b4", "member_id": number}
            connection.execute(
                insert(USERS), user | rest | {"account": None, "presenter": "", "at": AT}
            )
            joined = {"user_id": f"m{number}", "joined": True, "approves": False, "named": True}
            connection.execute(insert(MEMBERSHIPS), joined | {"at": AT})
    mixed = [*HEISTS[:3], *WALTZES[:3]]
    odd, even = made(house, "ga", "Odd", mixed), made(house, "ga", "Even", mixed)
    with house.writing() as connection:
        for list_id, fans in ((odd, ("m1", "m3")), (even, ("m2", "m4"))):
            for fan in fans:
                values = {"list_id": list_id, "user_id": fan, "link": "", "at": AT}
                connection.execute(insert(FOLLOWERS), values)

    # members of odd numbers like what begins at t00
    assert suggested(house, "gc", LIKES_HEISTS)[0].playlist.id == odd
    assert suggested(house, "gc", History.of([10, 11, 12, 13]))[0].playlist.id == even


def test_signs_are_as_calculated_by_hand():
    shelf = Shelf(
        holds=sp.csr_array(np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])),
        followers=sp.csr_array(np.array([[1.0, 1], [0, 0]])),
        crowd=np.array([[1.0], [0.0]]),
        popularity=np.array([0.5, 0.5, 0.1, 0.1]),
    )
    eyes = Eyes(
        scores=np.array([0.0, 0, 0, 3]),
        seen=np.array([True, False, False, False]),
        liked=np.array([True, False, False, False]),
        profile=np.array([1.0]),
        follows=np.array([], dtype=np.int64),
    )

    found = dict(zip(SIGNS, blend.signs(shelf, eyes).T.tolist(), strict=True))

    # of two lists one is one spread above the mean, the other one below; nobody followed: nought
    assert found["taste"] == pytest.approx([-1, 1])
    assert found["overlap"] == pytest.approx([1, -1])
    assert found["crowd"] == pytest.approx([1, -1])
    assert found["followed"] == pytest.approx([1, -1])
    assert found["watched"] == pytest.approx([1, -1])
    assert found["company"] == [0, 0]


def test_a_leaning_is_named_only_if_both_sides_have_it():
    heists = np.arange(2, 9)

    assert leanings.shared(TASTES.names, TASTES.of, heists, np.array([0, 1])) in ("heists", "crime")
    assert leanings.shared(TASTES.names, TASTES.of, heists, np.array([12, 13])) == ""
    assert leanings.shared(TASTES.names, TASTES.of, heists, np.array([], dtype=int)) == ""
