"""The calls of outside harnesses: full shelves, nothing seen, strangers welcome."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.adapters import Recommender, recommend
from tests.core.recommend.taste.people import chains


@pytest.fixture(scope="module")
def train() -> pd.DataFrame:
    frame = chains(members=80)
    return pd.DataFrame(
        {
            "user": frame["member"] + 1000,
            "item": [f"m{title:02}" for title in frame["title"]],
            "rating": np.where(frame["liked"], 4.5, 2.0),
            "ts": frame["at"],
            "like": frame["liked"],
        }
    )


@pytest.fixture(scope="module")
def fitted(train) -> Recommender:
    return Recommender().fit(train, None, None)


def test_everyone_gets_k_unseen_titles_ranked_from_one(train):
    users = [*train["user"].unique()[:10], 1]

    shelves = recommend(train, users, 12)

    assert list(shelves.columns) == ["user", "item", "rank"]
    assert list(shelves["user"].unique()) == users
    for user, shelf in shelves.groupby("user"):
        assert list(shelf["rank"]) == list(range(1, 13))
        assert shelf["item"].is_unique
        assert not set(shelf["item"]) & set(train.loc[train["user"] == user, "item"])


def test_a_shelf_is_shorter_only_where_less_is_unseen(train, fitted):
    shelf = fitted.recommend([1000], 10_000)

    seen = (train["user"] == 1000).sum()
    assert len(shelf) == train["item"].nunique() - seen


def test_people_unseen_at_the_fit_are_scored_as_members_with_that_history(train, fitted):
    theirs = train[train["user"].isin([1003, 1010])]
    renamed = theirs.assign(user=theirs["user"].map({1003: "ann", 1010: "bob"}))

    found = fitted.recommend_hist(renamed, 5)

    expected = fitted.recommend([1003, 1010], 5)
    assert list(found["item"]) == list(expected["item"])
    assert list(found["user"].unique()) == ["ann", "bob"]


def test_a_plain_list_is_one_persons_history_in_order(fitted):
    found = fitted.recommend_hist(["m03", "m50", "m19", "never heard of"], 4)

    assert list(found["user"]) == [0] * 4
    assert not set(found["item"]) & {"m03", "m50", "m19"}
    assert "m20" in set(found["item"])


def test_who_has_no_known_history_gets_what_a_stranger_gets(train, fitted):
    unknown = train.head(2).assign(user="new", item="never heard of")

    found = fitted.recommend_hist(unknown, 6)

    assert list(found["item"]) == list(fitted.recommend(["nobody"], 6)["item"])
    assert list(found["item"]) == list(fitted.recommend_hist([], 6)["item"])


def test_nobody_gets_nothing(fitted):
    assert fitted.recommend([], 5).empty
