"""The forest plot: every metric's lift with its interval."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from core.metrics import METRICS, Metric
from core.pictures.frame import (
    MINUS,
    ROW,
    WIDTH,
    Spec,
    Theme,
    chart,
    finite,
    row_words,
    rows,
    rule_at_zero,
    theme,
)

VERDICTS = ("better", "unclear", "worse")
PERCENT = "datum.value == 0 ? '0 %' : replace(datum.label, '%', ' %')"


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
    lifts = table[(table["arm"] == "lift") & (table["persona"] == persona)]
    found = {row["metric"]: row for row in lifts.to_dict("records")}
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
    return chart(
        "Lift of treatment over control",
        f"{asked}, {whom}, {confidence:.0%} interval",
        f"Relative lift of each metric. {said or 'No metric has a lift'}.",
        {"vconcat": panels, "resolve": {"scale": {"x": "independent", "y": "independent"}}},
        dark,
    )


def _lift_row(of: Metric, row: Mapping[Hashable, Any]) -> Spec:
    low, estimate, high = (finite(row[name]) for name in ("low", "estimate", "high"))
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
    low, estimate, high = (finite(row[name]) for name in ("low", "estimate", "high"))
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
    halos, texts = row_words(colours, colour)
    layers: list[Spec] = [
        rule_at_zero(colours),
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
            "y": rows([row["metric"] for row in values]),
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
