"""The guide on the sample world: never empty, never forbidden, and every title says why."""

import dataclasses

import numpy as np
import pytest

from core.catalogue import MOODS
from core.errors import RecommendError
from core.recommend.blend import Blend, unspoiled
from core.recommend.company import who_is_there
from core.recommend.day import through_the_day
from core.recommend.evening import Evening
from core.recommend.guide import Ask, Guide
from core.recommend.history import History
from core.recommend.mood import WANT, mood_wish
from core.recommend.plain import common, genre_row, watched
from core.recommend.reasons import LABELS, reasons
from core.recommend.wishing import wished
from tests import learned


@pytest.fixture(scope="module")
def guide() -> Guide:
    return learned.guide()


@pytest.fixture(scope="module")
def ask(guide) -> Ask:
    return Ask(history=guide.data.history(1), wish=mood_wish("laugh"))


def ids(guide, shelf):
    return list(guide.world.titles["title_id"].iloc[shelf.rows])


def test_the_shelf_holds_new_films_and_series_only(guide, ask):
    shelf = guide.shelf(ask, 20)

    assert len(set(shelf.rows.tolist())) == 20
    assert not np.isin(shelf.rows, ask.history.titles).any()
    assert set(guide.world.titles["kind"].iloc[shelf.rows]) <= {"film", "series"}
    assert shelf.notes == ()


def test_equal_questions_have_equal_answers(guide, ask):
    assert ids(guide, guide.shelf(ask)) == ids(guide, guide.shelf(ask))


@pytest.mark.parametrize("member", [1, 77, 1234])
def test_reasons_with_nothing_left_out_add_up_to_the_whole_score(guide, member):
    who = who_is_there(guide.world, member, "friends", seed=7)
    ask = Ask(
        history=guide.data.history(member),
        wish=mood_wish("thrill"),
        place="london-camden",
        beside=tuple(guide.data.history(each) for each in who),
        weights=Blend(nearby=1.0),
        like=(5,),
    )

    for choice in guide.shelf(ask, 12).choices:
        why = reasons(guide, ask, choice, least=0.0)
        assert sum(reason.share for reason in why) == pytest.approx(1.0)
        assert sum(choice.parts.values()) == pytest.approx(choice.score)
        assert [reason.share for reason in why] == sorted((r.share for r in why), reverse=True)
        for reason in why:
            assert reason.slug in LABELS
            assert reason.words


def test_a_newcomer_gets_a_full_shelf_and_is_told_why(guide):
    shelf = guide.shelf(Ask(history=History.of([])), 12)

    assert len(shelf.choices) == 12
    assert "no history yet" in shelf.notes[0]


def test_one_title_is_history_enough(guide):
    shelf = guide.shelf(Ask(history=History.of([3])), 12)

    assert len(shelf.choices) == 12
    assert 3 not in shelf.rows


def test_who_has_seen_everything_is_shown_it_again_and_told_so(guide):
    everything = History.of(np.arange(len(guide.world.titles)))

    shelf = guide.shelf(Ask(history=everything), 12)

    assert len(shelf.choices) == 12
    assert any("shown again" in note for note in shelf.notes)


def test_who_turned_everything_down_begins_anew(guide):
    everything = tuple(range(len(guide.world.titles)))

    shelf = guide.shelf(Ask(history=History.of([]), hidden=everything), 12)

    assert len(shelf.choices) == 12
    assert any("begins anew" in note for note in shelf.notes)


def test_what_was_turned_down_stays_away(guide, ask):
    first = guide.shelf(ask)
    again = guide.shelf(dataclasses.replace(ask, hidden=(int(first.rows[0]),)))

    assert first.rows[0] not in again.rows


def test_children_see_nothing_beyond_their_age(guide):
    ask = Ask(history=History.of([]), evening=Evening(company="family"), wish=mood_wish("scare"))

    shelf = guide.shelf(ask, 30)

    assert set(guide.world.titles["maturity"].iloc[shelf.rows]) <= {"all", "7"}


def test_what_anybody_beside_has_seen_is_left_out(guide, ask):
    others = tuple(guide.data.history(each) for each in (2, 3))

    shelf = guide.shelf(dataclasses.replace(ask, beside=others), 20)

    for history in others:
        assert not np.isin(shelf.rows, history.titles).any()


@pytest.mark.parametrize("member", [1, 40, 500])
def test_nobody_in_company_is_miserable(guide, member):
    who = who_is_there(guide.world, member, "friends", seed=7)
    asked = Ask(
        history=guide.data.history(member),
        beside=tuple(guide.data.history(each) for each in who),
        evening=Evening(company="friends"),
        wish=mood_wish("scare"),
    )

    alone = dataclasses.replace(asked, beside=())

    assert guide.happiness(asked, guide.shelf(asked, 8)).miserable.sum() == 0
    assert guide.happiness(asked, guide.shelf(alone, 40)).miserable.sum() > 0


def test_another_mood_is_another_shelf_that_fits_it_better(guide, ask):
    for mood in MOODS:
        other = "cry" if mood != "cry" else "laugh"
        column = MOODS.index(mood)
        fits, not_asked = (
            guide.moods.profile[
                guide.shelf(dataclasses.replace(ask, wish=mood_wish(each))).rows, column
            ].mean()
            for each in (mood, other)
        )
        assert fits > not_asked + 0.2, mood


def test_less_time_means_shorter_titles(guide, ask):
    short, long = (
        guide.shelf(
            dataclasses.replace(
                ask, evening=Evening(minutes=minutes), wish=None, weights=Blend(time=3)
            )
        ).rows
        for minutes in (30, 240)
    )

    minutes = guide.world.titles["minutes"]
    assert minutes.iloc[short].mean() < minutes.iloc[long].mean() - 10
    assert (minutes.iloc[short] <= 45).mean() > 0.8


def test_a_focused_consumer_gets_no_surprise_and_no_neighbourhood(guide, ask):
    asked = dataclasses.replace(
        ask, place="london-camden", weights=unspoiled(Blend(nearby=3, creativity=80))
    )

    for choice in guide.shelf(asked).choices:
        assert not {"nearby", "surprise"} & set(choice.shares())


def test_creativity_shows_what_fewer_have_watched(guide, ask):
    safe, bold = (
        guide.shelf(dataclasses.replace(ask, weights=Blend(creativity=level))).rows
        for level in (0, 80)
    )

    assert watched(guide, bold) < watched(guide, safe)


def test_more_like_this_brings_titles_like_it(guide, ask):
    bare = dataclasses.replace(ask, wish=None)
    liked = guide.world.titles["title_id"].tolist().index("alien-1979")
    more = dataclasses.replace(bare, like=(liked,))

    before, after = (
        (guide.looks[guide.shelf(each).rows] @ guide.looks[liked]).mean() for each in (bare, more)
    )

    assert after > before + 0.1


def test_the_hour_knob_at_nought_makes_the_day_one(guide, ask):
    still = dataclasses.replace(ask, weights=Blend(hour=0))

    shelves = [ids(guide, shelf) for shelf in through_the_day(guide, still, 5).values()]
    moved = [ids(guide, shelf) for shelf in through_the_day(guide, ask, 5).values()]

    assert all(shelf == shelves[0] for shelf in shelves)
    assert any(shelf != moved[0] for shelf in moved)


def test_arms_scale_the_weights(guide, ask):
    trusted = dataclasses.replace(ask, arms={"taste": 0.0, "mood": 2.0})

    for choice in guide.shelf(trusted).choices:
        assert "taste" not in choice.shares()


def test_nothing_that_counts_is_refused(guide):
    nothing = Blend(taste=0, mood=0, hour=0, time=0, device=0, company=0)

    with pytest.raises(RecommendError, match="give at least one"):
        guide.shelf(Ask(history=History.of([]), weights=nothing))


def test_the_plain_row_is_the_most_watched_of_the_genre(guide, ask):
    row = genre_row(guide, ask, 8)

    genres = guide.world.titles["genres"].iloc[row].str.split(";")
    assert all("comedy" in each for each in genres)
    shares = guide.taste.popularity[row]
    assert (np.diff(shares) <= 0).all()
    assert not np.isin(row, ask.history.titles).any()
    assert 0 <= common(guide.shelf(ask, 8), row) <= 8


def test_words_win_over_the_pill_where_they_name_a_mood(guide):
    both = wished(guide.moods, "laugh", "a good cry")
    only = wished(guide.moods, "laugh", "from the 90s")

    assert both is not None
    assert both.moods.keys() == {"cry"}
    assert only is not None
    assert only.moods.keys() == {"laugh"}
    assert only.years == (1990, 1999)
    assert wished(guide.moods, "", "  ") is None


def test_every_mood_has_words_for_the_pill():
    assert tuple(WANT) == MOODS
