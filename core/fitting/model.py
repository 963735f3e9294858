"""What a fit found: estimates with intervals, a scenario made of them, and what stays unknown."""

import dataclasses
import re
from datetime import datetime, timedelta

from core.fitting.sums import Figure
from core.knobs import Range, fields
from core.people import Habits
from core.simulation.scenario import Scenario

RANGES = {field.name: field.knob for field in fields(Habits) if isinstance(field.knob, Range)}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure of a log.

    Args:
        key: Where it stands in a scenario, such as ``personas.focused.churn_per_month``; keys
            that begin with ``log.`` are about the log and set nothing.
        label: What it is, in words.
        unit: Its unit; empty for a plain number.
        value: The estimate.
        low: Low end of the 95 % interval.
        high: High end.
        n: Members counted, or times followed.
        method: How estimate and interval were made.
        used: What the scenario holds: the value, kept within the knob's range; ``None`` for keys
            that set nothing.
        remark: Why another value is used, where one is; else empty.
        assumed: For keys that set nothing, what the simulation assumes, where it does.
    """

    key: str
    label: str
    unit: str = ""
    value: float
    low: float
    high: float
    n: int
    method: str
    used: float | None = None
    remark: str = ""
    assumed: float | None = None

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        said = (
            f"{self.value:.4g}{unit}, 95 % interval {self.low:.4g} to {self.high:.4g}, "
            f"n {self.n:,}, {self.method}"
        )
        if self.assumed is not None:
            said += f"; the simulation assumes {self.assumed:.4g}"
        return said + (f"; {self.remark}" if self.remark else "")


def habit_estimate(slug: str, habit: str, figure: Figure, asked: float = 1.0) -> Estimate:
    """Return the estimate of a persona's habit.

    Args:
        slug: The persona.
        habit: Field of ``core.people.Habits``.
        figure: What the log says.
        asked: What a scenario must ask for, times what the log says, to see it. The value used
            is also kept within the knob's range; either is said in the remark.
    """
    knob = RANGES[habit]
    asks = float(f"{asked * figure.value:.4g}")
    used = min(max(asks, knob.low), knob.high)
    remark = ""
    if used != asks:
        remark = f"outside the knob's range of {knob.allowed()}, so {used:g} is used"
    elif asked > 1.0:
        remark = f"{used:g} is used, for the simulation opens one session a day at most"
    return Estimate(
        key=f"personas.{slug}.{habit}",
        label=knob.label,
        unit=knob.unit,
        used=used,
        remark=remark,
        **dataclasses.asdict(figure),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A scenario fitted to a log.

    Args:
        scenario: Defaults, with every habit the log tells in their place.
        estimates: Every figure, those that set a key of the scenario first.
        unknown: Sentences about what the log cannot tell; together they name every key that
            keeps its default.
        notes: Sentences about how the log was read.
        events: Events read.
        members: Members followed.
        since: First midnight of the log, UTC.
        until: Midnight after its last event.
    """

    scenario: Scenario
    estimates: tuple[Estimate, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]
    events: int
    members: int
    since: datetime
    until: datetime

    @property
    def about(self) -> str:
        """One line about the log."""
        days = (self.until - self.since).days
        return (
            f"{self.events:,} events of {self.members:,} members, {self.since:%Y-%m-%d} to "
            f"{self.until - timedelta(days=1):%Y-%m-%d} ({days:,} days)"
        )

    def estimate(self, key: str) -> Estimate | None:
        """Return the estimate of a key, or ``None`` where the log cannot tell."""
        return next((each for each in self.estimates if each.key == key), None)

    def to_toml(self) -> str:
        """Return the scenario with a comment above every estimated key.

        ``Scenario.from_toml`` reads it back equal to ``scenario``.
        """
        found = {each.key: each for each in self.estimates}
        lines = ["# Fitted to a log of " + self.about + "."]
        lines += [f"# {note}" for note in self.notes]
        lines += ["#", "# The log cannot tell:"]
        lines += [f"#   {sentence}" for sentence in self.unknown]
        lines += ["#", "# About the log, setting nothing:"]
        lines += [f"#   {each.label}: {each}" for each in self.estimates if each.used is None]
        lines.append("")
        table = ""
        for line in self.scenario.to_toml().splitlines():
            if header := re.fullmatch(r"\[(.+)\]", line):
                table = header[1]
            key = f"{table}.{line.split(' = ')[0]}"
            if key in found:
                lines.append(f"# {found[key]}")
            lines.append(line)
        return "\n".join(lines) + "\n"

    def report(self) -> str:
        """Return the same as text for a terminal."""
        lines = [self.about, *self.notes, "", _row("", "estimate", "95 % interval", "n", "method")]
        for each in self.estimates:
            value = f"{each.value:.4g} {each.unit}".rstrip()
            name = each.key.removeprefix("personas.")
            interval = f"{each.low:.4g} to {each.high:.4g}"
            lines.append(_row(name, value, interval, f"{each.n:,}", each.method))
            if each.assumed is not None:
                lines.append(f"{'':<38}the simulation assumes {each.assumed:.4g}")
            if each.remark:
                lines.append(f"{'':<38}{each.remark}")
        lines += ["", "The log cannot tell:", *(f"  {sentence}" for sentence in self.unknown)]
        return "\n".join(lines)


def _row(name: str, value: str, interval: str, n: str, method: str) -> str:
    return f"{name:<36}{value:>14}  {interval:<20}{n:>8}  {method}".rstrip()
