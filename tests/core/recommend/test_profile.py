"""A readable taste: shares by hand, short histories near everybody, and an honest sentence."""

import numpy as np
import pandas as pd
import pytest

from core.recommend.history import History, interactions
from core.recommend.profile import PRIOR, in_words, profile

TITLES = pd.DataFrame(
    {
        "title_id": ["a", "b", "c", "d"],
        "year": [1994, 1999, 2004, 2011],
        "genres": ["comedy", "comedy;romance", "horror", "horror"],
    }
)
DATA = interactions(
    pd.DataFrame({"member": [1, 1, 2, 2, 3], "title": list("abacd"), "at": [1, 2, 1, 2, 1]}),
    titles=pd.Index(TITLES["title_id"]),
)


def test_shares_are_those_of_a_hand_count():
    found = profile(TITLES, DATA, History.of([2, 3])).set_index("name")

    assert found.loc["Horror", "share"] == 1.0
    assert found.loc["Horror", "everybody"] == pytest.approx(2 / 5)
    assert found.loc["Comedy", "everybody"] == pytest.approx(3 / 5)
    assert found.loc["1990s", "everybody"] == pytest.approx(3 / 5)
    assert found.loc["Horror", "lift"] == pytest.approx((2 + PRIOR * 0.4) / (2 + PRIOR) / 0.4)


def test_no_history_differs_from_nobody():
    found = profile(TITLES, DATA, History.of([]))

    assert found["lift"].to_numpy() == pytest.approx(1.0)
    assert in_words(found) == "Much like everybody else so far."


def test_a_longer_history_of_one_kind_is_said_and_what_is_missing_too():
    many = TITLES.loc[np.repeat([2, 3], 20)].reset_index(drop=True)
    titles = pd.concat([TITLES, many], ignore_index=True)
    data = interactions(
        pd.DataFrame({"member": [1, 1, 2, 2], "title": list("abcd"), "at": 1}),
        titles=pd.Index(range(len(titles))).map(lambda n: "abcd"[n] if n < 4 else f"t{n}"),
    )

    said = in_words(profile(titles, data, History.of(list(range(4, 44)))))

    assert said.startswith("More than others:")
    assert "Horror" in said
    assert "Less than others: Comedy" in said or "Less than others: 1990s" in said
