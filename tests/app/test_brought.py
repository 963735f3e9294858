"""Viewings that a presenter brings: drawn once, paid for before shown, seen by the whole room."""

import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.identity import presenting
from core.nearby import broughtrelease
from core.nearby.spins import Spins
from core.nearby.wheel import WheelParams
from ui import around, cache, house, market, where

CODE = "ACDEFGHJ"
CAMDEN = 51.539, -0.1426
LAST = datetime(2026, 9, 20, 12, tzinfo=UTC)


def table(members=1_500):
    """A CSV of three days around Camden."""
    draw = np.random.default_rng(5)
    titles = cache.world().titles["title_id"].to_numpy()
    lines = ["User ID,Title,Watched at,Lat,Lng"]
    for day in range(3):
        at = (LAST - timedelta(days=day)).isoformat()
        for who, (north, east) in enumerate(draw.normal(CAMDEN, 0.006, (members, 2))):
            lines.append(f"m{who},{titles[who % 7]},{at},{north:.6f},{east:.6f}")
    return "\n".join(lines).encode()


@pytest.fixture(autouse=True)
def data(everybodys, tmp_path, monkeypatch):
    """The server's data folder, where nobody brought anything yet."""
    monkeypatch.setattr(around, "SPINS", tmp_path / "spins.sqlite")
    shutil.rmtree(everybodys / broughtrelease.FOLDER, ignore_errors=True)
    (everybodys / broughtrelease.METER).unlink(missing_ok=True)
    return everybodys


def present(page):
    """Let who sits at a page's browser present."""
    store, secret = cache.store(), house.own_secret()
    presenting.open_house(store, secret, CODE)
    presenting.enter(store, secret, page.session_state["me_guest"], CODE, datetime.now(UTC))
    return page.run()


@pytest.fixture
def presented(open_page):
    return present(open_page("nearby"))


def bring(page, data=None, name="autumn.csv"):
    """Upload a file and draw its release."""
    number = page.session_state["brought_file"]
    given = table() if data is None else data
    page.file_uploader(key=f"brought_file_{number}").upload(name, given, "text/csv").run()
    return page.button(key="brought_draw").click().run()


def captions(page):
    return " ".join(each.value for each in page.caption)


def bars(page):
    return " ".join(each.proto.text for each in page.get("progress"))


def whose(page):
    return [each.options for each in page.selectbox if each.key == "nearby_whose"]


def test_a_guest_may_not_bring_and_is_told_who_may(open_page):
    page = open_page("nearby")

    assert not [each for each in page.file_uploader if "brought" in str(each.key)]
    assert "brought_draw" not in {str(each.key) for each in page.button}
    assert "The presenter may bring" in captions(page)


def test_a_draw_is_paid_for_and_shown_to_the_whole_room(presented, open_page, data):
    page = bring(presented)

    assert not page.exception
    assert not page.error
    assert "Epsilon 1 of 1.17 for each day is spent" in bars(page)
    assert broughtrelease.meter(data).read()["epsilon"].tolist() == [1.0, 1.0, 1.0]
    assert "4,500 viewings of 1,500 members on 3 days" in captions(page)
    assert "stands for 25" not in captions(page)
    assert "up to 20 September 2026" in captions(page)
    assert page.selectbox(key="nearby_place").value == where.MOST
    other = open_page("nearby")
    assert "stands for 25" in captions(other)
    name = page.selectbox(key="nearby_whose").value
    other.selectbox(key="nearby_whose").set_value(name).run()
    assert not other.exception
    assert "Counted in autumn.csv" in captions(other)
    assert "brought_remove" not in {str(each.key) for each in other.button}


def test_a_second_draw_over_the_cap_is_refused_and_the_first_stays(presented, data):
    page = bring(presented)
    options = whose(page)
    page = bring(page, table()[:-1])

    assert "A day may cost epsilon 1.17 in all" in page.error[0].value
    assert broughtrelease.meter(data).most(range(30_000)) == 1.0
    assert whose(page) == options
    assert "Counted in autumn.csv" in captions(page)


def test_turning_the_knobs_draws_nothing(presented, data):
    page = bring(presented)
    page.slider(key="privacy_epsilon").set_value(0.25).run()

    assert not page.exception
    assert "drawn at epsilon 1 " in captions(page)
    assert "Draw anew (costs epsilon 0.25)" in {each.label for each in page.button}
    assert broughtrelease.meter(data).most(range(30_000)) == 1.0


def test_removing_forgets_the_release_and_not_what_it_cost(presented, data):
    page = bring(presented)
    page.button(key="brought_remove").click().run()

    assert not page.exception
    assert whose(page) == []
    assert broughtrelease.kept(data) == []
    assert broughtrelease.meter(data).most(range(30_000)) == 1.0
    assert "stands for 25" in captions(page)
    assert page.selectbox(key="nearby_place").value == "london-camden"


def test_nothing_is_paid_for_what_somebody_brought(presented, data):
    page = bring(presented)
    kept = broughtrelease.load(broughtrelease.kept(data)[0], cache.world().titles)
    spot = where.Spot(place="london-camden", lat=kept.start[0], lon=kept.start[1], of=kept.name)
    scores = np.zeros(len(cache.world().titles))
    landed = Spins(around.SPINS).spin(
        WheelParams(), scores, seed=1, key="k", member="g", at=datetime.now(UTC)
    )
    page.session_state[around.SPUN] = (spot, WheelParams(), "1"), landed
    page.session_state[around.REST] = "k"
    page.run()

    assert not page.exception
    assert market.UNPAID in captions(page)
    assert not [each for each in page.button if str(each.key).startswith("market_claim")]


def test_a_file_s_name_is_shown_as_text(presented):
    page = bring(presented, name="**x** <b>.csv")

    assert r"Counted in \*\*x\*\* \<b\>.csv" in captions(page)


def test_a_file_that_is_no_table_is_a_sentence_and_costs_nothing(presented, data):
    page = bring(presented, b"hello\nyou\n", "hello.csv")

    assert "expected columns for member, title, time" in page.error[0].value
    assert broughtrelease.meter(data).read().empty
