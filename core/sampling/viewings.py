"""What members watch, when, where, how long, and whether they like it."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from core import seeds
from core.people import PERSONAS
from core.sampling.liking import joy
from core.sampling.shop import Array, Flags, Ints, Shop

DAYS = 90
END = np.datetime64("2026-11-01T00:00:00")
"""The world's last moment, UTC; every viewing lies in the ``DAYS`` before it."""

PARTS = 1 << 20
"""Weights are rounded to whole parts of this before they are added up."""

BREAK = 60
"""Seconds at least between the end of a viewing and the next."""

DONE = 0.05
"""What the weight of a film seen or a series finished is multiplied with (assumption, 0 to 0.5)."""

LONGEST = 600
"""Minutes of the longest viewing, as ``core.world.VIEWINGS`` allows."""

LIKED = 0.4, 0.04
"""Chance that the title one enjoys most is liked, finished or not (assumption)."""

AWAY = 0.08
"""Share of viewings away from home (assumption, 0.02 to 0.2)."""

REACH = 0.03, 0.0008
"""Spread of a viewing's position around home, away and at home, degrees (assumption)."""

HOURS = {
    "discoverer": (2, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 6, 9, 12, 12, 9, 5),
    "focused": (1, 0, 0, 0, 0, 0, 1, 2, 1, 1, 1, 1, 2, 2, 1, 1, 2, 3, 6, 10, 13, 11, 6, 2),
    "occasional": (2, 1, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 5, 8, 12, 12, 8, 4),
}
"""Relative frequency of a start in each local hour (assumption; evening peak at 20 to 22)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """How a persona chooses; every number is an assumption after the brief's words.

    Args:
        fame: Pull of a title's fame.
        taste: Pull of the member's own taste.
        go_on: Chance to go on with the series begun last.
        demo: Appeal of extras and live shows beside other titles.
        again: What a title's weight is multiplied with once it was begun.
        finish: Chance to watch to the end.
        search: Share of other choices made by search.
        nearby: Share made on the wheel of the neighbourhood, by who opted in.
        friends: Share made among what friends watch, by who follows somebody.
    """

    fame: float
    taste: float
    go_on: float
    demo: float
    again: float
    finish: float
    search: float
    nearby: float
    friends: float


CHOOSING = {
    "discoverer": Choosing(
        fame=0.9, taste=2.2, go_on=0.18, demo=0.25, again=0.2, finish=0.62,
        search=0.1, nearby=0.08, friends=0.1,
    ),
    "focused": Choosing(
        fame=1.2, taste=1.8, go_on=0.75, demo=0.0, again=1.0, finish=0.85,
        search=0.6, nearby=0.0, friends=0.0,
    ),
    "occasional": Choosing(
        fame=3.4, taste=0.5, go_on=0.6, demo=0.03, again=1.0, finish=0.75,
        search=0.2, nearby=0.02, friends=0.15,
    ),
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """Viewings of a block, a row each, in time order for each member.

    Args:
        who: Row of the member.
        hour: Local hour meant.
        start: Second of the horizon meant.
    """

    who: Ints
    hour: Ints
    start: Ints


def viewings(
    seed: int,
    block: int,
    members: pd.DataFrame,
    taste: Array,
    shop: Shop,
    places: pd.DataFrame,
    follows: pd.DataFrame,
) -> pd.DataFrame:
    """Return what the members of a block watched, ``core.world.VIEWINGS``.

    Nobody watches two titles at once: who is still watching begins the next one later.
    """
    draw = seeds.stream(seed, "sample", "viewings", block)
    drawn = _times(draw, members, places)
    who = drawn.who
    habits = _habits(members)
    finished = draw.random(len(who)) < habits["finish"][who]
    title, episodes, begun = _choices(draw, drawn, finished, habits, taste, shop)
    minutes, finished = _minutes(draw, shop.minutes[title], episodes, finished)
    enjoyed = joy(taste[who], shop.factors[title])
    liked = draw.random(len(who)) < np.where(finished, *LIKED) * enjoyed**2
    begins = _one_at_a_time(who, drawn.start, minutes * 60 + BREAK)
    home = members[["latitude", "longitude"]].to_numpy()[who]
    where = (home + _wander(draw, len(who))).round(4)
    at = END - np.timedelta64(DAYS, "D") + begins.astype("timedelta64[s]")
    frame = pd.DataFrame(
        {
            "member_id": members["member_id"].to_numpy()[who],
            "title_id": shop.ids[title],
            "at": pd.DatetimeIndex(at).as_unit("us").tz_localize("UTC"),
            "minutes": minutes,
            "finished": finished,
            "liked": liked,
            "surface": np.where(begun, "continue", _surfaces(draw, who, members, habits, follows)),
            "latitude": where[:, 0],
            "longitude": where[:, 1],
        }
    )
    return frame[begins + minutes * 60 <= DAYS * 86400].reset_index(drop=True)


def _wander(draw: np.random.Generator, count: int) -> Array:
    away = draw.random(count) < AWAY
    return np.where(away, *REACH)[:, None] * draw.normal(0, 1, (count, 2))


def _habits(members: pd.DataFrame) -> dict[str, Array]:
    """Return each number of ``Choosing`` for each member."""
    return {
        field.name: np.array([getattr(CHOOSING[slug], field.name) for slug in members["persona"]])
        for field in dataclasses.fields(Choosing)
    }


def _times(draw: np.random.Generator, members: pd.DataFrame, places: pd.DataFrame) -> Drawn:
    weekly = {persona.slug: persona.habits.sessions_per_week for persona in PERSONAS}
    mean = members["persona"].map(weekly).to_numpy() * DAYS / 7
    active = draw.gamma(3.0, 1 / 3.0, len(members))
    number = np.minimum(draw.poisson(mean * active), 6 * DAYS)
    who = np.repeat(np.arange(len(members)), number)
    persona = members["persona"].to_numpy()[who]
    hour = np.zeros(len(who), dtype=np.int64)
    for slug, shares in HOURS.items():
        mine = persona == slug
        hour[mine] = draw.choice(24, int(mine.sum()), p=np.array(shares) / sum(shares))
    local = draw.integers(0, DAYS, len(who)) * 86400 + hour * 3600
    local += draw.integers(0, 3600, len(who))
    offset = places.set_index("place_id")["utc_offset_h"].loc[members["place_id"]].to_numpy()
    # what falls out of the horizon at one end comes in at the other, at the same local hour
    start = (local - np.rint(offset[who] * 3600).astype(np.int64)) % (DAYS * 86400)
    order = np.lexsort((start, who))
    return Drawn(who, hour[order], start[order])


def _choices(
    draw: np.random.Generator,
    drawn: Drawn,
    finished: Flags,
    habits: dict[str, Array],
    taste: Array,
    shop: Shop,
) -> tuple[Ints, Ints, Flags]:
    """Choose a title for every viewing, each member's one after the other.

    Returns:
        The title, the episodes watched, and whether a series was gone on with.
    """
    weight, who, series = _appetite(habits, taste, shop), drawn.who, shop.episodes > 0
    u, stay = draw.random(len(who)), draw.random(len(who)) < habits["go_on"][who]
    wish = draw.integers(1, 4, len(who))
    title, episodes = np.zeros(len(who), dtype=np.int64), np.ones(len(who), dtype=np.int64)
    begun = np.zeros(len(who), dtype=bool)
    last, going = np.full(len(taste), -1), np.full(len(taste), -1)
    left = np.tile(shop.episodes, (len(taste), 1))
    seen = np.zeros(weight.shape, dtype=bool)
    for rows in _turns(who):
        one = who[rows]
        fits = weight[one] * shop.by_hour[drawn.hour[rows]] * shop.after[last[one]]
        pick = np.where(stay[rows] & (going[one] >= 0), going[one], _pick(fits, u[rows]))
        before, new = left[one, pick], ~seen[one, pick]
        most = np.minimum(before, LONGEST // shop.minutes[pick])
        episodes[rows] = np.clip(np.where(finished[rows], wish[rows], 1), 1, np.maximum(most, 1))
        after = np.maximum(before - episodes[rows] * finished[rows], 0)
        title[rows], begun[rows] = pick, ~new & (before > 0)
        weight[one, pick] *= np.where(new & series[pick], habits["again"][one], 1.0)
        done = (after == 0) & (new | (before > 0))
        weight[one, pick] *= np.where(done, DONE, 1.0)
        left[one, pick], seen[one, pick], last[one] = after, True, pick
        going[one] = np.where(after > 0, pick, np.where(series[pick], -1, going[one]))
    return title, episodes, begun


def _appetite(habits: dict[str, Array], taste: Array, shop: Shop) -> Array:
    """Return each title's weight for each member, 1 for the heaviest."""
    score = habits["fame"][:, None] * shop.fame + habits["taste"][:, None] * (
        taste @ shop.factors.T
    )
    weight: Array = np.exp(score - score.max(axis=1, keepdims=True))
    return np.where(shop.demo, habits["demo"][:, None] * weight, weight)


def _turns(who: Ints) -> list[Ints]:
    """Return the rows of everybody's first viewing, of everybody's second, and so on."""
    number = np.bincount(who)
    step = np.arange(len(who)) - np.repeat(np.cumsum(number) - number, number)
    order = np.argsort(step, kind="stable")
    return np.split(order, np.cumsum(np.bincount(step))[:-1])


def _pick(fits: Array, u: Array) -> Ints:
    """Return for each row a column, drawn by weight."""
    parts = np.cumsum(np.rint(fits * PARTS), axis=1)
    target = np.floor(u * parts[:, -1]) + 0.5
    column: Ints = (parts < target[:, None]).sum(axis=1)
    return column


def _minutes(
    draw: np.random.Generator, running: Ints, episodes: Ints, finished: Flags
) -> tuple[Ints, Flags]:
    part = np.floor(running * (0.05 + 0.85 * draw.random(len(running)))).astype(np.int64)
    minutes = np.where(finished, running * episodes, np.maximum(part, 1))
    return minutes, minutes >= running


def _one_at_a_time(who: Ints, start: Ints, seconds: Ints) -> Ints:
    """Return when each viewing starts if it waits for the member's last one to end.

    With E the time taken by the member's viewings before, it starts at E plus the latest of
    start - E so far; an offset a member larger than any time keeps members apart.
    """
    before = np.cumsum(seconds) - seconds
    apart = who * (int(before[-1]) + 2 * DAYS * 86400) if len(who) else who
    begins: Ints = np.maximum.accumulate(start - before + apart) + before - apart
    return begins


def _surfaces(
    draw: np.random.Generator,
    who: Ints,
    members: pd.DataFrame,
    habits: dict[str, Array],
    follows: pd.DataFrame,
) -> npt.NDArray[np.object_]:
    u = draw.random(len(who))
    search = habits["search"]
    nearby = search + habits["nearby"] * members["social"].to_numpy()
    friends = nearby + habits["friends"] * members["member_id"].isin(follows["follower_id"])
    return np.select(
        [u < search[who], u < nearby[who], u < friends.to_numpy()[who]],
        ["search", "nearby", "friends"],
        "home",
    ).astype(object)
