"""How well each title fits a mood or a wish, and why."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import GENRES, MATURITY
from core.recommend.mood.features import Features
from core.recommend.mood.reading import read_wish
from core.recommend.mood.reasons import Reasons, told
from core.recommend.mood.subjects import Subjects
from core.recommend.mood.wish import Wish, mood_wish
from core.recommend.mood.words import plain

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OTHERWISE = 0.2
"""What is left of a match where the genre asked for is absent or a year unknown (assumption)."""

AGAINST = 0.05
"""What is left where something to be avoided is there (assumption)."""

GRAPHIC = frozenset({"gore", "violence"})
"""Words whose avoidance also speaks against titles for adults only."""

FAR = 0.1
"""Likeness of titles that share nothing with the one to be like (assumption)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moods:
    """What people say titles do to them; made by ``fit_moods``.

    Args:
        titles: Ids of the titles; every array counts in it.
        profile: The share of people who would say a title fits a mood, shape
            ``(titles, moods)``, columns in the order of ``MOODS``.
        names: Titles as plain words, to find what a wish should be like.
        years: Year of release, NaN where unknown.
        minutes: Running time, NaN where unknown.
        maturity: Place in ``MATURITY``, -1 where unknown.
        known: What is known of titles beside their tags.
        reasons: What made the profile.
        subjects: Words of titles, synopses and tags.
    """

    titles: pd.Index
    profile: Array
    names: tuple[str, ...]
    years: Array
    minutes: Array
    maturity: npt.NDArray[np.int64]
    known: Features
    reasons: Reasons
    subjects: Subjects

    @classmethod
    def build(
        cls,
        titles: pd.DataFrame,
        *,
        profile: Array,
        known: Features,
        reasons: Reasons,
        subjects: Subjects,
    ) -> "Moods":
        """Return the moods of a catalogue whose profile is known."""
        absent = pd.Series(np.nan, index=titles.index)
        levels = titles.get("maturity", absent)
        return cls(
            titles=pd.Index(titles["title_id"]),
            profile=profile,
            names=tuple(" ".join(plain(str(name))) for name in titles["title"]),
            years=_numbers(titles["year"]),
            minutes=_numbers(titles.get("minutes", absent)),
            maturity=pd.Index(MATURITY).get_indexer(pd.Index(levels.astype(str))).astype(np.int64),
            known=known,
            reasons=reasons,
            subjects=subjects,
        )

    def read(self, text: str) -> Wish:
        """Return what a text asks for, words of this catalogue included; see ``read_wish``."""
        return read_wish(text, words=self.subjects.known)

    def match(self, wish: Wish | str) -> Array:
        """Return how well each title fits a wish, or a mood by its slug, from 0 to 1.

        Raises:
            RecommendError: If a slug names no mood.
        """
        asked = mood_wish(wish) if isinstance(wish, str) else wish
        score = self._mood(asked) * self._likeness(asked) * self._limits(asked)
        if asked.genres:
            score = score * np.where(self._has(asked.genres), 1.0, OTHERWISE)
        score = score * np.where(self._has(asked.without_genres), AGAINST, 1.0)
        if asked.keywords:
            found = self.subjects.match(asked.keywords)
            score = score * (AGAINST + (1 - AGAINST) * found)
        if asked.without_words:
            score = score * np.where(self.subjects.has(asked.without_words), AGAINST, 1.0)
        return np.asarray(np.clip(score, 0.0, 1.0))

    def crowd(self, mood: str) -> Array:
        """Return how many people would say it, next to other titles: fit and renown together.

        Of two titles that fit alike the better known one is named by more people. The scale
        means nothing; shape ``(titles,)``.

        Raises:
            RecommendError: If there is no such mood.
        """
        return np.asarray(np.maximum(self.match(mood), 1e-9) * np.exp(self.known.renown))

    def why(self, title: int, wish: Wish | str) -> tuple[str, ...]:
        """Return why a title fits, in short plain phrases, the best first; none if nothing says so.

        Args:
            title: Row of the title.
            wish: A wish, or a mood by its slug.

        Raises:
            RecommendError: If a slug names no mood.
        """
        asked = mood_wish(wish) if isinstance(wish, str) else wish
        found = self.reasons.why(title, np.array(asked.weights))
        for column in np.flatnonzero(self.known.genres[title]):
            if GENRES[column] in asked.genres:
                found.append((0.9, GENRES[column]))
        there = [word for word in asked.keywords if self.subjects.has([word])[title]]
        found += [(1.2, f'about "{word}"') for word in there]
        if asked.max_minutes is not None and self.minutes[title] <= asked.max_minutes:
            found.append((0.3, f"{self.minutes[title]:.0f} minutes"))
        if asked.years is not None and asked.years[0] <= self.years[title] <= asked.years[1]:
            found.append((0.3, f"from {self.years[title]:.0f}"))
        found += [(0.8, f"like {name}") for name in asked.like if self._similar(name)[title] > 0.5]
        return told(found)

    def _mood(self, asked: Wish) -> Array:
        """Return the mean of the moods asked for, weighted and geometric: none may be missing."""
        weights = np.array(asked.weights)
        if not weights.any():
            return np.ones(len(self.titles))
        fits = np.where(weights > 0, self.profile, 1.0 - self.profile)
        size = np.abs(weights)
        return np.asarray(np.exp(np.log(np.maximum(fits, 1e-9)) @ (size / size.sum())))

    def _likeness(self, asked: Wish) -> Array:
        found = np.ones(len(self.titles))
        for name in asked.like:
            found *= self._similar(name)
        return found

    def _similar(self, name: str) -> Array:
        """Return how alike titles are to the one named; all alike if no title is."""
        rows = self._named(name)
        if not rows:
            return np.ones(len(self.titles))
        parts = ((self.known.taste, 0.4), (self.profile, 0.3), (self.known.genres, 0.3))
        alike = np.zeros(len(self.titles))
        for table, share in parts:
            size = np.linalg.norm(table, axis=1) * np.linalg.norm(table[rows[0]])
            product = table @ table[rows[0]]
            alike += share * np.divide(product, size, out=np.zeros_like(alike), where=size > 0)
        alike = FAR + (1 - FAR) * np.clip(alike, 0.0, 1.0)
        alike[rows] = 0.0  # seen, for who names it
        return alike

    def _named(self, name: str) -> list[int]:
        asked = " ".join(plain(name))
        for fits in (str.__eq__, str.startswith):
            for words in (asked, asked.removeprefix("the ").removeprefix("a "), f"the {asked}"):
                rows = [row for row, title in enumerate(self.names) if words and fits(title, words)]
                if rows:
                    return sorted(rows, key=lambda row: -self.known.renown[row])
        return []

    def _has(self, genres: tuple[str, ...]) -> Flags:
        columns = [GENRES.index(genre) for genre in genres]
        return np.asarray(self.known.genres[:, columns].any(axis=1))

    def _limits(self, asked: Wish) -> Array:
        left = np.ones(len(self.titles))
        if asked.years is not None:
            inside = (self.years >= asked.years[0]) & (self.years <= asked.years[1])
            left *= np.where(np.isnan(self.years), OTHERWISE, np.where(inside, 1.0, AGAINST))
        if asked.max_minutes is not None:
            left *= np.where(self.minutes > asked.max_minutes, AGAINST, 1.0)
        if asked.maturity is not None:
            left *= np.where(self.maturity > MATURITY.index(asked.maturity), 0.0, 1.0)
        if GRAPHIC & set(asked.without_words):
            left *= np.where(self.maturity == len(MATURITY) - 1, OTHERWISE, 1.0)
        return left


def _numbers(column: pd.Series) -> Array:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
