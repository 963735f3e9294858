"""One function for each picture; every one carries words for those who cannot see it."""

import math
from typing import Literal

import pandas as pd
import streamlit as st

from core import pictures
from core.experiment import Readout, smallest_seen
from core.metrics import METRICS, Metric, metric
from core.simulation.expect import Expected, Swing
from core.simulation.panel import ALL, Panel
from core.simulation.run import ARMS
from ui import look

Colour = Literal["green", "red", "orange"]
VERDICTS: dict[str, tuple[str, Colour, str]] = {
    "safe": ("Within margin", "green", "check_circle"),
    "harmed": ("Harmed", "red", "error"),
    "undecided": ("Undecided", "orange", "help"),
}
"""Words, colour and icon of a guardrail's verdict."""


def value(of: Metric, number: float) -> str:
    """Return a figure with its unit, as a stakeholder reads it.

    Example:
        >>> from core.metrics import metric
        >>> value(metric("take_rate"), 15.2179), value(metric("revenue"), 15.4)
        ('15.22 %', '15.4 $ per month')
    """
    return f"{number:,.4g} {of.unit}"


def percent(share: float, *, sign: bool = True) -> str:
    """Return a share as a percentage with a real minus sign.

    Example:
        >>> percent(0.0105), percent(-0.2)
        ('+1.05 %', '−20.0 %')
    """
    number = 100 * share
    digits = 1 if abs(number) >= 10 else 2
    text = f"{number:+.{digits}f} %" if sign else f"{number:.{digits}f} %"
    return text.replace("-", "−")


def between(low: float | None, high: float | None) -> str:
    """Return an interval of shares as short as it can be read; empty where there is none.

    Example:
        >>> between(0.0104, 0.0106), between(-0.2, 0.1), between(None, None)
        ('[+1.04, +1.06]', '[−20.0, +10.0]', '')
    """
    if low is None or high is None or not math.isfinite(low + high):
        return ""
    return f"[{percent(low)[:-2]}, {percent(high)[:-2]}]"


def _tile(of: Metric, readout: Readout, sparkline: list[float]) -> None:
    delta: str | int
    if readout.rel is None:
        delta, about = f"{readout.effect:+.3g}".replace("-", "−"), readout.rel_note
    elif readout.effect == 0 and readout.se == 0:
        delta, about = 0, "exactly unchanged"
    else:
        # the delta's arrow looks for a plain hyphen
        delta = percent(readout.rel).replace("−", "-")
        about = between(readout.rel_low, readout.rel_high) or readout.rel_note
    colour: Literal["normal", "inverse", "off"] = "off"
    if readout.significant:
        colour = "normal" if of.good == "up" else "inverse"
    st.metric(
        named(of),
        f"{readout.treatment:,.4g}",
        delta,
        delta_color=colour,
        delta_description=about,
        help=f"{of.meaning} Control: {value(of, readout.control)}. In brackets: 95 % interval of "
        f"the lift, {readout.rel_method}. The curve: expected lift day by day.".replace("$", r"\$"),
        chart_data=sparkline,
        chart_type="area",
        border=True,
        height="stretch",
    )


def _lift(control: float, treatment: float) -> float:
    """Return a day's expected lift in percent; 0 where nothing is defined."""
    lift = 100 * (treatment / control - 1) if control else 0.0
    return lift if math.isfinite(lift) else 0.0


def named(of: Metric) -> str:
    """Return a metric's name with its unit, safe as a label.

    Example:
        >>> from core.metrics import metric
        >>> named(metric("take_rate"))
        'Take rate, %'
    """
    return f"{of.label}, {of.unit}".replace("$", r"\$")


def headline(panel: Panel, worlds: dict[str, Expected], persona: str = ALL) -> None:
    """Show the four success metrics as tiles: figure, lift, interval, and the lift's course."""
    people = list(panel.scenario.personas)
    place = None if persona == ALL else people.index(persona)
    with st.grid(4, min_column_width=210, gap="small"):
        for of in METRICS:
            if of.role != "success":
                continue
            readout = panel.readout(of.slug, persona)
            if readout is None:
                st.metric(named(of), None, help=of.meaning, border=True, height="stretch")
                continue
            control, treatment = (worlds[arm].curve(of, place) for arm in ARMS)
            _tile(of, readout, [_lift(*pair) for pair in zip(control, treatment, strict=True)])


def chance(p: float | None) -> str:
    """Return a p-value as one reads it; empty where there is none.

    Example:
        >>> chance(0.0312), chance(1e-300), chance(None)
        ('0.0312', '< 0.0001', '')
    """
    if p is None:
        return ""
    return f"{p:.3g}" if p >= 1e-4 else "< 0.0001"


def evidence(panel: Panel, persona: str = ALL) -> None:
    """Show the success metrics as an analyst reads them: intervals, p-values, what can be seen."""
    rows = []
    for readout in panel.of("success", persona):
        of = metric(readout.metric)
        row = {
            "Success metric": named(of).replace("\\", ""),
            "Effect, 95 % interval": f"{readout.effect:+.4g} "
            f"[{readout.low:+.4g}, {readout.high:+.4g}]",
            "Valid while peeking": f"[{readout.always_low:+.4g}, {readout.always_high:+.4g}]",
            "p": chance(readout.p),
            "p, Holm": chance(readout.p_holm),
            "p, Benjamini-Hochberg": chance(readout.p_bh),
            "Method": readout.method,
        }
        if panel.scenario.setup.question == "ab" and readout.se > 0 and readout.control:
            seen = smallest_seen(readout) / abs(readout.control)
            row["Smallest lift seen, 80 % power"] = percent(seen, sign=False)
        rows.append(row)
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height="content",
        alt="Success metrics with effect, intervals, p-values and method",
    )


def guardrails(panel: Panel, persona: str = ALL) -> None:
    """Show what must not break: each guardrail's figure, change and verdict."""
    rows = []
    for readout in panel.of("guardrail", persona):
        of = metric(readout.metric)
        verdict = readout.guardrail.verdict if readout.guardrail else "undecided"
        words, _, _ = VERDICTS[verdict]
        still = readout.effect == 0 and readout.se == 0
        change = percent(readout.rel) if readout.rel is not None else "undefined"
        rows.append(
            {
                "Guardrail": named(of).replace("\\", ""),
                "Verdict": words,
                "Control": f"{readout.control:,.4g}",
                "Treatment": f"{readout.treatment:,.4g}",
                "Change, 95 % interval": "unchanged"
                if still
                else f"{change} {between(readout.rel_low, readout.rel_high)}",
                "Tolerated": f"{100 * of.margin:g} %",
            }
        )
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        alt="Guardrails with control, treatment, change, interval and verdict",
    )


def verdicts(panel: Panel, persona: str = ALL) -> None:
    """Say in one line which guardrails hold, are undecided or are harmed."""
    with st.container(horizontal=True, gap="small"):
        for readout in panel.of("guardrail", persona):
            verdict = readout.guardrail.verdict if readout.guardrail else "undecided"
            words, colour, icon = VERDICTS[verdict]
            of = metric(readout.metric)
            change = "" if readout.rel is None else percent(readout.rel)
            st.badge(
                f"{of.label} {change}" if verdict == "harmed" else of.label,
                icon=f":material/{icon}:",
                color=colour,
                help=f"{words}: {change or 'undefined'} "
                f"{between(readout.rel_low, readout.rel_high)}; "
                f"{100 * of.margin:g} % harm is tolerated.",
            )


def lift(panel: Panel, persona: str = ALL) -> None:
    """Show the lift of every metric with its interval."""
    spec = pictures.lift(
        panel.table(),
        persona=persona,
        question=panel.scenario.setup.question,
        dark=look.dark(),
    )
    draw(spec)


def curves(frame: pd.DataFrame, slug: str, personas: dict[str, str]) -> None:
    """Show a metric per day for both arms."""
    draw(pictures.curves(frame, slug, personas=personas, dark=look.dark()))


def hours(shares: tuple[float, ...]) -> None:
    """Show the local hours in which viewings start."""
    draw(pictures.hours(shares, dark=look.dark()))


def dots(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    form: str = ".2f",
    low: float | None = 0.0,
    high: float | None = None,
) -> None:
    """Show rows of figures with their intervals; see ``core.pictures.dots``."""
    draw(
        pictures.dots(
            frame, title=title, subtitle=subtitle, form=form, low=low, high=high, dark=look.dark()
        )
    )


def tornado(swings: list[Swing], of: Metric, lift_now: float) -> None:
    """Show which knob moves a metric's lift most."""
    frame = pd.DataFrame(
        {
            "knob": [swing.label for swing in swings],
            "low": [f"{swing.low:.4g}" for swing in swings],
            "high": [f"{swing.high:.4g}" for swing in swings],
            "at_low": [100 * (swing.lift_low - lift_now) for swing in swings],
            "at_high": [100 * (swing.lift_high - lift_now) for swing in swings],
        }
    )
    draw(
        pictures.tornado(
            frame, outcome=f"Change of the lift of {of.label.lower()}, pp", dark=look.dark()
        )
    )


def draw(spec: pictures.Spec) -> None:
    """Draw a chart to the page's width: panels one by one, for only single views stretch."""
    shared = {name: spec[name] for name in ("$schema", "config") if name in spec}
    titles = spec.get("title", {})
    st.markdown(f"**{titles.get('text', '')}**")
    st.caption(titles.get("subtitle", ""))
    words = str(spec.get("description", ""))
    layout = ("vconcat", "resolve", "title", "description", *shared)
    panels = spec.get("vconcat") or [{k: v for k, v in spec.items() if k not in layout}]
    for number, panel in enumerate(panels):
        view = {name: part for name, part in panel.items() if name != "width"}
        view["autosize"] = {"type": "fit-x", "contains": "padding"}
        config = {**shared["config"], "background": "transparent"}
        title = panel.get("title", "")
        named = title.get("text", "") if isinstance(title, dict) else title
        st.vega_lite_chart(
            {**shared, **view, "config": config},
            theme=None,
            width="stretch",
            alt=words if number == 0 else f"{named}: see the description of the first part.",
        )
