"""The adapter by which outside harnesses judge moods."""

import pandas as pd
import pytest

from benchmarks.adapters import rank_mood
from core.errors import RecommendError

ITEMS = pd.DataFrame(
    {
        "item": [1, 2, 3, 4],
        "title": ["Laughs (1999)", "Wars, The (1980)", "Ghosts (2004)", "Nothing"],
        "genres": ["Comedy", "War|Drama", "Horror", "(no genres listed)"],
    }
)
RATINGS = pd.DataFrame(
    {"user": [1, 1, 2], "item": [1, 2, 2], "rating": [4.0, 3.5, 5.0], "ts": [10, 20, 30]}
)
TAGS = pd.DataFrame({"user": [1], "item": [2], "tag": ["tearjerker"], "ts": [40]})


@pytest.mark.parametrize(("mood", "first"), [("laugh", 1), ("cry", 2), ("scared", 3)])
def test_what_fits_comes_first(mood, first):
    assert rank_mood(ITEMS, RATINGS, TAGS, mood, [4, 3, 2, 1])[0] == first


@pytest.mark.parametrize(
    "mood", ["laugh", "relax", "thrill", "cry", "scared", "think", "romantic", "inspired"]
)
def test_every_mood_orders_every_candidate_once(mood):
    assert sorted(rank_mood(ITEMS, RATINGS, TAGS, mood, [4, 2, 1])) == [1, 2, 4]


def test_without_ratings_and_tags_genres_decide():
    order = rank_mood(ITEMS, RATINGS.iloc[:0], TAGS.iloc[:0], "scared", [1, 2, 3, 4])

    assert order[0] == 3


def test_the_answer_follows_the_tables_not_an_earlier_answer():
    tagged = pd.DataFrame({"user": [1, 2, 3], "item": 4, "tag": "hilarious", "ts": 1})

    before = rank_mood(ITEMS, RATINGS, TAGS, "laugh", [2, 3, 4])
    after = rank_mood(ITEMS, RATINGS, tagged, "laugh", [2, 3, 4])

    assert before == rank_mood(ITEMS, RATINGS, TAGS, "laugh", [2, 3, 4])
    assert after[0] == 4


def test_candidates_nobody_knows_come_last():
    assert rank_mood(ITEMS, RATINGS, TAGS, "laugh", [99, 2, 1]) == [1, 2, 99]


def test_an_unknown_mood_is_refused():
    with pytest.raises(RecommendError, match="nearest"):
        rank_mood(ITEMS, RATINGS, TAGS, "hungry", [1])
