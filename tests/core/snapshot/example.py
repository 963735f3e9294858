"""A small snapshot, and the means to break one."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from core import seeds, snapshot
from core.metrics import METRICS
from core.simulation.scenario import Scenario
from core.snapshot import container
from core.snapshot import manifest as manifests

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PERSONAS = ("all", "discoverer", "focused", "occasional")
SCENARIO = Scenario().with_idea("nearby").with_idea("stories").with_setup(question="ab")


def table(scenario: Scenario = SCENARIO) -> pd.DataFrame:
    """Return a readout whose numbers follow from the scenario, with every digit in use."""
    draws = seeds.stream(scenario.setup.seed, "test", scenario.digest)
    rows = []
    for each in METRICS:
        for persona in PERSONAS:
            base, lift = draws.uniform(1, 90), draws.normal(0, 0.02)
            arms = {
                "control": base,
                "treatment": base * (1 + lift),
                "difference": base * lift,
                "lift": lift,
            }
            for arm, estimate in arms.items():
                se = abs(estimate) / 7 + 1e-9
                rows.append(
                    {
                        "metric": each.slug,
                        "arm": arm,
                        "persona": persona,
                        "estimate": estimate,
                        "se": se,
                        "low": estimate - 2 * se,
                        "high": estimate + 2 * se,
                        "n": scenario.setup.members,
                        "method": "log-delta" if arm == "lift" else "Welch",
                        "p": 0.1 + 0.2 if arm == "difference" else None,
                        "skewed": arm == "control",
                    }
                )
    return pd.DataFrame(rows)


def curves(days: int = 28) -> pd.DataFrame:
    """Return the curves of one metric."""
    return pd.DataFrame(
        {
            "metric": "take_rate",
            "arm": arm,
            "persona": persona,
            "day": day,
            "estimate": 10 + (arm == "treatment") * day / 30,
            "low": 9.9,
            "high": 11.0,
        }
        for persona in PERSONAS
        for arm in ("control", "treatment")
        for day in range(1, days + 1)
    )


def statistics(scenario: Scenario = SCENARIO) -> dict[str, Any]:
    """Return sufficient statistics with numbers that have no short decimal."""
    moments = {"n": 3, "names": ["taken"], "means": [0.1 + 0.2], "products": [[1 / 3]]}
    return {"arms": {arm: {"discoverer": moments} for arm in ("control", "treatment")}}


def run(scenario: Scenario) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return what the scenario gives: the same each time."""
    return table(scenario), statistics(scenario)


def made(scenario: Scenario = SCENARIO, **more: Any) -> bytes:
    """Return a snapshot's bytes."""
    arguments = {"at": AT, "commit": "0123abc", **more}
    return snapshot.make(scenario, table(scenario), statistics(scenario), **arguments)


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    return container.unpack(data)


Edit = bytes | None | Callable[[bytes], bytes]


def edited(data: bytes, edits: Mapping[str, Edit]) -> dict[str, bytes]:
    """Return the parts with some replaced, changed, added, or left out."""
    found = parts(data)
    for name, edit in edits.items():
        if edit is None:
            del found[name]
        else:
            found[name] = edit(found[name]) if callable(edit) else edit
    return found


def broken(data: bytes, edits: Mapping[str, Edit]) -> bytes:
    """Return the snapshot edited by hand, its checksums left as they were."""
    return container.pack(edited(data, edits))


def forged(
    data: bytes,
    edits: Mapping[str, Edit] | None = None,
    change: Callable[[dict[str, Any]], object] = dict,
) -> bytes:
    """Return the snapshot edited by somebody who also makes every checksum right again."""
    found = edited(data, edits or {})
    values = json.loads(found.pop("manifest.json"))
    values["files"] = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in found.items()
    }
    change(values)
    values["seal"] = manifests.seal(values)
    return container.pack({"manifest.json": json.dumps(values).encode(), **found})


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return a zip of any entries, twice the same name included."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()
