"""Every metric is defined once, over totals that exist, in a unit that can be checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MetricError
from core.metrics import METRICS, TOTALS, Metric, metric

BRIEF = {
    "take_rate": ("taken", "recommended"),
    "social_minutes": ("social_minutes", ""),
    "posts_per_month": ("reviews comments", ""),
    "reactions_per_story": ("reactions", "stories"),
    "sessions_per_week": ("sessions", ""),
    "minutes_watched": ("minutes", ""),
    "retention": ("retained", ""),
    "revenue": ("revenue", ""),
    "catalogue_reach": ("explored", ""),
    "time_to_first_play": ("browse_minutes", "plays"),
    "complaints": ("complaints", ""),
}


def test_the_metrics_of_the_brief_are_all_there_with_numerator_and_denominator():
    found = {m.slug: (" ".join(m.numerator), " ".join(m.denominator)) for m in METRICS}

    assert found == BRIEF
    assert [m.slug for m in METRICS if m.role == "success"] == list(BRIEF)[:4]


def test_every_metric_rests_on_totals_that_exist():
    for each in METRICS:
        assert {*each.numerator, *each.denominator} <= set(TOTALS), each.slug


def test_less_is_better_only_for_complaints_and_waiting():
    worse = {each.slug for each in METRICS if each.good == "down"}

    assert worse == {"complaints", "time_to_first_play"}


def test_ratios_do_not_grow_with_time_and_shares_do_not_either():
    for each in METRICS:
        if each.is_ratio or each.slug == "retention":
            assert each.per_days == 0, each.slug
        else:
            assert each.per_days > 0, each.slug


@pytest.mark.parametrize(
    ("slug", "total", "days", "value"),
    [
        ("posts_per_month", 3, 10, 9.0),
        ("sessions_per_week", 8, 28, 2.0),
        ("minutes_watched", 280, 28, 10.0),
        ("complaints", 0.002, 60, 1.0),
        ("retention", 0.98, 28, 98.0),
        ("take_rate", 0.25, 28, 25.0),
    ],
)
def test_units_are_as_computed_by_hand(slug, total, days, value):
    assert total * metric(slug).scale(days) == pytest.approx(value)


@given(days=st.integers(1, 365), more=st.integers(1, 12))
def test_what_accrues_evenly_measures_the_same_over_any_horizon(days, more):
    for each in METRICS:
        if each.per_days:
            a_day = each.scale(days) * days
            assert a_day == pytest.approx(each.scale(days * more) * days * more)


def test_an_unknown_metric_names_the_nearest():
    with pytest.raises(MetricError, match="take_rate"):
        metric("take_rat")


def test_a_definition_cannot_be_changed():
    with pytest.raises(AttributeError):
        metric("revenue").good = "down"  # type: ignore[misc]
    assert isinstance(metric("revenue"), Metric)
