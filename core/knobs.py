"""What a parameter is: declared once, read by slider, range check, link, terminal and snapshot."""

import dataclasses
import difflib
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Self, cast, get_args, get_origin, get_type_hints

from core.errors import KnobError

ASSUMPTION = "assumption"


@dataclasses.dataclass(frozen=True, slots=True)
class Range:
    """A number between two ends.

    Args:
        label: What the slider is called, in sentence case.
        low: Smallest value allowed.
        high: Largest value allowed.
        step: Distance between two stops of the slider.
        unit: Unit of the value: "km", "min", "%"; empty for a plain factor.
        source: Where the default comes from: a citation, or "assumption".
        help: One sentence for a stakeholder; empty when the label says it all.
    """

    label: str
    low: float
    high: float
    step: float = 1.0
    unit: str = ""
    source: str = ASSUMPTION
    help: str = ""

    def check(self, name: str, value: object) -> float:
        """Return the value as a float, or raise ``KnobError`` naming the allowed range."""
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        if number is None or not math.isfinite(number) or not self.low <= number <= self.high:
            raise KnobError(f"{name} must be {self.allowed()}, not {value!r}.")
        return float(number)

    def allowed(self) -> str:
        """Return the range in words, with its unit.

        Example:
            >>> Range("Radius", 0.5, 25, step=0.5, unit="km").allowed()
            '0.5 to 25 km'
        """
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.low:,.10g} to {self.high:,.10g}{unit}"


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One of a few named options; ``options`` maps the stored value to its words on screen."""

    label: str
    options: tuple[tuple[str, str], ...]
    source: str = ASSUMPTION
    help: str = ""

    def check(self, name: str, value: object) -> str:
        """Return the value, or raise ``KnobError`` naming the options and the nearest one."""
        values = [option for option, _ in self.options]
        if isinstance(value, str) and value in values:
            return value
        near = difflib.get_close_matches(str(value), values, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise KnobError(f"{name} must be {self.allowed()}, not {value!r}.{hint}")

    def allowed(self) -> str:
        """Return the options in words."""
        return "one of " + ", ".join(value for value, _ in self.options)


Knob = Range | Choice


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One declared parameter: name, knob, default, and what else its annotation carries."""

    name: str
    knob: Knob
    default: float | int | str
    integer: bool
    extra: tuple[object, ...] = ()

    def check(self, value: object) -> float | int | str:
        """Return the value in its declared type, or raise ``KnobError``."""
        checked = self.knob.check(self.name, value)
        if self.integer and isinstance(checked, float):
            if checked != int(checked):
                raise KnobError(f"{self.name} must be a whole number, not {value!r}.")
            return int(checked)
        return checked


class Params:
    """Base of every parameter declaration: a frozen dataclass of ``Annotated`` fields.

    A value out of range cannot exist: construction checks every field.

    Example:
        >>> @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
        ... class Fence(Params):
        ...     radius_km: Annotated[float, Range("Radius", 0.5, 25, unit="km")] = 3.0
        >>> Fence(radius_km=5).radius_km
        5.0
        >>> Fence(radius_km=99)
        Traceback (most recent call last):
        core.errors.KnobError: radius_km must be 0.5 to 25 km, not 99.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(type(self)):
            object.__setattr__(self, field.name, field.check(getattr(self, field.name)))

    @classmethod
    def read(cls, values: Mapping[str, object], *, where: str = "") -> Self:
        """Build from a mapping others wrote; keys left out keep their default.

        Args:
            values: Parameter names to values.
            where: Where the mapping stands, put before the key in messages: "ideas.social".

        Raises:
            KnobError: For an unknown key (naming the nearest valid one), a wrong type or a
                value out of range.
        """
        names = [field.name for field in fields(cls)]
        prefix = f"{where}." if where else ""
        for key in values:
            if key not in names:
                raise KnobError(unknown_key(prefix + key, [prefix + name for name in names]))
        try:
            return cls(**values)
        except KnobError as error:
            raise KnobError(f"{prefix}{error}") from None

    def write(self) -> dict[str, float | int | str]:
        """Return every parameter by name, in declared order."""
        return {field.name: getattr(self, field.name) for field in fields(type(self))}


@cache
def _fields(cls: type[Params]) -> tuple[Field, ...]:
    hints = get_type_hints(cls, include_extras=True)
    found = []
    for declared in dataclasses.fields(cls):  # type: ignore[arg-type]
        hint = hints[declared.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{cls.__name__}.{declared.name} needs Annotated[..., Range or Choice]")
        kind, knob, *extra = get_args(hint)
        default = cast(float | int | str, declared.default)
        found.append(Field(declared.name, knob, default, kind is int, tuple(extra)))
    return tuple(found)


def fields(cls: type[Params]) -> tuple[Field, ...]:
    """Return the declared parameters of a ``Params`` class, in order."""
    return _fields(cls)  # type: ignore[arg-type]  # a class is hashable, its instances need not be


def unknown_key(key: str, valid: list[str]) -> str:
    """Return the sentence for a key nobody declared, naming the nearest valid one.

    Example:
        >>> unknown_key("radius", ["radius_km", "seed"])
        "There is no key 'radius'; did you mean 'radius_km'?"
    """
    near = difflib.get_close_matches(key, valid, n=1, cutoff=0.4)
    if near:
        return f"There is no key {key!r}; did you mean {near[0]!r}?"
    return f"There is no key {key!r}; valid keys are {', '.join(valid)}."


def changed(params: Params) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every parameter that is not at its default."""
    for field in fields(type(params)):
        value = getattr(params, field.name)
        if value != field.default:
            yield field.name, value
