"""When members watch: one bar for each hour of the day."""

from collections.abc import Sequence

from core.pictures.frame import WIDTH, Spec, chart, theme


def hours(shares: Sequence[float], *, dark: bool = False) -> Spec:
    """Return a bar chart of the local hours in which viewings start.

    Args:
        shares: Share of viewings that start in each hour, 24 of them from midnight on.
        dark: Colours for a dark page.

    Raises:
        ValueError: If there are not 24.
    """
    if len(shares) != 24:
        raise ValueError(f"A day needs 24 shares, not {len(shares)}.")
    colours = theme(dark)
    peak = max(range(24), key=lambda hour: shares[hour])
    values = [{"hour": hour, "share": float(share)} for hour, share in enumerate(shares)]
    return chart(
        "When they watch",
        "share of viewings that start in each local hour",
        f"Viewings by local hour; most start between {peak}:00 and {(peak + 1) % 24}:00, "
        f"{shares[peak]:.0%} of them.",
        {
            "width": WIDTH,
            "height": 130,
            "data": {"values": values},
            "mark": {"type": "bar", "color": colours.blue, "cornerRadiusEnd": 2},
            "encoding": {
                "x": {
                    "field": "hour",
                    "type": "ordinal",
                    "scale": {"paddingInner": 0.25},
                    "axis": {
                        "title": None,
                        "labelAngle": 0,
                        "values": [0, 6, 12, 18, 23],
                        "labelExpr": "datum.value + ':00'",
                    },
                },
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "axis": {"title": None, "format": ".0%", "tickCount": 3},
                },
                "tooltip": [
                    {"field": "hour", "type": "ordinal", "title": "Hour"},
                    {"field": "share", "type": "quantitative", "title": "Share", "format": ".1%"},
                ],
            },
        },
        dark,
    )
