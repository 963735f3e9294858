"""Who meets which stories when, compared with a model in plain Python."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from core.errors import SocialError
from core.identity.tables import USERS
from core.social import progress, stories
from core.social.stories import tables
from core.social.stories.posting import put
from core.social.tables_relations import BLOCKS, CLOSE, FOLLOWS, MEMBERSHIPS, MUTES
from tests.core.social.telling import ABSENT, AT, DRAFT, EVERYBODY, SPOILER, after, user_row

PAIRS = st.frozensets(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=8,
)
EDGES = (-5, 0, 1, 86_399, 86_400, 86_401, 200_000)


@dataclasses.dataclass(frozen=True)
class Society:
    """Users, relations and stories: what may be met follows from it without any SQL."""

    joined: frozenset
    follows: frozenset
    close: frozenset
    blocks: frozenset
    mutes: frozenset
    told: tuple
    reactions: frozenset
    seen: frozenset
    come: frozenset

    def hides(self, reader, who):
        apart = {(reader, who), (who, reader)} & self.blocks
        strange = reader.startswith("m") and who.startswith("g")
        return who != reader and (strange or who not in self.joined or bool(apart))

    def lets_in(self, reader, author):
        return reader in self.joined and not self.hides(reader, author)

    def opens(self, reader, place):
        author, age, audience, kept, _ = self.told[place]
        if author == reader:
            return True
        if age < 0 or (age >= 86_400 and not kept) or self.hides(reader, author):
            return False
        if audience == "public":
            return True
        tie = (reader, author) in self.follows
        if audience == "close":
            tie = (author, reader) in self.close
        return tie and self.lets_in(reader, author)

    def tells(self, reader, place):
        author, age, *_ = self.told[place]
        muted = (reader, author) in self.mutes
        return self.opens(reader, place) and 0 <= age < 86_400 and not muted

    def masks(self, reader, place):
        author, _, _, _, spoiler = self.told[place]
        return spoiler and author != reader and reader not in self.come

    def reacted(self, reader, place):
        return sum(at == place and not self.hides(reader, who) for at, who in self.reactions)

    def ring(self, reader):
        order = []
        for author in EVERYBODY:
            mine = [p for p in range(len(self.told)) if self.told[p][0] == author]
            there = [place for place in mine if self.tells(reader, place)]
            if there:
                new = author != reader and any((p, reader) not in self.seen for p in there)
                order.append(
                    (author != reader, not new, min(self.told[p][1] for p in there), author)
                )
        return [entry[:3] for entry in sorted(order)], {entry[3] for entry in order}


@st.composite
def societies(draw):
    told = draw(
        st.lists(
            st.tuples(
                st.sampled_from(EVERYBODY),
                st.sampled_from(EDGES),
                st.sampled_from(stories.AUDIENCES),
                st.booleans(),
                st.booleans(),
            ),
            min_size=1,
            max_size=6,
        )
    )
    done = st.frozensets(
        st.tuples(st.integers(0, len(told) - 1), st.sampled_from(EVERYBODY)), max_size=8
    )
    people = st.frozensets(st.sampled_from(EVERYBODY))
    return Society(
        joined=frozenset(EVERYBODY) - draw(st.frozensets(st.sampled_from(EVERYBODY), max_size=2)),
        follows=draw(PAIRS),
        close=draw(PAIRS),
        blocks=draw(PAIRS.map(lambda pairs: frozenset(sorted(pairs)[:2]))),
        mutes=draw(PAIRS.map(lambda pairs: frozenset(sorted(pairs)[:2]))),
        told=tuple(told),
        reactions=draw(done),
        seen=draw(done),
        come=draw(people),
    )


def settle(connection, society):
    """Make a store hold a society and nothing else."""
    connection.execute(delete(USERS))
    connection.execute(insert(USERS), [user_row(each) for each in EVERYBODY])
    for table, rows in (
        (MEMBERSHIPS, [{"user_id": e, "joined": True, "approves": False, "named": False}
                       for e in society.joined]),
        (FOLLOWS, [{"follower_id": a, "followed_id": b, "accepted": True}
                   for a, b in society.follows]),
        (CLOSE, [{"user_id": a, "friend_id": b} for a, b in society.close]),
        (BLOCKS, [{"user_id": a, "blocked_id": b} for a, b in society.blocks]),
        (MUTES, [{"user_id": a, "muted_id": b} for a, b in society.mutes]),
        (progress.PROGRESS, [{"user_id": e, "title_id": "dark-2017", "season": 1, "episode": 3,
                              "minute": 20} for e in society.come]),
    ):  # fmt: skip
        if rows:
            connection.execute(insert(table), [row | {"at": AT} for row in rows])
    put(
        connection,
        [
            (
                str(place),
                author,
                dataclasses.replace(SPOILER if spoiler else DRAFT, audience=audience),
                after(-age),
            )
            for place, (author, age, audience, _, spoiler) in enumerate(society.told)
        ],
    )
    highlights = [str(place) for place, each in enumerate(society.told) if each[3]]
    where = tables.STORIES.c.id.in_(highlights)
    connection.execute(tables.STORIES.update().where(where).values(kept=AT))
    for table, pairs, more in (
        (tables.REACTIONS, society.reactions, {"reaction": "love"}),
        (tables.SEEN, society.seen, {}),
    ):
        rows = [{"story_id": str(p), "user_id": who, "at": AT, **more} for p, who in pairs]
        if rows:
            connection.execute(insert(table), rows)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(society=societies())
def test_every_reader_meets_exactly_what_the_model_says(store, society):
    with store.writing() as connection:
        settle(connection, society)

    places = range(len(society.told))
    with store.reading() as connection:
        for reader in EVERYBODY:
            there = {each.id: each for each in stories.live(connection, reader, AT)}
            assert there.keys() == {str(p) for p in places if society.tells(reader, p)}
            for place in places:
                if not society.opens(reader, place):
                    with pytest.raises(SocialError, match=ABSENT):
                        stories.story(connection, reader, str(place), AT)
                    continue
                met = stories.story(connection, reader, str(place), AT)
                assert met.masked == society.masks(reader, place)
                assert (met.text == "" and met.poll is None) or not met.masked
                assert sum(met.reactions.values()) == society.reacted(reader, place)
            ring = stories.ring(connection, reader, AT)
            order, authors = society.ring(reader)
            assert {each.author for each in ring} == authors
            assert [
                (not e.mine, not e.unseen, (AT - e.latest).total_seconds()) for e in ring
            ] == order
            assert {s for e in ring for s in e.stories} == there.keys()
