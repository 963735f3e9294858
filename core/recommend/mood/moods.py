"""How well each title fits a mood or a wish, and why."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.catalogue import GENRES, MATURITY
from core.recommend.mood.evidence import tag_weights
from core.recommend.mood.reading import read_wish
from core.recommend.mood.subjects import Subjects
from core.recommend.mood.wish import Wish, mood_wish

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OTHERWISE = 0.2
"""What is left of a match where the genre or subject asked for is absent (assumption)."""

AGAINST = 0.05
"""What is left where something to be avoided is there (assumption)."""

PER_DECADE = 0.35
"""What is left of a match for each decade outside the years asked for (assumption)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moods:
    """What people say titles do to them; made by ``fit_moods``.

    Args:
        titles: Ids of the titles; every array counts in it.
        profile: How probable it is that people say a title fits a mood, shape
            ``(titles, moods)``, columns in the order of ``MOODS``.
        flags: Which of ``GENRES`` a title has, shape ``(titles, genres)``.
        years: Year of release, NaN where unknown.
        minutes: Running time, NaN where unknown.
        maturity: Place in ``MATURITY``, -1 where unknown.
        tags: What members call it: ``title`` (row) and ``tag``.
        subjects: Words of titles, synopses and tags.
    """

    titles: pd.Index
    profile: Array
    flags: Array
    years: Array
    minutes: Array
    maturity: npt.NDArray[np.int64]
    tags: pd.DataFrame
    subjects: Subjects

    @classmethod
    def build(
        cls, titles: pd.DataFrame, *, profile: Array, tags: pd.DataFrame | None, flags: Array
    ) -> "Moods":
        """Return the moods of a catalogue whose profile is known."""
        said = _NO_TAGS if tags is None else tags[["title", "tag"]]
        levels = titles["maturity"] if "maturity" in titles else pd.Series("", index=titles.index)
        minutes = titles["minutes"] if "minutes" in titles else pd.Series(np.nan, titles.index)
        return cls(
            titles=pd.Index(titles["title_id"]),
            profile=profile,
            flags=flags,
            years=_numbers(titles["year"]),
            minutes=_numbers(minutes),
            maturity=pd.Index(MATURITY).get_indexer(pd.Index(levels.astype(str))).astype(np.int64),
            tags=said,
            subjects=Subjects.of(titles, said),
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
        score = self._mood(asked) * self._likeness(asked)
        wanted = _flags_of(self.flags, asked.genres)
        if asked.genres:
            score = score * np.where(wanted, 1.0, OTHERWISE)
        score = score * np.where(_flags_of(self.flags, asked.without_genres), AGAINST, 1.0)
        if asked.keywords:
            found = self.subjects.match(asked.keywords)
            score = score * (OTHERWISE**2 + (1 - OTHERWISE**2) * found)
        if asked.without_words:
            score = score * np.where(self.subjects.has(asked.without_words), AGAINST, 1.0)
        return np.clip(score * self._limits(asked), 0.0, 1.0)

    def why(self, title: int, wish: Wish | str) -> tuple[str, ...]:
        """Return why a title fits, in short plain phrases, the best first; none if nothing says so.

        Raises:
            RecommendError: If a slug names no mood.
        """
        asked = mood_wish(wish) if isinstance(wish, str) else wish
        weights = np.array(asked.weights)
        reasons: list[tuple[float, str]] = []
        mine = self.tags.loc[self.tags["title"] == title, "tag"]
        for tag, count in mine.str.casefold().value_counts().items():
            said = float(tag_weights(str(tag)) @ weights)
            if said > 0.25:
                reasons.append((said * (1 + 0.1 * min(int(count), 5)), f"tagged {tag}"))
        for column in np.flatnonzero(self.flags[title]):
            if GENRES[column] in asked.genres:
                reasons.append((0.9, GENRES[column]))
        ordered = sorted(reasons, key=lambda reason: (-reason[0], reason[1]))
        return tuple(dict.fromkeys(phrase for _, phrase in ordered))[:4]

    def _mood(self, asked: Wish) -> Array:
        weights = np.array(asked.weights)
        if not weights.any():
            return np.ones(len(self.titles))
        fits = np.where(weights > 0, self.profile, 1.0 - self.profile)
        size = np.abs(weights)
        power = size / max(size.max(), 1.0) / max(size.sum() / size.max(), 1.0)
        return np.asarray(np.exp(np.log(np.maximum(fits, 1e-9)) @ power))

    def _likeness(self, asked: Wish) -> Array:
        return np.ones(len(self.titles))

    def _limits(self, asked: Wish) -> Array:
        left = np.ones(len(self.titles))
        if asked.years is not None:
            low, high = asked.years
            outside = np.maximum(np.maximum(low - self.years, self.years - high), 0.0)
            left *= np.where(np.isnan(outside), OTHERWISE, AGAINST * (outside > 0) + (outside <= 0))
        if asked.max_minutes is not None:
            longer = np.nan_to_num(self.minutes - asked.max_minutes, nan=0.0) > 0
            left *= np.where(longer, AGAINST, 1.0)
        if asked.maturity is not None:
            left *= np.where(self.maturity > MATURITY.index(asked.maturity), 0.0, 1.0)
        return left


_NO_TAGS = pd.DataFrame({"title": pd.Series(dtype="int64"), "tag": pd.Series(dtype="string")})


def _numbers(column: pd.Series) -> Array:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _flags_of(flags: Array, genres: tuple[str, ...]) -> Flags:
    columns = [GENRES.index(genre) for genre in genres if genre in GENRES]
    return np.asarray(flags[:, columns].any(axis=1))
