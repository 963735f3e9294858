"""No attack tells who watched, truth is told all the same, and broken releases are found out."""

import math

import numpy as np
import pytest
from scipy.stats import beta, binomtest

from core.errors import NearbyError
from core.nearby import attacks
from core.nearby.attacks import ATTACKS, HELD, attack, informed
from core.nearby.games import Game
from core.nearby.gauge import best_guess, gauge, recall
from tests.core.nearby.broken import (
    fresh_on_each_query,
    noisy_where_watched,
    sized_for_one_title,
    sound,
)


def test_no_attack_on_the_release_wins_more_than_0_64_of_1000_games():
    found = attack(sound, games=1_000, seed=4)

    assert list(found.index) == list(ATTACKS)
    assert (found["high"] <= HELD).all(), found


def test_no_attack_on_a_lonely_home_wins_more_than_0_64_of_1000_games():
    found = attack(sound, games=1_000, seed=5, people=5)

    assert (found["high"] <= HELD).all(), found


@pytest.mark.parametrize(
    ("broken", "games", "caught"),
    [
        (noisy_where_watched, 300, "presence"),
        (sized_for_one_title, 300, "presence"),
        (fresh_on_each_query, 150, "repeats"),
    ],
)
def test_a_broken_release_is_found_out(broken, games, caught):
    found = attack(broken, only={caught}, games=games, practice=games, seed=6)

    assert found.loc[caught, "success"] > HELD, found


def test_attackers_win_where_there_is_hardly_any_noise():
    def faint(events, secret):
        return attacks.Release.of(events, secret=secret, titles=200, epsilon=10.0, m=3)

    found = attack(faint, only={"presence"}, games=100, practice=100, seed=7)

    assert found.loc["presence", "success"] > 0.9


def test_an_attacker_who_knows_everything_else_wins_as_often_as_summed_exactly():
    games = [Game.of(number, seed=8, people=50, titles=200, m=3) for number in range(3_000)]

    wins = sum(
        (informed(sound(game.events(), game.secret), game) > 0) == game.coin for game in games
    )

    titles_only = 0.5 + _gained(best_of_three=1 / (1 + math.exp(-0.88 / 3)))
    assert binomtest(wins, len(games), titles_only).pvalue > 0.001
    assert best_guess(1.0, 3) == pytest.approx(titles_only)  # the rest is too faint to outvote them


def _gained(best_of_three: float) -> float:
    p = best_of_three
    return p**3 + 3 * p**2 * (1 - p) - 0.5


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("m", [1, 3, 10])
def test_the_best_guess_stays_within_what_epsilon_promises(epsilon, m):
    assert 0.5 < best_guess(epsilon, m) <= 1 / (1 + math.exp(-epsilon))


def test_more_titles_of_a_member_never_make_the_guess_worse():
    told = [best_guess(1.0, 5, titles=count) for count in range(1, 8)]

    assert told == sorted(told)
    assert told[4] == told[6]


@pytest.mark.parametrize(("people", "least"), [(1_000, 0.90), (200, 0.75)])
def test_the_released_top_five_is_the_true_one(people, least):
    assert recall(1.0, 3, people, games=600) >= least


def test_the_gauge_trades_attacks_for_truth():
    curve = gauge([0.1, 0.5, 2.0], 3, 300, games=30)

    assert curve["attack_success"].is_monotonic_increasing
    assert curve["recall"].is_monotonic_increasing
    assert (curve["low"] < curve["attack_success"]).all()
    assert (curve["attack_success"] < curve["high"]).all()


def test_an_interval_is_clopper_and_pearsons():
    found = attacks.score({"none": 0, "some": 610, "all": 1_000}, 1_000)

    exact = binomtest(610, 1_000).proportion_ci(method="exact")
    assert found.loc["some", ["low", "high"]].tolist() == pytest.approx([exact.low, exact.high])
    assert found.loc["none", "low"] == 0.0
    assert found.loc["all", "high"] == 1.0
    assert found.loc["none", "high"] == pytest.approx(beta.ppf(0.975, 1, 1_000))


def test_a_coin_is_fair_and_known_to_nobody_but_the_game():
    games = [Game.of(number, seed=1, people=20, titles=50, m=3) for number in range(400)]

    assert binomtest(sum(game.coin for game in games), 400).pvalue > 0.001
    assert all(len(np.unique(game.theirs["title"])) == 3 for game in games)


@pytest.mark.parametrize(
    ("epsilon", "m", "people", "said"),
    [(0.0, 3, 200, "Epsilon"), (1.0, 0, 200, "titles a day"), (1.0, 3, 2, "People")],
)
def test_a_gauge_out_of_range_is_refused(epsilon, m, people, said):
    with pytest.raises(NearbyError, match=said):
        gauge(epsilon, m, people)
