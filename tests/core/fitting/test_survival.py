"""Staying: a textbook's curve, another library's, and the month read off it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from core.fitting.survival import MONTH, kaplan_meier

# Remission of 21 leukaemia patients on 6-mercaptopurine, weeks; Freireich et al., Blood 21:699,
# 1963; the curve as in Kleinbaum & Klein, Survival Analysis, 3rd ed. (2012), table 2.1
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
TEXTBOOK = {
    6: (0.8571, 0.0764, 0.6197, 0.9516),
    7: (0.8067, 0.0869, 0.5631, 0.9228),
    10: (0.7529, 0.0963, 0.5032, 0.8894),
    13: (0.6902, 0.1068, 0.4316, 0.8491),
    16: (0.6275, 0.1141, 0.3675, 0.8049),
    22: (0.5378, 0.1282, 0.2678, 0.7468),
    23: (0.4482, 0.1346, 0.1881, 0.6801),
}


@pytest.mark.parametrize("week", TEXTBOOK)
def test_the_remission_curve_is_the_one_in_the_textbook(week):
    curve = kaplan_meier(np.array(WEEKS, float), np.array(RELAPSED, bool))
    share, error, low, high = TEXTBOOK[week]

    figure = curve.still_there(week)

    assert figure.value == pytest.approx(share, abs=5e-5)
    assert curve.standard_error(week) == pytest.approx(error, abs=6e-5)
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=6e-5)
    assert list(curve.times) == list(TEXTBOOK)


TIMES = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=60)


@given(times=TIMES)
def test_curve_and_greenwood_agree_with_statsmodels(times):
    days, left = np.array(times).T
    if not left.any():
        return
    curve = kaplan_meier(days.astype(float), left.astype(bool))
    other = SurvfuncRight(days, left)

    for time, share, error in zip(
        other.surv_times, other.surv_prob, other.surv_prob_se, strict=True
    ):
        assert curve.at(time)[0] == pytest.approx(share, abs=1e-12)
        if share > 0:
            assert curve.standard_error(time) == pytest.approx(error, abs=1e-12)


@given(times=TIMES, order=st.randoms(use_true_random=False))
def test_order_does_not_matter_and_weights_count_members(times, order):
    shuffled = times * 2
    order.shuffle(shuffled)
    days, left = (np.array(column) for column in zip(*times, strict=True))
    twice, gone = (np.array(column) for column in zip(*shuffled, strict=True))

    weighted = kaplan_meier(days.astype(float), left, np.full(len(days), 2.0))
    repeated = kaplan_meier(twice.astype(float), gone)

    assert weighted.survival == pytest.approx(repeated.survival)
    assert weighted.known(9) == pytest.approx(repeated.known(9))


def test_a_constant_risk_is_read_off_as_a_month_in_95_percent_of_logs():
    rng = np.random.default_rng(3)
    truth = 1 - np.exp(-MONTH / 1000)
    hits = 0
    for _ in range(200):
        stay = rng.exponential(1000.0, 600)
        figure, day = kaplan_meier(np.minimum(stay, 84.0), stay < 84.0).a_month()
        hits += figure.low < truth < figure.high

    low, high = stats.binom.interval(0.9999, 200, 0.95)
    assert day == 84.0
    assert low <= hits <= high


def test_nothing_is_read_off_before_two_weeks_or_from_few():
    short = kaplan_meier(np.full(500, 13.0), np.zeros(500, bool))
    few = kaplan_meier(np.full(19, 90.0), np.zeros(19, bool))

    assert short.a_month() is None
    assert few.a_month() is None


def test_where_everybody_left_the_month_says_so():
    figure, day = kaplan_meier(np.arange(30.0), np.ones(30, bool)).a_month()

    assert day == pytest.approx(3 * MONTH)
    assert figure.value == 1.0
    assert 0.4 < figure.low < 1.0


def test_where_nobody_left_the_interval_is_the_exact_binomial():
    figure = kaplan_meier(np.full(100, 60.0), np.zeros(100, bool)).still_there(30)

    assert figure.value == 1.0
    assert figure.low == pytest.approx(0.025 ** (1 / 100))
