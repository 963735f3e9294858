"""A journal is the log of what the simulation counted: same members, same totals, to the digit."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Cancelled, DataError, KnobError, ScenarioError
from core.events import read_events
from core.measure import horizon, measure, totals
from core.metrics import METRICS, TOTALS
from core.simulation import daily, journal, run
from core.simulation.journal.shelf import Shelf, each
from core.simulation.levers import LEVERS
from core.simulation.panel import panel
from core.simulation.scenario import Dynamics, Scenario

IDEAS = ("nearby", "social", "stories", "market")


def scenario(members=300, days=28, seed=7, ideas=IDEAS, **dynamics):
    made = Scenario(dynamics=Dynamics(**dynamics))
    for slug in ideas:
        made = made.with_idea(slug)
    setup = {"members": members, "days": days, "seed": seed}
    return made.with_setup(question="ab", engine="daily", **setup)


def counted(of, monkeypatch):
    """Per arm, the columns of TOTALS the daily engine counted, member by member."""
    lives, engine = [], daily.run

    def spy(*arguments, **options):
        lives.append(engine(*arguments, **options))
        return lives[-1]

    with monkeypatch.context() as patch:
        patch.setattr(daily, "run", spy)
        outcome = run.simulate(of)
    tables = [run.columns(life.totals, of.dynamics) for life in lives]
    return outcome, dict(zip(run.ARMS, tables, strict=True))


def told(log, of):
    """Per arm, the totals of a journal in the order of its members."""
    since = journal.START
    found = totals(log, since, since + timedelta(days=of.setup.days))
    place = found["member"].str[1:].astype(int)
    found = found.assign(place=place).sort_values("place")
    return {arm: found[found["arm"] == arm] for arm in run.ARMS}


def agree(of, monkeypatch, **how):
    log = journal.journal(of, **how)
    _, tables = counted(of, monkeypatch)
    for arm, members in told(log, of).items():
        assert len(members) == of.setup.members
        for name in TOTALS:
            np.testing.assert_array_equal(members[name], tables[arm][name], f"{arm}: {name}")
    return log


def test_totals_of_the_journal_are_what_the_simulation_counted(monkeypatch):
    agree(scenario(2000), monkeypatch)


@settings(max_examples=6, deadline=None)
@given(
    days=st.sampled_from([1, 2, 31, 65]),
    seed=st.integers(0, 999),
    price=st.sampled_from([0, 15.49, 7.77]),
    margin=st.sampled_from([0, 3.3, 4]),
    ideas=st.sets(st.sampled_from(list(LEVERS)), max_size=4),
)
def test_they_agree_for_any_horizon_price_and_ideas(days, seed, price, margin, ideas):
    of = scenario(100, days, seed, sorted(ideas), price=price, order_margin=margin)

    with pytest.MonkeyPatch.context() as patch:
        agree(of, patch)


def test_they_agree_where_members_come_and_go(monkeypatch):
    of = scenario(200, 40)
    habits = {
        slug: type(each).read(each.write() | {"churn_per_month": 20.0, "return_per_month": 60.0})
        for slug, each in of.personas.items()
    }
    of = Scenario(setup=of.setup, dynamics=of.dynamics, personas=habits, ideas=of.ideas)

    log = agree(of, monkeypatch)

    kinds = log[log["at"] > pd.Timestamp(journal.START)].groupby("type").size()
    assert kinds["cancelled"] > 50
    assert kinds["subscribed"] > 20


def test_every_metric_is_estimated_as_the_panel_does(monkeypatch):
    of = scenario(600)
    outcome, _ = counted(of, monkeypatch)
    made = panel(outcome)

    table = measure(totals(journal.journal(of)), of.setup.days)

    for row in table[table["arm"] != "all"].itertuples():
        readout = made.readouts[row.metric, row.persona]
        value = readout.control if row.arm == "control" else readout.treatment
        error = readout.control_se if row.arm == "control" else readout.treatment_se
        assert row.estimate == pytest.approx(value, rel=1e-12), row
        assert row.se == pytest.approx(error, rel=1e-9, abs=1e-12), row
    rows = set(zip(table["metric"], table["arm"], table["persona"], strict=True))
    assert rows >= {(m.slug, arm, "all") for m in METRICS for arm in run.ARMS}


def test_the_same_seed_writes_the_same_log_and_another_seed_another():
    of = scenario(100, 7)

    pd.testing.assert_frame_equal(journal.journal(of), journal.journal(of))
    assert not journal.journal(of).equals(journal.journal(of.with_setup(seed=8)))


def test_a_what_if_is_told_as_the_test_of_it():
    of = scenario(100, 3)
    asked = of.with_setup(question="what-if", engine="aggregate", members=5000)

    pd.testing.assert_frame_equal(journal.journal(asked, 100), journal.journal(of))


@pytest.fixture(scope="module")
def log():
    return journal.journal(scenario(400))


def test_a_journal_keeps_the_contract_of_a_log(tmp_path, log):
    seen = []
    journal.write(scenario(400), tmp_path / "log.parquet", seen.append)

    pd.testing.assert_frame_equal(read_events(tmp_path / "log.parquet"), log)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert horizon(log)[0] == journal.START
    assert log["event_id"].is_unique


def test_a_session_runs_in_order_and_within_its_day(log):
    inside = log[log["session"] != ""]
    days = inside.groupby("session")["at"].agg(["min", "max"])
    assert (days["min"].dt.floor("D") == days["max"].dt.floor("D")).all()
    for first, then in (
        ("session", "shown"),
        ("shown", "liked"),
        ("shown", "browsed"),
        ("browsed", "played"),
        ("played", "social"),
    ):
        before = inside[inside["type"] == first].groupby("session")["at"].max()
        after = inside[inside["type"] == then].groupby("session")["at"].min()
        gap = (after - before).dropna()
        assert len(gap) > 100
        assert (gap >= pd.Timedelta(0)).all(), (first, then)


def test_no_title_stands_twice_on_a_shelf_and_nobody_reacts_to_themselves(log):
    shown = log[log["type"] == "shown"]
    reactions = log[log["type"] == "reaction"]

    assert not shown.duplicated(["session", "title_id"]).any()
    assert len(reactions) > 20
    assert (reactions["member"] != reactions["target"]).all()
    assert (reactions["member"].str[0] == reactions["target"].str[0]).all()


def test_titles_are_the_caller_s_and_too_few_are_refused():
    of = scenario(100, 3)
    titles = [f"film-{number}" for number in range(150)]

    found = journal.journal(of, titles=titles)

    assert set(found["title_id"]) - {""} <= set(titles)
    assert found["title_id"].nunique() > 140
    with pytest.raises(ScenarioError, match=r"needs at least \d+ titles, not 9"):
        journal.journal(of, titles=titles[:9])


def test_a_log_that_is_stopped_leaves_no_file(tmp_path):
    def stop(share):
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        journal.write(scenario(100, 5), tmp_path / "log.parquet", stop)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DataError, match=r"A journal is a \.parquet file, not 'log\.csv'"):
        journal.write(scenario(100, 5), tmp_path / "log.csv")
    with pytest.raises(KnobError, match="members"):
        journal.journal(scenario(100, 5), 3)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), titles=st.integers(40, 90), seed=st.integers(0, 99))
def test_a_shelf_never_repeats_a_title_nor_explores_one_again(data, titles, seed):
    counts = st.lists(st.integers(0, 4), min_size=3, max_size=3).map(np.array)
    shelf, who = Shelf(titles, 3, np.random.default_rng(seed)), np.arange(3)
    explored, old = [set(), set(), set()], [set(), set(), set()]
    for _ in range(4):
        new, again, other = (data.draw(counts) for _ in range(3))
        room = shelf.reserve(who, new + other, again)
        assert (room >= 0).all()
        rows, n = each(new)
        first = shelf.ahead(rows, n)
        late, m = each(other)
        passed = shelf.ahead(late, (new + room)[late] + m)
        back, k = each(again)
        begun = shelf.begun(back, np.full(len(back), seed) + k)
        shelf.explore(who, new)
        for member in who:
            parts = (first[rows == member], passed[late == member], begun[back == member])
            whole = [title for part in parts for title in part]
            assert len(set(whole)) == len(whole)
            assert not explored[member] & {*parts[0], *parts[1]}
            assert not old[member] & set(parts[0])
            old[member] |= set(parts[2]) - explored[member]
            explored[member] |= set(parts[0])
