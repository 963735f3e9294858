"""The snapshot's Frictionless Data Package, so that other tools open its tables with types.

Source: Data Package, Tabular Data Resource and Table Schema specifications, version 1.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from core.snapshot import tables
from core.snapshot.model import Snapshot


def datapackage(snapshot: Snapshot, parts: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the description of the CSV files among ``parts`` as a data package."""
    resources = [_resource(snapshot.table, tables.METRICS, parts)]
    if snapshot.curves is not None:
        resources.append(_resource(snapshot.curves, tables.CURVES, parts))
    units = {each.slug: {"unit": each.unit, "meaning": each.meaning, "good": each.good}
             for each in snapshot.manifest.metrics}  # fmt: skip
    return {
        "profile": "tabular-data-package",
        "name": "greenlight-snapshot",
        "id": snapshot.id,
        "title": "Greenlight snapshot",
        "description": "Simulated success metrics of a video service, control and treatment.",
        "created": snapshot.manifest.at,
        "resources": resources,
        "metrics": units,
    }


def _resource(
    frame: pd.DataFrame, contract: tables.Contract, parts: Mapping[str, bytes]
) -> dict[str, Any]:
    path = f"{contract.name}.csv"
    return {
        "profile": "tabular-data-resource",
        "name": contract.name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(parts[path]),
        "hash": f"sha256:{hashlib.sha256(parts[path]).hexdigest()}",
        "schema": {
            "fields": [_field(name, kind, contract) for name, kind in tables.types(frame).items()],
            "primaryKey": list(contract.keys),
            "missingValues": [""],
        },
    }


def _field(name: str, kind: tables.Type, contract: tables.Contract) -> dict[str, Any]:
    unit, meaning = tables.DESCRIBED.get(name, ("", ""))
    described = {"unit": unit, "description": meaning}
    required = {"constraints": {"required": True}} if name in contract.keys else {}
    return {"name": name, "type": kind, **{k: v for k, v in described.items() if v}, **required}
