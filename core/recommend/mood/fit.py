"""Profiles of titles over moods, learned from tags, words and co-viewing."""

import zlib

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from threadpoolctl import threadpool_limits

from core.errors import RecommendError
from core.recommend.history import Interactions
from core.recommend.mood.evidence import Evidence, evidence
from core.recommend.mood.features import TASTE_SCALE, Features, features
from core.recommend.mood.learn import calibrated, held_out
from core.recommend.mood.moods import Moods
from core.recommend.mood.reasons import Reasons
from core.recommend.mood.subjects import Subjects

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEEDED = ("title_id", "title", "year", "genres")
TAGGED = ("member", "title_id", "tag")

FOLDS = 5
ENOUGH = 30
"""Titles of which something is said from which it is worth learning (assumption, 20 to 100)."""

RIDGE = 12.0
"""Shrinkage towards the genre table; 8 to 30 did equally well on hidden tags."""

GENRE_TRUST = 0.7
"""Share of the genre table's log odds to start from; 0.4 to 1 did equally well."""

DOUBT = 4.0
"""How many words of people a guess from genre and company is worth; 3 to 6 did equally well."""

EDITOR = 20.0
"""How many words of people an editor's choice is worth (assumption, 10 to 40)."""

DENIAL = 0.5
"""Log odds a tag against a mood takes away (assumption; 0 to 1 did equally well)."""


def fit_moods(
    titles: pd.DataFrame,
    *,
    tags: pd.DataFrame | None = None,
    data: Interactions | None = None,
    factors: Array | None = None,
    seed: int = 0,
    hidden: Flags | None = None,
) -> Moods:
    """Return what people say each title does to them.

    A guess is learned from the titles of which something is said and made for every title: from
    its genres, year, renown, words and its place in taste space. What people say of the title
    itself then moves the guess, the more they say the further.

    Args:
        titles: ``title_id``, ``title``, ``year``, ``genres`` (of ``core.catalogue.GENRES``, joined
            by ;); ``synopsis``, ``moods`` (what an editor says, joined by ;), ``minutes``,
            ``maturity`` and ``country`` where they are known.
        tags: ``member``, ``title_id``, ``tag``; none without it.
        data: Who took what, counted in the same titles.
        factors: Titles in taste space, shape ``(titles, d)``; made from ``data`` without it.
        seed: Which titles are held out together.
        hidden: Titles whose tags and editor's moods are kept from the fit, to measure it.

    Raises:
        RecommendError: If a column is missing, a title comes twice, or ``data`` or ``factors``
            count other titles.
    """
    _check(titles, tags, data, factors)
    said = evidence(titles, tags, hidden=hidden)
    subjects = Subjects.of(titles, said.tags)
    with threadpool_limits(1):  # type: ignore[no-untyped-call]  # small systems: threads only wait
        known = features(titles, data, factors, subjects)
        guess, reasons = _guess(titles, said, known, seed)
    return Moods.build(
        titles,
        profile=_profile(said, guess),
        known=known,
        reasons=reasons,
        subjects=subjects,
    )


def _guess(
    titles: pd.DataFrame, said: Evidence, known: Features, seed: int
) -> tuple[Array, Reasons]:
    """Return the log odds of every mood as far as a title's own tags do not say, and why."""
    teaching = np.where(said.edited, 1.0, 1.0 - np.exp(-said.telling))
    start = GENRE_TRUST * known.prior
    blocks = [known.genres, known.plain, known.words, known.topics, TASTE_SCALE * known.taste]
    columns = np.column_stack([np.ones(len(titles)), *blocks])
    if np.count_nonzero(teaching) < ENOUGH:
        empty = np.zeros_like(known.prior)
        return known.prior, Reasons.of(said, known.genres, by_genre=known.prior, by_taste=empty)
    fold = np.array(
        [zlib.crc32(f"{seed}:{title}".encode()) % FOLDS for title in titles["title_id"]]
    )
    guess, found = held_out(columns, said.share, teaching, start, fold, RIDGE)
    guess = calibrated(guess, said.share, teaching)
    ends = np.cumsum([1, *(block.shape[1] for block in blocks)])
    by_genre = start + known.genres @ found[ends[0] : ends[1]]
    by_taste = blocks[4] @ found[ends[4] : ends[5]]
    return guess, Reasons.of(said, known.genres, by_genre=by_genre, by_taste=by_taste)


def _profile(said: Evidence, guess: Array) -> Array:
    """Return the share of people who would say it: the guess, moved by what is said."""
    editor = np.where(said.edited, EDITOR, 0.0)[:, None]
    words = np.log1p(said.count)[:, None]
    spoken = 1.5 * np.log1p(said.said) + editor * said.editor
    weighed = DOUBT * expit(guess + DENIAL * said.denied) + spoken
    return np.asarray(np.clip(weighed / (DOUBT + words + editor), 0.0, 1.0))


def _check(
    titles: pd.DataFrame,
    tags: pd.DataFrame | None,
    data: Interactions | None,
    factors: Array | None,
) -> None:
    for frame, needed in ((titles, NEEDED), (tags, TAGGED)):
        absent = [name for name in needed if frame is not None and name not in frame]
        if absent:
            raise RecommendError(
                f"Expected the columns {', '.join(needed)}; {absent[0]} is missing."
            )
    if titles.empty:
        raise RecommendError("Expected at least one title, found none.")
    index = pd.Index(titles["title_id"])
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise RecommendError(f"Expected every title once; {twice!r} comes twice.")
    if data is not None and not data.titles.equals(index):
        raise RecommendError("Expected interactions counted in the same titles, in their order.")
    if factors is not None and len(factors) != len(index):
        raise RecommendError(
            f"Expected a row of factors for each of {len(index)} titles, not {len(factors)}."
        )
