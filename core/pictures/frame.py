"""What every chart shares: colours, the frame, and rows that carry their own words."""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any, cast

import pandas as pd

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Manrope, Inter, 'Source Sans 3', 'Liberation Sans', Arial, Helvetica, sans-serif"
"""Liberation Sans comes with the renderer, so a picture looks the same on a bare machine."""

WIDTH = 560
ROW = 46
"""Pixels of one row of a forest or a tornado: one line of words and one mark."""

FIGURES = 200
"""Pixels kept free for the figures at the right of a row."""

MOST = 1e12
"""Numbers from here on are not drawn: an axis that holds them shows nothing else."""

MINUS = "\N{MINUS SIGN}"


@dataclasses.dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a chart, for a light or a dark page."""

    paper: str
    ink: str
    quiet: str
    grid: str
    blue: str
    orange: str
    grey: str


LIGHT = Theme("#ffffff", "#16202a", "#5b6672", "#e4e8ec", "#0072b2", "#d55e00", "#66707b")
DARK = Theme("#10151b", "#eef2f6", "#a7b1bc", "#2a323b", "#56b4e9", "#f0a04b", "#8f9aa6")


def theme(dark: bool) -> Theme:
    """Return the colours for a dark or a light page."""
    return DARK if dark else LIGHT


def config(dark: bool) -> Spec:
    """Return the Vega-Lite config that every chart shares."""
    colours = theme(dark)
    return {
        "background": colours.paper,
        "font": FONT,
        "padding": {"left": 12, "right": 16, "top": 12, "bottom": 12},
        "view": {"stroke": None},
        "title": {
            "anchor": "start", "frame": "group", "color": colours.ink, "fontSize": 17,
            "fontWeight": 600, "subtitleColor": colours.quiet, "subtitleFontSize": 12.5,
            "subtitlePadding": 6, "offset": 14,
        },
        "axis": {
            "labelColor": colours.quiet, "titleColor": colours.quiet, "gridColor": colours.grid,
            "domain": False, "ticks": False, "labelFontSize": 12, "titleFontSize": 12,
            "titleFontWeight": "normal", "labelPadding": 6, "titlePadding": 10,
        },
        "legend": {
            "labelColor": colours.ink, "titleColor": colours.quiet, "labelFontSize": 12.5,
            "orient": "top", "title": None, "symbolSize": 110, "offset": 6,
        },
        "concat": {"spacing": 26},
    }  # fmt: skip


def chart(title: str, subtitle: str, said: str, layout: Spec, dark: bool) -> Spec:
    """Return a chart: its layout with title, subtitle, words for the blind, and config."""
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": subtitle},
        "description": said,
        "config": config(dark),
        **layout,
    }


def finite(value: object) -> float | None:
    """Return a number that can be drawn; ``None`` for a missing or an absurd one."""
    number = math.nan if value is None or value is pd.NA else float(cast(float, value))
    return number if abs(number) < MOST else None


def rows(names: Sequence[str]) -> Spec:
    """Return the encoding of one row a name, in order."""
    return {"field": "metric", "type": "ordinal", "sort": list(names), "axis": None}


def rule_at_zero(colours: Theme) -> Spec:
    """Return the line at zero, from top to bottom."""
    return {
        "mark": {"type": "rule", "color": colours.quiet, "strokeWidth": 1},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}, "y": {"value": 0},
                     "y2": {"value": "height"}, "tooltip": None},
    }  # fmt: skip


def row_words(colours: Theme, colour: Spec | None) -> tuple[list[Spec], list[Spec]]:
    """Return the texts above a row's mark, name left and figures right, and what clears them."""
    sides = (("label", "left", {"value": 0}, "normal"), ("words", "right", {"value": "width"}, 600))
    halos, texts = [], []
    for field, align, x, weight in sides:
        mark = {
            "type": "text",
            "dy": -15,
            "baseline": "middle",
            "fontSize": 13,
            "align": align,
            "fontWeight": weight,
            "color": colours.ink,
        }
        if field == "label":  # on a phone the name gives way to the figures
            mark["limit"] = {"expr": f"max(90, width - {FIGURES})"}
        halo = {**mark, "stroke": colours.paper, "color": colours.paper, "strokeWidth": 9}
        where = {"x": x, "text": {"field": field, "type": "nominal"}}
        painted = {**where, "color": colour} if colour and field == "words" else where
        halos.append({"mark": halo, "encoding": where})
        texts.append({"mark": mark, "encoding": painted})
    return halos, texts  # fmt: skip
