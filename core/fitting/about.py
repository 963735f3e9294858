"""What a log says beyond a scenario: likes, staying, heavy tails beside what is assumed."""

import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np

from core import seeds
from core.fitting.habits import MOST_A_DAY, curve
from core.fitting.log import Log
from core.fitting.model import Estimate
from core.fitting.sums import Figure, Floats, product
from core.fitting.survival import FEWEST, MONTH
from core.fitting.tails import activity_shape, top_figure, top_share
from core.simulation.plan import ACTIVITY, PARTICIPATION
from core.simulation.scenario import Scenario

POSTS = ("reviews", "comments", "stories")
TOPS = (0.01, 0.10)
WORLDS = 20
"""Times the log's members are drawn as the simulation assumes them, for comparison."""


def about(log: Log, scenario: Scenario, seed: int) -> Iterator[Estimate]:
    """Yield figures of the log that set nothing in a scenario.

    Args:
        log: The log.
        scenario: What was fitted to it; its personas say what the simulation assumes.
        seed: Seed of the resamples and of the worlds drawn for comparison.
    """
    members = {name: log.members[name].to_numpy(dtype=float) for name in log.members.columns[2:]}
    everybody = np.ones(len(log.members))
    titles = product(members, {"titles": 1, "sessions": -1}, everybody)
    yield from _say("titles_per_session", "Titles taken a session", "", titles)
    if "shown" in log.types:
        take = product(members, {"titles": 1, "shown": -1}, everybody)
        yield from _say("take_rate", "Take rate", "%", take and take.times(100))
    if log.types.issuperset(("rated", "liked")):
        liked = product(members, {"liked_rated": 1, "rated": -1}, everybody)
        yield from _say("liked_of_rated", "Liked, of titles rated", "%", liked and liked.times(100))
    stay = curve(log, everybody, present=True)
    for months in (1, 3):
        if stay and stay.known(months * MONTH) >= FEWEST:
            share = stay.still_there(months * MONTH).times(100.0)
            label = f"Still there after {months * MONTH:.0f} days"
            yield from _say(f"still_there_after_{months}_months", label, "%", share)
    yield from _activity(members, scenario, seed)
    yield from _posts(members, seed)


def _activity(members: Mapping[str, Floats], scenario: Scenario, seed: int) -> Iterator[Estimate]:
    """Compare how unevenly members visit with what the simulation would do with the same days."""
    people = scenario.personas.values()
    share = np.array([habits.share for habits in people])
    weekly = np.array([habits.sessions_per_week for habits in people])
    draw = seeds.stream(seed, "fit", "assumed", "visits")
    days = np.sort(members["days"])
    chance, times = np.array(ACTIVITY).T
    worlds = []
    for _ in range(WORLDS):
        persona = draw.choice(len(share), len(days), p=share / share.sum())
        visits = weekly[persona] / 7 * draw.choice(times, len(days), p=chance / chance.sum())
        opened = draw.binomial(np.ceil(days).astype(np.int64), np.minimum(visits, MOST_A_DAY))
        worlds.append(opened.astype(float))
    assumed = activity_shape(worlds[0], days)
    shape = activity_shape(members["gaps"], members["days"])
    label = "Evenness of activity, gamma shape"
    yield from _say("activity_shape", label, "", shape, assumed.value if assumed else None)
    yield from _tops("sessions", "sessions", members["sessions"], worlds, seed)


def _posts(members: Mapping[str, Floats], seed: int) -> Iterator[Estimate]:
    """Compare who writes with what the simulation would let the same visitors write."""
    posts = np.sum([members[name] for name in POSTS], axis=0)
    if not posts.sum():
        return
    draw = seeds.stream(seed, "fit", "assumed", "posts")
    mean = posts.sum() / members["sessions"].sum() * np.sort(members["sessions"])
    chance, times = np.array(PARTICIPATION).T
    worlds = [
        draw.poisson(mean * draw.choice(times, len(mean), p=chance / chance.sum())).astype(float)
        for _ in range(WORLDS)
    ]
    yield from _tops("posts", "reviews, comments and stories", posts, worlds, seed)


def _tops(
    name: str, label: str, counts: Floats, worlds: list[Floats], seed: int
) -> Iterator[Estimate]:
    for part in TOPS:
        yield from _say(
            f"{name}_top_{100 * part:g}_percent",
            f"Share of {label} by the top {100 * part:g} %",
            "%",
            top_figure(counts, part, seed).times(100.0),
            100 * float(np.mean([top_share(world, part) for world in worlds])),
        )


def _say(
    name: str, label: str, unit: str, figure: Figure | None, assumed: float | None = None
) -> Iterator[Estimate]:
    if figure is not None:
        yield Estimate(
            key=f"log.{name}", label=label, unit=unit, assumed=assumed, **dataclasses.asdict(figure)
        )
