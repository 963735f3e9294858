"""Charts as plain Vega-Lite specs with their data inside; the page and the snapshot share them.

Each row of a chart carries its own words above its mark, so the same spec reads on a phone, on
a wall and in print. Colours are those of Okabe & Ito, "Color Universal Design" (2008), told apart
with any colour vision; shape or dash always says the same as the colour.
"""

import dataclasses
import json
import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, cast

import pandas as pd
import vl_convert

from core.metrics import METRICS, Metric, metric
from core.people import PERSONAS

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Manrope, Inter, 'Source Sans 3', 'Liberation Sans', Arial, Helvetica, sans-serif"
"""Liberation Sans comes with the renderer, so a picture looks the same on a bare machine."""

WIDTH = 560
ROW = 46
"""Pixels of one row of a forest or a tornado: one line of words and one mark."""

MOST = 1e12
"""Numbers from here on are not drawn: an axis that holds them shows nothing else."""

ARM_LABELS = {"control": "Control", "treatment": "Treatment"}
VERDICTS = ("better", "unclear", "worse")
MINUS = "\N{MINUS SIGN}"
PERCENT = "datum.value == 0 ? '0 %' : replace(datum.label, '%', ' %')"


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


def lift(
    table: pd.DataFrame,
    *,
    persona: str = "all",
    question: str = "what-if",
    confidence: float = 0.95,
    dark: bool = False,
) -> Spec:
    """Return a forest plot: the relative lift of every metric with its interval.

    Args:
        table: The readout, columns ``metric, arm, persona, estimate, low, high`` and more; its
            rows with arm ``"lift"`` are drawn, in shares (0.05 is +5 %).
        persona: Whose lift: ``"all"`` or a persona's slug.
        question: ``"what-if"`` or ``"ab"``, named under the title.
        confidence: Confidence of the intervals, a share.
        dark: Colours for a dark page.

    Returns:
        A Vega-Lite spec: success metrics above, guardrails below with the harm tolerated.
    """
    rows = table[(table["arm"] == "lift") & (table["persona"] == persona)]
    found = {row["metric"]: row for row in rows.to_dict("records")}
    drawn = [(each, found[each.slug]) for each in METRICS if each.slug in found]
    kinds = (("success", "Success metrics"), ("guardrail", "Guardrails"))
    panels = []
    for role, title in kinds:
        values = [_lift_row(each, row) for each, row in drawn if each.role == role]
        if values:
            panels.append(_forest(values, title, role == "guardrail", theme(dark)))
    said = "; ".join(f"{each.label} {_words(row)}" for each, row in drawn)
    asked = "What if" if question == "what-if" else "Simulated A/B test"
    whom = "all members" if persona == "all" else f"persona {persona}"
    return _chart(
        "Lift of treatment over control",
        f"{asked}, {whom}, {confidence:.0%} interval",
        f"Relative lift of each metric. {said or 'No metric has a lift'}.",
        {"vconcat": panels, "resolve": {"scale": {"x": "independent", "y": "independent"}}},
        dark,
    )


def _lift_row(of: Metric, row: Mapping[Hashable, Any]) -> Spec:
    low, estimate, high = (_finite(row[name]) for name in ("low", "estimate", "high"))
    better, worse = (1, -1) if of.good == "up" else (-1, 1)
    verdict = "unclear"
    if low is not None and high is not None:
        for sign, word in ((better, "better"), (worse, "worse")):
            if min(sign * low, sign * high) > 0:
                verdict = word
    good = "" if of.good == "up" else " (lower is better)"
    return {
        "metric": of.slug, "label": of.label + good, "words": _words(row), "verdict": verdict,
        "low": low, "estimate": estimate, "high": high, "tolerated": worse * of.margin,
    }  # fmt: skip


def _words(row: Mapping[Hashable, Any]) -> str:
    """Return an estimate and its interval, both shares, in percent."""
    low, estimate, high = (_finite(row[name]) for name in ("low", "estimate", "high"))
    if estimate is None:
        return "no estimate"
    if low is None or high is None:
        return _percent(estimate, estimate)
    finest = min(high - low, *(abs(end) for end in (low, high) if end)) if high > low else estimate
    texts = [_percent(value, finest) for value in (estimate, low, high)]
    return f"{texts[0]} % [{texts[1]}, {texts[2]}]"


def _percent(value: float, finest: float) -> str:
    """Return a share in percent, with the digits that show ``finest``, three at most.

    Example:
        >>> _percent(0.1234, 0.02), _percent(0.0123, 0.0004)
        ('+12.3', '+1.230')
    """
    digits = 1 - math.floor(math.log10(abs(finest) * 100)) if finest else 1
    digits = min(max(digits, 0), 3)
    text = f"{value * 100:+,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text[1:]
    return text.replace("-", MINUS)


def _forest(values: list[Spec], title: str, guard: bool, colours: Theme) -> Spec:
    colour = _verdict([colours.blue, colours.grey, colours.orange])
    shape = _verdict(["circle", "diamond", "square"])
    x = {"field": "estimate", "type": "quantitative"}
    halos, texts = _row_words(colours, colour)
    layers: list[Spec] = [
        _rule_at_zero(colours),
        *halos,
        {
            "mark": {"type": "rule", "strokeWidth": 3, "strokeCap": "round"},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {"x": x, "color": colour, "shape": shape},
        },
        *texts,
    ]
    if guard:
        tick = {"type": "tick", "color": colours.orange, "thickness": 2, "size": 16}
        layers.insert(1, {"mark": tick, "encoding": {"x": {**x, "field": "tolerated"}}})
    axis = {"format": "+.3~%", "labelExpr": PERCENT, "title": None, "tickCount": 6, "grid": False}
    note = "  ·  tick: harm tolerated" if guard else ""
    return {
        "title": {"text": title + note, "fontSize": 13, "color": colours.quiet, "offset": 8},
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": values},
        "encoding": {
            "y": _rows([row["metric"] for row in values]),
            "x": {"type": "quantitative", "axis": axis, "scale": {"padding": 8}},
            "tooltip": [
                {"field": "label", "type": "nominal", "title": "Metric"},
                {"field": "words", "type": "nominal", "title": "Lift"},
            ],
        },
        "layer": layers,
    }


def _verdict(marks: list[str]) -> Spec:
    scale = {"domain": VERDICTS, "range": marks}
    return {"field": "verdict", "type": "nominal", "title": None, "scale": scale}


def _rows(names: Sequence[str]) -> Spec:
    return {"field": "metric", "type": "ordinal", "sort": list(names), "axis": None}


def _rule_at_zero(colours: Theme) -> Spec:
    return {
        "mark": {"type": "rule", "color": colours.quiet, "strokeWidth": 1},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}, "y": {"value": 0},
                     "y2": {"value": "height"}, "tooltip": None},
    }  # fmt: skip


def _row_words(colours: Theme, colour: Spec | None) -> tuple[list[Spec], list[Spec]]:
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
        halo = {**mark, "stroke": colours.paper, "color": colours.paper, "strokeWidth": 5}
        where = {"x": x, "text": {"field": field, "type": "nominal"}}
        painted = {**where, "color": colour} if colour and field == "words" else where
        halos.append({"mark": halo, "encoding": where})
        texts.append({"mark": mark, "encoding": painted})
    return halos, texts  # fmt: skip


def curves(
    frame: pd.DataFrame,
    slug: str,
    *,
    personas: Mapping[str, str] | None = None,
    columns: int = 1,
    confidence: float = 0.95,
    dark: bool = False,
) -> Spec:
    """Return a metric per day, both arms, one panel a persona, with an interval band.

    Args:
        frame: Columns ``metric, arm, persona, day, estimate, low, high``; days count from 1,
            ``low`` and ``high`` may be missing (no band).
        slug: The metric.
        personas: Titles of the panels by persona, in order; ``None`` for all in the frame.
        columns: Panels side by side; 1 lets the page stretch them to its width.
        confidence: Confidence of the band, a share.
        dark: Colours for a dark page.

    Raises:
        MetricError: If there is no such metric.
    """
    of = metric(slug)
    mine = frame[frame["metric"] == slug]
    names = dict.fromkeys(mine["persona"]) if personas is None else personas
    titles = {name: (names[name] or _persona_title(name)) for name in names}
    width = WIDTH if columns == 1 else (WIDTH + 160) // columns
    panels = [
        _days(mine[mine["persona"] == name], title, of, width, theme(dark))
        for name, title in titles.items()
        if (mine["persona"] == name).any()
    ]
    layout: Spec = {"vconcat": panels}
    if columns > 1:
        spacing = {"row": 92, "column": 64}
        layout = {"concat": panels, "columns": columns, "bounds": "flush", "spacing": spacing}
    return _chart(
        f"{of.label} per day",
        f"{of.unit}, band: {confidence:.0%} interval of each day",
        f"{of.label} in {of.unit} per day, control and treatment. {_ends(mine, titles)}",
        layout | {"resolve": {"scale": {"x": "shared", "y": "independent"}}},
        dark,
    )


def _persona_title(slug: str) -> str:
    known = {persona.slug: persona.title for persona in PERSONAS}
    return "All members" if slug == "all" else known.get(slug, slug)


def _days(frame: pd.DataFrame, title: str, of: Metric, width: int, colours: Theme) -> Spec:
    values = [
        {
            "arm": ARM_LABELS.get(str(row["arm"]), str(row["arm"])),
            "day": int(row["day"]),
            **{name: _finite(row[name]) for name in ("estimate", "low", "high")},
        }
        for row in frame.to_dict("records")
    ]
    arms = list(ARM_LABELS.values())
    scale = {"domain": arms, "range": [colours.grey, colours.blue]}
    legend = {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 400}
    colour = {"field": "arm", "type": "nominal", "scale": scale, "legend": legend}
    control = {"test": f"datum.arm === '{ARM_LABELS['control']}'", "value": colours.grey}
    fill = {"condition": control, "value": colours.blue}
    dash = {**colour, "scale": {"domain": arms, "range": [[5, 3], [1, 0]]}}
    y: Spec = {
        "type": "quantitative",
        "axis": {"title": None, "tickCount": 4, "format": ",.4~g"},
        "scale": {"zero": False, "nice": False, "padding": 10},
    }
    band = {**y, "field": "low"}, {"field": "high"}
    return {
        "title": {"text": title, "fontSize": 13, "color": colours.quiet, "offset": 8},
        "width": width,
        "height": 150,
        "data": {"values": values},
        "encoding": {
            "x": {"field": "day", "type": "quantitative", "scale": {"nice": False},
                  "axis": {"title": "Day", "grid": False, "labelFlush": False,
                           "values": _weeks(values)}},
            "tooltip": [
                {"field": "day", "type": "quantitative", "title": "Day"},
                {"field": "arm", "type": "nominal", "title": "World"},
                {"field": "estimate", "type": "quantitative", "title": of.unit, "format": ",.4~g"},
            ],
        },
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.2},
                "encoding": {"y": band[0], "y2": band[1], "fill": fill,
                             "detail": {"field": "arm", "type": "nominal"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.25},
                "encoding": {"y": {**y, "field": "estimate"}, "color": colour, "strokeDash": dash},
            },
        ],
    }  # fmt: skip


def _weeks(values: list[Spec]) -> list[int]:
    """Return the days worth a label: the first, and the last of each week or of each month."""
    last = max(row["day"] for row in values)
    return [1, *range(7, last + 1, 7 if last <= 70 else 28)]


def _ends(frame: pd.DataFrame, titles: Mapping[str, str]) -> str:
    said = []
    for name, title in titles.items():
        last = frame[frame["persona"] == name].sort_values("day").groupby("arm").tail(1)
        ends = [f"{row['arm']} {row['estimate']:.4g}" for row in last.to_dict("records")]
        if ends:
            said.append(f"{title}, last day: {', '.join(sorted(ends))}.")
    return " ".join(said)


def tornado(frame: pd.DataFrame, *, outcome: str, most: int = 12, dark: bool = False) -> Spec:
    """Return a tornado: what turning each knob from end to end does to one outcome.

    Args:
        frame: One row a knob, columns ``knob`` (words), ``low`` and ``high`` (the two settings,
            in words), ``at_low`` and ``at_high`` (the outcome's change there against the
            scenario as it stands, in the outcome's unit).
        outcome: What changes, with its unit: "Change of take rate, pp".
        most: Knobs shown at most, the widest first.
        dark: Colours for a dark page.
    """
    colours = theme(dark)
    rows = frame.to_dict("records")
    rows.sort(key=lambda row: -abs(row["at_high"] - row["at_low"]))
    values: list[Spec] = []
    for row in rows[:most]:
        ends = (
            (row["low"], row["at_low"], "Knob at its low end"),
            (row["high"], row["at_high"], "Knob at its high end"),
        )
        words = "  ·  ".join(f"{name}: {_signed(change)}" for name, change, _ in ends)
        values += [
            {"metric": row["knob"], "label": row["knob"] if not at else "",
             "words": words if not at else "", "change": _finite(end[1]), "end": end[2]}
            for at, end in enumerate(ends)
        ]  # fmt: skip
    names = list(dict.fromkeys(str(row["metric"]) for row in values))
    scale = {
        "domain": ["Knob at its low end", "Knob at its high end"],
        "range": [colours.orange, colours.blue],
    }
    halos, texts = _row_words(colours, None)
    x = {"field": "change", "type": "quantitative", "stack": None}
    colour = {"field": "end", "type": "nominal", "scale": scale}
    bars = {"mark": {"type": "bar", "size": 13}, "encoding": {"x": x, "color": colour}}
    axis = {
        "title": outcome,
        "format": "+,.3~g",
        "tickCount": 6,
        "grid": False,
        "labelFlush": False,
        "labelOverlap": "greedy",
        "labelExpr": "datum.value == 0 ? '0' : datum.label",
    }
    widest = f"Widest: {names[0]}" if names else "No knob was turned"
    layout = {
        "width": WIDTH, "height": {"step": ROW}, "data": {"values": values},
        "encoding": {
            "y": _rows(names), "x": {"type": "quantitative", "axis": axis, "scale": {"padding": 8}}
        },
        "layer": [_rule_at_zero(colours), *halos, bars, *texts],
    }  # fmt: skip
    said = f"{outcome}, by knob. {widest}."
    return _chart("Which knob matters most", outcome, said, layout, dark)


def _signed(value: float) -> str:
    text = f"{value:+.3g}".replace("-", MINUS)
    return "0" if value == 0 else text


def _chart(title: str, subtitle: str, said: str, layout: Spec, dark: bool) -> Spec:
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": subtitle},
        "description": said,
        "config": config(dark),
        **layout,
    }


def _finite(value: object) -> float | None:
    """Return a number that can be drawn; ``None`` for a missing or an absurd one."""
    number = math.nan if value is None or value is pd.NA else float(cast(float, value))
    return number if abs(number) < MOST else None


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """Return the chart as a PNG, ``scale`` times its size; asks nothing of a network."""
    return vl_convert.vegalite_to_png(json.dumps(spec), scale=scale, allowed_base_urls=[])


def svg(spec: Spec) -> str:
    """Return the chart as an SVG image; asks nothing of a network."""
    return vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
