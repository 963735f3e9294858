"""The journal: a simulated scenario as the event log its members would have left.

The daily engine draws what each member does on each day; here that is laid out as events with
times, sessions and titles. Nothing is drawn anew that a metric counts: ``core.tally.totals`` of
a journal gives, member by member, what the simulation counted, to the last digit, for minutes
and dollars are handed out in the parts that ``core.simulation.run.columns`` rounds to.

What the engine does not draw is made up here (each an assumption, none moves a metric): which
titles, all equally popular; the hour, in the evening; who reacts, anybody of the arm who visits
that day. The engine draws minutes and first plays apart, so a session may hold minutes without a
title watched anew; then a title begun earlier is gone on with, from a link, unshown.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from core import seeds
from core.errors import DataError
from core.files.columnar import Arrow
from core.metrics import MONTH
from core.simulation import daily, run
from core.simulation.draws import Floats, Ints
from core.simulation.journal.page import (
    CONTINUE,
    HOME,
    MARKET,
    SCHEMA,
    SUBSCRIPTION,
    Page,
    words,
)
from core.simulation.journal.shelf import Shelf, each
from core.simulation.journal.visits import Visit, play, post, show
from core.simulation.run import DOLLAR_PARTS, MINUTE_PARTS, Progress, comeback, worlds
from core.simulation.scenario import Dynamics, Scenario

START = datetime(2026, 1, 1, tzinfo=UTC)
"""First midnight of the simulated horizon."""

TITLES = 9_999
"""Titles made up where the caller names none: ``t0001`` and so on."""

BOOKED_S, CHANGED_S = 86_398.0, 86_399.0
"""Seconds of the day at which subscriptions are booked, and at which members come or go."""


def journal(
    scenario: Scenario, members: int | None = None, *, titles: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the event log of a scenario's simulated test, both arms.

    Args:
        scenario: What to run. Whatever it asks and with whichever engine, the daily engine lives
            through it with members of their own in each arm, as for the question ``"ab"``.
        members: Members in each arm; the scenario's without it.
        titles: Ids of the titles to show and play; made-up ones without it.

    Returns:
        Columns of ``core.events.EVENTS``, arm after arm, each in order of time. The horizon is
        the scenario's days from ``START``.

    Raises:
        ScenarioError: If there are too few titles for what the members explore.
    """
    parts: list[Arrow] = []
    _tell(scenario, members, titles, parts.append, lambda share: None)
    frame: pd.DataFrame = pa.concat_tables(parts).to_pandas()
    return frame


def write(
    scenario: Scenario,
    path: Path,
    progress: Progress | None = None,
    *,
    members: int | None = None,
    titles: Sequence[str] = (),
) -> None:
    """Write the journal as Parquet, day by day; a log stopped half-way leaves no file.

    Args:
        scenario: As for ``journal``, like ``members`` and ``titles``.
        path: A ``.parquet`` file.
        progress: Called now and then with the share done; may raise ``Cancelled``.
        members: Members in each arm.
        titles: Ids of the titles.

    Raises:
        DataError: If the path does not end in ``.parquet``.
        ScenarioError: If there are too few titles for what the members explore.
    """
    if path.suffix != ".parquet":
        raise DataError(f"A journal is a .parquet file, not {path.name!r}.")
    part = path.with_name(path.name + ".part")
    try:
        with parquet.ParquetWriter(str(part), SCHEMA) as file:
            _tell(scenario, members, titles, file.write_table, progress or (lambda share: None))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _tell(
    scenario: Scenario,
    members: int | None,
    titles: Sequence[str],
    keep: Callable[[Arrow], None],
    progress: Progress,
) -> None:
    """Live through both worlds; every day's events of an arm go to ``keep``."""
    size = scenario.setup.members if members is None else members
    scenario = scenario.with_setup(question="ab", engine="daily", members=size)
    ids = list(dict.fromkeys(titles)) or [f"t{number:04d}" for number in range(1, TITLES + 1)]
    found = worlds(scenario)
    for place, (arm, behaviour) in enumerate(found.items()):
        world, follows = run.members(scenario, behaviour, arm, shared=False)
        scribe = _Scribe(scenario, arm, world, ids)

        def tick(share: float, scribe: _Scribe = scribe, place: int = place) -> None:
            keep(scribe.day())
            progress((place + share) / len(found))

        daily.run(
            behaviour,
            world,
            scenario.setup.days,
            comeback(scenario),
            follows=follows,
            curves=False,
            tick=tick,
        )


class _Scribe:
    """Writes down each day of an arm from what the world's totals grew by."""

    def __init__(
        self, scenario: Scenario, arm: str, world: daily.World, titles: Sequence[str]
    ) -> None:
        members, setup = len(world.persona), scenario.setup
        self._world, self._arm, self._days = world, arm, setup.days
        self._dynamics = scenario.dynamics
        self._draw = functools.partial(seeds.stream, setup.seed, "journal", arm)
        self._shelf = Shelf(len(titles), members, self._draw("titles"))
        self._before: dict[str, Ints] = {}
        self._alive = np.ones(members, dtype=bool)
        self._booked = np.zeros(members, dtype=np.int64)
        self._day = self._written = 0
        slugs = list(scenario.personas)
        self._members = words([f"{arm[0]}{number}" for number in range(1, members + 1)])
        self._personas = words([slugs[persona] for persona in world.persona])
        self._titles = words(titles)

    def day(self) -> Arrow:
        """Return the events of the day the world has just lived through."""
        totals = _parts(self._world.totals)
        did = {name: now - self._before.get(name, 0) for name, now in totals.items()}
        page, draw = Page(), self._draw(self._day)
        who = np.flatnonzero(did["sessions"])
        visit = Visit(who, {name: count[who] for name, count in did.items()}, draw)
        if self._day == 0:
            page.add("subscribed", np.arange(len(self._alive)), 0.0, session=False)
        page.add("session", who, visit.at(0.0))
        self._watch(page, visit, draw)
        post(page, visit, draw, len(self._alive))
        self._pay(page, visit, totals)
        self._come_and_go(page)
        table = page.table(
            self._members,
            self._personas,
            self._titles,
            arm=self._arm,
            midnight=int(START.timestamp()) + 86_400 * self._day,
            first=self._written,
        )
        self._before, self._alive = totals, self._world.alive.copy()
        self._day, self._written = self._day + 1, self._written + len(table)
        return table

    def _watch(self, page: Page, visit: Visit, draw: np.random.Generator) -> None:
        """Show, play and like titles; no title stands twice on one shelf."""
        who, did, shelf = visit.who, visit.did, self._shelf
        new, again, liked = did["explored"], did["rewatched"], did["liked"]
        # minutes without a title watched: one begun earlier is gone on with, unshown
        linked = (new + again == 0) & (did["minutes"] > 0)
        other = liked + did["passed"]
        room = shelf.reserve(who, new + other, again + linked)
        skip = draw.integers(0, np.minimum(room, len(self._titles) // 4) + 1)
        start = draw.integers(0, 1 << 30, len(who))

        of_new, n = each(new)
        first = shelf.ahead(who[of_new], n)
        of_again, k = each(again + linked)
        begun = shelf.begun(who[of_again], start[of_again] + k)
        of_other, m = each(other)
        passed = shelf.ahead(who[of_other], new[of_other] + skip[of_other] + m)

        shown = ~linked[of_again]
        rows = np.concatenate([of_new, of_again[shown], of_other])
        title = np.concatenate([first, begun[shown], passed])
        surface = np.repeat([HOME, CONTINUE, HOME], [len(first), shown.sum(), len(passed)])
        show(page, visit, rows, title, surface, draw)
        rows = of_other[m < liked[of_other]]
        likes = passed[m < liked[of_other]]
        page.add("liked", who[rows], visit.at(visit.look[rows], rows), title=likes, surface=HOME)
        rows = np.concatenate([of_new, of_again])
        title = np.concatenate([first, begun])
        place = np.concatenate([n, new[of_again] + k])
        surface = np.repeat([HOME, CONTINUE], [len(first), len(begun)])
        play(page, visit, rows, title, surface, place)
        shelf.explore(who, new)

    def _pay(self, page: Page, visit: Visit, totals: dict[str, Ints]) -> None:
        """Book orders as they come, and the subscription every 30 days and when it ends."""
        dollars, booked = functools.partial(_dollars, self._dynamics), self._booked
        rows, k = each(visit.did["orders"])
        who = visit.who[rows]
        earlier = (totals["orders"][visit.who] - visit.did["orders"])[rows] + k
        parts = dollars(booked[who], earlier + 1) - dollars(booked[who], earlier)
        end = visit.at(visit.length[rows], rows)
        page.add("purchase", who, end, value=parts / DOLLAR_PARTS, surface=MARKET)

        days, orders = totals["days"], totals["orders"]
        due = days - booked >= MONTH
        due |= (self._alive & ~self._world.alive) | (self._day == self._days - 1)
        parts = dollars(days, orders) - dollars(booked, orders)
        who = np.flatnonzero(due & (parts > 0))
        self._booked = np.where(due, days, booked)
        value = parts[who] / DOLLAR_PARTS
        page.add("purchase", who, BOOKED_S, value=value, surface=SUBSCRIPTION, session=False)

    def _come_and_go(self, page: Page) -> None:
        before, after = self._alive, self._world.alive
        page.add("cancelled", np.flatnonzero(before & ~after), CHANGED_S, session=False)
        page.add("subscribed", np.flatnonzero(~before & after), CHANGED_S, session=False)


def _parts(totals: dict[str, Floats]) -> dict[str, Ints]:
    """Return totals as whole numbers: counts, and minutes in the parts they are rounded to."""
    minutes = ("minutes", "browse", "social")
    return {
        name: np.rint(total * (MINUTE_PARTS if name in minutes else 1)).astype(np.int64)
        for name, total in totals.items()
    }


def _dollars(dynamics: Dynamics, days: Ints, orders: Ints) -> Ints:
    """Return what days and orders come to, in the parts of a dollar revenue is rounded to."""
    revenue = days * (dynamics.price / MONTH) + orders * dynamics.order_margin
    parts: Ints = np.rint(revenue * DOLLAR_PARTS).astype(np.int64)
    return parts
