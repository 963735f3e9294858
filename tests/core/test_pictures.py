"""A chart is a plain spec that says what its table says, in any colour vision, light and dark."""

import io
import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import pictures
from core.errors import MetricError
from core.metrics import METRICS, metric


def readout(estimate=0.05, low=0.02, high=0.08, slugs=None):
    slugs = [each.slug for each in METRICS] if slugs is None else slugs
    return pd.DataFrame(
        {
            "metric": slug,
            "arm": arm,
            "persona": persona,
            "estimate": estimate if arm == "lift" else 50.0,
            "low": low if arm == "lift" else 49.0,
            "high": high if arm == "lift" else 51.0,
        }
        for slug in slugs
        for arm in ("control", "treatment", "difference", "lift")
        for persona in ("all", "discoverer")
    )


def days(**more):
    return pd.DataFrame(
        {
            "metric": "take_rate",
            "arm": arm,
            "persona": persona,
            "day": day,
            "estimate": 10.0 + day * (arm == "treatment") / 10,
            "low": 9.5,
            "high": 13.0,
            **more,
        }
        for persona in ("all", "discoverer")
        for arm in ("control", "treatment")
        for day in range(1, 29)
    )


def turned():
    return pd.DataFrame(
        [("Narrow", "1", "2", -0.1, 0.1), ("Wide", "0 %", "80 %", -0.8, 2.4)],
        columns=["knob", "low", "high", "at_low", "at_high"],
    )


def found():
    rows = [("Laugh", "Ours", 0.85, 0.8, 0.9), ("Laugh", "Genres", 0.7, None, None)]
    return pd.DataFrame(rows, columns=["name", "series", "value", "low", "high"])


def every(dark=False):
    return {
        "lift": pictures.lift(readout(), dark=dark),
        "curves": pictures.curves(days(), "take_rate", dark=dark),
        "curves side by side": pictures.curves(days(), "take_rate", columns=2, dark=dark),
        "tornado": pictures.tornado(turned(), outcome="Change of take rate, pp", dark=dark),
        "dots": pictures.dots(found(), title="Found", subtitle="share of ten", dark=dark),
    }


def values(spec):
    """Return the inline data of a spec, panel after panel."""
    panels = spec.get("vconcat") or spec.get("concat") or [spec]
    return [panel["data"]["values"] for panel in panels]


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", every())
def test_every_chart_has_a_title_and_a_description_and_its_data_inside(name, dark):
    spec = every(dark)[name]

    assert spec["title"]["text"]
    assert len(spec["description"]) > 20
    assert all(values(spec))
    assert '"url"' not in json.dumps(spec, allow_nan=False)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", every())
def test_every_chart_becomes_a_picture_with_ink_on_paper(name, dark):
    picture = Image.open(io.BytesIO(pictures.png(every(dark)[name], scale=1))).convert("L")

    pixels = np.asarray(picture)
    paper = pixels[2, 2]
    assert (paper < 40) == dark
    assert 0.005 < (abs(pixels.astype(int) - int(paper)) > 60).mean() < 0.4


def test_words_are_drawn_where_the_title_stands():
    spec = pictures.lift(readout())
    blank = {**spec, "title": {"text": " ", "subtitle": " "}}

    ink = [np.asarray(Image.open(io.BytesIO(pictures.png(s, 1))).convert("L"))[:60] < 128
           for s in (spec, blank)]  # fmt: skip

    assert ink[0].sum() > ink[1].sum() + 300


@pytest.mark.parametrize("theme", [pictures.LIGHT, pictures.DARK])
@pytest.mark.parametrize("name", ["ink", "quiet", "blue", "orange", "grey"])
def test_colours_stand_out_from_the_page(theme, name):
    pair = sorted((luminance(getattr(theme, name)), luminance(theme.paper)))

    contrast = (pair[1] + 0.05) / (pair[0] + 0.05)

    # WCAG 2.2: 4.5 for text, 3 for marks; orange is used for figures in bold too
    assert contrast >= (4.5 if name in ("ink", "quiet", "grey", "blue") else 3)


def test_success_metrics_and_guardrails_stand_apart():
    success, guard = values(pictures.lift(readout()))

    assert [row["metric"] for row in success] == [m.slug for m in METRICS if m.role == "success"]
    assert {row["metric"] for row in guard} == {m.slug for m in METRICS if m.role == "guardrail"}


@pytest.mark.parametrize(
    ("slug", "low", "high", "verdict"),
    [
        ("take_rate", 0.02, 0.08, "better"),
        ("take_rate", -0.08, -0.02, "worse"),
        ("take_rate", -0.02, 0.08, "unclear"),
        ("take_rate", 0.0, 0.0, "unclear"),
        ("complaints", 0.02, 0.08, "worse"),
        ("complaints", -0.08, -0.02, "better"),
        ("take_rate", math.nan, math.nan, "unclear"),
    ],
)
def test_better_and_worse_follow_the_direction_that_is_good(slug, low, high, verdict):
    spec = pictures.lift(readout((low + high) / 2, low, high, [slug]))

    assert values(spec)[0][0]["verdict"] == verdict


def test_the_harm_tolerated_lies_on_the_side_of_harm():
    (rows,) = values(pictures.lift(readout(slugs=["retention", "complaints"])))

    tolerated = {row["metric"]: row["tolerated"] for row in rows}
    assert tolerated == {
        "retention": -metric("retention").margin,
        "complaints": metric("complaints").margin,
    }


def test_the_description_tells_the_figures_that_are_drawn():
    spec = pictures.lift(readout(slugs=["take_rate"]), question="ab")

    assert "Take rate +5.0 % [+2.0, +8.0]" in spec["description"]
    assert spec["title"]["subtitle"] == "Simulated A/B test, all members, 95% interval"


def test_a_bound_close_to_zero_is_not_rounded_to_zero():
    (row,) = values(pictures.lift(readout(0.0061, 0.0002, 0.012, ["take_rate"])))[0]

    assert row["words"] == "+0.610 % [+0.020, +1.200]"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(), min_size=3, max_size=3))
def test_any_numbers_make_a_spec_that_is_plain_json(numbers):
    table = readout(*numbers)
    curves = days(estimate=numbers[0], low=numbers[1], high=numbers[2])

    for spec in (pictures.lift(table), pictures.curves(curves, "take_rate")):
        json.dumps(spec, allow_nan=False)


def test_a_metric_without_an_estimate_says_so():
    (row,) = values(pictures.lift(readout(math.nan, math.nan, math.nan, ["take_rate"])))[0]

    assert row["words"] == "no estimate"
    assert row["estimate"] is None


def test_curves_draw_one_panel_a_persona_in_the_order_asked():
    spec = pictures.curves(days(), "take_rate", personas={"discoverer": "", "all": "Everybody"})

    titles = [panel["title"]["text"] for panel in spec["vconcat"]]
    assert titles == ["Content discoverer", "Everybody"]
    assert {row["arm"] for row in values(spec)[0]} == {"Control", "Treatment"}
    assert [row["day"] for row in values(spec)[0]][:28] == list(range(1, 29))


def test_curves_end_where_the_description_says():
    said = pictures.curves(days(), "take_rate")["description"]

    assert "All members, last day: control 10, treatment 12.8." in said


def test_curves_without_intervals_are_drawn_without_a_band():
    spec = pictures.curves(days(low=math.nan, high=math.nan), "take_rate")

    assert pictures.png(spec, 1).startswith(b"\x89PNG")


def test_curves_of_a_metric_nobody_defined_are_refused():
    with pytest.raises(MetricError, match="take_rate"):
        pictures.curves(days(), "take_rat")


def test_the_tornado_puts_the_widest_knob_on_top_and_drops_the_rest():
    spec = pictures.tornado(turned(), outcome="Change of take rate, pp")
    one = pictures.tornado(turned(), outcome="Change of take rate, pp", most=1)

    assert spec["encoding"]["y"]["sort"] == ["Wide", "Narrow"]
    assert {row["metric"] for row in values(one)[0]} == {"Wide"}
    assert re.search("0 %: .0.80 .* 80 %: .2.40", values(spec)[0][0]["words"])


def test_a_spec_that_asks_the_network_is_not_drawn():
    spec = {**pictures.lift(readout()), "data": {"url": "http://127.0.0.1:9/x.json"}}
    spec["vconcat"] = [{"mark": "point", "encoding": {"x": {"field": "a", "type": "nominal"}}}]

    with pytest.raises(ValueError, match="not allowed"):
        pictures.png(spec)
