"""Suggestions are judged on followers that were hidden, without a look at what comes later."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from scipy.stats import binom

from core.errors import DataError
from core.playlists.evaluation import judge, report, takeup, themes
from core.recommend.history import interactions
from core.recommend.taste import fit_taste


def world(seed=3, members=120, titles=60):
    """Return two camps: each member takes twenty titles, nearly all of their own half."""
    draw = np.random.Generator(np.random.Philox(seed))
    rows = []
    for member in range(members):
        own = np.arange(titles // 2) + (member % 2) * titles // 2
        picked = draw.permutation(own)[:18].tolist() + draw.integers(0, titles, 2).tolist()
        rows += [(member, title, place) for place, title in enumerate(draw.permutation(picked))]
    frame = pd.DataFrame(rows, columns=["member", "title", "at"])
    flags = np.zeros((titles, 4))
    flags[np.arange(titles), np.arange(titles) // (titles // 2)] = 1
    flags[np.arange(titles), 2 + np.arange(titles) // 10 % 2] = 1
    return interactions(frame, titles=pd.Index(np.arange(titles))), flags


NO_TAGS = pd.DataFrame()


def test_takers_are_those_beyond_chance_as_the_binomial_says():
    holds = sp.csr_array(np.array([[1.0, 1, 0, 0, 0, 0, 0, 0, 0, 0]]))
    seen = sp.csr_array((3, 10))
    later = sp.csr_array(np.array([[1.0, 1, 0, 0, 0, 0, 0, 0, 0, 0], [1] * 10, [1, 1] + [0] * 8]))

    found = takeup.takers(holds, np.array([2]), seen, later).toarray()[:, 0]

    # two of two from a fifth of the mass: 0.04, which is not rare enough
    assert binom.sf(1, 2, 0.2) == pytest.approx(0.04)
    assert found.tolist() == [0, 0, 0]
    wide = sp.csr_array((3, 50))
    grown = sp.csr_array(np.hstack([later.toarray(), np.zeros((3, 40))]))
    lists = sp.csr_array(np.hstack([holds.toarray(), np.zeros((1, 40))]))
    # two of two from a 25th: 0.0016; the third made the list
    assert takeup.takers(lists, np.array([2]), wide, grown).toarray()[:, 0].tolist() == [1, 0, 0]


def test_the_hidden_part_of_histories_changes_nothing_that_is_scored():
    data, flags = world()
    years = pd.Series(np.full(len(data.titles), 2000))
    made_of = themes.pairs(flags, years)
    known = judge.cut(data, made_of, NO_TAGS, judge.TEST)
    draw = np.random.Generator(np.random.Philox(1))
    later = ~np.isin(np.arange(len(data)), _rows(data, judge.TEST[1]))
    titles = data.title.copy()
    titles[later] = _dealt_anew(data, later, draw)
    shuffled = data.__class__(
        members=data.members, titles=data.titles, member=data.member, title=titles, at=data.at,
        liked=data.liked, stars=data.stars,
    )  # fmt: skip
    other = judge.cut(shuffled, made_of, NO_TAGS, judge.TEST)

    both, mine, theirs = np.intersect1d(known.members, other.members, return_indices=True)
    assert len(both) > 10
    assert not np.array_equal(known.hidden[mine], other.hidden[theirs])
    np.testing.assert_array_equal(known.signs[mine], other.signs[theirs])


def _dealt_anew(data, later, draw):
    """Return other titles for rows, none of which the member took before."""
    found = []
    for member in np.unique(data.member[later]):
        mine = data.member == member
        free = np.setdiff1d(np.arange(len(data.titles)), data.title[mine & ~later])
        found += draw.permutation(free)[: (mine & later).sum()].tolist()
    return found


def _rows(data, share):
    counts = np.diff(data.starts)[data.member]
    place = np.arange(len(data)) - data.starts[data.member]
    return np.flatnonzero(place < np.rint(share * counts))


def test_ours_beats_popularity_and_overlap_where_tastes_decide():
    data, flags = world()
    years = pd.Series(np.full(len(data.titles), 2000))

    found = report.evaluate("Two camps", data, flags, years, NO_TAGS)

    models = found.panel.frame.set_index("model")["nDCG@10"]
    assert models["ours"] > max(models["popularity"], models["jaccard"], models["cosine"])
    assert "nDCG of ours" in found.verdict
    assert "Two camps. Hidden followers" in str(found)


def test_weights_are_never_negative_and_ignore_a_sign_of_noise():
    draw = np.random.Generator(np.random.Philox(5))
    signs = draw.normal(size=(60, 40, len(judge.SIGNS)))
    hidden = signs[:, :, 0] > 1.5
    kept = hidden.any(axis=1)
    cut = judge.Cut(
        members=np.flatnonzero(kept),
        signs=signs[kept], jaccard=signs[kept, :, 1], hidden=hidden[kept], sizes=np.ones(40),
        open=np.ones_like(hidden[kept]),
    )  # fmt: skip

    weights = judge.learn(cut)

    assert min(weights.values()) >= 0
    assert weights["taste"] > 5 * max(value for sign, value in weights.items() if sign != "taste")


def test_data_without_themes_or_takers_are_refused_in_a_sentence():
    few = interactions(pd.DataFrame({"member": [1, 2], "title": [0, 1], "at": [0, 1]}))

    with pytest.raises(DataError, match="Nobody has likes enough that share a theme"):
        judge.cut(few, np.ones((2, 1)), NO_TAGS, judge.TEST, fit_taste)
