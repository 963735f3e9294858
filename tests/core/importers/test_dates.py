"""Dates of any account: one file, one order of day and month, and no guess in silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.dates import moment, settle

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

SHORT = {
    "en-US": lambda d: f"{d.month}/{d.day}/{d:%y}",
    "en-GB": lambda d: f"{d:%d/%m/%Y}",
    "de": lambda d: f"{d:%d.%m.%y}",
    "es": lambda d: f"{d.day}/{d.month}/{d:%y}",
    "nl": lambda d: f"{d:%d-%m-%Y}",
    "sv": lambda d: f"{d:%Y-%m-%d}",
    "fi": lambda d: f"{d.day}.{d.month}.{d.year}",
    "cs": lambda d: f"{d.day}. {d.month}. {d.year}",
    "hu": lambda d: f"{d:%Y. %m. %d.}",
    "ko": lambda d: f"{d:%y}. {d.month}. {d.day}.",
    "ja": lambda d: f"{d:%Y/%m/%d}",
    "zh": lambda d: f"{d.year}年{d.month}月{d.day}日",
}
"""Short dates of languages, as the Unicode CLDR has them."""

DAYS = st.dates(date(2008, 1, 1), date(2026, 10, 31))


@pytest.mark.parametrize("language", SHORT)
@given(days=st.lists(DAYS, min_size=1, max_size=8), last=st.dates(date(2026, 1, 13)))
def test_one_day_after_the_twelfth_settles_a_file_of_any_language(language, days, last):
    days = [*days, last.replace(year=2026, month=5, day=13 + last.day % 19)]
    texts = [SHORT[language](day) for day in days]

    reading = settle(texts, NOW)

    assert reading.sure
    assert [moment(text, reading.order).at.date() for text in texts] == days


@pytest.mark.parametrize("language", SHORT)
@given(days=st.sets(DAYS.filter(lambda day: day.day <= 12), min_size=4, max_size=12))
def test_a_history_newest_first_is_never_read_as_one_in_another_order(language, days):
    falling = sorted(days, reverse=True)
    texts = [SHORT[language](day) for day in falling]

    reading = settle(texts, NOW, newest_first=True)

    read = [moment(text, reading.order).at.date() for text in texts]
    assert read == falling or not reading.sure or read == sorted(read, reverse=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-31T20:15:00Z", "2026-10-31T20:15:00+00:00"),
        ("2026-10-31T20:15:00.123+02:00", "2026-10-31T18:15:00+00:00"),
        ("2026-10-31 20:15", "2026-10-31T20:15:00+00:00"),
        ("10/31/2026 8:15 PM", "2026-10-31T20:15:00+00:00"),
        ("10/31/26, 12:05 a.m.", "2026-10-31T00:05:00+00:00"),
        ("31 Oct 2026", "2026-10-31T00:00:00+00:00"),
        ("October 31, 2026", "2026-10-31T00:00:00+00:00"),
        ("1761941700", "2025-10-31T20:15:00+00:00"),
        ("1761941700000", "2025-10-31T20:15:00+00:00"),
    ],
)
def test_a_time_is_read_with_its_hour_and_zone(text, said):
    assert moment(text, "month").at.isoformat() == said


@pytest.mark.parametrize(
    "text",
    ["", "soon", "nan", "2026-02-30", "2026-13-01", "0000-01-01", "31/31/2026", "13:00", "12",
     "2026-10-31T25:00:00Z", "2026-10-31 13:00 PM", "1 2 3", "31 Foo 2026", "99999-01-01"],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert moment(text, "day") is None


@given(st.text(max_size=25), st.sampled_from(["day", "month", "year"]))
def test_any_text_is_a_time_or_none(text, order):
    read = moment(text, order)

    assert read is None or read.at.tzinfo is UTC


def test_a_day_is_the_future_only_once_it_has_begun_nowhere():
    tomorrow = moment("2026-11-02", "day")

    assert tomorrow.is_future(datetime(2026, 11, 1, 9, 59, tzinfo=UTC))
    assert not tomorrow.is_future(datetime(2026, 11, 1, 10, tzinfo=UTC))
    assert moment("2026-11-01T12:00:01Z", "day").is_future(NOW)
    assert not moment("2026-11-01T12:00:00Z", "day").is_future(NOW + timedelta(0))
