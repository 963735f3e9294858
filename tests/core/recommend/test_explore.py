"""Exploration tries what nobody knows, trusts what is accepted, and says how sure it is."""

import dataclasses
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.errors import RecommendError
from core.events import NAMES
from core.recommend.explore import Arm, Exploration
from core.room import take_rate

ARMS = (Arm("taste", "Taste"), Arm("mood", "Mood"), Arm("hour", "Hour"))
START = datetime(2026, 11, 1, 20, tzinfo=UTC)


def log(*rows):
    """Return a room's log of (minute, member, type, title, surface)."""
    made = [
        {
            "at": START + timedelta(minutes=minute),
            "member": member,
            "session": f"{member}-1",
            "type": kind,
            "title_id": title,
            "surface": surface,
            "value": 30.0 if kind == "played" else None,
        }
        for minute, member, kind, title, surface in rows
    ]
    frame = pd.DataFrame(made, columns=list(NAMES))
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    frame[["event_id", "arm", "persona", "target"]] = ""
    return frame


def played(chances, turns, choose, repeats, seed):
    """Return the mean regret of a way to choose, and half its 95 % interval."""
    draw = np.random.default_rng(seed)
    best, lost = max(chances), []
    for repeat in range(repeats):
        regret, beliefs = 0.0, np.zeros((2, len(chances)))
        step = choose(draw, repeat)
        for turn in range(turns):
            arm = step(turn, beliefs)
            beliefs[int(draw.random() >= chances[arm]), arm] += 1
            regret += best - chances[arm]
        lost.append(regret)
    return np.mean(lost), 1.96 * np.std(lost) / repeats**0.5


def thompson(chances):
    arms = tuple(Arm(f"a{number}", f"A{number}") for number in range(len(chances)))

    def choose(_, repeat):
        def step(turn, beliefs):
            accepted, skipped = beliefs
            now = Exploration(arms=arms, accepted=accepted, skipped=skipped)
            return int(np.argmax(now.draw(repeat, turn)))

        return step

    return choose


def greedy(draw, _):
    def step(turn, beliefs):
        if draw.random() < 0.1:
            return int(draw.integers(beliefs.shape[1]))
        tried = beliefs.sum(axis=0)
        return int(np.argmax(np.where(tried > 0, beliefs[0] / np.maximum(tried, 1), 1.0)))

    return step


def uniform(draw, _):
    return lambda turn, beliefs: int(draw.integers(beliefs.shape[1]))


def test_it_loses_less_than_greed_with_chance_and_much_less_than_chance_alone():
    chances, turns = (0.7, 0.5, 0.3, 0.3, 0.1), 1000

    mine, error = played(chances, turns, thompson(chances), 16, seed=1)
    theirs, _ = played(chances, turns, greedy, 200, seed=2)
    chance, _ = played(chances, turns, uniform, 10, seed=3)

    assert mine + error < 0.9 * theirs
    assert mine < 0.25 * chance


def test_the_interval_covers_the_truth_as_often_as_it_says():
    draw, covered, trials = np.random.default_rng(11), 0, 2000
    truth = draw.beta(1, 1, trials)
    taken = draw.binomial(40, truth)
    arms = tuple(Arm(str(number), str(number)) for number in range(trials))

    found = Exploration(arms=arms, accepted=taken, skipped=40 - taken).posterior()
    covered = ((found["low"] <= truth) & (truth <= found["high"])).sum()

    low, high = stats.binom.interval(0.999, trials, 0.95)
    assert low <= covered <= high


def test_a_posterior_is_computed_by_hand():
    found = Exploration(arms=ARMS[:1]).learn("taste", True).learn("taste", True).posterior()

    # Beta(3, 1) has distribution function x**3
    assert found["mean"][0] == pytest.approx(0.75)
    assert found["low"][0] == pytest.approx(0.025 ** (1 / 3))
    assert found["high"][0] == pytest.approx(0.975 ** (1 / 3))
    assert list(found.columns) == ["arm", "mean", "low", "high", "accepted", "skipped"]


@given(clicks=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=30), data=st.data())
def test_clicks_add_up_in_any_order(clicks, data):
    one = other = Exploration(arms=ARMS)
    for arm, accepted in clicks:
        one = one.learn(ARMS[arm].slug, accepted)
    for arm, accepted in data.draw(st.permutations(clicks)):
        other = other.learn(ARMS[arm].slug, accepted)

    pd.testing.assert_frame_equal(one.posterior(), other.posterior())
    assert one.accepted.sum() + one.skipped.sum() == len(clicks)


@given(seed=st.integers(0, 99), turn=st.integers(0, 99))
def test_a_turn_draws_the_same_again_and_another_turn_does_not(seed, turn):
    known = Exploration(arms=ARMS, accepted=[3, 0, 1], skipped=[1, 2, 0])

    drawn = known.draw(seed, turn)

    np.testing.assert_array_equal(drawn, known.draw(seed, turn))
    assert (drawn != known.draw(seed, turn + 1)).all()
    assert ((drawn > 0) & (drawn < 1)).all()


def test_draws_follow_what_is_believed():
    known = Exploration(arms=ARMS[:1], accepted=[7], skipped=[3])

    drawn = [known.draw(5, turn)[0] for turn in range(1000)]

    assert stats.kstest(drawn, stats.beta(8, 4).cdf).pvalue > 0.001


def test_curves_enclose_an_area_of_one():
    known = Exploration(arms=ARMS, accepted=[7, 0, 2], skipped=[3, 5, 2])

    areas = known.curves(201).groupby("arm")["density"].sum() / 201

    assert list(known.curves().columns) == ["arm", "share", "density"]
    np.testing.assert_allclose(areas, 1, atol=0.01)


def test_a_belief_cannot_be_changed():
    known = Exploration(arms=ARMS)

    with pytest.raises(ValueError, match="read-only"):
        known.accepted[0] = 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        known.prior = (2, 2)
    known.learn("taste", True)
    assert known.accepted.tolist() == [0, 0, 0]


LOG = log(
    (0, "ann", "shown", "x", "mood/taste"),
    (0, "ann", "shown", "y", "mood/taste"),
    (0, "ann", "shown", "z", "mood/mood"),
    (0, "ann", "shown", "w", "mood/hour"),
    (1, "ann", "skipped", "x", "mood/taste"),
    (2, "ann", "played", "y", "mood/taste"),
    (3, "ann", "liked", "z", ""),
    (4, "ann", "skipped", "z", "mood/mood"),
    (5, "ann", "liked", "never shown", "mood/taste"),
    (0, "ben", "shown", "x", "mood/taste"),
    (1, "ben", "liked", "x", "mood/taste"),
    (1, "ben", "liked", "x", "mood/taste"),
    (0, "ben", "shown", "y", "foryou/mood"),
    (1, "ben", "skipped", "y", "foryou/mood"),
    (0, "ben", "shown", "v", "mood"),
    (1, "ben", "skipped", "v", "mood"),
)


def test_a_rooms_log_teaches_what_was_accepted_and_skipped():
    found = Exploration.of(LOG, ARMS, surface="mood")

    # y by ann, x by ben; z by ann, who skipped it after she liked it; w was only shown
    assert found.accepted.tolist() == [2, 1, 0]
    assert found.skipped.tolist() == [1, 0, 0]
    anywhere = Exploration.of(LOG)
    assert [arm.label for arm in anywhere.arms] == ["Hour", "Mood", "Taste"]
    assert anywhere.accepted.tolist() == [0, 1, 2]
    assert anywhere.skipped.tolist() == [0, 1, 1]


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(len(LOG))))
def test_the_order_of_the_log_does_not_matter(order):
    found = Exploration.of(LOG.iloc[list(order)], ARMS, surface="mood")

    assert found.accepted.tolist() == [2, 1, 0]
    assert found.skipped.tolist() == [1, 0, 0]


@pytest.mark.parametrize("arm", ARMS)
def test_accepted_is_what_the_take_rate_counts(arm):
    number = ARMS.index(arm)

    found = Exploration.of(LOG, ARMS, surface="mood")

    assert found.accepted[number] == take_rate(LOG, f"mood/{arm.slug}").taken


def test_an_empty_log_teaches_nothing():
    found = Exploration.of(LOG.head(0), ARMS)

    assert found.posterior()["mean"].tolist() == [0.5] * 3


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"arms": ()}, "at least 1 arm"),
        ({"arms": (ARMS[0], ARMS[0])}, "a slug of its own"),
        ({"arms": ARMS, "accepted": [1, 2]}, "3 counts from 0"),
        ({"arms": ARMS, "skipped": [1, 2, -1]}, "3 counts from 0"),
        ({"arms": ARMS, "prior": (0, 1)}, "above 0"),
    ],
)
def test_beliefs_that_are_none_are_refused(bad, said):
    with pytest.raises(RecommendError, match=said):
        Exploration(**bad)


def test_an_unknown_arm_names_the_nearest():
    with pytest.raises(RecommendError, match="did you mean 'mood'"):
        Exploration(arms=ARMS).learn("moot", True)
    with pytest.raises(RecommendError, match="at least 1 point"):
        Exploration(arms=ARMS).curves(0)
