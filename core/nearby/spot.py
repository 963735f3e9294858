"""A spot on the map: the crowd of the sample world, its private release, and what trends around.

The sample world has 2,000 members in forty neighbourhoods, far fewer than any service has and too
few to hide in. So each of them stands for ``STANDS_FOR`` people who live close by and watch what
members of their city watch: a crowd that is simulated, and says so wherever it is shown.
"""

import dataclasses
import hashlib
import math
from typing import Annotated, Self

import numpy as np
import pandas as pd

from core import seeds
from core.knobs import ASSUMPTION, Params, Range
from core.nearby.cells import Ids
from core.nearby.earth import Array, Flags, ecef, squares
from core.nearby.fence import Circle, City, Everywhere, Fence, Outline, circle_of
from core.nearby.privacy.meter import Drawing
from core.nearby.release import Release, Released, check_secret
from core.nearby.trending import Trend, trending
from core.nearby.wheel import WheelParams
from core.world import World

STANDS_FOR = 25
"""People that each member of the sample stands for: some 1,200 within 3 km of a city centre
(assumption, 10 to 100)."""

OWN = 0.5
"""Share of a stand-in's viewings that are the member's own titles; the others are drawn from what
members of the city watched (assumption, 0.2 to 0.8)."""

SCATTER = 0.004
"""Spread of a stand-in's home around the member's, degrees, some 400 m (assumption)."""

DAYS = 30
"""Days of viewings a crowd has, the longest window of the wheel."""

DAY_S, HOUR_S = 86_400, 3_600


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Privacy(Params):
    """How a release is drawn."""

    epsilon: Annotated[
        float,
        Range(
            "Privacy loss a day, epsilon",
            0.25,
            4,
            step=0.25,
            source=f"{ASSUMPTION}, 0.1 to 2",
            help="Smaller is more private and noisier.",
        ),
    ] = 1.0
    m: Annotated[
        int,
        Range(
            "Titles a member counts for in a day",
            1,
            6,
            source=f"{ASSUMPTION}, 2 to 5",
            help="What is watched beyond counts nothing.",
        ),
    ] = 3


Crowd = dict[str, Ids | Array]
"""``ts``, ``lat``, ``lon``, ``title`` (row of the catalogue), ``user``: a viewing each, by time."""


def crowd(world: World, *, seed: int, times: int = STANDS_FOR) -> Crowd:
    """Return the viewings of the last ``DAYS`` days of a world, each member ``times`` over.

    Args:
        world: The sample world.
        seed: Of the draws.
        times: People each member stands for.
    """
    seen = world.viewings
    seen = seen[seen["at"] >= seen["at"].max() - pd.Timedelta(days=DAYS)]
    city = world.members.merge(world.places[["place_id", "city"]], on="place_id")
    city_of = city.set_index("member_id")["city"]
    title = pd.Index(world.titles["title_id"]).get_indexer(pd.Index(seen["title_id"]))
    member = seen["member_id"].to_numpy()
    where = seen["member_id"].map(city_of).to_numpy()
    draw = seeds.stream(seed, "nearby", "crowd")
    count = len(seen)
    titles = np.tile(title, times)
    for name in np.unique(where.astype(str)):
        mine = np.flatnonzero(np.tile(where == name, times))
        other = mine[draw.random(len(mine)) >= OWN]
        titles[other] = draw.choice(title[where == name], len(other))
    copy = np.repeat(np.arange(times), count)
    user = np.tile(member, times) + copy * (int(world.members["member_id"].max()) + 1)
    _, person = np.unique(user, return_inverse=True)
    moved = draw.normal(0, SCATTER, (2, int(person.max()) + 1))
    at = seen["at"].dt.as_unit("s").astype("int64").to_numpy()
    ts = np.tile(at, times) + draw.integers(-2 * HOUR_S, 2 * HOUR_S, count * times)
    ts = np.clip(ts, at.min(), at.max())
    order = np.argsort(ts, kind="stable")
    return {
        "ts": ts[order],
        "lat": (np.tile(seen["latitude"].to_numpy(), times) + moved[0, person])[order],
        "lon": (np.tile(seen["longitude"].to_numpy(), times) + moved[1, person])[order],
        "title": titles[order].astype(np.int64),
        "user": user[order].astype(np.int64),
    }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What trends around a spot, from the release alone.

    Args:
        trend: How titles do there for one member.
        believed: Titles that stand above the noise, shape ``(titles,)``.
        released: Members who watched each title, as released, shape ``(titles,)``.
        ceiling: What noise alone exceeds in 5 of 100 places, in members.
        cells: Cells that were asked.
        fence: What was asked for.
    """

    trend: Trend
    believed: Flags
    released: Array
    ceiling: float
    cells: Ids
    fence: Fence


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nearby:
    """A crowd's private release, and the moment up to which it goes.

    Args:
        release: What is known of the crowd; the crowd itself is not kept.
        chart: Popularity anywhere, as services publish it, shape ``(titles,)``, sums to 1.
        now: Seconds since 1970 UTC.
        drawing: What drawing it costs.
    """

    release: Release
    chart: Array
    now: int
    drawing: Drawing

    @classmethod
    def of(
        cls, people: Crowd, titles: int, *, secret: bytes, privacy: Privacy | None = None
    ) -> Self:
        """Return the release of a crowd.

        Each crowd and privacy has noise of its own: two epsilons on the same draws would tell, by
        how far they are apart, the noise itself.

        Args:
            people: As ``crowd`` returns.
            titles: Titles in the catalogue.
            secret: What the noise is drawn from.
            privacy: How the release is drawn; as by default without it.

        Raises:
            NearbyError: For a short secret.
        """
        check_secret(secret)
        chart = np.bincount(people["title"].astype(np.int64), minlength=titles) + 0.5
        chart = chart / chart.sum()
        kept = privacy or Privacy()
        own = hashlib.blake2b(repr(kept).encode(), key=hashlib.blake2b(secret).digest())
        for name in sorted(people):
            own.update(people[name].tobytes())
        release = Release.of(
            people,
            secret=own.digest(),
            titles=titles,
            epsilon=kept.epsilon,
            m=kept.m,
            prior=chart,
        )
        return cls(
            release=release,
            chart=chart,
            now=int(people["ts"].max()) + 1,
            drawing=Drawing.of(release),
        )

    def around(self, lat: float, lon: float, taste: Array, params: WheelParams) -> Around:
        """Return what trends around a spot for a member; see ``inside``."""
        return self.inside(Circle(lat=lat, lon=lon, radius_km=params.radius_km), taste, params)

    def inside(self, fence: Fence, taste: Array, params: WheelParams) -> Around:
        """Return what trends in a fence for a member.

        Older days count less, as the half-life says; each is read from the release. What is not a
        circle is read as the circle that holds it, and the whole world as its chart.

        Args:
            fence: Where.
            taste: The member's score of each title, any scale.
            params: The knobs of the wheel; the fence has a radius of its own.
        """
        if isinstance(fence, Everywhere):
            return self._anywhere(taste, params)
        whole = self.read(fence, 0, params.window_days)
        here, noise = np.zeros(len(self.chart)), np.zeros(len(self.chart))
        for back in range(params.window_days):
            weight = 0.5 ** ((back + 0.5) * 24 / params.half_life_h)
            day = self.read(fence, back, back + 1)
            here += weight * day.scores
            noise += weight**2 * day.noise
        everywhere = self.chart * max(float(here.sum()), 1.0)
        return Around(
            trend=trending(here, everywhere, taste, params, noise=noise),
            believed=whole.believed,
            released=whole.scores,
            ceiling=whole.noise_ceiling,
            cells=whole.cells,
            fence=fence,
        )

    def sure(self, fence: Fence, days: int) -> float:
        """Return viewings of the last days that the release is sure of in a fence itself.

        The rest of a district does not count for a fence that is a small part of it: it would lend
        its viewings to open water. The whole world always has some: its chart is public.
        """
        if isinstance(fence, Everywhere):
            return math.inf
        said = self.read(fence, 0, days)
        return float(said.local[said.believed].sum())

    def read(self, fence: Circle | Outline | City, newest: int, oldest: int) -> Released:
        """Return what is released of a fence between so many days ago."""
        circle = circle_of(fence)
        since, until = (self.now - days * DAY_S for days in (oldest, newest))
        return self.release.between(
            circle.lat, circle.lon, circle.radius_km * 1000, since, until - 1
        )

    def _anywhere(self, taste: Array, params: WheelParams) -> Around:
        return Around(
            trend=trending(self.chart, self.chart, taste, params),
            believed=np.zeros(len(self.chart), dtype=bool),
            released=np.zeros(len(self.chart)),
            ceiling=0.0,
            cells=np.zeros(0, dtype=np.int64),
            fence=Everywhere(),
        )

    def cells(self, cells: Ids, days: int) -> Array:
        """Return viewings released in each cell over some days, NaN where noise drowns them.

        Args:
            cells: As ``Around.cells``.
            days: Whole days up to now.
        """
        return self.release.squares(cells, self.now - days * DAY_S, self.now - 1)


def nearest(places: pd.DataFrame, lat: float, lon: float) -> str:
    """Return the id of the place that lies nearest to a spot, however far.

    Args:
        places: ``core.world.PLACES``.
        lat: Degrees north, WGS84.
        lon: Degrees east.
    """
    there = ecef(places["latitude"].to_numpy(), places["longitude"].to_numpy())
    return str(places["place_id"].iloc[int(squares(there - ecef(lat, lon)).argmin())])
