"""Make a snapshot: one zip that says what was run, what came out, and how to run it again."""

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import pandas as pd
from pydantic import ValidationError

from core import pictures
from core.errors import SnapshotError
from core.metrics import METRICS, metric
from core.simulation.scenario import Scenario
from core.snapshot import container, report, tables
from core.snapshot import manifest as manifests
from core.snapshot.manifest import Definition, File, Manifest
from core.snapshot.model import Snapshot
from core.snapshot.package import datapackage

LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "vl-convert-python")
"""Libraries whose version may change a number or a picture."""


def make(
    scenario: Scenario,
    table: pd.DataFrame,
    statistics: Mapping[str, Any],
    *,
    at: datetime,
    commit: str | None = None,
    curves: pd.DataFrame | None = None,
    confidence: float = 0.95,
) -> bytes:
    """Return a snapshot as the bytes of a zip file; the same arguments give the same bytes.

    Args:
        scenario: What was run.
        table: The readout, one row per metric, arm (``control``, ``treatment``,
            ``difference``, ``lift``) and persona (a slug or ``"all"``), with columns
            ``estimate, se, low, high, n, method``; more columns are kept. Lift is a share.
        statistics: The sufficient statistics as plain nested values, ``Moments.to_dict``.
        at: When it was made; must know its time zone.
        commit: The version of the code, if known.
        curves: Each day's estimates: ``metric, arm, persona, day, estimate, low, high``.
        confidence: Confidence of the intervals, a share.

    Raises:
        SnapshotError: If a table breaks its contract, a number of the statistics is not
            finite, or ``at`` has no time zone.
        MetricError: If the table names a metric that is not defined.
    """
    snapshot = build(
        scenario, table, statistics, at=at, commit=commit, curves=curves, confidence=confidence
    )
    return container.pack(_parts(snapshot))


def build(
    scenario: Scenario,
    table: pd.DataFrame,
    statistics: Mapping[str, Any],
    *,
    at: datetime,
    commit: str | None = None,
    curves: pd.DataFrame | None = None,
    confidence: float = 0.95,
) -> Snapshot:
    """Return the snapshot in memory, without its files; see ``make``."""
    if at.tzinfo is None:
        raise SnapshotError("The time of a snapshot needs its time zone: use datetime.now(UTC).")
    made = tables.clean(table, tables.METRICS)
    days = None if curves is None else tables.clean(curves, tables.CURVES)
    slugs = [metric(slug).slug for slug in dict.fromkeys(made["metric"])]
    for frame in (made,) if days is None else (made, days):
        tables.check_rows(frame, slugs, scenario.personas, scenario.setup.days)
    kept = manifests.plain(statistics)
    values: dict[str, Any] = {
        "schema_version": manifests.SCHEMA,
        "id": manifests.content_id(scenario.digest, made, kept),
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit,
        "versions": versions(),
        "seed": scenario.setup.seed,
        "rng": manifests.RNG,
        "engine": scenario.setup.engine,
        "question": scenario.setup.question,
        "confidence": confidence,
        "methods": [text for text in dict.fromkeys(made["method"]) if text],
        "scenario_digest": scenario.digest,
        "parameters": scenario.write(),
        "metrics": [Definition.of(each).model_dump() for each in METRICS if each.slug in slugs],
        "columns": tables.types(made),
        "curves": None if days is None else tables.types(days),
        "statistics": kept,
        "files": {},
    }
    return Snapshot(manifest=_sealed(values), scenario=scenario, table=made, curves=days)


def versions() -> dict[str, str]:
    """Return the versions of what makes the numbers: Python, its libraries and Greenlight."""
    found = {name: metadata.version(name) for name in LIBRARIES}
    try:
        own = metadata.version("greenlight")
    except metadata.PackageNotFoundError:
        own = "source"
    return {"greenlight": own, "python": platform.python_version(), **found}


def _sealed(values: dict[str, Any]) -> Manifest:
    try:
        return Manifest.model_validate({**values, "seal": manifests.seal(values)})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise SnapshotError(f"A snapshot cannot say this in {place}: {first['msg']}.") from None


def _parts(snapshot: Snapshot) -> dict[str, bytes]:
    """Return every part by name; the manifest comes first and seals the others."""
    parts = {
        "scenario.toml": snapshot.scenario.to_toml().encode(),
        "metrics.csv": tables.to_csv(snapshot.table),
        "metrics.parquet": tables.to_parquet(snapshot.table),
        "report.html": report.html(snapshot).encode(),
    }
    if snapshot.curves is not None:
        parts["curves.csv"] = tables.to_csv(snapshot.curves)
    for name, spec in snapshot.charts().items():
        parts[f"charts/{name}.vl.json"] = json.dumps(spec, indent=1).encode()
        parts[f"charts/{name}.png"] = pictures.png(spec)
    parts["datapackage.json"] = json.dumps(datapackage(snapshot, parts), indent=1).encode()
    files = {
        name: File(bytes=len(content), sha256=hashlib.sha256(content).hexdigest()).model_dump()
        for name, content in parts.items()
    }
    sealed = _sealed({**snapshot.manifest.model_dump(exclude={"seal"}), "files": files})
    return {"manifest.json": sealed.to_json(), **parts}
