from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.errors import NearbyError
from core.nearby.trending import ages_h, decayed, lifts, trending, weights
from core.nearby.wheel import WheelParams

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVEN = np.zeros(50)


def popular(count=50):
    share = 1 / np.arange(1.0, count + 1)
    return share / share.sum()


def test_a_viewing_counts_half_after_each_half_life_and_nothing_outside_the_window():
    params = WheelParams(half_life_h=24, window_days=2)

    found = weights(np.array([0.0, 24, 48, 48.01, -0.01]), params)

    assert found.tolist() == [1, 0.5, 0.25, 0, 0]


def test_ages_are_counted_from_the_same_moment_in_any_zone():
    at = np.array(["2026-11-20T06:00", "2026-11-19T12:00"], dtype="datetime64[us]")
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))

    assert ages_h(at, NOW).tolist() == [6, 24]
    assert ages_h(at, elsewhere).tolist() == [6, 24]


def test_a_lift_is_the_posterior_mean_of_a_gamma_prior_when_counts_are_whole():
    draw = np.random.default_rng(3)
    share = popular()
    here = draw.poisson(2000 * share * draw.gamma(4, 1 / 4, 50)).astype(float)
    lift, trust = lifts(here, share)
    expected = here.sum() * share

    shape = (1 - trust) * expected / trust  # trust = expected / (expected + shape)

    np.testing.assert_allclose(shape, shape[0])
    posterior = stats.gamma(here + shape[0], scale=1 / (expected + shape[0])).mean()
    np.testing.assert_allclose(lift, posterior)


def test_the_spread_of_true_lifts_is_learned():
    draw, share = np.random.default_rng(5), popular(400)
    for true in (0.05, 0.2, 0.8):
        here = draw.poisson(200_000 * share * draw.gamma(1 / true, true, 400)).astype(float)
        expected = share * here.sum()

        _, trust = lifts(here, share)

        learned = trust / ((1 - trust) * expected)
        assert 0.7 * true < learned[0] < 1.4 * true


def test_smoothed_lifts_are_nearer_the_truth_than_raw_ones_or_none():
    draw, share = np.random.default_rng(7), popular(300)
    true = draw.gamma(4, 1 / 4, 300)
    here = draw.poisson(600 * share * true).astype(float)
    true = true * share.sum() / (true * share).sum()

    lift, _ = lifts(here, share)

    def error(guess):
        return float(np.mean((guess - true) ** 2))

    assert error(lift) < error(np.ones(300))
    assert error(lift) < error(here / (share * here.sum()))


def test_one_viewing_of_a_rare_title_is_not_a_trend():
    share = np.append(popular() * 0.999_999, 1e-6)
    draw = np.random.default_rng(2)
    here = draw.poisson(1000 * share * draw.gamma(4, 1 / 4, 51)).astype(float)
    here[20], here[50] = 3 * 1000 * share[20], 1.0

    lift = trending(here, 1e6 * share, np.zeros(51), WheelParams()).lift

    assert here[50] / (here.sum() * share[50]) > 900  # its raw lift
    assert lifts(here, share)[0][50] < 2.0
    assert lift[50] < 2.0
    assert lift[20] > 2.0


@settings(max_examples=60)
@given(seed=st.integers(0, 999), more=st.integers(1, 500))
def test_a_title_watched_more_here_never_loses_its_place(seed, more):
    draw = np.random.default_rng(seed)
    here, everywhere = draw.poisson(9, 20).astype(float), draw.poisson(90, 20) + 1.0
    params = WheelParams(taste=0, surprise=0)
    title = int(draw.integers(20))

    before = trending(here, everywhere, np.zeros(20), params)
    here[title] += more
    after = trending(here, everywhere, np.zeros(20), params)

    assert after.here[title] >= before.here[title]


def test_flavour_goes_from_what_most_watch_to_what_is_watched_more_than_elsewhere():
    everywhere = popular() * 1e6
    here = popular() * 1e4
    here[30] *= 5  # about a sixth as often as the first title, five times as often as elsewhere

    most, peculiar = (
        trending(here, everywhere, EVEN, WheelParams(flavour=flavour, taste=0, surprise=0))
        for flavour in (0, 100)
    )

    assert most.scores.argmax() == 0
    assert peculiar.scores.argmax() == 30


def test_at_full_taste_only_the_members_own_scores_count():
    taste = np.arange(50.0)
    found = trending(popular() * 100, popular() * 1e5, taste, WheelParams(taste=100, surprise=0))

    assert np.argsort(-found.scores).tolist() == list(range(49, -1, -1))


def test_no_scale_of_taste_matters():
    here, taste = popular() * 100, np.random.default_rng(1).random(50)

    found, scaled = (
        trending(here, popular() * 1e5, values, WheelParams())
        for values in (taste, 1e6 * taste - 9)
    )

    np.testing.assert_allclose(found.scores, scaled.scores)


def test_no_scale_of_popularity_matters():
    here = np.random.default_rng(1).poisson(popular() * 100).astype(float)

    viewings, shares = (trending(here, popular() * n, EVEN, WheelParams()) for n in (1e6, 1))

    np.testing.assert_allclose(viewings.scores, shares.scores)
    np.testing.assert_allclose(viewings.lift, shares.lift)


def test_where_nothing_is_known_of_popularity_all_titles_are_alike():
    found = trending(np.zeros(50), np.zeros(50), EVEN, WheelParams())

    assert len(set(found.scores)) == 1


def test_surprise_takes_from_what_everybody_knows():
    plain, bold = (
        trending(popular() * 100, popular() * 1e5, EVEN, WheelParams(surprise=surprise))
        for surprise in (0, 100)
    )

    assert plain.scores.argmax() == 0
    assert bold.scores[0] == pytest.approx(0)


def test_noise_of_a_release_makes_lifts_more_doubtful():
    here = popular() * 300
    here[10] *= 4

    exact, noisy = (lifts(here, popular(), noise=noise)[1] for noise in (0.0, 50.0))

    assert (noisy < exact).all()


def test_a_release_below_zero_still_gives_finite_scores():
    here = np.random.default_rng(1).normal(0, 5, 50) - 3

    found = trending(here, popular() * 1e5, EVEN, WheelParams(), noise=25.0)

    assert np.isfinite(found.scores).all()
    assert (found.lift > 0).all()


def test_a_window_without_viewings_says_so_and_shows_what_is_popular():
    found = trending(np.zeros(50), popular() * 1e5, EVEN, WheelParams(surprise=0))

    assert found.note == (
        "Nobody here watched anything in the last 7 days; this is what is popular everywhere."
    )
    assert found.scores.argmax() == 0
    assert (found.lift == 1).all()


def test_scores_lie_between_0_and_1_and_come_without_note_where_somebody_watched():
    found = trending(popular() * 100, popular() * 1e5, EVEN, WheelParams())

    assert found.scores.min() >= 0
    assert found.scores.max() <= 1
    assert found.note == ""


def test_counts_decay_title_by_title():
    found = decayed(np.array([2, 2, 0]), np.array([0, 24.0, 48]), 4, WheelParams())

    assert found.tolist() == [0.25, 0, 1.5, 0]


def test_a_time_without_zone_is_refused():
    with pytest.raises(NearbyError, match="time must have a zone, unlike 2026-11-20T12:00:00"):
        ages_h(np.array([], dtype="datetime64[us]"), NOW.replace(tzinfo=None))


def test_a_viewing_without_time_is_refused():
    with pytest.raises(NearbyError, match="Viewing 1 has no time"):
        ages_h(np.array(["2026-11-20", "NaT"], dtype="datetime64[us]"), NOW)


@pytest.mark.parametrize("name", ["here", "everywhere", "taste"])
def test_what_is_not_a_number_or_too_short_is_refused(name):
    given = {"here": np.ones(5), "everywhere": np.ones(5), "taste": np.ones(5)}

    with pytest.raises(NearbyError, match="must hold a number for each of 5 titles"):
        trending(**given | {name: np.array([1, np.nan, 1, 1, 1])}, params=WheelParams())


def test_columns_of_another_length_are_refused():
    with pytest.raises(NearbyError, match="everywhere must hold a number for each of 5 titles"):
        trending(np.ones(5), np.ones(4), np.ones(5), WheelParams())
