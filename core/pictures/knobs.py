"""The tornado: what turning each knob does."""

import math

import pandas as pd

from core.pictures.frame import (
    MINUS,
    ROW,
    WIDTH,
    Spec,
    chart,
    finite,
    row_words,
    rows,
    rule_at_zero,
    theme,
)


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
    turned = frame.to_dict("records")
    turned.sort(key=lambda row: -abs(row["at_high"] - row["at_low"]))
    widest = max((abs(row[end]) for row in turned for end in ("at_low", "at_high")), default=0.0)
    digits = min(max(2 - math.floor(math.log10(widest)), 0), 6) if widest else 0
    values: list[Spec] = []
    for row in turned[:most]:
        ends = (
            (row["low"], row["at_low"], "Knob turned down"),
            (row["high"], row["at_high"], "Knob turned up"),
        )
        words = "  ·  ".join(f"{name}: {_signed(change, digits)}" for name, change, _ in ends)
        values += [
            {"metric": row["knob"], "label": row["knob"] if not at else "",
             "words": words if not at else "", "change": finite(end[1]), "end": end[2]}
            for at, end in enumerate(ends)
        ]  # fmt: skip
    names = list(dict.fromkeys(str(row["metric"]) for row in values))
    scale = {
        "domain": ["Knob turned down", "Knob turned up"],
        "range": [colours.orange, colours.blue],
    }
    halos, texts = row_words(colours, None)
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
    first = f"Widest: {names[0]}" if names else "No knob was turned"
    layout = {
        "width": WIDTH, "height": {"step": ROW}, "data": {"values": values},
        "encoding": {
            "y": rows(names), "x": {"type": "quantitative", "axis": axis, "scale": {"padding": 8}}
        },
        "layer": [rule_at_zero(colours), *halos, bars, *texts],
    }  # fmt: skip
    said = f"{outcome}, by knob. {first}."
    return chart("Which knob matters most", outcome, said, layout, dark)


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", MINUS)
