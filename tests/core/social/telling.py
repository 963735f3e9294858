"""Stories to tell, and what is done to them, for tests of both."""

import dataclasses
from datetime import UTC, datetime, timedelta

from core.social import stories
from core.social.limits import Limits
from core.social.progress import Point

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)
GUESTS = ("ga", "gb", "gc")
EVERYBODY = (*GUESTS, "m1", "m2")
ABSENT = r"^There is no such story\.$"
DRAFT = stories.StoryDraft(title_id="sholay-1975", point=Point(minute=50), text="The train!")
POLL = dataclasses.replace(DRAFT, question="Again?", options=("Yes", "No"))
SPOILER = dataclasses.replace(
    POLL, title_id="dark-2017", point=Point(1, 3, 20), spoiler=Point(1, 3, 20)
)


def after(seconds=0, hours=0):
    return AT + timedelta(seconds=seconds, hours=hours)


def post(store, who, draft, at):
    return stories.post(store, who, draft, at, limits=Limits())


def react(store, who, story_id, reaction, at):
    stories.react(store, who, story_id, reaction, at, limits=Limits())


def vote(store, who, story_id, place, at):
    stories.vote(store, who, story_id, place, at, limits=Limits())


def comment(store, who, story_id, words, at):
    return stories.comment(store, who, story_id, words, at, limits=Limits())


def user_row(user_id):
    kind = "sample" if user_id.startswith("m") else "guest"
    member = int(user_id[1:]) if kind == "sample" else 0
    row = {"id": user_id, "kind": kind, "name": user_id, "skeleton": user_id, "at": AT}
    return row | {"colour": "#1f77b4", "member_id": member, "account": None, "presenter": ""}


def read(store, story_id, reader, at=AT):
    with store.reading() as connection:
        return stories.story(connection, reader, story_id, at)


def ids(found):
    return [each.id for each in found]
