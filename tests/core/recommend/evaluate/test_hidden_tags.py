"""Moods: hidden tags stay hidden, a perfect teller scores 1, too few tags are refused."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import ndcg_score

from core.catalogue import MOODS
from core.errors import DataError
from core.recommend.evaluate import hidden_tags as judging
from core.recommend.history import interactions

COUNT = 160


@pytest.fixture(scope="module")
def titles():
    genres = ("comedy", "horror")
    return pd.DataFrame(
        {
            "title_id": [f"t{row}" for row in range(COUNT)],
            "title": [f"Title {row}" for row in range(COUNT)],
            "year": 2000,
            "genres": [genres[row % 2] for row in range(COUNT)],
        }
    )


@pytest.fixture(scope="module")
def tags(titles):
    words = ("Funny", "scary ")
    return pd.DataFrame(
        {
            "member": 1,
            "title_id": titles["title_id"],
            "tag": [words[row % 2] for row in range(COUNT)],
        }
    )


@pytest.fixture(scope="module")
def data(titles):
    draw = np.random.default_rng(1)
    frame = pd.DataFrame(
        {"member": draw.integers(0, 30, 900), "title": draw.choice(titles["title_id"], 900)}
    )
    frame["at"] = np.arange(900)
    return interactions(frame, titles=pd.Index(titles["title_id"]))


class Told:
    def __init__(self, profile):
        self.profile = profile


def test_the_tags_of_the_titles_judged_are_hidden_and_all_others_shown(
    titles, tags, data, monkeypatch
):
    shown = []

    def spy(catalogue, *, tags, data, factors, seed):
        shown.append(set(tags["title_id"]))
        return Told(np.zeros((COUNT, len(MOODS))))

    monkeypatch.setattr(judging, "fit_moods", spy)
    bench = judging.judge(titles, tags, data, factors=None, seed=7)

    everything = set(titles["title_id"])
    for fold, seen in enumerate(shown):
        hidden = set(titles["title_id"].to_numpy()[bench.rows[bench.fold == fold]])
        assert hidden
        assert seen == everything - hidden


def test_a_teller_that_knows_all_scores_1_and_one_that_knows_nothing_less(
    titles, tags, data, monkeypatch
):
    profile = np.zeros((COUNT, len(MOODS)))
    profile[0::2, MOODS.index("laugh")] = 1
    monkeypatch.setattr(judging, "fit_moods", lambda *_, **__: Told(profile))

    found = judging.moods(titles, tags, data, draws=50).set_index(["mood", "model"])["value"]

    assert found["laugh", "moods"] == 1
    assert found["scare", "moods"] < 0.8
    assert found["scare", "genres"] == 1
    assert found["all", "moods"] == pytest.approx(
        (found["laugh", "moods"] + found["scare", "moods"]) / 2
    )


def test_moods_nobody_tagged_are_left_out_and_counts_are_of_titles(titles, tags, data):
    found = judging.moods(titles, tags, data, draws=50)

    assert list(found["mood"].unique()) == ["laugh", "scare", "all"]
    assert set(found["n"]) == {COUNT}
    assert set(found.loc[found["mood"] == "laugh", "titles"]) == {COUNT // 2}
    assert (found["low"] <= found["high"]).all()


def test_ours_is_held_against_each_baseline_and_not_against_itself(titles, tags, data):
    found = judging.moods(titles, tags, data, draws=50).set_index(["mood", "model"])

    ours, words = found.loc["laugh", "moods"], found.loc["laugh", "words"]
    assert words["ours_less"] == pytest.approx(ours["value"] - words["value"])
    assert words["ours_less_low"] <= words["ours_less"] <= words["ours_less_high"]
    assert np.isnan(ours["ours_less"])


def test_a_draw_counts_a_title_as_often_as_it_was_picked():
    draw = np.random.default_rng(8)
    truth, scores = draw.random((60, 1)) < 0.3, draw.random((60, 1))
    fold = np.arange(60) % judging.FOLDS
    bench = judging.Bench(rows=np.arange(60), fold=fold, truth=truth, scores={})
    picked = draw.multinomial(60, np.full(60, 1 / 60), 20).astype(float)

    found = judging._values(scores, bench, 0, picked)

    for row, copies in enumerate(picked.astype(int)):
        by_fold = []
        for each in range(judging.FOLDS):
            some = np.repeat(np.arange(60), copies * (fold == each))
            if truth[some, 0].any():
                by_fold.append(ndcg_score([truth[some, 0]], [scores[some, 0]], k=judging.TOP))
        assert found[row] == pytest.approx(np.mean(by_fold))


def test_the_truth_names_every_mood_in_plain_lower_case():
    assert tuple(judging.TRUTH) == MOODS
    assert tuple(judging.GENRES_OF) == MOODS
    for words in judging.TRUTH.values():
        assert all(word == word.strip().casefold() and word for word in words)
        assert len(set(words)) == len(words)


def test_too_few_tags_are_refused(titles, tags, data):
    with pytest.raises(DataError, match="at least 50 titles with a tag of a mood, not 20"):
        judging.moods(titles, tags.head(20), data)


def test_moods_too_rare_for_every_fold_are_refused(titles, tags, data):
    words = [first for first, *_ in judging.TRUTH.values()]
    rare = tags.head(56).assign(tag=[words[row % 8] for row in range(56)])  # seven titles each

    with pytest.raises(DataError, match="two titles in each fold"):
        judging.moods(titles, rare, data)
