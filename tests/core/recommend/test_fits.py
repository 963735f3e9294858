"""Fits order titles as the scores do, and lie between 0 and 1."""

import numpy as np
import pytest

from core.recommend.fits import fits
from core.recommend.history import History
from tests import learned


@pytest.fixture(scope="module")
def guide():
    return learned.guide()


def test_fits_are_the_scores_by_rank(guide):
    history = guide.data.history(1)
    found = fits(guide, history)
    scores = guide.taste.scores(history)
    values = np.array([found[title] for title in guide.data.titles])

    assert (min(values), max(values)) == (0.0, 1.0)
    assert list(np.argsort(values)) == list(np.argsort(scores, kind="stable"))


def test_who_took_nothing_has_fits_all_the_same(guide):
    assert len(fits(guide, History.of([]))) == len(guide.data.titles)
