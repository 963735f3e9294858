"""Taste against EASE on real ratings: each member's last fifth held out, all unseen ranked."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from core.recommend.history import Array, Flags, Interactions, interactions
from core.recommend.taste import fit_taste

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "ml-latest-small"
EASE_RIDGE = 200.0
"""Where EASE does best on the test itself, so that it is not the weaker for its ridge."""

needs_ratings = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"real ratings are missing: no ml-latest-small at {FOLDER}"
)


def later(data: Interactions) -> Flags:
    """Return each member's last fifth."""
    counts = np.diff(data.starts)
    place = np.arange(len(data)) - data.starts[data.member]
    return place >= (counts - np.ceil(counts * 0.2))[data.member]


def marked(data: Interactions) -> Flags:
    cells = np.zeros((len(data.members), len(data.titles)), dtype=bool)
    cells[data.member, data.title] = True
    return cells


def ease(data: Interactions) -> Array:
    """Score members by EASE in user space, written here so as not to lean on what is tested."""
    likes = sp.csr_array(marked(data.take(data.liked)).astype(float))
    kernel = np.linalg.inv((likes @ likes.T).toarray() + EASE_RIDGE * np.eye(likes.shape[0]))
    half = likes.T @ kernel
    diagonal = (1 - np.asarray((likes.T * half).sum(axis=1)).ravel()) / EASE_RIDGE
    inverted = (likes.toarray() - (likes @ half) @ likes.toarray()) / EASE_RIDGE
    return likes.toarray() - inverted / diagonal


def judged(scores: Array, train: Interactions, test: Interactions) -> tuple[Array, int]:
    """Return nDCG@10 of members with a like held out, and the titles that shelves reach."""
    hidden = np.where(marked(train), -np.inf, scores)
    shelf = np.argsort(-hidden, axis=1, kind="stable")[:, :10]
    wanted = marked(test.take(test.liked))
    worth = 1 / np.log2(np.arange(2, 12))
    gain = (np.take_along_axis(wanted, shelf, axis=1) * worth).sum(axis=1)
    many = wanted.sum(axis=1)
    ideal = np.cumsum(worth)[np.minimum(many, 10) - 1]
    return (gain / ideal)[many > 0], len(np.unique(shelf))


def compared(at: str) -> tuple[Array, Array, int, int]:
    ratings = pd.read_csv(FOLDER / "ratings.csv")
    ratings["liked"] = ratings["rating"] >= 4
    names = {"userId": "member", "movieId": "title", "timestamp": "at", "rating": "stars"}
    frame = ratings.rename(columns=names)
    if at == "shuffled":
        frame["at"] = np.random.default_rng(0).permutation(len(frame))
    data = interactions(frame)
    test = later(data)
    train, test = data.take(~test), data.take(test)
    taste = fit_taste(train)
    ours = taste.batch([train.history(member) for member in train.members])
    our_gain, our_reach = judged(ours, train, test)
    gain, reach = judged(ease(train), train, test)
    return our_gain, gain, our_reach, reach


@needs_ratings
def test_in_time_order_taste_beats_ease_and_reaches_twice_as_many_titles():
    ours, ease_alone, our_reach, reach = compared("as it was")

    assert ease_alone.mean() == pytest.approx(0.1265, abs=0.0025)  # the protocol is the issue's
    assert ours.mean() >= 0.138  # measured 0.1445; one such set alone cannot tell 0.01 apart
    assert ours.mean() >= 1.08 * ease_alone.mean()
    assert our_reach >= 2 * reach


@needs_ratings
def test_where_order_means_nothing_taste_stays_within_a_hundredth_of_ease():
    ours, ease_alone, _, _ = compared("shuffled")

    assert ease_alone.mean() > 0.30
    assert ours.mean() >= 0.99 * ease_alone.mean()
