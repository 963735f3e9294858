"""Trials: planted effects are there, arms are fair, clusters hold."""

import numpy as np
import pytest

from core.errors import ExperimentError
from core.simulation.trial import trial


def ratio(data, arm):
    mine = data["arm"] == arm
    return data["pos"][mine].sum() / data["recs"][mine].sum()


def test_a_planted_lift_on_watching_is_found():
    data = trial(60_000, 3, effect={"watch": 1.10})

    assert ratio(data, 1) / ratio(data, 0) == pytest.approx(1.10, abs=0.02)


def test_shared_worlds_differ_only_where_treated():
    data = trial(4000, 3, effect={"minutes": 1.5}, shared=True)
    one, two = (data["minutes"][data["arm"] == arm] for arm in (0, 1))

    np.testing.assert_allclose(two, 1.5 * one)
    assert (data["pos"][data["arm"] == 0] == data["pos"][data["arm"] == 1]).all()


def test_clusters_are_treated_as_a_whole():
    data = trial(5000, 3, assign="cluster")
    for cluster in np.unique(data["cluster"]):
        assert len(set(data["arm"][data["cluster"] == cluster])) == 1


def test_spill_reaches_the_untreated_with_treated_friends():
    plain, spilt = (trial(60_000, 5, spill=spill) for spill in (0.0, 1.0))
    untreated = plain["arm"] == 0

    more = spilt["reactions"][untreated].sum() / plain["reactions"][untreated].sum()
    assert more == pytest.approx(1.5, abs=0.08)


def test_the_period_before_foretells_the_period_after():
    data = trial(8000, 3)

    assert np.corrcoef(data["pre_minutes"], data["minutes"])[0, 1] > 0.5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"effect": {"watches": 2}}, "did you mean 'watch'"),
        ({"effect": {"watch": -1}}, "0 to 100, not -1"),
        ({"within": 2}, "within must be 0 to 1"),
        ({"assign": "house"}, "'user' or 'cluster', not 'house'"),
    ],
)
def test_a_bad_trial_is_refused(arguments, said):
    with pytest.raises(ExperimentError, match=said):
        trial(100, 1, **arguments)
