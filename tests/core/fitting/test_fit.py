"""Fitting, proven by recovery: known habits make a log, the fit's intervals must hold them.

A band holds the number of intervals that hold the truth in 99.99 % of worlds where 95 % do; the
naive interval beside it shows that a broken promise would be noticed.
"""

import dataclasses
import fnmatch
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.errors import DataError
from core.events import read_events
from core.fitting import Fit, fit
from core.fitting.survival import MONTH
from core.importers import movielens
from core.measure import measure, totals
from core.simulation.journal import journal
from core.simulation.scenario import Scenario
from tests.core.fitting.made import People, log

SMALL = Path(__file__).resolve().parents[4] / "shared" / "data" / "ml-latest-small"
LOGS = 60


def within_band(hits: int, trials: int = LOGS) -> bool:
    low, high = stats.binom.interval(0.9999, trials, 0.95)
    return bool(low <= hits <= high)


def hits(found: Fit, habit: str, truth: float) -> int:
    each = [found.estimate(f"personas.k{number:02}.{habit}") for number in range(LOGS)]
    return sum(one.low <= truth <= one.high for one in each)


@pytest.fixture(scope="module")
def subscribed() -> tuple[pd.DataFrame, Fit]:
    """Sixty logs in one: every persona of it is a log of its own, all with the same habits."""
    kind = People(
        members=60, weekly=2.0, spread=0.3, shown=4.0, new=0.1, again=0.05, liked=0.08,
        minutes=30.0, social=0.0, reviews=0.05, churn=0.01,
    )  # fmt: skip
    kinds = [dataclasses.replace(kind, slug=f"k{number:02}") for number in range(LOGS)]
    events = log(*kinds, days=35, seed=11)
    return events, fit(events)


@pytest.mark.parametrize(
    ("habit", "truth"),
    [
        ("sessions_per_week", 2.0),
        ("recommended_per_session", 4.0),
        ("explored_share", 10.0),
        ("rewatched_share", 5.0),
        ("liked_share", 8.0),
        ("minutes_per_session", 4.0 * 0.15 * 30.0),
        ("reviews_per_month", 0.05 * 2.0 / 7 * 30),
        ("churn_per_month", 100 * (1 - np.exp(-0.01 * MONTH))),
    ],
)
def test_the_interval_of_a_habit_holds_the_truth_in_95_percent_of_logs(subscribed, habit, truth):
    _, found = subscribed

    assert within_band(hits(found, habit, truth)), hits(found, habit, truth)


def test_an_interval_that_counts_sessions_instead_of_members_would_be_noticed(subscribed):
    events, found = subscribed
    sessions = events[events["type"] == "session"].groupby("persona").size()

    naive = 0
    for slug, count in sessions.items():
        value = found.estimate(f"personas.{slug}.sessions_per_week").value
        naive += abs(value - 2.0) < 1.96 * value / np.sqrt(count)

    assert not within_band(naive)


@pytest.fixture(scope="module")
def visited() -> Fit:
    kind = People(
        members=50, weekly=1.5, spread=0.2, shown=0.0, social=0.0, churn=0.006, comeback=0.0
    )
    kinds = [dataclasses.replace(kind, slug=f"k{number:02}") for number in range(LOGS)]
    return fit(log(*kinds, days=240, seed=12, subscriptions=False))


@pytest.mark.parametrize(
    ("habit", "truth"),
    [("sessions_per_week", 1.5), ("churn_per_month", 100 * (1 - np.exp(-0.006 * MONTH)))],
)
def test_the_same_holds_where_only_visits_say_who_is_there(visited, habit, truth):
    assert "gone after 60 days of silence" in " ".join(visited.notes)
    assert within_band(hits(visited, habit, truth)), hits(visited, habit, truth)


def test_the_mix_of_kinds_that_are_apart_is_recovered_in_95_percent_of_logs():
    share = np.array([0.5, 0.3, 0.2])
    kinds = [
        People(weekly=5.0, spread=0.1, shown=9, new=0.2, again=0.1, liked=0.1, social=0),
        People(weekly=4.5, spread=0.1, shown=4, new=0.05, again=0.5, liked=0.02, social=0),
        People(weekly=1.2, spread=0.1, shown=6, new=0.15, again=0.15, liked=0.03, social=0),
    ]
    rng = np.random.default_rng(8)

    held = 0
    for seed in range(5):
        sizes = rng.multinomial(200, share)
        mixed = [
            dataclasses.replace(kind, members=int(size))
            for kind, size in zip(kinds, sizes, strict=True)
        ]
        found = fit(log(*mixed, days=35, seed=seed))
        for slug, truth in zip(("discoverer", "focused", "occasional"), 100 * share, strict=True):
            one = found.estimate(f"personas.{slug}.share")
            held += one.low <= truth <= one.high

    assert within_band(held, 15), held


SMALL_KINDS = (
    People(members=60, weekly=5.0, shown=9, new=0.2, again=0.1, liked=0.1, social=2.0, churn=0.005),
    People(members=50, weekly=1.0, shown=4, new=0.05, again=0.3, liked=0.03, social=0.2),
)


@pytest.fixture(scope="module")
def small() -> tuple[pd.DataFrame, Fit]:
    events = log(*SMALL_KINDS, days=60)
    return events, fit(events)


def test_shuffling_events_and_renaming_members_changes_nothing(small):
    events, found = small
    names = {name: f"x{number}" for number, name in enumerate(events["member"].unique()[::-1])}
    shuffled = events.sample(frac=1, random_state=3, ignore_index=True)

    again = fit(shuffled)
    renamed = fit(shuffled.assign(member=shuffled["member"].map(names)))

    assert again == found
    assert renamed.scenario == found.scenario
    assert renamed.unknown == found.unknown


def test_the_scenario_reads_back_equal_and_every_estimate_stands_above_its_key(small):
    _, found = small
    text = found.to_toml()

    assert Scenario.from_toml(text) == found.scenario
    lines = text.splitlines()
    habits = tomllib.loads(text)["personas"]
    for one in found.estimates:
        if one.used is None:
            assert f"#   {one.label}: {one}" in lines
            continue
        _, slug, habit = one.key.split(".")
        assert habits[slug][habit] == one.used
        start = lines.index(f"[personas.{slug}]")
        place = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{habit} = "))
        assert lines[place - 1] == f"# {one}"


def unsaid(found: Fit) -> set[str]:
    """Return the keys of a scenario that are neither estimated nor named as unknown."""
    keys = {
        f"{table}.{key}" for table in ("setup", "dynamics") for key in found.scenario.write()[table]
    }
    for slug, habits in found.scenario.write()["personas"].items():
        keys |= {f"personas.{slug}.{habit}" for habit in habits}
    told = {one.key for one in found.estimates}
    named = [key.strip() for line in found.unknown for key in line.split(":")[0].split(",")]
    return {
        key
        for key in keys
        if key not in told and not any(fnmatch.fnmatch(key, name) for name in named)
    }


def test_every_key_is_estimated_or_named_as_unknown_never_both(small, subscribed, visited):
    for found in (small[1], subscribed[1], visited):
        assert not unsaid(found)
        keys = [one.key for one in found.estimates if not one.key.endswith(".share")]
        named = [key for line in found.unknown for key in line.split(":")[0].split(", ")]
        assert not [key for key in keys for name in named if fnmatch.fnmatch(key, name)]


def test_the_report_says_what_the_scenario_file_says(small):
    _, found = small
    text = found.report()

    assert all(sentence in text for sentence in (*found.unknown, *found.notes))
    assert all(one.key.removeprefix("personas.") in text for one in found.estimates)


def test_one_kind_of_member_is_said_and_the_personas_move_together():
    found = fit(log(People(members=200, weekly=2.0, spread=0.2, churn=0.002), days=42))

    assert "supports one kind of member" in " ".join(found.notes)
    personas = found.scenario.personas
    default = Scenario().personas
    assert [habits.share for habits in personas.values()] == [45, 32, 23]
    ratio = {personas[s].sessions_per_week / default[s].sessions_per_week for s in personas}
    assert max(ratio) / min(ratio) == pytest.approx(1.0, abs=1e-3)
    share = np.array([habits.share for habits in personas.values()])
    weekly = np.array([habits.sessions_per_week for habits in personas.values()])
    assert share @ weekly / share.sum() == pytest.approx(2.0, rel=0.1)


def test_a_value_outside_the_range_of_its_knob_is_clipped_aloud():
    found = fit(log(People(slug="rare", members=100, weekly=2.0, churn=0.02), days=42))

    one = found.estimate("personas.rare.churn_per_month")
    assert one.value > 20
    assert one.used == found.scenario.personas["rare"].churn_per_month == 20
    assert "outside the knob's range of 0 to 20 %, so 20 is used" in found.report()
    assert "so 20 is used" in found.to_toml()


def test_a_short_log_without_subscriptions_cannot_tell_churn():
    found = fit(log(People(slug="a", members=50), days=30, subscriptions=False))

    assert found.estimate("personas.a.churn_per_month") is None
    assert "from the first visit to its end" in found.notes[0]
    assert any(
        re.search(r"churn_per_month, .*return_per_month: the log's 30 days are too few", line)
        for line in found.unknown
    )


def test_members_whose_persona_the_log_does_not_name_are_left_out_aloud():
    events = log(People(slug="named", members=95), People(members=5))

    found = fit(events)

    assert "5 members without one are left out" in found.notes[-1]
    assert found.estimate("personas.named.sessions_per_week").n == 95


def test_the_take_rate_of_a_log_is_the_one_its_metrics_say():
    events = log(People(members=60), days=30)

    one = fit(events).estimate("log.take_rate")

    metrics = measure(totals(events), 30).set_index("metric")["estimate"]
    assert one.value == pytest.approx(metrics["take_rate"], rel=1e-9)


def test_too_few_members_are_refused():
    with pytest.raises(DataError, match="at least 20 members, but the log holds 5"):
        fit(log(People(members=5)))


def test_a_simulated_log_gives_its_scenario_back():
    """Scenario, journal, fit: the habits come back within their intervals, labels or not."""
    asked = Scenario().with_setup(days=70, members=320, seed=5)
    events = journal(asked)

    labelled = fit(events)
    clustered = fit(events.assign(persona=""))

    for found in (labelled, clustered):
        held = [
            one.low <= _seen(asked, one.key) <= one.high
            for one in found.estimates
            if one.used is not None
        ]
        assert len(held) >= 45
        assert within_band(sum(held), len(held)), [
            one.key for one, ok in zip(found.estimates, held, strict=False) if not ok
        ]
    assert "treatment arm is left out" in labelled.notes[0]
    assert "3 kinds of members" in " ".join(clustered.notes)


def _seen(asked: Scenario, key: str) -> float:
    """Return what a log of the scenario shows: at most 0.99 sessions a day (heavy users 1.4)."""
    _, slug, habit = key.split(".")
    value = getattr(asked.personas[slug], habit)
    weekly = asked.personas[slug].sessions_per_week
    seen = sum(min(weekly / 7 * times, 0.99) for times in (0.6, 1.0, 1.4)) / 3 * 7
    times = seen / weekly
    return value * (
        times if re.search("_per_(week|year)|(reviews|comments|stories)_", habit) else 1
    )


def test_the_knob_that_is_used_makes_the_simulation_show_what_the_log_showed():
    kind = People(slug="busy", members=600, weekly=5.3, churn=0.0)

    one = fit(log(kind, days=42)).estimate("personas.busy.sessions_per_week")

    shown = sum(min(one.used / 7 * times, 0.99) for times in (0.6, 1.0, 1.4)) / 3 * 7
    assert one.used > one.value
    assert shown == pytest.approx(one.value, rel=1e-3)
    assert "opens one session a day at most" in one.remark


@pytest.fixture(scope="module")
def films(tmp_path_factory) -> Fit:
    if not SMALL.is_dir():
        pytest.skip(f"MovieLens is not there: expected {SMALL}")
    folder = tmp_path_factory.mktemp("fit") / "ml"
    movielens.convert(SMALL, folder)
    return fit(read_events(folder / "events.parquet"))


def test_movielens_tells_likes_and_visits_but_neither_takes_nor_minutes(films):
    assert films.members == 610
    assert "ratings, not plays" in " ".join(films.notes)
    assert films.estimate("log.liked_of_rated").value == pytest.approx(100 * 48_580 / 100_836)
    assert films.estimate("log.titles_per_session").value == pytest.approx(100_836 / 6_960)
    text = " ".join(films.unknown)
    for habit in (
        "recommended_per_session",
        "explored_share",
        "liked_share",
        "minutes_per_session",
    ):
        assert f"personas.*.{habit}" in text
    assert not unsaid(films)
    assert Scenario.from_toml(films.to_toml()) == films.scenario


def test_movielens_is_heavier_tailed_than_the_simulation_assumes(films):
    shape = films.estimate("log.activity_shape")

    assert shape.high < shape.assumed
