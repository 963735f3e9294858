"""Read a snapshot that anybody may have made, edited or broken: all of it is checked, or none."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from core.errors import GreenlightError, SnapshotError
from core.simulation.scenario import Scenario
from core.snapshot import container, tables
from core.snapshot import manifest as manifests
from core.snapshot.manifest import Manifest
from core.snapshot.model import Snapshot

NEEDED = ("scenario.toml", "metrics.csv", "metrics.parquet", "report.html", "datapackage.json")


def read(data: bytes | Path) -> Snapshot:
    """Return the snapshot in a zip file.

    Numbers come from ``metrics.csv`` and the manifest; report, pictures and Parquet are only
    held against their checksums. The seal tells accident and tampering by hand; it is no
    signature: who rewrites everything can seal anything.

    Args:
        data: The zip, or where it lies.

    Raises:
        SnapshotError: If the file is damaged, edited, hostile, or of a newer version.
    """
    parts = container.unpack(data)
    if "manifest.json" not in parts:
        raise SnapshotError("This zip is not a snapshot: it has no manifest.json.")
    manifest = manifests.from_json(parts.pop("manifest.json"))
    _check_files(parts, manifest)
    scenario = _scenario(parts["scenario.toml"], manifest)
    table = tables.from_csv(parts["metrics.csv"], manifest.columns, tables.METRICS)
    curves = _curves(parts, manifest)
    slugs = [each.slug for each in manifest.metrics]
    for frame in (table,) if curves is None else (table, curves):
        tables.check_rows(frame, slugs, scenario.personas, scenario.setup.days)
    if manifest.id != manifests.content_id(scenario.digest, table, manifest.statistics):
        raise SnapshotError("The numbers of this snapshot were edited: they do not match its id.")
    return Snapshot(manifest=manifest, scenario=scenario, table=table, curves=curves)


def _check_files(parts: Mapping[str, bytes], manifest: Manifest) -> None:
    needed = NEEDED if manifest.curves is None else (*NEEDED, "curves.csv")
    for name in (*needed, *manifest.files):
        if name not in parts:
            raise SnapshotError(f"The snapshot is incomplete: {name[:100]!r} is missing.")
    for name, content in parts.items():
        said = manifest.files.get(name)
        if said is None:
            raise SnapshotError(f"The snapshot holds {name!r}, which its manifest does not list.")
        if said.sha256 != hashlib.sha256(content).hexdigest() or said.bytes != len(content):
            raise SnapshotError(f"{name!r} was edited: it does not match its checksum.")


def _scenario(content: bytes, manifest: Manifest) -> Scenario:
    try:
        scenario = Scenario.from_toml(content.decode())
    except GreenlightError as error:
        reason = str(error)[:300]
        raise SnapshotError(f"The snapshot's scenario cannot run here: {reason}") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise SnapshotError("The snapshot's scenario.toml is not TOML in UTF-8.") from error
    setup = scenario.setup
    said = (manifest.seed, manifest.engine, manifest.question, manifest.parameters)
    if scenario.digest != manifest.scenario_digest or said != (
        setup.seed, setup.engine, setup.question, scenario.write()
    ):  # fmt: skip
        raise SnapshotError("The snapshot's scenario.toml is not the one its manifest describes.")
    return scenario


def _curves(parts: Mapping[str, bytes], manifest: Manifest) -> pd.DataFrame | None:
    if manifest.curves is None:
        return None
    return tables.from_csv(parts["curves.csv"], manifest.curves, tables.CURVES)
