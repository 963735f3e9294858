"""The bootstrap: intervals that cover, pairs that share draws, the same for a seed."""

import numpy as np
import pytest

from core.recommend.evaluate import bootstrap


def test_nineteen_of_twenty_intervals_of_a_mean_hold_the_truth():
    draw = np.random.default_rng(5)
    samples = draw.exponential(1.0, (400, 60))
    drawn = bootstrap.weights(60, 7, 500)

    found = [bootstrap.figure(one.mean(), bootstrap.means(one, drawn)) for one in samples]

    # 60 draws of a skewed law: percentile intervals hold a little less than they say
    assert 0.89 <= np.mean([each.low <= 1 <= each.high for each in found]) <= 0.98


def test_the_width_is_that_of_the_normal_law_where_members_are_many():
    values = np.random.default_rng(1).normal(0, 2, 4000)

    found = bootstrap.figure(values.mean(), bootstrap.means(values, bootstrap.weights(4000, 1)))

    assert found.high - found.low == pytest.approx(2 * 1.96 * 2 / np.sqrt(4000), rel=0.1)


def test_coverage_keeps_its_estimate_inside_its_interval():
    shelves = np.random.default_rng(2).integers(0, 500, (80, 10))
    drawn = bootstrap.weights(80, 7, 300)

    reached = bootstrap.shares_reached(shelves, 500, drawn)
    estimate = len(np.unique(shelves)) / 500

    assert reached.mean() == pytest.approx(estimate)
    assert np.quantile(reached, 0.025) < estimate < np.quantile(reached, 0.975)


def test_a_small_steady_difference_is_seen_though_the_intervals_overlap():
    base = np.random.default_rng(3).random(300)
    better = base + 0.01
    drawn = bootstrap.weights(300, 7)
    ours, theirs = bootstrap.means(better, drawn), bootstrap.means(base, drawn)

    alone = bootstrap.figure(base.mean(), theirs)
    found = bootstrap.difference(better.mean(), base.mean(), ours, theirs)

    assert alone.high > better.mean()
    assert found.low == pytest.approx(0.01)
    assert found.p == pytest.approx(2 / 1001)
    assert found.ratio == pytest.approx(better.mean() / base.mean())


def test_no_difference_has_a_p_of_1():
    values = np.random.default_rng(3).random(50)
    draws = bootstrap.means(values, bootstrap.weights(50, 7, 200))

    assert bootstrap.difference(0.5, 0.5, draws, draws).p == 1.0


def test_false_alarms_are_as_rare_as_they_should_be():
    draw = np.random.default_rng(9)
    drawn = bootstrap.weights(80, 7, 400)
    ps = []
    for _ in range(400):
        one, other = draw.normal(0, 1, (2, 80))
        draws = bootstrap.means(one, drawn), bootstrap.means(other, drawn)
        ps.append(bootstrap.difference(one.mean(), other.mean(), *draws).p)

    assert 0.02 <= np.mean(np.array(ps) < 0.05) <= 0.09


def test_a_seed_gives_the_same_draws_and_another_gives_others():
    assert (bootstrap.weights(30, 7, 5) == bootstrap.weights(30, 7, 5)).all()
    assert (bootstrap.weights(30, 7, 5) != bootstrap.weights(30, 8, 5)).any()
    assert (bootstrap.weights(30, 7, 5).sum(axis=1) == 30).all()
