"""Both engines: right in mean and variance, alike, reproducible, monotone."""

import dataclasses
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks import workload
from core.errors import Cancelled
from core.metrics import TOTALS
from core.simulation import aggregate, run
from core.simulation.behaviour import Behaviour
from core.simulation.levers import LEVERS
from core.simulation.run import simulate
from core.simulation.scenario import Dynamics, Scenario, default_personas
from core.simulation.sums import Sums, add_up

SMALL = Scenario().with_setup(members=20_000)
MVP = SMALL.with_idea("nearby").with_idea("social").with_idea("stories")


def expected(rates, members, days):
    """Mean and variance of the workload's totals, by hand from its definition."""
    session, watch, like, posts, comments, reactions, minutes, hazard = rates
    lives = (1 - hazard) ** np.arange(days + 1)
    alive = lives[:days].sum()
    spread = ((2 * np.arange(1, days + 1) - 1) * lives[:days]).sum() - alive**2
    visits = session * alive
    visits_var = session * (1 - session) * alive + session**2 * spread
    per = {
        "recs": 10,
        "watched": 10 * watch,
        "liked": 10 * watch * like,
        "posts": posts,
        "comments": comments,
        "reactions": reactions,
    }
    found = {"days": (alive, spread), "sessions": (visits, visits_var)}
    found |= {k: (rate * visits, rate * visits + rate**2 * visits_var) for k, rate in per.items()}
    found["minutes"] = (minutes * visits, visits * minutes**2 / 2 + minutes**2 * visits_var)
    gone = 1 - lives[days]
    found["churned"] = (gone, gone * (1 - gone))
    return {k: (members * mean, members * var) for k, (mean, var) in found.items()}


@pytest.mark.parametrize("seed", [11, 12, 13])
@pytest.mark.parametrize("engine", [workload.on_aggregate, workload.on_daily])
def test_the_workload_agrees_with_its_closed_forms(engine, seed):
    totals = engine(60_000, 30, seed)

    worst = 0.0
    for name, size, rates in workload.cells(60_000):
        for count, (mean, variance) in expected(rates, size, 30).items():
            if mean > 50:
                worst = max(worst, abs(totals[name][count] - mean) / variance**0.5)
    assert worst < 4.5  # the largest of some fifty normal scores


@pytest.mark.parametrize("engine", [workload.on_aggregate, workload.on_daily])
def test_totals_vary_from_seed_to_seed_as_the_closed_forms_say(engine):
    members, seeds = 1_500, 60
    runs = [engine(members, 30, seed) for seed in range(seeds)]

    low, high = stats.chi2.interval(1 - 1e-5, seeds)
    for name, size, rates in workload.cells(members):
        for count, (mean, variance) in expected(rates, size, 30).items():
            if mean > 50:
                squares = [(run[name][count] - mean) ** 2 / variance for run in runs]
                assert low < sum(squares) < high, (name, count)


@pytest.mark.parametrize("engine", [workload.on_aggregate, workload.on_daily])
def test_a_workload_of_one_member_leaves_the_other_groups_empty(engine):
    totals = engine(1, 30, 3)

    assert len(totals) == 6
    assert sum(counts["days"] > 0 for counts in totals.values()) == 1


def test_subscribed_days_add_up_to_certainty():
    chances = aggregate.subscribed(14, np.array([0.01, 0.3]), np.array([0.2, 0.0]))

    np.testing.assert_allclose(chances.sum(axis=(2, 3)), 1.0)


def members_totals(scenario, arm="control"):
    tables, _ = run.member_tables(scenario, 0)
    return tables[arm]


def test_both_engines_agree_in_mean_and_variance():
    """No feedback along follows: contagion is off, so both follow the same mean field."""
    still = Dynamics(contagion=0.0)
    scenario = dataclasses.replace(MVP, dynamics=still).with_setup(members=30_000, question="ab")
    one = simulate(scenario)
    other = simulate(scenario.with_setup(engine="daily", seed=99))

    for arm in run.ARMS:
        a, b = one.arm(arm), other.arm(arm)
        for name in TOTALS:
            se = (a.var(name) / a.n + b.var(name) / b.n) ** 0.5
            assert abs(a.mean(name) - b.mean(name)) < 4.5 * se + 2e-3 * a.mean(name), (arm, name)
        for name in ("days", "sessions", "recommended", "minutes", "social_minutes", "revenue"):
            assert a.var(name) == pytest.approx(b.var(name), rel=0.12), (arm, name)


def test_an_idea_nobody_takes_up_changes_nothing_but_the_crowding():
    idle = SMALL.with_idea("nearby", LEVERS["nearby"](uptake=0))
    outcome = simulate(dataclasses.replace(idle, dynamics=Dynamics(crowding=0)))

    for name in TOTALS:
        assert outcome.arm("treatment").mean(name) == outcome.arm("control").mean(name)


def test_an_untouched_metric_moves_by_exactly_zero_in_a_what_if():
    outcome = simulate(SMALL.with_idea("market"))
    both = outcome.both()

    for name in ("taken", "social_minutes", "stories", "reactions", "minutes", "retained"):
        assert both.mean(name + run.CHANGE) == 0.0
        assert both.var(name + run.CHANGE) == 0.0
    assert both.mean("revenue" + run.CHANGE) > 0


def test_arms_of_a_simulated_test_are_independent_members():
    outcome = simulate(SMALL.with_setup(question="ab"))

    assert outcome.joint is None
    assert outcome.arm("control").mean("minutes") != outcome.arm("treatment").mean("minutes")


@pytest.mark.parametrize("engine", ["aggregate", "daily"])
def test_the_same_scenario_gives_the_same_numbers(engine):
    scenario = MVP.with_setup(members=3000, engine=engine)

    assert simulate(scenario).arm("treatment") == simulate(scenario).arm("treatment")
    assert simulate(scenario).arm("control") != simulate(scenario.with_setup(seed=8)).arm("control")


def test_the_number_of_threads_changes_no_number(monkeypatch):
    scenario = MVP.with_setup(members=150_000)
    many = simulate(scenario)
    monkeypatch.setattr(run.os, "cpu_count", lambda: 1)

    assert simulate(scenario).arm("treatment") == many.arm("treatment")


def test_blocks_made_alone_and_backwards_add_up_to_the_whole_run():
    scenario = MVP.with_setup(members=100_000)
    whole = simulate(scenario)
    blocks = [run.member_tables(scenario, block) for block in (1, 0)]

    for arm in run.ARMS:
        for name in ("taken", "minutes", "revenue"):
            total = sum(tables[arm][name].sum() for tables, _ in blocks)
            assert total / 100_000 == pytest.approx(whole.arm(arm).mean(name), rel=1e-13)


def test_treatment_summed_as_control_and_change_is_treatment_summed_directly():
    scenario = MVP.with_setup(members=20_000)
    tables, groups = run.member_tables(scenario, 0)
    paired, alone = (add_up(tables, groups, paired=paired) for paired in (True, False))

    for arm in run.ARMS:
        for one, other in zip(paired[arm], alone[arm], strict=True):
            assert one.n == other.n
            for part in ("sums", "products", "cubes"):
                assert (getattr(one, part) == getattr(other, part)).all(), part


def test_sums_are_exact_so_the_order_of_members_changes_no_digit():
    tables, _ = run.member_tables(MVP.with_setup(members=20_000), 0)
    table = np.stack(list(tables["treatment"].values()))
    order = np.random.default_rng(0).permutation(table.shape[1])
    one, other = Sums.of(table), Sums.of(np.ascontiguousarray(table[:, order]))

    assert (one.sums == other.sums).all()
    assert (one.products == other.products).all()


@settings(max_examples=12, deadline=None)
@given(low=st.floats(0, 40), more=st.floats(0, 40), seed=st.integers(0, 500))
def test_more_lift_never_lowers_the_take_rate(low, more, seed):
    def rate(tried):
        lever = LEVERS["mood"](tried=tried, browsing=0)
        scenario = dataclasses.replace(SMALL.with_idea("mood", lever), dynamics=Dynamics(habit=0))
        arm = simulate(scenario.with_setup(seed=seed, members=2000)).arm("treatment")
        return arm.mean("taken") / arm.mean("recommended")

    assert rate(low) <= rate(min(low + more, 80))


def test_social_ideas_need_friends_who_use_them():
    alone = dataclasses.replace(SMALL, dynamics=Dynamics(friends=0)).with_idea("social")
    among = SMALL.with_idea("social")

    assert simulate(alone).both().mean("social_minutes" + run.CHANGE) == 0.0
    assert simulate(among).both().mean("social_minutes" + run.CHANGE) > 0


def test_contagion_speeds_take_up_along_follows():
    def users(contagion):
        scenario = dataclasses.replace(MVP, dynamics=Dynamics(contagion=contagion, try_days=30))
        daily = scenario.with_setup(engine="daily", members=5000)
        return simulate(daily).both().mean("social_minutes" + run.CHANGE)

    assert users(5.0) > 1.1 * users(0.0)


def test_novelty_wears_off_and_habit_builds_up():
    scenario = SMALL.with_idea("mood")
    behaviour = Behaviour(scenario.personas, scenario.ideas, Dynamics(lasting=0, crowding=0))
    state, lifts = behaviour.start(), []
    for _ in range(120):
        rates = behaviour.rates(state)
        lifts.append(rates["explored"][0] / behaviour.base["explored"][0])
        state = behaviour.advance(state, rates)

    assert lifts[0] == 1.0
    assert max(lifts) > 1.02
    assert lifts[-1] < max(lifts)
    assert state.habit[0] > 1.0


def test_few_write_and_most_read():
    """Participation inequality as published: the top 1 % wrote 74.7 % of posts."""
    comments = np.sort(members_totals(SMALL.with_setup(days=120))["comments"])[::-1]
    top = comments[: len(comments) // 100].sum() / comments.sum()

    assert 0.60 < top < 0.85


def test_a_run_can_be_cancelled_and_reports_progress():
    seen, before = [], threading.active_count()

    def stop(share):
        seen.append(share)
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        simulate(MVP.with_setup(members=500_000), progress=stop)
    assert len(seen) == 1
    assert 0 < seen[0] < 1
    assert threading.active_count() == before


def test_archetypes_of_an_arm_vary_as_in_a_real_assignment():
    """Members are assigned, not allotted: persona counts of both arms differ by chance."""
    outcome = simulate(SMALL.with_setup(question="ab"))
    counts = [[group.n for group in outcome.arms[arm].values()] for arm in run.ARMS]

    assert counts[0] != counts[1]
    assert stats.chi2_contingency(counts).pvalue > 1e-4


@pytest.mark.parametrize("engine", ["aggregate", "daily"])
def test_a_persona_that_takes_nothing_is_simulated_like_any_other(engine):
    nothing = {"explored_share": 0.0, "rewatched_share": 0.0, "liked_share": 0.0}
    people = default_personas()
    people["occasional"] = dataclasses.replace(people["occasional"], **nothing)
    scenario = Scenario(personas=people).with_idea("social").with_idea("nearby")

    outcome = simulate(scenario.with_setup(members=2_000, engine=engine))

    assert outcome.arm("treatment", "occasional").mean("taken") == 0
    assert outcome.arm("treatment", "discoverer").mean("taken") > 0
