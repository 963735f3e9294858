"""Who knows whom, compared with a model in plain Python after any sequence of operations."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, literal, select

from core.errors import SocialError
from core.identity.tables import USERS
from core.identity.users import guest, user
from core.social import circle, membership, planting
from core.social import relations as r
from core.social.limits import Limits
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MEMBERSHIPS, MUTES
from tests.learned import world

AT = datetime(2026, 6, 1, 20, tzinfo=UTC)
GUESTS = ("ga", "gb", "gc")
SAMPLES = ("m1", "m2")
EVERYBODY = (*GUESTS, *SAMPLES)
PLANTED = {("m1", "m2"): True}

PAIRS = {
    "follow": r.follow,
    "unfollow": r.unfollow,
    "accept": lambda store, me, who, at: r.answer(store, me, who, True, at),
    "refuse": lambda store, me, who, at: r.answer(store, me, who, False, at),
    "remove": r.remove_follower,
    "befriend": r.befriend,
    "unfriend": r.unfriend,
    "block": r.block,
    "unblock": r.unblock,
    "mute": r.mute,
    "unmute": r.unmute,
}
ALONE = {
    "join": r.join,
    "leave": r.leave,
    "approve": lambda store, me, at: r.approve_followers(store, me, True, at),
    "open": lambda store, me, at: r.approve_followers(store, me, False, at),
}


@dataclasses.dataclass
class Model:
    """Relations as sets; ``do`` returns whether the operation is refused."""

    joined: set
    follows: dict = dataclasses.field(default_factory=lambda: dict(PLANTED))
    approves: set = dataclasses.field(default_factory=set)
    blocks: set = dataclasses.field(default_factory=set)
    mutes: set = dataclasses.field(default_factory=set)
    close: set = dataclasses.field(default_factory=set)

    def hidden(self, reader):
        return {
            each
            for each in EVERYBODY
            if each != reader
            and (
                each not in self.joined
                or (each, reader) in self.blocks
                or (reader, each) in self.blocks
                or (reader in SAMPLES and each not in SAMPLES)
            )
        }

    def inside(self, reader, who):
        return reader in self.joined and who not in self.hidden(reader)

    def followed(self, reader):
        return {
            whom
            for (who, whom), accepted in self.follows.items()
            if who == reader and accepted and self.inside(reader, whom)
        }

    def close_to(self, reader):
        return {who for who, friend in self.close if friend == reader and self.inside(reader, who)}

    def sees(self, reader, author, audience):
        if reader == author:
            return True
        if author in self.hidden(reader) or audience == "private":
            return False
        return (
            audience == "public"
            or (audience == "followers" and author in self.followed(reader))
            or (audience == "close" and author in self.close_to(reader))
        )

    def edges(self, reader):
        closed = self.approves - self.followed(reader) - {reader}
        return {
            pair
            for pair, accepted in self.follows.items()
            if accepted
            and not self.hidden(reader) & set(pair)
            and ((reader in pair and reader not in SAMPLES) or not closed & set(pair))
        }

    def requests(self, me):
        return {
            who
            for (who, whom), accepted in self.follows.items()
            if whom == me and not accepted and who not in self.hidden(me)
        }

    def do(self, name, me, whom=""):
        refused = whom == me or whom not in EVERYBODY or whom in self.hidden(me)
        refused = refused or me not in self.joined
        if name == "join":
            self.joined.add(me)
        elif name == "leave":
            self.joined.discard(me)
        elif name == "approve":
            self.approves.add(me)
        elif name == "open":
            self.approves.discard(me)
            self.follows.update({pair: True for pair in self.follows if pair[1] == me})
        elif name in ("accept", "refuse"):
            if whom not in self.requests(me):
                return True
            self.follows[whom, me] = True
            if name == "refuse":
                del self.follows[whom, me]
        elif name == "block":
            if whom == me or whom not in EVERYBODY:
                return True
            for pair in ((me, whom), (whom, me)):
                self.follows.pop(pair, None)
                self.close.discard(pair)
            self.blocks.add((me, whom))
        elif name in ("unfollow", "unfriend", "unblock", "unmute"):
            gone = {"unfollow": self.follows, "unfriend": self.close}
            gone |= {"unblock": self.blocks, "unmute": self.mutes}
            kept = gone[name]
            kept.pop((me, whom), None) if isinstance(kept, dict) else kept.discard((me, whom))
        elif name == "remove":
            self.follows.pop((whom, me), None)
            self.close.discard((me, whom))
        elif refused or (name == "befriend" and whom in SAMPLES):
            return True
        elif name == "follow":
            self.follows.setdefault((me, whom), whom not in self.approves)
        else:
            {"befriend": self.close, "mute": self.mutes}[name].add((me, whom))
        return False


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(list(ALONE)), st.sampled_from(GUESTS), st.just(""))
    | st.tuples(
        st.sampled_from(list(PAIRS)), st.sampled_from(GUESTS), st.sampled_from((*EVERYBODY, "gz"))
    ),
    max_size=30,
)


@pytest.fixture
def peopled(store):
    """A store with three guests, who have not joined, and two sample members, one a follower."""
    for each in GUESTS:
        guest(store, each, AT)
    with store.writing() as connection:
        connection.execute(
            insert(USERS),
            [
                {
                    "id": each,
                    "kind": "sample",
                    "name": each,
                    "skeleton": each,
                    "colour": "#5c6570",
                    "member_id": number,
                    "account": None,
                    "presenter": "",
                    "at": AT,
                }
                for number, each in enumerate(SAMPLES, start=1)
            ],
        )
        _begin(connection, Model(joined=set(SAMPLES)))
    return store


def _begin(connection, model):
    for table in (MEMBERSHIPS, FOLLOWS, BLOCKS, MUTES, CLOSE):
        connection.execute(delete(table))
    members = [
        {
            "user_id": each,
            "joined": each in model.joined,
            "approves": each in model.approves,
            "named": False,
            "at": AT,
        }
        for each in EVERYBODY
    ]
    connection.execute(insert(MEMBERSHIPS), members)
    follows = [
        {"follower_id": one, "followed_id": other, "accepted": accepted, "at": AT}
        for (one, other), accepted in model.follows.items()
    ]
    connection.execute(insert(FOLLOWS), follows)
    close = [{"user_id": one, "friend_id": other, "at": AT} for one, other in model.close]
    connection.execute(insert(CLOSE), close) if close else None


def _refuses(store, name, me, whom, at):
    try:
        ALONE[name](store, me, at) if name in ALONE else PAIRS[name](store, me, whom, at)
    except SocialError:
        return True
    return False


def _ids(connection, query):
    return set(connection.execute(query).scalars())


def _names(people):
    return {each.id for each in people}


def sparse():
    """Two guests have joined and know nobody."""
    return Model(joined={*SAMPLES, "ga", "gb"})


def dense():
    """Everybody knows everybody, one by approval."""
    pairs = {(one, other) for one in GUESTS for other in EVERYBODY if one != other}
    return Model(
        joined=set(EVERYBODY),
        approves={"gc"},
        follows={**dict.fromkeys(pairs, True), **PLANTED},
        close={(one, other) for one, other in pairs if other in GUESTS},
    )


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=st.sampled_from([sparse, dense]), operations=OPERATIONS)
def test_every_query_answers_as_the_model_does_after_any_operations(peopled, start, operations):
    model = start()
    with peopled.writing() as connection:
        _begin(connection, model)

    refusals = [
        (_refuses(peopled, *operation, AT), model.do(*operation)) for operation in operations
    ]

    assert all(ours == theirs for ours, theirs in refusals)
    with peopled.reading() as connection:
        for reader in EVERYBODY:
            assert _ids(connection, r.hidden(reader)) == model.hidden(reader)
            assert _ids(connection, r.followed(reader)) == model.followed(reader)
            assert _ids(connection, r.close_to(reader)) == model.close_to(reader)
            assert _ids(connection, r.muted(reader)) == {b for a, b in model.mutes if a == reader}
            assert _names(circle.requests(connection, reader)) == model.requests(reader)
            edges = connection.execute(circle.edges(reader)).all()
            assert {tuple(edge) for edge in edges} == model.edges(reader)
            for audience in r.AUDIENCES:
                seen = r.seen_by(reader, USERS.c.id, literal(audience))
                assert _ids(connection, select(USERS.c.id).where(seen)) == {
                    author for author in EVERYBODY if model.sees(reader, author, audience)
                }


@pytest.fixture
def joined(peopled):
    """The same, all guests having joined."""
    for each in GUESTS:
        r.join(peopled, each, AT)
    return peopled


def _later(minutes):
    return AT + timedelta(minutes=minutes)


def test_following_somebody_by_approval_twice_is_one_request(joined):
    r.approve_followers(joined, "gb", True, AT)

    assert [r.follow(joined, "ga", "gb", AT), r.follow(joined, "ga", "gb", AT)] == ["asked"] * 2
    with joined.reading() as connection:
        assert [each.id for each in circle.requests(connection, "gb")] == ["ga"]
        assert not r.may_see(connection, "ga", "gb", "followers")

    r.answer(joined, "gb", "ga", True, AT)

    assert r.follow(joined, "ga", "gb", AT) == "follows"
    with joined.reading() as connection:
        assert r.may_see(connection, "ga", "gb", "followers")


def test_following_many_is_counted_and_what_changes_nothing_is_not(joined):
    limits = Limits()
    for _ in range(30):
        r.follow(joined, "ga", "gb", AT, limits)
    for _ in range(19):
        r.unfollow(joined, "ga", "gb", AT)
        r.follow(joined, "ga", "gb", AT, limits)

    with pytest.raises(SocialError, match="You may follow somebody again in 60 seconds"):
        r.follow(joined, "ga", "gc", AT, limits)

    with joined.reading() as connection:
        assert _ids(connection, r.followed("ga")) == {"gb"}
    assert r.follow(joined, "ga", "gc", _later(2), limits) == "follows"


def test_turning_approval_off_accepts_those_who_wait(joined):
    r.approve_followers(joined, "gb", True, AT)
    r.follow(joined, "ga", "gb", AT)

    r.approve_followers(joined, "gb", False, AT)

    with joined.reading() as connection:
        assert _ids(connection, r.followed("ga")) == {"gb"}


def test_unblocking_restores_no_follow_and_no_close_friend(joined):
    for one, other in (("ga", "gb"), ("gb", "ga")):
        r.follow(joined, one, other, AT)
        r.befriend(joined, one, other, AT)

    r.block(joined, "ga", "gb", AT)
    r.unblock(joined, "ga", "gb", AT)

    with joined.reading() as connection:
        for reader in ("ga", "gb"):
            assert _ids(connection, r.hidden(reader)) == set()
            assert _ids(connection, r.followed(reader)) == set()
            assert _ids(connection, r.close_to(reader)) == set()


def test_a_follower_removed_is_no_close_friend_any_more(joined):
    r.befriend(joined, "ga", "gb", AT)

    r.remove_follower(joined, "ga", "gb", AT)

    with joined.reading() as connection:
        assert circle.close_friends(connection, "ga") == ()
        assert not r.may_see(connection, "gb", "ga", "close")


def test_a_refused_request_leaves_no_trace_and_answering_again_is_refused(joined):
    r.approve_followers(joined, "gb", True, AT)
    r.follow(joined, "ga", "gb", AT)
    r.answer(joined, "gb", "ga", False, AT)

    with joined.reading() as connection:
        assert circle.asked(connection, "ga") == ()
    with pytest.raises(SocialError, match=r"^There is no such request\.$"):
        r.answer(joined, "gb", "ga", True, AT)


@pytest.mark.parametrize("act", [r.follow, r.befriend, r.mute])
def test_who_blocked_who_left_and_who_never_was_get_one_sentence(joined, act):
    r.block(joined, "gb", "ga", AT)
    r.leave(joined, "gc", AT)
    said = set()
    for whom in ("gb", "gc", "gz"):
        with pytest.raises(SocialError) as refused:
            act(joined, "ga", whom, AT)
        said.add(str(refused.value))
    with joined.reading() as connection, pytest.raises(SocialError) as unknown:
        user(connection, "gz")

    assert said == {str(unknown.value)}


def test_blocking_who_blocked_first_tells_nothing(joined):
    r.block(joined, "gb", "ga", AT)

    r.block(joined, "ga", "gb", AT)
    r.unblock(joined, "gb", "ga", AT)

    with joined.reading() as connection:
        assert "gb" in _ids(connection, r.hidden("ga"))
        assert "ga" in _ids(connection, r.hidden("gb"))


@pytest.mark.parametrize("act", [r.follow, r.befriend, r.mute, r.block])
def test_nobody_relates_to_oneself(joined, act):
    with pytest.raises(SocialError, match="somebody else"):
        act(joined, "ga", "ga", AT)


def test_who_has_not_joined_follows_nobody(peopled):
    with pytest.raises(SocialError, match="join first"):
        r.follow(peopled, "ga", "m1", AT)


def test_a_sample_member_never_acts(joined):
    with pytest.raises(SocialError, match="fictional"):
        r.follow(joined, "m1", "ga", AT)


def test_coming_back_restores_followers_close_friends_and_choices(joined):
    r.approve_followers(joined, "ga", True, AT)
    r.befriend(joined, "ga", "gb", AT)
    r.follow(joined, "gb", "ga", AT)
    r.answer(joined, "ga", "gb", True, AT)

    r.leave(joined, "ga", AT)

    with joined.reading() as connection:
        assert not r.may_see(connection, "gb", "ga", "public")
        assert _ids(connection, r.close_to("gb")) == set()

    r.join(joined, "ga", _later(1))

    with joined.reading() as connection:
        assert r.settings(connection, "ga") == membership.Settings(joined=True, approves=True)
        assert all(r.may_see(connection, "gb", "ga", each) for each in ("followers", "close"))


def test_a_sample_reader_sees_nothing_of_guests_for_anybody_may_be_that_reader(joined):
    rows = {"follower_id": "m1", "followed_id": "ga", "accepted": True, "at": AT}
    with joined.writing() as connection:  # as no operation can, so that nothing rests on that
        connection.execute(insert(FOLLOWS), rows)
        connection.execute(insert(CLOSE), {"user_id": "ga", "friend_id": "m1", "at": AT})

    with joined.reading() as connection:
        seen = {each: r.may_see(connection, "m1", "ga", each) for each in r.AUDIENCES}
        assert not any(seen.values())
        assert r.may_see(connection, "m1", "m2", "followers")

    with pytest.raises(SocialError, match="Anybody may view as a sample member"):
        r.befriend(joined, "ga", "m1", AT)


def test_whom_a_guest_by_approval_follows_is_not_told_by_viewing_as_them(joined):
    r.approve_followers(joined, "ga", True, AT)
    r.follow(joined, "ga", "m1", AT)

    with joined.reading() as connection:
        assert circle.followers(connection, "m1", "m1") == ()
        assert _names(circle.following(connection, "ga", "ga")) == {"m1"}
        assert circle.counts(connection, "gb", "m1") == circle.Counts(
            followers=0, following=1, closed=False
        )


def test_an_unknown_audience_is_a_mistake_alone_and_nobodys_in_a_query(joined):
    with joined.reading() as connection:
        with pytest.raises(SocialError, match="public, followers, close, private, not 'all'"):
            r.may_see(connection, "ga", "gb", "all")

        seen = r.seen_by("ga", USERS.c.id, literal("all"))
        assert _ids(connection, select(USERS.c.id).where(seen)) == {"ga"}


def test_the_sample_world_follows_in_the_store_as_in_its_file(store):
    with store.writing() as connection:
        planting.seed(connection, world(), AT)

    with store.reading() as connection:
        social = world().members.loc[world().members["social"], "member_id"]
        reader = f"m{social.iloc[0]}"
        edges = {tuple(edge) for edge in connection.execute(circle.edges(reader))}
        pairs = zip(world().follows["follower_id"], world().follows["followed_id"], strict=True)
        assert edges == {(f"m{one}", f"m{other}") for one, other in pairs}
        kinds = connection.execute(select(USERS.c.kind)).scalars().all()
        assert kinds == ["sample"] * len(social)
        assert (
            user(connection, reader).name
            == world().members.set_index("member_id").at[social.iloc[0], "name"]
        )
        assert not connection.execute(r.hidden(reader)).all()
