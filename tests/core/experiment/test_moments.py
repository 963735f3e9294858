import itertools
import json
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.errors import ExperimentError
from core.experiment import Moments


def test_moments_are_what_numpy_and_scipy_say(members):
    columns = {name: members[name].to_numpy() for name in members.columns}

    m = Moments.of(columns)

    assert m.n == len(members)
    assert m.means == pytest.approx(members.mean().to_numpy(), rel=1e-12)
    covariances = np.cov(np.array([*columns.values()]))
    assert m.products / (m.n - 1) == pytest.approx(covariances, rel=1e-10)
    assert m.skewness("minutes") == pytest.approx(stats.skew(columns["minutes"]), rel=1e-10)


def exact(values):
    """Variance and skewness in rational numbers; SciPy's skew loses four digits at 1e6 + 1e-6."""
    numbers = [Fraction(float(value)) for value in values]
    mean = sum(numbers) / len(numbers)
    second, third = (sum((number - mean) ** power for number in numbers) for power in (2, 3))
    skewness = float(third / len(numbers)) / float(second / len(numbers)) ** 1.5
    return float(second / (len(numbers) - 1)), skewness


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 999),
    cuts=st.lists(st.integers(0, 400), max_size=8),
    offset=st.sampled_from([0.0, 3.0, 1e6]),
    spread=st.sampled_from([1e-6, 1.0, 1e5]),
)
def test_moments_of_any_chunks_add_up_to_the_moments_of_the_whole(seed, cuts, offset, spread):
    rng = np.random.default_rng(seed)
    whole = {
        "count": rng.poisson(rng.gamma(0.5, 4, 400)),
        "amount": offset + spread * rng.gamma(0.5, 2, 400),
    }
    edges = [0, *sorted(cuts), 400]

    chunks = [
        Moments.of({name: values[start:stop] for name, values in whole.items()})
        for start, stop in itertools.pairwise(edges)
    ]
    together, at_once = Moments.total(chunks), Moments.of(whole)

    noise = 1e-8 if offset > 1e5 * spread else 1e-10
    assert together.n == at_once.n == 400
    assert together.means == pytest.approx(at_once.means, rel=1e-13)
    scale = np.sqrt(np.outer(at_once.products.diagonal(), at_once.products.diagonal()))
    assert np.abs(together.products - at_once.products).max() <= noise * scale.max()
    for name in whole:
        variance, skewness = exact(whole[name])
        assert at_once.var(name) == pytest.approx(variance, rel=1e-12)
        assert at_once.skewness(name) == pytest.approx(skewness, rel=1e-9)
        assert together.var(name) == pytest.approx(variance, rel=noise)
        assert together.skewness(name) == pytest.approx(skewness, rel=1e-4)


def test_a_large_mean_does_not_drown_a_small_spread():
    values = 1e9 + np.tile([0.0, 1.0, 2.0], 30_000)

    assert Moments.of({"x": values}).var("x", ddof=0) == pytest.approx(2 / 3, rel=1e-11)


def test_a_column_that_never_varies_has_no_variance_at_all():
    m = Moments.of({"x": np.full(40_000, 0.1), "y": np.arange(40_000)})

    assert m.mean("x") == 0.1
    assert m.var("x") == m.cov("x", "y") == m.skewness("x") == 0


@given(st.permutations(range(30)))
def test_whole_number_columns_give_the_same_bits_in_any_order_of_members(order):
    rng = np.random.default_rng(3)
    columns = {"a": rng.poisson(3.3, 30), "b": rng.poisson(41.0, 30)}

    shuffled = Moments.of({name: values[list(order)] for name, values in columns.items()})

    assert shuffled == Moments.of(columns)


def test_a_sum_of_columns_needs_no_column_of_its_own(members):
    columns = {name: members[name].to_numpy() for name in ("reviews", "comments", "minutes")}
    posts = columns["reviews"] + columns["comments"]

    m = Moments.of(columns)
    direct = Moments.of({"posts": posts, "minutes": columns["minutes"]})

    both = ("reviews", "comments")
    assert m.mean(both) == pytest.approx(direct.mean("posts"), rel=1e-12)
    assert m.var(both) == pytest.approx(direct.var("posts"), rel=1e-12)
    assert m.cov(both, "minutes") == pytest.approx(direct.cov("posts", "minutes"), rel=1e-12)
    assert m.mean({"reviews": 2.0, "comments": -1.0}) == pytest.approx(
        2 * m.mean("reviews") - m.mean("comments"), rel=1e-12
    )
    assert direct.skewness("posts") <= m.skewness(both) < 2 * direct.skewness("posts")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_moments_survive_json_to_the_bit(values):
    m = Moments.of({"x": values, "y": values[::-1]})

    back = Moments.from_dict(json.loads(json.dumps(m.to_dict())))

    assert back == m
    assert hash(back) == hash(m)


def test_identical_worlds_have_a_change_of_exactly_zero(members):
    world = {name: members[name].to_numpy() for name in ("minutes", "reviews")}

    pairs = Moments.paired(world, dict(reversed(world.items())))

    assert pairs.mean("minutes (change)") == pairs.var("minutes (change)") == 0
    assert pairs.cov("minutes (change)", "reviews") == 0


def test_nobody_adds_nothing():
    m = Moments.of({"x": [1, 2, 4]})

    assert m + Moments.empty(["x"]) == Moments.empty(["x"]) + m == m
    assert Moments.of({"x": []}) == Moments.empty(["x"])


def test_moments_cannot_be_changed():
    m = Moments.of({"x": [1, 2, 4]})

    with pytest.raises(ValueError, match="read-only"):
        m.means[0] = 7


def test_fourteen_columns_of_200_000_members_take_few_milliseconds():
    rng = np.random.default_rng(1)
    columns = {f"c{i}": rng.poisson(20.0, 200_000).astype(float) for i in range(14)}

    seconds = []
    for _ in range(7):
        start = time.process_time()
        Moments.of(columns)
        seconds.append(time.process_time() - start)

    assert min(seconds) < 0.05


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_column_with_gaps_is_refused_by_name(bad):
    with pytest.raises(ExperimentError, match=r"'minutes' must be finite.* 1 are NaN or infinite"):
        Moments.of({"reviews": [1, 2, 3], "minutes": [1.0, bad, 2.0]})


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, "at least one column"),
        ({"x": [1, 2], "y": [1]}, "'y' has 1 members, the first has 2"),
        ({"x": ["a", "b"]}, "'x' must be one number per member"),
        ({"x": [[1, 2], [3, 4]]}, "'x' must be one number per member"),
        ({"x": [1e200, -1e200]}, "too large to square"),
    ],
)
def test_columns_that_are_no_totals_are_refused(columns, sentence):
    with pytest.raises(ExperimentError, match=sentence):
        Moments.of(columns)


def test_questions_without_an_answer_are_refused():
    m = Moments.of({"reviews": [1.0], "comments": [2.0]})

    with pytest.raises(ExperimentError, match="at least 2 members, not 1"):
        m.var("reviews")
    with pytest.raises(ExperimentError, match="at least 1 member, not 0"):
        Moments.empty(["x"]).mean("x")
    with pytest.raises(ExperimentError, match="no column 'review': did you mean 'reviews'"):
        m.mean("review")
    with pytest.raises(ExperimentError, match="same columns add up"):
        m + Moments.of({"reviews": [1.0]})
    with pytest.raises(ExperimentError, match="nothing to add up"):
        Moments.total([])
    with pytest.raises(ExperimentError, match="same columns, not"):
        Moments.paired({"x": [1]}, {"y": [1]})
    with pytest.raises(ExperimentError, match="same members"):
        Moments.paired({"x": [1]}, {"x": [1, 2]})


@pytest.mark.parametrize(
    "edit",
    [
        {"n": "3"},
        {"n": -1},
        {"n": True},
        {"names": ["x", "x"]},
        {"names": [1, 2]},
        {"means": [1.0]},
        {"means": ["one", 2]},
        {"products": [[1.0, float("nan")], [0.0, 1.0]]},
        {"cubes": None},
    ],
)
def test_moments_that_were_tampered_with_are_refused(edit):
    data = Moments.of({"x": [1, 2, 4], "y": [0, 1, 0]}).to_dict()

    with pytest.raises(ExperimentError):
        Moments.from_dict(data | edit)
    with pytest.raises(ExperimentError, match="not moments"):
        Moments.from_dict({key: value for key, value in data.items() if key not in edit})
