"""The weekly cap follows from what honest members earn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RewardError
from core.rewards.honest import BOUND, KEEN, earned, honest_days, house, weekly_cap
from core.rewards.rules import Rules


def one_by_one(days, per_day, per_week):
    """What a member is paid, a title at a time, as the rules read."""
    paid = []
    for day, titles in enumerate(days):
        for number in range(titles):
            if number < per_day and sum(day - each < 7 for each in paid) < per_week:
                paid.append(day)
    return sum(day >= 7 for day in paid) / (len(days) - 7) * 7


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 6), min_size=14, max_size=35),
    per_day=st.integers(1, 4),
    per_week=st.integers(1, 20),
)
def test_what_is_earned_is_what_the_rules_pay_title_by_title(days, per_day, per_week):
    found = earned(np.array([days]), per_day, per_week)

    assert found == pytest.approx(one_by_one(days, per_day, per_week))


@settings(max_examples=40, deadline=None)
@given(mean=st.floats(0.1, 4), bound=st.floats(1.1, 3), seed=st.integers(0, 99))
def test_a_weekly_cap_is_the_first_whose_next_passes_the_bound(mean, bound, seed):
    daily = np.random.default_rng(seed).poisson(mean, (40, 28))

    cap = weekly_cap(daily, 3, bound)

    assert cap == 0 or cap <= bound * earned(daily, 3, cap)
    assert cap == 21 or cap + 1 > bound * earned(daily, 3, cap + 1)


@pytest.mark.parametrize("used", [0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0])
@pytest.mark.parametrize("days", [8, 10, 30, 365])
def test_no_account_passes_the_bound_over_any_span_whatever_honest_use_is(world, used, days):
    rules = house(world, used)
    weeks, rest = divmod(days - rules.wait_days, 7)
    most = weeks * rules.per_week + min(rest * rules.per_day, rules.per_week)
    others = honest_days(world, used, seed=90)  # not those by which the cap was chosen

    honest = earned(others, rules.per_day, rules.per_week) * days / 7

    assert most <= BOUND * honest


def test_the_keener_honest_members_are_the_more_is_paid(world):
    caps = [house(world, used).per_week for used in (0.5, 1.0, 1.5, 2.0, 3.0)]

    assert caps == sorted(set(caps))
    assert caps[-1] <= 7 * Rules().per_day


def test_honest_days_are_as_uneven_as_the_sample_s_keen_members_are(world):
    days = honest_days(world, 1.5)
    keen = world.members[world.members["persona"] == KEEN]
    seen = world.viewings["member_id"].value_counts().reindex(keen["member_id"], fill_value=0)

    assert days.shape[0] == len(keen)
    assert days.mean() == pytest.approx(1.5 * 0.92, rel=0.03)  # 8 % is watched away from home
    assert np.corrcoef(days.sum(axis=1), seen)[0, 1] > 0.9


def test_where_hardly_anybody_uses_the_wheel_no_cap_holds_and_that_is_said(world):
    with pytest.raises(RewardError, match=r"Honest members use the wheel more than 0\.05"):
        house(world, 0.05)
