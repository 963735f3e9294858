"""Speed of both engines on the workload W30, beside plain NumPy and a Python loop in one run.

    python -m benchmarks.simulate [--members 1000000] [--turns 60]

Figures are million member-days per second of processor time, all threads counted, the best of
five rounds. A turn of the slider is wall time from a knob's new value to every interval, for
100,000 members x 28 days x two arms: run it on an idle machine.
"""

import argparse
import random
import time
from collections.abc import Callable

import numpy as np

from benchmarks import workload
from core.simulation.levers import NearbyLever
from core.simulation.panel import panel
from core.simulation.run import simulate
from core.simulation.scenario import Scenario

DAYS = 30
MVP = Scenario().with_idea("nearby").with_idea("social").with_idea("stories")


def plain_numpy(members: int, days: int, seed: int) -> None:
    """Run the workload day by day with NumPy's own generators, as one would write it first."""
    draw = np.random.default_rng(seed)
    for _, size, rates in workload.cells(members):
        session, watch, like, posts, comments, reactions, minutes, hazard = rates
        alive = np.ones(size, dtype=bool)
        totals = np.zeros((7, size))
        for _ in range(days):
            at = np.flatnonzero(alive & (draw.random(size) < session))
            shown = draw.poisson(workload.RECOMMENDED, len(at))
            watched = draw.binomial(shown, watch)
            for row, did in enumerate((shown, watched, draw.binomial(watched, like))):
                totals[row, at] += did
            for row, rate in enumerate((posts, comments, reactions), start=3):
                totals[row, at] += draw.poisson(rate, len(at))
            totals[6, at] += draw.gamma(2.0, minutes / 2, len(at))
            alive &= draw.random(size) >= hazard


def python_loop(members: int, days: int, seed: int) -> None:
    """Run the workload member by member, one random number at a time, without its rare counts."""
    draw = random.Random(seed)
    for _, size, rates in workload.cells(members):
        session, watch, like, _, _, _, minutes, hazard = rates
        for _ in range(size):
            for _ in range(days):
                if draw.random() < session:
                    shown = round(draw.gauss(10, 3))
                    seen = sum(draw.random() < watch for _ in range(shown))
                    sum(draw.random() < like for _ in range(seen))
                    draw.gammavariate(2.0, minutes / 2)
                if draw.random() < hazard:
                    break


def speed(run: Callable[[int, int, int], object], members: int, rounds: int = 5) -> float:
    """Return the best of a few rounds, million member-days per processor second."""
    run(min(members, 20_000), DAYS, 0)
    best = 0.0
    for seed in range(rounds):
        start = time.process_time()
        run(members, DAYS, seed)
        best = max(best, members * DAYS / (time.process_time() - start) / 1e6)
    return best


def turned(scenario: Scenario, turn: int) -> Scenario:
    """Return the scenario with one knob elsewhere at every turn, as a presenter leaves it."""
    return scenario.with_idea("nearby", NearbyLever(tried=10.0 + turn % 120 / 2))


def slider(turns: int) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile of a slider's turn, milliseconds, by question."""
    found = {}
    for question in ("what-if", "ab"):
        scenario = MVP.with_setup(question=question)
        panel(simulate(scenario))
        times = []
        for turn in range(turns):
            start = time.perf_counter()
            panel(simulate(turned(scenario, turn)))
            times.append(1000 * (time.perf_counter() - start))
        found[question] = (float(np.median(times)), float(np.quantile(times, 0.95)))
    return found


def million() -> tuple[float, int]:
    """Return the seconds a million members take, and how often progress was reported."""
    shares: list[float] = []
    start = time.perf_counter()
    panel(simulate(MVP.with_setup(members=1_000_000), progress=shares.append))
    return time.perf_counter() - start, len(shares)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=60)
    asked = parser.parse_args()
    few = max(asked.members // 5, 1)
    base = speed(plain_numpy, few, rounds=3)
    rows: list[tuple[str, Callable[[int, int, int], object], int]] = [
        ("aggregate", workload.on_aggregate, asked.members),
        ("daily", workload.on_daily, few),
        ("plain Python loop", python_loop, 3000),
    ]
    print(f"{'engine':<22}{'million member-days/s':>22}{'ratio to plain NumPy':>24}")
    print(f"{'plain NumPy, daily':<22}{base:>22.1f}{1.0:>23.1f}x")
    for name, run, size in rows:
        measured = speed(run, size)
        print(f"{name:<22}{measured:>22.1f}{measured / base:>23.1f}x")
    print("\n100,000 members x 28 days x two arms with every interval, wall time of a turn:")
    for question, (median, p95) in slider(asked.turns).items():
        print(f"  {question:<10}median {median:5.0f} ms, p95 {p95:5.0f} ms")
    seconds, reports = million()
    print(f"\n1,000,000 members: {seconds:.1f} s, progress reported {reports} times.")


if __name__ == "__main__":
    main()
