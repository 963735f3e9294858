"""A snapshot in memory: a scenario, its numbers, and where they come from."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from core import pictures
from core.simulation.scenario import Scenario
from core.snapshot.manifest import Manifest
from core.snapshot.tables import ALL


@dataclasses.dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Snapshot:
    """What a snapshot holds, checked.

    Args:
        manifest: Provenance, parameters, metric definitions, sufficient statistics.
        scenario: What was run.
        table: The readout, columns as in ``core.snapshot.tables.METRICS`` and more.
        curves: Each day's estimates, columns as in ``tables.CURVES``, or ``None``.
    """

    manifest: Manifest
    scenario: Scenario
    table: pd.DataFrame
    curves: pd.DataFrame | None = None

    @property
    def id(self) -> str:
        """The content's hash, 64 hexadecimal digits; equal for equal results."""
        return self.manifest.id

    @property
    def statistics(self) -> Mapping[str, Any]:
        """The sufficient statistics, as plain nested values."""
        return MappingProxyType(self.manifest.statistics)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and self.manifest == other.manifest

    def __hash__(self) -> int:
        return hash(self.manifest.seal)

    def charts(self, *, dark: bool = False) -> dict[str, pictures.Spec]:
        """Return the charts by name, drawn anew from the numbers.

        A page shows these and not the specs inside the file, which others may have written.
        """
        setup = self.scenario.setup
        confidence = self.manifest.confidence
        drawn = {
            "lift": pictures.lift(
                self.table, question=setup.question, confidence=confidence, dark=dark
            )
        }
        if self.curves is not None:
            order = {ALL: "", **dict.fromkeys(self.scenario.personas, "")}
            for slug in dict.fromkeys(self.curves["metric"]):
                drawn[f"curves-{slug.replace('_', '-')}"] = pictures.curves(
                    self.curves, slug, personas=order, columns=2, confidence=confidence, dark=dark
                )
        return drawn
