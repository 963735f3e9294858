"""What is watched around a place: learned from where those who watched it live.

How much likelier a title is among the members of a neighbourhood than everywhere, pulled to its
city's figure, which is pulled to the world's; each pull as strong as the counts say
(``core.recommend.context.shrink``), so one viewing is no trend. A member counts once for a title,
so that one fan is none either.

It counts exactly. Until there is a private release of such counts, it is for the fictional members
of the sample world only, never for people.
"""

import dataclasses

import numpy as np
import pandas as pd

from core.errors import RecommendError
from core.knobs import unknown_key
from core.recommend.context.shrink import centred, ratio, surely, worth
from core.recommend.history import Array
from core.world import World

NOTABLE = 1.25
"""Times likelier than everywhere from which a page may say so (assumption, 1.1 to 2)."""

ENOUGH = 5
"""Members who must have watched a title before a page says where (assumption, 3 to 20)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """Places of one kind, neighbourhoods or cities, and what is watched there.

    Args:
        names: What each is called.
        lifts: Log-lifts, shape ``(titles, places)``.
        observed: Members who watched, same shape.
        expected: How many its fame, and the level above, would make, same shape.
        prior: Ratio that the level above makes expected, same shape.
        pull: Members that the expectation is worth.
    """

    names: tuple[str, ...]
    lifts: Array
    observed: Array
    expected: Array
    prior: Array
    pull: float

    def is_notable(self, title: int, place: int) -> bool:
        """Return whether enough members make it 95 % sure that a title is likelier here."""
        seen, expected, prior = (
            float(each[title, place]) for each in (self.observed, self.expected, self.prior)
        )
        high = self.lifts[title, place] >= np.log(NOTABLE)
        return bool(seen >= ENOUGH and high and prior * surely(seen, expected, self.pull) > 1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """How much likelier each title is around each place.

    Args:
        ids: Ids of the neighbourhoods.
        city: Column in ``cities`` of each neighbourhood.
        near: The neighbourhoods.
        cities: Their cities.
    """

    ids: tuple[str, ...]
    city: tuple[int, ...]
    near: Level
    cities: Level

    def lift(self, place_id: str) -> Array:
        """Return each title's log-lift around a place, shape ``(titles,)``; 0 where unknown.

        Raises:
            RecommendError: If there is no such place; names the nearest by spelling.
        """
        column: Array = self.near.lifts[:, self._column(place_id)]
        return column

    def phrase(self, title: int, place_id: str) -> str:
        """Return what may be said of a title around a place; nothing unless it is notable."""
        place = self._column(place_id)
        if self.near.is_notable(title, place):
            return f"popular around {self.near.names[place]}"
        city = self.city[place]
        if self.cities.is_notable(title, city):
            return f"popular in {self.cities.names[city]}"
        return ""

    def _column(self, place_id: str) -> int:
        if place_id not in self.ids:
            raise RecommendError(unknown_key(place_id, list(self.ids)))
        return self.ids.index(place_id)


def fit_places(world: World, *, before: pd.Timestamp | None = None) -> Places:
    """Return what is watched around each place, from the viewings of a sample world.

    Args:
        world: The world; a member watches where they live.
        before: Leave out what began then or later, so that the rest can judge.

    Raises:
        RecommendError: If the world holds no title.
    """
    if world.titles.empty:
        raise RecommendError("Places are learned for the titles of a world; this one has none.")
    seen = world.viewings if before is None else world.viewings[world.viewings["at"] < before]
    once = seen[["member_id", "title_id"]].drop_duplicates()
    ids = pd.Index(world.places["place_id"])
    home = world.members.set_index("member_id")["place_id"]
    place = ids.get_indexer(pd.Index(once["member_id"].map(home)))
    title = pd.Index(world.titles["title_id"]).get_indexer(pd.Index(once["title_id"]))
    shape = len(world.titles), len(ids)
    cells = np.bincount(title * shape[1] + place, minlength=shape[0] * shape[1])
    counts = cells.reshape(shape).astype(float)
    shares = counts.sum(axis=1) / counts.sum() if len(once) else np.full(shape[0], 1 / shape[0])
    towns = world.places["city"] + ", " + world.places["country"]
    city, names = pd.factorize(towns)
    added = _added(counts, city)
    called = [name.rpartition(", ")[0] for name in names]
    cities = _level(called, added, shares, np.ones_like(added))
    near = _level(list(world.places["name"]), counts, shares, np.exp(cities.lifts)[:, city])
    return Places(
        ids=tuple(ids),
        city=tuple(int(each) for each in city),
        near=near,
        cities=cities,
    )


def _added(counts: Array, city: np.ndarray) -> Array:
    """Return counts of neighbourhoods added up to cities."""
    inside = city[:, None] == np.arange(city.max(initial=-1) + 1)
    added: Array = counts @ inside
    return added


def _level(names: list[str], observed: Array, shares: Array, prior: Array) -> Level:
    expected = prior * shares[:, None] * observed.sum(axis=0)
    pull = worth(observed, expected)
    lifts = centred(prior * ratio(observed, expected, pull), shares)
    return Level(
        names=tuple(names), lifts=lifts, observed=observed, expected=expected, prior=prior,
        pull=pull,
    )  # fmt: skip
