"""What the followers of sample members say to their posts: comments, answers and likes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from core import seeds
from core.identity.users import sample_id
from core.social.posts.composing import Composer
from core.world import World

LIKED = 0.25
"""Mean share of an author's followers who like a post (assumption, 0.05 to 0.4)."""

COMMENTED = 0.07
"""Mean share of an author's followers who comment on a post (assumption, 0.02 to 0.2)."""

ANSWERED = 0.4
"""Share of comments that the author answers (assumption, 0.1 to 0.6)."""

DELAY_H = 5.0
"""Mean hours from a post to what is said to it (assumption, 1 to 24)."""

Row = dict[str, Any]


def echo(world: World, posts: Sequence[Row], at: datetime) -> tuple[list[Row], list[Row]]:
    """Return the rows of comments on and likes of some posts until a time."""
    chance = seeds.stream(0, "posts", "echo")
    composer = Composer(seeds.stream(0, "posts", "replies"))
    followers: defaultdict[str, list[str]] = defaultdict(list)
    social = set(world.members.loc[world.members["social"], "member_id"])
    for follower, followed in world.follows[["follower_id", "followed_id"]].to_numpy().tolist():
        if follower in social:
            followers[sample_id(followed)].append(sample_id(follower))
    rated = world.ratings
    stars = {
        (sample_id(member), title_id): given
        for member, title_id, given in zip(
            rated["member_id"], rated["title_id"], rated["stars"], strict=True
        )
    }
    comments: list[Row] = []
    likes: list[Row] = []
    for post in posts:
        near = followers[post["author_id"]]
        appeal = 2 * chance.random()  # some posts please, some do not
        for who in _some(near, LIKED * appeal, chance):
            moment = _later(post["at"], at, chance)
            likes.append(_about(post) | {"user_id": who, "at": moment})
        for who in _some(near, COMMENTED * appeal, chance):
            comments += _thread(post, who, stars, at, chance, composer)
    return comments, likes


def _thread(
    post: Row,
    who: str,
    stars: dict[tuple[str, str], float],
    at: datetime,
    chance: np.random.Generator,
    composer: Composer,
) -> list[Row]:
    """Return a comment, and the author's answer where there is one."""
    moment = _later(post["at"], at, chance)
    about = _said(post, who, stars)
    comment = _comment(post, who, composer.reply(about), moment)
    if chance.random() >= ANSWERED:
        return [comment]
    later = _later(moment, at, chance)
    answer = composer.answer(about)
    return [comment, _comment(post, post["author_id"], answer, later, comment["id"])]


def _said(post: Row, who: str, stars: dict[tuple[str, str], float]) -> str:
    """Return what a comment is about: a key of ``REPLIES``."""
    if post["kind"] == "experience":
        return "evening"
    given = stars.get((who, post["title_id"]))
    if given is None:
        return "new"
    if given * 2 == post["halves"]:
        return "same"
    return "warmer" if given * 2 > post["halves"] else "cooler"


def _comment(post: Row, who: str, text: str, moment: datetime, parent: str = "") -> Row:
    number = seeds.key(0, "posts", "comment", post["id"], who, parent)
    return _about(post) | {
        "id": f"{number % 2**64:016x}",
        "parent_id": parent,
        "author_id": who,
        "text": text,
        "spoiler": False,
        "season": 0,
        "episode": 0,
        "minute": 0,
        "at": moment,
        "edited": None,
    }


def _about(post: Row) -> Row:
    return {"kind": post["kind"], "object_id": post["id"]}


def _some(people: list[str], share: float, chance: np.random.Generator) -> list[str]:
    return [
        who for who, drawn in zip(people, chance.random(len(people)), strict=True) if drawn < share
    ]


def _later(moment: datetime, at: datetime, chance: np.random.Generator) -> datetime:
    """Return a time after a moment and not after another."""
    after = moment + timedelta(hours=float(chance.exponential(DELAY_H)))
    return min(after, moment + (at - moment) * float(chance.random()))
