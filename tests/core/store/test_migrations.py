"""Migrations run at start, are recorded, and end in the tables that the domains declare."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from core.errors import StoreError
from core.identity import tables as identity
from core.playlists import tables as playlists
from core.social import tables_posts as posts
from core.social import tables_relations as relations
from core.social.stories import tables as stories
from core.store import migrations
from core.store.schema import METADATA
from core.store.store import open_store

DOMAINS = (identity, relations, posts, stories, playlists)
"""Modules that declare tables: importing them fills ``METADATA``."""


def test_a_new_store_has_exactly_the_tables_that_domains_declare(store):
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []


def test_the_version_is_recorded_and_opening_again_changes_nothing(store, store_url):
    with store.reading() as connection:
        assert migrations.version(connection) == migrations.newest()

    open_store(store_url).engine.dispose()


def test_a_newer_store_is_refused_with_a_sentence(store, store_url):
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match=r"version '9999', which a newer Greenlight made"):
        open_store(store_url)
