"""Profiles, matches and reasons on catalogues made by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue import GENRES, MOODS
from core.errors import RecommendError
from core.recommend.history import History, interactions, of_world
from core.recommend.mood import fit_moods, personal, read_wish
from core.recommend.mood.evidence import tag_weights
from core.recommend.mood.genres import BASE
from core.recommend.mood.learn import logistic
from tests.core.recommend.mood.catalogues import catalogue, tags

LAUGH, SCARE = MOODS.index("laugh"), MOODS.index("scare")


@pytest.fixture(scope="module")
def sample(world):
    return fit_moods(world.titles, data=of_world(world))


def test_a_tag_moves_a_title_beyond_its_genre():
    titles = catalogue(plain="drama", told="drama")

    moods = fit_moods(titles, tags=tags((1, "told", "hilarious"), (2, "told", "Funny!")))

    assert moods.profile[1, LAUGH] > moods.profile[0, LAUGH] + 0.1


def test_a_tag_that_denies_a_mood_takes_it_away():
    titles = catalogue(plain="horror", told="horror")

    moods = fit_moods(titles, tags=tags((1, "told", "not scary")))

    assert moods.profile[1, SCARE] < moods.profile[0, SCARE]


@pytest.mark.parametrize(
    "tag", ["feel-good", "Feelgood", "FEEL GOOD", "feel good movie", "a feel-good film"]
)
def test_a_tag_is_known_however_it_is_written(tag):
    assert tag_weights(tag)[MOODS.index("relax")] >= 0.7


def test_ten_people_convince_more_than_one():
    titles = catalogue(one="drama", ten="drama")
    said = tags((1, "one", "scary"), *((member, "ten", "scary") for member in range(10)))

    moods = fit_moods(titles, tags=said)

    assert moods.profile[1, SCARE] > moods.profile[0, SCARE]


def test_the_same_tag_of_the_same_member_counts_once():
    titles = catalogue(a="drama")

    once, twice = (fit_moods(titles, tags=tags(*[(1, "a", "scary")] * n)) for n in (1, 2))

    assert (once.profile == twice.profile).all()


def test_an_untagged_title_learns_from_what_its_audience_watches():
    """Two audiences; nothing but who watches tells the silent titles apart."""
    names = [f"{side}{number}" for side in ("funny", "grave") for number in range(40)]
    titles = catalogue(**dict.fromkeys(names, "drama"))
    said = tags(
        *((number % 7, name, "hilarious") for number, name in enumerate(names[:30])),
        *((number % 7, name, "war diary") for number, name in enumerate(names[40:70])),
    )
    rng = np.random.default_rng(5)
    seen = [
        (member, names[40 * (member % 2) + title], order)
        for member in range(60)
        for order, title in enumerate(rng.choice(40, 15, replace=False))
    ]
    data = interactions(
        pd.DataFrame(seen, columns=["member", "title", "at"]), titles=pd.Index(names)
    )

    profile = fit_moods(titles, tags=said, data=data).profile[:, LAUGH]

    assert profile[30:40].min() > profile[70:].max() + 0.05


def test_a_title_nothing_is_known_of_gets_what_most_titles_get():
    moods = fit_moods(catalogue(mystery_box=""))

    assert moods.profile[0] == pytest.approx(BASE)


def test_an_editor_outweighs_the_genre():
    titles = catalogue(a="horror", b="horror").assign(moods=["laugh", "scare"])

    profile = fit_moods(titles).profile

    assert profile[0, LAUGH] > 0.8 > 0.2 > profile[1, LAUGH]


def test_what_is_hidden_does_not_teach():
    titles = catalogue(a="drama", b="drama").assign(moods=["laugh", ""])
    said = tags((1, "a", "hilarious"))

    hidden = fit_moods(titles, tags=said, hidden=np.array([True, False]))

    assert (hidden.profile[0] == hidden.profile[1]).all()


TAGS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(list("abcde")),
        st.sampled_from(["funny", "not funny", "scary", "boring", "xyz", "", "love story"]),
    ),
    max_size=12,
)
KINDS = st.lists(st.sampled_from(["", *GENRES, "comedy;horror"]), min_size=5, max_size=5)


@settings(max_examples=40, deadline=None)
@given(said=TAGS, kinds=KINDS, order=st.permutations(range(5)))
def test_profiles_are_shares_and_do_not_depend_on_the_order_of_titles(said, kinds, order):
    titles = catalogue(**dict(zip("abcde", kinds, strict=True)))

    profile = fit_moods(titles, tags=tags(*said)).profile
    shuffled = fit_moods(titles.iloc[list(order)], tags=tags(*said[::-1])).profile

    assert ((profile >= 0) & (profile <= 1)).all()
    assert shuffled == pytest.approx(profile[list(order)])


@settings(max_examples=25, deadline=None)
@given(
    text=st.sampled_from(["funny", "not scary", "sad, no comedy", "like Alien", "for kids, 90s"])
)
def test_matches_lie_between_nothing_and_one(sample, text):
    match = sample.match(sample.read(text))

    assert match.shape == sample.titles.shape
    assert ((match >= 0) & (match <= 1)).all()


def test_a_mood_by_its_slug_is_its_column(sample):
    assert sample.match("cry") == pytest.approx(sample.profile[:, MOODS.index("cry")])


def test_a_heist_in_spain_is_found(sample):
    best = np.argsort(-sample.match(read_wish("a heist in Spain")))[0]

    assert sample.titles[best] == "money-heist-2017"
    assert any("spain" in reason for reason in sample.why(int(best), read_wish("a heist in Spain")))


def test_limits_are_kept_by_what_comes_first(sample):
    wish = sample.read("a scary film but no gore, from the 80s, under 120 minutes")

    first = np.argsort(-sample.match(wish))[:2]

    assert all(1980 <= sample.years[row] <= 1989 for row in first)
    assert all(sample.minutes[row] <= 120 for row in first[:1])


def test_nothing_unfit_for_children_is_offered_to_them(sample):
    match = sample.match(sample.read("an exciting adventure for kids"))

    assert (match[sample.maturity > 1] == 0).all()
    assert match.max() > 0.3


def test_what_it_should_be_like_is_not_offered_again_but_its_kin_are(sample):
    match = sample.match(sample.read("like The Matrix"))

    row = sample.titles.get_loc("the-matrix-1999")
    kin = [sample.known.genres[best] @ sample.known.genres[row] for best in np.argsort(-match)[:5]]
    assert match[row] == 0
    assert min(kin) >= 1


def test_reasons_name_tags_genre_and_editors_in_plain_words():
    titles = catalogue(a="comedy", b="war").assign(moods=["laugh", ""])
    moods = fit_moods(titles, tags=tags((1, "a", "hilarious"), (1, "a", "train")))

    assert "tagged hilarious" in moods.why(0, "laugh")
    assert "our editors pick it when you want to laugh" in moods.why(0, "laugh")
    assert "tagged train" not in moods.why(0, "laugh")
    assert moods.why(1, "laugh") == ()


def test_personal_prefers_what_is_both_liked_and_fitting():
    titles = catalogue(both="comedy", liked="war", fits="comedy", neither="war", unknown="comedy")
    moods = fit_moods(titles)
    taste = np.array([3.0, 3.0, 0.0, 0.0, -np.inf])

    order = np.argsort(-personal(moods, taste, "laugh"), kind="stable")

    assert order[0] == 0
    assert list(order[-2:]) == [3, 4]


@given(scale=st.floats(0.1, 50), shift=st.floats(-5, 5))
def test_personal_does_not_care_for_the_scale_of_taste(sample, scale, shift):
    taste = np.sin(np.arange(len(sample.titles)) * 1.7)

    one = personal(sample, taste, "think")

    assert personal(sample, scale * taste + shift, "think") == pytest.approx(one, abs=1e-6)


def test_without_a_taste_the_mood_decides(sample):
    flat = personal(sample, np.zeros(len(sample.titles)), "scare")

    assert np.argmax(flat) == np.argmax(sample.match("scare"))


def test_the_regression_agrees_with_scikit_learn():
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(200, 4))
    has = rng.random(200) < 1 / (1 + np.exp(-rows @ [1.0, -2.0, 0.0, 0.5]))
    theirs = linear_model.LogisticRegression(C=0.5, tol=1e-10).fit(rows, has)

    columns = np.column_stack([np.ones(200), rows])
    ours = logistic(columns, has.astype(float), np.ones(200), np.zeros(200), 2.0)

    assert ours[1:] == pytest.approx(theirs.coef_[0], abs=1e-3)
    assert ours[0] == pytest.approx(theirs.intercept_[0], abs=1e-3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda titles: titles.drop(columns="genres"), "genres is missing"),
        (lambda titles: pd.concat([titles, titles]), "comes twice"),
        (lambda titles: titles.iloc[:0], "at least one title"),
    ],
)
def test_a_catalogue_that_cannot_be_is_refused(change, words):
    with pytest.raises(RecommendError, match=words):
        fit_moods(change(catalogue(a="comedy", b="drama")))


def test_interactions_and_factors_of_other_titles_are_refused():
    titles = catalogue(a="comedy", b="drama")
    other = interactions(pd.DataFrame({"member": [1], "title": ["c"], "at": [0]}))

    with pytest.raises(RecommendError, match="same titles"):
        fit_moods(titles, data=other)
    with pytest.raises(RecommendError, match="row of factors for each of 2"):
        fit_moods(titles, factors=np.zeros((3, 2)))


def test_an_unknown_mood_is_refused_wherever_it_is_asked_for(sample):
    for ask in (sample.match, sample.crowd, lambda mood: sample.why(0, mood)):
        with pytest.raises(RecommendError, match="nearest is 'romance'"):
            ask("romanze")


def test_a_history_of_nothing_is_no_hindrance():
    titles = catalogue(a="comedy", b="drama")
    nobody = interactions(
        pd.DataFrame({"member": [], "title": [], "at": []}), titles=pd.Index(titles["title_id"])
    )

    moods = fit_moods(titles, data=nobody)

    assert len(History.of([])) == 0
    assert moods.profile == pytest.approx(fit_moods(titles).profile)
