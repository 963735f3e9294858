"""A log followed by hand: visits, titles, who was there and until when."""

import pandas as pd
import pytest

from core.errors import DataError
from core.events import EVENTS
from core.fitting.log import follow

DAY = pd.Timestamp("2026-01-01T00:00:00Z")


def made(rows: list[tuple]) -> pd.DataFrame:
    """Return events of (day, member, type, session, title, value, surface)."""
    names = ("day", "member", "type", "session", "title_id", "value", "surface")
    frame = pd.DataFrame([row + ("",) * (7 - len(row)) for row in rows], columns=names)
    frame["at"] = DAY + pd.to_timedelta(frame.pop("day"), unit="D")
    frame["value"] = pd.to_numeric(frame["value"])
    for name in ("event_id", "arm", "persona", "target"):
        frame[name] = ""
    return frame[[column.name for column in EVENTS]]


def of(log, member: str) -> dict[str, float]:
    row = log.members.set_index("member").loc[member]
    return {name: value for name, value in row.items() if name != "persona" and value}


def test_titles_count_once_a_visit_and_only_if_shown_there():
    log = follow(
        made(
            [
                (0.0, "a", "subscribed"),
                (0.5, "a", "session", "1"),
                (0.51, "a", "shown", "1", "x"),
                (0.51, "a", "shown", "1", "y"),
                (0.51, "a", "shown", "1", "z"),
                (0.52, "a", "browsed", "1", "", 7.0),
                (0.52, "a", "played", "1", "x", 30.0),
                (0.53, "a", "played", "1", "x", 12.5),
                (0.54, "a", "liked", "1", "y"),
                (0.55, "a", "played", "1", "found", 5.0),
                (1.5, "a", "session", "2"),
                (1.51, "a", "shown", "2", "x"),
                (1.51, "a", "shown", "2", "old"),
                (1.52, "a", "played", "2", "x", 10.0),
                (1.53, "a", "played", "2", "old", 10.0, "continue"),
                (1.54, "a", "purchase", "2", "", 3.0),
                (1.99, "a", "purchase", "", "", 15.49),
            ]
        )
    )

    told = of(log, "a")
    assert {name: told[name] for name in ("sessions", "shown", "explored", "rewatched")} == {
        "sessions": 2, "shown": 5, "explored": 1, "rewatched": 2,
    }  # fmt: skip
    assert (told["liked_only"], told["titles"]) == (1, 4)
    assert (told["minutes"], told["browse"], told["plays"], told["orders"]) == (67.5, 7, 1, 1)
    assert told["minutes_squares"] == 47.5**2 + 20**2
    assert (told["gaps"], told["days"], told["steps"]) == (2, 2, 2)
    assert log.by == "subscriptions"


def test_members_are_there_from_subscribed_to_cancelled():
    log = follow(
        made(
            [
                (0.0, "a", "subscribed"), (3.0, "a", "cancelled"), (7.0, "a", "subscribed"),
                (2.0, "b", "cancelled"), (5.0, "b", "session", "s"),
                (1.0, "c", "session", "t"), (9.5, "c", "session", "u"),
            ]
        )
    )  # fmt: skip

    spells = list(log.spells.itertuples(index=False, name=None))
    assert spells == [
        (0, False, 0, 4.0, True),
        (0, True, 0, 3.0, True),
        (0, True, 1, 3.0, False),
        (1, False, 0, 8.0, False),
        (1, True, 0, 2.0, True),
        (2, True, 0, 10.0, False),
    ]
    assert of(log, "b") == {"sessions": 1, "days": 2}
    assert of(log, "c") == {"sessions": 2, "gaps": 2, "days": 10, "steps": 2}


def test_without_subscriptions_a_long_silence_is_a_departure():
    visits = [(day, "a", "session", str(day)) for day in (0, 2, 5, 30, 31, 60)]
    visits += [(day, "b", "session", str(day)) for day in (1, 99)]

    log = follow(made(visits), gone_days=10)

    assert log.by == "visits"
    spells = log.spells[log.spells["row"] == 0].itertuples(index=False, name=None)
    assert list(spells) == [
        (0, False, 0, 15.0, True),
        (0, False, 1, 19.0, True),
        (0, False, 2, 30.0, False),
        (0, True, 0, 5.0, True),
        (0, True, 1, 1.0, True),
        (0, True, 2, 0.0, True),
    ]
    told = of(log, "a")
    assert (told["gaps"], told["days"], told["steps"]) == (3, 6, 6)


def test_a_silence_is_judged_only_if_the_log_goes_on_long_enough():
    visits = [(day, "a", "session", str(day)) for day in (0, 4, 8, 15, 24)]

    short = follow(made(visits), gone_days=20)
    longer = follow(made(visits), gone_days=10)

    assert short.by == "nothing"
    assert of(short, "a") == {"sessions": 5, "gaps": 4, "days": 25, "steps": 4}
    assert list(longer.spells["ended"]) == [False]
    assert list(longer.spells["days"]) == [15.0]
    assert of(longer, "a")["gaps"] == 3


def test_visits_are_told_by_an_hour_of_silence_where_no_session_is_named():
    hour = 1 / 24
    rows = [(day, "a", "rated", "", f"t{day}", 4.0) for day in (0, 0.9 * hour, 2.2 * hour, 3)]

    log = follow(made(rows))

    assert of(log, "a")["sessions"] == 3
    assert (of(log, "a")["rated"], of(log, "a")["titles"]) == (4, 4)


def test_repeated_events_count_once_and_a_treatment_arm_not_at_all():
    events = made([(0.0, "a", "session", "1"), (0.0, "a", "session", "1"), (1.0, "b", "session")])
    events["event_id"] = ["e1", "e1", ""]
    events["arm"] = ["control", "control", "treatment"]

    log = follow(events)

    assert list(log.members["member"]) == ["a"]
    assert log.events == 1
    assert log.treated


@pytest.mark.parametrize(
    ("rows", "gone", "said"),
    [
        ([(0.0, "a", "reaction")], 60, "no visit to follow"),
        ([(0.0, "a", "session", "1")], 0, "more than 0 days only, not 0"),
        ([], 60, "no event of today's service"),
    ],
)
def test_a_log_that_cannot_be_followed_is_refused(rows, gone, said):
    events = made(rows or [(0.0, "a", "session")])
    events["arm"] = "" if rows else "treatment"

    with pytest.raises(DataError, match=said):
        follow(events, gone_days=gone)
