"""A few people who know one another in every way there is, for tests of what they say."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from core.identity.tables import USERS
from core.identity.users import COLOURS, guest
from core.social import posts, relations
from core.social.limits import Limits
from core.social.posts import Experience, Review
from core.social.tables_relations import MEMBERSHIPS

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)
TITLES = {"dark": "Dark", "heat": "Heat", "solaris": "Solaris"}


class Free(Limits):
    """Limits that never refuse."""

    def spend(self, user_id, act, at):
        """Count nothing."""


def later(minutes):
    """Return a time so many minutes after the start."""
    return AT + timedelta(minutes=minutes)


def people(store, *names):
    """Make guests who joined."""
    for name in names:
        guest(store, name, AT)
        relations.join(store, name, AT)


def sample(store, number):
    """Make a sample member who joined."""
    user_id = f"m{number}"
    with store.writing() as connection:
        connection.execute(
            insert(USERS),
            {
                "id": user_id,
                "kind": "sample",
                "name": f"Amber Badger {number}",
                "skeleton": f"amberbadger{number}",
                "colour": COLOURS[0],
                "member_id": number,
                "account": None,
                "presenter": "",
                "at": AT,
            },
        )
        connection.execute(
            insert(MEMBERSHIPS),
            {"user_id": user_id, "joined": True, "approves": False, "named": True, "at": AT},
        )
    return user_id


def write(store, who, title_id="dark", at=AT, **draft):
    """Write a review, of four stars if nothing else is said; return its id."""
    draft = {"stars": 4.0} | draft
    return posts.review(
        store, who, Review(title_id=title_id, **draft), at, titles=TITLES, limits=Free()
    )


def tell(store, who, text="Rain, soup and a film.", at=AT, post_id=None, **draft):
    """Tell of an evening; return the post's id."""
    told = Experience(text=text, **draft)
    return posts.experience(store, who, told, at, titles=TITLES, limits=Free(), post_id=post_id)
