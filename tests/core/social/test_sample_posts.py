"""What the sample members say: within the rules for people, varied, and the same each time."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.social import posts, relations
from core.social import progress as watching
from core.social.posts.planting import DAYS
from core.social.posts.sentences import OPENINGS
from core.social.progress import Point
from core.social.tables_posts import COMMENTS, LIKES, POSTS
from core.store.store import open_store
from core.world import World
from tests.core.social.people import AT


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A store with the sample members and their posts, and the world."""
    world = World.load()
    made = open_store(tmp_path_factory.mktemp("planted") / "store.sqlite")
    with made.writing() as connection:
        relations.seed(connection, world, AT)
        posts.seed(connection, world, AT)
    yield made, world
    made.engine.dispose()


def test_the_sample_members_posts_keep_every_rule_that_people_must_keep(planted):
    store, world = planted
    stars = world.ratings.set_index(["member_id", "title_id"])["stars"].to_dict()
    with store.reading() as connection:
        rows = connection.execute(select(POSTS)).all()
        far = watching.reached_all

        assert 300 <= len(rows) <= 500
        assert all(AT - timedelta(days=DAYS) <= row.at < AT for row in rows)
        assert all(row.audience == "public" and 0 < len(row.text) < 300 for row in rows)
        reviews = [row for row in rows if row.kind == "review"]
        assert len({(row.author_id, row.title_id) for row in reviews}) == len(reviews)
        for row in reviews:
            if not row.spoiler:
                assert row.halves == 2 * stars[int(row.author_id[1:]), row.title_id]
        spoilers = [row for row in rows if row.spoiler]
        episodes = set(
            world.series[["title_id", "season", "episode"]].itertuples(index=False, name=None)
        )
        assert len(spoilers) >= 20
        for row in spoilers:
            assert (row.title_id, row.season, row.episode) in episodes
            come = far(connection, row.author_id, [row.title_id])[row.title_id]
            assert come >= Point(row.season, row.episode)
        said = connection.execute(select(COMMENTS)).all()
        posted = {row.id: row.at for row in rows}
        assert all(posted[row.object_id] < row.at <= AT for row in said)


def test_the_sample_members_seldom_say_the_same_and_leave_no_gap_in_a_sentence(planted):
    store, _ = planted
    with store.reading() as connection:
        texts = list(connection.execute(select(POSTS.c.text).order_by(POSTS.c.at)).scalars())
        comments = list(connection.execute(select(COMMENTS.c.text)).scalars())

    assert not any("{" in text or "}" in text for text in texts + comments)
    repeated = sum(times - 1 for times in Counter(texts).values())
    assert repeated <= 0.03 * len(texts)
    openings = [text.split(". ")[0] for text in texts]
    for place in range(0, len(openings) - 20, 20):
        assert max(Counter(openings[place : place + 20]).values()) <= 2


def test_planting_twice_from_one_world_says_the_same(planted, tmp_path):
    store, world = planted
    again = open_store(tmp_path / "again.sqlite")
    with again.writing() as connection:
        relations.seed(connection, world, AT)
        posts.seed(connection, world, AT)

    for table in (POSTS, COMMENTS, LIKES):
        keys = list(table.primary_key.columns)
        with store.reading() as one, again.reading() as other:
            wanted = select(table).order_by(*keys)
            assert one.execute(wanted).all() == other.execute(wanted).all()
    again.engine.dispose()


def test_every_mood_of_the_catalogue_has_sentences_for_all_stars():
    world = World.load()
    moods = {mood for row in world.titles["moods"] for mood in row.split(";")}

    assert OPENINGS.keys() == moods
    assert all(set(bands) == {"high", "mid", "low"} for bands in OPENINGS.values())
