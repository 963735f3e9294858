import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.errors import KnobError, NearbyError
from core.knobs import ASSUMPTION, fields
from core.nearby.wheel import FLOOR, TEMPER, WheelParams, land, spin, wheel

SCORES = np.linspace(1, 0, 40)


def test_probabilities_are_a_tempered_softmax_above_a_floor():
    found = [each.probability for each in wheel(WheelParams(slices=6), np.eye(9)[4])]

    likely = np.exp(1 / TEMPER)
    share = np.array([likely, 1, 1, 1, 1, 1]) / (likely + 5)
    np.testing.assert_allclose(found, FLOOR + (1 - 6 * FLOOR) * share)


@given(
    scores=st.lists(st.floats(0, 1), min_size=12, max_size=60).map(np.array),
    slices=st.integers(6, 12),
)
def test_slices_fill_the_circle_and_each_ones_angle_is_its_probability(scores, slices):
    found = wheel(WheelParams(slices=slices), scores)

    assert len({each.title for each in found}) == slices
    assert found[0].start == 0
    assert found[-1].end == 360
    for one, following in itertools.pairwise(found):
        assert one.end == following.start
    for each in found:
        assert (each.end - each.start) / 360 == pytest.approx(each.probability)
        assert each.probability >= FLOOR - 1e-12
    kept = scores[[each.title for each in found]]
    assert kept.tolist() == sorted(scores, reverse=True)[:slices]


@settings(max_examples=200)
@given(seed=st.integers(0, 2**63), key=st.text("abc-0", min_size=1, max_size=20))
def test_the_wheel_stops_strictly_inside_the_slice_it_landed_on(seed, key):
    found = spin(WheelParams(slices=12), SCORES, seed=seed, key=key)

    landed = found.slices[found.landed]
    assert landed.start < found.angle < landed.end
    assert found.title == landed.title


def test_a_hundred_thousand_draws_are_fair():
    slices = wheel(WheelParams(slices=8), SCORES)
    chance = np.array([each.probability for each in slices])

    draws = [land(slices, seed=11, key=f"spin-{i}") for i in range(100_000)]

    landed, angles = (np.array(column) for column in zip(*draws, strict=True))
    seen = np.bincount(landed, minlength=8)
    assert stats.chisquare(seen, chance * 100_000).pvalue > 0.001
    start, end = (np.array([getattr(each, name) for each in slices]) for name in ("start", "end"))
    within = (angles - start[landed]) / (end - start)[landed]
    assert stats.kstest(within, stats.uniform(0.1, 0.8).cdf).pvalue > 0.001
    pairs = np.bincount(8 * landed[::2] + landed[1::2], minlength=64)
    assert stats.chisquare(pairs, np.outer(chance, chance).ravel() * 50_000).pvalue > 0.001


def test_a_spin_lands_where_the_draw_says():
    for key in "abcdefgh":
        found = spin(WheelParams(), SCORES, seed=3, key=key)

        assert (found.landed, found.angle) == land(found.slices, seed=3, key=key)


def test_a_wheel_whose_slices_are_not_its_chances_would_be_found_out():
    chance = np.array([each.probability for each in wheel(WheelParams(), SCORES)])
    unfair = chance + 0.005 * np.array([1, -1, 0, 0, 0, 0, 0, 0])
    seen = np.random.default_rng(1).multinomial(100_000, unfair)

    assert stats.chisquare(seen, chance * 100_000).pvalue < 0.001


def test_titles_that_must_not_be_on_the_wheel_are_not():
    scores = SCORES.copy()
    scores[:5] = -np.inf

    assert min(each.title for each in wheel(WheelParams(), scores)) == 5


def test_scores_that_are_not_numbers_are_refused():
    with pytest.raises(NearbyError, match="Title 3 has no score"):
        wheel(WheelParams(), np.array([1, 1, 1, np.nan, 1, 1, 1, 1, 1]))


def test_a_wheel_with_fewer_titles_than_slices_is_refused():
    with pytest.raises(NearbyError, match="wheel of 8 slices needs as many titles, and 3 are"):
        wheel(WheelParams(), np.array([1.0, 0.5, 0.2] + [-np.inf] * 9))


def test_knobs_out_of_range_are_refused_and_each_default_has_a_source():
    with pytest.raises(KnobError, match=r"radius_km must be 0.5 to 25 km, not 0"):
        WheelParams(radius_km=0)
    with pytest.raises(KnobError, match="slices must be 6 to 12"):
        WheelParams(slices=5)
    for field in fields(WheelParams):
        assert field.knob.source != ASSUMPTION, field.name
