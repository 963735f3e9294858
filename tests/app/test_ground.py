"""Squares and tiles as they are sent to a browser, without one."""

import json
import math
import time

import numpy as np
import pytest

from core.errors import NearbyError
from core.nearby.cells import cell_of, cells_within, edges, outline
from ui import maps
from ui.ground import Squares, tiles

OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


def sent(squares=None):
    return maps.prepare(
        centre=(51.5, -0.1),
        radius_km=25.0,
        outlines=(),
        cells=(),
        pins=(),
        height=420,
        alt="London",
        legend="viewings",
        squares=squares,
    )


def test_ten_thousand_squares_are_ready_in_a_fifth_of_a_second():
    cells = cells_within(51.5, -0.1, 46_000)[:10_000]
    values = np.where(np.arange(len(cells)) % 3, np.arange(len(cells)) / 7, np.nan)
    tries = []
    for _ in range(3):
        began = time.process_time()
        text = json.dumps(sent(Squares(edges=edges(cells), values=values, said="about {}")))
        tries.append(time.process_time() - began)
    print(f"\n10,000 squares: {1000 * min(tries):.0f} ms, {len(text) / 1e6:.2f} MB")

    assert len(cells) == 10_000
    assert min(tries) < 0.2
    assert len(json.loads(text)["squares"]["values"]) == 10_000


@pytest.mark.parametrize("place", [(51.5, -0.1), (-16.8, 179.999), (78.2, 15.6), (0.0, 0.0)])
def test_the_edges_of_a_cell_are_those_of_its_outline(place):
    cell = int(cell_of(*place))

    south, west, north, east = edges([cell])[0]

    assert outline(cell) == [(south, west), (south, east), (north, east), (north, west)]


def test_what_is_unknown_is_sent_as_nothing_and_counts_for_no_colour():
    found = sent(
        Squares(
            edges=edges([cell_of(51.5, -0.1)] * 3),
            values=np.array([3.0, np.nan, 8.0]),
            said="about {} viewings",
        )
    )

    assert found["squares"]["values"] == [3.0, None, 8.0]
    assert found["squares"]["said"] == ["about ", " viewings"]
    assert found["range"] == [0.0, 8.0]


@pytest.mark.parametrize(
    ("squares", "said"),
    [
        (Squares(edges=np.zeros((2, 4)), values=np.zeros(3)), "3 squares have 4 edges each"),
        (Squares(edges=np.full((1, 4), 91.0), values=np.zeros(1)), "latitude"),
        (Squares(edges=np.zeros((1, 4)), values=np.array([math.inf])), "finite"),
    ],
)
def test_squares_that_are_none_are_refused(squares, said):
    with pytest.raises(NearbyError, match=said):
        sent(squares)


def test_nobody_is_asked_for_streets_unless_somebody_wants_them(monkeypatch):
    monkeypatch.delenv("GREENLIGHT_TILES", raising=False)
    before = sent()["tiles"]
    monkeypatch.setenv("GREENLIGHT_TILES", OSM)

    assert before is None
    assert sent()["tiles"] == OSM


@pytest.mark.parametrize("wrong", ["osm", "https://tile.example.org/", "ftp://a/{z}/{x}/{y}"])
def test_an_address_that_is_none_of_tiles_is_refused(wrong):
    with pytest.raises(NearbyError, match="GREENLIGHT_TILES is an address with"):
        tiles(wrong)
