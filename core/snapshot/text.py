"""A snapshot in words: for a terminal, and the words its report shares."""

import math
from collections.abc import Mapping
from typing import Any

from core.ideas import idea
from core.knobs import changed
from core.snapshot import tables
from core.snapshot.model import Snapshot

QUESTIONS = {
    "what-if": "What if? Both worlds hold the same members and share their draws.",
    "ab": "Simulated A/B test: each arm holds members of its own.",
}
Cells = Mapping[tuple[str, str, str], Mapping[str, Any]]


def cells(snapshot: Snapshot) -> Cells:
    """Return the readout's rows by metric, arm and persona."""
    rows = snapshot.table.to_dict("records")
    return {(row["metric"], row["arm"], row["persona"]): row for row in rows}  # type: ignore[misc]


def number(value: float) -> str:
    """Return a number with about four digits, for people.

    Example:
        >>> number(12345.678), number(0.0123456), number(-3.0)
        ('12,346', '0.01235', '-3')
    """
    if not math.isfinite(value):
        return "none" if math.isnan(value) else "unbounded"
    if value == 0 or not 1e-4 <= abs(value) < 1e15:
        return f"{value:.4g}"
    digits = max(3 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """Return a share as a signed percentage.

    Example:
        >>> percent(0.0512)
        '+5.12 %'
    """
    return f"{share * 100:+.2f} %" if math.isfinite(share) else number(share)


def figure(row: Mapping[str, Any] | None, arm: str) -> tuple[str, str]:
    """Return estimate and interval of a row of the readout in words; empty for no row."""
    if row is None:
        return "", ""
    say = percent if arm == "lift" else number
    return say(row["estimate"]), f"{say(row['low'])} to {say(row['high'])}"


def made(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return where the snapshot comes from, as names and values."""
    manifest, setup = snapshot.manifest, snapshot.scenario.setup
    return [
        ("Digest", snapshot.id),
        ("Scenario", manifest.scenario_digest),
        ("Made", manifest.at),
        ("Commit", manifest.commit or "unknown"),
        ("Question", QUESTIONS.get(manifest.question, manifest.question)),
        ("Engine", manifest.engine),
        ("Members in each arm", f"{setup.members:,}"),
        ("Horizon", f"{setup.days} days"),
        ("Seed", str(manifest.seed)),
        ("Random numbers", manifest.rng),
        ("Intervals", f"{manifest.confidence:.0%}, {', '.join(manifest.methods) or 'no method'}"),
        ("Versions", ", ".join(f"{name} {is_}" for name, is_ in manifest.versions.items())),
    ]


def show(snapshot: Snapshot) -> str:
    """Return a snapshot as text for a terminal: provenance, ideas, headline figures."""
    names = made(snapshot)
    wide = max(len(name) for name, _ in names)
    lines = [f"{name:<{wide}}  {value}" for name, value in names]
    lines += ["", "Ideas switched on"]
    for slug, lever in snapshot.scenario.ideas.items():
        turned = ", ".join(f"{name} {value:g}" for name, value in changed(lever))
        lines.append(f"  {idea(slug).title}: {turned or 'every knob at its default'}")
    lines += ["  none"] * (not snapshot.scenario.ideas)
    return "\n".join([*lines, "", *_headline(snapshot)])


def _headline(snapshot: Snapshot) -> list[str]:
    found = cells(snapshot)
    rows = [("Metric, all members", "Control", "Treatment", "Lift", "Interval of the lift")]
    for each in snapshot.manifest.metrics:
        figures = [figure(found.get((each.slug, arm, tables.ALL)), arm) for arm in tables.ARMS]
        lift, between = figures[3]
        rows.append((f"{each.label}, {each.unit}", figures[0][0], figures[1][0], lift, between))
    wide = [max(len(row[at]) for row in rows) for at in range(5)]
    return [
        "  ".join([f"{row[0]:<{wide[0]}}", *(f"{row[at]:>{wide[at]}}" for at in range(1, 5))])
        for row in rows
    ]
