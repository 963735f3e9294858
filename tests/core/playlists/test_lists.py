"""Playlists are made, ordered, shared and copied as their owner says."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from core.errors import SocialError
from core.identity.users import guest
from core.playlists import contents, lists, making, offers, sharing, speaking
from core.playlists.tables import ITEMS, LISTS
from core.social import relations
from core.social.tables_posts import COMMENTS, DECISIONS, LIKES
from tests.core.playlists.cast import AT, KNOWN, later, made, people, titles_of


@pytest.fixture
def house(store):
    people(store, "ga", "gb", "gc")
    return store


def helper(store, list_id, who, role="adds", owner="ga"):
    sharing.invite(store, owner, list_id, who, role, AT)
    sharing.answer(store, who, list_id, True, AT)


def one(store, reader, list_id, token=""):
    with store.reading() as connection:
        return lists.one(connection, reader, list_id, token)


def test_a_new_list_is_private_empty_and_its_owners(house):
    found = one(house, "ga", making.make(house, "ga", "  Rainy\n Sunday ", AT, about="Tea."))

    assert (found.name, found.about, found.visibility) == ("Rainy Sunday", "Tea.", "private")
    assert (found.role, found.count, found.first) == ("owner", 0, ())


def test_a_title_moves_to_a_place_and_the_others_close_up(house):
    list_id = made(house, "ga", titles=("t0", "t1", "t2", "t3"))

    contents.move(house, "ga", list_id, "t3", 1, AT)
    contents.move(house, "ga", list_id, "t0", 99, AT)

    assert titles_of(house, "ga", list_id) == ["t3", "t1", "t2", "t0"]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(("move", "add", "remove")),
        st.sampled_from(("ga", "gb")),
        st.sampled_from(tuple(KNOWN)[:8]),
        st.integers(-2, 9),
    ),
    max_size=20,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_two_people_do_in_turn_every_title_stays_once_and_places_have_no_gap(house, moves):
    list_id = made(house, "ga")
    helper(house, list_id, "gb")
    model = ["t0", "t1", "t2"]
    for act, who, title, place in moves:
        try:
            if act == "move":
                contents.move(house, who, list_id, title, place, AT)
                model.remove(title)
                model.insert(max(0, place), title)
            elif act == "add":
                contents.add(house, who, list_id, [title], KNOWN, AT)
                model.append(title)
            else:
                contents.remove(house, who, list_id, title, AT)
                model.remove(title)
        except SocialError:
            assert (title in model) == (act == "add")

    with house.reading() as connection:
        found = lists.items(connection, "ga", list_id)

    assert [each.title_id for each in found] == model
    assert [each.place for each in found] == list(range(len(model)))


def test_a_title_twice_is_refused_and_many_at_once_add_what_is_new(house):
    list_id = made(house, "ga", titles=("t0",))

    with pytest.raises(SocialError, match="already; a title is in a list once"):
        contents.add(house, "ga", list_id, ["t0"], KNOWN, AT)

    added = contents.add(house, "ga", list_id, ["t0", "t2", "t2", "t1"], KNOWN, AT)
    assert (added.new, added.there) == (("t2", "t1"), ("t0",))


def test_a_title_that_left_the_catalogue_stays_until_somebody_removes_it(house):
    list_id = made(house, "ga")
    without = set(KNOWN) - {"t1"}

    with pytest.raises(SocialError, match="no title 't1' in the catalogue"):
        contents.add(house, "ga", made(house, "ga", titles=()), ["t1"], without, AT)

    assert titles_of(house, "ga", list_id) == ["t0", "t1", "t2"]
    contents.remove(house, "ga", list_id, "t1", AT)
    assert titles_of(house, "ga", list_id) == ["t0", "t2"]


def test_too_much_is_refused_with_the_limit(house, monkeypatch):
    monkeypatch.setattr(contents, "ITEMS_EACH", 3)
    monkeypatch.setattr(making, "LISTS_EACH", 1)
    list_id = made(house, "ga")

    with pytest.raises(SocialError, match="holds 3 titles; this would make it 4"):
        contents.add(house, "ga", list_id, ["t3"], KNOWN, AT)
    with pytest.raises(SocialError, match="You have 1 playlists"):
        making.make(house, "ga", "Another", AT)


def test_who_has_not_joined_cannot_share(store):
    guest(store, "gz", AT)
    list_id = made(store, "gz", visibility="private")

    with pytest.raises(SocialError, match="Join Social to share"):
        making.set_visibility(store, "gz", list_id, "public", AT)
    with pytest.raises(SocialError, match="Join Social to share"):
        making.new_link(store, "gz", list_id, AT)


def test_a_renewed_link_kills_the_old_one_and_who_followed_by_it_is_left_behind(house):
    list_id = made(house, "ga", visibility="private")
    old = making.new_link(house, "ga", list_id, AT)
    sharing.follow(house, "gb", list_id, AT, old)
    with house.reading() as connection:
        assert lists.by_link(connection, "gc", old).id == list_id
        assert [each.id for each in lists.following(connection, "gb")] == [list_id]

    new = making.new_link(house, "ga", list_id, AT)

    with house.reading() as connection:
        assert lists.by_link(connection, "gc", new).id == list_id
        assert lists.following(connection, "gb") == []
        with pytest.raises(SocialError, match="There is no such playlist"):
            lists.by_link(connection, "gc", old)


def test_a_link_has_128_random_bits_and_only_its_digest_is_kept(house):
    list_id = made(house, "ga", visibility="private")
    token = making.new_link(house, "ga", list_id, AT)
    with house.reading() as connection:
        kept = connection.execute(select(LISTS)).all()

    assert len(token) == 22  # 16 bytes as base64 without padding
    assert token not in repr(kept)
    assert making.new_link(house, "ga", list_id, AT) != token


def test_an_empty_secret_opens_nothing(house):
    made(house, "ga", visibility="link")

    with house.reading() as connection, pytest.raises(SocialError, match="no such playlist"):
        lists.by_link(connection, "gb", "")


def test_a_revoked_link_leaves_the_list_private(house):
    list_id = made(house, "ga", visibility="private")
    token = making.new_link(house, "ga", list_id, AT)

    making.revoke_link(house, "ga", list_id, AT)

    assert one(house, "ga", list_id).visibility == "private"
    with pytest.raises(SocialError, match="no such playlist"):
        one(house, "gb", list_id, token)


def test_an_invitation_takes_a_yes_and_a_role_decides_what_one_may(house):
    list_id = made(house, "ga", visibility="private")
    sharing.invite(house, "ga", list_id, "gb", "suggests", AT)
    with pytest.raises(SocialError, match="said yes"):
        offers.offer(house, "gb", list_id, "t9", KNOWN, AT)

    sharing.answer(house, "gb", list_id, True, AT)
    offers.offer(house, "gb", list_id, "t9", KNOWN, AT, note="The chase!")
    with pytest.raises(SocialError, match="invited to add"):
        contents.add(house, "gb", list_id, ["t8"], KNOWN, AT)
    offers.accept(house, "ga", list_id, "t9", KNOWN, later(1))

    with house.reading() as connection:
        last = lists.items(connection, "gb", list_id)[-1]
        assert (last.title_id, last.note, last.added_by) == ("t9", "The chase!", "gb")
        assert offers.offers(connection, "ga", list_id) == []


def test_a_declined_suggestion_is_gone_and_adds_nothing(house):
    list_id = made(house, "ga")
    helper(house, list_id, "gb", "suggests")
    offers.offer(house, "gb", list_id, "t9", KNOWN, AT)

    offers.decline(house, "ga", list_id, "t9", AT)

    with house.reading() as connection:
        assert offers.offers(connection, "gb", list_id) == []
    assert "t9" not in titles_of(house, "ga", list_id)


def test_only_owners_decide_and_others_are_told_so_only_of_lists_they_see(house):
    seen, secret = made(house, "ga"), made(house, "ga", visibility="private")

    with pytest.raises(SocialError, match="Only who made"):
        making.describe(house, "gb", seen, "Mine", "", AT)
    for attempt in (
        lambda: making.describe(house, "gb", secret, "Mine", "", AT),
        lambda: making.set_visibility(house, "gb", secret, "public", AT),
        lambda: making.new_link(house, "gb", secret, AT),
        lambda: making.remove_list(house, "gb", secret, AT),
        lambda: contents.add(house, "gb", secret, ["t9"], KNOWN, AT),
        lambda: contents.move(house, "gb", secret, "t0", 1, AT),
        lambda: sharing.follow(house, "gb", secret, AT),
        lambda: sharing.copy(house, "gb", secret, KNOWN, AT),
        lambda: sharing.answer(house, "gb", secret, True, AT),
        lambda: speaking.comment(house, "gb", secret, "Hello", AT),
        lambda: speaking.like(house, "gb", secret, True, AT),
        lambda: speaking.report(house, "gb", secret, "spam", AT),
    ):
        with pytest.raises(SocialError, match=r"^There is no such playlist\.$"):
            attempt()


@pytest.mark.parametrize("blocks", ["ga", "gb"])
def test_a_block_ends_what_two_people_do_with_each_others_lists_for_good(house, blocks):
    list_id = made(house, "ga", visibility="private")
    for who in ("gb", "gc"):
        helper(house, list_id, who)
    contents.add(house, "gb", list_id, ["t9"], KNOWN, AT)
    sharing.follow(house, "gb", list_id, AT)
    other = {"ga": "gb", "gb": "ga"}[blocks]

    relations.block(house, blocks, other, AT, ends=(sharing.part,))
    relations.unblock(house, blocks, other, AT)

    with pytest.raises(SocialError, match="no such playlist"):
        one(house, "gb", list_id)
    with house.reading() as connection:
        assert [each.user.id for each in sharing.helpers(connection, "ga", list_id)] == ["gc"]
        assert lists.helping(connection, "gb") == lists.following(connection, "gb") == []
    assert titles_of(house, "ga", list_id)[-1] == "t9"


def test_a_copy_is_private_and_names_its_origin_only_to_who_sees_it(house):
    origin = made(house, "ga")
    copied = sharing.copy(house, "gb", origin, set(KNOWN) - {"t1"}, AT)
    assert titles_of(house, "gb", copied) == ["t0", "t2"]
    assert one(house, "gb", copied).visibility == "private"
    assert one(house, "gb", copied).copied_from == origin

    making.set_visibility(house, "ga", origin, "private", AT)

    assert one(house, "gb", copied).copied_from == ""


def test_a_deleted_list_takes_its_titles_comments_and_likes_with_it(house):
    list_id = made(house, "ga")
    speaking.comment(house, "gb", list_id, "Lovely.", AT)
    speaking.like(house, "gb", list_id, True, AT)

    making.remove_list(house, "ga", list_id, AT)

    with house.reading() as connection:
        for table in (ITEMS, COMMENTS, LIKES):
            assert connection.execute(select(table)).all() == []


def test_a_comment_that_a_presenter_marked_is_masked_for_all_but_its_author(house):
    list_id = made(house, "ga")
    said = speaking.comment(house, "gb", list_id, "He is the twin.", AT)
    speaking.comment(house, "gb", list_id, "Lovely.", later(1))
    row = {"kind": "comment", "object_id": said, "decision": "spoiler", "standing": True, "at": AT}
    row |= {"season": 1, "episode": 0, "minute": 0, "presenter": "P", "note": ""}
    with house.writing() as connection:
        connection.execute(insert(DECISIONS), row)

    with house.reading() as connection:
        for reader, words in (("ga", ""), ("gc", ""), ("gb", "He is the twin.")):
            found = speaking.comments(connection, reader, list_id)
            assert [each.text for each in found] == [words, "Lovely."]
            assert [each.masked for each in found] == [not words, False]


def test_search_finds_names_descriptions_and_titles_without_case_or_accents(house):
    made(house, "ga", name="Café noir", about="Detectives in the RAIN")
    made(house, "gb", name="Other")

    with house.reading() as connection:

        def found(words):
            return [each.name for each in lists.search(connection, "gc", words, KNOWN)]

        assert found("cafe") == found("rain DETECTIVES") == ["Café noir"]
        assert sorted(found("title 1")) == ["Café noir", "Other"]
        assert found("100%") == found("_") == found("  ") == []


def test_friends_lists_with_a_title_are_those_of_whom_one_follows(house):
    theirs = made(house, "ga", visibility="followers")
    made(house, "gc")
    relations.follow(house, "gb", "ga", AT)

    with house.reading() as connection:
        assert [each.id for each in lists.friends_with(connection, "gb", "t1")] == [theirs]


def test_the_feed_has_a_list_from_when_others_could_first_see_it(house):
    list_id = made(house, "ga", visibility="private")
    making.set_visibility(house, "ga", list_id, "public", later(5))

    with house.reading() as connection:
        rows = connection.execute(lists.in_feed("gb")).all()

    assert [tuple(row) for row in rows] == [("list", list_id, "ga", later(5))]


def test_a_cover_is_one_that_there_is(house):
    list_id = made(house, "ga")
    making.set_cover(house, "ga", list_id, "title:t1", AT)
    making.set_cover(house, "ga", list_id, "drawn:crime:7", AT)

    for cover, sentence in (
        ("title:t9", "this one is not in it"),
        ("https://elsewhere.example/a.png", "is none"),
        ("drawn:nonsense:1", "is none"),
    ):
        with pytest.raises(SocialError, match=sentence):
            making.set_cover(house, "ga", list_id, cover, AT)
    assert one(house, "gb", list_id).cover == "drawn:crime:7"


def test_two_people_who_move_at_the_same_moment_lose_nothing(house):
    titles = tuple(KNOWN)[:8]
    list_id = made(house, "ga", titles=titles)
    helper(house, list_id, "gb")

    def shuffle(who, step):
        for number in range(6):
            contents.move(house, who, list_id, titles[(number * step) % 8], number, AT)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(shuffle, "ga", 3), pool.submit(shuffle, "gb", 5)]:
            done.result()

    with house.reading() as connection:
        found = lists.items(connection, "ga", list_id)
    assert sorted(each.title_id for each in found) == sorted(titles)
    assert [each.place for each in found] == list(range(8))
