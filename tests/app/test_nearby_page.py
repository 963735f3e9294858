"""The neighbourhood wheel's page: knobs, points, shop and privacy, without a browser."""

from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from core.nearby.privacy.meter import Meter
from core.rewards.shop import orders
from ui import cache, house

ALIKE = {"nearby_place": "Liberdade, São Paulo"}
"""Where the sample's neighbours are alike beyond the noise: a gain of 0.12, noise 0.01."""


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    from ui import around

    monkeypatch.setattr(house, "DATA", tmp_path)
    monkeypatch.setattr(around, "SPINS", tmp_path / "spins.sqlite")
    return tmp_path


def test_the_page_opens_with_map_wheel_board_and_shop(open_page):
    page = open_page("nearby")

    assert not page.exception
    assert not page.error
    said = " ".join(text.value for text in (*page.caption, *page.markdown))
    assert "Nobody in the room has spun yet" in said
    assert "Nobody has earned points" in said
    assert sum(str(button.key).startswith("market_buy_") for button in page.button) >= 10


def test_sponsored_items_are_labelled(open_page):
    page = open_page("nearby")

    said = " ".join(text.value for text in page.markdown)
    assert "Sponsored by" in said


def test_who_has_no_points_is_told_so_and_nothing_is_sold(open_page, data):
    page = open_page("nearby")
    page.button(key="market_buy_popcorn-salt").click().run()

    assert not page.exception
    assert any("costs 150 points; you have 0" in caption.value for caption in page.caption)
    assert orders(cache.ledger(str(data / "points.sqlite"))) == ()


def test_what_privacy_costs_is_shown_when_asked(open_page):
    page = open_page("nearby")

    page.toggle(key="nearby_gauge").set_value(True).run()

    assert not page.exception
    assert any("Privacy against truth" in text.value for text in page.markdown)


def test_a_fence_in_the_sea_says_so_in_a_sentence_and_shows_the_city_beside_it(open_page):
    page = open_page("nearby", nearby_place="lagos-ikeja", wheel_radius_km="1")
    page.session_state["nearby_here"] = (6.30, 3.42)
    page.run()

    assert not page.exception
    said = [each.value for each in page.info]
    assert [each for each in said if each.endswith("what is watched in Lagos instead.")]
    measured = next(caption.value for caption in page.caption if "Measured here" in caption.value)
    assert int(measured.split("sure of ")[1].split()[0]) >= 4


def test_a_redraw_is_free_here_and_the_meter_says_what_it_would_have_cost(open_page):
    page = open_page("nearby")
    first = [each.value for each in page.caption]
    page.slider(key="privacy_epsilon").set_value(2.0).run()
    second = [each.value for each in page.caption]

    assert not page.exception
    assert any("drawing is free here" in said and "epsilon 30 in 30" in said for said in first)
    assert not any("would have been refused" in said for said in first)
    assert any("epsilon 60 in 30 days" in said for said in second)
    assert any("would have been refused" in said for said in second)
    assert Meter(house.folder() / "meter.sqlite").member() == 90.0


def test_asking_again_costs_nothing_more(open_page):
    open_page("nearby")
    open_page("nearby", wheel_radius_km="5")

    assert Meter(house.folder() / "meter.sqlite").member() == 30.0


def test_a_link_holds_neighbourhood_and_knobs(open_page):
    page = open_page("nearby", nearby_place="Le Marais, Paris", wheel_radius_km="5")

    assert page.slider(key="wheel_radius_km").value == 5
    assert not page.exception


def test_the_idea_s_knob_moves_its_metric(open_page):
    page = open_page("nearby", **ALIKE)
    before = {metric.label: metric.value for metric in page.metric}

    page.slider(key="nearby_tried").set_value(70.0).run()

    after = {metric.label: metric.value for metric in page.metric}
    assert after["Take rate, %"] > before["Take rate, %"]


def test_a_wider_fence_makes_more_slices_sure_and_the_metric_follows(open_page):
    def seen(radius):
        page = open_page("nearby", **ALIKE, wheel_radius_km=radius, nearby_tried="60")
        said = next(caption.value for caption in page.caption if "Measured here" in caption.value)
        rate = next(each.value for each in page.metric if each.label == "Take rate, %")
        return int(said.split("sure of ")[1].split()[0]), float(rate)

    (few, low), (many, high) = seen("0.5"), seen("10")

    assert few < many
    assert low < high


def test_a_find_from_a_wheel_spun_long_ago_is_not_paid(data, monkeypatch):
    from ui import market, room

    monkeypatch.setattr(room, "PATH", data / "room.jsonl")
    long_ago = datetime.now(UTC) - timedelta(hours=30)
    row = cache.world().titles.iloc[0]

    market._claim("1", row, long_ago, "london-camden", (51.539, -0.1426))

    assert "24 hours" in st.session_state[market.SAID]
    assert cache.ledger(str(data / "points.sqlite")).balance(room.guest()) == 0
