"""Every member's totals and every metric of ten million events: DuckDB, Polars, pandas, one run.

    python -m benchmarks.metrics [--events 10000000] [--without pandas polars]

The same definition (``core.tally``) is written down for each; the answers must be equal. Polars
is no requirement of the app: ``pip install polars`` before, or it is skipped. Wall seconds mean
something on an idle machine only; processor seconds add up all threads. Best of ``--rounds``.
"""

import argparse
import functools
import importlib
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.tallies import DAY_US, SPAN, SUMS, with_pandas, with_polars
from core.events import CONTINUED, TYPES, read_events, write_events
from core.measure import measure
from core.tally import horizon, totals

SESSION = ("session", *["shown"] * 9, "browsed", "played", "played", "liked", "social")
"""Events of one session; every twentieth also holds one of the rare types."""

RARE = (
    "review",
    "comment",
    "story",
    "reaction",
    "complaint",
    "purchase",
    "subscribed",
    "cancelled",
)


Work = Callable[[], pd.DataFrame]


def make(events: int, seed: int = 1) -> pd.DataFrame:
    """Return a log of about so many events in order of time: 28 days, a hundred events a member."""
    draw = np.random.default_rng(seed)
    sessions = events // len(SESSION)
    members = max(events // 100, 2)
    order = list(TYPES)
    kind = np.tile([order.index(name) for name in SESSION], (sessions, 1))
    rare = draw.integers(0, 20, sessions) == 0
    kind[rare, 0] = [order.index(name) for name in draw.choice(RARE, rare.sum())]
    who = np.repeat(draw.integers(0, members, sessions), len(SESSION))
    begin = draw.integers(0, 28 * 86_400 - 3600, sessions) * 1_000_000
    at = (begin[:, None] + np.arange(len(SESSION)) * 60_000_000).ravel()
    title = draw.integers(0, 2000, (sessions, len(SESSION)))
    title[:, 11] = np.where(draw.random(sessions) < 0.6, title[:, 3], title[:, 11])
    title[:, 13] = title[:, 5]
    kind, title = kind.ravel(), title.ravel()
    names = np.array(order)[kind]
    titled, valued = np.isin(names, ("shown", "played", "liked")), np.isin(names, list(SUMS))
    time_order = np.argsort(at, kind="stable")

    def text(numbers: np.ndarray, words: list[str]) -> Any:
        numbers = np.where(numbers < 0, len(words), numbers)[time_order].astype(np.int32)
        texts = pa.array([*words, ""], pa.large_string())
        return pa.DictionaryArray.from_arrays(numbers, texts).cast(pa.large_string())

    surface = np.where(titled, np.where(title % 5 == 0, 1, 0), -1)
    value = np.where(valued, draw.gamma(2, 15, len(who)), np.nan)[time_order]
    target = np.where(names == "reaction", (who + 1) % members, -1)
    names_of = [f"m{number}" for number in range(members)]
    log = {
        "event_id": pa.array(np.arange(len(who))).cast(pa.large_string()),
        "at": pa.array(at[time_order] + 20_454 * DAY_US, pa.timestamp("us", tz="UTC")),
        "member": text(who, names_of),
        "session": pa.array((np.arange(len(who)) // len(SESSION))[time_order]).cast(
            pa.large_string()
        ),
        "type": text(kind, order),
        "title_id": text(np.where(titled, title, -1), [f"t{number}" for number in range(2000)]),
        "value": pa.array(value, from_pandas=True),
        "surface": text(surface, ["home", CONTINUED]),
        "arm": text(who % 2, ["control", "treatment"]),
        "persona": text(who % 3, ["discoverer", "focused", "occasional"]),
        "target": text(target, names_of),
    }
    frame: pd.DataFrame = pa.table(log).to_pandas()
    return frame


def timed(work: Work, rounds: int) -> tuple[float, float, pd.DataFrame]:
    """Return wall and processor seconds of the best of a few rounds, and what was made."""
    best = (float("inf"), 0.0)
    for _ in range(rounds):
        wall, busy = time.perf_counter(), time.process_time()
        made = work()
        best = min(best, (time.perf_counter() - wall, time.process_time() - busy))
    return *best, made


def peers(events: pd.DataFrame, span: SPAN, without: list[str]) -> dict[str, Work]:
    """Return the same totals by other libraries, those that are installed."""
    found: dict[str, Work] = {}
    if "polars" not in without:
        try:
            polars = importlib.import_module("polars")
        except ModuleNotFoundError:
            print("polars not installed: skipped")
        else:
            name = f"Polars {polars.__version__}"
            found[name] = functools.partial(with_polars, polars, events, span)
    if "pandas" not in without:
        found[f"pandas {pd.__version__}"] = functools.partial(with_pandas, events, span)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--without", nargs="*", default=[], choices=["pandas", "polars"])
    asked = parser.parse_args()
    events = make(asked.events)
    span = horizon(events)
    days = (span[1] - span[0]) / timedelta(days=1)
    print(f"{len(events):,} events of {events['member'].nunique():,} members, {days:g} days\n")
    print(f"{'':<34}{'wall s':>8}{'CPU s':>8}{'wall to DuckDB':>18}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        write_events(events, path)
        wall, busy, _ = timed(lambda: read_events(path), asked.rounds)
        print(f"{'read and check a Parquet log':<34}{wall:>8.1f}{busy:>8.1f}")
    base, busy, answer = timed(lambda: totals(events, *span), asked.rounds)
    print(f"{'totals, DuckDB ' + duckdb.__version__:<34}{base:>8.1f}{busy:>8.1f}{1.0:>17.1f}x")
    for name, work in peers(events, span, asked.without).items():
        wall, busy, other = timed(work, asked.rounds)
        pd.testing.assert_frame_equal(answer, other[answer.columns], check_dtype=False)
        print(f"{'totals, ' + name:<34}{wall:>8.1f}{busy:>8.1f}{wall / base:>17.1f}x")
    wall, busy, _ = timed(lambda: measure(answer, days), asked.rounds)
    print(f"{'every metric of the totals':<34}{wall:>8.1f}{busy:>8.1f}")


if __name__ == "__main__":
    main()
