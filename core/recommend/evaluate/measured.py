"""Evaluations that were measured before: what the terminal saved, read again for a page."""

import dataclasses
import json
from pathlib import Path

import pandas as pd

from core.errors import DataError

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "evaluation"
"""Evaluations that ship; each is what ``python -m core evaluate --out`` wrote."""

NAMES = {"taste": "Ours", "popularity": "Popularity"}
"""How a page calls models whose name in the file is no name."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """An evaluation as it was saved.

    Args:
        about: What it was measured on, in words.
        members: Members who were judged.
        models: ``name``, ``measure``, ``value``, ``low`` and ``high``, a row a model and measure.
        contexts: ``ingredient``, ``value``, ``low``, ``high``, ``shuffled``, ``shuffled_low``,
            ``shuffled_high``, ``without`` and ``n``; empty where contexts were not measured.
    """

    about: str
    members: int
    models: pd.DataFrame
    contexts: pd.DataFrame


def measured(name: str, folder: Path = FOLDER) -> Measured:
    """Return an evaluation that ships, such as ``"ml-latest-small"`` or ``"sample"``.

    Raises:
        DataError: If there is none of that name, or it is no evaluation.
    """
    path = folder / f"{name}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        data = found["data"]
        models = pd.DataFrame(
            [
                {
                    "name": NAMES.get(model["name"], model["name"]),
                    "measure": measure,
                    "value": figure["value"],
                    "low": figure["low"],
                    "high": figure["high"],
                }
                for model in found["models"]
                for measure, figure in model["measures"].items()
            ]
        )
        contexts = pd.DataFrame(found.get("contexts", {}).get("rows", []))
        return Measured(
            about=str(data["name"]),
            members=int(data["judged"]),
            models=models,
            contexts=contexts,
        )
    except FileNotFoundError:
        raise DataError(
            f"{path.name} is missing; python -m core evaluate --out makes it."
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path.name} is no evaluation: {error!r} is not as expected.") from None
