"""A parameter is declared once, and a value out of range cannot exist."""

import dataclasses
import math
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import KnobError
from core.knobs import Choice, Params, Range, changed, fields
from core.people import Habits
from core.simulation.levers import LEVERS
from core.simulation.scenario import Dynamics, Setup

DECLARED = [Habits, Setup, Dynamics, *LEVERS.values()]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fence(Params):
    radius_km: Annotated[float, Range("Radius", 0.5, 25, step=0.5, unit="km")] = 3.0
    slices: Annotated[int, Range("Slices", 6, 12)] = 8
    mode: Annotated[str, Choice("Mode", (("near", "Near"), ("far", "Far")))] = "near"


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_every_declared_default_lies_in_its_own_range_and_names_a_source(kind):
    for field in fields(kind):
        assert field.check(field.default) == field.default
        assert field.knob.source


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_an_assumed_knob_states_the_range_it_is_assumed_in(kind):
    for field in fields(kind):
        if field.knob.source.startswith("assumption"):
            assert any(sign.isdigit() for sign in field.knob.source), field.name


@given(value=st.floats(0.5, 25) | st.integers(1, 25))
def test_a_value_in_range_is_kept_as_a_number(value):
    assert Fence(radius_km=value).radius_km == value


@given(
    value=st.one_of(
        st.floats(max_value=0.5, exclude_max=True),
        st.floats(min_value=25, exclude_min=True),
        st.just(math.nan),
        st.text(),
        st.none(),
        st.booleans(),
    )
)
def test_anything_else_is_refused_with_the_range(value):
    with pytest.raises(KnobError, match=r"radius_km must be 0\.5 to 25 km, not "):
        Fence(radius_km=value)


def test_a_whole_number_is_asked_for_by_name():
    with pytest.raises(KnobError, match="slices must be a whole number"):
        Fence(slices=7.5)


def test_a_choice_names_the_options_and_the_nearest_one():
    with pytest.raises(KnobError, match=r"one of near, far, not 'nera'. Did you mean 'near'"):
        Fence(mode="nera")


def test_an_unknown_key_names_the_nearest_valid_key_and_its_place():
    with pytest.raises(
        KnobError, match=r"ideas\.nearby\.radius'; did you mean 'ideas\.nearby\.radius_km"
    ):
        Fence.read({"radius": 3}, where="ideas.nearby")


def test_only_what_was_turned_counts_as_changed():
    assert dict(changed(Fence(radius_km=4))) == {"radius_km": 4.0}
