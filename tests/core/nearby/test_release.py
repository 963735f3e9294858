"""A release answers the same for ever, everywhere, and says what it does not know."""

import dataclasses
import math
import stat

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NearbyError
from core.nearby.cells import cell_of, district_of
from core.nearby.privacy.bounding import DAY_S
from core.nearby.privacy.meter import Meter
from core.nearby.privacy.sheet import HOURS, PEOPLE, TITLES, Sizes
from core.nearby.release import Release

DAY, HOME, COUNT = 20_000, (51.54, -0.14), 40
SECRET = b"known to nobody else"


def _events(people: int = 400, seed: int = 0, day: int = DAY, days: int = 1) -> pd.DataFrame:
    """Everybody watches three titles near home; title t about 1 / (t + 1) as often as title 0."""
    rng = np.random.default_rng(seed)
    shares = 1 / np.arange(1, COUNT + 1)
    user = np.repeat(np.arange(people), 3)
    return pd.DataFrame(
        {
            "ts": day * DAY_S + rng.integers(0, days * DAY_S, len(user)),
            "lat": HOME[0] + rng.normal(0, 0.003, people)[user],
            "lon": HOME[1] + rng.normal(0, 0.004, people)[user],
            "title": rng.choice(COUNT, len(user), p=shares / shares.sum()),
            "user": user,
        }
    ).sort_values("ts")


def _release(events: pd.DataFrame | None = None, secret: bytes = SECRET, **knobs) -> Release:
    events = _events() if events is None else events
    return Release.of(events, secret=secret, titles=COUNT, **knobs)


def test_shares_of_epsilon_add_up_to_one_with_the_scales_they_are_spent_on():
    sizes = Sizes(epsilon=0.7, m=4, titles=COUNT)

    lost = 3 * 1 / sizes.people_scale + 4 / sizes.hours_scale + 4 / sizes.titles_scale

    assert pytest.approx(1.0) == 3 * PEOPLE + HOURS + TITLES
    assert lost == pytest.approx(0.7)


@settings(max_examples=25)
@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), radius=st.floats(1, 9_000))
def test_asking_again_gives_the_same_answer_whatever_was_asked_before(lat, lon, radius):
    asked, fresh = _release(), _release()
    first = asked.around(lat, lon, radius, DAY, DAY)
    asked.around(*HOME, 3_000, DAY - 1, DAY + 1)

    again = asked.around(lat, lon, radius, DAY, DAY)
    alone = fresh.around(lat, lon, radius, DAY, DAY)

    assert np.array_equal(first.scores, again.scores)
    assert np.array_equal(first.scores, alone.scores)
    assert first.noise_ceiling == alone.noise_ceiling


def test_the_answers_survive_the_disk(tmp_path):
    release = _release(prior=np.arange(1, COUNT + 1))
    release.save(tmp_path / "today.release")

    loaded = Release.load(tmp_path / "today.release")

    for lat, lon in (HOME, (0.0, 179.99), (-90.0, 0.0)):
        ours, theirs = (r.around(lat, lon, 3_000, DAY, DAY + 1) for r in (release, loaded))
        assert np.array_equal(ours.scores, theirs.scores)
    assert loaded.name == release.name


def test_a_release_is_for_its_owner_and_leaves_nothing_beside(tmp_path):
    _release().save(tmp_path / "today.release")
    _release().save(tmp_path / "today.release")

    assert stat.S_IMODE((tmp_path / "today.release").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["today.release"]


@settings(max_examples=20)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_release_with_one_bit_turned_is_refused(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("torn") / "today.release"
    _release(_events(20)).save(path)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(bytes(data))

    with pytest.raises(NearbyError, match="damaged"):
        Release.load(path)


def test_half_a_release_none_and_a_missing_folder_are_refused(tmp_path):
    path = tmp_path / "today.release"
    _release(_events(20)).save(path)
    path.write_bytes(path.read_bytes()[:-9])

    with pytest.raises(NearbyError, match="damaged"):
        Release.load(path)
    with pytest.raises(NearbyError, match="cannot be read"):
        Release.load(tmp_path / "other")
    with pytest.raises(NearbyError, match="cannot be written"):
        _release(_events(20)).save(tmp_path / "away" / "today.release")


def test_a_place_where_nobody_watches_has_noise_on_every_title():
    release = _release()
    sheet = release.sheet(DAY, int(district_of(cell_of(-45.0, -120.0))))

    assert (sheet.counts != 0).mean() > 0.7  # a draw is 0 in 1 of 7
    assert np.abs(sheet.counts.mean()) < 4


def test_noise_alone_is_rarely_believed_and_many_viewings_are():
    release = _release(_events(2_000))
    far = [release.around(lat, 100.0, 1_000, DAY, DAY) for lat in np.linspace(-60, 60, 200)]

    assert sum(trend.believed.any() for trend in far) <= 22  # 10 expected of 200
    assert release.around(*HOME, 3_000, DAY, DAY).believed[:3].all()


def test_the_city_and_then_the_world_stand_in_for_a_place_that_says_nothing():
    world = np.arange(COUNT, 0, -1.0)[::-1]
    release = _release(_events(3_000), prior=world)

    beside = release.around(HOME[0], HOME[1] + 0.12, 1_000, DAY, DAY)
    nowhere = [release.around(lat, 100.0, 2_000, DAY, DAY).scores for lat in range(-50, 51, 5)]

    assert beside.scores[:3].sum() > beside.scores[-3:].sum()
    assert np.corrcoef(np.mean(nowhere, axis=0), world)[0, 1] > 0.5


def test_what_is_watched_is_what_is_told():
    trend = _release(_events(3_000)).around(*HOME, 3_000, DAY, DAY)
    true = np.bincount(_events(3_000).drop_duplicates(["user", "title"])["title"], minlength=COUNT)

    assert np.argsort(-trend.scores)[:3].tolist() == [0, 1, 2]
    assert trend.scores[:5] == pytest.approx(true[:5], rel=0.15)


@pytest.mark.parametrize("home", [(-16.8, 179.999), (78.2, 15.6), (89.999, 10.0), (-90.0, 0.0)])
def test_a_neighbourhood_at_the_edge_of_the_map_is_seen_whole(home):
    events = _events(2_000).assign(lat=np.clip(home[0], -89.999, 89.999), lon=home[1])

    trend = _release(events).around(*home, 3_000, DAY, DAY)

    assert np.argsort(-trend.scores)[:2].tolist() == [0, 1]
    assert trend.scores[0] == pytest.approx((events["title"] == 0).sum(), rel=0.35)


def test_an_hour_has_the_share_of_the_day_that_was_watched_in_it():
    events = _events(20_000)
    late = events["ts"] % DAY_S < 6 * 3_600
    events.loc[late, "ts"] += 12 * 3_600  # nobody watches before six
    release = _release(events)
    night, day = (
        release.between(*HOME, 3_000, DAY * DAY_S + a * 3_600, DAY * DAY_S + b * 3_600 - 1)
        for a, b in ((0, 6), (6, 24))
    )

    whole = release.around(*HOME, 3_000, DAY, DAY).scores.sum()
    assert day.scores.sum() > 0.9 * whole
    assert night.scores.sum() + day.scores.sum() == pytest.approx(whole)


def test_days_are_drawn_apart():
    release = _release(_events(days=2))

    one, other = (
        release.sheet(day, int(district_of(cell_of(0.0, 50.0)))) for day in (DAY, DAY + 1)
    )
    assert not np.array_equal(one.counts, other.counts)


def test_nothing_shown_of_a_release_tells_its_key():
    assert _release().key.hex() not in repr(_release())
    assert repr(_release().key) not in repr(_release())


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"epsilon": 0.0}, "Epsilon is 0.01 to 10, not 0"),
        ({"epsilon": -1.0}, "Epsilon"),
        ({"epsilon": math.nan}, "Epsilon"),
        ({"m": 0}, "1 to 100 titles a day, not 0"),
        ({"secret": b"short"}, "secret is at least 8 bytes, not 5"),
        ({"prior": [1.0, 2.0]}, "prior has one number for each of 40"),
        ({"prior": [-1.0] * COUNT}, "prior"),
    ],
)
def test_a_release_out_of_range_is_refused(knobs, said):
    with pytest.raises(NearbyError, match=said):
        _release(**knobs)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ((91.0, 0.0, 1_000, 0, 1), "latitude"),
        ((math.nan, 0.0, 1_000, 0, 1), "latitude"),
        ((151.2, -33.9, 1_000, 0, 1), "swapped"),
        ((51.5, 0.0, 0.0, 0, 1), "radius"),
        ((51.5, 0.0, 1_000, 5, 4), "5 is after 4"),
        ((51.5, 0.0, 1_000, 0, 400), "at most 366 days, not 401"),
    ],
)
def test_a_question_without_an_answer_is_refused(question, said):
    with pytest.raises(NearbyError, match=said):
        _release().around(*question)


def test_showing_a_release_again_costs_nothing(tmp_path):
    meter = Meter(tmp_path / "meter.db", cap=1.0)
    meter.spend(_release())
    meter.spend(_release())

    assert meter.read()[["day", "draws", "epsilon", "left"]].to_numpy().tolist() == [
        [DAY, 1, 1.0, 0.0]
    ]


def test_a_second_draw_of_a_day_is_refused_beyond_the_cap_and_nothing_is_written(tmp_path):
    meter = Meter(tmp_path / "meter.db", cap=1.5)
    meter.spend(_release(_events(days=1)))

    with pytest.raises(NearbyError, match=r"1.5 in all: 1 is spent and another draw costs 1"):
        meter.spend(_release(_events(day=DAY - 1, days=2), secret=b"another secret"))
    meter.spend(_release(epsilon=0.5, secret=b"a third secret"))

    assert meter.read()["epsilon"].tolist() == [1.5]


def test_a_secret_serves_one_set_of_viewings(tmp_path):
    meter = Meter(tmp_path / "meter.db", cap=9.0)
    meter.spend(_release(_events(seed=1)))

    with pytest.raises(NearbyError, match="draw with a new secret"):
        meter.spend(_release(_events(seed=2)))


def test_days_add_up_for_a_member_who_watches_daily(tmp_path):
    meter = Meter(tmp_path / "meter.db")
    meter.spend(_release(_events(days=10)))

    assert meter.member(days=30) == 10.0
    assert meter.member(days=7) == 7.0


def test_a_meter_that_is_no_meter_is_refused(tmp_path):
    (tmp_path / "meter.db").write_bytes(b"not a database" * 100)

    with pytest.raises(NearbyError, match="cannot be used"):
        Meter(tmp_path / "meter.db").read()
    with pytest.raises(NearbyError, match="cap"):
        Meter(tmp_path / "other.db", cap=0.0)


def test_another_release_has_another_name():
    names = {
        release.name
        for release in (
            _release(),
            _release(secret=b"another secret"),
            _release(_events(seed=3)),
            _release(epsilon=0.5),
        )
    }

    assert len(names) == 4
    assert dataclasses.replace(_release()).name in names
