"""Thin functions by which outside harnesses judge the engines; each doubles as an example."""

import dataclasses
import functools
import math
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from benchmarks import workload
from core.experiment import Moments, Readout, cuped_difference, difference
from core.experiment.interference import cluster_difference
from core.importers.movies import GENRE
from core.importers.names import take_apart
from core.nearby.index import index, top
from core.nearby.privacy.bounding import DAY_S
from core.nearby.release import LONGEST_DAYS, Release
from core.nearby.viewings import Viewings
from core.recommend.history import History, Interactions, interactions
from core.recommend.mood import Moods, fit_moods
from core.recommend.taste import Taste, fit_taste
from core.rewards import ledger as books
from core.rewards import shop
from core.rewards.audit import audit
from core.simulation.trial import trial

TOGETHER = 256
"""Users whose scores are held at once."""

Data = dict[str, np.ndarray]
Figures = dict[str, dict[str, float]]

METRICS = {
    "pos_per_rec": ("pos", "recs"),
    "social_minutes": ("minutes", ()),
    "reviews_per_user": ("reviews", ()),
    "reactions_per_story": ("reactions", "stories"),
}
"""Numerator and denominator of the success metrics, in the columns of ``simulate_ab``."""

SAID_MOODS = {"scared": "scare", "romantic": "romance", "inspired": "inspire"}
"""Moods that ``rank_mood`` calls by another name than ``core.catalogue.MOODS``."""


def w30_aggregate(n_users: int, days: int, seed: int) -> Figures:
    """Return the totals of the workload W30 from the aggregate engine, by ``"persona/arm"``."""
    return workload.on_aggregate(n_users, days, seed)


def w30_daily(n_users: int, days: int, seed: int) -> Figures:
    """Return the totals of the workload W30 from the daily engine, by ``"persona/arm"``."""
    return workload.on_daily(n_users, days, seed)


def simulate_ab(
    n: int,
    seed: int,
    effect: Mapping[str, float] | None = None,
    spill: float = 0.0,
    assign: Literal["user", "cluster"] = "user",
    within: float = 0.8,
    crn: bool = False,
) -> Data:
    """Return one simulated test, one entry per member; see ``core.simulation.trial``."""
    return trial(n, seed, effect=effect, spill=spill, assign=assign, within=within, shared=crn)


def analyse(data: Mapping[str, np.ndarray]) -> Figures:
    """Return the readout of a test such as ``simulate_ab`` returns, by metric.

    Returns:
        For each of ``METRICS``: ``effect``, ``lo``, ``hi`` and two-sided ``p`` (absolute, 95 %),
        and ``rel``, ``rel_lo``, ``rel_hi`` (NaN where a relative lift is undefined).

    Raises:
        ExperimentError: If a metric has no interval: nobody in an arm, or no story in one.
    """
    control, treatment = _arms(data)
    return {
        name: _figures(difference(control, treatment, over, under))
        for name, (over, under) in METRICS.items()
    }


def analyse_cuped(data: Mapping[str, np.ndarray]) -> Figures:
    """Return the same readout, minutes adjusted by those of the period before (CUPED)."""
    minutes = cuped_difference(*_arms(data), "minutes", covariate="pre_minutes")
    return analyse(data) | {"social_minutes": _figures(minutes)}


def analyse_clusters(data: Mapping[str, np.ndarray]) -> Figures:
    """Return the same readout by cluster: everybody treated against nobody.

    Where the data hold each member's ``exposure``, the share of treated friends, it is taken into
    account; else what friends of other clusters do goes missing.
    """
    test = (data["arm"], data["cluster"])
    return {
        name: _figures(cluster_difference(data, *test, over, under, exposure=data.get("exposure")))
        for name, (over, under) in METRICS.items()
    }


def recommend(train: pd.DataFrame, users: Sequence[object], k: int) -> pd.DataFrame:
    """Return ``k`` unseen titles for each of ``users``: ``user``, ``item``, ``rank`` from 1.

    Args:
        train: Who took what: ``user``, ``item``, ``rating``, ``ts`` (seconds), ``like``.
        users: Ids of users; who is not in ``train`` gets what is popular.
        k: Titles each; fewer only where fewer are unseen.
    """
    return Recommender().fit(train).recommend(users, k)


class Recommender:
    """The engine of taste behind the three calls that outside harnesses make."""

    taste: Taste
    data: Interactions

    def fit(
        self,
        train: pd.DataFrame,
        items: pd.DataFrame | None = None,
        tags: pd.DataFrame | None = None,
    ) -> Self:
        """Learn the taste of ``train``; ``items`` and ``tags`` are not needed for it."""
        self.data = _interactions(train)
        self.taste = fit_taste(self.data)
        return self

    def recommend(self, users: Sequence[object], k: int) -> pd.DataFrame:
        """Return ``k`` unseen titles for users of the fit: ``user``, ``item``, ``rank``."""
        return self._shelves({user: self.data.history(user) for user in users}, k)

    def recommend_hist(self, history: pd.DataFrame | Sequence[object], k: int) -> pd.DataFrame:
        """Return ``k`` unseen titles for people unseen at the fit.

        Args:
            history: Columns as of the fit's ``train``, or the items of one person, the oldest
                first, who is then user 0. Items the fit has not seen are left out.
            k: Titles each.
        """
        titles = self.data.titles
        if not isinstance(history, pd.DataFrame):
            columns = titles.get_indexer(pd.Index(list(dict.fromkeys(history))))
            return self._shelves({0: History.of(columns[columns >= 0])}, k)
        people = pd.unique(history["user"])
        theirs = _interactions(history[history["item"].isin(titles)], titles)
        return self._shelves({user: theirs.history(user) for user in people}, k)

    def _shelves(self, histories: Mapping[object, History], k: int) -> pd.DataFrame:
        ids = self.taste.titles.to_numpy()
        nobody = pd.DataFrame({"user": [], "item": [], "rank": []})
        shelves: list[pd.DataFrame] = []
        people = list(histories.items())
        for first in range(0, len(people), TOGETHER):
            some = people[first : first + TOGETHER]
            found = self.taste.batch([history for _, history in some])
            for (user, history), scores in zip(some, found, strict=True):
                scores[history.titles] = -np.inf
                best = np.argsort(-scores, kind="stable")[: min(k, len(scores) - len(history))]
                rank = np.arange(1, len(best) + 1)
                shelves.append(pd.DataFrame({"user": user, "item": ids[best], "rank": rank}))
        return pd.concat(shelves or [nobody], ignore_index=True)


def rank_mood(
    items: pd.DataFrame,
    ratings: pd.DataFrame,
    tags: pd.DataFrame,
    mood: str,
    candidates: Sequence[object],
) -> list[object]:
    """Return candidates by how many people would say that they fit a mood, the best first.

    Args:
        items: ``item``, ``title`` as "Alien (1979)", ``genres`` as "Horror|Sci-Fi".
        ratings: ``user``, ``item``, ``rating``, ``ts`` (seconds); may be empty.
        tags: ``user``, ``item``, ``tag``; may be empty.
        mood: As in ``MOODS``, or scared, romantic, inspired.
        candidates: Items to order; those not among ``items`` stay last, in the order given.

    Raises:
        RecommendError: If there is no such mood.
    """
    moods = _moods(_Tables.of(items, ratings, tags))
    score = moods.crowd(SAID_MOODS.get(mood, mood))
    rows = moods.titles.get_indexer(pd.Index(list(candidates)))
    found = np.where(rows >= 0, score[rows], -np.inf)
    return [candidates[place] for place in np.argsort(-found, kind="stable")]


def open_ledger(path: Path | str) -> "Ledger":
    """Return the points ledger and shop on a store at ``path``, made if there is none."""
    return Ledger(books.open_ledger(path))


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """Points and the shop in the calls that outside harnesses make; the clock is here."""

    books: books.Ledger

    def earn(self, user: object, points: int, key: object) -> int:
        """Issue points, once for each key; the entry's number."""
        return self.books.earn(str(user), points, str(key), at=datetime.now(UTC)).number

    def buy(self, user: object, item: object, price: int, key: object) -> bool:
        """Buy a piece, once for each key; whether there is an order."""
        at = datetime.now(UTC)
        answer = shop.buy(self.books, str(user), str(item), price, str(key), at=at)
        return isinstance(answer, shop.Bought)

    def put_item(self, item: object, price: int, stock: int) -> None:
        """Put an item on the shelf at a price, so that ``stock`` pieces lie there."""
        offer = shop.Item(item=str(item), name=str(item), kind="poster", price=price)
        shop.put(self.books, offer, stock, uuid.uuid4().hex, at=datetime.now(UTC))

    def balance(self, user: object) -> int:
        """Return a user's points."""
        return self.books.balance(str(user))

    def stock(self, item: object) -> int:
        """Return the pieces left of an item."""
        return shop.stock(self.books, str(item))

    def orders(self) -> int:
        """Return the number of orders ever made."""
        return shop.count_orders(self.books)

    def audit(self) -> list[str]:
        """Return a sentence for every invariant that is broken."""
        return audit(self.books)


class PrivateRelease:
    """What the product shows and pays around a place, all of it read from one private release.

    Args:
        events: ``ts`` (whole seconds), ``lat``, ``lon``, ``title`` (0 to ``nt`` - 1) and ``user``,
            in a mapping, a frame or an object.
        seed: The secret from which the noise is drawn.
    """

    eps: float = 1.0
    m: int = 3
    nt: int = 200
    near_m: float = 3_000.0
    """Radius within which a title pays, metres."""

    def __init__(self, events: object, seed: int | str | bytes) -> None:
        secret = seed if isinstance(seed, bytes) else str(seed).encode()
        self.release = Release.of(
            events, secret=b"release " + secret, titles=self.nt, epsilon=self.eps, m=self.m
        )

    def query(
        self, lat: float, lon: float, radius_m: float, t_from: int, t_to: int
    ) -> dict[int, float]:
        """Return a score for every title: the more it is watched there and then, the higher.

        Of a window longer than ``LONGEST_DAYS``, the days up to the last one released count.
        """
        if t_to - t_from >= (LONGEST_DAYS - 1) * DAY_S:
            first, last = self._days()
            t_from, t_to = max(t_from, first * DAY_S), min(t_to, (last + 1) * DAY_S - 1)
        scores = self.release.between(lat, lon, radius_m, int(t_from), int(t_to)).scores
        return dict(enumerate(scores.tolist()))

    def reward(self, user: object, title: int, lat: float, lon: float) -> int:
        """Return the points for a title that the neighbourhood watches: 1, or 0 if it is noise."""
        return int(self.release.around(lat, lon, self.near_m, *self._days()).believed[title])

    def _days(self) -> tuple[int, int]:
        days = self.release.days or [0]
        return max(days[0], days[-1] - LONGEST_DAYS + 1), days[-1]


@dataclasses.dataclass(frozen=True, slots=True)
class _Tables:
    """Tables of ``rank_mood``, told apart by their content alone."""

    digest: tuple[int, ...]
    items: pd.DataFrame = dataclasses.field(compare=False)
    ratings: pd.DataFrame = dataclasses.field(compare=False)
    tags: pd.DataFrame = dataclasses.field(compare=False)

    @classmethod
    def of(cls, items: pd.DataFrame, ratings: pd.DataFrame, tags: pd.DataFrame) -> "_Tables":
        tables = (
            items[["item", "title", "genres"]],
            ratings[["user", "item", "rating", "ts"]],
            tags[["user", "item", "tag"]],
        )
        parts = (
            (len(table), int(pd.util.hash_pandas_object(table, index=False).to_numpy().sum()))
            for table in tables
        )
        return cls(tuple(number for part in parts for number in part), *tables)


@functools.lru_cache(maxsize=2)
def _moods(tables: _Tables) -> Moods:
    names = [take_apart(str(title)) for title in tables.items["title"]]
    lists = tables.items["genres"].astype(str).str.split("|")
    titles = pd.DataFrame(
        {
            "title_id": tables.items["item"].to_numpy(),
            "title": [name.title for name in names],
            "year": [name.year for name in names],
            "genres": [
                ";".join(dict.fromkeys(GENRE.get(name, "") for name in row)) for row in lists
            ],
        }
    )
    index = pd.Index(titles["title_id"])
    known = tables.ratings[tables.ratings["item"].isin(index)]
    return fit_moods(
        titles,
        tags=tables.tags.rename(columns={"user": "member", "item": "title_id"}),
        data=_interactions(known, index),
    )


def _interactions(train: pd.DataFrame, titles: pd.Index | None = None) -> Interactions:
    names = {"user": "member", "item": "title", "ts": "at", "like": "liked", "rating": "stars"}
    return interactions(train.rename(columns=names), titles=titles)


class _Nearby:
    """What ``make_nearby`` returns."""

    def __init__(self, viewings: Viewings) -> None:
        self.titles = viewings.titles
        self.index = index(viewings)

    def query(
        self, lat: float, lon: float, radius_m: float, t_from: int, t_to: int, k: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the titles watched in a circle and a window, most often first, and how often.

        Args:
            lat: Degrees north of the centre, WGS84.
            lon: Degrees east.
            radius_m: At most 60 km; the geodesic decides, and the edge is inside.
            t_from: First second of the window, since 1970 UTC.
            t_to: Last second of it.
            k: Titles at most; all, without it. Equal ones come in the order of their ids.
        """
        window = math.ceil(t_from), math.floor(t_to)
        counts = self.index.counts(lat, float(_within_180(lon)), radius_m, *window)
        return top(counts, self.titles, k)


def make_nearby(events: Mapping[str, np.ndarray] | pd.DataFrame | object) -> _Nearby:
    """Return exact counts of what was watched where, by circle and window.

    Args:
        events: Columns or attributes ``ts`` (whole seconds), ``lat``, ``lon`` and ``title``.
    """
    held = isinstance(events, Mapping | pd.DataFrame)
    at, lat, lon, title = (
        np.asarray(events[name] if held else getattr(events, name))  # type: ignore[index]
        for name in ("ts", "lat", "lon", "title")
    )
    return _Nearby(Viewings.of(at=at, lat=lat, lon=_within_180(lon), title=title))


def _within_180(lon: Any) -> Any:
    """Return longitudes with those of other conventions brought to -180 to 180, as geopy does."""
    near = np.abs(lon) <= 180
    return lon if np.all(near) else np.where(near, lon, (np.asarray(lon) + 180) % 360 - 180)


def _arms(data: Mapping[str, np.ndarray]) -> tuple[Moments, Moments]:
    names = ("recs", "pos", "minutes", "pre_minutes", "reviews", "stories", "reactions")
    control, treatment = (
        Moments.of({name: data[name][data["arm"] == arm] for name in names}) for arm in (0, 1)
    )
    return control, treatment


def _figures(readout: Readout) -> dict[str, float]:
    found = {
        "effect": readout.effect,
        "lo": readout.low,
        "hi": readout.high,
        "p": readout.p,
        "rel": readout.rel,
        "rel_lo": readout.rel_low,
        "rel_hi": readout.rel_high,
    }
    return {name: math.nan if value is None else value for name, value in found.items()}
