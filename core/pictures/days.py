"""A metric's course, day by day."""

from collections.abc import Mapping

import pandas as pd

from core.metrics import Metric, metric
from core.people import PERSONAS
from core.pictures.frame import WIDTH, Spec, Theme, chart, finite, theme

ARM_LABELS = {"control": "Control", "treatment": "Treatment"}


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
    return chart(
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
            **{name: finite(row[name]) for name in ("estimate", "low", "high")},
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
