"""An evaluation: the same in table and JSON and for a seed, refused where it means nothing."""

import functools
import json

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.recommend.evaluate import evaluate
from core.recommend.history import interactions

TITLES, GROUPS = 40, 2


class Stub:
    """A model that scores as it was told to."""

    def __init__(self, score):
        self.score = score

    def batch(self, histories):
        return np.array([self.score(history) for history in histories])


def by_group(history):
    """Score titles of the group (odd or even) the member took most of."""
    odd = (history.titles % GROUPS).mean() > 0.5
    return ((np.arange(TITLES) % GROUPS) == odd).astype(float)


def fixed(data, score):
    return Stub(score)


@pytest.fixture(scope="module")
def groups():
    """Forty members who take and like titles of one parity only, and twenty who take any."""
    draw = np.random.default_rng(4)
    rows = []
    for member in range(60):
        pool = np.arange(member % GROUPS, TITLES, GROUPS) if member < 40 else np.arange(TITLES)
        for place, title in enumerate(draw.permutation(pool)[:15]):
            rows.append((member, int(title), place, bool(draw.random() < 0.8)))
    frame = pd.DataFrame(rows, columns=["member", "title", "at", "liked"])
    return interactions(frame, titles=pd.RangeIndex(TITLES))


@pytest.fixture(scope="module")
def found(groups):
    return evaluate(
        groups,
        name="groups",
        k=5,
        genres=np.eye(TITLES)[:, :6],
        baselines=("popularity", "EASE"),
        ours={"group": functools.partial(fixed, score=by_group)},
        draws=200,
    )


def test_a_model_that_knows_the_groups_beats_popularity_and_the_pair_says_so(found):
    pair = found.differences()["group", "popularity"]["nDCG@5"]

    assert pair.low > 0
    assert pair.p < 0.05
    ours, theirs = (found.model(name).figures["nDCG@5"].value for name in ("group", "popularity"))
    assert pair.value == pytest.approx(ours - theirs)


def test_every_measure_has_an_interval_that_holds_it(found):
    names = {"nDCG@5", "Recall@20", "MRR", "Novelty", "Variety", "Coverage@5"}
    for each in found.judged:
        assert set(each.figures) == names
        for figure in each.figures.values():
            assert figure.low <= figure.value <= figure.high


def test_table_and_json_say_the_same(found):
    said, written = found.table(), json.loads(found.to_json())

    for model in written["models"]:
        for figure in model["measures"].values():
            assert f"{figure['value']:.4f} ({figure['low']:.4f} to {figure['high']:.4f})" in said
    for pair in written["differences"]:
        assert f"{pair['value']:+.4f} ({pair['low']:+.4f} to {pair['high']:+.4f})" in said
    assert f"the {written['data']['judged']} members who liked something" in said
    assert "seed 7" in said
    assert written["seconds"]["wall"] > 0


def test_the_columns_of_the_table_line_up(found):
    blocks = [block.splitlines() for block in found.table().split("\n\n")[1:-1]]

    for head, *rows in blocks:
        starts = [at + 2 for at in range(len(head) - 2) if head[at : at + 2] == "  "]
        starts = [at for at in starts if head[at] != " "]
        assert starts
        for row in rows:
            assert all(row[at - 2 : at].isspace() for at in starts if len(row) > at)


def test_a_seed_gives_the_same_figures(found, groups):
    again = evaluate(
        groups,
        name="groups",
        k=5,
        genres=np.eye(TITLES)[:, :6],
        baselines=("popularity", "EASE"),
        ours={"group": functools.partial(fixed, score=by_group)},
        draws=200,
    )

    assert [each.figures for each in again.judged] == [each.figures for each in found.judged]
    assert [each.settings for each in again.judged] == [each.settings for each in found.judged]


def test_settings_are_chosen_without_a_look_at_the_test(groups, found):
    data = groups.take(np.ones(len(groups), dtype=bool))
    for end in data.starts[1:]:  # of fifteen titles the last three are the test
        data.liked[end - 3 : end] = ~data.liked[end - 3 : end]

    mixed = evaluate(data, k=5, baselines=("EASE",), ours={}, draws=10)

    assert mixed.model("EASE").settings == found.model("EASE").settings


def test_a_shuffled_order_is_said_to_be(groups):
    said = evaluate(groups, baselines=("popularity",), ours={}, shuffle=True, draws=10).table()

    assert "order was shuffled first" in said


def test_progress_never_falls_and_ends_at_1(groups):
    seen = []

    evaluate(groups, baselines=("popularity", "EASE"), ours={}, draws=10, progress=seen.append)

    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"k": 0}, "k must be 1 to 100, not 0"),
        ({"k": 101}, "k must be 1 to 100, not 101"),
        ({"baselines": ("svd",)}, "Expected models out of popularity, item-kNN.* found 'svd'"),
        ({"k": 60, "ours": {}, "baselines": ("popularity",)}, "at least 60 titles, not 40"),
    ],
)
def test_what_cannot_be_asked_is_refused(groups, asked, said):
    with pytest.raises(DataError, match=said):
        evaluate(groups, **asked)


def test_a_model_that_is_not_there_is_named_with_those_that_are(found):
    with pytest.raises(DataError, match=r"group, popularity, EASE, not 'taste'"):
        found.model("taste")
