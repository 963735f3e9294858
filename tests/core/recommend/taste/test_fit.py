"""A fitted taste: exact parts, one result for any number of workers, and no refusal to serve."""

import dataclasses
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import dask
import dask.bag
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.recommend.history import History, Interactions, interactions
from core.recommend.taste import Taste, fit_taste
from core.recommend.taste.share import share_for
from tests.core.recommend.taste.people import chained, chains, shuffled

CHUNK = 500
"""Rows a chunk, so that small data make several."""


@pytest.fixture(scope="module")
def data() -> Interactions:
    return chained()


@pytest.fixture(scope="module")
def taste(data) -> Taste:
    return fit_taste(data, rows_a_chunk=CHUNK)


def same(one: Taste, other: Taste) -> bool:
    weights = [
        np.array_equal(a.weights, b.weights)
        for mine, theirs in zip(one.groups, other.groups, strict=True)
        for a, b in zip(mine, theirs, strict=True)
    ]
    return all(weights) and dict(one.mix) == dict(other.mix)


def on_dask(workers):
    """Return an ordered map on dask's threads."""

    def mapper(function, parts):
        tasks = [dask.delayed(function)(part) for part in parts]
        return iter(dask.compute(*tasks, scheduler="threads", num_workers=workers))

    return mapper


@pytest.mark.parametrize("workers", [1, 2])
def test_dask_gives_the_same_bits_for_any_number_of_workers(data, taste, workers):
    assert same(fit_taste(data, rows_a_chunk=CHUNK, mapper=on_dask(workers)), taste)


def test_processes_and_threads_give_the_same_bits(data, taste):
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2) as processes:
        assert same(fit_taste(data, rows_a_chunk=CHUNK, mapper=threads.map), taste)
        assert same(fit_taste(data, rows_a_chunk=CHUNK, mapper=processes.map), taste)


def test_the_size_of_chunks_changes_nothing_that_counts(data, taste):
    whole = fit_taste(data, rows_a_chunk=10**9)

    history = data.history(3)
    assert whole.scores(history) == pytest.approx(taste.scores(history), abs=1e-4)


def test_a_titles_parts_and_base_add_up_to_its_score(data, taste):
    for member in (0, 7, 99):
        history = data.history(member)
        scores = taste.scores(history)
        for title in range(len(data.titles)):
            base, parts = taste.parts(history, title)
            assert parts.shape == (len(history),)
            assert base + parts.sum() == pytest.approx(scores[title], abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(titles=st.lists(st.integers(0, 59), max_size=60, unique=True), title=st.integers(0, 59))
def test_parts_add_up_for_any_history(taste, titles, title):
    history = History.of(titles)

    base, parts = taste.parts(history, title)

    assert base + parts.sum() == pytest.approx(taste.scores(history)[title], abs=1e-9)


def test_a_batch_holds_the_numbers_of_each_member(data, taste):
    histories = [data.history(member) for member in (5, 0, 80)] + [History.of([])]

    found = taste.batch(histories)

    assert found.shape == (4, len(data.titles))
    for row, history in zip(found, histories, strict=True):
        assert np.array_equal(row, taste.scores(history))


def test_order_that_tells_enters_the_mix_and_finds_the_next_title(taste):
    scores = taste.scores(History.of([30, 3, 50, 19]))

    assert taste.mix["sequence"] > 0
    assert 20 in np.argsort(-scores)[:3]


def test_order_that_tells_nothing_leaves_plain_ease():
    flat = interactions(shuffled(chains(members=400)))

    taste = fit_taste(flat)

    assert taste.mix["sequence"] == 0
    assert taste.mix["ease"] == 1


def test_the_order_of_a_history_matters_where_order_tells(taste):
    there, back = taste.scores(History.of([5, 40, 10])), taste.scores(History.of([10, 40, 5]))

    assert there[11] > back[11]


def test_who_has_no_history_gets_what_is_popular(data, taste):
    scores = taste.scores(History.of([]))

    assert np.isfinite(scores).all()
    assert scores.sum() == pytest.approx(1)
    assert np.corrcoef(scores, taste.popularity)[0, 1] > 0


def test_popularity_forgets_when_tastes_move_on():
    early = [(member, title, member) for member in range(60) for title in (0, 1, 2)]
    late = [(member, title, 10_000 + member) for member in range(60, 120) for title in (3, 4, 5)]
    frame = pd.DataFrame(early + late, columns=["member", "title", "at"])

    taste = fit_taste(interactions(frame))

    assert set(np.argsort(-taste.scores(History.of([])))[:3]) == {3, 4, 5}


def test_progress_only_grows_and_ends_at_one(data):
    told: list[float] = []

    fit_taste(data, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_same_seed_gives_the_same_taste(data, taste):
    assert same(fit_taste(data, seed=0, rows_a_chunk=CHUNK), taste)


def test_neighbours_on_a_ring_lie_close(taste):
    near = taste.neighbours(30, 6)

    assert len(near) == 6
    assert 30 not in near
    assert np.abs(near - 30).max() < 15


def test_factors_are_zero_for_titles_nobody_took():
    frame = chains(titles=20)
    data = interactions(frame, titles=pd.Index(range(25)))

    taste = fit_taste(data)

    assert taste.factors.shape[0] == 25
    assert not taste.factors[20:].any()
    assert taste.factors[:20].any(axis=1).all()


def liked(data: Interactions, flags: bool) -> Interactions:
    return dataclasses.replace(data, liked=np.full(len(data), flags))


@pytest.mark.parametrize("flag", [True, False], ids=["all liked", "none liked"])
def test_ratings_of_one_value_still_make_a_taste(data, flag):
    taste = fit_taste(liked(data, flag))

    scores = taste.batch([liked(data, flag).history(member) for member in range(20)])
    assert np.isfinite(scores).all()
    assert (scores.std(axis=1) > 0).all()


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"member": [1, 2, 3], "title": [9, 9, 9], "at": [1, 2, 3]}),
        pd.DataFrame({"member": [1, 1, 1], "title": [7, 8, 9], "at": [1, 2, 3]}),
        pd.DataFrame({"member": [1], "title": [9], "at": [1]}),
        pd.DataFrame({"member": [1, 2], "title": [8, 9], "at": [1, 1]}),
    ],
    ids=["one title", "one member", "one row", "nothing shared"],
)
def test_too_little_to_learn_from_still_serves(frame):
    data = interactions(frame)

    taste = fit_taste(data)

    scores = taste.batch([data.history(1), History.of([])])
    assert np.isfinite(scores).all()
    assert len(taste.neighbours(0, 5)) == len(data.titles) - 1


def test_no_interactions_are_refused_in_a_sentence():
    nothing = interactions(pd.DataFrame({"member": [], "title": [], "at": []}))

    with pytest.raises(DataError, match="there are none"):
        fit_taste(nothing)


def test_the_sequence_counts_for_less_in_a_long_history():
    share = share_for(0.4, 0.25, np.array([5, 50, 500, 5000]))

    assert (np.diff(share) < 0).all()
    assert ((share >= 0) & (share < 1)).all()


def test_the_parts_of_a_shelf_are_those_of_its_titles_one_by_one(data, taste):
    history = data.history(data.members[3])
    shelf = np.array([0, 5, len(taste.titles) - 1, 2])

    base, added = taste.shelf_parts(history, shelf)

    for place, title in enumerate(shelf):
        one, parts = taste.parts(history, int(title))
        assert base[place] == one
        np.testing.assert_allclose(added[:, place], parts, atol=1e-12)
    np.testing.assert_allclose(base + added.sum(axis=0), taste.scores(history)[shelf], atol=1e-9)
