"""The sample members' lists: good enough to look at, the same every time, some of them hidden."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.playlists import lists, planting, seed
from core.playlists.plans import PLANS
from core.playlists.tables import FOLLOWERS, ITEMS, LISTS
from core.social import relations
from core.store.store import open_store

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory, world):
    made = open_store(tmp_path_factory.mktemp("planting") / "store.sqlite")
    with made.writing() as connection:
        relations.seed(connection, world, AT)
        seed(connection, world, AT)
    yield made
    made.engine.dispose()


def rows(store, table):
    with store.reading() as connection:
        return connection.execute(select(table)).all()


def test_there_are_about_sixty_lists_each_by_somebody_else_and_full_enough(filled, world):
    made, items = rows(filled, LISTS), rows(filled, ITEMS)
    counts = Counter(each.list_id for each in items)

    assert 50 <= len(made) <= len(PLANS)
    assert len({each.owner for each in made}) == len(made)
    assert min(counts.values()) >= planting.SHORTEST
    assert {each.title_id for each in items} <= set(world.titles["title_id"])


def test_followers_watched_titles_of_the_list_and_never_made_it(filled, world):
    held = {each.id: set() for each in rows(filled, LISTS)}
    for each in rows(filled, ITEMS):
        held[each.list_id].add(each.title_id)
    owners = {each.id: each.owner for each in rows(filled, LISTS)}
    seen = world.viewings.groupby("member_id")["title_id"].agg(set)
    for each in rows(filled, FOLLOWERS):
        assert each.user_id != owners[each.list_id]
        assert len(seen[int(each.user_id[1:])] & held[each.list_id]) >= planting.COMMON


def test_some_lists_are_not_public_and_nobody_else_finds_them(filled):
    hidden = [each for each in rows(filled, LISTS) if each.visibility == "private"]

    assert hidden
    with filled.reading() as connection:
        for each in hidden:
            words = each.name.split(",")[0]
            assert each.id not in {found.id for found in lists.search(connection, "m1", words, {})}


def test_another_seeding_gives_the_same_lists(filled, world, tmp_path):
    again = open_store(tmp_path / "again.sqlite")
    with again.writing() as connection:
        relations.seed(connection, world, AT)
        seed(connection, world, AT)

    for table in (LISTS, ITEMS, FOLLOWERS):
        assert rows(again, table) == rows(filled, table)
    again.engine.dispose()
