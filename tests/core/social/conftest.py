"""People who tell one another stories."""

import pytest
from sqlalchemy import insert

from core.identity.tables import USERS
from core.social import relations
from core.social.tables_relations import MEMBERSHIPS
from tests.core.social.telling import AT, EVERYBODY, user_row


@pytest.fixture
def peopled(store):
    """A store with three guests and two sample members, of whom all have joined Social."""
    with store.writing() as connection:
        connection.execute(insert(USERS), [user_row(each) for each in EVERYBODY])
        choices = {"joined": True, "approves": False, "named": False, "at": AT}
        connection.execute(insert(MEMBERSHIPS), [{"user_id": e, **choices} for e in EVERYBODY])
    return store


@pytest.fixture
def friends(peopled):
    """The same, where gb and gc follow ga, and gb is ga's close friend."""
    for who in ("gb", "gc"):
        relations.follow(peopled, who, "ga", AT)
    relations.befriend(peopled, "ga", "gb", AT)
    return peopled
