"""Run a snapshot again and hold the numbers against each other; hold two snapshots side by side."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from core.errors import SnapshotError
from core.metrics import METRICS
from core.simulation.scenario import Scenario
from core.snapshot import manifest as manifests
from core.snapshot import tables
from core.snapshot.manifest import Definition
from core.snapshot.model import Snapshot
from core.snapshot.write import versions

Run = Callable[[Scenario], tuple[pd.DataFrame, dict[str, Any]]]
"""Runs a scenario; returns the readout's table and the sufficient statistics."""

SHOWN = 10
"""Differences told one by one before the rest is counted."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One number that did not come out the same; of the statistics, ``column`` is the place.

    ``saved`` and ``replayed`` are exact texts of the numbers; ``None`` where there is none.
    """

    metric: str
    arm: str
    persona: str
    column: str
    saved: str | None
    replayed: str | None

    def __str__(self) -> str:
        place = f"{self.metric} {self.arm} {self.persona} {self.column}".strip()
        return f"{place}: saved {self.saved or 'nothing'}, replayed {self.replayed or 'nothing'}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What running a snapshot again gave.

    Args:
        saved: The snapshot's id.
        replayed: The id of what came out now.
        numbers: Cells and statistics that were compared.
        differences: Every one that is not exactly equal.
        versions: Libraries that are not the ones it was made with: name, then, now.
    """

    saved: str
    replayed: str
    numbers: int
    differences: tuple[Difference, ...]
    versions: tuple[tuple[str, str, str], ...]

    @property
    def equal(self) -> bool:
        """Whether everything came out exactly the same."""
        return self.saved == self.replayed

    def __str__(self) -> str:
        """Return the verdict for a terminal, with the first differences where there are some."""
        if self.equal:
            return f"Equal: all {self.numbers:,} numbers replay exactly.\nDigest {self.saved}"
        count = len(self.differences)
        lines = [f"Different: {count:,} of {self.numbers:,} numbers do not replay."]
        lines += [f"  {difference}" for difference in self.differences[:SHOWN]]
        lines += [f"  and {count - SHOWN:,} more"] * (count > SHOWN)
        lines += [
            f"Made with {name} {then}, replayed with {now}." for name, then, now in self.versions
        ]
        lines += [f"Saved digest    {self.saved}", f"Replayed digest {self.replayed}"]
        return "\n".join(lines)


def replay(snapshot: Snapshot, run: Run) -> Replay:
    """Run a snapshot's scenario again and compare every number exactly.

    Args:
        snapshot: What to replay.
        run: Runs the scenario.

    Raises:
        SnapshotError: If a metric is defined otherwise today, so that no comparison is fair.
    """
    today = {each.slug: Definition.of(each) for each in METRICS}
    for then in snapshot.manifest.metrics:
        if then != today.get(then.slug):
            raise SnapshotError(
                f"The metric {then.slug!r} is defined otherwise in this version of Greenlight; "
                f"replay it with commit {snapshot.manifest.commit or 'unknown'}."
            )
    table, statistics = run(snapshot.scenario)
    made, kept = tables.clean(table, tables.METRICS), manifests.plain(statistics)
    before = {**_cells(snapshot.table), **_leaves(snapshot.manifest.statistics)}
    after = {**_cells(made), **_leaves(kept)}
    places = dict.fromkeys([*before, *after])
    differences = [
        Difference(**dict(zip(("metric", "arm", "persona", "column"), place, strict=True)),
                   saved=before.get(place), replayed=after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]  # fmt: skip
    then_versions, now_versions = snapshot.manifest.versions, versions()
    return Replay(
        saved=snapshot.id,
        replayed=manifests.content_id(snapshot.scenario.digest, made, kept),
        numbers=len(places),
        differences=tuple(differences),
        versions=tuple(
            (name, then_versions.get(name, "none"), now)
            for name, now in now_versions.items()
            if then_versions.get(name) != now
        ),
    )


Place = tuple[str, str, str, str]


def _cells(frame: pd.DataFrame) -> dict[Place, str]:
    return {
        (key[0], key[1], key[2], column): text
        for key, cells in tables.keyed(frame, tables.METRICS).items()
        for column, text in cells.items()
    }


def _leaves(statistics: Mapping[str, Any]) -> dict[Place, str]:
    return {("", "", "", place): text for place, text in _walk(statistics, "statistics")}


def _walk(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(item, f"{place}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, f"{place}[{number}]")
    else:
        yield place, repr(value)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two snapshots side by side.

    Args:
        metrics: One row per metric, arm and persona found in either, with columns
            ``metric, arm, persona``, then ``estimate, low, high`` of each with ``_a`` and
            ``_b``, and ``difference``: b minus a, in the metric's unit (lift: share).
        knobs: One row per parameter that differs: ``knob, a, b``; missing where switched off.
    """

    metrics: pd.DataFrame
    knobs: pd.DataFrame

    def __str__(self) -> str:
        """Return both tables for a terminal."""
        knobs = "No knob differs." if self.knobs.empty else self.knobs.to_string(index=False)
        figures = self.metrics.to_string(index=False, float_format="{:,.5g}".format, na_rep="")
        return f"{knobs}\n\n{figures}"


def compare(a: Snapshot, b: Snapshot) -> Comparison:
    """Return two snapshots side by side: what differs in the knobs, and what in the metrics.

    Raises:
        SnapshotError: If they have different schemas, define a metric differently, or share
            none: their numbers would not mean the same.
    """
    if a.manifest.schema_version != b.manifest.schema_version:
        raise SnapshotError("Snapshots of different schemas cannot be compared; make one anew.")
    theirs = {each.slug: each for each in b.manifest.metrics}
    shared = [each for each in a.manifest.metrics if each.slug in theirs]
    for mine in shared:
        if mine != theirs[mine.slug]:
            raise SnapshotError(
                f"The snapshots define {mine.slug!r} differently; they cannot be compared."
            )
    if not shared:
        raise SnapshotError("The snapshots have no metric in common; they cannot be compared.")
    keys = list(tables.METRICS.keys)
    figures = ["estimate", "low", "high"]
    metrics = pd.concat([a.table[keys], b.table[keys]]).drop_duplicates(ignore_index=True)
    for side, snapshot in (("a", a), ("b", b)):
        named = {figure: f"{figure}_{side}" for figure in figures}
        metrics = metrics.merge(snapshot.table[keys + figures].rename(columns=named), "left", keys)
    metrics["difference"] = metrics["estimate_b"] - metrics["estimate_a"]
    return Comparison(metrics=metrics, knobs=_knobs(a.scenario, b.scenario))


def _knobs(a: Scenario, b: Scenario) -> pd.DataFrame:
    before, after = dict(_parameters(a.write())), dict(_parameters(b.write()))
    rows = [
        (name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
    return pd.DataFrame(rows, columns=["knob", "a", "b"])


def _parameters(values: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        place = f"{where}.{key}" if where else key
        if isinstance(value, Mapping):
            yield from _parameters(value, place)
        else:
            yield place, f"{value:.12g}" if isinstance(value, float) else str(value)
