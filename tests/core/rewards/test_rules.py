import dataclasses
import threading
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import KnobError, RewardError
from core.rewards.audit import audit
from core.rewards.claims import Moved, Paid, claim, home, move
from core.rewards.ledger import open_ledger
from core.rewards.rules import (
    Claim,
    PaidViewing,
    Refused,
    Rule,
    Rules,
    distance_km,
    house_rules,
    judge,
    tenths,
)

MONDAY = datetime(2026, 11, 2, 20, tzinfo=UTC)
LONDON, SYDNEY = (51.539, -0.1426), (-33.8, 151.0)


def watched(title="alien-1979", at=MONDAY, *, where=LONDON, **more):
    """A viewing that pays: chosen by the wheel, watched to the end, at home."""
    told = {
        "member": "ada", "title_id": title, "title": title.split("-")[0].title(),
        "place": "camden", "spun_at": at, "began": at, "ended": at + timedelta(minutes=117),
        "minutes": 117, "running": 117, "latitude": where[0], "longitude": where[1],
    }  # fmt: skip
    return Claim(**(told | more))


def everywhere(title, place):
    return True


@pytest.fixture
def ledger(tmp_path):
    made = open_ledger(tmp_path / "points.db")
    move(made, "ada", "camden", at=MONDAY - timedelta(days=90), rules=Rules())
    return made


def ask(ledger, asked, believed=everywhere, rules=Rules()):  # noqa: B008 - frozen
    return claim(ledger, asked, believed, rules)


def test_what_the_wheel_chose_and_was_watched_and_is_believed_pays(ledger):
    answer = ask(ledger, watched())

    assert (answer.points, answer.sentence) == (10, "10 points for Alien.")
    assert ledger.balance("ada") == 10
    assert audit(ledger) == []


@pytest.mark.parametrize(
    ("asked", "rule", "said"),
    [
        (watched(spun_at=None), Rule.WHEEL, "The wheel did not choose Alien for you in the 24"),
        (watched(spun_at=MONDAY - timedelta(hours=25)), Rule.WHEEL, "did not choose Alien"),
        (watched(spun_at=MONDAY + timedelta(minutes=1)), Rule.WHEEL, "did not choose Alien"),
        (watched(minutes=20), Rule.WATCHED, "You watched 20 minutes of Alien; points need 58"),
        (
            watched(ended=MONDAY + timedelta(minutes=2)),
            Rule.WATCHED,
            "You watched 2 minutes of Alien; points need 58",
        ),
        (watched(place="lekki"), Rule.HOME, "points are paid where you live"),
        (watched(member="new"), Rule.HOME, "Say which neighbourhood you live in"),
    ],
)
def test_a_claim_that_fails_a_rule_is_told_which_and_pays_nothing(ledger, asked, rule, said):
    answer = ask(ledger, asked)

    assert answer.rule is rule
    assert said in answer.sentence
    assert ledger.balance(asked.member) == 0


def test_nothing_is_paid_for_a_title_the_release_does_not_believe(ledger):
    told = []

    def believed(title, place):
        told.append((title, place))
        return False

    answer = ask(ledger, watched(), believed)

    assert answer.rule is Rule.NEIGHBOURS
    assert told == [("alien-1979", "camden")]
    assert ledger.balance("ada") == 0


def test_the_same_claim_again_is_the_same_answer_and_one_entry(ledger):
    first, again = ask(ledger, watched()), ask(ledger, watched())

    assert first == again
    assert ledger.balance("ada") == 10


def test_a_title_pays_once_a_day_and_again_on_the_next(ledger):
    ask(ledger, watched())
    later = ask(ledger, watched(at=MONDAY + timedelta(hours=2)))
    tomorrow = ask(ledger, watched(at=MONDAY + timedelta(days=1)))

    assert later == Refused(Rule.ONCE, "Already paid today for Alien.")
    assert isinstance(tomorrow, Paid)


def test_the_day_is_the_same_whatever_zone_a_time_is_told_in(ledger):
    tokyo = timezone(timedelta(hours=9))
    ask(ledger, watched(at=MONDAY.replace(hour=1)))

    later = ask(ledger, watched(at=MONDAY.replace(hour=16).astimezone(tokyo)))

    assert later.rule is Rule.ONCE


def evening(day, number):
    at = MONDAY.replace(hour=3) + timedelta(days=day, hours=3 * number)
    return watched(f"title{number}-2000", at)


def test_the_fourth_title_of_a_day_waits_for_tomorrow(ledger):
    answers = [ask(ledger, evening(0, number)) for number in range(4)]

    assert [type(answer) for answer in answers] == [Paid, Paid, Paid, Refused]
    assert answers[3] == Refused(Rule.DAY, "3 titles were paid today; tomorrow counts anew.")


def test_the_eighth_title_in_seven_days_waits_until_the_first_is_a_week_old(ledger):
    days = [0, 0, 0, 1, 1, 1, 2, 2, 6, 7]
    answers = [ask(ledger, evening(day, days[:place].count(day))) for place, day in enumerate(days)]

    assert [isinstance(answer, Paid) for answer in answers] == [True] * 7 + [False, False, True]
    said = "7 titles were paid in seven days; the next can be on 2026-11-09."
    assert answers[7] == Refused(Rule.WEEK, said)


def test_two_titles_at_once_pay_once(ledger):
    ask(ledger, watched())
    answer = ask(ledger, watched("brazil-1985", MONDAY + timedelta(minutes=30)))

    assert answer == Refused(
        Rule.ONE_SCREEN, "Brazil ran while another title did that paid already."
    )


def test_from_london_to_sydney_takes_a_day_and_not_an_hour(ledger):
    """16,990 km apart on the great circle: the fastest flights take about 20 hours."""
    ask(ledger, watched())
    end = MONDAY + timedelta(minutes=117)
    soon = ask(ledger, watched("brazil-1985", end + timedelta(hours=1), where=SYDNEY))
    late = ask(ledger, watched("brazil-1985", end + timedelta(hours=20), where=SYDNEY))

    assert soon.rule is Rule.TRAVEL
    assert "1.0 hours apart: nobody travels so fast." in soon.sentence
    assert isinstance(late, Paid)


def test_a_claim_for_an_earlier_viewing_elsewhere_is_impossible_travel_too(ledger):
    ask(ledger, watched())
    answer = ask(ledger, watched("brazil-1985", MONDAY - timedelta(hours=3), where=SYDNEY))

    assert answer.rule is Rule.TRAVEL


def test_a_home_moves_once_in_thirty_days(ledger):
    first = move(ledger, "ada", "lekki", at=MONDAY, rules=Rules())
    again = move(ledger, "ada", "camden", at=MONDAY + timedelta(days=29), rules=Rules())
    same = move(ledger, "ada", "lekki", at=MONDAY + timedelta(days=29), rules=Rules())
    later = move(ledger, "ada", "camden", at=MONDAY + timedelta(days=30), rules=Rules())

    assert (first, same, later) == (Moved("lekki"), Moved("lekki"), Moved("camden"))
    said = "A home can change once in 30 days; yours again on 2026-12-02."
    assert again == Refused(Rule.MOVE, said)
    assert home(ledger, "ada") == "camden"
    assert home(ledger, "bo") is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (watched(latitude=95.0), "degrees north from -90 to 90"),
        (watched(longitude=float("nan")), "degrees north from -90 to 90"),
        (watched(minutes=float("nan")), "A viewing has minutes"),
        (watched(minutes=-3), "A viewing has minutes"),
        (watched(running=0), "of a running time above 0"),
        (watched(ended=MONDAY - timedelta(days=1)), "cannot end .* before it began"),
        (watched(spun_at=MONDAY.replace(tzinfo=None)), "needs its zone"),
        (watched(member=""), "A member's id must not be empty"),
        (watched(title_id="x" * 10_000), "may have 200 characters, not 10,000"),
    ],
)
def test_a_viewing_that_cannot_be_is_an_error_in_a_sentence(ledger, asked, said):
    with pytest.raises(RewardError, match=said):
        ask(ledger, asked)


def test_every_rule_has_a_sentence_and_the_knobs_are_in_it():
    told = house_rules(Rules(per_day=2, per_week=9, top_speed_kmh=900, home_days=14))

    assert set(told) == set(Rule)
    assert len(set(told.values())) == len(Rule)
    assert told[Rule.DAY].startswith("2 titles")
    assert told[Rule.WEEK].startswith("9 titles")
    assert "900 km/h" in told[Rule.TRAVEL]
    assert "14 days" in told[Rule.MOVE]


def test_rules_out_of_range_cannot_exist():
    with pytest.raises(KnobError, match="per_day must be 1 to 20, not 0"):
        Rules(per_day=0)


def test_two_screens_cannot_pass_a_cap_together(ledger):
    for number in range(2):
        ask(ledger, evening(0, number))
    answers, ready = [], threading.Barrier(6)

    def one(number):
        ready.wait(10)
        at = MONDAY + timedelta(seconds=number)
        short = {"running": 0.01, "minutes": 0.01, "ended": at + timedelta(seconds=1)}
        asked = watched(f"short{number}-2000", at, **short)
        answers.append(ask(ledger, asked))

    threads = [threading.Thread(target=one, args=(number * 5,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(isinstance(answer, Paid) for answer in answers) == 1
    assert ledger.balance("ada") == 30
    assert audit(ledger) == []


SPOTS = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@given(one=SPOTS, other=SPOTS)
def test_a_rough_distance_is_never_more_than_the_true_one(one, other):
    rough = distance_km(*((tenths(spot[0]), tenths(spot[1])) for spot in (one, other)))

    true = geodesic(one, other).km
    assert true - 40 <= rough <= true


HOURS = st.lists(
    st.tuples(st.integers(0, 24 * 12), st.integers(0, 4)), max_size=40, unique_by=lambda x: x[0]
)


@settings(max_examples=60, deadline=None)
@given(hours=HOURS, per_day=st.integers(1, 4), per_week=st.integers(1, 9))
def test_no_order_of_claims_passes_a_cap_in_any_day_or_any_seven_days(hours, per_day, per_week):
    rules, paid = Rules(per_day=per_day, per_week=per_week), []
    for hour, title in hours:
        at = MONDAY.replace(hour=0) + timedelta(hours=hour)
        asked = watched(f"t{title}", at, running=50, minutes=50, ended=at + timedelta(minutes=50))
        refused = judge(
            asked, home="camden", since=None, paid=paid, believed=everywhere, rules=rules
        )
        if refused is None:
            spot = tenths(asked.latitude), tenths(asked.longitude)
            paid.append(PaidViewing(asked.title_id, asked.began, asked.ended, *spot))

    days = np.array([(each.ended.date() - MONDAY.date()).days for each in paid], dtype=int)
    counts = np.bincount(days, minlength=20)
    assert counts.max() <= per_day
    assert np.convolve(counts, np.ones(7, dtype=int)).max() <= per_week
    assert len({(each.title_id, each.ended.date()) for each in paid}) == len(paid)


def test_a_position_is_kept_to_a_tenth_of_a_degree_only(ledger):
    ask(ledger, watched())

    with ledger.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT latitude, longitude FROM claims").one()
        everything = str(connection.exec_driver_sql("SELECT * FROM entries").fetchall())
    assert tuple(row) == (515, -1)
    assert "51.539" not in everything


def test_what_is_paid_depends_on_others_through_the_release_alone(tmp_path):
    """The reward oracle: whoever else watched and claimed what, the answer is the same."""
    answers = []
    for others in (0, 5):
        made = open_ledger(tmp_path / f"{others}.db")
        for name in ["ada", *(f"neighbour-{n}" for n in range(others))]:
            move(made, name, "camden", at=MONDAY - timedelta(days=90), rules=Rules())
        for number in range(others):
            ask(made, watched(member=f"neighbour-{number}"))
        answers.append(
            [
                dataclasses.replace(paid, entry=0)
                if isinstance(paid := ask(made, watched(title)), Paid)
                else paid
                for title in ("alien-1979", "alien-1979", "brazil-1985")
            ]
        )

    assert answers[0] == answers[1]


def test_a_new_account_earns_after_a_week_and_is_told_from_when(tmp_path):
    made = open_ledger(tmp_path / "points.db")
    move(made, "ada", "camden", at=MONDAY, rules=Rules())
    week = timedelta(days=7)

    early = ask(made, watched(at=MONDAY + week - timedelta(minutes=1)))
    later = ask(made, watched(at=MONDAY + week))

    assert early.rule is Rule.NEW
    assert early.sentence == "A new account earns after 7 days at home; yours from 2026-11-09 on."
    assert isinstance(later, Paid)
    assert "7 days" in house_rules(Rules())[Rule.NEW]
    assert "at once here" in house_rules(Rules(wait_days=0))[Rule.NEW]


def test_moving_makes_no_account_new_again(ledger):
    move(ledger, "ada", "hackney", at=MONDAY, rules=Rules())

    assert isinstance(ask(ledger, watched(place="hackney")), Paid)
