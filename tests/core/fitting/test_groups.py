"""Kinds of members: found where they are apart, not made up where they are not."""

import dataclasses

import numpy as np
import pytest

from core.fitting.features import FEATURES
from core.fitting.groups import group, match
from core.fitting.log import follow
from core.fitting.mixture import mixture
from core.people import PERSONAS
from tests.core.fitting.made import People, log

BUSY = People(members=90, weekly=5.0, shown=9, new=0.2, again=0.1, liked=0.1, social=2.0)
STEADY = People(members=70, weekly=4.5, shown=5, new=0.05, again=0.5, liked=0.02, social=0.1)
RARE = People(members=40, weekly=1.0, shown=6, new=0.15, again=0.15, liked=0.03, social=0.4)


def slugs(groups, members):
    """Return the likeliest persona of each block of members."""
    names = list(groups.weights)
    likeliest = np.array([groups.weights[name] for name in names]).argmax(axis=0)
    return [
        [names[place] for place in block] for block in np.split(likeliest, np.cumsum(members)[:-1])
    ]


def test_three_kinds_that_are_apart_become_the_personas_they_resemble():
    groups = group(follow(log(BUSY, STEADY, RARE, days=56)), seed=7)

    busy, steady, rare = slugs(groups, [90, 70, 40])
    assert busy.count("discoverer") >= 88
    assert steady.count("focused") >= 68
    assert rare.count("occasional") >= 38
    assert groups.clusters == 3
    assert groups.certainty > 0.97


@pytest.mark.parametrize(
    "kind",
    [
        People(members=200, spread=0.15),
        People(members=200, spread=0.5),
        People(members=200, weekly=0.7, spread=0.1),
    ],
    ids=["alike", "heavy-tailed", "rarely-seen"],
)
def test_one_kind_of_member_is_not_split_by_its_noise(kind):
    groups = group(follow(log(kind, days=28)), seed=7)

    assert groups.clusters == 1
    assert not groups.weights


def test_a_persona_that_nobody_resembles_has_no_share():
    groups = group(follow(log(BUSY, RARE, days=56)), seed=7)

    busy, rare = slugs(groups, [90, 40])
    assert busy.count("discoverer") >= 88
    assert rare.count("occasional") >= 38
    assert groups.shares["focused"].value < 0.01


def test_names_in_the_log_count_before_any_clustering():
    kinds = [dataclasses.replace(each, slug="senior") for each in (BUSY, RARE)]

    groups = group(follow(log(*kinds, days=14)), seed=7)

    assert groups.labelled
    assert list(groups.weights) == ["senior"]
    assert groups.shares["senior"].value == 1.0


def test_clusters_are_matched_by_rank_not_by_absolute_rates():
    used = [each for each in FEATURES if each.name in ("visits a day", "titles taken a visit")]
    ideal = np.array([[each.of(persona.habits) for each in used] for persona in PERSONAS])

    assert list(match(ideal, used)) == [0, 1, 2]
    assert list(match(ideal[[2, 0, 1]] * 0.5 - 3, used)) == [2, 0, 1]
    assert sorted(match(np.vstack([ideal, ideal[1] + 0.01]), used)) == [0, 1, 1, 2]


def test_a_mixture_sees_through_errors_that_a_plain_one_takes_for_spread():
    """Two sharp kinds, half the members known badly: true spread 0.1, errors up to 1."""
    rng = np.random.default_rng(4)
    kind = rng.random(1500) < 0.4
    error = np.where(rng.random(1500) < 0.5, 0.01, 1.0)[:, None]
    true = np.where(kind, 2.0, -2.0)[:, None] + 0.316 * rng.normal(size=(1500, 1))

    found = mixture(true + np.sqrt(error) * rng.normal(size=(1500, 1)), error, 2, seed=1)

    place = int(found.means[:, 0].argmax())
    assert found.means[place, 0] == pytest.approx(2.0, abs=0.06)
    assert found.spreads[place, 0, 0] == pytest.approx(0.1, abs=0.03)
    assert found.share[place] == pytest.approx(kind.mean(), abs=0.02)
    error_of_share = np.sqrt(found.covariance(true, error)[place, place])
    assert error_of_share == pytest.approx(np.sqrt(0.24 / 1500), rel=0.15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("diagonal", [True, False])
def test_a_member_far_from_all_others_breaks_no_mixture(diagonal):
    numbers = np.random.default_rng(1).normal(size=(300, 2))
    numbers[0] = 500.0

    found = mixture(numbers, np.full_like(numbers, 0.1), 3, seed=1, diagonal=diagonal)

    assert np.isfinite(found.criterion(300))
    assert found.share.min() == pytest.approx(1 / 300, rel=0.01)
