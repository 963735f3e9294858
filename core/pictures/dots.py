"""Rows of dots: one figure or several for each name, with their intervals where there are some."""

import pandas as pd

from core.pictures.frame import ROW, WIDTH, Spec, chart, finite, row_words, rows, theme

SHAPES = ("circle", "diamond", "square")


def dots(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    form: str = ".2f",
    low: float | None = 0.0,
    high: float | None = None,
    dark: bool = False,
) -> Spec:
    """Return rows of dots, a row a name.

    Args:
        frame: ``name``, ``series`` and ``value``; where figures have intervals, ``low`` and
            ``high`` too, empty where one has none. Names and series come in the frame's order,
            at most three series.
        title: What the chart shows.
        subtitle: In which unit, and measured how.
        form: How figures are written, as Python and Vega both read it: ``".2f"``, ``".0%"``.
        low: Least value of the axis; what the figures need without it.
        high: Largest value of the axis; what the figures need without it.
        dark: Colours for a dark page.
    """
    colours = theme(dark)
    names = list(dict.fromkeys(str(name) for name in frame["name"]))
    series = list(dict.fromkeys(str(each) for each in frame["series"]))
    values = []
    for name in names:
        mine = frame[frame["name"] == name]
        pairs = list(zip(mine["series"], mine["value"], strict=True))
        words = "  ·  ".join(
            f"{each} {value:{form}}" if len(series) > 1 else f"{value:{form}}"
            for each, value in pairs
        )
        for place, row in enumerate(mine.to_dict("records")):
            values.append(
                {
                    "metric": name,
                    "label": name if not place else "",
                    "words": words if not place else "",
                    "series": str(row["series"]),
                    "value": finite(row["value"]),
                    "low": finite(row.get("low")),
                    "high": finite(row.get("high")),
                }
            )
    halos, texts = row_words(colours, None)
    palette = [colours.blue, colours.orange, colours.grey][: len(series)]
    domain = {key: end for key, end in (("domainMin", low), ("domainMax", high)) if end is not None}
    said = "; ".join(f"{row['metric']}: {row['words']}" for row in values if row["words"])
    legend = {} if len(series) > 1 else {"legend": None}
    colour = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": series, "range": palette},
        **legend,
    }
    shape = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": series, "range": list(SHAPES[: len(series)])},
        **legend,
    }
    x = {"field": "value", "type": "quantitative"}
    tooltip = [
        {"field": "metric", "type": "nominal", "title": "Row"},
        {"field": "series", "type": "nominal", "title": "Figure"},
        {"field": "value", "type": "quantitative", "title": "Value", "format": form},
    ]
    layout = {
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": values},
        "encoding": {
            "y": rows(names),
            "x": {
                "type": "quantitative",
                "axis": {"title": None, "format": form, "tickCount": 5},
                "scale": {"zero": False, "nice": True, **domain},
            },
        },
        "layer": [
            *halos,
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.75},
                "transform": [{"filter": "isValid(datum.low)"}],
                "encoding": {
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {"x": x, "color": colour, "shape": shape, "tooltip": tooltip},
            },
            *texts,
        ],
    }
    return chart(title, subtitle, f"{title}. {said}.", layout, dark)
