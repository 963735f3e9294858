"""The guide: everything learned of a world, and the shelf it recommends for an evening."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from core.catalogue import GENRES
from core.recommend import company, context
from core.recommend.blend import Blend, Choice, Ingredient, blend, ranked
from core.recommend.evening import Evening
from core.recommend.history import Array, Flags, History, Interactions, Ints, of_world
from core.recommend.mood import Moods, Wish, fit_moods
from core.recommend.taste import Taste, fit_taste
from core.world import World

LIKE = 1.5
"""Weight of "more like this", beside the knobs of the blend (assumption, 0.5 to 3)."""

STRANGE = 0.5
"""Share of the unexpected that is little watched; the rest is unlike the history (assumption,
0.3 to 0.7)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """What a shelf is asked for.

    Args:
        history: What the member took; empty for a newcomer.
        evening: What is known of the evening.
        weights: The knobs of the blend.
        wish: The mood wished for; nothing without it.
        place: Neighbourhood the member lets the guide know; nothing without it.
        beside: Histories of those who watch along.
        hidden: Rows of titles turned down.
        like: Rows of titles of which more was asked for.
        arms: What exploration multiplies each ingredient's weight with; 1 without it.
    """

    history: History
    evening: Evening = dataclasses.field(default_factory=Evening)
    weights: Blend = dataclasses.field(default_factory=Blend)
    wish: Wish | None = None
    place: str | None = None
    beside: tuple[History, ...] = ()
    hidden: tuple[int, ...] = ()
    like: tuple[int, ...] = ()
    arms: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Titles recommended, the first choice first.

    Args:
        choices: Titles with their scores and what each reason adds.
        notes: Sentences that say what fell back and why.
    """

    choices: tuple[Choice, ...]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> Ints:
        """Return the rows of its titles in order, shape ``(n,)``."""
        return np.array([choice.title for choice in self.choices], dtype=np.int64)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guide:
    """Everything learned of a world; see ``learn``.

    Args:
        world: The world.
        data: Its viewings, columns as rows of its catalogue.
        taste: What follows from a history.
        moods: How far each title fits each mood.
        hours: What is watched when.
        places: What is watched where.
        looks: Unit vectors of genres, moods and tastes, shape ``(titles, d)``.
        kept: Films and series; extras and live shows are no shelf's business.
    """

    world: World
    data: Interactions
    taste: Taste
    moods: Moods
    hours: context.Hours
    places: context.Places
    looks: Array
    kept: Flags

    def shelf(self, ask: Ask, count: int = 12) -> Shelf:
        """Return the shelf for what is asked.

        It is never empty: what has no history falls back to what most members watch, seen titles
        come back where nothing else is left, and the notes say so.

        Args:
            ask: Who asks, for which evening.
            count: Titles wanted.

        Raises:
            RecommendError: If every ingredient is turned to 0.
        """
        notes: list[str] = []
        if not len(ask.history):
            notes.append("There is no history yet: taste is what most members watch.")
        together = company.together(self._everybody(ask)) if ask.beside else None
        allowed, said = self._allowed(ask, together)
        notes += said
        choices = blend(
            self._ingredients(ask, together),
            allowed=allowed,
            unexpected=self._unexpected(ask.history),
            looks=self.looks,
            count=count,
            creativity=ask.weights.creativity / 100,
            diversity=ask.weights.diversity / 100,
        )
        return Shelf(choices=choices, notes=tuple(notes))

    def happiness(self, ask: Ask, shelf: Shelf) -> company.Satisfaction:
        """Return how happy each of those who watch is with a shelf, who asks first."""
        return company.misery(self._everybody(ask), shelf.rows)

    def _everybody(self, ask: Ask) -> Array:
        """Return the taste of all who watch, who asks first, shape ``(people, titles)``."""
        return self.taste.batch([ask.history, *ask.beside])

    def _allowed(self, ask: Ask, together: Array | None) -> tuple[Flags, list[str]]:
        """Return which titles may be shown, relaxed in order until there are some."""
        fits = self.kept.copy()
        fits[list(ask.hidden)] = False
        young = context.allowed(self.world.titles, company.youngest(ask.evening.company))
        new = np.ones(len(fits), dtype=bool)
        for history in (ask.history, *ask.beside):
            new[history.titles] = False
        happy = new if together is None else together >= 0  # below it is misery to somebody
        for kept, note in (
            (fits & young & new & happy, ""),
            (fits & young & new, "Somebody would rather see something else: nothing suits all."),
            (fits & young, "Everything that fits was seen: titles seen are shown again."),
        ):
            if kept.any():
                return kept, [note] if note else []
        return self.kept & young, ["Everything was turned down: the shelf begins anew."]

    def _ingredients(self, ask: Ask, together: Array | None) -> list[Ingredient]:
        weights, evening = ask.weights, ask.evening
        titles = self.world.titles
        mine = self.taste.scores(ask.history)
        found = [("taste", weights.taste, ranked(mine))]
        if ask.wish is not None:
            found.append(("mood", weights.mood, self.moods.match(ask.wish)))
        found += [
            ("hour", weights.hour, _lifted(self.hours.lift(evening.hour, evening.weekday))),
            ("time", weights.time, context.fits_time(titles, evening.minutes)),
            ("device", weights.device, context.fits_device(titles, evening.screen)),
        ]
        if together is not None:
            found.append(("company", weights.company, ranked(together)))
        if ask.place:
            found.append(("nearby", weights.nearby, _lifted(self.places.lift(ask.place))))
        if ask.like:
            alike = self.looks @ self.looks[list(ask.like)].T
            found.append(("like", LIKE, np.clip(alike.max(axis=1), 0, 1)))
        return [
            Ingredient(slug=slug, weight=weight * ask.arms.get(slug, 1.0), gains=gains)
            for slug, weight, gains in found
        ]

    def _unexpected(self, history: History) -> Array:
        """Return how unexpected titles are: little watched, and unlike what the member watches."""
        rare = 1 - rankdata(self.taste.popularity) / len(self.taste.popularity)
        if not len(history):
            return np.asarray(rare)
        usual = self.looks[history.titles].mean(axis=0)
        alike = np.clip(self.looks @ usual / max(float(np.linalg.norm(usual)), 1e-12), 0, 1)
        return np.asarray(STRANGE * rare + (1 - STRANGE) * (1 - alike))


def learn(world: World) -> Guide:
    """Learn everything that a guide knows of a world.

    Args:
        world: The world; its catalogue may hold titles nobody took.
    """
    data = of_world(world)
    taste = fit_taste(data)
    moods = fit_moods(world.titles, data=data, factors=taste.factors)
    return Guide(
        world=world,
        data=data,
        taste=taste,
        moods=moods,
        hours=context.fit_hours(world),
        places=context.fit_places(world),
        looks=_looks(world.titles, moods.profile, taste.factors),
        kept=world.titles["kind"].isin(["film", "series"]).to_numpy(),
    )


def _looks(titles: pd.DataFrame, moods: Array, factors: Array) -> Array:
    """Return unit vectors of titles: genres, moods and tastes count alike."""
    cells = titles["genres"].str.split(";")
    genres = np.array([[genre in cell for genre in GENRES] for cell in cells], dtype=float)
    parts = np.hstack([_unit(genres), _unit(moods - moods.mean(axis=0)), _unit(factors)])
    return _unit(parts)


def _unit(rows: Array) -> Array:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Array = rows / np.where(lengths > 0, lengths, 1.0)
    return found


def _lifted(lift: Array) -> Array:
    """Return a log-lift as gains from 0 to 1: 0 where there is none, 1 for the largest."""
    most = lift.max()
    gains: Array = np.clip(lift / most, 0, 1) if most > 0 else np.zeros(len(lift))
    return gains
