"""A release of brought viewings: paid for before it is kept, and all that is kept."""

import dataclasses
import math
import stat
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from core.errors import NearbyError
from core.nearby import broughtrelease
from core.nearby.brought import Brought
from core.nearby.broughtrelease import CAP, FOLDER, FORGOTTEN, keep, kept, load, meter, remove
from core.nearby.cells import cell_of, district_of, middle
from core.nearby.privacy.file import read
from core.nearby.privacy.meter import MONTH
from core.nearby.privacy.noise import ceiling
from core.nearby.privacy.sheet import Sizes
from core.nearby.spot import DAY_S, Nearby, Privacy
from core.nearby.wheel import WheelParams

FIRST, COUNT, HOME = 20_700, 60, (51.54, -0.14)
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECRET = b"known to nobody else"
TITLES = pd.DataFrame({"title_id": [f"t{each}" for each in range(COUNT)]})


def viewings(people=1_200, days=3, home=HOME, seed=0, name="autumn.csv") -> Brought:
    """Everybody watches two titles a day near home; title t about 1 / (t + 1) as often as 0."""
    draw = np.random.default_rng(seed)
    shares = 1 / np.arange(1, COUNT + 1)
    where = np.column_stack(
        [
            np.clip(home[0] + draw.normal(0, 0.004, people), -90, 90),
            (home[1] + draw.normal(0, 0.004, people) + 180) % 360 - 180,
        ]
    )
    user = np.tile(np.arange(people), 2 * days)
    crowd = {
        "ts": (FIRST + np.arange(len(user)) // (2 * people)) * DAY_S + 43_200 + user,
        "lat": where[user, 0],
        "lon": where[user, 1],
        "title": draw.choice(COUNT, len(user), p=shares / shares.sum()),
        "user": user,
    }
    order = np.argsort(crowd["ts"], kind="stable")
    crowd = {each: column[order] for each, column in crowd.items()}
    return Brought(name=name, crowd=crowd, members=people, notes=())


def one_row_changed(brought: Brought) -> Brought:
    lat = brought.crowd["lat"].copy()
    lat[0] += 1e-6
    return dataclasses.replace(brought, crowd=brought.crowd | {"lat": lat})


def drawn(folder, brought=None, **privacy):
    """Draw and keep a release; return where it is."""
    name = keep(
        brought or viewings(),
        TITLES,
        secret=SECRET,
        privacy=Privacy(**privacy),
        folder=folder,
        at=AT,
    )
    return folder / FOLDER / f"{name}.release"


def around(release, home=HOME):
    nearby = release.nearby
    return nearby.release.around(*home, 3_000, FIRST, FIRST + 2)


def test_a_kept_release_answers_as_it_was_drawn(tmp_path):
    found = load(drawn(tmp_path), TITLES)
    whole = Nearby.of(viewings().crowd, COUNT, secret=SECRET)

    said, was = around(found), whole.release.around(*HOME, 3_000, FIRST, FIRST + 2)

    assert said.local.tolist() == was.local.tolist()
    assert said.believed.tolist() == was.believed.tolist()
    assert said.believed[:3].all()
    window = said.cells, FIRST * DAY_S, (FIRST + 3) * DAY_S - 1
    assert np.array_equal(
        found.nearby.release.squares(*window), whole.release.squares(*window), equal_nan=True
    )
    assert (found.label, found.drawn_at, found.privacy) == ("autumn.csv", AT, Privacy())
    assert found.last_day == date(1970, 1, 1) + pd.Timedelta(days=FIRST + 2)


def test_the_same_file_is_the_same_release_after_a_restart_and_costs_nothing(tmp_path):
    path = drawn(tmp_path)
    first = around(load(path, TITLES))
    bytes_before = path.read_bytes()

    again = drawn(tmp_path)

    assert again == path
    assert path.read_bytes() == bytes_before
    assert around(load(again, TITLES)).scores.tolist() == first.scores.tolist()
    assert meter(tmp_path).read()["draws"].tolist() == [1, 1, 1]


def test_a_second_draw_over_the_cap_is_refused_and_the_first_is_still_there(tmp_path):
    path = drawn(tmp_path)
    before = meter(tmp_path).read()

    for brought, epsilon in (
        (one_row_changed(viewings()), 1.0),
        (viewings(), 0.25),
        (viewings(seed=9, people=400, days=5), 0.5),  # other people, on the same days and two more
    ):
        with pytest.raises(NearbyError, match=r"1 is spent .* Nothing was drawn"):
            drawn(tmp_path, brought, epsilon=epsilon)

    assert meter(tmp_path).read().equals(before)
    assert kept(tmp_path) == [path]
    assert around(load(path, TITLES)).believed.any()


def test_small_draws_add_up_to_what_a_month_may_cost(tmp_path):
    for m in (1, 2, 3, 4):
        drawn(tmp_path, epsilon=0.25, m=m)
    with pytest.raises(NearbyError, match=r"epsilon 1\.17 in all: 1 is spent"):
        drawn(tmp_path, epsilon=0.25, m=5)

    assert pytest.approx(MONTH) == 30 * CAP
    assert meter(tmp_path).most(range(FIRST, FIRST + 3)) == 1.0
    assert meter(tmp_path).most([FIRST + 3]) == 0.0
    assert len(kept(tmp_path)) == 4


def test_who_is_refused_leaves_no_file(tmp_path):
    with pytest.raises(NearbyError, match="0 is spent and another draw costs 2"):
        drawn(tmp_path, epsilon=2.0)

    assert kept(tmp_path) == []
    assert meter(tmp_path).read().empty


def test_removing_forgets_a_release_and_not_what_it_cost(tmp_path):
    path = drawn(tmp_path)

    remove(tmp_path, "another")
    remove(tmp_path, f"../{path.stem}")
    assert kept(tmp_path) == [path]
    remove(tmp_path, path.stem)

    assert kept(tmp_path) == []
    assert meter(tmp_path).most([FIRST]) == 1.0


def test_the_kept_file_holds_no_place_member_or_key(tmp_path):
    brought = viewings()
    path = drawn(tmp_path, brought)
    key = Nearby.of(brought.crowd, COUNT, secret=SECRET).release.key

    about, arrays = read(path)

    columns = {"districts", "zones", "zone", "spread", "people", "counts", "hours"}
    assert set(arrays) == columns
    assert key.hex() not in str(about)
    for column in arrays.values():
        assert key not in column.tobytes()
        for raw in ("lat", "lon"):
            assert not np.isin(column, brought.crowd[raw]).any()
    districts = district_of(cell_of(brought.crowd["lat"], brought.crowd["lon"]))
    assert set(arrays["districts"]) == set(districts)
    assert load(path, TITLES).nearby.release.held.title.size == 0


def test_what_is_kept_is_as_far_from_the_truth_as_the_noise_says(tmp_path):
    brought = viewings(days=20)
    _, arrays = read(drawn(tmp_path, brought))
    _, day, title = np.unique(
        np.column_stack([brought.crowd[each] for each in ("user", "ts", "title")]) // [1, DAY_S, 1],
        axis=0,
    ).T
    true = np.zeros((20, COUNT))
    np.add.at(true, (day - FIRST, title), 1)

    zones = arrays["zones"]
    starts = np.concatenate([[0], np.cumsum(zones)[:-1]])
    told = np.add.reduceat(arrays["counts"].reshape(-1, COUNT), starts, axis=0)

    sizes = Sizes(epsilon=1.0, m=3, titles=COUNT)
    tail = math.exp(-1 / sizes.titles_scale)
    apart = ((told - true) ** 2).sum(axis=1) / (zones * 2 * tail / (1 - tail) ** 2)
    assert abs(apart.mean() / COUNT - 1) < 0.2  # four standard errors


def test_a_lone_traveller_leaves_no_trace_of_the_district_they_were_in(tmp_path):
    brought, far = viewings(), (-33.86, 151.21)
    crowd = {each: column.copy() for each, column in brought.crowd.items()}
    crowd["lat"][-1], crowd["lon"][-1] = far
    path = drawn(tmp_path, dataclasses.replace(brought, crowd=crowd))

    _, arrays = read(path)

    assert int(district_of(cell_of(*far))) not in arrays["districts"]
    there = load(path, TITLES).nearby.release.around(*far, 3_000, FIRST, FIRST + 2)
    assert not there.believed.any()


@pytest.mark.parametrize("days", [1, 7, 30])
def test_noise_alone_keeps_a_district_as_rarely_as_promised(days):
    scale = Sizes(epsilon=1.0, m=3, titles=COUNT).people_scale
    tail = math.exp(-1 / scale)
    one = (1 - tail) / (1 + tail) * tail ** np.abs(np.arange(-1_500, 1_501))
    every = one
    for _ in range(days - 1):
        every = np.convolve(every, one)
    at = np.arange(len(every)) - len(every) // 2

    chance = every[at > ceiling(np.ones(days), scale, FORGOTTEN)].sum()

    assert 0.85 * FORGOTTEN < chance <= FORGOTTEN


@pytest.mark.parametrize(
    "home",
    [HOME, (-16.8, 179.999), (0.0, 0.0), (78.22, 15.63)],
    ids=["city", "line", "zero", "ice"],
)
def test_the_start_is_a_cell_s_middle_where_most_is_watched(tmp_path, home):
    found = load(drawn(tmp_path, viewings(people=2_500, home=home)), TITLES)

    where = [float(each) for each in middle(cell_of(*found.start))]
    assert where == pytest.approx(list(found.start))
    assert abs(found.start[0] - home[0]) < 0.03
    assert (abs(found.start[1] - home[1]) + 180) % 360 - 180 < 0.1 / math.cos(math.radians(home[0]))
    assert found.nearby.around(*found.start, np.zeros(COUNT), WheelParams()).believed.any()


def test_too_few_people_make_a_release_that_tells_nothing(tmp_path):
    found = load(drawn(tmp_path, viewings(people=100)), TITLES)

    assert found.start is None
    assert np.ptp(found.nearby.chart) == 0.0


def test_only_the_owner_may_read_what_is_kept(tmp_path):
    path = drawn(tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_file_or_another_catalogue_is_a_sentence(tmp_path):
    path = drawn(tmp_path)

    with pytest.raises(NearbyError, match=r"autumn.csv was counted in another catalogue"):
        load(path, TITLES[::-1])
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NearbyError, match="is no release, or damaged"):
        load(path, TITLES)


def test_at_most_so_many_districts_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(broughtrelease, "MOST_DISTRICTS", 1)
    few, many = viewings(people=1_000), viewings(people=1_500, home=(48.85, 2.35), seed=1)
    crowd = {each: np.concatenate([few.crowd[each], many.crowd[each]]) for each in few.crowd}
    crowd["user"][len(few.crowd["ts"]) :] += 1_000
    order = np.argsort(crowd["ts"], kind="stable")
    both = dataclasses.replace(few, crowd={each: crowd[each][order] for each in crowd})

    _, arrays = read(drawn(tmp_path, both))

    assert arrays["districts"].tolist() == [int(district_of(cell_of(48.85, 2.35)))]
