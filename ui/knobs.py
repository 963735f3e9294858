"""One widget for each declared knob; its value lives in the address."""

import math
from typing import TypeVar

import streamlit as st

from core.errors import KnobError
from core.knobs import Choice, Field, Params, Range, fields
from core.simulation.link import key
from ui.typed import plain

P = TypeVar("P", bound=Params)

SLIDER_STOPS = 2000
"""With more stops than this a slider cannot be set by hand: a number field takes over."""

FEW = 50
"""Whole numbers are typed rather than dragged where there are more than this."""


def knobs(prefix: str, params: P, *, only: tuple[str, ...] = (), bound: bool = True) -> P:
    """Draw a widget for each knob and return the parameters as they are set.

    Args:
        prefix: What the widgets' keys and the address parameters start with.
        params: The declared parameters; their values are the widgets' defaults.
        only: Names of the knobs to draw; all without it. The others keep their value.
        bound: Whether the address follows the widgets; else the caller keeps it.
    """
    values: dict[str, object] = dict(params.write())
    for field in fields(type(params)):
        if only and field.name not in only:
            continue
        drawn = _widget(key(prefix, field.name), field, values[field.name], bound)
        try:
            values[field.name] = field.check(drawn)
        except KnobError as error:
            st.error(plain(str(error)), icon=":material/error:")
    return type(params)(**values)


def _widget(name: str, field: Field, value: object, bound: bool) -> object:
    knob = field.knob
    if isinstance(knob, Choice):
        words = dict(knob.options)
        if len(words) == 1:
            return value
        return st.segmented_control(
            knob.label,
            list(words),
            default=value,
            format_func=lambda option: words.get(option, str(option)),
            required=True,
            wrap=True,
            key=name,
            help=_help(knob),
            bind="query-params" if bound else None,
        )
    return _number(name, field, knob, value, bound)


def _number(name: str, field: Field, knob: Range, value: object, bound: bool) -> object:
    number = float(str(value))
    label = f"{knob.label} ({knob.unit})" if knob.unit else knob.label
    kind = int if field.integer else float
    stops = (knob.high - knob.low) / knob.step
    if stops > (FEW if field.integer else SLIDER_STOPS):
        return st.number_input(
            label,
            min_value=kind(knob.low),
            max_value=kind(knob.high),
            value=kind(number),
            step=kind(knob.step),
            key=name,
            help=_help(knob),
            bind="query-params" if bound else None,
        )
    return st.slider(
        label,
        format=f"%.{digits(knob.step)}f",
        min_value=kind(knob.low),
        max_value=kind(knob.high),
        value=kind(number),
        step=kind(knob.step),
        key=name,
        help=_help(knob),
        bind="query-params" if bound else None,
    )


def digits(step: float) -> int:
    """Return the decimals that show every stop of a slider.

    Example:
        >>> digits(1), digits(0.5), digits(0.05)
        (0, 1, 2)
    """
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _help(knob: Range | Choice) -> str:
    said = [knob.help] if knob.help else []
    return " ".join([*said, f"Source: {knob.source}."]).replace("$", r"\$")
