"""What somebody asks for tonight, taken apart."""

import dataclasses
import difflib
from collections.abc import Mapping

from core.catalogue import MATURITY, MOODS
from core.errors import RecommendError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish as ``read_wish`` understands it; everything may be empty but not all at once.

    Args:
        text: The words it was read from.
        weights: How much each mood of ``MOODS`` is wanted, in their order, from -1.5 (by no
            means) to 1.5 (very much); 0 is indifferent.
        genres: Genres wanted; one of them is enough.
        without_genres: Genres to avoid.
        years: First and last year of release, both included.
        max_minutes: Longest running time, minutes.
        maturity: Highest advisory age, one of ``core.catalogue.MATURITY``.
        keywords: Words to look for in titles, synopses and tags.
        without_words: Words whose titles to avoid.
        like: Names of titles it should be like.
        understood: What was understood, in the text's own words.
        ignored: What was not.
    """

    text: str
    weights: tuple[float, ...] = (0.0,) * len(MOODS)
    genres: tuple[str, ...] = ()
    without_genres: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    max_minutes: int | None = None
    maturity: str | None = None
    keywords: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.weights) != len(MOODS):
            raise RecommendError(
                f"Expected {len(MOODS)} weights of moods, not {len(self.weights)}."
            )
        if self.maturity is not None and self.maturity not in MATURITY:
            known = ", ".join(MATURITY)
            raise RecommendError(f"Expected a maturity among {known}, not {self.maturity!r}.")

    @property
    def moods(self) -> Mapping[str, float]:
        """Return the moods asked for or against, by slug."""
        return {mood: weight for mood, weight in zip(MOODS, self.weights, strict=True) if weight}


def mood_wish(slug: str) -> Wish:
    """Return the wish for one mood.

    Raises:
        RecommendError: If the catalogue has no such mood; the message names the nearest.

    Example:
        >>> mood_wish("cry").moods
        {'cry': 1.0}
    """
    if slug not in MOODS:
        near = difflib.get_close_matches(slug, MOODS, 1, cutoff=0.0)[0] if slug else MOODS[0]
        known = ", ".join(MOODS)
        raise RecommendError(f"No mood is called {slug!r}; the nearest is {near!r} of {known}.")
    weights = tuple(float(mood == slug) for mood in MOODS)
    return Wish(text=slug, weights=weights, understood=(slug,))
