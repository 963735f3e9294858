"""One line for each remembered core function; nothing else in the app caches."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core import demo, meeting, snapshot
from core import portrait as portraits
from core.cli import commit
from core.experiment.clusters import Clusters
from core.hub import Hub
from core.meeting import SoFar
from core.metrics import metric
from core.nearby.broughtrelease import Kept, load
from core.nearby.gauge import gauge
from core.nearby.spot import Nearby, Privacy, crowd
from core.playlists import suggesting
from core.portrait import Portrait
from core.recommend.evaluate.measured import Measured
from core.recommend.evaluate.measured import measured as read_measured
from core.recommend.explore import Arm, Exploration
from core.recommend.fits import fits as rank_fits
from core.recommend.guide import Guide, learn
from core.recommend.mood import accuracy as mood_accuracy
from core.recommend.reasons import LABELS
from core.rewards.ledger import Ledger, open_ledger
from core.rewards.market import open_market, read_market
from core.room import Room, TakeRate, take_rate
from core.simulation import calibrate as calibration
from core.simulation import curves as days
from core.simulation import expect
from core.simulation.interference import Interference, offered, warning
from core.simulation.panel import Panel, panel, statistics
from core.simulation.run import Progress, simulate
from core.simulation.scenario import Scenario
from core.snapshot import shelf
from core.social.limits import Limits
from core.social.suggestions import Matchmaker
from core.social.tastes import Tastes
from core.store.store import Store, open_store, place
from core.world import World
from ui import house

_BY_DIGEST: dict[str | type, Any] = {Scenario: lambda scenario: scenario.digest}
_remember = st.cache_data(max_entries=64, show_spinner=False, hash_funcs=_BY_DIGEST)
_keep = st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_BY_DIGEST)


Run = tuple[Panel, dict[str, Any]]


@_keep
def _place(scenario: Scenario) -> list[Run]:
    """Return the place where a scenario's run is kept: empty until it is there."""
    return []


def run(scenario: Scenario, progress: Progress | None = None) -> Run:
    """Return a run's panel and its sufficient statistics.

    Progress is drawn while it runs, and a remembered function may draw nothing: so the place is
    remembered, and filled here.
    """
    place = _place(scenario)
    if not place:
        outcome = simulate(scenario, progress=progress)
        place.append((panel(outcome), statistics(outcome)))
    return place[0]


@_keep
def expected(scenario: Scenario) -> dict[str, expect.Expected]:
    """Return what to expect of both arms."""
    return expect.expected(scenario)


@_remember
def tornado(scenario: Scenario, slug: str) -> list[expect.Swing]:
    """Return which knobs matter to a metric."""
    return expect.tornado(scenario, metric(slug))


@_remember
def lift(scenario: Scenario, slug: str) -> float:
    """Return the expected relative lift of a metric, a share."""
    return expect.lift(scenario, metric(slug))


@_remember
def portrait(persona: str) -> Portrait:
    """Return a persona seen in the sample world."""
    return portraits.portrait(world(), persona)


@_remember
def fullest_day(member_id: int) -> pd.DataFrame:
    """Return a sample member's day with the most viewings."""
    return portraits.fullest_day(world(), member_id)


@_remember
def popular(count: int) -> pd.DataFrame:
    """Return the titles that most members of the sample world watched, the first first."""
    seen = world().viewings[["member_id", "title_id"]].drop_duplicates()
    most = seen["title_id"].value_counts().head(count).index
    return world().titles.set_index("title_id").loc[most].reset_index()


@_remember
def alone(slug: str, of: str) -> float:
    """Return the expected lift of a metric with one idea alone, its knobs at their defaults."""
    return expect.lift(Scenario().with_idea(slug), metric(of))


@st.cache_resource(max_entries=2, show_spinner=False)
def world() -> World:
    """Return the sample world, read and checked once."""
    return World.load()


@st.cache_resource(max_entries=1, show_spinner=False)
def names() -> dict[str, str]:
    """Return the names of the catalogue's titles by id."""
    titles = world().titles
    return dict(zip(titles["title_id"], titles["title"], strict=True))


@st.cache_resource(max_entries=1, show_spinner=False)
def _rows() -> dict[str, Any]:
    return {str(row.title_id): row for row in world().titles.itertuples(index=False)}


def title(title_id: str) -> Any:
    """Return a row of the catalogue; ``None`` where it has no such title."""
    return _rows().get(title_id)


@_keep
def fits(member: int) -> dict[str, float]:
    """Return how well each title fits a sample member."""
    return rank_fits(guide(), guide().data.history(member))


@st.cache_resource(max_entries=2, show_spinner="Learning what the sample world likes")
def guide() -> Guide:
    """Return everything learned of the sample world."""
    return learn(world())


@st.cache_data(max_entries=4, show_spinner=False)
def room(path: str, mark: int) -> pd.DataFrame:
    """Return the events of the room's log as long as it is that many bytes."""
    return Room(Path(path)).read()


@st.cache_data(max_entries=16, show_spinner=False)
def believed(path: str, mark: int, surface: str) -> Exploration:
    """Return which reasons a room's log of that many bytes teaches to trust on a surface."""
    arms = [Arm(slug, label) for slug, label in LABELS.items()]
    return Exploration.of(room(path, mark), arms, surface=surface)


@st.cache_data(max_entries=16, show_spinner=False)
def rate(path: str, mark: int, surface: str) -> TakeRate:
    """Return the take rate of a room's log of that many bytes on a surface."""
    return take_rate(room(path, mark), surface)


@st.cache_data(max_entries=16, show_spinner=False)
def so_far(path: str, mark: int, slug: str) -> SoFar:
    """Return a social metric of a room's log of that many bytes."""
    return meeting.so_far(room(path, mark), slug)


@_remember
def accuracy() -> pd.DataFrame:
    """Return how well moods of the sample catalogue are recognised."""
    return mood_accuracy(world().titles, data=guide().data)


@_keep
def measured(name: str) -> Measured:
    """Return an evaluation that ships."""
    return read_measured(name)


@st.cache_resource(max_entries=6, show_spinner="Counting the neighbourhood in private")
def nearby(secret: bytes, privacy: Privacy) -> Nearby:
    """Return the private release of the crowd that the sample world stands for."""
    people = crowd(world(), seed=7)
    return Nearby.of(people, len(world().titles), secret=secret, privacy=privacy)


@st.cache_resource(max_entries=4, show_spinner=False)
def brought(path: str, changed: int, size: int) -> Kept:
    """Return a release of viewings that somebody brought, read while its file is the same."""
    return load(Path(path), world().titles)


@st.cache_resource(max_entries=2, show_spinner=False)
def ledger(path: str) -> Ledger:
    """Return the points of this server, its shop open."""
    found = open_ledger(path)
    open_market(found, read_market(), at=datetime.now(UTC))
    return found


def store() -> Store:
    """Return the store of this server, filled with the sample world's people."""
    return _store(place(house.folder()))


@st.cache_resource(max_entries=4, show_spinner="Inviting the sample world's members")
def _store(where: str) -> Store:
    made = open_store(where)
    demo.fill(made, world(), datetime.now(UTC))
    return made


@st.cache_resource(max_entries=1, show_spinner=False)
def hub() -> Hub:
    """Return the hub of this process."""
    return Hub()


@st.cache_resource(max_entries=1, show_spinner="Learning who follows whom, and why")
def matchmaker() -> Matchmaker:
    """Return what suggestions of people are made with."""
    return Matchmaker.of(world(), Tastes.of(guide()))


@st.cache_resource(max_entries=1, show_spinner=False)
def list_tastes() -> suggesting.Tastes:
    """Return what suggestions of playlists are made with."""
    return suggesting.Tastes.learn(guide().taste, guide().data, world().titles)


def list_index() -> suggesting.Index:
    """Return the lists that are shown to others, as they are now."""
    with store().reading() as connection:
        return _list_index(place(house.folder()), suggesting.mark(connection))


@st.cache_resource(max_entries=2, show_spinner=False)
def _list_index(where: str, mark: str) -> suggesting.Index:
    with _store(where).reading() as connection:
        return suggesting.index(connection, list_tastes())


@st.cache_resource(max_entries=1, show_spinner=False)
def limits() -> Limits:
    """Return what everybody did lately on this server."""
    return Limits()


@_remember
def tradeoff(m: int, people: int) -> pd.DataFrame:
    """Return what privacy costs, for a few epsilons."""
    return gauge((0.25, 0.5, 1.0, 2.0, 4.0), m, people, games=20)


@st.cache_resource(max_entries=1, show_spinner=False)
def _clusters() -> Clusters:
    return offered(world())


@_keep
def influence(scenario: Scenario) -> Interference | None:
    """Return what a test by member of a scenario would miss, if members influence one another."""
    return warning(scenario, _clusters()) if scenario.setup.question == "ab" else None


@_remember
def curves(scenario: Scenario) -> pd.DataFrame:
    """Return every metric per day with intervals."""
    return days.curves(scenario)


@_remember
def calibrate(scenario: Scenario) -> list[calibration.Check]:
    """Return the baseline beside published figures."""
    return calibration.calibrate(scenario)


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs=_BY_DIGEST)
def pack(scenario: Scenario) -> bytes:
    """Return the snapshot of a scenario as the bytes of a zip file."""
    found, sums = run(scenario)
    return snapshot.make(
        scenario,
        found.table(),
        sums,
        at=datetime.now(UTC),
        commit=commit(),
        curves=days.headlines(scenario),
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def _read(path: str, changed: int, size: int) -> shelf.Entry:
    return shelf.entry(Path(path))


def shelved(folder: Path) -> list[shelf.Entry]:
    """Return what is on the shelf, the newest first; a file is read once while it is the same."""
    return [
        _read(str(path), about.st_mtime_ns, about.st_size) for path, about in shelf.files(folder)
    ]
