"""Data for the statistics' tests: the fixed set R4000 where it is at hand, and made-up members."""

import csv
import hashlib
import importlib.util
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "r4000"


def made_up_members(seed: int = 11, n: int = 3_000) -> pd.DataFrame:
    """Return members with uneven activity, so that totals are skewed and correlated."""
    rng = np.random.default_rng(seed)
    activity = rng.gamma(2.0, 0.5, n)
    arm = rng.integers(0, 2, n)
    recommended = 1 + rng.poisson(40 * activity)
    stories = rng.poisson(1.5 * activity)
    return pd.DataFrame(
        {
            "arm": arm,
            "pre_minutes": 120 * activity * rng.uniform(0.5, 1.5, n),
            "minutes": 120 * activity * rng.uniform(0.5, 1.5, n) * (1 + 0.05 * arm),
            "recommended": recommended.astype(float),
            "taken": rng.binomial(recommended, 0.25 + 0.02 * arm).astype(float),
            "pre_recommended": 1.0 + rng.poisson(40 * activity),
            "reviews": rng.poisson(0.6 * activity).astype(float),
            "comments": rng.poisson(1.1 * activity).astype(float),
            "stories": stories.astype(float),
            "reactions": rng.poisson(3.0 * stories * activity).astype(float),
        }
    )


@pytest.fixture(scope="session")
def members() -> pd.DataFrame:
    return made_up_members()


@pytest.fixture(scope="session")
def r4000() -> pd.DataFrame:
    """The fixed data set, made by its own generator and checked by its checksum."""
    path = REFERENCE / "refdata.py"
    if not path.exists():
        pytest.skip("R4000 IS NOT AT HAND: the fixed data set's agreement was NOT tested here")
    spec = importlib.util.spec_from_file_location("refdata", path)
    refdata = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refdata)
    text = refdata.csv_text()
    assert hashlib.sha256(text.encode()).hexdigest() == refdata.SHA256
    rows = [*csv.DictReader(io.StringIO(text))]
    numeric = [name for name in refdata.HEAD if name != "persona"]
    return pd.DataFrame({name: [float(row[name]) for row in rows] for name in numeric})


@pytest.fixture(scope="session")
def answers(r4000: pd.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """What the libraries said about R4000, by library and question."""
    return json.loads((REFERENCE / "library_answers.json").read_text())
