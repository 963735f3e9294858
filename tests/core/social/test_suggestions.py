"""Suggestions: likely, explained, and never of somebody whom the reader may not know of."""

from datetime import UTC, datetime
from functools import cache

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from core.errors import SocialError
from core.identity.naming import rename
from core.identity.tables import USERS
from core.identity.users import guest
from core.recommend.history import History
from core.recommend.profile import profile
from core.social import likely, posts, refinding, suggestions, tastes
from core.social import relations as r
from core.social.posts import Review
from core.social.tables_relations import FOLLOWS
from core.store.store import open_store
from tests.core.social.people import Free
from tests.learned import tastes as known
from tests.learned import world

AT = datetime(2026, 6, 1, 20, tzinfo=UTC)
GUESTS = {"ga": "Ann", "gb": "Bob", "gc": "Cid", "gd": "Dot", "ge": "Eve"}


@cache
def matchmaker():
    return suggestions.Matchmaker.of(world(), known())


@pytest.fixture
def room(tmp_path):
    """Five guests who joined, and the sample members."""
    store = open_store(tmp_path / "store.sqlite")
    with store.writing() as connection:
        r.seed(connection, world(), AT)
    for each, name in GUESTS.items():
        guest(store, each, AT)
        rename(store, each, name)
        r.join(store, each, AT)
    yield store
    store.engine.dispose()


def suggested(store, reader, *, by=None, k=40):
    with store.reading() as connection:
        found = suggestions.suggest(connection, reader, by or matchmaker(), k)
    return {each.user.id: each for each in found}


def liked_by(member, count):
    """Return titles that a sample member took."""
    rows = known().history(member)[:count]
    return known().titles["title_id"].iloc[rows].tolist()


def test_a_friend_of_friends_is_suggested_first_and_the_friends_are_named(room):
    r.follow(room, "ga", "gb", AT)
    r.follow(room, "ga", "gc", AT)
    r.follow(room, "gb", "gd", AT)
    r.follow(room, "gc", "gd", AT)

    first, *_ = suggested(room, "ga").values()

    assert first.user.name == "Dot"
    assert first.reason == "Followed by Bob and Cid, whom you follow."


def test_titles_are_named_where_the_other_told_of_them_and_nowhere_else(room):
    same = liked_by("m5", 12)
    told = {"ga": same[:3], "gb": same[:3], "gc": []}
    by = matchmaker().adding(known().adding({"ga": same, "gb": same, "gc": same}, told))

    found = suggested(room, "ga", by=by, k=200)

    assert "You share 3 titles, among them" in found["gb"].reason
    names = known().titles.set_index("title_id")["title"]
    assert not any(names[title] in found["gc"].reason for title in same)
    assert "gc" in found
    assert "gd" not in found


def reviewed(store, who, titles, stars=4.5, audience="public"):
    for title in titles:
        draft = Review(title_id=title, stars=stars, audience=audience)
        posts.review(store, who, draft, AT, titles={title}, limits=Free())


def by_reviews(store, reader):
    with store.reading() as connection:
        told = suggestions.liked_by_guests(connection, reader)
    return told, matchmaker().adding(known().adding({}, told))


def test_a_newcomer_who_wrote_reviews_is_suggested_people_of_like_taste(room):
    """What "ga" liked is what "m5" took: that member moves up, and the reason names taste."""
    same = liked_by("m5", 12)
    reviewed(room, "ga", same)
    reviewed(room, "gb", same[:3])
    before = list(suggested(room, "ga", k=900))

    after = suggested(room, "ga", by=by_reviews(room, "ga")[1], k=900)

    assert list(after).index("m5") < before.index("m5")
    assert any("as you do" in each.reason for each in after.values())
    assert "You share 3 titles, among them" in after["gb"].reason


def test_disliked_titles_and_what_is_for_followers_only_tell_others_nothing(room):
    one, other, third = liked_by("m5", 3)
    reviewed(room, "ga", [one], stars=1.0)
    reviewed(room, "ga", [other], audience="followers")
    reviewed(room, "ga", [third])
    with room.writing() as connection:
        connection.execute(update(USERS).where(USERS.c.id == "ga").values(kind="account"))

    assert set(by_reviews(room, "ga")[0]["ga"]) == {other, third}
    assert by_reviews(room, "gb")[0] == {"ga": (third,)}
    r.block(room, "ga", "gb", AT)
    assert by_reviews(room, "gb")[0] == {}


def test_a_short_history_speaks_to_oneself_and_not_to_others(room):
    few = liked_by("m5", tastes.FEWEST - 1)
    by = matchmaker().adding(known().adding({"ga": few, "gb": few}))

    found = suggested(room, "ga", by=by, k=900)

    assert found["gb"].reason == "Is here too."
    assert any("as you do" in each.reason for each in found.values())


def test_who_knows_nobody_and_took_nothing_gets_well_known_people_of_varied_taste(room):
    found = suggested(room, "ga", k=6)

    members = world().follows["followed_id"].value_counts()
    best = {f"m{member}" for member in members.index[: 6 * suggestions.WELL_KNOWN]}
    assert set(found) <= best
    direction = known().directions()[known().rows(found)]
    alike = (direction @ direction.T)[~np.eye(6, dtype=bool)].mean()
    usual = known().directions()[known().rows(sorted(best))]
    assert alike < (usual @ usual.T)[~np.eye(len(usual), dtype=bool)].mean()
    assert all("people here follow them" in each.reason for each in found.values())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda store: r.follow(store, "ga", "gd", AT),
        lambda store: (r.approve_followers(store, "gd", True, AT), r.follow(store, "ga", "gd", AT)),
        lambda store: r.block(store, "ga", "gd", AT),
        lambda store: r.block(store, "gd", "ga", AT),
        lambda store: r.mute(store, "ga", "gd", AT),
        lambda store: r.leave(store, "gd", AT),
        lambda store: (r.approve_followers(store, "gd", True, AT), r.follow(store, "gd", "ga", AT)),
        lambda store: (r.approve_followers(store, "ga", True, AT), r.follow(store, "gd", "ga", AT)),
    ],
    ids=["followed", "asked", "blocked", "blocking", "muted", "left", "closed follower", "asking"],
)
def test_somebody_is_not_suggested_who_is(room, spoil):
    r.follow(room, "ga", "gb", AT)
    r.follow(room, "gb", "gd", AT)
    assert "gd" in suggested(room, "ga")

    spoil(room)

    assert "gd" not in suggested(room, "ga")


def test_nobody_is_suggested_to_oneself_or_to_who_has_not_joined(room):
    assert "ga" not in suggested(room, "ga")

    r.leave(room, "ga", AT)

    assert suggested(room, "ga") == {}


def test_whom_a_closed_circle_follows_says_nothing_to_others(room):
    before = {each: found.score for each, found in suggested(room, "ga").items()}
    r.follow(room, "ga", "gb", AT)
    r.unfollow(room, "ga", "gb", AT)
    r.approve_followers(room, "gc", True, AT)

    r.follow(room, "gc", "gd", AT)
    r.follow(room, "gc", "ge", AT)

    after = {each: found.score for each, found in suggested(room, "ga").items()}
    assert after == before


def test_viewing_as_a_sample_member_tells_no_more_of_guests_than_all_know(room):
    r.approve_followers(room, "gb", True, AT)
    with room.writing() as connection:
        row = {"follower_id": "gb", "followed_id": "m1", "accepted": True, "at": AT}
        connection.execute(insert(FOLLOWS), row)
        row |= {"followed_id": "gd"}
        connection.execute(insert(FOLLOWS), row)

    reasons = {each: found.reason for each, found in suggested(room, "m1").items()}

    assert "Bob" not in " ".join(reasons.values())
    assert "gb" not in reasons


def test_genres_are_lifted_as_in_a_profile():
    theirs = profile(known().titles, known().data, History.of(known().history("m5")))
    theirs = theirs[theirs["kind"] == "genre"].set_index("name")["lift"]

    ours = known().lifts().iloc[int(known().rows(["m5"])[0])]

    assert ours[theirs.index].to_numpy() == pytest.approx(theirs.to_numpy())


def test_common_neighbours_weigh_as_networkx_says():
    some = suggestions.world_graph(world())
    signs = likely.Signs.of(some, known())
    theirs = nx.from_scipy_sparse_array(signs.either)

    ours = np.expm1(signs.about(5)[:, likely.SIGNS.index("friends")])

    others = [(5, other) for other in range(50, 150)]
    expected = [score for _, _, score in nx.adamic_adar_index(theirs, others)]
    assert ours[50:150] == pytest.approx(expected)


def test_walks_are_as_networkx_says():
    some = suggestions.world_graph(world())
    signs = likely.Signs.of(some, known())
    theirs = nx.pagerank(
        nx.from_scipy_sparse_array(signs.either), alpha=0.85, personalization={5: 1}, tol=1e-12
    )

    ours = np.expm1(signs.about(5)[:, likely.SIGNS.index("walk")]) / len(some.people)

    assert ours == pytest.approx([theirs[each] for each in range(len(ours))], abs=0.05)
    assert np.corrcoef(ours, list(theirs.values()))[0, 1] > 0.99


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_a_new_follow_towards_somebody_never_makes_them_less_likely_by_friends(seed):
    draw = np.random.default_rng(seed)
    pairs = {tuple(pair) for pair in draw.integers(0, 12, (30, 2)).tolist() if pair[0] != pair[1]}
    people = [str(each) for each in range(12)]
    some = likely.Graph.of(people, [(str(a), str(b)) for a, b in pairs])
    friends = likely.SIGNS.index("back")
    known_by = likely.SIGNS.index("known")

    more = likely.Graph.of(people, [*((str(a), str(b)) for a, b in pairs - {(3, 0)}), ("3", "0")])

    before, after = (likely.Signs.of(each, known()).about(0) for each in (some, more))
    assert after[3, friends] == 1
    assert (after[:, known_by] >= before[:, known_by]).all()


def test_hidden_follows_are_found_again_far_better_than_by_popularity_or_chance():
    some = suggestions.world_graph(world())
    hide = likely.fifth(len(some.ends), 7, "measure")

    found = refinding.found_again(some, known(), hide, seed=7)

    mean = {way: shares.mean() for way, shares in found.recall.items()}
    assert mean["suggestions"] > 2 * mean["popularity"] > 4 * mean["random"]
    assert mean["suggestions"] > mean["common neighbours"] > mean["taste"]
    assert (found.weights >= 0).all()


def test_a_panel_has_an_interval_for_each_way():
    some = suggestions.world_graph(world())

    panel = refinding.panel(some, known(), draws=50)

    frame = panel.frame.set_index("people by")
    assert list(frame.index) == list(refinding.WAYS)
    for name in ("recall", "newcomers"):
        assert (frame[f"{name}_low"] < frame[name]).all()
        assert (frame[name] < frame[f"{name}_high"]).all()
    assert "readers of whom every follow is hidden" in panel.about


def test_too_few_follows_to_hide_some_is_a_sentence():
    with pytest.raises(SocialError, match="0 follows are too few"):
        refinding.panel(likely.Graph.of(["m1", "m2"], []), known())
