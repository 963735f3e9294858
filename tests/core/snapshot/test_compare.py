"""A replay is equal or says which number differs; only what means the same is compared."""

import numpy as np
import pytest

from core import snapshot
from core.errors import SnapshotError
from core.simulation.panel import record
from core.snapshot.write import build
from tests.core.snapshot.example import (
    AT,
    SCENARIO,
    forged,
    made,
    run,
    statistics,
    table,
)


def built(scenario=SCENARIO, frame=None):
    return build(scenario, table(scenario) if frame is None else frame, statistics(), at=AT)


def test_an_unchanged_program_replays_to_an_equal_digest():
    replay = snapshot.replay(snapshot.read(made()), run)

    assert replay.equal
    assert replay.saved == replay.replayed
    assert replay.differences == ()
    assert str(replay).startswith("Equal: all")
    assert replay.saved in str(replay)


def test_a_test_by_cluster_replays_to_the_last_digit():
    scenario = SCENARIO.with_setup(unit="cluster", members=2_000, days=7)
    kept = snapshot.read(snapshot.make(scenario, *record(scenario), at=AT))

    assert kept.scenario == scenario
    assert any(method.startswith("By cluster: Welch") for method in kept.manifest.methods)
    assert snapshot.replay(kept, record).equal


def test_a_replay_runs_the_scenario_that_was_saved():
    asked = []

    snapshot.replay(built(SCENARIO.with_setup(seed=99)), lambda s: (asked.append(s), run(s))[1])

    assert asked == [SCENARIO.with_setup(seed=99)]


def test_one_last_bit_is_found_and_named():
    frame = table()
    at = frame.index[(frame["metric"] == "retention") & (frame["arm"] == "lift")][2]
    before = float(frame.loc[at, "high"])
    frame.loc[at, "high"] = np.nextafter(before, np.inf)

    replay = snapshot.replay(built(), lambda scenario: (frame, statistics()))

    assert not replay.equal
    (found,) = replay.differences
    assert (found.metric, found.arm, found.persona) == ("retention", "lift", "focused")
    assert found.column == "high"
    assert (found.saved, found.replayed) == (repr(before), repr(float(frame.loc[at, "high"])))
    assert str(found) in str(replay)


def test_a_statistic_that_differs_is_named_by_its_place():
    other = statistics()
    other["arms"]["control"] = {"discoverer": {"n": 3, "names": ["taken"], "means": [0.3],
                                               "products": [[1 / 3]]}}  # fmt: skip

    replay = snapshot.replay(built(), lambda scenario: (table(), other))

    (found,) = replay.differences
    assert found.column == "statistics.arms.control.discoverer.means[0]"
    assert (found.saved, found.replayed) == (repr(0.1 + 0.2), "0.3")


def test_a_row_that_is_gone_is_a_difference():
    replay = snapshot.replay(built(), lambda scenario: (table()[1:], statistics()))

    assert not replay.equal
    assert all(each.replayed is None for each in replay.differences)
    assert "replayed nothing" in str(replay)


def test_many_differences_are_counted_not_listed():
    frame = table().assign(estimate=1.0)

    words = str(snapshot.replay(built(), lambda scenario: (frame, statistics())))

    assert "and 166 more" in words
    assert len(words.splitlines()) < 20


def test_a_replay_names_the_libraries_that_are_others():
    saved = forged(made(), change=lambda values: values["versions"].update(numpy="1.0"))

    replay = snapshot.replay(snapshot.read(saved), lambda scenario: (table()[1:], statistics()))

    assert ("numpy", "1.0", np.__version__) in replay.versions
    assert "Made with numpy 1.0" in str(replay)


def test_a_replay_is_refused_where_a_metric_means_something_else_today():
    def redefine(values):
        values["metrics"][0]["numerator"] = ["minutes"]

    with pytest.raises(SnapshotError, match="'take_rate' is defined otherwise"):
        snapshot.replay(snapshot.read(forged(made(), change=redefine)), run)


def test_a_comparison_tells_the_knobs_and_the_estimates_that_differ():
    other = SCENARIO.with_setup(seed=8).without_idea("stories").with_idea("mood")

    found = snapshot.compare(built(), built(other))

    knobs = found.knobs.set_index("knob")
    assert (knobs.loc["setup.seed", "a"], knobs.loc["setup.seed", "b"]) == ("7", "8")
    assert knobs.loc["ideas.stories.uptake", "b"] == ""
    assert knobs.loc["ideas.mood.uptake", "a"] == ""
    assert "ideas.nearby.uptake" not in knobs.index
    first = found.metrics.iloc[0]
    assert first["difference"] == first["estimate_b"] - first["estimate_a"] != 0
    assert len(found.metrics) == len(table())
    assert "setup.seed" in str(found)


def test_a_snapshot_does_not_differ_from_itself():
    found = snapshot.compare(built(), built())

    assert found.knobs.empty
    assert (found.metrics["difference"] == 0).all()
    assert "No knob differs" in str(found)


def test_a_metric_in_one_only_stands_alone():
    fewer = table()[table()["metric"] != "revenue"]

    found = snapshot.compare(built(), built(frame=fewer)).metrics

    assert found[found["metric"] == "revenue"]["estimate_b"].isna().all()
    assert found[found["metric"] != "revenue"]["estimate_b"].notna().all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("denominator", ["sessions"]), ("unit", "per mille"), ("margin", 0.3)],
)
def test_different_metric_definitions_are_not_compared(name, value):
    other = forged(made(), change=lambda values: values["metrics"][0].update({name: value}))

    with pytest.raises(SnapshotError, match="define 'take_rate' differently"):
        snapshot.compare(snapshot.read(made()), snapshot.read(other))


def test_snapshots_without_a_common_metric_are_not_compared():
    frame = table()

    with pytest.raises(SnapshotError, match="no metric in common"):
        snapshot.compare(
            built(frame=frame[frame["metric"] == "revenue"]),
            built(frame=frame[frame["metric"] == "retention"]),
        )
