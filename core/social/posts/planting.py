"""What the sample members wrote lately, so that a feed is alive before anybody is there.

All of it is public: anybody may view as a sample member.
"""

import dataclasses
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert

from core import seeds
from core.identity.users import sample_id
from core.social.posts.composing import Composer, Facts
from core.social.posts.echo import echo
from core.social.posts.watched import watched
from core.social.progress import Point
from core.social.tables_posts import COMMENTS, LIKES, POSTS, PROGRESS
from core.world import World

DAYS = 14
"""Days over which the posts are spread (assumption, 7 to 30)."""

REVIEWS = 320
"""Reviews of films and series (assumption, 100 to 1,000)."""

EPISODES = 30
"""Reviews of an episode, each a spoiler (assumption, 10 to 60)."""

EVENINGS = 42
"""Experiences (assumption, 10 to 100)."""

EACH = 3
"""Reviews of one member, and of one title, at most (assumption, 1 to 5)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A post before its words: whose, when, about what; ``stars`` is 0 for an experience."""

    member: int
    title_id: str
    stars: float
    at: datetime
    point: Point | None = None
    episode_title: str = ""
    character: str = ""


def seed(connection: Connection, world: World, at: datetime) -> None:
    """Fill a store that holds the sample members with their posts and how far they watched."""
    members = {int(one) for one in world.members.loc[world.members["social"], "member_id"]}
    far = watched(world, members)
    connection.execute(
        insert(PROGRESS),
        [
            {"user_id": sample_id(member), "title_id": title_id, "at": at} | point.columns()
            for (member, title_id), point in far.items()
        ],
    )
    chance = seeds.stream(0, "posts", "plan")
    plans = _episodes(world, far, at, chance)
    taken = {(plan.member, plan.title_id) for plan in plans}
    plans += _reviews(world, members, taken, at, chance)
    plans += _evenings(world, far, at, chance)
    rows = _posts(world, sorted(plans, key=lambda plan: (plan.at, plan.member, plan.title_id)))
    connection.execute(insert(POSTS), rows)
    comments, likes = echo(world, rows, at)
    connection.execute(insert(COMMENTS), comments)
    connection.execute(insert(LIKES), likes)


def _reviews(
    world: World,
    members: set[int],
    taken: set[tuple[int, str]],
    at: datetime,
    chance: np.random.Generator,
) -> list[Plan]:
    told = world.titles.loc[world.titles["kind"].isin(["film", "series"]), "title_id"]
    rated = world.ratings
    rated = rated[rated["member_id"].isin(members) & rated["title_id"].isin(told)]
    rows = rated[["member_id", "title_id", "stars"]].to_numpy(object).tolist()
    found: list[Plan] = []
    counts: Counter[int | str] = Counter()
    heard = Counter(world.follows["followed_id"].tolist())
    weights = np.array([1 + heard[row[0]] for row in rows])
    # exponential by weight: who has more followers comes earlier (Efraimidis & Spirakis, 2006)
    for place in np.argsort(chance.exponential(size=len(rows)) / weights).tolist():
        member, title_id, stars = rows[place]
        if (member, title_id) in taken or max(counts[member], counts[title_id]) >= EACH:
            continue
        counts.update((member, title_id))
        found.append(Plan(member=member, title_id=title_id, stars=stars, at=_time(at, chance)))
        if len(found) == REVIEWS:
            break
    return found


def _episodes(
    world: World, far: dict[tuple[int, str], Point], at: datetime, chance: np.random.Generator
) -> list[Plan]:
    """Return reviews of episodes that their authors have seen."""
    first = world.series.drop_duplicates(["title_id", "season", "episode"])
    first = first[first["characters"].notna()]
    columns = ["title_id", "season", "episode", "episode_title", "characters"]
    told: defaultdict[str, list[tuple[Point, str, str]]] = defaultdict(list)
    for title_id, season, episode, name, characters in first[columns].to_numpy(object).tolist():
        told[title_id].append((Point(season, episode), name, characters.split(";")[0]))
    rated = world.ratings
    pairs = rated[["member_id", "title_id"]].to_numpy(object).tolist()
    stars = {(pair[0], pair[1]): given for pair, given in zip(pairs, rated["stars"], strict=True)}
    watchers = [key for key in far if key[1] in told]
    found: list[Plan] = []
    for place in chance.permutation(len(watchers)).tolist():
        member, title_id = watchers[place]
        seen = [one for one in told[title_id] if one[0] <= far[member, title_id]]
        if not seen:
            continue
        point, name, character = seen[int(chance.integers(len(seen)))]
        found.append(
            Plan(
                member=member,
                title_id=title_id,
                stars=stars.get((member, title_id), float(chance.choice([2.5, 3.5, 4, 4.5]))),
                at=_time(at, chance),
                point=point,
                episode_title=name,
                character=character,
            )
        )
        if len(found) == EPISODES:
            break
    return found


def _evenings(
    world: World, far: dict[tuple[int, str], Point], at: datetime, chance: np.random.Generator
) -> list[Plan]:
    films = set(world.titles.loc[world.titles["kind"] == "film", "title_id"])
    whole = Point()
    seen = [key for key, point in far.items() if key[1] in films and point == whole]
    places = chance.choice(len(seen), min(EVENINGS, len(seen)), replace=False)
    return [
        Plan(member=seen[place][0], title_id=seen[place][1], stars=0.0, at=_time(at, chance))
        for place in places.tolist()
    ]


def _time(at: datetime, chance: np.random.Generator) -> datetime:
    """Return a time in the last days, the later the likelier, never the last minutes."""
    ago = timedelta(days=DAYS) * float(chance.random() ** 1.3)
    return max(at - timedelta(days=DAYS), at - timedelta(minutes=7) - ago)


def _posts(world: World, plans: list[Plan]) -> list[dict[str, Any]]:
    facts = _facts(world.titles)
    composer = Composer(seeds.stream(0, "posts", "words"))
    rows: list[dict[str, Any]] = []
    for place, plan in enumerate(plans):
        about = facts[plan.title_id]
        company = ""
        if plan.stars == 0:
            text, company = composer.evening(about)
        elif plan.point is None:
            text = composer.review(about, plan.stars)
        else:
            text = composer.episode(plan.stars, plan.episode_title, plan.character)
        row = {
            "id": f"{seeds.key(0, 'posts', 'id', place) % 2**64:016x}",
            "kind": "review" if plan.stars else "experience",
            "author_id": sample_id(plan.member),
            "title_id": plan.title_id,
            "halves": round(plan.stars * 2),
            "text": text,
            "company": company,
            "audience": "public",
            "spoiler": plan.point is not None,
            "at": plan.at,
            "edited": None,
        }
        rows.append(row | (plan.point or Point()).columns())
    return rows


def _facts(titles: pd.DataFrame) -> dict[str, Facts]:
    columns = ["title_id", "title", "kind", "year", "minutes", "genres", "moods", "language"]
    return {
        title_id: Facts(
            title=title,
            kind=kind,
            year=year,
            minutes=minutes,
            genres=tuple(genres.split(";")),
            moods=tuple(moods.split(";")),
            language=language,
        )
        for title_id, title, kind, year, minutes, genres, moods, language in titles[columns]
        .to_numpy(object)
        .tolist()
    }
