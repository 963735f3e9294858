"""What comes first in a ranked feed: a product of five plain factors, the same on every machine."""

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from core.knobs import ASSUMPTION, Params, Range

SHARED = 0.3
"""What each e-fold of likes shared with the author adds (assumption, 0.1 to 0.5)."""

COMMENT = 2.0
"""Likes that a comment counts for: it takes longer (assumption, 1 to 4)."""

AGAIN = 0.6
"""What is left of an author's score with each post that stands before it (assumption, 0.4 to 0.8).
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Params):
    """What a presenter can turn about what comes first in a ranked feed."""

    half_life_h: Annotated[
        float,
        Range(
            "Half-life of a post",
            1,
            168,
            unit="hours",
            source=f"{ASSUMPTION}, 12 to 96 h",
            help="After so long a post counts half.",
        ),
    ] = 36.0
    fit: Annotated[
        float,
        Range(
            "Fit to your taste",
            0,
            4,
            step=0.1,
            source=f"{ASSUMPTION}, 0.5 to 2",
            help="What a title that fits you wholly adds, as a multiple of a post's score.",
        ),
    ] = 1.0
    followed: Annotated[
        float,
        Range(
            "People you follow",
            0,
            6,
            step=0.1,
            source=f"{ASSUMPTION}, 0.5 to 3",
            help="What following the author adds, as a multiple of a post's score.",
        ),
    ] = 1.0
    heard: Annotated[
        float,
        Range(
            "Likes and comments",
            0,
            1,
            step=0.05,
            source=f"{ASSUMPTION}, 0.1 to 0.5",
            help="What each e-fold (2.7 times as many) of likes and comments adds.",
        ),
    ] = 0.2


DEFAULT = Ranking()


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may come into a feed; ``title_id`` is empty where it is about none."""

    kind: str
    id: str
    author: str
    at: datetime
    title_id: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of candidates and their authors, as one reader may know it.

    Args:
        fits: How well each title fits the reader, 0 to 1.
        followed: Users the reader follows, and the reader.
        shared: By author, how many objects both liked.
        likes: By kind and id.
        comments: By kind and id.
    """

    fits: Mapping[str, float]
    followed: frozenset[str]
    shared: Mapping[str, int]
    likes: Mapping[tuple[str, str], int]
    comments: Mapping[tuple[str, str], int]


def score(one: Candidate, signals: Signals, at: datetime, ranking: Ranking = DEFAULT) -> float:
    """Return how much a candidate is worth to the reader at a time.

    Example:
        >>> from datetime import UTC, timedelta
        >>> at = datetime(2026, 11, 2, tzinfo=UTC)
        >>> nothing = Signals(fits={}, followed=frozenset(), shared={}, likes={}, comments={})
        >>> score(Candidate("review", "a", "m1", at - timedelta(hours=36)), nothing, at)
        0.5
    """
    age_h = max(0.0, (at - one.at).total_seconds() / 3600)
    heard = signals.likes.get(one.key, 0) + COMMENT * signals.comments.get(one.key, 0)
    return float(
        0.5 ** (age_h / ranking.half_life_h)
        * (1 + ranking.fit * signals.fits.get(one.title_id, 0.0))
        * (1 + ranking.followed * (one.author in signals.followed))
        * (1 + SHARED * math.log1p(signals.shared.get(one.author, 0)))
        * (1 + ranking.heard * math.log1p(heard))
    )


def rank(
    candidates: Sequence[Candidate],
    signals: Signals,
    at: datetime,
    ranking: Ranking = DEFAULT,
) -> list[Candidate]:
    """Return candidates, the best first; an author's second post counts for less than the first."""
    scores = {one.key: score(one, signals, at, ranking) for one in candidates}
    before: Counter[str] = Counter()
    damped = {}
    for one in sorted(candidates, key=lambda one: (-scores[one.key], one.key)):
        damped[one.key] = scores[one.key] * AGAIN ** before[one.author]
        before[one.author] += 1
    return sorted(candidates, key=lambda one: (-damped[one.key], one.key))
