"""What a snapshot says about itself, as JSON that is checked before anything believes it."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from core.errors import SnapshotError
from core.metrics import Metric
from core.snapshot import tables

SCHEMA = 1
"""Version of the snapshot's layout; a newer one is refused."""

RNG = "Philox (numpy), one named stream for each purpose and block of members"
DEEPEST = 24
"""Nesting of the manifest at most; the sufficient statistics need six levels."""

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
"""Text for people: nothing in it may steer a terminal."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Definition(_Model):
    """A metric as it was defined when the snapshot was made; see ``core.metrics.Metric``."""

    slug: Text
    label: Text
    unit: Text
    numerator: list[Text]
    denominator: list[Text]
    per_days: float
    factor: float
    good: Literal["up", "down"]
    role: Literal["success", "guardrail"]
    margin: float
    meaning: Text
    among: Text

    @classmethod
    def of(cls, metric: Metric) -> Self:
        """Return the definition of a metric of today."""
        names = (
            *("slug", "label", "unit", "per_days", "factor"),
            *("good", "role", "margin", "meaning", "among"),
        )
        plain = {name: getattr(metric, name) for name in names}
        return cls(**plain, numerator=list(metric.numerator), denominator=list(metric.denominator))


class File(_Model):
    """Size and checksum of a part."""

    bytes: int
    sha256: Digest


class Manifest(_Model):
    """Everything a snapshot says about itself; ``seal`` is the checksum of all the rest."""

    schema_version: int
    id: Digest
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    commit: Text | None
    versions: dict[Text, Text]
    seed: int
    rng: Text
    engine: Text
    question: Text
    confidence: Annotated[float, Field(gt=0, lt=1)]
    methods: list[Text]
    scenario_digest: Digest
    parameters: dict[str, JsonValue]
    metrics: list[Definition]
    columns: dict[Text, tables.Type]
    curves: dict[Text, tables.Type] | None
    statistics: dict[str, JsonValue]
    files: dict[str, File]
    seal: Digest

    def to_json(self) -> bytes:
        """Return the manifest as JSON text, one line a key."""
        lines = [
            f"{json.dumps(key)}: {json.dumps(value)}" for key, value in self.model_dump().items()
        ]
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def canonical(value: object) -> bytes:
    """Return plain nested values as the one JSON text that stands for them.

    Example:
        >>> canonical({"b": 0.1, "a": [1, None]})
        b'{"a":[1,null],"b":0.1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical text of plain nested values."""
    return hashlib.sha256(canonical(value)).hexdigest()


def content_id(scenario: str, table: pd.DataFrame, statistics: Mapping[str, Any]) -> str:
    """Return the name of a result: equal for an equal scenario, table and statistics.

    Args:
        scenario: The scenario's digest.
        table: The readout, cleaned.
        statistics: The sufficient statistics, plain.
    """
    content = {
        "schema": SCHEMA,
        "scenario": scenario,
        "columns": list(table.columns),
        "rows": sorted(tables.rows(table)),
        "statistics": statistics,
    }
    return digest(content)


def seal(values: Mapping[str, Any]) -> str:
    """Return the checksum of a manifest's values, but for the seal itself."""
    return digest({name: value for name, value in values.items() if name != "seal"})


def plain(value: Any, where: str = "statistics", depth: int = DEEPEST) -> Any:
    """Return nested values as JSON has them, or refuse what has no exact text there.

    Raises:
        SnapshotError: For numbers that are not finite, keys that are no text, other types,
            or values nested too deep; names the place.
    """
    if depth == 0:
        raise SnapshotError(f"{where[:80]} is nested too deep; at most {DEEPEST} levels are kept.")
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: plain(item, f"{where}.{key}", depth - 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item, f"{where}[{i}]", depth - 1) for i, item in enumerate(value)]
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise SnapshotError(f"{where[:80]} holds half a letter; text must be Unicode.")
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if value is None or type(value) in (bool, int, str):
        return value
    raise SnapshotError(
        f"{where[:80]} must be text, a finite number, a list or a table, not {str(value)[:40]!r}."
    )


def from_json(content: bytes) -> Manifest:
    """Read a manifest that anybody may have written.

    Raises:
        SnapshotError: If it is not JSON in UTF-8, nested too deep, of a newer schema, has a
            key too few, too many or of the wrong type, or does not match its own seal.
    """
    try:
        values = json.loads(content.decode(), parse_constant=_no_constant, object_pairs_hook=_once)
        values = plain(values, "The manifest")
        made = seal(values) if isinstance(values, dict) else ""
    except (UnicodeError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0][:120]
        raise SnapshotError(f"The manifest is not plain JSON in UTF-8: {reason}.") from error
    version = values.get("schema_version") if isinstance(values, dict) else None
    if type(version) is int and version > SCHEMA:
        raise SnapshotError(
            f"The snapshot has schema {version}; this version reads up to {SCHEMA}: update it."
        )
    if version != SCHEMA or type(version) is not int:
        raise SnapshotError(f"The manifest must state schema_version {SCHEMA}, not {version!r}.")
    try:
        manifest = Manifest.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise SnapshotError(f"The manifest's {place[:80]} is wrong: {first['msg']}.") from None
    if manifest.seal != made:
        raise SnapshotError("The manifest was edited: it does not match its own checksum.")
    return manifest


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return found
