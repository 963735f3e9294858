"""How well moods are recognised: on the sample world, and on MovieLens where it is at hand."""

import time

import numpy as np
import pytest

from core.catalogue import MOODS
from core.errors import RecommendError
from core.recommend.history import of_world
from core.recommend.mood import accuracy, fit_moods
from core.recommend.mood.accuracy import _figures
from tests.core.recommend.mood.catalogues import catalogue, movielens, tags


@pytest.fixture(scope="module")
def figures(world):
    return accuracy(world.titles, data=of_world(world)).set_index("mood")


def test_figures_agree_with_a_calculation_by_hand():
    found = _figures(np.array([0.9, 0.8, 0.7, 0.1]), np.array([True, False, True, False]), 2)

    assert found["precision"] == 0.5
    assert found["ndcg"] == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert found["auc"] == 0.75  # of four pairs one is the wrong way round


def test_moods_the_fit_was_not_shown_are_recognised_better_than_by_genre(figures):
    assert list(figures.index) == list(MOODS)
    assert figures["n"].min() >= 50
    assert figures["auc"].min() > 0.85
    assert figures["ndcg"].mean() > figures["genre_ndcg"].mean() + 0.1
    assert (figures["auc"] > figures["genre_auc"]).all()


def test_moods_dealt_at_random_are_not_recognised(world):
    titles = world.titles.copy()
    titles["moods"] = np.random.default_rng(4).permutation(titles["moods"].to_numpy())

    assert abs(accuracy(titles, data=of_world(world))["auc"].mean() - 0.5) < 0.05


def test_a_probability_comes_true_as_often_as_it_says(world):
    titles, data = world.titles, of_world(world)
    part = np.arange(len(titles)) % 4
    profile = np.zeros((len(titles), len(MOODS)))
    for fold in range(4):
        hidden = part == fold
        profile[hidden] = fit_moods(titles, data=data, hidden=hidden).profile[hidden]
    true = np.array([[mood in text.split(";") for mood in MOODS] for text in titles["moods"]])

    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        chosen = (profile >= low) & (profile < low + 0.2)
        assert chosen.sum() > 200
        assert true[chosen].mean() == pytest.approx(profile[chosen].mean(), abs=0.08)


def test_the_sample_world_is_fitted_while_somebody_waits(world):
    data = of_world(world)
    start = time.process_time()

    fit_moods(world.titles, data=data)

    assert time.process_time() - start < 1.5


def test_nothing_to_judge_by_is_refused():
    with pytest.raises(RecommendError, match="no title has any"):
        accuracy(catalogue(a="comedy"))
    with pytest.raises(RecommendError, match="folds must be 2 or more, not 1"):
        accuracy(catalogue(a="comedy"), tags=tags((1, "a", "funny")), folds=1)


def test_on_movielens_hidden_tags_are_foreseen_better_than_by_genre():
    titles, said, data = movielens()

    found = accuracy(titles, tags=said, data=data)

    assert found["titles"].iloc[0] > 1500
    assert found["ndcg"].mean() > found["genre_ndcg"].mean() + 0.1
    assert found["auc"].mean() > found["genre_auc"].mean() + 0.02


def test_moods_learned_from_movielens_agree_with_our_editors_more_than_genre_does(world):
    """Two sources that know nothing of each other: tags of MovieLens, and our own catalogue."""
    titles, said, data = movielens()
    moods = fit_moods(titles, tags=said, data=data)
    editor = world.titles.set_index("title_id")["moods"].reindex(moods.titles)
    both = editor.notna().to_numpy()
    genre = fit_moods(titles, data=data)

    ours, table = (
        [
            _figures(
                profile[both, column],
                np.array([mood in text.split(";") for text in editor[both]]),
                10,
            )["ndcg"]
            for column, mood in enumerate(MOODS)
        ]
        for profile in (moods.profile, genre.profile)
    )

    assert both.sum() > 400
    assert np.mean(ours) > np.mean(table) + 0.03
